"""Find names of countries, states and bodies in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from policyscan.who.bodies import UNKNOWN_PLACE
from policyscan.who.countries import country_names
from policyscan.who.forces import forces
from policyscan.who.gazetteer import Gazetteer, gazetteer
from policyscan.who.names import ascii_name, fold, squash, table
from policyscan.who.places import place_index
from policyscan.who.records import Entity, Mention
from policyscan.who.trie import names_pattern

# Words before and after a body's type that may belong to its name.
WORDS_BEFORE = 7
LONGEST_UNKNOWN = 4
# Acronyms of two letters are other words' too often ("PM", "AP"); they need the country's own text.
SHORTEST_ACRONYM = 3

_LINKS = frozenset({"of", "and", "the", "de", "del", "la", "da", "do", "&", "for", "at", "du", "des"})
_TOKEN_BEFORE = re.compile(r"(\S+)[ \t]*\n?[ \t]*$")
_NAME = r"(?:(?:St|Ft|Mt)\.|[^\W\d_a-z](?:[\w'’-]|\.(?=\w))*)"
_NAME_AFTER = re.compile(rf"\s+(?:of|for)\s+(?:the\s+)?{_NAME}(?:\s+(?:(?:of|and|the|de|&)\s+){{0,2}}{_NAME}){{0,6}}")
_STYLED_AFTER = re.compile(
    rf"\s+of\s+the\s+(?:Republic|Kingdom|State|City|Town|County)\s+of\s+{_NAME}(?:\s+{_NAME}){{0,2}}"
)
_TAIL_AFTER = re.compile(r"\s*,\s*(?:[A-Z]{2}\b|[A-Z][a-z]+(?:\s+[A-Z][a-z]+)?)")
_INSIDE = re.compile(r"[_(\"“‘\[:/]")
_SHORT = re.compile(r"[A-Z]{2}")
_ABBREVIATED = re.compile(r"^(?:St|Ft|Mt|[A-Z])\.$|^(?:[A-Z]\.){2,}$")
_RANK_BEFORE = re.compile(
    r"(?:Officer|Sergeant|Sgt|Lieutenant|Lt|Captain|Capt|Chief|Sheriff|Deputy|Detective|Mr|Mrs|Ms|Dr|Judge|Justice|Mayor|"
    r"Commissioner|Agent)\.?\s+$"
)
_INITIAL_AFTER = re.compile(r"\s+[A-Z]\.\s+[A-Z]")
# Capitalised at the beginning of a sentence, or of a title, and no part of a name.
_OPENERS = frozenset(table("places.toml")["not_mentions"]["openers"])
_INSTITUTION_BEFORE = re.compile(
    r"\b(?:University|College|City|Town|Village|County|State|Commonwealth|Republic|Port|Borough|Township)"
    r"(?:\s+and\s+County)?\s+of\s+(?:the\s+)?$"
)
# Form fields print over the words before them: "pursuant toBoca Raton Police".
_FUSED = re.compile(r"^[a-z]+(?=[A-Z][a-z])")
# Kinds of bodies that need no place's name where the text's country is known.
_ALONE = frozenset({"ministry", "gendarmerie", "intelligence", "immigration", "corrections"})
_ALONE_SLUGS = frozenset({"national-police", "national-guard", "federal-police"})


@dataclass(frozen=True, slots=True)
class _Patterns:
    names: re.Pattern[str]
    types: re.Pattern[str]
    quiet: frozenset[str]


class Scanner:
    """Finds mentions by a gazetteer's names; its patterns are compiled once."""

    def __init__(self, who: Gazetteer) -> None:
        self._who = who
        self._patterns = _patterns(who)
        self._full = frozenset(map(squash, forces().printed))
        self._known: dict[tuple[str, ...], tuple[Entity, ...]] = {}

    def mentions(self, text: str, *, country: str = "", region: str = "") -> list[Mention]:
        """Countries, states, known forces and bodies by their structure, in order, none inside another.

        `country` and `region` are those of the text, codes or names. Names count as printed: "turkey" is a bird.
        """
        where = (country, region)
        found = [*self._names(text, where), *self._bodies(text, where)]
        kept: list[Mention] = []
        for one in sorted(found, key=lambda one: (one.start, -one.end)):
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
            elif one.end - one.start > kept[-1].end - kept[-1].start:
                kept[-1] = one
        return kept

    def _names(self, text: str, where: tuple[str, str]) -> Iterator[Mention]:
        for match in self._patterns.names.finditer(text):
            start, end = match.span()
            name = match.group()
            if squash(name) in self._patterns.quiet or not self._stands_alone(text, start, end, name):
                continue
            if candidates := self._resolve(name, where):
                yield Mention(start, end, name, candidates)

    def _stands_alone(self, text: str, start: int, end: int, name: str) -> bool:
        """Not a person's name, and not a word of a line in capitals."""
        if name.isupper() and len(name) < 5:
            before, after = text[max(0, start - 12) : start].split(), text[end : end + 12].split()
            loud = [word for word in (*before[-1:], *after[:1]) if len(word) > 1 and word.isupper() and word.isalpha()]
            return not loud or "." in name
        return not (_RANK_BEFORE.search(text, max(0, start - 14), start) or _INITIAL_AFTER.match(text, end))

    def _bodies(self, text: str, where: tuple[str, str]) -> Iterator[Mention]:
        for match in self._patterns.types.finditer(text):
            start, end = match.span()
            spoken = fold(match.group()) in forces().state_after
            begin, known = self._begin(text, start, end)
            if spoken:
                if known and (candidates := self._resolve(text[begin:end], where)):
                    yield Mention(begin, end, text[begin:end], candidates)
                continue
            lower = match.group()[0].islower()
            stop, known_after = self._stop(text, end, lower)
            alone = begin == start and stop == end and not (where[0] and _stands_for_itself(match.group()))
            if not known and not known_after and (lower or alone):
                continue
            if known and lower and not known_after:
                stop = end
            if stop == end and (tail := _TAIL_AFTER.match(text, end)) and begin < start:
                hint = self._who.lookup.context_of(tail.group().strip(" ,\n"))
                stop = tail.end() if any(region for _, region in hint.places) else end
            if candidates := self._resolve(text[begin:stop], where, known or known_after):
                yield Mention(begin, stop, text[begin:stop], candidates)

    def _begin(self, text: str, start: int, end: int) -> tuple[int, bool]:
        """Where the name before a type begins, and whether a place of it is known."""
        starts: list[int] = []
        at = start
        for _ in range(WORDS_BEFORE):
            token = _TOKEN_BEFORE.search(text, max(0, at - 40), at)
            if not token or (token.start() and not text[token.start() - 1].isspace()):
                break
            word = _INSIDE.split(token.group(1))[-1]
            cut = len(token.group(1)) - len(word)
            if token.group(1).endswith(":"):
                break
            if word[-1:] == "," and starts and _SHORT.fullmatch(text[starts[-1] : start].strip()):
                starts.append(token.start() + cut)
                at = token.start() + cut
                continue
            if word[-1:] in ".,;:)]!?" and not _ABBREVIATED.match(word):
                break
            if fused := _FUSED.match(word):
                starts.append(token.start() + cut + fused.end())
                break
            if not (word[:1].isupper() or (word in _LINKS and starts)):
                break
            at = token.start() + cut
            if word not in _LINKS:
                starts.append(at)
            if cut:
                break
        starts = [begin for begin in reversed(starts) if text[begin:start].split()[0].casefold() not in _OPENERS]
        for begin in starts:
            if self._is_place(text[begin:start]) or squash(text[begin:end]) in self._full:
                institution = _INSTITUTION_BEFORE.search(text, max(0, begin - 30), begin)
                return institution.start() if institution else begin, True
        starts = [begin for begin in starts if self._may_be_a_name(text[begin:start])]
        if starts and len(text[start:end].split()) > 1:
            return starts[0], False
        return start, False

    def _may_be_a_name(self, words: str) -> bool:
        """Whether a place that nobody knows may be called so: on one line, without words that begin other things."""
        tokens = words.split()
        plain = {token.casefold() for token in tokens}
        return "\n" not in words and len(tokens) <= LONGEST_UNKNOWN and not plain & _OPENERS - {"of"}

    def _stop(self, text: str, end: int, lower: bool) -> tuple[int, bool]:
        """Where the name after a type ends ("of Georgia"), and whether its place is known."""
        after = _NAME_AFTER.match(text, end)
        if not after:
            return end, False
        stop = after.end()
        while stop > end:
            phrase = text[end:stop].split(None, 1)[1]
            if self._is_place(phrase):
                return stop, True
            stop = end + len(text[end:stop].rstrip().rpartition(" ")[0])
            if len(text[end:stop].split()) < 2:
                break
        styled = _STYLED_AFTER.match(text, end)
        return (styled.end(), False) if styled and not lower else (end, False)

    def _is_place(self, name: str) -> bool:
        key = (name, "?place")
        if key not in self._known:
            head, _ = self._who.lookup.tail(name.strip(" ,"))
            found = self._who.lookup.place_or_people(head)
            self._known[key] = tuple(place.entity for place in found)
        return bool(self._known[key])

    def _resolve(self, name: str, where: tuple[str, str], placed: bool = False) -> tuple[Entity, ...]:
        """The candidates; where a place in the name is known, not those of a place that is not."""
        key = (name, *where, str(placed))
        if key not in self._known:
            found = self._who.resolve(name, country=where[0], region=where[1])
            self._known[key] = () if placed and found.why == UNKNOWN_PLACE else found.candidates
        return self._known[key]


def _stands_for_itself(words: str) -> bool:
    bodies = forces().types.get(tuple(fold(words).split()), ())
    return " " in words and any(body.kind in _ALONE or body.slug in _ALONE_SLUGS for body in bodies)


def _patterns(who: Gazetteer) -> _Patterns:
    names = {name for name, _ in country_names() if len(name) > 3}
    names |= {name for name, _ in place_index().prominent_regions()}
    names |= {*forces().printed, *who.extra.printed}
    names |= {ascii_name(name) for name in names} | {name.upper() for name in names if len(name) > 4}
    names |= {"US", "USA", "UK", "UAE", "U.S.", "U.S.A.", "U.K.", "DPRK", "DRC"}
    names |= {acronym for acronym in forces().by_acronym if len(acronym) >= SHORTEST_ACRONYM}
    quiet = table("places.toml")["not_mentions"]["names"]
    types = {" ".join(words) for words in forces().types}
    types |= {re.sub(r"\bsheriffs\b", "sheriff's", words) for words in types}
    types |= {re.sub(r"\bof (?=interior|sheriff)", "of the ", words) for words in types}
    types |= {words.replace("department", "dept.") for words in types if words.endswith("department")}
    types |= {words.replace("services", short) for words in types for short in ("svs", "svcs")}
    types |= {words.replace("dept.", "dept") for words in types}
    types |= set(forces().state_after)
    return _Patterns(
        names=re.compile(rf"(?<![\w-])(?:{names_pattern({*names, *quiet})})(?!\w)"),
        types=re.compile(rf"(?<!\w)(?i:{names_pattern(types)})(?!\w)"),
        quiet=frozenset(map(squash, quiet)),
    )


@lru_cache(maxsize=1)
def _scanner() -> Scanner:
    return Scanner(gazetteer())


def mentions(text: str, *, country: str = "", region: str = "") -> list[Mention]:
    """Names of countries, states and bodies in running text; see `Scanner.mentions`."""
    return _scanner().mentions(text, country=country, region=region)
