"""Choose the practices and the passages that are nearest in meaning to what somebody asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policyscan.practices.reading import read
from policyscan.practices.rules import Practice, Practices
from policyscan.search.query import parse
from policyscan.search.words import finder, plain
from policyscan.search.words import found as held

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed import Embedder
    from policyscan.model import Passage
    from policyscan.vectors import VectorIndex

# Cosines of a question to a practice's title, question and synonyms: it is chosen from the first on, where no other
# is nearer by more than the second. Of some 900 written questions as many lie above the bounds (3 in 100; 1 in 1,000)
# as above 0.55 and 0.65 by MiniLM as it comes.
NEAR_PRACTICE, BESIDE_BEST = 0.47, 0.07
# The same beside a practice that the question names by its words.
NEAR_NAMED = 0.59
# Cosine of a passage to the question from which it is listed for its meaning: with that share of the question's
# telling words in it or its headings, and without. In manuals of the police, passages on anything else come up to 0.6.
NEAR_WITH_WORDS, WORDS_SHARE, NEAR_ALONE = 0.52, 0.6, 0.65
LOOKED_AT, MOST_PASSAGES = 60, 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question leads to: practices, the nearest first, and passages by id with their cosine, best first.

    `nearest` is the greatest cosine of any passage that was looked at, 0 where there was none; `words` are the stems
    that tell what is asked (`search.query`).
    """

    vector: NDArray[np.float32]
    practices: tuple[Practice, ...]
    passages: tuple[tuple[str, float], ...]
    nearest: float
    words: frozenset[str]

    def share(self, text: str) -> float:
        """The part of the question's telling words that a text holds, 0 to 1."""
        return len(held(plain(text), self.words, finder(self.words))) / len(self.words)


def ask(
    rules: Practices,
    index: VectorIndex,
    embedder: Embedder,
    text: str,
    passages: Mapping[str, Passage],
    *,
    given: Sequence[str],
) -> Asked:
    """Practices and passages (of those given, by id) near a question; `given` practices stand in for the near ones."""
    question = parse(text)
    vector = embedder.encode_query(question.plain)
    found = index.search(vector, LOOKED_AT, passages.keys())
    chosen = tuple(p for p in rules.practices if p.id in given) if given else _chosen(rules, embedder, text, vector)
    asked = Asked(vector, chosen, (), found[0][1] if found else 0.0, question.content)
    near = [
        (name, cosine)
        for name, cosine in found
        if cosine >= NEAR_ALONE or (cosine >= NEAR_WITH_WORDS and asked.share(passages[name].embed_text) >= WORDS_SHARE)
    ]
    return replace(asked, passages=tuple(near[:MOST_PASSAGES]))


def _chosen(rules: Practices, embedder: Embedder, text: str, vector: NDArray[np.float32]) -> tuple[Practice, ...]:
    """The practices that the question names, then those near it in meaning."""
    named = {match.practice for match in read(rules, text)}
    owners = [practice.id for practice in rules.practices for _ in practice.asked]
    matrix = embedder.encode_queries([text for practice in rules.practices for text in practice.asked])
    cosines: dict[str, float] = {}
    for name, cosine in zip(owners, matrix @ vector, strict=True):
        cosines[name] = max(cosines.get(name, -1.0), float(cosine))
    enough = max(NEAR_NAMED if named else NEAR_PRACTICE, max(cosines.values()) - BESIDE_BEST)
    kept = [practice for practice in rules.practices if practice.id in named or cosines[practice.id] >= enough]
    return tuple(sorted(kept, key=lambda practice: (practice.id not in named, -cosines[practice.id])))
