"""How common words are among the passages, as the full-text index cuts and stems them."""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property

from policyscan.store.base import Part, as_json_list

# As the full-text index of passages is made (`schema`).
_TOKENIZER = "porter unicode61 remove_diacritics 2"


class Stems:
    """The stems of terms, by a full-text table that holds nothing else."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._database.execute(f'CREATE VIRTUAL TABLE terms USING fts5(term, tokenize="{_TOKENIZER}")')
        self._database.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(terms, instance)")

    def of(self, terms: Collection[str]) -> dict[str, frozenset[str]]:
        """The stems of each term; none for a term without a word."""
        given = list(dict.fromkeys(terms))
        found: dict[int, set[str]] = defaultdict(set)
        with self._lock:
            self._database.execute("DELETE FROM terms")
            self._database.executemany("INSERT INTO terms (rowid, term) VALUES (?, ?)", enumerate(given))
            for row, stem in self._database.execute("SELECT doc, term FROM stems"):
                found[row].add(stem)
        return {term: frozenset(found[row]) for row, term in enumerate(given)}


class Commonness(Part):
    """How many passages hold a word."""

    @cached_property
    def _stems(self) -> Stems:
        return Stems()

    def commonness(self, terms: Collection[str]) -> dict[str, int]:
        """In how many passages, listed or not, the rarest word of each term stands in any form; 0 where none does."""
        stems = self._stems.of(terms)
        # A table of this connection alone; nothing of it is written down.
        self._database.run(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.passage_words USING fts5vocab(main, passages_fts, row)"
        )
        counts: dict[str, int] = dict(
            self._database.rows(
                "SELECT term, doc FROM temp.passage_words WHERE term IN (SELECT value FROM json_each(?))",
                (as_json_list(stem for found in stems.values() for stem in found),),
            )
        )
        return {term: min((counts.get(stem, 0) for stem in found), default=0) for term, found in stems.items()}
