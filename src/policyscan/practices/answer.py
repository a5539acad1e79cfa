"""Put the register of practices together: where a programme is described, in which words, and since when."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.model import Cited, Listing, Passage, Place, Record, Register
from policyscan.practices.asked import Asked, ask
from policyscan.practices.reading import read
from policyscan.practices.rules import Practices, Status, load
from policyscan.practices.similar import Sizes, shown
from policyscan.registers.shelf import Shelf

if TYPE_CHECKING:
    from policyscan.embed import Embedder
    from policyscan.store import Store
    from policyscan.vectors import VectorIndex

# Names that others' scripts read; new ones go to the end.
COLUMNS = (
    "practice",
    "place",
    "region",
    "country",
    "kind",
    "document",
    "sha256",
    "text",
    "page",
    "start",
    "end",
    "section",
    "status",
    "score",
    "similar_places",
    "published",
    "why",
)
MEANING = "meaning"
# Matches named in `why`, and characters of each.
MOST_WORDS, LONGEST_WORDS = 4, 90
# Quotes of one record: the best passage and so many more.
MOST_QUOTES = 3
# A passage that is only near in meaning stands below every one whose words name the practice.
MEANING_WEIGHT = 0.35
# Added for a passage, times its cosine to what was asked, and times the share of the telling words that it holds.
LIKE_WEIGHT, LIKE_WORDS_WEIGHT = 0.1, 0.15
_NOTE = (
    "One row for each practice of a place, best evidence first, with up to two further quotes. 'status' is how the "
    "document speaks of it (running, planned, ended, recommended; empty where nobody read it); 'why' gives the words "
    "that decided, or 'meaning' for a passage that is only near in meaning to what was asked, below all others. A "
    "document that says that there is no such programme is left out. A row says what a document tells, not that it "
    "works. 'similar_places' are places here of about the same size (GeoNames), not more alike than that."
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A passage that describes a practice; `says` is the remark beside its quote."""

    passage: Passage
    practice: str
    status: str
    score: float
    why: str
    says: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    found: _Found
    listing: Listing
    place: Place

    @property
    def order(self) -> tuple[float, str, str, int]:
        """Best first; of equals the newest document's."""
        newest = "".join(chr(ord("~") - ord(char) + ord(" ")) for char in self.listing.published.ljust(10, " "))
        return (-self.found.score, newest, self.listing.file, self.found.passage.start)


def practices(
    store: Store,
    index: VectorIndex | None,
    embedder: Embedder | None,
    *,
    like: str = "",
    practices: Sequence[str] = (),
    places: Sequence[str] = (),
    limit: int = 50,
) -> Register:
    """The places whose documents describe programmes to learn from, the best evidence first.

    With `like`, the practices nearest in meaning to it, and passages near it that no rule knows; index and embedder
    are needed for that alone. `practices` are ids, `places` names of places, regions or countries. Raises `QueryError`
    for an unknown practice, a limit below 1, and a question without an index.
    """
    if limit < 1:
        raise QueryError(f"a limit of {limit} asks for nothing", fix="ask for one row or more")
    rules = load()
    given = _known(practices, rules)
    shelf = Shelf(store)
    listings = _listed(shelf, places)
    passages = {sha256: store.passages(sha256) for sha256 in listings}
    asked = None
    if like.strip():
        if index is None or embedder is None:
            raise QueryError("a question needs the vector index", fix="Open the index, or name a practice instead.")
        known = {passage.id: passage for part in passages.values() for passage in part}
        asked = ask(rules, index, embedder, like, known, given=given)
    wanted = [item.id for item in asked.practices] if asked else given or list(rules.by_id)
    found, seen = _by_rules(rules, frozenset(wanted), passages)
    if asked is not None and index is not None:
        found = [*_nearer(found, asked, index), *_by_meaning(asked, passages, seen)]
    rows = [_Row(one, listing, shelf.places[listing.id]) for one in found for listing in listings[one.passage.sha256]]
    groups = sorted(_grouped(rows), key=lambda group: (*group[0].order, group[0].found.practice))
    sizes = Sizes(shelf.places.values(), _population) if groups else Sizes((), _population)
    return shelf.register(
        "practices",
        "Practices to learn from",
        COLUMNS,
        [_record(group, shelf, sizes) for group in groups[:limit]],
        documents=set(passages),
        rules=f"practices@{rules.hash}",
        note=f"{_searched(like, wanted, asked, passages, len(groups), limit)} {_NOTE}",
    )


def _known(practices: Sequence[str], rules: Practices) -> list[str]:
    """Ids of the practices named by id or title."""
    ways = {_fold(way): practice.id for practice in rules.practices for way in (practice.id, practice.title)}
    found = []
    for name in practices:
        if _fold(name) not in ways:
            near = difflib.get_close_matches(_fold(name), list(ways), n=3, cutoff=0.5)
            known = list(dict.fromkeys(ways[way] for way in near)) or list(rules.by_id)
            raise QueryError(f"there is no practice {name!r}", fix=f"Use one of: {', '.join(known)}.")
        found.append(ways[_fold(name)])
    return found


def _listed(shelf: Shelf, places: Sequence[str]) -> dict[str, list[Listing]]:
    """Documents with their listings, one for each place; all, or those of the places, regions or countries named."""
    wanted = {_fold(name) for name in places}
    found: dict[str, dict[str, Listing]] = {}
    for listing in shelf.listings:
        place = shelf.places[listing.id]
        names = {place.name, place.region, place.country, f"{place.name}, {place.region}"}
        if not wanted or wanted & {_fold(name) for name in names}:
            found.setdefault(listing.sha256, {}).setdefault(place.id, listing)
    return {sha256: list(listings.values()) for sha256, listings in found.items()}


def _by_rules(
    rules: Practices, wanted: frozenset[str], passages: Mapping[str, Iterable[Passage]]
) -> tuple[list[_Found], set[str]]:
    """What the words say, and the ids of all passages that name a practice, if only to deny it."""
    narrowed = replace(rules, practices=tuple(item for item in rules.practices if item.id in wanted))
    found: list[_Found] = []
    seen = set()
    for passage in (passage for part in passages.values() for passage in part):
        heading, _, repaired = passage.embed_text.rpartition("\n") if passage.section >= 0 else ("", "", "")
        for match in read(narrowed, passage.text, heading, repaired):
            seen.add(passage.id)
            if match.status is not Status.NONE:
                why = "; ".join(shorten(words, LONGEST_WORDS, placeholder=" …") for words in match.words[:MOST_WORDS])
                says = f"{match.practice}, {match.status}: {why}"
                found.append(_Found(passage, match.practice, match.status.value, match.score, why, says, match.marks))
    return found, seen


def _nearer(found: Sequence[_Found], asked: Asked, index: VectorIndex) -> Iterator[_Found]:
    """The same, those nearer to the question ahead; a passage that is not indexed yet goes by its words alone."""
    names = {one.passage.id for one in found}
    cosines = dict(index.search(asked.vector, len(names), names))
    for one in found:
        score = one.score + LIKE_WEIGHT * max(cosines.get(one.passage.id, 0.0), 0.0)
        score += LIKE_WORDS_WEIGHT * asked.share(one.passage.text)
        yield replace(one, score=round(min(score, 0.99), 3))


def _by_meaning(asked: Asked, passages: Mapping[str, Iterable[Passage]], seen: Collection[str]) -> Iterator[_Found]:
    known = {passage.id: passage for part in passages.values() for passage in part}
    for name, cosine in asked.passages:
        if name not in seen:
            says = f"near in meaning to what was asked (cosine {cosine:.2f})"
            yield _Found(known[name], "", "", round(MEANING_WEIGHT * cosine, 3), MEANING, says)


def _grouped(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """The rows of each practice and place, best first; a document of no place stands for itself."""
    groups: dict[tuple[str, str], list[_Row]] = {}
    for row in rows:
        place = row.place.id if row.place.name or row.place.country else row.listing.sha256
        groups.setdefault((row.found.practice, place), []).append(row)
    for group in groups.values():
        yield sorted(group, key=lambda row: row.order)


def _record(group: Sequence[_Row], shelf: Shelf, sizes: Sizes) -> Record:
    first = group[0]
    # One wording is quoted once, though several versions of a document hold it.
    distinct = list({_fold(row.found.passage.text): row for row in reversed(group)}.values())
    distinct.sort(key=lambda row: row.order)
    quotes = [_cited(row, shelf) for row in distinct[:MOST_QUOTES]]
    shown_first = quotes[0].evidence
    passage = first.found.passage
    values: dict[str, object] = {
        "practice": first.found.practice,
        "place": first.place.name,
        "region": first.place.region,
        "country": first.place.country,
        "kind": first.listing.kind.value,
        "document": first.listing.file,
        "sha256": passage.sha256,
        "text": shown_first.text,
        "page": shown_first.page,
        "start": passage.start,
        "end": passage.end,
        "section": shown_first.section,
        "status": first.found.status,
        "score": first.found.score,
        "similar_places": ";".join(shown(place, size) for place, size in sizes.similar(first.place)),
        "published": first.listing.published,
        "why": first.found.why,
    }
    return Record(tuple(values.items()), tuple(quotes))


def _cited(row: _Row, shelf: Shelf) -> Cited:
    passage = row.found.passage
    quote = shelf.quoting.words(passage.sha256, [(passage.start, passage.end)], row.found.says, page=passage.page)[0]
    return Cited("text", quote, row.found.score, row.found.marks)


def _searched(
    like: str,
    wanted: Sequence[str],
    asked: Asked | None,
    passages: Mapping[str, Sequence[Passage]],
    rows: int,
    limit: int,
) -> str:
    """What was looked for and where, and that there is nothing where there is nothing."""
    count = sum(len(part) for part in passages.values())
    where = f"{count} passages of {len(passages)} documents"
    names = ", ".join(wanted)
    if asked is None:
        what = f"the words of {names}"
    elif wanted:
        what = f"{like.strip()!r}: the words of {names}, and passages near in meaning"
    else:
        what = f"{like.strip()!r}: passages near in meaning, since no practice that is known here is near it"
    if rows:
        left = f" The {limit} best of {rows} rows are shown." if rows > limit else ""
        return f"Searched {where} for {what}.{left}"
    nearest = f" The nearest passage is far in meaning (cosine {asked.nearest:.2f})." if asked and count else ""
    return f"Nothing found. Searched {where} for {what}.{nearest}"


def _population(place: Place) -> int | None:
    from policyscan.who.population import population

    return population(place)


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
