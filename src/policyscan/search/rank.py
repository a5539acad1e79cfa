"""Weigh words, meaning and what policyscan has read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policyscan.matching import Weights
from policyscan.model import Passage
from policyscan.search.query import Query
from policyscan.search.signals import TOUCHED

# Added for a passage that bears on the measure that the query is about (`signals`), in full where the query is
# near the measure's question; a little for one that speaks of a kind of force that the query names.
MEASURE_BONUS = 0.8
FORCE_BONUS = 0.02
# For a passage with a clause that binds, forbids or leaves free, as the question asks.
STANCE_BONUS = 0.02
# Affinity of a query to a measure (the greatest cosine to its title, question and synonyms) at which the
# bonus begins and is full.
AFFINITY_FROM, AFFINITY_FULL = 0.55, 0.85

# How much a hit says for itself: its cosine, and a part of the share of the query's words that stand there or nearly so
# and of the share that it holds (`search.enough` says how much is enough).
CLOSE_EVIDENCE, HELD_EVIDENCE = 0.4, 0.3
# What a passage's measures count for at most here: near a measure is not yet an answer.
MEASURE_EVIDENCE = 0.2
# Other words for the kind of force that was named ("neck hold" for "chokehold") count as words found do.
FORCE_EVIDENCE = 0.1


# The words of a passage that was not matched.
UNMATCHED = (0.0, 0.0, 0.0)
Matches = Mapping[str, tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Interest:
    """What a query is about: measures with their affinity (0 to 1), kinds of force, moods.

    `marks` are those of the passages that bear on each of its measures.
    """

    query: Query
    measures: Mapping[str, float]
    force_types: frozenset[str]
    marks: Mapping[str, Mapping[str, float]]
    modalities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with what speaks for it."""

    passage: Passage
    score: float
    evidence: float
    cosine: float
    measures: tuple[str, ...]
    force_types: tuple[str, ...]


def base_scores(
    words: Mapping[str, float],
    cosines: Mapping[str, float],
    near: Mapping[str, float],
    marks: Mapping[str, Mapping[str, float]],
    weights: Weights,
) -> dict[str, float]:
    """Ids with the fused score of BM25, cosine and marks."""
    best = max(words.values(), default=0.0)
    scale = weights.words / best if best > 0.0 else 0.0
    return {
        name: weights.cosine * cosines.get(name, 0.0) + scale * words.get(name, 0.0) + measure_bonus(name, near, marks)
        for name in words.keys() | cosines.keys()
    }


def with_matches(base: Mapping[str, float], matches: Matches, weights: Weights) -> dict[str, float]:
    """The scores with what the matcher adds to some of them."""
    return {**base} | {
        name: base[name] + weights.near * near + weights.close * close + weights.held * held
        for name, (near, close, held) in matches.items()
    }


def best_first(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    """Ids with their scores, best first; ties stand in order of id."""
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def near_measures(affinities: Mapping[str, float]) -> dict[str, float]:
    """Of the measures those that a query is near enough to, with how near (0 to 1)."""
    span = AFFINITY_FULL - AFFINITY_FROM
    return {
        name: min(1.0, (value - AFFINITY_FROM) / span) for name, value in affinities.items() if value > AFFINITY_FROM
    }


def rank(
    passages: Sequence[Passage],
    scores: Mapping[str, float],
    cosines: Mapping[str, float],
    matches: Matches,
    about: Interest,
) -> list[Ranked]:
    """The passages with every signal added, best first; ties stand in order of document and place in it."""
    ranked = [
        _weigh(
            passage,
            scores[passage.id],
            cosines.get(passage.id, 0.0),
            matches.get(passage.id, UNMATCHED),
            about,
        )
        for passage in passages
    ]
    return sorted(ranked, key=lambda one: (-one.score, one.passage.sha256, one.passage.start))


def _weigh(passage: Passage, base: float, cosine: float, match: tuple[float, float, float], about: Interest) -> Ranked:
    _, close, held = match
    measures = tuple(one for one in passage.measures if one in about.measures)
    force_types = tuple(one for one in passage.force_types if one in about.force_types)
    counted = measure_bonus(passage.id, about.measures, about.marks)
    # A passage that is only known to speak of the measure counts a little.
    touched = max((about.measures[one] for one in measures), default=0.0) * TOUCHED * MEASURE_BONUS
    marked = max(counted, touched)
    fits = not about.modalities.isdisjoint(passage.modalities)
    bonus = marked - counted + FORCE_BONUS * bool(force_types) + STANCE_BONUS * fits
    speaks = cosine + min(marked, MEASURE_EVIDENCE) + FORCE_EVIDENCE * bool(force_types)
    return Ranked(
        passage=passage,
        score=base + bonus,
        evidence=speaks + CLOSE_EVIDENCE * close + HELD_EVIDENCE * held,
        cosine=cosine,
        measures=measures,
        force_types=force_types,
    )


def measure_bonus(name: str, near: Mapping[str, float], marks: Mapping[str, Mapping[str, float]]) -> float:
    """What a passage's marks on the measures of a question add to its score."""
    return MEASURE_BONUS * max((near[one] * found.get(name, 0.0) for one, found in marks.items()), default=0.0)
