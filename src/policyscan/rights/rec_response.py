"""How the state under review answers: in the paragraph above a list, in a table, or by number elsewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence

from policyscan.rights.rec_cells import Response, cell_response
from policyscan.rights.rec_items import Listing, Numbered, Unit, ordinal
from policyscan.rights.rec_rules import rules

_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+(?=[A-Z(“\"•])|;\s+|\n")
_POINTS_AT_LIST = re.compile(r"\b(?:following|below|listed|hereunder)\b", re.IGNORECASE)
# "With regard to recommendation 103.5, the state indicated that ...": reasons, not an answer.
_REASONS = re.compile(
    r"\W*(?:[\dlIO]+\.\s+)?(?:with (?:regard|respect) to|regarding|concerning|as (?:to|regards|for))\b", re.IGNORECASE
)
_PREFIX = r"(?:[A-Z]\s?[-–—.]\s?)?"
_LETTER = r"\([a-z]{1,2}\)"
_NUMBERS = (
    rf"{_PREFIX}\d(?:[\d.\s,;–—\-]|{_LETTER})*"
    rf"(?:(?:(?:to|and|through|as well as|or|paragraphs?|nos?\.?|recommendations?|in|of)[\s,]+)+"
    rf"(?:{_PREFIX}\d|{_LETTER})(?:[\d.\s,–—\-]|{_LETTER})*)*"
)
# "48 (b), (g) and (k)", "51 (a) to (c)".
_LETTERED = re.compile(
    rf"(?P<number>\d{{1,3}})\s*"
    rf"(?P<letters>{_LETTER}(?:(?:[\s,;–—\-]|\b(?:to|and|through|as well as|or)\b)*{_LETTER})*)",
    re.IGNORECASE,
)
_LETTER_RANGE = re.compile(
    r"\((?P<from>[a-z]{1,2})\)(?:\s*(?:-|–|—|\bto\b|\bthrough\b)\s*\((?P<to>[a-z]{1,2})\))?", re.IGNORECASE
)
# Laws and treaties have numbers, too.
_NOT_OF = "".join(
    rf"(?<!\b{word}\s)" for word in ("Decree", "Law", "Act", "Order", "Bill", "Regulation", "Convention", "Protocol")
)
_REFERRING = re.compile(
    rf"{_NOT_OF}\b(?P<what>recommendations?|nos?\.?|numbers?|numbered|paragraphs?|paras?\.?)\s*"
    r"(?:(?:nos?\.?|numbers?|numbered|in|under|paragraphs?|paras?\.?|contained|listed|set out|above|:)\s*)*"
    rf"(?P<list>{_NUMBERS})",
    re.IGNORECASE,
)
_FULL_NUMBERS = re.compile(r"(?P<what>)(?P<list>\b\d{1,3}\.\d{1,3}\b(?:[\d.,\s–—\-]|\b(?:to|and|through)\b)*)")
_BARE_NUMBERS = re.compile(rf"[\s,:]*(?P<what>)(?P<list>{_NUMBERS})")
_RANGE = re.compile(
    rf"(?<!\d)(?P<from>\d{{1,3}}(?:\.\d{{1,3}})?)(?!\d)"
    rf"(?:\.?\s*(?:-|–|—|\bto\b|\bthrough\b)\s*{_PREFIX}(?P<to>\d{{1,3}}(?:\.\d{{1,3}})?)(?!\d))?",
    re.IGNORECASE,
)
_ALL_OF_THEM = re.compile(
    r"\b(?:(?P<these>these|those|the (?:above|afore)-?mentioned)|the above|all(?: of)? the|all) recommendations\b|"
    r"\brecommendations (?:above|listed above)\b",
    re.IGNORECASE,
)
_THE_REST = re.compile(
    r"\b(?:(?:the|all(?: the)?) (?:remaining|other)(?: recommendations| ones)?|"
    r"(?:the )?others|the rest(?: of them)?)\b",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r"\b(?:with the exception of|except(?: for)?|excluding|apart from|other than)\b", re.IGNORECASE)
_THE_SAME = re.compile(
    r"\bthe same (?:holds|applies|goes|is true)\b|\b(?:likewise|so (?:are|is|do|does))\b", re.IGNORECASE
)
_PART = re.compile(r"\bpart(?:ly|ially|ial)?\b", re.IGNORECASE)
# A table's header between a paragraph and the rows that it speaks of has no more words.
_LONGEST_HEADER = 6
_LEADING_NUMBER = re.compile(
    r"\W{0,3}(?P<number>\d{1,3}\.\d{1,3}(?:\s*(?:[,;–—-]|\bto\b|\band\b)+\s*\d{1,3}\.\d{1,3})*)\.?(?=\s)"
)


def response_in(text: str, offset: int = 0) -> Response:
    """The answer that a paragraph above a list gives; of several sentences, the one that points at the list."""
    best = Response()
    but = _EXCEPT.search(text)
    for start, sentence in _sentences(text[: but.start()] if but else text):
        answer = _answer(sentence, offset + start)
        if answer.id and (not best.id or _POINTS_AT_LIST.search(sentence)):
            best = answer
    return best


def answers(lists: Numbered) -> dict[int, Response]:
    """The answer to each item by where it starts: that of its list, or what the document says by number elsewhere."""
    listings = lists.listings
    given: dict[int, Response] = {}
    for listing in listings:
        response = response_in(listing.opening.text, listing.opening.start) if listing.opening else Response()
        if response.id:
            given.update({item.start: response for item in listing.items})
    reading = _Reading(listings, given)
    for listing in listings:
        if listing.opening and listing.items:
            reading.read(listing.opening, listing.items[-1].end)
    for unit in lists.others:
        if unit.start >= lists.start or _LEADING_NUMBER.match(unit.text):
            reading.read(unit, unit.start)
    own = {item.start: item.answer for listing in listings for item in listing.items if item.answer.id}
    return {**given, **reading.rest, **reading.named, **own}


class _Reading:
    """What paragraphs and rows outside the lists say of items by number, of all of them, and of the rest."""

    def __init__(self, listings: Sequence[Listing], given: dict[int, Response]) -> None:
        self.listings = listings
        self.given = given
        self.named: dict[int, Response] = {}
        self.rest: dict[int, Response] = {}
        # What the sentences before in the same paragraph are about.
        self.mentioned: tuple[int, ...] = ()
        # What the last paragraph says of the rows below it, and whether it says so of a part of each.
        self.below = Response()
        self.in_part = False

    def read(self, unit: Unit, here: int) -> None:
        """Read one paragraph, or a row that begins with an item's number; lists count that begin before `here`."""
        row = _LEADING_NUMBER.match(unit.text)
        if row:
            response = cell_response(unit.text[row.end() :], unit.start + row.end(), row=True)
            if self.below.id and (not response.id or self.in_part):
                # What is accepted in part is noted, whichever part a row speaks of first.
                response = self.below
            if response.id:
                self.named.update(dict.fromkeys(_keys(row["number"], self.listings, here), response))
            return
        speaking = False
        kept = Response()
        self.mentioned = ()
        if len(unit.text.split()) > _LONGEST_HEADER:
            announced = _POINTS_AT_LIST.search(unit.text) or unit.text.rstrip().endswith(":")
            self.below = response_in(unit.text, unit.start) if announced else Response()
            said = unit.text[self.below.start - unit.start : self.below.end - unit.start] if self.below.id else ""
            self.in_part = bool(_PART.search(said))
        for start, sentence in _sentences(unit.text):
            speaking = speaking or "recommendation" in sentence.casefold()
            found = sorted(_answers(sentence, unit.start + start), key=lambda response: response.start)
            if found:
                kept = best(found)
            elif speaking and (
                sentence.rstrip().endswith((":", ";")) or re.match(r"\W*\d", sentence) or _THE_SAME.search(sentence)
            ):
                found = [kept] if kept.id else []
            if found:
                self._sentence(sentence, unit.start + start, found, here, speaking=speaking)
            named = [key for match in _REFERRING.finditer(sentence) for key in self._meant(match, here)]
            self.mentioned = tuple(named) or self.mentioned

    def _sentence(self, sentence: str, start: int, found: list[Response], here: int, *, speaking: bool) -> None:
        groups = [match for match in _REFERRING.finditer(sentence) if any(self._meant(match, here))]
        if not groups and speaking:
            groups = [match for match in _FULL_NUMBERS.finditer(sentence) if any(self._meant(match, here))]
        but = _EXCEPT.search(sentence)
        edge = but.start() if but else len(sentence)
        excepted = [match for match in groups if match.start() >= edge]
        if but and not excepted and (bare := _BARE_NUMBERS.match(sentence, but.end())):
            excepted = [bare]
        groups = [match for match in groups if match.start() < edge]
        answered = [response for response in found if response.start < start + edge]
        others = [response for response in found if response.start >= start + edge]
        if not answered:
            # "Recommendations 3 to 9, except 5, which is noted, are accepted".
            answered, others = others[-1:], others[:-1]
        the_rest = _THE_REST.search(sentence[:edge])
        all_of_them = _ALL_OF_THEM.search(sentence[:edge])
        if not groups and self.mentioned and all_of_them and all_of_them["these"]:
            self.named |= {key: best(answered) for key in self.mentioned if key not in self.named}
        elif not groups and speaking and (the_rest or all_of_them):
            self._all(here, best(answered), rest=bool(the_rest))
        reasons = bool(_REASONS.match(sentence))
        for match, response in zip(groups, _shared_out(groups, answered, start), strict=True):
            if the_rest and the_rest.end() <= match.start("list") and _is_paragraph(match):
                # "The remaining recommendations in paragraph 48".
                self._rest_of(self._meant(match, here), response)
            else:
                self._name(match, response, here, only_new=reasons)
        for match in excepted:
            self._name(match, best(others) if others else Response(), here)

    def _name(self, match: re.Match[str], response: Response, here: int, *, only_new: bool = False) -> None:
        for key in self._meant(match, here):
            if not (only_new and (key in self.given or key in self.named)):
                self.named[key] = response

    def _meant(self, match: re.Match[str], here: int) -> Iterator[int]:
        return _keys(match["list"], self.listings, here, paragraphs=_is_paragraph(match))

    def _all(self, here: int, response: Response, *, rest: bool) -> None:
        """All items above, or the rest of them."""
        items = (item.start for listing in self.listings for item in listing.items)
        self._rest_of((start for start in items if start < here or rest), response)

    def _rest_of(self, keys: Iterable[int], response: Response) -> None:
        """Of some items those of which nothing else is said, or only that it will be."""
        for key in keys:
            if self.given.get(key, Response()).id in {"", "consider"}:
                self.rest[key] = response


def _is_paragraph(match: re.Match[str]) -> bool:
    """Whether numbers are said to be those of paragraphs: "paragraph 48", "recommendations listed in paragraph 48"."""
    before = match.string[match.start() : match.start("list")]
    return bool(re.search(r"\bpara", before, re.IGNORECASE))


def _shared_out(groups: list[re.Match[str]], found: list[Response], start: int) -> list[Response]:
    """The answer to each group of numbers: "5 and 7 are accepted and 9 is noted", "accepts 5 and 7 and notes 9"."""
    if not groups:
        return []
    edges = [(start + match.start(), start + match.end()) for match in groups]
    verb_first = min(answer.start for answer in found) < edges[0][0]
    shared = []
    for at, (begin, end) in enumerate(edges):
        low = (edges[at - 1][1] if at else 0) if verb_first else end
        high = begin if verb_first else (edges[at + 1][0] if at + 1 < len(edges) else sys.maxsize)
        near = [answer for answer in found if answer.start < high and answer.end > low]
        shared.append(best(near) if near else Response())
    # "Recommendations 5, No. 7 and No. 9 are accepted": a group without an answer of its own has its neighbour's.
    order = range(len(shared)) if verb_first else range(len(shared) - 1, -1, -1)
    last = best(found)
    for at in order:
        last = shared[at] = shared[at] if shared[at].id else last
    return shared


def best(found: Sequence[Response]) -> Response:
    """Of several answers, that which stands first in the rule file."""
    order = [answer.id for answer in rules().answers]
    return min(found, key=lambda response: order.index(response.id))


def _answer(sentence: str, offset: int) -> Response:
    found = list(_answers(sentence, offset))
    return best(found) if found else Response()


def _answers(sentence: str, offset: int) -> Iterator[Response]:
    """All answers in a sentence, without what is part of another: "enjoy the support" within "did not enjoy ..."."""
    mended = rules().mender.mend(sentence)
    taken: list[tuple[int, int]] = []
    for answer in rules().answers:
        for match in answer.pattern.finditer(mended.text):
            if all(match.end() <= start or match.start() >= end for start, end in taken):
                taken.append(match.span())
                yield Response(answer.id, offset + mended.at(match.start()), offset + mended.at(match.end()))


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for match in _SENTENCE_END.finditer(text):
        yield at, text[at : match.end()]
        at = match.end()
    if at < len(text):
        yield at, text[at:]


def _lettered(number: int, letters: str, listings: Sequence[Listing]) -> Iterator[int]:
    """The items "(b), (g) to (k)" of a paragraph whose items have letters."""
    for match in _LETTER_RANGE.finditer(letters):
        low, high = (ordinal(letter.casefold()) for letter in (match["from"], match["to"] or match["from"]))
        yield from (
            item.start
            for listing in listings
            if listing.major == number and listing.style == "letter"
            for item in listing.items
            if low <= item.minor <= high
        )


def _keys(words: str, listings: Sequence[Listing], before: int, *, paragraphs: bool = False) -> Iterator[int]:
    """The items that "92.1, 92.5 to 92.9", "48 (b) and (c)" or "Nos. 85-119" mean; a whole list for its paragraph."""
    for match in _LETTERED.finditer(words):
        yield from _lettered(int(match["number"]), match["letters"], listings)
    above = [listing for listing in listings if listing.items and listing.items[0].start < before]
    items = {item.minor for item in above[-1].items} if above else set()
    ranges = list(_RANGE.finditer(_LETTERED.sub("", words)))
    # Of several numbers most of which are items, one that is also a paragraph's is an item, too.
    plain = [int(match["from"]) for match in ranges if "." not in match["from"]]
    are_items = not paragraphs and len(plain) > 1 and 2 * len(items & set(plain)) > len(plain)
    for match in ranges:
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
        if whole and high - low < len(listings) + 1 and not (are_items and low in items):
            yield from (item.start for listing in whole for item in listing.items)
            continue
        if paragraphs:
            # Paragraphs that are items themselves, below the one that opens the list.
            yield from (
                item.start
                for listing in listings
                if listing.items and listing.major and listing.items[0].minor == listing.major + 1
                for item in listing.items
                if low <= item.minor <= high
            )
            continue
        if above:
            yield from (item.start for item in above[-1].items if low <= item.minor <= high)
