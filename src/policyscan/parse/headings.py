"""Tell titles from sentences: by type size, weight, capitals, underlining and numbering."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policyscan.model import BlockKind
from policyscan.parse.blocks import BlockDraft
from policyscan.parse.records import Drawing

_BIGGER = 1.13
# The heights of lines read by OCR vary with their letters.
_BIGGER_SCANNED = 1.35
_MOST_WORDS = 16
# In points; longer rules part the page or belong to tables.
_LONGEST_UNDERLINE = 420.0
_SMALL_WORD_LIST = (
    "a an and as at by for from in into of on or per the to with without via vs du de des la le les et "
    "del y los las el en und der die das von za in na"
)
_SMALL_WORDS = frozenset(_SMALL_WORD_LIST.split())
_SENTENCE = re.compile(
    r"\b(?:shall|must|may|should|will|is|are|was|were|has|have|can|cannot|does|do|be)\b", re.IGNORECASE
)
_STRONG_STYLE = re.compile(r"^(?:decimal|path|word|I\.$)")
# Labels of a form, "EFFECTIVE DATE: 1 May 2014", are no titles.
_LABEL = re.compile(r"^[^:]{2,40}:\s*\S")
_PAGE_OF = re.compile(r"\b\d+ of \d+\b")
# These open a remark within a text, and no section.
_REMARK = re.compile(
    r"^(?:note|notes|exceptions?|examples?|warning|caution|important|reminder|nota|remarque)\W*:", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_][\w'’\-]*")


@dataclass(frozen=True, slots=True)
class BodyStyle:
    """The type of running text in a document, against which titles stand out."""

    size: float
    is_bold: bool
    is_capital: bool


def body_style(blocks: Sequence[BlockDraft]) -> BodyStyle:
    """The commonest size, weight and case, counted by characters of long lines."""
    sizes: dict[float, int] = {}
    bold = capital = total = 0
    for block in blocks:
        for line in block.lines:
            length = len(line.text)
            key = round(line.size * 2) / 2
            sizes[key] = sizes.get(key, 0) + length
            if length < 30:
                continue
            total += length
            bold += length * (line.bold and line.bold_end)
            capital += length * line.text.isupper()
    size = max(sizes, key=lambda key: (sizes[key], -key)) if sizes else 12.0
    return BodyStyle(size, bold > 0.5 * total > 0, capital > 0.5 * total > 0)


def mark_underlined(zones: Sequence[Sequence[BlockDraft]], drawing: Drawing) -> None:
    """Note which short blocks of a page have a rule right below their one line; changes the blocks."""
    rules = [rule for rule in drawing.horizontal if rule[2] - rule[1] < _LONGEST_UNDERLINE]
    for block in (block for zone in zones for block in zone) if rules else ():
        line = block.first
        if len(block.lines) > 1 or len(line.text) > 80:
            continue
        for height, left, right in rules:
            if line.middle < height < line.bottom + 2.5 and right - left < 1.1 * (line.x1 - line.x0) + 8:
                shared = min(right, line.x1) - max(left, line.x0)
                words_start = block.text_x if block.marker is not None else line.x0
                if shared >= 0.85 * (line.x1 - words_start):
                    block.underlined = True


def mark_headings(blocks: Sequence[BlockDraft], body: BodyStyle) -> None:
    """Turn paragraphs and list items that are titles into headings; changes the blocks."""
    for place, block in enumerate(blocks):
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            continue
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if _is_title(block, following, body):
            block.kind = BlockKind.HEADING


def _is_title(block: BlockDraft, following: BlockDraft | None, body: BodyStyle) -> bool:
    text = block.text
    marker = block.marker
    title = text[len(marker.text) :].strip() if marker else text
    words = _WORD.findall(title)
    if not words or len(block.lines) > 3 or len(words) > _MOST_WORDS or sum(map(len, words)) < 3:
        return False
    if sum(char.isdigit() for char in title) > sum(map(len, words)) or _PAGE_OF.search(title):
        return False
    if (marker is not None and marker.is_bullet) or "____" in text or "----" in text or "…" in text:
        return False
    first = block.first
    is_capital = title.upper() == title and not body.is_capital
    is_bold = all(line.bold and line.bold_end for line in block.lines) and not body.is_bold
    is_big = first.size >= (_BIGGER_SCANNED if first.is_ocr else _BIGGER) * body.size
    if sum(map(len, words)) < 4 and not is_big:
        return False
    if title[:1].islower() or title.endswith((";", ",", "?")) or not title[:1].strip('(“"[*'):
        return False
    if title.endswith(".") and not _is_short_title(title, words):
        return False
    titled = _is_titled(words)
    is_sentence = len(words) > 3 and _SENTENCE.search(title) is not None and not titled
    if is_sentence and not (is_big and len(words) <= 12 and not title.endswith((".", ":"))):
        return False
    if (_LABEL.match(title) and not is_big) or _REMARK.match(title):
        return False
    is_strong = marker is not None and _STRONG_STYLE.match(marker.style) is not None and titled
    if title.endswith(":") and not (is_capital or is_bold or is_big or block.underlined or is_strong):
        return False
    if is_big:
        return True
    if (is_bold or block.underlined) and (titled or is_capital or marker is not None or len(words) <= 5):
        return not _is_sibling(block, following, strict=True)
    if is_capital and len(words) <= 12 and sum(map(len, words)) >= 4:
        return marker is not None or len(words) > 1 or len(title) >= 5
    return marker is not None and titled and _opens_section(block, following, words)


def _is_short_title(title: str, words: Sequence[str]) -> bool:
    return len(words) <= 6 and _is_titled(words) and _SENTENCE.search(title) is None and title.count(".") == 1


def _is_titled(words: Sequence[str]) -> bool:
    """Whether nearly all words that matter start with a capital."""
    matter = [word for word in words if word.casefold() not in _SMALL_WORDS]
    if not matter:
        return False
    return sum(word[0].isupper() for word in matter) >= 0.75 * len(matter)


def _is_sibling(block: BlockDraft, following: BlockDraft | None, *, strict: bool) -> bool:
    """Whether the next block is the next item of the same short list."""
    if following is None or block.marker is None or following.marker is None:
        return False
    same = following.marker.style == block.marker.style and following.marker.value == block.marker.value + 1
    if not same or following.marker.style.startswith(("decimal", "path")):
        return False
    return not strict or (len(following.lines) == 1 and len(following.text) < 60 and not following.first.bold)


def _opens_section(block: BlockDraft, following: BlockDraft | None, words: Sequence[str]) -> bool:
    """Whether a plain numbered line in title case stands over a text rather than in a list."""
    if block.marker is None or len(words) > 9 or len(block.lines) > 2:
        return False
    if _is_sibling(block, following, strict=False):
        return False
    if _STRONG_STYLE.match(block.marker.style):
        return True
    if following is None or (block.marker.style in ("1.", "1)", "(1)", "bare1") and len(words) < 2):
        return False
    if following.marker is not None:
        return following.marker.is_first or following.marker.is_bullet
    return len(following.text) > 60 and block.marker.style in ("A.", "I.", "1.")
