"""Find what a part of a name may be: a place, an adjective, a hint at where to look, or a known force."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policyscan.who.countries import country, demonym_countries, find_country
from policyscan.who.extra import Extra
from policyscan.who.forces import forces
from policyscan.who.names import fold, squash, words
from policyscan.who.places import place_index
from policyscan.who.records import Context, Entity, Place

_ACRONYM = re.compile(r"^[A-Z][A-Za-z-]{1,8}$")
_STYLED = re.compile(r"(?:republic|kingdom|state|city|town|county|federation) of (.+)")
_ZIP = re.compile(r",?\s+\d{5}(?:-\d{4})?$")
_TAIL = re.compile(r"^(?P<head>.+?)\s*(?:,\s*(?P<tail>[^,()]+)|\((?P<inside>[^()]+)\))$", re.DOTALL)


class Lookup:
    """The registers and the places that a workspace added to them."""

    def __init__(self, extra: Extra) -> None:
        self.extra = extra

    def places(self, name: str) -> list[Place]:
        """Places of that name, added ones first."""
        added = list(self.extra.places.get(squash(name), ()))
        if not added and (
            match := re.match(r"(?:republic|kingdom|state|city|town|county|federation) of (.+)", fold(name))
        ):
            added = list(self.extra.places.get(squash(match.group(1)), ()))
        return [*added, *place_index().find(name)]

    def people(self, word: str) -> list[Place]:
        """Countries of an adjective."""
        added = list(self.extra.demonyms.get(squash(word), ()))
        return [*added, *(_country_place(one.code, one.name) for one in demonym_countries(word))]

    def place_or_people(self, name: str) -> list[Place]:
        """Places of a name, or of an adjective, or of a name with its possessive ending."""
        found = self.places(name) or self.people(name)
        if not found and len(name) > 4 and name.endswith("s"):
            found = self.places(name[:-1])
        return found

    def hint(self, where_country: str, where_region: str) -> Context:
        """The context that a caller gives by codes or names; what is not understood is left out."""
        code = where_country.strip()
        if code:
            known = country(code) or find_country(code)
            added = self.extra.places.get(squash(code), ())
            code = known.code if known else next((one.entity.country for one in added), code.upper())
            code = code if re.fullmatch(r"[A-Z]{2}", code) else ""
        if where_region.strip():
            found = self._regions(where_region.strip(), code)
            if found:
                return Context(tuple(dict.fromkeys((one.entity.country, one.entity.region) for one in found)))
        return Context(((code, ""),)) if code else Context()

    def tail(self, name: str) -> tuple[str, Context]:
        """The name without "Florida", "FL", "Georgia, USA" or "(Bahrain)" at its end, and where that is."""
        head, context = _ZIP.sub("", name.strip()), Context()
        while match := _TAIL.match(head):
            here = self.context_of((match["tail"] or match["inside"]).strip())
            if not here.places:
                inside = match["inside"]
                if inside and _ACRONYM.match(inside):
                    head = match["head"]
                    continue
                break
            head, context = match["head"], here.within(context) if context.places else here
        return head, context

    def context_of(self, name: str) -> Context:
        """Where a region or country of that name is: both Georgias for "Georgia"."""
        regions = self._regions(name, "")
        found = [place for place in regions if place.prominent]
        short = name.replace(".", "")
        if not (found and re.fullmatch(r"[A-Z]{2}", short)):
            found += [place for place in self.places(name) if place.level == "country"]
        return Context(tuple(dict.fromkeys((place.entity.country, place.entity.region) for place in found or regions)))

    def known(self, name: str) -> list[Entity]:
        """Known forces of that name, or of that acronym where it is written as one."""
        found = list(forces().by_name.get(squash(name), ()))
        acronym = name.strip().replace(".", "")
        if not found and _ACRONYM.match(acronym):
            found = list(forces().by_acronym.get(acronym, ()))
        return found

    def known_with_country(self, name: str) -> list[Entity]:
        """Known forces named with their country: "Georgian patrol police", "the GSU of Kenya"."""
        for where, rest in self._splits(name):
            codes = {place.entity.country for place in where if place.level == "country"}
            codes |= {place.entity.region for place in where if place.level == "region" and place.entity.region}
            if found := [entity for entity in self.known(rest) if {entity.country, entity.region} & codes]:
                return found
        return []

    def _splits(self, name: str) -> Iterator[tuple[list[Place], str]]:
        tokens = [token for token in re.sub(r"['’]s\b", "", name).split() if token.casefold() != "the"]
        for cut in range(1, min(4, len(tokens))):
            if where := self.place_or_people(" ".join(tokens[:cut])):
                yield where, " ".join(tokens[cut:])
        for cut in range(len(tokens) - 1, 1, -1):
            if words(tokens[cut - 1]) == ["of"] and (where := self.places(" ".join(tokens[cut:]))):
                yield where, " ".join(tokens[: cut - 1])

    def _regions(self, name: str, code: str) -> list[Place]:
        added = [place for place in self.extra.regions(name) if code in {"", place.entity.country}]
        return added or place_index().region(name, (code,) if code else ())


def _country_place(code: str, name: str) -> Place:
    return Place(Entity(f"country:{code}", "country", name, code), "country")
