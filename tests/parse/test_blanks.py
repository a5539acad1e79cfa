"""Words typed over a blank stand where the blank does, in the text and on the page."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen import canvas

from policyscan.parse import parse
from policyscan.parse.blanks import fill_blanks
from policyscan.parse.records import Piece
from policyscan.parse.rows import join
from policyscan.verify import letters, read_boxes


def memo(raised: float, size: float) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.setFont("Helvetica", 11)
    page.drawString(72, 700, "between the State and the ____________________, pursuant to which")
    left = 72 + page.stringWidth("between the State and the ", "Helvetica", 11)
    page.setFont("Helvetica", size)
    page.drawString(left + 4, 700 + raised, "Quarry Hill Police")
    page.setFont("Helvetica", 11)
    page.drawString(72, 686, "it delegates powers to trained officers.")
    page.save()
    return out.getvalue()


@pytest.mark.parametrize(("raised", "size"), [(0, 11), (2.5, 9), (4, 8), (-1.5, 10)])
def test_words_typed_over_a_blank_are_read_in_its_place(raised, size):
    data = memo(raised, size)
    document = parse(data, ocr=False).document
    text = " ".join(document.text.split())
    assert "between the State and the Quarry Hill Police" in text
    assert text.count("Quarry Hill") == 1
    assert text.index("Quarry Hill") < text.index("pursuant to which") < text.index("it delegates")
    start = document.text.index("Quarry Hill Police")
    boxes = document.boxes(start, start + len("Quarry Hill Police"))
    assert letters("".join(read_boxes(data, boxes).values())) == "QuarryHillPolice"


def test_a_blank_without_words_and_a_line_above_a_signature_stay():
    rule = piece("Signature: ______________", 72, 100)
    above = piece("Sheriff of the county", 120, 86)
    assert fill_blanks([above, rule]) == [above, rule]


def piece(text: str, x0: float, top: float) -> Piece:
    return Piece(text, [x0 + 6 * place for place in range(len(text) + 1)], top, top + 12, 12.0, 1)


def test_where_two_pieces_overlap_the_last_letter_of_the_first_keeps_its_place():
    # The second begins inside the last letter of the first, which ends at 108.
    first, second = piece("Police", 72, 100), piece(", to", 104, 100)
    second.edges[1] = 105
    joined = join([first, second])
    assert joined.text == "Police, to"
    assert joined.edges[5] == first.edges[5]
    assert joined.edges[6:8] == [108, 108]
    assert joined.edges == sorted(joined.edges)
