"""Words are looked for as typed, with one term of each thing that they name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.search import find, parse
from policyscan.search.expand import expand
from policyscan.taxonomy.vocabulary import vocabulary

QUESTION = "may a cop use a stun gun on a kid"


def test_of_each_thing_meant_the_term_that_documents_use_most_is_looked_for(
    sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Sequence[str]] = []
    plain = find.by_words

    def by_words(store: Any, memory: Any, asked: Any, scope: Any, terms: Sequence[str], passages: int) -> Any:
        seen.append(terms)
        return plain(store, memory, asked, scope, terms, passages)

    monkeypatch.setattr(find, "by_words", by_words)
    meant = expand(parse(QUESTION), vocabulary()).meant
    assert len(meant) > 1 and all(len(one.terms) > 1 for one in meant[:1])
    with open_workspace(sample_folder, embedder=FakeEmbedder(), create=False) as work:
        work.search(QUESTION)
    assert seen == [[one.terms[0] for one in meant]]
