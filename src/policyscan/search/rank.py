"""Weigh words, meaning and what policyscan has read, and say whether it is enough to be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policyscan.model import Passage
from policyscan.search.query import Query
from policyscan.search.words import finder, found, holds_phrase, stem

# A weighted sum of the cosine and of BM25 as a share of the best BM25. On 138 questions about a measure
# whose answer was quoted by hand, asked within one city (90-word windows on the plain text of 42
# policies, MiniLM, November 2026), the quoted passage came first in 46 % and among three in 71 %, by
# words alone in 43 % and 67 %, by cosines alone in 38 % and 59 %. Reciprocal rank fusion and other
# weights (0.4 to 0.8) were within 3 points; a sum also tells how near a hit is.
DENSE_WEIGHT = 0.7
WORDS_WEIGHT = 0.3
# Added for a passage with a finding on the measure that the query is about, in full where the query is
# near the measure's question, and for one that speaks of a kind of force that the query names. On 132 of
# those questions 0.2 brings the quoted passage first in 62 % instead of 52 %, among three in 84 %
# instead of 72 %; 0.3 gains 3 more points there, at the price of rarer words.
MEASURE_BONUS = 0.2
FORCE_BONUS = 0.02
# Affinity of a query to a measure (the greatest cosine to its title, question and synonyms) at which the
# bonus begins and is full.
AFFINITY_FROM, AFFINITY_FULL = 0.55, 0.85

# How much a hit says for itself: its cosine plus a quarter of the share of the query's telling words
# that it holds. Of 36 questions about policing and 35 about anything else, asked of 7,461 real
# passages, 0.54 put 68 on the right side; the three others ask about parking permits, garbage and
# back pain, which a manual of 604 pages does speak of.
COVERAGE_WEIGHT = 0.25
ENOUGH_FOR_AN_ANSWER = 0.54
# Other words for the kind of force that was named ("neck hold" for "chokehold") count as words found do.
FORCE_EVIDENCE = 0.1
# Below an answer's best hit, weaker ones may follow down to this.
ENOUGH_FOR_A_HIT = 0.40

# All but the letters of a wording; a list mark in front, "(a)" or "iv.", is none of it.
_NO_LETTERS = re.compile(r"^\W*[^\W\d_]{1,4}[.)]\s|[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Interest:
    """What a query is about: its telling words, measures with their affinity (0 to 1), kinds of force."""

    query: Query
    pattern: re.Pattern[str]
    measures: Mapping[str, float]
    force_types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with what speaks for it. `words` are stems found in its text, `above` those in its headings."""

    passage: Passage
    score: float
    evidence: float
    cosine: float
    words: frozenset[str]
    above: frozenset[str]
    measures: tuple[str, ...]
    force_types: tuple[str, ...]


def base_scores(words: Mapping[str, float], cosines: Mapping[str, float]) -> list[tuple[str, float]]:
    """Ids with the fused score of BM25 and cosine, best first; ties stand in order of id."""
    best = max(words.values(), default=0.0)
    scale = WORDS_WEIGHT / best if best > 0.0 else 0.0
    fused = (
        (name, DENSE_WEIGHT * cosines.get(name, 0.0) + scale * words.get(name, 0.0))
        for name in words.keys() | cosines.keys()
    )
    return sorted(fused, key=lambda pair: (-pair[1], pair[0]))


def interest(query: Query, measures: Mapping[str, float], force_types: frozenset[str]) -> Interest:
    """What a query is about; of the measures those that it is near enough to."""
    span = AFFINITY_FULL - AFFINITY_FROM
    near = {name: min(1.0, (value - AFFINITY_FROM) / span) for name, value in measures.items() if value > AFFINITY_FROM}
    return Interest(query, finder(query.content), near, force_types)


def rank(
    passages: Sequence[Passage], base: Mapping[str, float], cosines: Mapping[str, float], about: Interest
) -> list[Ranked]:
    """The passages with every signal added, best first; ties stand in order of document and place in it."""
    ranked = [_weigh(passage, base[passage.id], cosines.get(passage.id, 0.0), about) for passage in passages]
    return sorted(ranked, key=lambda one: (-one.score, one.passage.sha256, one.passage.start))


def _weigh(passage: Passage, base: float, cosine: float, about: Interest) -> Ranked:
    wanted = about.query.content
    words = found(passage.text, wanted, about.pattern)
    above = found(passage.embed_text, wanted - words, about.pattern) if words != wanted else frozenset()
    measures = tuple(name for name in passage.measures if name in about.measures)
    force_types = tuple(name for name in passage.force_types if name in about.force_types)
    bonus = MEASURE_BONUS * max((about.measures[name] for name in measures), default=0.0)
    bonus += FORCE_BONUS * bool(force_types)
    covered = (len(words) + len(above)) / len(wanted)
    return Ranked(
        passage=passage,
        score=base + bonus,
        evidence=cosine + COVERAGE_WEIGHT * covered + bonus + FORCE_EVIDENCE * bool(force_types),
        cosine=cosine,
        words=words,
        above=above,
        measures=measures,
        force_types=force_types,
    )


def without_repeats(ranked: Sequence[Ranked], limit: int) -> list[Ranked]:
    """The first passages, of those with the same wording in one document the best.

    Figures and list marks make no difference to a wording.
    """
    kept: dict[tuple[str, str], Ranked] = {}
    for one in ranked:
        # A passage of figures alone has no wording to be the same.
        letters = _NO_LETTERS.sub("", one.passage.text.casefold()) or one.passage.id
        kept.setdefault((one.passage.sha256, letters), one)
        if len(kept) == limit:
            break
    return list(kept.values())


def reasons(one: Ranked, query: Query) -> tuple[str, ...]:
    """Why a passage was found, in words for people."""
    why = [f'phrase: "{phrase}"' for phrase in query.phrases if holds_phrase(one.passage.text, phrase)]
    for label, stems in (("words", one.words), ("in its heading", one.above)):
        # Of two typed words with one stem the first speaks for both.
        words = {stem(word): word for word in reversed(query.typed) if stem(word) in stems}
        if words:
            why.append(f"{label}: {', '.join(word for word in query.typed if word in words.values())}")
    why += [f"measure: {name}" for name in one.measures]
    why += [f"force type: {name}" for name in one.force_types]
    why.append(f"meaning: {one.cosine:.2f}")
    return tuple(why)
