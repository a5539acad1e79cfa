"""Lay out a pack's tables: each quote with its place and cut-out, each document with its hash."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from policyscan.errors import WorkspaceError
from policyscan.export.rows import flat, further
from policyscan.model import Comparison, Listing, PageSource
from policyscan.pack.cutouts import CutOuts

if TYPE_CHECKING:
    from policyscan.store import Store

# The columns that `policyscan verify` reads, then those for a reader. Names that others' scripts read; new ones go
# to the end.
QUOTES = (
    "place", "region", "country", "measure", "rank", "evidence", "document", "sha256", "page", "page_label", "section",
    "start", "end", "boxes", "says", "state", "adopted", "by", "cutout",
)  # fmt: skip
DOCUMENTS = (
    "document", "sha256", "bytes", "places", "kind", "title", "issuer", "published", "address", "pages",
    "unreadable_pages", "ocr_pages", "quotes",
)  # fmt: skip
_WEB = ("http://", "https://")


def quotes_csv(comparison: Comparison, cuts: CutOuts) -> bytes:
    """A row for each quote of each cell; several cut-outs (of a quote over two pages) are joined by ";"."""
    rows = []
    for judgement in comparison.judgements:
        for rank, evidence in enumerate(judgement.evidence, start=1):
            values = further(evidence)
            values["evidence"] = values.pop("text")
            rows.append(
                values
                | {
                    "place": judgement.place.name,
                    "region": judgement.place.region,
                    "country": judgement.place.country,
                    "measure": judgement.measure,
                    "rank": rank,
                    "state": judgement.state.value,
                    "adopted": judgement.adopted,
                    "by": judgement.by,
                    "cutout": ";".join(cuts.of(evidence)),
                }
            )
    return _csv(QUOTES, rows)


def documents_csv(store: Store, comparison: Comparison) -> bytes:
    """A row for each document, as it is named in the comparison."""
    quoted = Counter(evidence.sha256 for judgement in comparison.judgements for evidence in judgement.evidence)
    listings: dict[tuple[str, str], list[Listing]] = {}
    for listing in store.listings(include_removed=True):
        listings.setdefault((listing.file, listing.sha256), []).append(listing)
    return _csv(
        DOCUMENTS,
        (
            _document(store, name, sha256, listings.get((name, sha256), []), quoted[sha256])
            for name, sha256 in comparison.documents
        ),
    )


def _document(store: Store, name: str, sha256: str, listings: Sequence[Listing], quotes: int) -> dict[str, object]:
    pages = store.pages(sha256)
    places = dict.fromkeys(item.place.full_name for item in listings)
    facts = {
        field: "; ".join(dict.fromkeys(value for item in listings if (value := str(getattr(item, field)))))
        for field in ("kind", "title", "issuer", "published")
    }
    # A pack goes to others: paths of this machine say nothing to them.
    facts["address"] = "; ".join(dict.fromkeys(item.address for item in listings if item.address.startswith(_WEB)))
    return facts | {
        "document": name,
        "sha256": sha256,
        "bytes": _size(store, sha256),
        "places": "; ".join(places),
        "pages": len(pages),
        "unreadable_pages": sum(1 for page in pages if not page.is_readable),
        "ocr_pages": sum(1 for page in pages if page.source is PageSource.OCR),
        "quotes": quotes,
    }


def _size(store: Store, sha256: str) -> int | None:
    try:
        return store.blob_path(sha256).stat().st_size
    except (OSError, WorkspaceError):
        # Pruned: its text is kept, its bytes are not.
        return None


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: flat(row.get(name)) for name in columns})
    return out.getvalue().encode("utf-8", "replace")
