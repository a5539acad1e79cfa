"""Turn what the library answers into JSON, under the names that the exports and the command line use."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.responses import Response

from policyscan.export import json as comparison_json
from policyscan.export.register import json as register_json
from policyscan.model import Comparison, Register, plain

if TYPE_CHECKING:
    from policyscan.search import SearchAnswer


def as_json(value: Any) -> Response:
    """A value as JSON; half a surrogate pair, which some PDFs hold, has no UTF-8 form and becomes a question mark."""
    text = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode("utf-8", "replace"), media_type="application/json")


def search_answer(found: SearchAnswer) -> Response:
    """The hits of a search with their note and counts, or what comes nearest."""
    facets = [
        {"name": facet.name, "values": [{"value": value, "count": count} for value, count in facet.values]}
        for facet in found.facets
    ]
    return as_json({"hits": found.hits, "note": found.note, "facets": facets, "nearest": found.nearest})


def comparison_answer(comparison: Comparison) -> Response:
    """A comparison as its JSON export."""
    (data,) = comparison_json.render(comparison, Path("comparison.json")).values()
    return Response(data, media_type="application/json")


def register_answer(register: Register, *, limit: int, offset: int) -> Response:
    """A register as its JSON export, with so many records from that one on, and how many there are in all."""
    part = dataclasses.replace(register, records=register.records[offset : offset + limit])
    (data,) = register_json.render(part, Path("register.json")).values()
    return as_json(json.loads(data) | {"total": len(register.records), "offset": offset})
