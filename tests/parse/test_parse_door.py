"""What cannot be read is refused with its fault and its fix, and pages go where their content says."""

from __future__ import annotations

import pytest
from parse_samples import SENTENCES, pdf, wrap, write
from pypdfium2 import PdfDocument

from policyscan.errors import DocumentError, DocumentFault
from policyscan.model import Box, PageSource
from policyscan.parse import OCR_ENGINE, OcrLine, OcrPage, parse
from policyscan.parse.language import guess_language
from policyscan.parse.records import Drawing, Piece
from policyscan.parse.triage import judge_page

GOOD = pdf(lambda canvas: write(canvas, [SENTENCES[0]]))


@pytest.mark.parametrize(
    ("data", "fault", "problem"),
    [
        (b"", DocumentFault.EMPTY, "the file is empty (0 bytes)"),
        (b"<!DOCTYPE html><html>login</html>", DocumentFault.NOT_A_PDF, "the file is a web page, not a PDF"),
        (bytes(range(256)) * 8, DocumentFault.NOT_A_PDF, "the file is not a PDF (it has no PDF header)"),
        (b"PK\x03\x04rest", DocumentFault.NOT_A_PDF, "the file is a zip archive or office document, not a PDF"),
        (b"%PDF-1.4\nnothing else", DocumentFault.BROKEN, "the PDF is damaged beyond repair"),
    ],
    ids=["empty", "html", "noise", "office", "stump"],
)
def test_what_is_no_pdf_is_refused(data: bytes, fault: DocumentFault, problem: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(data)
    assert (caught.value.fault, caught.value.problem) == (fault, problem)
    assert caught.value.fix
    assert "\n" not in caught.value.fix


def test_parsing_is_a_function_of_its_arguments() -> None:
    assert parse(GOOD, ocr=False) == parse(GOOD, ocr=False)


def test_a_textless_page_uses_what_ocr_has_read_before() -> None:
    line = OcrLine("Officers shall report force.", Box(1, 72, 90, 300, 104), 0.9, tuple(72 + 8 * n for n in range(29)))
    known = {1: OcrPage(1, OCR_ENGINE, (line,))}
    scan = pdf(lambda canvas: canvas.rect(0, 0, 612, 400, fill=1))
    result = parse(scan, ocr=False, known_ocr=known)
    assert result.document.text == line.text
    assert result.document.pages[0].source is PageSource.OCR
    assert result.ocr_pages == ()
    assert result.document.lines[0].edges == line.edges


def test_known_ocr_does_not_replace_good_text() -> None:
    known = {1: OcrPage(1, OCR_ENGINE, (OcrLine("Wrong", Box(1, 0, 0, 50, 10), 0.9, (0, 10, 20, 30, 40, 50)),))}
    assert parse(GOOD, ocr=False, known_ocr=known).document.text == SENTENCES[0]


def piece(text: str) -> Piece:
    return Piece(text, [72.0 + 5 * n for n in range(len(text) + 1)], 90, 102, 11, 1)


def test_a_stamp_over_a_scan_goes_to_ocr() -> None:
    verdict = judge_page([piece("Released under the Official Information Act")], 0, Drawing(image_cover=0.97))
    assert (verdict.source, verdict.wants_ocr) == (PageSource.NONE, True)


def test_a_scan_with_its_text_layer_is_text() -> None:
    pieces = [piece(line) for line in wrap(" ".join(SENTENCES), 70)]
    assert judge_page(pieces, 0, Drawing(image_cover=1.0)).source is PageSource.TEXT


def test_unmapped_characters_make_a_page_garbled() -> None:
    verdict = judge_page([piece("abc def")], 300, Drawing())
    assert (verdict.source, verdict.wants_ocr) == (PageSource.NONE, True)


def test_letters_without_words_make_a_page_garbled() -> None:
    noise = "qXz tkRp vBnw zzkl PqrT xcvB mnbV lkjh gfdS wrtP kLmN bvcx zqwr tPsd fgHj " * 6
    assert judge_page([piece(noise)], 0, Drawing()).source is PageSource.NONE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" ".join(SENTENCES), "en"),
        ("El uso de la fuerza por los agentes de la policía se limita a lo que es necesario para el fin de la ley.", "es"),
        ("L'usage de la force par les agents est limité à ce qui est nécessaire pour la sécurité des personnes et "
         "dans le respect de la loi que les juges ont le devoir de faire appliquer.", "fr"),
        ("Die Anwendung von Gewalt durch die Beamten ist auf das Maß zu beschränken, das für den Zweck nicht "
         "überschritten wird, und der Bericht ist mit dem Protokoll zu den Akten zu nehmen.", "de"),
        ("Policist sme uporabiti silo le, če je to nujno in sorazmerno, pri tem pa se mora o tem poročati po "
         "končanem postopku, ki ga vodi komandir, in za to je odgovoren tudi nadrejeni, ki je na kraju.", "sl"),
        ("4711 0815", "und"),
    ],
)  # fmt: skip
def test_languages_are_guessed(text: str, code: str) -> None:
    assert guess_language(text) == code


def test_encrypted_files_open_with_their_password_only() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    def made(user_password: str) -> bytes:
        import io

        target = io.BytesIO()
        canvas = Canvas(target, encrypt=StandardEncryption(user_password, "owner", strength=128))
        write(canvas, [SENTENCES[0]])
        canvas.save()
        return target.getvalue()

    assert parse(made(""), ocr=False).document.text == SENTENCES[0]
    assert parse(made("secret"), password="secret", ocr=False).document.text == SENTENCES[0]
    with pytest.raises(DocumentError) as caught:
        parse(made("secret"))
    assert caught.value.fault is DocumentFault.NEEDS_PASSWORD
    with pytest.raises(DocumentError) as caught:
        parse(made("secret"), password="wrong")
    assert caught.value.problem == "the password does not open the PDF"


def test_the_sample_opens_in_pdfium() -> None:
    assert len(PdfDocument(GOOD)) == 1
