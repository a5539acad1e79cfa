"""One row for each agreement: who, with whom, on what, until when, at whose cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from policyscan.errors import PolicyScanError
from policyscan.model import Agreement, Cited, Evidence, Form, Kind, Party, Picture, Record, Register, Role, Term
from policyscan.registers.shelf import Shelf, fold

if TYPE_CHECKING:
    from policyscan.store import Store

# Names that others' scripts read; new ones go to the end.
FIELDS = (
    "local_party",
    "counterparty",
    "other_parties",
    "jurisdiction",
    "country",
    "programme",
    "direction",
    "topics",
    "signed",
    "effective",
    "term",
    "ends",
    "payer",
    "amounts",
    "oversight",
    "rights_vetting",
    "renewal",
    "powers",
    "supervision",
    "complaints",
    "reporting",
    "force_rules",
    "data_sharing",
    "immunity",
    "liability",
    "audit",
    "public_reporting",
)
# What an agreement either has or lacks: a "no" is said, with the nearest language.
_PRESENCE = {"rights_vetting": ("vetting",), "audit": ("oversight",), "public_reporting": ("reporting",)}
# Values of which the first is the answer; of the others all are.
_SINGLE = frozenset({"programme", "direction", "signed", "effective", "term", "renewal"})
_POSITIONS = ("quote", "page", "confidence")
COLUMNS = (
    "document",
    "sha256",
    "form",
    "title",
    *(column for field in FIELDS for column in (field, *(f"{field}_{part}" for part in _POSITIONS))),
    "signed_unread",
)
_NOTE = (
    "One row for each agreement; rules about agreements are listed with form=policy and no parties. 'signed' is the "
    "date of the last signature that can be read: a date in handwriting is left empty, with its place on the page. "
    "'no' for rights vetting, audit and public reporting means that the pages were readable and say nothing of it; the "
    "nearest words are quoted."
)


def agreements(store: Store, *, places: Sequence[str] = (), rules: str = "") -> Register:
    """The agreements of a store, or those listed for or made by the places named.

    Raises nothing for a place that has none: the register is then empty.
    """
    shelf = Shelf(store)
    known = store.agreements()
    wanted = {fold(name) for name in places}
    chosen = [item for item in known if not wanted or wanted & _names(item, shelf)]
    chosen.sort(key=lambda item: shelf.listing(item.sha256, Kind.AGREEMENT).file)
    return shelf.register(
        "agreements",
        "Agreements",
        COLUMNS,
        [record(item, shelf) for item in chosen],
        documents={item.sha256 for item in known},
        rules=rules,
        note=_NOTE,
    )


def record(agreement: Agreement, shelf: Shelf) -> Record:
    """One agreement as a row with its quotes."""
    listing = shelf.listing(agreement.sha256, Kind.AGREEMENT)
    values: dict[str, object] = {
        "document": listing.file,
        "sha256": agreement.sha256,
        "form": agreement.form.value,
        "title": listing.title,
    }
    quotes: list[Cited] = []
    for field in FIELDS:
        found = list(_field(agreement, field, shelf))
        value = ";".join(dict.fromkeys(item.value for item in found if item.value))
        values[field] = value
        cited = list(_quotes(agreement.sha256, field, found, shelf))
        quotes += cited
        first = cited[0] if cited else None
        values[f"{field}_quote"] = first.evidence.text if first else ""
        values[f"{field}_page"] = first.evidence.page if first else (found[0].page if found else None)
        values[f"{field}_confidence"] = round(found[0].confidence, 3) if found else None
    unread = [term for term in agreement.named("signed") if not term.value and term.box is not None]
    values["signed_unread"] = ";".join(f"page {term.page}: {term.note}" for term in unread)
    return Record(tuple(values.items()), tuple(quotes), tuple(_pictures(agreement.sha256, unread, shelf)))


def _field(agreement: Agreement, field: str, shelf: Shelf) -> Iterable[Term]:
    """The terms that make one column, the one to show first."""
    listing = shelf.listing(agreement.sha256, Kind.AGREEMENT)
    if agreement.form is Form.POLICY and field in {"local_party", "counterparty", "other_parties", "jurisdiction"}:
        return ()
    local = agreement.party(Role.LOCAL)
    if field == "local_party":
        return _parties(field, [local] if local else [])
    if field == "counterparty":
        return _parties(field, [p for p in agreement.parties if p.role is Role.COUNTERPARTY])
    if field == "other_parties":
        return _parties(field, [p for p in agreement.parties if p.role is Role.OTHER])
    if field == "jurisdiction" and local is not None:
        return agreement.named(field) or [_of_party(field, local, local.region or _country(local.country))]
    if field == "country":
        listed = "" if "country" in listing.guessed else listing.place.country
        return agreement.named(field) or ([_of_party(field, local, local.country or listed)] if local else [])
    terms = agreement.named(field)
    if field in _SINGLE:
        return terms[:1]
    if field in _PRESENCE:
        return terms or _absence(agreement, field, shelf)
    return terms


def _absence(agreement: Agreement, field: str, shelf: Shelf) -> Iterator[Term]:
    if agreement.form is Form.POLICY:
        return
    unread = shelf.unread_pages(agreement.sha256)
    pages = len(shelf.store.pages(agreement.sha256))
    near = next((term for name in _PRESENCE[field] for term in agreement.named(name)), None)
    value = "unreadable" if unread else "no"
    note = f"{pages - len(unread)} of {pages} pages searched"
    if near is None:
        yield Term(field, value, 0, 0, 1, 0.5, note)
    else:
        yield Term(field, value, near.start, near.end, near.page, 0.5, f"{note}; the nearest language")


def _parties(field: str, parties: Sequence[Party]) -> list[Term]:
    return [_of_party(field, party, party.name) for party in parties]


def _of_party(field: str, party: Party, value: str) -> Term:
    return Term(field, value, party.start, party.end, party.page, party.confidence)


def _country(code: str) -> str:
    from policyscan.who import country

    found = country(code)
    return found.name if found else code


def _pictures(sha256: str, terms: Sequence[Term], shelf: Shelf) -> Iterator[Picture]:
    """Cut-outs of the places that nobody could read; none where the original is not at hand or locked."""
    from policyscan.parse import cut_out

    for term in terms:
        if term.box is None:
            continue
        try:
            png = cut_out(shelf.store.blob(sha256), term.box)
        except PolicyScanError:
            return
        yield Picture(term.name, term.note, term.box, png)


def _quotes(sha256: str, field: str, terms: Sequence[Term], shelf: Shelf) -> Iterator[Cited]:
    for term in terms:
        if term.end > term.start:
            evidence = shelf.quoting.words(sha256, [(term.start, term.end)])[0]
        elif term.words and term.box is not None:
            evidence = shelf.quoting.seen(sha256, term.words, term.box)
        else:
            continue
        yield Cited(field, _said(evidence, term), round(term.confidence, 3))


def _said(evidence: Evidence, term: Term) -> Evidence:
    from dataclasses import replace

    return replace(evidence, says="; ".join(part for part in (term.value, term.note) if part))


def _names(agreement: Agreement, shelf: Shelf) -> set[str]:
    names = {place.name for place in shelf.places_of(agreement.sha256)} | {party.name for party in agreement.parties}
    return {fold(name) for name in names}
