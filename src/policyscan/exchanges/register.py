"""One row for each agreement and partner: what is agreed on the one side, what is on record on the other.

A row about our own city stands beside it where it trains others: then its own record counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from policyscan.exchanges.leaving import Leaving, leaving
from policyscan.exchanges.linking import Link, Linker, Named
from policyscan.exchanges.passages import Covered, Reported, covered_by, gazetteer_of, passages_of
from policyscan.exchanges.rules import load
from policyscan.model import Agreement, Cited, Direction, Evidence, Firmness, Form, Kind, Party, Record, Register, Role
from policyscan.registers.agreements import record as agreement_record
from policyscan.registers.shelf import Shelf, fold

if TYPE_CHECKING:
    from policyscan.store import Store

# Names that others' scripts read; new ones go to the end.
COLUMNS = (
    "document",
    "sha256",
    "local_party",
    "partner",
    "whose_record",
    "reading",
    "reasons",
    "direction",
    "programme",
    "topics",
    "payer",
    "amounts",
    "signed",
    "term",
    "ends",
    "in_force",
    "next_exit",
    "exit_by",
    "rights_vetting",
    "findings",
    "violations",
    "before_signature",
    "after_signature",
    "sources",
    "marked_topics",
    "reports",
    "as_of",
)
LOOK_AGAIN, NOTHING, NOT_ASSESSABLE = "look again", "nothing on record here", "not assessable"
_FIELDS = ("direction", "programme", "topics", "payer", "amounts", "signed", "term", "ends", "rights_vetting")
_FIRMEST = tuple(Firmness)
# Quotes of the record that a row shows: the firmest of each type of violation, and no more types than this.
_MOST_TYPES = 8
_NOTE = (
    "A row says which agreement is to be looked at again, never that a partner is guilty. 'look again': reports in "
    "this workspace find, document or allege violations by the partner, or by its country's forces in words that take "
    "it in; each is quoted. 'nothing on record here': a report covers the partner and says nothing of the kind. 'not "
    "assessable': no report here covers it. Links by a name that may mean two bodies are not made."
)


@dataclass(frozen=True, slots=True)
class Linked:
    """A finding that is about a party, and why."""

    reported: Reported
    link: Link


class _Records:
    """What is on record about each party, worked out once: many agreements have the same partner."""

    def __init__(self, linker: Linker, known: Sequence[Reported], covered: Sequence[Covered]) -> None:
        self._linker, self._known, self._covered = linker, known, covered
        self._found: dict[tuple[str, str, str], tuple[Named, list[Linked], list[str]]] = {}

    def of(self, party: Party) -> tuple[Named, list[Linked], list[str]]:
        """The party as it is known, the findings about it, and the files of the reports that cover it."""
        key = (party.name, party.region, party.country)
        if key not in self._found:
            named = self._linker.party(party.name, region=party.region, country=party.country)
            links = ((item, self._linker.link(named, item.passage)) for item in self._known)
            linked = [Linked(item, link) for item, link in links if link is not None]
            self._found[key] = (named, linked, _covering(named, self._covered, linked, self._linker))
        return self._found[key]


def exchanges(
    store: Store, *, places: Sequence[str] = (), first: str = "", as_of: date | None = None, rules: str = ""
) -> Register:
    """The agreements of a store beside what its rights reports say about each partner.

    `places` keeps the agreements of those places or parties; `first` puts one place's before the others. With `as_of`
    only what was signed by that day, and not yet over, is given, and only reports published by then count.
    """
    day = as_of or date.today()
    shelf = Shelf(store)
    known = [item for item in passages_of(store) if not _is_later(item.listing.published, day)]
    covered = [item for item in covered_by(store) if not _is_later(item.listing.published, day)]
    on_record = _Records(Linker(gazetteer_of(store)), known, covered)
    wanted = {fold(name) for name in places}
    records: list[tuple[tuple[object, ...], Record]] = []
    for agreement in store.agreements():
        if agreement.form is not Form.AGREEMENT:
            continue
        names = {fold(p.name) for p in agreement.parties} | {fold(p.name) for p in shelf.places_of(agreement.sha256)}
        if wanted and not wanted & names:
            continue
        when = leaving(agreement, day)
        if as_of is not None and when.in_force(day) == "no":
            continue
        for party, whose in _subjects(agreement):
            record = _record(agreement, party, whose, when, on_record, shelf, day)
            is_over = record.get("in_force") == "no"
            order = (bool(first) and fold(first) not in names, is_over, _rank(record), str(record.get("document")))
            records.append((order, record))
    records.sort(key=lambda pair: pair[0])
    hashes = {item.sha256 for item in store.agreements()} | {item.sha256 for item in store.report_readings()}
    return shelf.register(
        "exchanges",
        "Agreements beside the record",
        COLUMNS,
        [record for _, record in records],
        documents=hashes,
        rules=rules,
        note=_NOTE,
    )


def _subjects(agreement: Agreement) -> list[tuple[Party, str]]:
    """Whose record is laid beside the agreement: each partner's, and our own where we train others."""
    partners = [(party, "partner") for party in agreement.parties if party.role is Role.COUNTERPARTY]
    ways = {term.value for term in agreement.named("direction")}
    # Of a city and its police, both named, the last is the one that acts.
    local = [party for party in agreement.parties if party.role is Role.LOCAL][-1:]
    if ways & {Direction.OUTBOUND.value, Direction.MUTUAL.value}:
        partners += [(party, "own") for party in local]
    return partners


def _record(
    agreement: Agreement,
    party: Party,
    whose: str,
    when: Leaving,
    records: _Records,
    shelf: Shelf,
    day: date,
) -> Record:
    named, linked, covering = records.of(party)
    by_type: dict[str, list[Linked]] = defaultdict(list)
    for item in linked:
        for violation in item.reported.accusation.violations:
            by_type[violation].append(item)
    for items in by_type.values():
        items.sort(key=lambda item: _FIRMEST.index(item.reported.accusation.firmness))
    types = sorted(by_type, key=lambda kind: (-len(by_type[kind]), kind))
    topics = tuple(dict.fromkeys(term.value for term in agreement.named("topics") if term.value))
    meets = load().meets
    marks = [(topic, kind) for topic in topics for kind in types if kind in meets.get(topic, frozenset())]
    signed = next((term.value for term in agreement.named("signed") if term.value), "")
    reading, reasons = _reading(named, linked, covering, marks, whose)
    local = agreement.party(Role.LOCAL)
    listing = shelf.listing(agreement.sha256, Kind.AGREEMENT)
    own = agreement_record(agreement, shelf)
    values: dict[str, object] = {
        "document": listing.file,
        "sha256": agreement.sha256,
        "local_party": local.name if local else listing.place.name,
        "partner": party.name,
        "whose_record": whose,
        "reading": reading,
        "reasons": ";".join(reasons),
        **{field: own.get(field) for field in _FIELDS},
        "in_force": when.in_force(day),
        "next_exit": when.next_exit.isoformat() if when.next_exit else "",
        "exit_by": when.why,
        "findings": len(linked),
        "violations": ";".join(_counted(kind, by_type[kind]) for kind in types),
        "before_signature": sum(1 for item in linked if _is_before(item.reported, signed)) if signed else None,
        "after_signature": sum(1 for item in linked if not _is_before(item.reported, signed)) if signed else None,
        "sources": len({_source(item.reported) for item in linked}),
        "marked_topics": ";".join(f"{topic} meets {kind}" for topic, kind in marks),
        "reports": ";".join(covering),
        "as_of": day.isoformat(),
    }
    quotes = _agreed(agreement, own, party, when, shelf)
    quotes += [cited for kind in types[:_MOST_TYPES] for cited in _on_record(kind, by_type[kind], shelf)]
    return Record(tuple(values.items()), tuple(quotes))


def _reading(
    named: Named, linked: Sequence[Linked], covering: Sequence[str], marks: Sequence[tuple[str, str]], whose: str
) -> tuple[str, list[str]]:
    if linked:
        direct = sum(1 for item in linked if item.link.kind != "state")
        by_topic: dict[str, list[str]] = {}
        for topic, kind in marks:
            by_topic.setdefault(topic, []).append(kind)
        reasons = [
            f"{topic} is trained or exchanged, and on record: {', '.join(kinds)}" for topic, kinds in by_topic.items()
        ]
        if direct:
            reasons.append(f"{direct} of {len(linked)} findings name it, a part of it, or the body above it")
        if direct < len(linked):
            reasons.append(f"{len(linked) - direct} name the forces of its country in general")
        if whose == "own":
            reasons.append("the city trains others: its own record counts")
        return LOOK_AGAIN, reasons
    if named.entity is None:
        what = "may mean several bodies" if named.resolution.candidates else "is known to no register"
        return NOT_ASSESSABLE, [f"the name '{named.name}' {what}"]
    if covering:
        what = "1 report here covers it" if len(covering) == 1 else f"{len(covering)} reports here cover it"
        return NOTHING, [f"{what}, without such a finding"]
    return NOT_ASSESSABLE, ["no report in this workspace covers it"]


def _covering(named: Named, covered: Sequence[Covered], linked: Sequence[Linked], linker: Linker) -> list[str]:
    """The reports that cover a party: about its city, or about its country where it is a national body."""
    files = {item.reported.listing.file for item in linked}
    entity = named.entity
    if entity is None:
        return sorted(files)
    for item in covered:
        is_city = bool(entity.city) and fold(item.place) == fold(entity.city) and item.country == entity.country
        if is_city or (named.is_national and linker.is_land(item.country, item.place, entity.country)):
            files.add(item.listing.file)
    return sorted(files)


def _agreed(agreement: Agreement, own: Record, party: Party, when: Leaving, shelf: Shelf) -> list[Cited]:
    """The quotes of the agreement's side: who the partner is, what the fields rest on, how it can be left."""
    quotes = []
    if party.end > party.start:
        quote = shelf.quoting.words(agreement.sha256, [(party.start, party.end)], party.name)[0]
        quotes.append(Cited("partner", quote, round(party.confidence, 3)))
    quotes += [cited for field in _FIELDS for cited in own.cited(field)]
    term = when.term
    if term is not None and term.end > term.start:
        quote = shelf.quoting.words(agreement.sha256, [(term.start, term.end)], when.why)[0]
        quotes.append(Cited("next_exit", quote, round(term.confidence, 3)))
    return quotes


def _on_record(kind: str, items: Sequence[Linked], shelf: Shelf) -> list[Cited]:
    """The firmest finding of a type, with the words that accuse and those that name the body."""
    best = items[0]
    accusation = best.reported.accusation
    quote = shelf.quoting.words(accusation.sha256, [(accusation.start, accusation.end)])[0]
    marks = [
        (cue.start - accusation.start, cue.end - accusation.start)
        for cue in accusation.cues
        if cue.category == kind and accusation.start <= cue.start
    ]
    if best.link.end > best.link.start:
        marks.append((best.link.start, best.link.end))
    says = f"{kind}, {accusation.firmness.value} by {_source(best.reported)}; {best.link.why}"
    return [Cited("record", _saying(quote, says), marks=tuple(marks))]


def _saying(quote: Evidence, says: str) -> Evidence:
    return replace(quote, says=says)


def _counted(kind: str, items: Sequence[Linked]) -> str:
    sources = {_source(item.reported) for item in items}
    firmest = items[0].reported.accusation.firmness.value
    return f"{kind}: {len(items)}, {firmest}, {len(sources)} source{'' if len(sources) == 1 else 's'}"


def _source(reported: Reported) -> str:
    listing = reported.listing
    return listing.issuer or listing.title or listing.file


def _is_before(reported: Reported, signed: str) -> bool:
    """Whether a finding was public, or is about a time, before the signature."""
    years = [word for word in reported.accusation.period.replace("-", " ").replace(";", " ").split() if word.isdigit()]
    times = [year for year in years if len(year) == 4]
    told = max(times) if times else reported.listing.published
    return bool(told) and told[: len(told)] < signed[: max(4, len(told))]


def _is_later(published: str, day: date) -> bool:
    return bool(published) and published > day.isoformat()[: len(published)]


def _rank(record: Record) -> int:
    return (LOOK_AGAIN, NOTHING, NOT_ASSESSABLE).index(str(record.get("reading")))
