"""Decide whether a passage of a rights report is about a party of an agreement (docs/links-codebook.md).

A link is made where the passage names the party, a part of it or the body above it, or where it charges the forces of
the party's country in words that take the party in. A name that may mean two bodies links to neither.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from policyscan.exchanges.rules import ExchangeRules, load
from policyscan.registers.shelf import fold
from policyscan.who import Entity, Gazetteer, Mention, Resolution, Scanner, demonym_of, find_country, same_body
from policyscan.who.bodies import UNKNOWN_PLACE
from policyscan.who.records import FORCE_KINDS

# Of a ministry above the police, also in other languages.
_INTERIOR = re.compile(
    r"\b(?:interior|internal|home|public order|public security|police|int[ée]rieur|interno|gobernaci[oó]n"
    r"|seguridad p[úu]blica|inneren|unutra[sš]njih|vnutra|vnitra|wewn[ęe]trznych|brendshme|afacerilor interne"
    r"|i[cç]i[sş]leri)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;?!]\s+(?=[A-Z(])")
_LAND = re.compile(r"\s+of\s+(?:the\s+Republic\s+of\s+)?(?P<land>[A-Z]\w+(?:\s+[A-Z]\w+)*)$")
_OF_A_CITY = re.compile(r"\b(?:municipal|city|metropolitan|local|county|village|town)\b", re.IGNORECASE)
_BRACKET = re.compile(r"^(?P<name>[^()]{3,})\((?P<inside>[^()]{3,})\)\s*$")
_ACRONYM, _NUMERAL = re.compile(r"[^\W\d_a-z]{3,}"), re.compile(r"[IVXLCDM]+")
# Shorter names ("Police", "National Police") are every country's.
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """What is read of a passage: its words, its section's heading, the report's title, and whom the report is about.

    `issuer` is who wrote it. `country` and `place` are those of the passage's subject, `violations` its types,
    `accused` the words that gave them.
    """

    text: str
    heading: str = ""
    title: str = ""
    issuer: str = ""
    country: str = ""
    place: str = ""
    violations: tuple[str, ...] = ()
    accused: tuple[tuple[int, int], ...] = ()

    def accusations(self) -> list[str]:
        """The sentences that accuse."""
        return [self.text[start:end] for start, end in self.accusing()]

    def accusing(self, *, before: int = 0) -> list[tuple[int, int]]:
        """The sentences that accuse, each with so many before it; the whole passage where no words are known."""
        if not self.accused:
            return [(0, len(self.text))]
        ends = [match.end() for match in _SENTENCE_END.finditer(self.text)]
        starts = [0, *ends]
        found = []
        for at, _ in self.accused:
            index = bisect_right(starts, at) - 1
            last = starts[index + 1] if index + 1 < len(starts) else len(self.text)
            found.append((starts[max(0, index - before)], last))
        return found


@dataclass(frozen=True, slots=True)
class Link:
    """Why a passage is about a party: `kind` is same, part or state; `start, end` are words of its text, if any."""

    kind: str
    why: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """A party as the linker knows it. `entity` is None where its name may mean several bodies, or none."""

    name: str
    resolution: Resolution
    entity: Entity | None
    country: str

    @property
    def is_national(self) -> bool:
        """Whether it is a body of a whole country."""
        entity = self.entity
        if entity is None or not entity.country or entity.region or entity.city:
            return False
        return not _OF_A_CITY.search(self.name)


class Linker:
    """Links passages to parties with one gazetteer; mentions in a passage are looked for once."""

    def __init__(self, gazetteer: Gazetteer, rules: ExchangeRules | None = None) -> None:
        self._gazetteer = gazetteer
        self._rules = rules or load()
        self._scanner = Scanner(gazetteer)
        self._scan = lru_cache(maxsize=4096)(self._mentions)
        self._is_country = lru_cache(maxsize=4096)(self._whole)

    def party(self, name: str, *, region: str = "", country: str = "") -> Named:
        """A party by its name and where it is."""
        resolution = self._resolved(name, region, country)
        entity = resolution.entity
        if entity is not None and country and entity.country and entity.country != country:
            entity = None
        if entity is None and not resolution.candidates and country and not region:
            kind = self._rules.kind_of(name)
            entity = Entity(f"named:{country}:{fold(name)}", kind, name, country) if kind else None
            resolution = Resolution(name, (entity,), "a name that no register knows") if entity else resolution
        return Named(name, resolution, entity, country or (entity.country if entity else ""))

    def _resolved(self, name: str, region: str, country: str) -> Resolution:
        """Who is meant by the name, by what stands before or in its bracket, or by the body whose unit it is."""

        def resolved(form: str) -> Resolution:
            return self._gazetteer.resolve(form, country=country, region=region)

        best = resolved(name)
        if best.candidates and best.why != UNKNOWN_PLACE:
            return best
        if bracket := _BRACKET.match(name):
            for form in bracket.groups():
                found = resolved(form.strip())
                if found.candidates and found.why != UNKNOWN_PLACE and _are_bodies(found):
                    return Resolution(name, found.candidates, found.why)
        head, comma, unit = name.partition(",")
        above = resolved(head).entity if comma else None
        if above is None or above.kind not in FORCE_KINDS or above in best.candidates or _are_bodies(resolved(unit)):
            return best
        within = replace(above, id=f"{above.id}:{fold(unit)}", name=name, part_of=above.id)
        return Resolution(name, (within,), "a unit of that body")

    def link(self, party: Named, passage: Passage) -> Link | None:
        """The link between a party and a passage; None where there is none, or where it would be a guess."""
        verbatim = _verbatim(party, passage)
        if verbatim is not None:
            start, end = verbatim
            is_bystander = self._rules.is_bystander(passage.text, start, end)
            return None if is_bystander else Link("same", "names it", start, end)
        if party.entity is None:
            return None
        mentions = self._scan(passage.text, passage.country)
        named = self._named(party, passage, mentions)
        if named is not None:
            return named
        bodies = [m for m in mentions if m.candidates and all(c.kind in FORCE_KINDS for c in m.candidates)]
        if any(self._is_other(party, mention) for mention in bodies):
            return None
        return (
            self._short(party, passage)
            or self._city(party, passage)
            or self._own(party, passage)
            or self._state(party, passage)
        )

    def is_about_land(self, passage: Passage, country: str) -> bool:
        """Whether a passage is about that country as a whole, not about one of its cities."""
        return self.is_land(passage.country, passage.place, country)

    def is_land(self, country: str, place: str, wanted: str) -> bool:
        """Whether (country, place) is the whole of the wanted country."""
        return country == wanted and (not place or self._is_country(place, wanted))

    def _whole(self, place: str, country: str) -> bool:
        found = self._gazetteer.resolve(place, country=country).candidates
        return any(entity.kind == "country" and entity.country == country for entity in found)

    def _mentions(self, text: str, country: str) -> tuple[Mention, ...]:
        found = tuple(self._scanner.mentions(text, country=country))
        named = {candidate.country for mention in found for candidate in mention.candidates if _is_land(candidate)}
        # "Mobile Brigade" in a report on one land is not that of another, which happens to be the only one known.
        return tuple(mention for mention in found if not _is_stray(mention, {country, *named}))

    def _named(self, party: Named, passage: Passage, mentions: Sequence[Mention]) -> Link | None:
        """By a name in the passage."""
        for wanted in ("same", "part"):
            for mention in mentions:
                relation = _relation(party, mention)
                if relation != wanted:
                    continue
                is_place = any(candidate.kind not in FORCE_KINDS for candidate in mention.candidates)
                is_near = any(first <= mention.start < last for first, last in passage.accusing())
                if is_place and not (is_near and self._rules.general(passage.text)):
                    continue
                if self._rules.is_bystander(passage.text, mention.start, mention.end):
                    continue
                why = "names it" if relation == "same" else "names a part of it, or the body above it"
                return Link(relation, why, mention.start, mention.end)
        return None

    def _is_other(self, party: Named, mention: Mention) -> bool:
        """Whether another body is named in place of the party."""
        is_placed = all(candidate.country for candidate in mention.candidates)
        return is_placed and _relation(party, mention) in {"no", "ambiguous"}

    def _short(self, party: Named, passage: Passage) -> Link | None:
        """By a short name that the report's title, its heading or the passage's place settles."""
        entity = party.entity
        if entity is None:
            return None
        found = self._rules.short_name(entity.kind, passage.text)
        if found is None:
            return None
        for words in (passage.heading, passage.title):
            for mention in self._scan(words, passage.country) if words else ():
                if _relation(party, mention) in {"same", "part"}:
                    return Link("same", "names it in short; the report or section is about it", *found)
        is_city = bool(entity.city) and fold(entity.city) == fold(passage.place)
        if is_city and passage.country in {"", entity.country}:
            return Link("same", "names it in short; the report is about its city", *found)
        return None

    def _city(self, party: Named, passage: Passage) -> Link | None:
        """By the name of its city beside words for police."""
        entity = party.entity
        if entity is None or not entity.city or passage.country != entity.country:
            return None
        if find_country(entity.city) or demonym_of(entity.city):
            return None
        named = re.search(rf"\b{re.escape(entity.city)}\b", passage.text)
        says_police = any("police" in kinds for kinds, _, _ in self._rules.general(passage.text))
        if named is None or not any(first <= named.start() < last for first, last in passage.accusing()):
            return None
        if not (says_police or self._rules.of_police & set(passage.violations)):
            return None
        is_bystander = self._rules.is_bystander(passage.text, *named.span())
        return None if is_bystander else Link("part", "names its city, and police", *named.span())

    def _own(self, party: Named, passage: Passage) -> Link | None:
        """By the report being the party's own."""
        if not passage.issuer:
            return None
        issuer = self.party(passage.issuer, country=passage.country)
        relation = same_body(party.resolution, issuer.resolution)
        is_force = issuer.entity is not None and issuer.entity.kind in FORCE_KINDS
        return Link(relation, "is told in its own report") if is_force and relation in {"same", "part"} else None

    def _state(self, party: Named, passage: Passage) -> Link | None:
        """By words for the forces of its country in general."""
        entity = party.entity
        if entity is None or not party.is_national or not self.is_about_land(passage, entity.country):
            return None
        general = self._rules.national(passage.text)
        if not general:
            charged = self._rules.of_the_state & set(passage.violations)
            if self._rules.general(passage.text) or self._rules.is_private(passage.accusations(), charged):
                return None
            is_charged = entity.kind in self._rules.state_kinds and (
                entity.kind != "ministry" or bool(_INTERIOR.search(entity.name))
            )
            if charged and is_charged:
                return Link("state", "charges the state, and names no force")
            return None
        # Who did it may stand in the sentence before.
        accusing = passage.accusing(before=1)
        for kinds, start, end in general:
            is_near = any(first <= start < last for first, last in accusing)
            if is_near and entity.kind in kinds and not self._rules.is_bystander(passage.text, start, end):
                return Link("state", "names the forces of its country in general", start, end)
        return None


def _relation(party: Named, mention: Mention) -> str:
    """As `same_body`; a ministry of the interior is above the police of a land of which no register says more."""
    relation = same_body(party.resolution, _resolution(mention))
    if relation != "no" or party.entity is None or mention.entity is None:
        return relation
    both = (party.entity, mention.entity)
    if any(entity.region or entity.city or not entity.part_of.startswith("country:") for entity in both):
        return relation
    kinds = {entity.kind for entity in both}
    is_interior = any(entity.kind == "ministry" and _INTERIOR.search(entity.name) for entity in both)
    same_land = bool(both[0].country) and both[0].country == both[1].country
    return "part" if same_land and is_interior and kinds & {"police", "gendarmerie"} else relation


def _are_bodies(resolution: Resolution) -> bool:
    return bool(resolution.candidates) and all(one.kind in FORCE_KINDS for one in resolution.candidates)


def _verbatim(party: Named, passage: Passage) -> tuple[int, int] | None:
    """Where a passage has the party's very name, its land's left out where the passage is about that land.

    Of a name with a bracket the part before it counts, too, and the bracket where it is an acronym.
    """
    if party.country and passage.country and party.country != passage.country:
        return None
    bracket = _BRACKET.match(party.name)
    found = _standing(party.name, party.country, passage)
    if found is not None or bracket is None:
        return found
    inside = bracket["inside"].strip()
    if _ACRONYM.fullmatch(inside) and not _NUMERAL.fullmatch(inside) and find_country(inside) is None:
        acronym = re.search(rf"\b{re.escape(inside)}\b", passage.text)
        if acronym and party.country and party.country == passage.country:
            return acronym.span()
    return _standing(bracket["name"].strip(), party.country, passage)


def _standing(name: str, country: str, passage: Passage) -> tuple[int, int] | None:
    land = ""
    if tail := _LAND.search(name):
        name, land = name[: tail.start()], tail["land"]
    if len(name.split()) < _FEWEST_WORDS or (land and land not in {passage.place, ""} and land not in passage.heading):
        return None
    if not land and not (country and country == passage.country):
        return None
    found = re.search(rf"\b{re.escape(name)}\b", passage.text)
    return found.span() if found else None


def _is_land(entity: Entity) -> bool:
    return entity.id.startswith(("country:", "region:"))


def _is_stray(mention: Mention, countries: set[str]) -> bool:
    """Whether a body is known by this name abroad only, in a text that names no such land."""
    if not mention.candidates or "" in countries or mention.text.isupper():
        return False
    lands = {candidate.country for candidate in mention.candidates}
    words = re.findall(r"\w+", mention.text)
    names = [*map(demonym_of, words), *map(find_country, words)]
    is_named = any(found is not None and found.code in lands for found in names)
    are_bodies = all(candidate.kind in FORCE_KINDS for candidate in mention.candidates)
    return are_bodies and not is_named and not lands & countries


def _resolution(mention: Mention) -> Resolution:
    return Resolution(mention.text, mention.candidates, "")


def _is_abroad(mention: Mention, country: str) -> bool:
    """Whether a body of another country is named."""
    return bool(mention.candidates) and all(
        candidate.kind in FORCE_KINDS and candidate.country != country for candidate in mention.candidates
    )
