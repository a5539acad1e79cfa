"""Find running heads and feet by what repeats at the same place from page to page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from policyscan.parse.records import PageDraft, Piece, Row
from policyscan.parse.rows import group_rows

# Heads and feet of the policies measured reach at most this far into the page, in rows and in
# shares of its height: agencies print forms of up to nine rows on every page.
_DEEPEST_ROWS = 10
_HEAD_SHARE, _FOOT_SHARE = 0.30, 0.80
# The same row may stand this much higher or lower on another page, in points.
_DRIFT, _OCR_DRIFT = 7.0, 16.0
# Left and right pages may have different heads; a page in between may have none.
_FURTHEST_TWIN = 3
# A row that ends like a sentence is furniture only where it stands on so many pages.
_FEWEST_TWINS = 3

_PAGE_NUMBER = re.compile(
    r"^[\W_]*(?:page|pg\.?|p\.|seite|página|stran)?[\W_]*(\d{1,4}|[ivxl]{1,6})[\W_]*(?:(?:of|de|von|od|/|\|)[\W_]*(\d{1,4})?"
    r"[\W_]*(?:page|pages)?)?[\W_]*$",
    re.IGNORECASE,
)
_PAGE_OF = re.compile(r"\bpage\s*:?\s*(\d{1,4}|[ivxl]{1,6})\b(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
# A rule drawn with characters, or an ornament of three signs ("ø ø ø").
_RULE = re.compile(r"^(?:[_=*~—–\-\s]{6,}|([^\dxX\s])(?:\s+\1){2,})$")
_MARGIN = re.compile(r"^\d{1,3}(?:\s?[-–]\s?\d{1,3})?$")
_FEWEST_LINE_NUMBERS = 12
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Candidate:
    page: int
    order: int
    key: str
    height: float
    row: Row
    is_head: bool


_Sides = dict[tuple[int, bool], list[_Candidate]]


def split_furniture(drafts: Sequence[PageDraft]) -> None:
    """Move each page's running head, foot and margin numbers from `rows` to `furniture`; changes the drafts."""
    _split_margins(drafts)
    sides = {
        (number, is_head): _candidates(draft, number, is_head=is_head)
        for number, draft in enumerate(drafts)
        for is_head in (True, False)
    }
    for number, draft in enumerate(drafts):
        found = [row for row in draft.rows if _RULE.match(row.text)]
        found += [row for is_head in (True, False) for row in _outer(sides[number, is_head], sides, drafts)]
        if found:
            taken = {id(row) for row in found}
            draft.furniture += [row for row in draft.rows if id(row) in taken]
            draft.rows = [row for row in draft.rows if id(row) not in taken]
    _label(drafts)


def _split_margins(drafts: Sequence[PageDraft]) -> None:
    """Take out numbers printed beside the text: line numbers, and classes such as "5-7"."""
    found: dict[int, list[Piece]] = {}
    for draft in drafts:
        lefts = [piece.x0 for row in draft.rows for piece in row.pieces if len(piece.text) >= 25]
        edge = min(lefts, default=0.0)
        notes = [
            piece
            for row in draft.rows
            for piece in row.pieces
            if len(piece.text) <= 7 and (piece.x0 + piece.x1) / 2 < edge and _MARGIN.match(piece.text)
        ]
        if notes:
            found[draft.number] = notes
    every = [piece for notes in found.values() for piece in notes]
    are_classes = sum("-" in piece.text for piece in every) >= max(2, 0.3 * len(every))
    for draft in drafts:
        notes = found.get(draft.number, [])
        # Fewer numbers than this may be those of paragraphs.
        if not notes or not (are_classes or len(notes) >= _FEWEST_LINE_NUMBERS):
            continue
        taken = {id(piece) for piece in notes}
        rows = [Row([piece for piece in row.pieces if id(piece) not in taken]) for row in draft.rows]
        draft.rows = group_rows(piece for row in rows for piece in row.pieces)
        draft.furniture += [Row([piece]) for piece in notes]


def _candidates(draft: PageDraft, number: int, *, is_head: bool) -> list[_Candidate]:
    """The outermost rows of one side, from the edge inwards."""
    _, top, _, bottom = draft.frame.visible
    height = max(1.0, bottom - top)
    rows = draft.rows if is_head else draft.rows[::-1]
    found = []
    for order, row in enumerate(rows[:_DEEPEST_ROWS]):
        middle = ((row.top + row.bottom) / 2 - top) / height
        if (middle > _HEAD_SHARE) if is_head else (middle < _FOOT_SHARE):
            break
        found.append(_Candidate(number, order, mask(row.text), row.top, row, is_head))
    return found


def mask(text: str) -> str:
    """Text as compared between pages: small letters, with every number alike."""
    return "".join(_DIGITS.sub("#", text.casefold()).split())


def _outer(side: Sequence[_Candidate], sides: _Sides, drafts: Sequence[PageDraft]) -> list[Row]:
    """The rows from the edge to the innermost one that repeats or is a page number."""
    deepest = -1
    strangers = 0
    for candidate in side:
        if _repeats(candidate, sides) or _is_page_number(candidate, drafts):
            deepest = candidate.order
            continue
        # One row with this page's own title may stand within a head, but no sentence may.
        strangers += 1
        if strangers > 1 or _is_prose(candidate.row):
            break
    return [candidate.row for candidate in side if candidate.order <= deepest]


def _is_prose(row: Row) -> bool:
    text = row.text
    return len(text) > 70 or text.endswith((".", ";", ",", ":"))


def _repeats(candidate: _Candidate, sides: _Sides) -> bool:
    if not candidate.key:
        return False
    is_ocr = candidate.row.pieces[0].is_ocr
    drift = _OCR_DRIFT if is_ocr else _DRIFT
    # OCR slips, in our own reading and in a scan's hidden layer; the outermost rows may differ a little.
    may_slip = len(candidate.key) >= 8 and (is_ocr or candidate.order <= 1)
    mine = _pairs(candidate.key) if may_slip else set()
    if _ends_sentence(candidate.row) and not _is_common(candidate, sides):
        return False
    for page in range(candidate.page - _FURTHEST_TWIN, candidate.page + _FURTHEST_TWIN + 1):
        for twin in sides.get((page, candidate.is_head), ()) if page != candidate.page else ():
            if abs(twin.height - candidate.height) > drift:
                continue
            if twin.key == candidate.key:
                return True
            if may_slip and abs(len(twin.key) - len(candidate.key)) <= 0.25 * len(candidate.key):
                theirs = _pairs(twin.key)
                if 2 * len(mine & theirs) >= 0.8 * (len(mine) + len(theirs)):
                    return True
    return False


def _ends_sentence(row: Row) -> bool:
    """Whether a row ends as a list's item or a sentence does: the last line of one may come twice by chance."""
    return row.text.endswith((";", ",", ")."))


def _is_common(candidate: _Candidate, sides: _Sides) -> bool:
    """Whether it stands on that side of at least three pages, or the document has no more than that."""
    pages = {page for page, _ in sides}
    if len(pages) <= _FEWEST_TWINS:
        return True
    own = [other for (_, is_head), side in sides.items() if is_head == candidate.is_head for other in side]
    return len({other.page for other in own if other.key == candidate.key}) >= _FEWEST_TWINS


def _pairs(key: str) -> set[str]:
    return {key[place : place + 2] for place in range(len(key) - 1)}


def _is_page_number(candidate: _Candidate, drafts: Sequence[PageDraft]) -> bool:
    text = candidate.row.text
    found = _PAGE_NUMBER.match(text)
    if found is None:
        return False
    if "page" in text.casefold() or found[2]:
        return True
    draft = drafts[candidate.page]
    _, top, _, bottom = draft.frame.visible
    edge = (candidate.row.bottom - top) if candidate.is_head else (bottom - candidate.row.top)
    # A lone number at the very edge of the page; lower down it may be a list's.
    return candidate.order <= 1 and edge < 0.11 * (bottom - top) and not found[1].isalpha()


def _label(drafts: Sequence[PageDraft]) -> None:
    """Take the printed page number from the furniture where the PDF has no label of its own."""
    if any(draft.label for draft in drafts):
        return
    numbers: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    for draft in drafts:
        for row in draft.furniture:
            text = row.text
            said = _PAGE_OF.search(text)
            alone = _PAGE_NUMBER.match(text)
            if said is not None:
                draft.label = said[1]
            elif alone is not None and alone[2]:
                draft.label = alone[1]
            for place, digits in enumerate(_DIGITS.findall(text)):
                numbers[mask(text), place][draft.number] = digits
    counting: dict[int, str] = {}
    for values in numbers.values():
        for page, digits in values.items():
            if any(page + step in values and int(values[page + step]) - int(digits) == step for step in (1, -1, 2, -2)):
                counting.setdefault(page, digits)
    for draft in drafts:
        if not draft.label:
            draft.label = counting.get(draft.number, "")
