"""What the names of places and bodies are resolved to."""

from __future__ import annotations

from dataclasses import dataclass

PLACE_KINDS = frozenset({"country", "region", "city"})
FORCE_KINDS = frozenset(
    {"police", "gendarmerie", "ministry", "intelligence", "immigration", "corrections", "military", "sheriff"}
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A place, or a body of one.

    `id` is stable: `country:GE`, `region:US-GA`, `county:US-AL-barbour-county`, `city:US-GA-atlanta`,
    `force:ge-patrol-police`. `kind` is one of `PLACE_KINDS` (counties are regions) or `FORCE_KINDS`. `country` is ISO
    3166 alpha-2, `region` ISO 3166-2 (of added places: the country's code and the region's name), both blank where
    unknown. `part_of` is the id of what it is a part of.
    """

    id: str
    kind: str
    name: str
    country: str
    region: str = ""
    city: str = ""
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who may be meant, best first; `entity` is the one, or nothing where none or several remain; `why` says how."""

    name: str
    candidates: tuple[Entity, ...] = ()
    why: str = "no such name is known"

    @property
    def entity(self) -> Entity | None:
        """The only candidate."""
        return self.candidates[0] if len(self.candidates) == 1 else None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in running text: `text` is `document[start:end]`."""

    start: int
    end: int
    text: str
    candidates: tuple[Entity, ...]

    @property
    def entity(self) -> Entity | None:
        """The only candidate."""
        return self.candidates[0] if len(self.candidates) == 1 else None


@dataclass(frozen=True, slots=True)
class Place:
    """A place with what decides between its namesakes. `level` is country, region, county or city."""

    entity: Entity
    level: str
    population: int = 0
    prominent: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """Where to look: any of these (country, region), either part blank for "any"; nothing at all for everywhere."""

    places: tuple[tuple[str, str], ...] = ()

    def holds(self, entity: Entity) -> bool:
        """Whether it may lie there; a body or city whose region is unknown may lie in any region of its country."""
        return not self.places or any(
            country in {"", entity.country} and (not region or entity.region in {"", region})
            for country, region in self.places
        )

    @property
    def countries(self) -> frozenset[str]:
        """The countries, none where any will do."""
        return frozenset(country for country, _ in self.places if country)

    @property
    def only(self) -> tuple[str, str]:
        """The one country and region, blank where there are several or none."""
        return self.places[0] if len(self.places) == 1 else ("", "")

    def within(self, other: Context) -> Context:
        """What both allow; this one where they contradict."""
        if not self.places or not other.places:
            return self if self.places else other
        both = tuple(
            dict.fromkeys(
                (mine[0] or theirs[0], mine[1] or theirs[1])
                for mine in self.places
                for theirs in other.places
                if all(not left or not right or left == right for left, right in zip(mine, theirs, strict=True))
            )
        )
        return Context(both) if both else self
