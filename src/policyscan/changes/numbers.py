"""Tell numbers and marks that only count or list clauses and items from those that say something."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise

HYPHENS = "\\-\u00ad\u2010-\u2015\u2212"
# Marks that say yes or no, as one of each kind; those of a symbol font stand in the private area.
MARKS = {
    **dict.fromkeys("\u2610\u25a1\u274f\u2751\u25fb\uf0a8\uf06f", "\u2610"),
    **dict.fromkeys("\u2611\uf0fe", "\u2611"),
    **dict.fromkeys("\u2612\uf0fd\uf078", "\u2612"),
    **dict.fromkeys("\u2713\u2714\uf0fc", "\u2713"),
    **dict.fromkeys("\u2717\u2718\u2715\u2716\uf0fb", "\u2717"),
}
_TICK = "\u2713"
# Marks that list clauses as bullets do: empty boxes, and ticks where there is no other mark.
_LISTING = "".join(mark for mark, kind in MARKS.items() if kind in "\u2610\u2713")
# What a number before it counts; "(3) Hours of work" is an item.
_UNIT = (
    rf"(?:\s?[%\u00b0]|[\s{HYPHENS}]*(?:(?:business|calendar|consecutive|working)\s+)?(?:second|minute|hour|day|night|week"
    r"|month|year|shift|time|round|foot|feet|inch(?:es)?|yard|mile|met(?:er|re)|mm|cm|mph|km/h|percent|per\s?cent"
    r"|volt|joule|dollar)s?\b)"
)
# A clause's own number or bullet: "(a)", "300.3.2", "IV.", "b)", "4.", "2-14", a hyphen, a dot; none is "24-hour".
_OWN_NUMBER = re.compile(
    rf"\s*(?:\((?:[A-Za-z]{{1,2}}|[ivxIVX]{{1,5}}|\d{{1,3}}(?!\){_UNIT}))\)"
    r"|(?:[A-Za-z]|[ivxIVX]{1,5}|\d{1,3})[.)](?=\s)"
    rf"|\d+(?:\.(?:\d+[A-Za-z]?|[A-Za-z]{{1,2}}|[ivxIVX]{{1,5}})|[{HYPHENS}](?:\d+|[A-Z]))+[.)]?(?=\s)(?!{_UNIT})"
    rf"|[{HYPHENS}\u2022\u25aa\u25cf\u25cb\u25e6\u00b7\uf0b7*o](?=\s)"
    rf"|[{_LISTING}])"
)
# Own numbers that may as well say how many: "(2) officers", "2.5 points", "2-3 officers".
_HOW_MANY = re.compile(rf"\s*(?:(\()(\d{{1,3}})\)|(\d+)([.{HYPHENS}])(\d+))$")
# What begins a clause rather than goes on behind how many: a capital, also in quotes or brackets.
_BEGINS_ITEM = re.compile(r"\s*[\"'\u2018\u201c(\[]*[^\W\d_a-z]|\s*$")
# "0.041 - 0.050": from one number to another.
_TO = re.compile(rf"\s*[{HYPHENS}]\s*\d")
_SMALL = re.compile(r"\s+[a-z]")
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
_LAST_WORD = re.compile(rf"([^\W\d_]+(?:[{HYPHENS}][^\W\d_]+)*)\s*$")
# Behind these a number in brackets says how many, or begins an item.
_ASKS_HOW_MANY = re.compile(r"\b(?:least|most|than|within|exceed|exceeding|exactly|approximately|up to)\s*$", re.I)
_OPENS_ITEM = re.compile(r"(?:^|[.,:;\u2013\u2014]|\b(?:and|or))\s*$", re.I)


def end_of_own(text: str, *, is_listed: bool) -> tuple[int, int]:
    """Where the words of a clause begin behind its own numbers and bullets, and where its text may count items.

    Unless `is_listed`, a number that may as well say how many, or a tick, is the first of its words.
    """
    at = 0
    for own in _own(text):
        if not is_listed and (_may_say_how_many(text, own, in_table=True) or _is_tick(own)):
            return at, own.end()
        at = own.end()
    return at, at


def listed(texts: Sequence[str], *, in_table: Set[int] = frozenset()) -> frozenset[int]:
    """Which clauses, given in their order, begin with nothing that says something: how many ("(2) officers"), or yes.

    A number counts its clause where a capital follows it, or where it goes on from the last of its kind or to the next
    ("(1) warns", "(2) withdraws"). `in_table` are rows, whose cells begin with a capital, "2-3 Officers" too. A tick
    lists its clause where several begin with one, and none with another mark.
    """
    kinds: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    unsure: dict[int, tuple[str, ...]] = {}
    for index, text in enumerate(texts):
        for own in _own(text):
            if kind := _HOW_MANY.match(own.group()):
                # Of "4.2" and "2-3" those go on that begin alike.
                its = (kind[1],) if kind[1] else (kind[3], kind[4])
                kinds[its].append((index, int(kind[2] or kind[5])))
                if _may_say_how_many(text, own, in_table=index in in_table):
                    unsure[index] = its
    goes_on: dict[tuple[str, ...], set[int]] = {
        kind: {index for (one, number), (other, its) in pairwise(found) if its == number + 1 for index in (one, other)}
        for kind, found in kinds.items()
    }
    alone = {index for index, kind in unsure.items() if index not in goes_on[kind]}
    return frozenset(range(len(texts))) - alone - _ticked(texts)


def _ticked(texts: Sequence[str]) -> set[int]:
    marks = {index: MARKS[first] for index, text in enumerate(texts) if (first := text.lstrip()[:1]) in MARKS}
    ticked = {index for index, mark in marks.items() if mark == _TICK}
    is_list = len(ticked) > 1 and len(ticked) == len(marks)
    return set() if is_list else ticked


def _is_tick(own: re.Match[str]) -> bool:
    return MARKS.get(own.group().strip()) == _TICK


def _own(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while (own := _OWN_NUMBER.match(text, at)) and own.end() > at:
        yield own
        at = own.end()


def _may_say_how_many(text: str, own: re.Match[str], *, in_table: bool = False) -> bool:
    kind = _HOW_MANY.match(own.group())
    if kind and _TO.match(text, own.end()):
        return True
    if kind is None or _OWN_NUMBER.match(text, own.end()):
        return False
    if kind[1]:
        # "(1) warn and (2) withdraw" counts what it says.
        next_one = f"({int(kind[2]) + 1})"
        return _SMALL.match(text, own.end()) is not None and next_one not in text
    return (in_table and kind[4] != ".") or not _BEGINS_ITEM.match(text, own.end())


def counting(text: str, begin: int, number_words: Mapping[str, float]) -> list[tuple[int, int]]:
    """Spans from `begin` on that only count items or repeat a number word: "(a)", "b)", "thirty (30)"."""
    marks = list(_INLINE_NUMBER.finditer(text, begin))
    counted = {_digits(mark) for mark in marks}
    return [mark.span() for mark in marks if _only_counts(text, mark, begin, counted, number_words)]


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
    value = number_words.get("".join(filter(str.isalnum, last[1].casefold()))) if last else None
    if value is not None or _BEFORE_UNIT.match(text, match.end()):
        return value == number
    counts_on = not counted.isdisjoint({number - 1, number + 1}) and not _ASKS_HOW_MANY.search(before)
    return counts_on or _OPENS_ITEM.search(before) is not None


def _digits(match: re.Match[str]) -> int | None:
    mark = match.group().strip("()")
    return int(mark) if mark.isdecimal() else None
