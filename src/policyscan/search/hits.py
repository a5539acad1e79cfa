"""Make hits of ranked passages: fold repeated wordings, count facets, and say where each hit stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from policyscan.model import Hit, Listing, content_id
from policyscan.search.expand import Meant
from policyscan.search.gather import Memory
from policyscan.search.ports import SearchStore
from policyscan.search.query import Query
from policyscan.search.rank import Ranked
from policyscan.search.reasons import reasons
from policyscan.search.scope import Scope

# What is none of a wording: spaces, signs, and a mark in front, "(a)", "12." or "iv."; but "No." is, and so are the
# signs between two figures: 2.5 hours are not 25.
_NO_WORDING = re.compile(r"^\W*(?:[^\W\d_]|[ivx]{2,5}|\d{1,3})[.)]\s|(?<!\d)[\W_]+|[\W_]+(?!\d)")
NearWords = Sequence[tuple[str, str]]
# The names of the facets, as they are typed in a query.
FACETS = ("place", "kind", "measure", "force", "modality")


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of the relevant passages have which value, most first; `name` is that of the filter."""

    name: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """A passage with the others of the same wording, best first."""

    best: Ranked
    others: tuple[Ranked, ...]


def fold_repeats(ranked: Sequence[Ranked], memory: Memory) -> list[Folded]:
    """One entry for each wording, in the order of its best passage. List marks, case and signs make no difference."""
    groups: dict[str, list[Ranked]] = {}
    for one in ranked:
        name = one.passage.id
        if (wording := memory.wordings.get(name)) is None:
            # A passage without words and figures has no wording to be the same.
            wording = memory.wordings[name] = content_id(_NO_WORDING.sub("", one.passage.text.casefold()) or name)
        groups.setdefault(wording, []).append(one)
    return [Folded(first, tuple(rest)) for first, *rest in groups.values()]


def one_for_each_place(folded: Sequence[Folded], scope: Scope) -> list[Folded]:
    """The best entry of each place first, then the second of each, and so on."""
    seen: Counter[str] = Counter()
    turns = []
    for one in folded:
        place = scope.listings[one.best.passage.sha256][0].place.id
        turns.append(seen[place])
        seen[place] += 1
    return [one for _, one in sorted(zip(turns, folded, strict=True), key=lambda pair: pair[0])]


def facets(ranked: Sequence[Ranked], scope: Scope) -> tuple[Facet, ...]:
    """How the relevant passages are spread over places, kinds, measures, kinds of force and modalities."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for one in ranked:
        listings = scope.listings[one.passage.sha256]
        counts["place"].update({listing.place.name for listing in listings if listing.place.name})
        counts["kind"].update({listing.kind.value for listing in listings})
        counts["measure"].update(set(one.passage.measures))
        counts["force"].update(set(one.passage.force_types))
        counts["modality"].update({str(value) for value in one.passage.modalities} - {"none"})
    return tuple(
        Facet(name, tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))))
        for name, found in counts.items()
    )


def hits(
    store: SearchStore,
    memory: Memory,
    scope: Scope,
    asked: Query,
    shown: Sequence[Folded],
    meant: Sequence[Meant] = (),
    near: Mapping[str, NearWords] = MappingProxyType({}),
) -> tuple[Hit, ...]:
    """The hits, best first, with boxes, labels and sections; `near` are near words by passage id (`reasons`)."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for one in (entry.best for entry in shown):
        spans.setdefault(one.passage.sha256, []).append((one.passage.start, one.passage.end))
    boxes = {
        (sha256, *span): found
        for sha256, asked_for in spans.items()
        for span, found in zip(asked_for, store.boxes(sha256, asked_for), strict=True)
    }
    for sha256 in spans:
        if sha256 not in memory.labels:
            memory.labels[sha256] = {page.number: page.label for page in store.pages(sha256)}
    made = []
    for number, entry in enumerate(shown, start=1):
        one, passage = entry.best, entry.best.passage
        listings = scope.listings[passage.sha256]
        listing = listings[0]
        section = store.section(passage.sha256, passage.section)
        made.append(
            Hit(
                rank=number,
                score=round(one.score, 4),
                text=passage.text,
                place=listing.place.name,
                region=listing.place.region,
                country=listing.place.country,
                kind=listing.kind.value,
                document=listing.file,
                sha256=passage.sha256,
                title=listing.title,
                published=listing.published,
                page=passage.page,
                page_label=memory.labels[passage.sha256].get(passage.page, ""),
                section=section.name if section else "",
                start=passage.start,
                end=passage.end,
                boxes=boxes[passage.sha256, passage.start, passage.end],
                passage_id=passage.id,
                measures=passage.measures,
                force_types=passage.force_types,
                modalities=tuple(str(value) for value in passage.modalities),
                also=tuple(_others(entry, scope)),
                why=(*reasons(one, asked, meant, near.get(passage.id, ())), *_also(listings)),
            )
        )
    return tuple(made)


def _others(entry: Folded, scope: Scope) -> Iterator[tuple[str, str, int]]:
    """Where else the same wording stands: place, document and page, each document once."""
    seen = {entry.best.passage.sha256}
    for other in entry.others:
        passage = other.passage
        if passage.sha256 not in seen:
            seen.add(passage.sha256)
            yield scope.listings[passage.sha256][0].place.name, passage.sha256, passage.page


def _also(listings: Sequence[Listing]) -> tuple[str, ...]:
    others = dict.fromkeys(listing.place.name for listing in listings[1:] if listing.place != listings[0].place)
    return (f"the same document also stands for: {', '.join(others)}",) if others else ()
