"""Say who is meant by a name: a country, region or city, or a body of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from policyscan.who.bodies import bodies, parts_of
from policyscan.who.countries import find_country
from policyscan.who.extra import Extra, extra_places
from policyscan.who.forces import forces
from policyscan.who.lookup import Lookup
from policyscan.who.names import fold, mendings, squash
from policyscan.who.places import narrow, place_index, slug
from policyscan.who.records import Context, Entity, Place, Resolution

# "DeLand, FL Police Department": the state stands within the name.
_INNER_TAIL = re.compile(
    r"^(?P<place>[^,]+),\s*(?P<tail>[A-Z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)\s+(?P<rest>[A-Z][^,]+)$"
)


class Gazetteer:
    """The names of the world, and those that a workspace adds."""

    def __init__(self, extra: Extra | None = None) -> None:
        self._extra = extra or Extra()
        self.lookup = Lookup(self._extra)

    def with_places(
        self, places: Iterable[tuple[str, str, str]], *, demonyms: Mapping[str, str] | None = None
    ) -> Gazetteer:
        """A gazetteer that knows these places too: (name, region or "", country's code).

        A place without a region whose code ISO 3166 leaves to users ("XB") is that country, unless several bear it.
        Adjectives are derived ("Belmorran"); `demonyms` maps further ones to codes.
        """
        return Gazetteer(extra_places(places, demonyms or {}, self._extra))

    @property
    def extra(self) -> Extra:
        """The added places."""
        return self._extra

    def region_name(self, code: str) -> str:
        """The name of a region's code, blank where there is none."""
        added = next((place.entity.name for place in self._extra.regions(code)), "")
        return added or place_index().region_name(code)

    def resolve(self, name: str, *, country: str = "", region: str = "") -> Resolution:
        """Who may be meant. `country` and `region` (codes or names) say where the name was met; they narrow the choice.

        Where several remain, all are given, the best known first: `entity` is set only where one remains.
        """
        context = self.lookup.hint(country, region)
        for form in (name, *mendings(name)):
            found, why = self._resolve(" ".join(form.split()), context)
            if found:
                return Resolution(name, tuple({entity.id: entity for entity in found}.values()), why)
        return Resolution(name)

    def _resolve(self, name: str, context: Context) -> tuple[list[Entity], str]:
        name = name.strip(" ,;:")
        inner = _INNER_TAIL.match(name)
        if inner and self.lookup.context_of(inner["tail"]).places and next(parts_of(inner["rest"]), None):
            name = f"{inner['place']} {inner['rest']}, {inner['tail']}"
        if not squash(name):
            return [], ""
        found, why = self._whole(name, context)
        if found:
            return found, why
        for whole in _joined(name):
            found, why = bodies(whole, context, self.lookup)
            if found:
                return found, why
        head, here = self.lookup.tail(name)
        if head != name:
            within = here.within(context) if here.places else context
            found, why = self._whole(head, within) if squash(head) else ([], "")
            if not found:
                found, why = self._other(head, within)
            if not found and here.places:
                found, why = _town(head, here), "a place that no register knows, in the region named"
            if found:
                return found, why
        found, why = self._other(name, context)
        if found:
            return found, why
        return self._without_comma(name, context)

    def _whole(self, name: str, context: Context) -> tuple[list[Entity], str]:
        """A known force, or a place, of exactly that name."""
        known = self.lookup.known(name) if len(name) > 2 or context.countries else []
        held = [entity for entity in known if context.holds(entity)]
        if held and len(held) < len(known):
            return held, "a known force, in the given place"
        if known and not held and name in forces().by_acronym:
            return [], ""  # an acronym means something else elsewhere
        if held or (known and not _is_kind(name)):
            return held or known, "a known force" if held else "a known force, outside the given place"
        places = [] if _is_kind(name) else self._state(name) or self.lookup.places(name)
        if not places and (people := self.lookup.people(name)):
            return [place.entity for place in narrow(people, context)[0]], "an adjective of a country"
        if any(region for _, region in context.places) and any(place.level == "city" for place in places):
            places = [place for place in places if context.holds(place.entity) or place.level != "city"]
        kept, why = narrow(places, context)
        return [place.entity for place in kept], why

    def _other(self, name: str, context: Context) -> tuple[list[Entity], str]:
        """A known force with its country's name, or a body by its structure."""
        if known := self.lookup.known_with_country(name):
            held = [entity for entity in known if context.holds(entity)]
            return held or known, "a known force, with its country's name"
        return bodies(name, context, self.lookup)

    def _state(self, name: str) -> list[Place]:
        """The country or region of "Government of Georgia", "Iranian authorities"."""
        folded = fold(name)
        for words in forces().state_before:
            if folded.startswith(f"{words} "):
                return _states(self.lookup.places(folded[len(words) + 1 :]))
        for words in forces().state_after:
            if folded.endswith(f" {words}"):
                return _states(self.lookup.place_or_people(folded[: -len(words) - 1]))
        return []

    def _without_comma(self, name: str, context: Context) -> tuple[list[Entity], str]:
        """For "DeLand FL" and "Coral Gables Florida"."""
        tokens = name.split()
        for length in (1, 2):
            if len(tokens) <= length:
                break
            here = self.lookup.context_of(" ".join(tokens[-length:]))
            if here.places and any(region for _, region in here.places):
                head = " ".join(tokens[:-length])
                found, why = self._whole(head, here.within(context))
                if not found:
                    found, why = self._other(head, here.within(context))
                if found:
                    return found, why
        return [], ""


def _joined(name: str) -> Iterator[str]:
    """One name where a comma parts the kind of body from its place: "Police Department, City of X"."""
    first, comma, last = name.rpartition(",")
    if comma and "," not in first:
        if _is_kind(first) and not find_country(last):
            yield f"{last} {first}"
        elif _is_kind(last):
            yield f"{first} {last}"


def _states(places: list[Place]) -> list[Place]:
    return [place for place in places if place.level == "country" or place.level == "region"]


def _is_kind(name: str) -> bool:
    """Whether the name is nothing but a kind of body: "National Police"."""
    return any(not parts.left and not parts.right for parts in parts_of(name))


def _town(name: str, context: Context) -> list[Entity]:
    """A town too small for the register, where its region is named with it and it looks like a place's name."""
    code, region = context.only
    words = fold(name).split()
    if not region or not words or len(words) > 4 or not name[:1].isupper():
        return []
    name = re.sub(r"^(?:the\s+)?(?:city|town|village|township)\s+of\s+", "", name, flags=re.IGNORECASE)
    return [Entity(f"city:{region}-{slug(name)}", "city", name, code, region, name, part_of=f"region:{region}")]


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The gazetteer of the registers alone."""
    return Gazetteer()


def resolve(name: str, *, country: str = "", region: str = "") -> Resolution:
    """Who may be meant by a name; see `Gazetteer.resolve`."""
    return gazetteer().resolve(name, country=country, region=region)
