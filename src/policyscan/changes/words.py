"""Cut clauses into words to compare: without their own numbers, quotes, hyphens and case, each with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from policyscan.changes.rules import Rules
from policyscan.model import BlockKind, Clause, Section

_HYPHENS = "\\-\u00ad\u2010-\u2015\u2212"
# A sign of comparison is a word where a number follows.
_WORD = re.compile(
    r"\d+(?:[.,:/]\d+)*(?:[^\W\d_]+)?|[<>\u2264\u2265]=?(?=\s?\$?\d)"
    rf"|[^\W\d_][^\W_]*(?:[{_HYPHENS}'\u2018\u2019`\u00b4][^\W_]+)*"
)
_COMPARING = frozenset("<>\u2264\u2265")
_SIGNS = {"<=": "\u2264", ">=": "\u2265"}
# What a number before it counts; "(3) Hours of work" is an item.
_UNIT = (
    rf"(?:\s?[%\u00b0]|[\s{_HYPHENS}]*(?:(?:business|calendar|consecutive|working)\s+)?(?:second|minute|hour|day|night|week"
    r"|month|year|shift|time|round|foot|feet|inch(?:es)?|yard|mile|met(?:er|re)|mm|cm|mph|km/h|percent|per\s?cent"
    r"|volt|joule|dollar)s?\b)"
)
# A clause's own number or bullet: "(a)", "300.3.2", "IV.", "b)", "4.", "2-14", a hyphen, a dot; none is "24-hour".
_OWN_NUMBER = re.compile(
    rf"\s*(?:\((?:[A-Za-z]{{1,2}}|[ivxIVX]{{1,5}}|\d{{1,3}}(?!\){_UNIT}))\)"
    r"|(?:[A-Za-z]|[ivxIVX]{1,5}|\d{1,3})[.)](?=\s)"
    rf"|\d+(?:\.(?:\d+[A-Za-z]?|[A-Za-z]{{1,2}}|[ivxIVX]{{1,5}})|[{_HYPHENS}](?:\d+|[A-Z]))+[.)]?(?=\s)(?!{_UNIT})"
    rf"|[{_HYPHENS}\u2022\u25aa\u25cf\u25cb\u25e6\u00b7\uf0b7*o](?=\s))"
)
_INLINE_NUMBER = re.compile(
    r"\((?:[A-Za-z]{1,2}|[ivxIVX]{1,5}|\d{1,2})\)|(?<!\w)(?:[A-Za-z]|[ivxIVX]{1,5}|\d{1,2})\)(?!\w)"
)
_BEFORE_UNIT = re.compile(_UNIT)
# Numbers that are joined to one another so refer to a place: "300.4(b)", "section 4 (a)"; others name one of a scale.
_REFERS = re.compile(
    r"(?:\d|\b(?:sub)?(?:sections?|paragraphs?|items?|clauses?|parts?|through|policy|policies|chapters?"
    r"|levels?|tiers?|categor(?:y|ies)|class(?:es)?|types?|phases?|stages?)\s|§\s?)\s*$",
    re.I,
)
_LAST_WORD = re.compile(rf"([^\W\d_]+(?:[{_HYPHENS}][^\W\d_]+)*)\s*$")
# Behind these a number in brackets says how many, or begins an item.
_HOW_MANY = re.compile(r"\b(?:least|most|than|within|exceed|exceeding|exactly|approximately|up to)\s*$", re.I)
_OPENS_ITEM = re.compile(r"(?:^|[.,:;\u2013\u2014]|\b(?:and|or))\s*$", re.I)
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


def words_of(text: str, start: int = 0, number_words: Mapping[str, float] = MappingProxyType({})) -> tuple[Word, ...]:
    """The words of a clause that begins at `start` of its document, without numbers that only count it.

    `number_words` are the words for numbers, so that "thirty (30)" is one number, and "thirty (45)" two.
    """
    at = 0
    while (own := _OWN_NUMBER.match(text, at)) and own.end() > at:
        at = own.end()
    marks = list(_INLINE_NUMBER.finditer(text, at))
    counted = {_digits(mark) for mark in marks}
    skip = [mark.span() for mark in marks if _only_counts(text, mark, at, counted, number_words)]
    found = []
    for match in _WORD.finditer(text, at):
        if any(first <= match.start() < last for first, last in skip):
            continue
        folded = fold(match.group())
        if folded:
            found.append(Word(folded, start + match.start(), start + match.end()))
    return tuple(found)


def _only_counts(
    text: str, match: re.Match[str], begin: int, counted: Set[int | None], number_words: Mapping[str, float]
) -> bool:
    """Whether "(a)", "a)" or "(1)" counts an item, or is the "(s)" of a plural: it refers to none, ends no bracket.

    Of numbers, those count that stand where an item begins, or that count on ("(1) … and (2) …"); what repeats the
    number word before it says nothing new.
    """
    before = text[max(begin, match.start() - 40) : match.start()]
    is_end = not match.group().startswith("(") and before.rfind("(") > before.rfind(")")
    if is_end or _REFERS.search(before):
        return False
    number = _digits(match)
    if number is None:
        return True
    last = _LAST_WORD.search(before)
    value = number_words.get(fold(last[1])) if last else None
    if value is not None or _BEFORE_UNIT.match(text, match.end()):
        return value == number
    counts_on = not counted.isdisjoint({number - 1, number + 1}) and not _HOW_MANY.search(before)
    return counts_on or _OPENS_ITEM.search(before) is not None


def _digits(match: re.Match[str]) -> int | None:
    mark = match.group().strip("()")
    return int(mark) if mark.isdecimal() else None


def fold(word: str) -> str:
    """A word as words are compared; a number keeps the signs within it, and those that compare it."""
    whole = unicodedata.normalize("NFKC", word).casefold()
    if whole[:1].isdigit():
        return whole.replace(",", "") if whole.replace(",", "").isdigit() else whole
    if whole[:1] in _COMPARING:
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
    titles = [fold_title(section.title) for section in sections]
    parts: list[Part] = []
    rows: list[tuple[str, int]] = []
    at: dict[str, int] = {}
    for clause in sorted(clauses, key=lambda clause: (clause.start, clause.end)):
        title = titles[clause.section] if 0 <= clause.section < len(titles) else ""
        if title in rules.left_out_sections:
            continue
        words = words_of(clause.text, clause.start, rules.number_words)
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
