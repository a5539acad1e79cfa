"""List what changed between versions as a register: old and new words, their pages, what makes the difference."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from policyscan.changes.compare import Compared, compare
from policyscan.changes.judgements import Flip, evidence_of, flips
from policyscan.changes.pairs import VersionPair, pairs
from policyscan.changes.rules import Rules, load
from policyscan.changes.words import Side, side
from policyscan.errors import QueryError
from policyscan.model import Change, ChangeKind, Cited, Evidence, Kind, PageSource, Record, Register, Span
from policyscan.quoting import Quoting

if TYPE_CHECKING:
    from policyscan.store import Store
    from policyscan.taxonomy import Taxonomy

# Names that others' scripts read; new ones go to the end.
COLUMNS = (
    "place",
    "series",
    "old_document",
    "new_document",
    "change",
    "measure",
    "old_text",
    "old_page",
    "new_text",
    "new_page",
    "deciding_words",
    "why",
    "section",
    "old_sha256",
    "new_sha256",
    "subject",
    "old_published",
    "new_published",
    "arrived",
    "old_section",
)
JUDGEMENT, CLAUSE = "judgement", "clause"
_ORDER = (
    ChangeKind.WEAKENED,
    ChangeKind.STRENGTHENED,
    ChangeKind.REMOVED,
    ChangeKind.ADDED,
    ChangeKind.MOVED,
    ChangeKind.REWORDED,
)
_NOTE = (
    "Clauses are matched by their words through renumbering and moving. 'strengthened': the police are bound more, "
    "'weakened': less, as written rules read the words that differ; 'reworded': the words differ and no rule says in "
    "which direction. What stands in another document that was changed at the same time is not seen. Read both texts "
    "before you rely on a row."
)


@dataclass(frozen=True, slots=True)
class _Found:
    """What changed between one pair of versions."""

    pair: VersionPair
    flips: tuple[Flip, ...]
    compared: Compared
    note: str


def changes(store: Store, taxonomy: Taxonomy, *, places: Sequence[str] = (), since: str = "") -> Register:
    """What changed between the versions of the listed documents, a record for each change.

    Judgements that flipped come first, then pair by pair the clauses: weakened, strengthened, removed, added, moved
    and reworded, in the documents' order. Raises `QueryError` for an unknown place and for a `since` that is no date.
    """
    _check_day(since)
    rules = load()
    versions = pairs(store, places=places, since=since)
    readable = [pair for pair in versions if store.has_reading(pair.old.sha256) and store.has_reading(pair.new.sha256)]
    sides: dict[str, Side] = {}
    found = [_compare(store, taxonomy, rules, pair, sides) for pair in readable]
    names = {item.sha256: item.file for pair in readable for item in (pair.old, pair.new)}
    quoting = Quoting(store, names)
    records = [record for item in found for record in _flipped(item)]
    records += [record for item in found for record in _clauses(item, quoting)]
    documents = sorted({(item.file, item.sha256) for pair in readable for item in (pair.old, pair.new)})
    return Register(
        name="changes",
        title="What changed",
        columns=COLUMNS,
        records=tuple(records),
        documents=tuple(documents),
        files=tuple(sorted({(sha256, str(store.blob_path(sha256))) for _, sha256 in documents})),
        rules=f"{rules.hash} {taxonomy.hash}",
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        note=" ".join([*_summary(versions, found), _NOTE]),
    )


def _check_day(since: str) -> None:
    if not since:
        return
    try:
        datetime.strptime(since, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise QueryError(f"'{since}' is no date", fix="Give it as YYYY-MM-DD, such as 2024-06-30.") from None


def _compare(store: Store, taxonomy: Taxonomy, rules: Rules, pair: VersionPair, sides: dict[str, Side]) -> _Found:
    measures: dict[str, set[str]] = defaultdict(set)
    notes = []
    for listing in (pair.old, pair.new):
        sha256 = listing.sha256
        pages = store.pages(sha256)
        by_ocr = frozenset(page.number for page in pages if page.source is PageSource.OCR)
        unread = [page.number for page in pages if not page.is_readable]
        if unread:
            notes.append(f"{listing.file}: {len(unread)} pages could not be read")
        if by_ocr:
            notes.append(f"{listing.file}: {len(by_ocr)} pages were read by OCR")
        if sha256 not in sides:
            sides[sha256] = side(
                store.clauses(sha256),
                store.sections(sha256),
                rules,
                ocr_pages=by_ocr,
                unread_pages=frozenset(unread),
                text=store.text(sha256),
            )
        for finding in store.findings(sha256):
            measures[finding.clause_id].add(finding.measure)
    flipped, read_closely = flips(store, taxonomy, pair)
    if pair.new.kind is Kind.POLICY and not read_closely:
        notes.append("the measures were judged by the rules alone")
    compared = compare(sides[pair.old.sha256], sides[pair.new.sha256], rules, measures=measures)
    if compared.unread:
        notes.append(f"{compared.unread} clauses stand where the other version could not be read")
    if compared.noise:
        what = "word or scrap of a picture" if compared.noise == 1 else "words or scraps of pictures"
        are = "is" if compared.noise == 1 else "are"
        notes.append(f"{compared.noise} single {what} without a counterpart {are} not listed")
    return _Found(pair, flipped, compared, "; ".join(notes))


def _summary(versions: Sequence[VersionPair], found: Sequence[_Found]) -> Iterator[str]:
    if not versions:
        yield "No document here has two versions to compare."
    for item in found:
        pair = item.pair
        counts = Counter(change.kind for change in item.compared.changes)
        listed = [f"{counts[kind]} {kind.value}" for kind in _ORDER if counts[kind]]
        flipped = f"{len(item.flips)} judgement{'' if len(item.flips) == 1 else 's'} flipped"
        parts = [*([flipped] if item.flips else []), *listed, f"{item.compared.unchanged} unchanged"]
        yield f"{pair.old.file} → {pair.new.file}: {', '.join(parts)}{f' ({item.note})' if item.note else ''}."
    missing = len(versions) - len(found)
    if missing:
        yield f"Not compared, since a version's reading is no longer kept: {missing} pair{'' if missing == 1 else 's'}."


# --- records ----------------------------------------------------------------------------------


def _flipped(found: _Found) -> Iterator[Record]:
    for flip in found.flips:
        old, new = evidence_of(flip.old), evidence_of(flip.new)
        change = flip.as_change()
        words = " → ".join("yes" if judgement.adopted else "no" for judgement in (flip.old, flip.new))
        quotes = [
            Cited(field, evidence, judgement.confidence)
            for field, evidence, judgement in (("old", old, flip.old), ("new", new, flip.new))
            if evidence is not None
        ]
        yield _record(found.pair, change, JUDGEMENT, old, new, words, quotes)


def _clauses(found: _Found, quoting: Quoting) -> Iterator[Record]:
    ranked = sorted(found.compared.changes, key=lambda change: _ORDER.index(change.kind))
    old = _quoted(quoting, found.pair.old.sha256, [change.old for change in ranked])
    new = _quoted(quoting, found.pair.new.sha256, [change.new for change in ranked])
    old_leads = _quoted(quoting, found.pair.old.sha256, [change.old_lead for change in ranked])
    new_leads = _quoted(quoting, found.pair.new.sha256, [change.new_lead for change in ranked])
    for change, one, other, lead, its in zip(ranked, old, new, old_leads, new_leads, strict=True):
        quotes = [
            Cited(field, evidence, None, _marks(evidence, words))
            for field, evidence, words in (("old", one, change.old_words), ("new", other, change.new_words))
            if evidence is not None
        ]
        quotes += [
            Cited(field, evidence)
            for field, evidence in (("old_lead", lead), ("new_lead", its))
            if evidence is not None
        ]
        yield _record(found.pair, change, CLAUSE, one, other, _deciding(change, one, other), quotes)


def _quoted(quoting: Quoting, sha256: str, spans: Sequence[Span | None]) -> list[Evidence | None]:
    known = [span for span in spans if span is not None]
    quotes = iter(quoting.words(sha256, [(span.start, span.end) for span in known]))
    return [next(quotes) if span is not None else None for span in spans]


def _marks(evidence: Evidence, words: Iterable[Span]) -> tuple[tuple[int, int], ...]:
    inside = [span for span in words if evidence.start <= span.start < span.end <= evidence.end]
    return tuple((span.start - evidence.start, span.end - evidence.start) for span in inside)


def _deciding(change: Change, old: Evidence | None, new: Evidence | None) -> str:
    """Each piece as "these words → those", or with + or − where words only came or went."""
    if old is None or new is None:
        return ""
    pieces = []
    for gone, come in zip(change.old_words, change.new_words, strict=True):
        went, came = _words(old, gone), _words(new, come)
        pieces.append(f"{went} → {came}" if went and came else f"− {went}" if went else f"+ {came}")
    return "; ".join(pieces)


def _words(evidence: Evidence, span: Span) -> str:
    return " ".join(evidence.text[span.start - evidence.start : span.end - evidence.start].split()) if span.end else ""


def _record(
    pair: VersionPair,
    change: Change,
    subject: str,
    old: Evidence | None,
    new: Evidence | None,
    deciding: str,
    quotes: Sequence[Cited],
) -> Record:
    shown = new or old
    values: dict[str, object] = {
        "place": pair.place.name,
        "series": pair.series,
        "old_document": pair.old.file,
        "new_document": pair.new.file,
        "change": change.kind.value,
        "measure": ";".join(change.measures),
        "old_text": old.text if old else "",
        "old_page": old.page if old else None,
        "new_text": new.text if new else "",
        "new_page": new.page if new else None,
        "deciding_words": deciding,
        "why": change.why,
        "section": shown.section if shown else "",
        "old_sha256": pair.old.sha256,
        "new_sha256": pair.new.sha256,
        "subject": subject,
        "old_published": pair.old.published,
        "new_published": pair.new.published,
        "arrived": pair.arrived,
        "old_section": old.section if old else "",
    }
    return Record(tuple(values.items()), tuple(quotes))
