"""The titles of topics and violation types, for people who read their ids nowhere else."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def titles(folder: str) -> dict[str, str]:
    """The titles in a folder of the package ("topics" or "violations"), by id ("use-of-force": "Use of force")."""
    files = sorted((Path(__file__).parent / folder).glob("*.toml"))
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in files]
    return {table["id"]: table["title"] for table in tables}


def in_a_sentence(folder: str, name: str) -> str:
    """The title of an id as it stands within a sentence; an id without one with its words apart."""
    title = titles(folder).get(name)
    return f"{title[0].lower()}{title[1:]}" if title else name.replace("-", " ")
