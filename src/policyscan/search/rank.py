"""Weigh words, meaning and what policyscan has read, and say whether it is enough to be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policyscan.matching import Weights
from policyscan.model import Passage
from policyscan.search.expand import Meant
from policyscan.search.query import Query
from policyscan.search.signals import TOUCHED
from policyscan.search.words import WORD, finder, found, holds_phrase, plain, stem

# Added for a passage that bears on the measure that the query is about (`signals`), in full where the query is
# near the measure's question; a little for one that speaks of a kind of force that the query names.
MEASURE_BONUS = 0.8
FORCE_BONUS = 0.02
# For a passage with a clause that binds, forbids or leaves free, as the question asks.
STANCE_BONUS = 0.02
# Affinity of a query to a measure (the greatest cosine to its title, question and synonyms) at which the
# bonus begins and is full.
AFFINITY_FROM, AFFINITY_FULL = 0.55, 0.85

# How much a hit says for itself: its cosine plus 0.4 of how near its words are to the query's. The bound was set on 400
# questions written for a passage each and 324 that nothing answers (`benchmarks/search_set`), so that it refused one
# in twenty of the first, from which the matcher had learned; `python -m benchmarks.search` gives both shares. Those it
# gets wrong speak of what stands next to the matter (guards' training hours, parking permits).
NEAR_EVIDENCE = 0.4
ENOUGH_FOR_AN_ANSWER = 0.645
# What a passage's measures count for at most here: near a measure is not yet an answer.
MEASURE_EVIDENCE = 0.2
# Other words for the kind of force that was named ("neck hold" for "chokehold") count as words found do.
FORCE_EVIDENCE = 0.1
# Below an answer's best hit, weaker ones may follow down to this.
ENOUGH_FOR_A_HIT = 0.45


# The words of a passage that was not matched.
UNMATCHED = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Interest:
    """What a query is about: its telling words, measures with their affinity (0 to 1), kinds of force."""

    query: Query
    pattern: re.Pattern[str]
    measures: Mapping[str, float]
    force_types: frozenset[str]
    marks: Mapping[str, Mapping[str, float]]
    modalities: frozenset[str]
    meant: tuple[Meant, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with what speaks for it. `words` are stems found in its text or headings."""

    passage: Passage
    score: float
    evidence: float
    cosine: float
    words: frozenset[str]
    measures: tuple[str, ...]
    force_types: tuple[str, ...]
    meant: tuple[str, ...] = ()


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


def with_matches(
    base: Mapping[str, float], matches: Mapping[str, tuple[float, float]], weights: Weights
) -> dict[str, float]:
    """The scores with what the matcher adds to some of them."""
    return {**base} | {
        name: base[name] + weights.near * near + weights.close * close for name, (near, close) in matches.items()
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


def interest(
    query: Query,
    measures: Mapping[str, float],
    force_types: frozenset[str],
    marks: Mapping[str, Mapping[str, float]],
    modalities: frozenset[str],
    meant: tuple[Meant, ...] = (),
) -> Interest:
    """What a query is about; `marks` are those of the passages that bear on each of its measures."""
    return Interest(query, finder(query.content), measures, force_types, marks, modalities, meant)


def rank(
    passages: Sequence[Passage],
    scores: Mapping[str, float],
    cosines: Mapping[str, float],
    matches: Mapping[str, tuple[float, float]],
    about: Interest,
    weights: Weights,
) -> list[Ranked]:
    """The passages with every signal added, best first; ties stand in order of document and place in it."""
    ranked = []
    for passage in passages:
        # An id is computed each time that it is asked for.
        name = passage.id
        base, cosine, match = scores[name], cosines.get(name, 0.0), matches.get(name, UNMATCHED)
        ranked.append(_weigh(passage, name, base, cosine, match, about, weights))
    return sorted(ranked, key=lambda one: (-one.score, one.passage.sha256, one.passage.start))


def _weigh(
    passage: Passage,
    name: str,
    base: float,
    cosine: float,
    match: tuple[float, float],
    about: Interest,
    weights: Weights,
) -> Ranked:
    wanted = about.query.content
    # The words with their headings, in one piece: which of both held a word only matters for what is shown.
    text = plain(passage.embed_text)
    words = found(text, wanted, about.pattern)
    measures = tuple(one for one in passage.measures if one in about.measures)
    force_types = tuple(one for one in passage.force_types if one in about.force_types)
    counted = measure_bonus(name, about.measures, about.marks)
    # A passage that is only known to speak of the measure counts a little.
    touched = max((about.measures[one] for one in measures), default=0.0) * TOUCHED * MEASURE_BONUS
    marked = max(counted, touched)
    fits = not about.modalities.isdisjoint(passage.modalities)
    bonus = marked - counted + FORCE_BONUS * bool(force_types) + STANCE_BONUS * fits
    speaks = cosine + min(marked, MEASURE_EVIDENCE) + FORCE_EVIDENCE * bool(force_types)
    other = [(one, " ".join(term.group().split())) for one in about.meant if (term := one.pattern.search(text))]
    held = words.union(*(one.stems & wanted for one, _ in other))
    covered = len(held) / len(wanted)
    return Ranked(
        passage=passage,
        score=base + weights.held * covered + bonus,
        evidence=speaks + NEAR_EVIDENCE * match[0],
        cosine=cosine,
        words=words,
        measures=measures,
        force_types=force_types,
        meant=tuple(f"{term} for {one.typed}" for one, term in other if not one.stems <= words),
    )


def measure_bonus(name: str, near: Mapping[str, float], marks: Mapping[str, Mapping[str, float]]) -> float:
    """What a passage's marks on the measures of a question add to its score."""
    return MEASURE_BONUS * max((near[one] * found.get(name, 0.0) for one, found in marks.items()), default=0.0)


def reasons(one: Ranked, query: Query, near: Sequence[tuple[str, str]] = ()) -> tuple[str, ...]:
    """Why a passage was found, in words for people; `near` are typed words with another that may stand for them."""
    why = [f'phrase: "{phrase}"' for phrase in query.phrases if holds_phrase(one.passage.text, phrase)]
    text = plain(one.passage.text)
    inside = found(text, one.words, finder(one.words))
    for label, stems in (("words", inside), ("in its heading", one.words - inside)):
        # Of two typed words with one stem the first speaks for both.
        words = {stem(word): word for word in reversed(query.typed) if stem(word) in stems}
        if words:
            why.append(f"{label}: {', '.join(word for word in query.typed if word in words.values())}")
    standing = frozenset(WORD.findall(text))
    # What stands there as it was typed is told already, and a piece of a longer word is none.
    other = [
        f"{held} for {asked}"
        for asked, held in near
        if asked in query.typed and held in standing and stem(asked) not in one.words and stem(asked) != stem(held)
    ]
    if other:
        why.append(f"near: {', '.join(other)}")
    if one.meant:
        why.append(f"meant: {', '.join(one.meant)}")
    why += [f"measure: {name}" for name in one.measures]
    why += [f"force type: {name}" for name in one.force_types]
    why.append(f"meaning: {one.cosine:.2f}")
    return tuple(why)
