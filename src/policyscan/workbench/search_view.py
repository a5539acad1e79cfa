"""Lay out the answer to a search: each hit with its marks and links, grouped, and the facets to narrow it by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.model import Hit, Place
from policyscan.search.marks import spans
from policyscan.workbench import addresses
from policyscan.workbench.citation import cite
from policyscan.workbench.render import plain
from policyscan.workbench.search_asked import Asked, Pairs

if TYPE_CHECKING:
    from policyscan.search import SearchAnswer
    from policyscan.taxonomy import Taxonomy

# Names of the filters, for people.
TITLES = {
    "place": "Place",
    "kind": "Kind of document",
    "measure": "Measure",
    "force": "Kind of force",
    "modality": "Must or may",
    "region": "Region",
    "country": "Country",
    "since": "From",
    "until": "Until",
}
# Values of a facet that are shown before the rest is folded.
VALUES_SHOWN = 6
# The document's page takes no longer question.
_LONGEST_MARKED = 500
_TAG = re.compile(r"\W|_")


class Labels:
    """Plain words for the values of filters."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._titles = {
            "measure": {measure.id: measure.title for measure in taxonomy.measures},
            "force": {force.id: force.title for force in taxonomy.force_types},
        }

    def of(self, name: str, value: str) -> str:
        """A measure's or a force type's title, a kind or a modality in words, a name as it is."""
        if name in self._titles:
            return self._titles[name].get(value, value)
        return plain(value) if name in {"kind", "modality"} else value

    def is_same(self, name: str, value: str, given: str) -> bool:
        """Whether what was given means the value: by its name or its title, in whatever case."""
        return _folded(given) in {_folded(value), _folded(self.of(name, value))}

    def why(self, reason: str) -> str:
        """A reason of a hit with titles in the place of ids."""
        name, colon, rest = reason.partition(": ")
        key = {"force type": "force"}.get(name, name)
        return f"{name}{colon}{self.of(key, rest)}" if key in self._titles else reason


@dataclass(frozen=True, slots=True)
class Tag:
    """What a passage is marked with: its words, and the address that narrows the search to it."""

    name: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as the page shows it. `runs` are its words, those that the question has, too, marked.

    `also` says where else the same words stand, with addresses; `elsewhere` counts the other places among them.
    """

    hit: Hit
    place: str
    href: str
    runs: tuple[tuple[str, bool], ...]
    why: tuple[str, ...]
    tags: tuple[Tag, ...]
    also: tuple[tuple[str, str], ...]
    elsewhere: int
    citation: str
    is_new: bool

    @property
    def has_opposite(self) -> bool:
        """Whether it binds or leaves free: a mere statement has no opposite."""
        return any(tag.name == "modality" for tag in self.tags)

    @property
    def quote(self) -> str:
        """The words with their citation, to be pasted."""
        return f"“{' '.join(self.hit.text.split())}” ({self.citation.rstrip('.')})"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet. `is_typed`: it stands in the question itself, and is taken away there."""

    value: str
    label: str
    count: int
    is_on: bool
    is_typed: bool


@dataclass(frozen=True, slots=True)
class FacetShown:
    """A facet with its values, the chosen ones first."""

    name: str
    title: str
    values: tuple[Value, ...]

    @property
    def is_of_use(self) -> bool:
        """Whether it narrows anything, or does so already."""
        return len(self.values) > 1 or any(value.is_on for value in self.values)


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter with the address without it."""

    label: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class Found:
    """The answer laid out; `groups` are hits by place, or all under one empty name.

    `nearest` are passages that come nearest, where none answers. `total` counts the relevant passages that were looked
    at; `hidden` are filters that no facet shows.
    """

    groups: tuple[tuple[str, tuple[Shown, ...]], ...]
    number: int
    total: int
    places: int
    note: str
    facets: tuple[FacetShown, ...]
    hidden: Pairs
    nearest: tuple[Shown, ...] = ()

    @property
    def why_nothing(self) -> str:
        """The note without the words that the page says by itself."""
        said, colon, why = self.note.partition(": ")
        return f"{why[:1].upper()}{why[1:]}" if colon and said.startswith("Nothing ") else self.note


def laid_out(
    asked: Asked,
    answer: SearchAnswer,
    labels: Labels,
    *,
    base: str,
    new: frozenset[tuple[str, int, int]] = frozenset(),
) -> Found:
    """The answer as the page shows it; `base` begins the permalinks, `new` are the spans to be called new."""
    shown = [_shown(hit, asked, labels, base, new) for hit in answer.hits]
    facets = tuple(
        _facet(facet.name, facet.values, asked, labels)
        for facet in answer.facets
        if facet.values or asked.values(facet.name)
    )
    given = {(facet.name, value.value) for facet in facets if facet.is_of_use for value in facet.values}
    counts = {facet.name: facet.values for facet in answer.facets}
    return Found(
        groups=_by_place(shown) if asked.by_place else (("", tuple(shown)),) if shown else (),
        number=len(shown),
        total=max(len(shown), sum(number for _, number in counts.get("kind", ()))),
        places=len({one.place for one in shown}),
        note=answer.note,
        facets=facets,
        nearest=tuple(_shown(hit, asked, labels, base, new) for hit in answer.nearest),
        hidden=tuple(
            (name, value)
            for name, value in asked.filters
            if not any(name == key and labels.is_same(name, one, value) for key, one in given)
        ),
    )


def chips(asked: Asked, labels: Labels) -> tuple[Chip, ...]:
    """The active filters, given and typed, each with the address without it."""
    pairs = dict.fromkeys((*asked.filters, *asked.typed))
    return tuple(Chip(TITLES[name], labels.of(name, value), asked.without(name, value)) for name, value in pairs)


def runs(text: str, marked: Iterable[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """A text cut at its marks, in order: its stretches, and whether each is marked."""
    found = []
    at = 0
    for start, end in marked:
        found += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple((part, is_marked) for part, is_marked in (*found, (text[at:], False)) if part)


def _shown(hit: Hit, asked: Asked, labels: Labels, base: str, new: frozenset[tuple[str, int, int]]) -> Shown:
    names = (("measure", hit.measures), ("force", hit.force_types), ("modality", hit.modalities))
    tags = [(name, value) for name, values in names for value in dict.fromkeys(values) if value != "none"]
    # What is like a passage cannot be narrowed: there the tags are no links.
    can_narrow = not asked.similar
    return Shown(
        hit=hit,
        place=Place(hit.place, hit.region, hit.country).full_name or "Unknown place",
        href=addresses.passage(hit.sha256, hit.page, hit.start, hit.end, asked.q[:_LONGEST_MARKED]),
        runs=runs(hit.text, spans(hit.text, asked.q) if asked.q else ()),
        why=tuple(map(labels.why, hit.why)),
        tags=tuple(
            Tag(name, labels.of(name, value), asked.narrowed(name, value) if can_narrow else "") for name, value in tags
        ),
        also=tuple(
            (f"{place or 'Unknown place'}, p. {page}", addresses.page(sha256, page)) for place, sha256, page in hit.also
        ),
        elsewhere=len({place for place, _, _ in hit.also} - {hit.place}),
        citation=cite(hit, base + addresses.passage(hit.sha256, hit.page, hit.start, hit.end)),
        is_new=(hit.sha256, hit.start, hit.end) in new,
    )


def _by_place(shown: Sequence[Shown]) -> tuple[tuple[str, tuple[Shown, ...]], ...]:
    groups: dict[str, list[Shown]] = {}
    for one in shown:
        groups.setdefault(one.place, []).append(one)
    return tuple((place, tuple(found)) for place, found in groups.items())


def _facet(name: str, counts: Sequence[tuple[str, int]], asked: Asked, labels: Labels) -> FacetShown:
    typed = [value for key, value in asked.typed if key == name]
    values = []
    for value, number in counts:
        is_typed = any(labels.is_same(name, value, one) for one in typed)
        is_on = is_typed or any(labels.is_same(name, value, one) for one in asked.values(name))
        values.append(Value(value, labels.of(name, value), number, is_on, is_typed))
    return FacetShown(name, TITLES[name], tuple(sorted(values, key=lambda value: not value.is_on)))


def _folded(text: str) -> str:
    return " ".join(_TAG.sub(" ", text.casefold()).split())
