"""Find what there is to tell a subscription: documents, matches, changes, expiries, failures; nothing is recorded here.

Each function gives all that stands now. What of it is new is decided in `collect`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from policyscan.model import Agreement, Form, Kind, Listing, Record, Register, content_id
from policyscan.model.notices import Notice, NoticeKind, Subscription
from policyscan.notices.ports import Leaving, Search
from policyscan.notices.wording import wording
from policyscan.notices.words import line, web_address
from policyscan.registers.shelf import Shelf, fold
from policyscan.registers.turns import FIRST, Turns

# Hits of a saved query that are looked at.
MOST_HITS = 50
# A clause that only moved, or did not change at all, is no change in substance.
_NO_SUBSTANCE = frozenset({"unchanged", "moved"})
# What the register of changes says of a measure's judgement that flipped.
_JUDGEMENT = "judgement"
_FAILED = frozenset({"failed", "crashed"})


class Scope:
    """What of the workspace a subscription looks at."""

    def __init__(self, shelf: Shelf, subscription: Subscription) -> None:
        self.shelf = shelf
        self.subscription = subscription
        self._places = {fold(name) for name in subscription.places}
        self._kinds = set(subscription.kinds)
        self._measures = set(subscription.measures)

    def has_place(self, place: str) -> bool:
        """Whether the place is looked at."""
        return not self._places or fold(place) in self._places

    def has_measure(self, measures: Iterable[str]) -> bool:
        """Whether one of the measures is looked at."""
        return not self._measures or not self._measures.isdisjoint(measures)

    def has_kind(self, kind: str) -> bool:
        """Whether the kind of document is looked at."""
        return not self._kinds or kind in self._kinds

    def listings(self) -> Iterator[tuple[Listing, str]]:
        """The listings looked at, each with the name of the place that it counts for."""
        for listing in self.shelf.listings:
            place = self.shelf.places[listing.id].name
            if self.has_place(place) and self.has_kind(listing.kind):
                yield listing, place

    def speaks(self, sha256: str) -> bool:
        """Whether a clause of the document speaks of one of the measures looked at."""
        store = self.shelf.store
        return not self._measures or any(store.findings(sha256, measure) for measure in sorted(self._measures))

    def kinds_of(self, *sha256s: str) -> set[str]:
        """As what these documents are listed."""
        return {listing.kind.value for listing in self.shelf.listings if listing.sha256 in sha256s}

    def listing_of(self, sha256: str, place: str) -> Listing | None:
        """The document's listing for a place, else its first."""
        found = [listing for listing in self.shelf.listings if listing.sha256 == sha256]
        own = (item for item in found if fold(self.shelf.places[item.id].name) == fold(place))
        return next(own, found[0] if found else None)

    def places_of(self, file: str) -> Iterator[str]:
        """The places that a document of this name is watched and listed for."""
        watched = self.shelf.store.watched_by_name(file)
        if watched is not None and watched.facts.get("place"):
            yield str(watched.facts["place"])
        for listing in self.shelf.listings:
            if listing.file == file and self.shelf.places[listing.id].name:
                yield self.shelf.places[listing.id].name

    def notice(self, kind: NoticeKind, key: Iterable[object], *, title: str, at: str, **values: Any) -> Notice:
        """A notice of this subscription about what `key` names, with the document's name and link."""
        listing = self.listing_of(values.get("sha256", ""), values.get("place", ""))
        values.setdefault("document", listing.file if listing else "")
        values.setdefault("link", web_address(listing.address, values.get("page", 0)) if listing else "")
        name = self.subscription.name
        return Notice(
            id=content_id("notice", name, kind, *key), subscription=name, kind=kind, title=line(title), at=at, **values
        )


def documents(scope: Scope, at: str) -> Iterator[Notice]:
    """A notice for each document and place; with measures, only where a clause speaks of one."""
    store = scope.shelf.store
    for listing, place in scope.listings():
        if not scope.speaks(listing.sha256):
            continue
        pages = len(store.pages(listing.sha256))
        said = [
            listing.title if listing.title != listing.file else "",
            f"by {listing.issuer}" if listing.issuer else "",
            f"published {listing.published}" if listing.published else "",
            f"{pages} page{'' if pages == 1 else 's'}",
        ]
        yield scope.notice(
            NoticeKind.DOCUMENT,
            (listing.sha256, fold(place), listing.kind),
            title=f"{place or 'No place'}: new {listing.kind.value.replace('_', ' ')}: {listing.title or listing.file}",
            place=place,
            text=line(", ".join(part for part in said if part)),
            at=at,
            sha256=listing.sha256,
            data={"kind": listing.kind.value, "series": listing.series, "published": listing.published},
        )


def matches(scope: Scope, search: Search | None, at: str) -> Iterator[Notice]:
    """A notice for each wording and place that the saved query finds; without one, that speaks of the measures."""
    wanted = scope.subscription
    if wanted.query and search is not None:
        hits = search(wanted.query, places=wanted.places, kinds=wanted.kinds, measures=wanted.measures, limit=MOST_HITS)
        for hit in hits:
            if wanted.least_score is None or hit.score >= wanted.least_score:
                found = {"section": hit.section, "start": hit.start, "end": hit.end, "score": hit.score}
                found |= {"query": wanted.query, "measures": list(hit.measures), "why": list(hit.why)}
                yield _match(scope, hit.text, hit.place, hit.sha256, hit.page, f"“{wanted.query}”", found, at)
    elif wanted.measures and not wanted.query:
        for listing, place in scope.listings():
            for passage in scope.shelf.store.passages(listing.sha256):
                spoken = [measure for measure in passage.measures if measure in wanted.measures]
                if spoken:
                    said = ", ".join(spoken)
                    found = {"start": passage.start, "end": passage.end, "measures": spoken}
                    yield _match(scope, passage.text, place, listing.sha256, passage.page, said, found, at)


def _match(
    scope: Scope, text: str, place: str, sha256: str, page: int, asked: str, data: Mapping[str, Any], at: str
) -> Notice:
    return scope.notice(
        NoticeKind.MATCH,
        (fold(place), wording(text)),
        title=f"{place or 'No place'}: new words on {asked}",
        place=place,
        text=line(text),
        at=at,
        page=page,
        sha256=sha256,
        data=data,
    )


def changes(scope: Scope, register: Register, at: str) -> Iterator[Notice]:
    """A notice for each change in substance of the register of changes, and for each time that it came about."""
    turns = Turns(scope.shelf.store)
    times: Counter[tuple[object, ...]] = Counter()
    for record in register.records:
        change, place = _text(record, "change"), _text(record, "place")
        measures = [name for name in _text(record, "measure").split(";") if name]
        hashes = _text(record, "old_sha256"), _text(record, "new_sha256")
        if change in _NO_SUBSTANCE or not scope.has_place(place) or not scope.has_measure(measures):
            continue
        if scope.subscription.kinds and not any(map(scope.has_kind, scope.kinds_of(*hashes))):
            continue
        if _text(record, "subject") == _JUDGEMENT:
            key: tuple[object, ...] = (fold(place), *hashes, change, _JUDGEMENT, *measures)
        else:
            # Measures stay out of the key, so that a changed rule file does not tell the same words again; rows that
            # share their words are told apart by their number.
            words = (wording(_text(record, name)) for name in ("old_text", "new_text"))
            key = (fold(place), *hashes, change, *words)
        times[key] += 1
        old, new = ((_text(record, f"{age}_document"), _text(record, f"{age}_sha256")) for age in ("old", "new"))
        for turn in turns.of(place, old, new):
            # The first has the key that it had before turns were told apart.
            yield _change(scope, record, (*key, times[key], *([] if turn == FIRST else [f"turn {turn}"])), measures, at)


def _change(scope: Scope, record: Record, key: Iterable[object], measures: list[str], at: str) -> Notice:
    place, change = _text(record, "place"), _text(record, "change")
    says = []
    for name, age in (("old", "Before"), ("new", "Now")):
        if words := line(_text(record, f"{name}_text")):
            page = _text(record, f"{name}_page")
            says.append(f"{age}{f' (page {page})' if page else ''}: {words}")
    is_judgement = _text(record, "subject") == _JUDGEMENT
    if not is_judgement and (deciding := line(_text(record, "deciding_words"))):
        says.append(f"Deciding words: {deciding}")
    if why := line(_text(record, "why")):
        says.append(f"Why: {why}")
    side = "new" if _text(record, "new_text") else "old"
    about = ", ".join(measures) or _text(record, "section")
    return scope.notice(
        NoticeKind.CHANGE,
        key,
        title=f"{place}: {'judgement ' if is_judgement else ''}{change}{f' ({about})' if about else ''}",
        place=place,
        text="\n".join(says),
        at=at,
        page=_number(record, f"{side}_page"),
        document=_text(record, f"{side}_document"),
        sha256=_text(record, f"{side}_sha256"),
        data={name: value if isinstance(value, int | float) else str(value or "") for name, value in record.values},
    )


def expiries(scope: Scope, leaving: Leaving, at: str) -> Iterator[Notice]:
    """A notice for each agreement whose last day lies within the days asked for, or passed since the subscription."""
    today, since = date.fromisoformat(at[:10]), date.fromisoformat((scope.subscription.since or at)[:10])
    last = today + timedelta(days=scope.subscription.expires_within_days)
    ends = {
        agreement.sha256: (agreement, end)
        for agreement in scope.shelf.store.agreements()
        if agreement.form is not Form.POLICY
        and (end := leaving(agreement, today).end) is not None
        and since <= end <= last
    }
    for listing, place in scope.listings():
        if listing.kind is Kind.AGREEMENT and listing.sha256 in ends and scope.speaks(listing.sha256):
            agreement, end = ends[listing.sha256]
            yield _expiry(scope, agreement, listing, place, end, at)


def _expiry(scope: Scope, agreement: Agreement, listing: Listing, place: str, end: date, at: str) -> Notice:
    terms = [term for name in ("term", "end_date") for term in agreement.named(name) if term.end > term.start]
    parties = "; ".join(party.name for party in agreement.parties)
    says = [f"Last day: {end.isoformat()}", f"Between: {parties}" if parties else ""]
    page = 0
    if terms:
        quote = scope.shelf.quoting.words(agreement.sha256, [(terms[0].start, terms[0].end)], page=terms[0].page)[0]
        says.append(f"It says: {line(quote.text)}")
        page = quote.page
    return scope.notice(
        NoticeKind.EXPIRY,
        (fold(place), agreement.sha256, end.isoformat()),
        title=f"{place or 'No place'}: runs out on {end.isoformat()}: {listing.title or listing.file}",
        place=place,
        text="\n".join(filter(None, says)),
        at=at,
        page=page,
        sha256=agreement.sha256,
        data={"ends": end.isoformat(), "parties": [party.name for party in agreement.parties]},
    )


def failures(scope: Scope, run: Mapping[str, Any], at: str) -> Iterator[Notice]:
    """A notice for a run that failed, and one for each document that failed in it.

    `run` holds `id`, `flow`, `state`, `reasons` and `failed`: for each document its `file`, `problem` and `fix`, its
    `place` where known, and its `streak`: what is the same as long as it fails without a break. A document that fails
    in a run that goes well otherwise is told once for one problem and streak. One whose places nobody knows is told
    whatever the places looked at.
    """
    state, name = str(run.get("state", "")).casefold(), str(run.get("flow") or "run")
    run_id = str(run.get("id") or content_id("run", sorted((key, repr(value)) for key, value in run.items())))
    has_failed = state in _FAILED
    if has_failed:
        reasons = [line(str(reason)) for reason in run.get("reasons") or ()]
        yield scope.notice(
            NoticeKind.FAILURE,
            (run_id, ""),
            title=f"{name} {state}: {reasons[0] if reasons else 'no reason was given'}",
            place="",
            text="\n".join([*reasons, f"Run: {run_id}"]),
            at=at,
            data={"run": run_id, "flow": name, "state": state, "reasons": reasons},
        )
    for row in run.get("failed") or ():
        file, problem, fix = (line(str(row.get(key) or "")) for key in ("file", "problem", "fix"))
        places = [str(row.get("place") or ""), *scope.places_of(file)]
        if any(places) and not any(map(scope.has_place, filter(None, places))):
            continue
        place = next((place for place in places if place and scope.has_place(place)), "")
        # What failed before streaks were counted was told without one.
        streak = [str(row["streak"])] if row.get("streak") else []
        yield scope.notice(
            NoticeKind.FAILURE,
            (run_id, file) if has_failed else ("document", file, problem, *streak),
            title=f"{file} failed",
            place=place,
            text="\n".join(part for part in (problem, f"Fix: {fix}" if fix else "") if part),
            at=at,
            document=file,
            data={"run": run_id, "flow": name, "problem": problem, "fix": fix},
        )


def _text(record: Record, column: str) -> str:
    value = record.get(column)
    return "" if value is None else str(value)


def _number(record: Record, column: str) -> int:
    value = _text(record, column)
    return int(value) if value.isdecimal() else 0
