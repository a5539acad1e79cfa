"""What the parts of the store share: the database, the blobs, the folder and the clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from policyscan.model import Cue
from policyscan.store.blobs import Blobs
from policyscan.store.codec import dump_json
from policyscan.store.database import Database

# A document is listed as long as one of its listings is not removed.
IS_LISTED = "IN (SELECT sha256 FROM listings WHERE removed = 0)"


class Part:
    """One subject of the store; `Store` is all parts in one object."""

    folder: Path
    _database: Database
    _blobs: Blobs


def now() -> str:
    """Return the time as ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def dump_cues(cues: tuple[Cue, ...]) -> str:
    """Cues as JSON; most clauses have few or none."""
    return dump_json([[cue.category, cue.text, cue.start, cue.end] for cue in cues]) if cues else "[]"


def load_cues(text: str) -> tuple[Cue, ...]:
    """Read what `dump_cues` made."""
    return () if text == "[]" else tuple(Cue(*values) for values in json.loads(text))


def dump_strings(values: tuple[str, ...]) -> str:
    """Strings as JSON."""
    return dump_json(values) if values else "[]"


def load_strings(text: str) -> tuple[str, ...]:
    """Read what `dump_strings` made."""
    return () if text == "[]" else tuple(json.loads(text))


@lru_cache(maxsize=4096)
def load_tags(text: str) -> tuple[str, ...]:
    """What `load_strings` reads, of tags (measures, kinds of force, moods): the same few again and again."""
    return load_strings(text)


def marks(count: int) -> str:
    """So many question marks for a statement."""
    return ", ".join("?" * count)


def as_json_list(values: Any) -> str:
    """Values for `json_each`, which takes more of them than a statement has parameters."""
    return dump_json(sorted(set(values)))
