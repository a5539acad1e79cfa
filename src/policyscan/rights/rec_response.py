"""How the state under review answers: in the paragraph above a list, in a table, or by number elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policyscan.rights.rec_cells import Response, cell_response
from policyscan.rights.rec_items import Listing, Unit
from policyscan.rights.rec_rules import rules

_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+(?=[A-Z(“\"•])|;\s+|\n")
_POINTS_AT_LIST = re.compile(r"\b(?:following|below|listed|hereunder)\b", re.IGNORECASE)
# "With regard to recommendation 103.5, the state indicated that ...": reasons, not an answer.
_REASONS = re.compile(
    r"\W*(?:[\dlIO]+\.\s+)?(?:with (?:regard|respect) to|regarding|concerning|as (?:to|regards|for))\b", re.IGNORECASE
)
_REFERRING = re.compile(
    r"\b(?:recommendations?|nos?\.?|numbers?|numbered|paragraphs?|paras?\.?)\s*"
    r"(?:(?:nos?\.?|numbers?|numbered|in|under|paragraphs?|paras?\.?|contained|listed|set out|above|:)\s*)*"
    r"(?P<list>\d[\d.\s,;–—\-]*"
    r"(?:(?:to|and|through|as well as|or|paragraphs?|nos?\.?|recommendations?|in|of)[\s,]+\d[\d.\s,–—\-]*)*)",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?P<from>\d{1,3}(?:\.\d{1,3})?)(?:\.?\s*(?:-|–|—|\bto\b|\bthrough\b)\s*(?P<to>\d{1,3}(?:\.\d{1,3})?))?",
    re.IGNORECASE,
)
_ALL_OF_THEM = re.compile(
    r"\b(?:these|those|the above(?:-mentioned)?|the aforementioned|all(?: of)? the|all) recommendations\b|"
    r"\brecommendations (?:above|listed above)\b",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r"\b(?:with the exception of|except(?: for)?|excluding|apart from|other than)\b", re.IGNORECASE)
_LEADING_NUMBER = re.compile(r"\W{0,3}(?P<number>\d{1,3}\.\d{1,3})\.?(?=\s)")


def response_in(text: str, offset: int = 0) -> Response:
    """The answer that a paragraph above a list gives; of several sentences, the one that points at the list."""
    best = Response()
    but = _EXCEPT.search(text)
    for start, sentence in _sentences(text[: but.start()] if but else text):
        answer = _answer(sentence, offset + start)
        if answer.id and (not best.id or _POINTS_AT_LIST.search(sentence)):
            best = answer
    return best


def answers(listings: Sequence[Listing], others: Sequence[Unit]) -> dict[int, Response]:
    """The answer to each item by where it starts: that of its list, or what the document says by number elsewhere."""
    given: dict[int, Response] = {}
    for listing in listings:
        response = response_in(listing.opening.text, listing.opening.start) if listing.opening else Response()
        if response.id:
            given.update({item.start: response for item in listing.items})
            given.update(_exceptions(listing))
    if not listings:
        return given
    first = min(item.start for listing in listings for item in listing.items)
    for unit in others:
        if unit.start < first and not _LEADING_NUMBER.match(unit.text):
            continue
        _read(unit, listings, given)
    return given


def _exceptions(listing: Listing) -> dict[int, Response]:
    """What an opening says of single items: "..., with the exception of 110.5 and 110.7, which are noted"."""
    opening = listing.opening
    but = _EXCEPT.search(opening.text) if opening else None
    if opening is None or but is None:
        return {}
    words = opening.text[but.end() :]
    response = _answer(words, opening.start + but.end())
    return dict.fromkeys(_keys(words, [listing], opening.end), response)


def _read(unit: Unit, listings: Sequence[Listing], given: dict[int, Response]) -> None:
    row = _LEADING_NUMBER.match(unit.text)
    if row:
        keys = list(_keys(row["number"], listings, unit.start))
        response = cell_response(unit.text[row.end() :], unit.start + row.end())
        given.update({key: response for key in keys if response.id})
        return
    speaking = False
    kept = Response()
    for start, sentence in _sentences(unit.text):
        speaking = speaking or "recommendation" in sentence.casefold()
        response = _answer(sentence, unit.start + start)
        if response.id and _ALL_OF_THEM.search(sentence) and not _REFERRING.search(sentence):
            for listing in listings:
                for item in listing.items:
                    if item.start < unit.start:
                        given.setdefault(item.start, response)
        keys = [key for match in _REFERRING.finditer(sentence) for key in _keys(match["list"], listings, unit.start)]
        if not keys and speaking and response.id:
            keys = [
                key
                for match in re.finditer(r"\d{1,3}\.\d{1,3}[\d.,\s–—\-]*", sentence)
                for key in _keys(match.group(), listings, unit.start)
            ]
        reasons = bool(_REASONS.match(sentence))
        if response.id:
            kept = response
        elif sentence.rstrip().endswith((":", ";")) or re.match(r"\W*\d", sentence):
            response = kept
        for key in keys:
            if response.id and not (reasons and key in given):
                given[key] = response


def _answer(sentence: str, offset: int) -> Response:
    for answer in rules().answers:
        found = answer.pattern.search(sentence)
        if found:
            return Response(answer.id, offset + found.start(), offset + found.end())
    return Response()


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for match in _SENTENCE_END.finditer(text):
        yield at, text[at : match.end()]
        at = match.end()
    if at < len(text):
        yield at, text[at:]


def _keys(words: str, listings: Sequence[Listing], before: int) -> Iterator[int]:
    """The items that "92.1, 92.5 to 92.9" or "Nos. 85-119" mean; whole lists for the numbers of their paragraphs."""
    for match in _RANGE.finditer(words):
        major, _, minor = match["from"].partition(".")
        last_major, _, last_minor = (match["to"] or match["from"]).partition(".")
        if minor:
            top = int(last_minor) if last_minor else int(last_major)
            yield from (
                item.start
                for listing in listings
                for item in listing.items
                if listing.major == int(major) and int(minor) <= item.minor <= top
            )
            continue
        low, high = int(major), int(last_major)
        whole = [listing for listing in listings if low <= listing.major <= high]
        if whole and high - low < len(listings) + 1:
            yield from (item.start for listing in whole for item in listing.items)
            continue
        above = [listing for listing in listings if listing.items and listing.items[0].start < before]
        if above:
            yield from (item.start for item in above[-1].items if low <= item.minor <= high)
