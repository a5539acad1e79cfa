"""What a dump tells of each table, and why the rest is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_TIME = "a time"
_ROW = "a row number"
_SERVER = "the server's mark of its answer, often made from a time"


@dataclass(frozen=True, slots=True)
class Dumped:
    """How a table is told: every column but those in `left_out`, which has the reason for each.

    `order` are the columns that the lines are sorted by, and that tell one from another. `json` columns hold JSON
    and are told as what they hold; of `hashed` ones the length and the sha256 are told, of `packed` ones those of
    what zlib packed. Rows that share the columns of `turns` are numbered by `position`, the order in which they came.
    """

    order: tuple[str, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    json: frozenset[str] = frozenset()
    hashed: frozenset[str] = frozenset()
    packed: frozenset[str] = frozenset()
    turns: tuple[str, ...] = ()


DUMPED: Mapping[str, Dumped] = {
    "agreements": Dumped(("sha256",), json=frozenset({"data"})),
    "clauses": Dumped(("sha256", "position"), json=frozenset({"force_types", "cues"})),
    "deliveries": Dumped(("notice", "channel"), {"at": _TIME}),
    "documents": Dumped(("sha256",), json=frozenset({"metadata"}), hashed=frozenset({"text"})),
    "failures": Dumped(("file",), {"at": _TIME}),
    "findings": Dumped(("sha256", "position"), json=frozenset({"cues"})),
    "judgements": Dumped(
        ("place_id", "measure", "decided_by"),
        {"position": _ROW, "as_of": _TIME},
        json=frozenset({"evidence", "searched"}),
    ),
    "layouts": Dumped(("sha256",), packed=frozenset({"data"})),
    "listings": Dumped(("id",), {"removed_at": _TIME}, json=frozenset({"guessed"})),
    "notices": Dumped(("subscription", "id"), {"position": _ROW, "at": _TIME}, json=frozenset({"data"})),
    "ocr_pages": Dumped(("sha256", "engine", "number"), packed=frozenset({"data"})),
    "pages": Dumped(("sha256", "position")),
    "passages": Dumped(
        ("sha256", "position"),
        {"row": _ROW},
        json=frozenset({"clause_ids", "measures", "force_types", "modalities"}),
    ),
    "readings": Dumped(("sha256",)),
    "report_readings": Dumped(("sha256",), json=frozenset({"data"})),
    # The later of two answers counts, so their turn is told.
    "reviews": Dumped(("place_id", "measure", "turn"), {"position": _ROW, "at": _TIME}, turns=("place_id", "measure")),
    "sections": Dumped(("sha256", "position"), json=frozenset({"path"})),
    "subscriptions": Dumped(("name",), {"since": _TIME}, json=frozenset({"spec"})),
    "versions": Dumped(
        ("name", "turn"),
        {"position": _ROW, "fetched": _TIME, "headers": f"times, cookies and {_SERVER}"},
        turns=("name",),
    ),
    "watched": Dumped(
        ("name",),
        {"etag": _SERVER, "last_modified": _TIME, "checked": _TIME, "changed": _TIME},
        json=frozenset({"facts"}),
    ),
}

# Tables of which no row is told as it is.
LEFT_OUT: Mapping[str, str] = {
    "embeddings": "vectors; which of those that passages need are there is told",
    "meta": "keys of what was judged and listed, and folders; what subscriptions began from is told as baselines",
    "passages_fts": "the full-text index, made from the passages",
    "passages_fts_config": "part of the full-text index",
    "passages_fts_data": "part of the full-text index",
    "passages_fts_docsize": "part of the full-text index",
    "passages_fts_idx": "part of the full-text index",
    "removals": "how often each listing went, which is history",
    "runs": "times, and what each run cost",
    "streaks": "how often each document failed, which is history",
    "stages": "which work was done, by which version of the program, and when",
}
