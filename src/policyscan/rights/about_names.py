"""Tell which country a heading names, and which countries a text mentions, with a workspace's own places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from policyscan.who.countries import country, country_names, demonyms, find_country, nearest_country
from policyscan.who.names import squash

OwnPlace = tuple[str, str, str]

_SHORT_NAMES = frozenset({"UK", "US", "USA", "UAE", "DRC", "DPRK", "U.S.", "U.S.A.", "U.K."})
_LONGEST_HEADING = 120
# Of the letters of a misread name and the right one this share must agree (difflib's ratio).
_NEAR = 0.8
# What stands before or behind a country's name in the heading of its entry.
_NUMBER = re.compile(
    r"^\s*(?:(?:chapter|part|section|country(?:\s+(?:report|profile|entry))?)\s*[\dIVXLC]*\s*[.:–—-]\s*|"
    r"\d{1,3}(?:\.\d{1,3})+\s+|(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXLC]{1,6}|[A-Z])[.)]\s*)",
    re.IGNORECASE,
)
_TITLE_TAIL = re.compile(
    r"[\s,:–—-]*(?:\(?continued\)?|\(?cont[’']?d\.?\)?|(?:\d{4}\s+)?(?:country\s+)?(?:human\s+rights\s+)?"
    r"(?:report|practices|profile|country\s+report)(?:\s+\d{4}(?:[/–-]\d{2,4})?)?|(?:19|20)\d\d(?:[/–-]\d{2,4})?)\s*$",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\s*†‡§¹²³⁴-⁹]+$|(?<=[^\W\d_])\d{1,2}$")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
# Parts of a state, and lands under its rule, that share its entry.
_TERRITORIES = re.compile(
    r"\b(?:occupied|territor(?:y|ies)|west bank|gaza|palestin\w*|golan|tibet|xinjiang|hong kong|maca[uo]|kosovo|"
    r"northern ireland|chechnya|east timor|timor-leste|western sahara|zanzibar|crimea|kashmir|puerto rico|"
    r"transnistria|abkhazia|south ossetia|somaliland|northern cyprus|kurdistan|dependenc(?:y|ies)|caribbean)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:/|&|;|\band\b|\bwith\b|\bincluding\b|\bincludes\b|,|–|—)\s*", re.IGNORECASE)
# A name within another name: the Gulf of Oman, New Mexico, the Niger Delta.
_BEFORE = re.compile(
    r"(?:\b(?:New|Lake|Mount|Port|Fort|Cape|Inter|Latin|Little|Gulf of|Sea of|Bay of|Straits? of|Horn of|Bank of)"
    r"[\s-]+)$"
)
_AFTER = re.compile(
    r"[\s-]+(?:Sea|Oceans?|Rivers?|Valley|Delta|Canal|Strait|Peninsula|Street|Avenue|Airlines|Lake|City|County|Times)\b"
)
_WORD_START = re.compile(r"(?<![\w’'])[A-ZÀ-ÖØ-Þ]")
_FIRST_WORD = re.compile(r"[\w.]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A country named in a text; `is_adjective` for "Egyptian"."""

    start: int
    end: int
    code: str
    is_adjective: bool


class Names:
    """Names of countries, those of the caller among them."""

    def __init__(self, own_places: Sequence[OwnPlace] = ()) -> None:
        self._own: dict[str, str] = {}
        known: list[tuple[str, str, bool]] = []
        for name, region, code in own_places:
            if code and not region and find_country(name) is None:
                self._own[squash(name)] = code
                known.append((name, code, False))
        self.cities = tuple(place for place in own_places if place[1])
        self._known = _by_first_word(tuple(known))

    def of_name(self, name: str) -> str:
        """The code of a bare name; empty where it is none."""
        letters = sum(char.isalpha() for char in name)
        if letters < 4 and name.strip() not in _SHORT_NAMES:
            return ""
        if own := self._own.get(squash(name)):
            return own
        found = find_country(name)
        return found.code if found is not None else ""

    def of_heading(self, text: str) -> str:
        """The code of the country whose entry such a heading opens; empty where it names none, or more."""
        title = " ".join(text.split()).strip(" :.–—-|•")
        if not title or len(title) > _LONGEST_HEADING or not any(char.isupper() for char in title):
            return ""
        title = _MARKS.sub("", title)
        forms = [title, _NUMBER.sub("", title, count=1)]
        forms += [_TITLE_TAIL.sub("", form) for form in forms]
        for form in dict.fromkeys(form.strip(" :.–—-|") for form in forms):
            if form and not re.search(r"\d", form) and (code := self._whole(form)):
                return code
        return ""

    def near_heading(self, text: str, among: Collection[str] = ()) -> str:
        """Like `of_heading`, for letters that were misread; `among` are codes of which one is likely."""
        title = _MARKS.sub("", _NUMBER.sub("", " ".join(text.split()), count=1)).strip(" :.")
        if len(title) > 40 or len(title.split()) > 4:
            return ""
        found = nearest_country(title)
        if found is not None:
            return found.code
        likely = [one for code in among if (one := country(code)) is not None]
        near = [one.code for one in likely if _ratio(title, one.name) >= _NEAR]
        return near[0] if len(near) == 1 else ""

    def _whole(self, title: str) -> str:
        if code := self.of_name(title):
            return code
        bracket = _BRACKETS.search(title)
        if bracket is not None:
            bare = title[: bracket.start()]
            # "Serbia (including Kosovo)", "Burma (Myanmar)"; but "Kashmir (India)".
            return self._whole(bare) or (self.of_name(bracket[1]) if _is_name(bare) else "")
        first, *rest = _JOINT.split(title, maxsplit=1)
        if rest and "(" not in first and _TERRITORIES.search(rest[0]) and not _is_sentence(rest[0]):
            return self.of_name(first)
        return ""

    def by_cities(self, text: str) -> str:
        """The one country of the caller's cities that a text names, if it names two or more; else empty."""
        named = {(name, code) for name, _, code in self.cities if re.search(rf"\b{re.escape(name)}\b", text)}
        codes = {code for _, code in named}
        return codes.pop() if len(codes) == 1 and len({name for name, _ in named}) > 1 else ""

    def mentions(self, text: str, start: int = 0, end: int | None = None) -> list[Mention]:
        """All countries named from `start` to `end`, in order; the longest name counts."""
        end = len(text) if end is None else end
        found: list[Mention] = []
        past = start
        for match in _WORD_START.finditer(text, start, end):
            at = match.start()
            if at < past:
                continue
            hit = next(self._names_at(text, at, end), None)
            if hit is None:
                continue
            name, code, is_adjective = hit
            past = at + len(name)
            if not is_adjective and (_BEFORE.search(text, max(start, at - 14), at) or _AFTER.match(text, past)):
                continue
            found.append(Mention(at, past, code, is_adjective))
        return found

    def _names_at(self, text: str, at: int, end: int) -> Iterator[tuple[str, str, bool]]:
        word = _FIRST_WORD.match(text, at)
        key = word[0].split(".")[0] if word else ""
        for table in (self._known, _world()):
            for name, code, is_adjective in table.get(key, ()):
                stop = at + len(name)
                if stop <= end and _same(text[at:stop], name) and not text[stop : stop + 1].isalnum():
                    yield text[at:stop], code, is_adjective


def _same(text: str, name: str) -> bool:
    return text == name or text.replace("’", "'") == name.replace("’", "'")


def _ratio(a: str, b: str) -> float:
    return SequenceMatcher(None, squash(a), squash(b)).ratio()


def _is_name(text: str) -> bool:
    """Whether it may be a land's name rather than a topic: few words, all with a capital."""
    words = text.split()
    return 0 < len(words) <= 3 and all(word[0].isupper() or word in ("and", "of", "the") for word in words)


def _is_sentence(text: str) -> bool:
    return len(text.split()) > 9


@lru_cache(maxsize=1)
def _world() -> dict[str, tuple[tuple[str, str, bool], ...]]:
    names = [(name, code, False) for name, code in country_names() if len(name) > 3 and name[0].isupper()]
    names += [(name, code, False) for name, code in (("UK", "GB"), ("USA", "US"), ("US", "US"), ("U.S.", "US"))]
    shared: dict[str, set[str]] = defaultdict(set)
    for word, code in demonyms():
        shared[word].add(code)
    names += [
        (word, next(iter(codes)), True) for word, codes in shared.items() if len(codes) == 1 and word[:1].isupper()
    ]
    return _by_first_word(tuple(names))


def _by_first_word(names: tuple[tuple[str, str, bool], ...]) -> dict[str, tuple[tuple[str, str, bool], ...]]:
    table: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for name, code, is_adjective in names:
        word = _FIRST_WORD.match(name)
        if word is not None:
            table[word[0].split(".")[0]].append((name, code, is_adjective))
    return {key: tuple(sorted(set(rows), key=lambda row: -len(row[0]))) for key, rows in table.items()}
