"""Cut clauses into words to compare: without their own numbers, quotes, hyphens and case, each with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from policyscan.changes.numbers import HYPHENS, MARKS, counting, end_of_own, listed
from policyscan.changes.rules import Rules
from policyscan.model import BlockKind, Clause, Section

# A sign of comparison is a word where a number follows, that of percent behind one.
_WORD = re.compile(
    r"\d+(?:[.,:/]\d+)*(?:[^\W\d_]+)?|[<>\u2264\u2265]=?(?=\s?\$?\d)|(?:(?<=\d)|(?<=\d\s))%"
    rf"|[{''.join(MARKS)}]"
    rf"|[^\W\d_][^\W_]*(?:[{HYPHENS}'\u2018\u2019`\u00b4][^\W_]+)*"
)
_COMPARING = frozenset("<>\u2264\u2265")
_SIGNS = {"<=": "\u2264", ">=": "\u2265", "%": "percent", **MARKS}
# Words below which a line of a title page is none that binds.
_TITLE_WORDS = 9


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared, and its characters in the document."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Part:
    """A clause as it is compared. `lead` is the part that introduces it, -1 for none; `index` its place in order."""

    index: int
    clause: Clause
    words: tuple[Word, ...]
    section: str
    lead: int = -1

    @cached_property
    def key(self) -> str:
        """The same for the same words, whatever their case, quotes, hyphens and spaces."""
        return "".join(word.text for word in self.words)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The words as they are compared."""
        return tuple(word.text for word in self.words)


@dataclass(frozen=True)
class Side:
    """One version: its clauses worth comparing, in the order of the text, and its sections.

    `rows` are the letters of all its clauses and headings, each with its part's index, -1 for a heading; `whole` are
    those of all its text, what was taken for a running head included.
    """

    sha256: str
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]
    rows: tuple[tuple[str, int], ...] = ()
    ocr_pages: frozenset[int] = frozenset()
    unread_pages: frozenset[int] = frozenset()
    whole: str = ""

    @cached_property
    def items(self) -> Mapping[int, tuple[int, ...]]:
        """The parts that each part introduces."""
        found: dict[int, list[int]] = {}
        for part in self.parts:
            if part.lead >= 0:
                found.setdefault(part.lead, []).append(part.index)
        return {lead: tuple(items) for lead, items in found.items()}

    @cached_property
    def titles(self) -> frozenset[str]:
        """The letters of its headings and of its sections' titles."""
        headings = {key for key, part in self.rows if part < 0}
        return frozenset(headings | {"".join(fold_title(section.title).split()) for section in self.sections})

    def title(self, part: Part) -> str:
        """The title of the section that a part stands in, as printed."""
        at = part.clause.section
        return " ".join(self.sections[at].title.split()) if 0 <= at < len(self.sections) else ""


def words_of(
    text: str, start: int = 0, number_words: Mapping[str, float] = MappingProxyType({}), *, is_listed: bool = True
) -> tuple[Word, ...]:
    """The words of a clause that begins at `start` of its document, without numbers that only count it.

    `number_words` are the words for numbers, so that "thirty (30)" is one number, and "thirty (45)" two. Where a clause
    is not `listed`, "(2) officers" at its beginning says how many.
    """
    begin, behind = end_of_own(text, is_listed=is_listed)
    skip = counting(text, behind, number_words)
    found = []
    for match in _WORD.finditer(text, begin):
        if any(first <= match.start() < last for first, last in skip):
            continue
        folded = fold(match.group())
        if folded:
            found.append(Word(folded, start + match.start(), start + match.end()))
    return tuple(found)


def fold(word: str) -> str:
    """A word as words are compared; a number keeps the signs within it, and those that compare it."""
    whole = unicodedata.normalize("NFKC", word).casefold()
    if whole[:1].isdigit():
        return whole.replace(",", "") if whole.replace(",", "").isdigit() else whole
    if whole in _SIGNS or whole[:1] in _COMPARING:
        return _SIGNS.get(whole, whole)
    return "".join(char for char in whole if char.isalnum())


def side(
    clauses: Sequence[Clause],
    sections: Sequence[Section],
    rules: Rules,
    *,
    ocr_pages: frozenset[int] = frozenset(),
    unread_pages: frozenset[int] = frozenset(),
    text: str = "",
) -> Side:
    """What is compared of one version.

    Headings count only where they introduce a list; lines that hold but dates, version or page numbers, and
    tables of contents, never do.
    """
    leads = {clause.lead for clause in clauses if clause.lead}
    clauses = sorted(clauses, key=lambda clause: (clause.start, clause.end))
    in_table = {index for index, clause in enumerate(clauses) if clause.kind is BlockKind.TABLE_ROW}
    counted = listed([clause.text for clause in clauses], in_table=in_table)
    titles = [fold_title(section.title) for section in sections]
    parts: list[Part] = []
    rows: list[tuple[str, int]] = []
    at: dict[str, int] = {}
    for index, clause in enumerate(clauses):
        title = titles[clause.section] if 0 <= clause.section < len(titles) else ""
        if title in rules.left_out_sections:
            continue
        words = words_of(clause.text, clause.start, rules.number_words, is_listed=index in counted)
        if not words or rules.is_furniture(clause.text, [word.text for word in words]):
            continue
        if (clause.kind is BlockKind.HEADING and clause.id not in leads) or _is_cover(clause, words):
            rows.append(("".join(word.text for word in words), -1))
            continue
        at[clause.id] = len(parts)
        parts.append(Part(len(parts), clause, words, title, at.get(clause.lead, -1)))
        rows.append((parts[-1].key, parts[-1].index))
    sha256 = clauses[0].sha256 if clauses else ""
    return Side(sha256, tuple(parts), tuple(sections), tuple(rows), ocr_pages, unread_pages, letters_of(text))


def letters_of(text: str) -> str:
    """The letters of a text, as keys are made of them."""
    return "".join(fold(match.group()) for match in _WORD.finditer(text))


def _is_cover(clause: Clause, words: Sequence[Word]) -> bool:
    """Whether these are a few words of a title page: on page 1, below no heading, and no sentence."""
    is_outside = clause.page == 1 and clause.section < 0 and clause.kind is BlockKind.PARAGRAPH
    return is_outside and len(words) < _TITLE_WORDS and not clause.cues and clause.text.rstrip()[-1:].isalnum()


def fold_title(title: str) -> str:
    """A section's title without number, case and punctuation."""
    return " ".join(word.text for word in words_of(title))
