"""Say whether what was found answers the question: by what it says for itself and, where in doubt, by reading it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policyscan.answerability import AnswerReader, load
from policyscan.model import Passage
from policyscan.search.gather import REMEMBERED, Memory
from policyscan.search.hits import fold_repeats
from policyscan.search.rank import MEASURE_EVIDENCE, Interest, Ranked
from policyscan.search.reasons import held_words

# What the best hit has to say for itself where nothing is read: the bound that refused one in twenty questions about
# documents that the embedding model had not learned from (`python -m benchmarks.search` gives both shares).
ENOUGH_FOR_AN_ANSWER = 0.79
# Below an answer's best hit, weaker ones may follow down to this.
ENOUGH_FOR_A_HIT = 0.6
# Of the best hits of different wording so many are read, one after another until one answers.
READ = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether there is an answer: what may be shown as one (best first; empty: nothing), else why there is none."""

    relevant: Sequence[Ranked]
    note: str = ""


def judged(ranked: Sequence[Ranked], about: Interest, memory: Memory) -> Verdict:
    """What of the hits answers the question, if anything does.

    What the best hit says for itself (`rank.Ranked.evidence`) decides where it is far above or below what is wanted; in
    between the first hits are read together with the question. Nothing is read for a question near one of the measures:
    where a place is silent, its nearest language is the answer.
    """
    if about.query.phrases:
        return Verdict(ranked) if ranked else Verdict((), _without_phrases(about))
    if not ranked:
        return Verdict((), "Nothing found: no passage within the filters is left.")
    spare = max(one.evidence for one in ranked) - enough_for(about.measures)
    if about.measures:
        return Verdict(_shown(ranked)) if spare >= 0.0 else Verdict((), _far(ranked[0], about))
    reader = load()
    bounds = reader.bounds
    if bounds.is_answer(spare, -bounds.most):
        return Verdict(_shown(ranked))
    if not bounds.is_answer(spare, bounds.most):
        return Verdict((), _far(ranked[0], about))
    for one in fold_repeats(ranked, memory)[:READ]:
        if bounds.is_answer(spare, _said(reader, one.best.passage, about, memory)):
            return Verdict(_shown(ranked, one.best))
    return Verdict((), "Nothing relevant: what comes nearest was read and does not seem to answer.")


def enough_for(measures: Mapping[str, float]) -> float:
    """How much the best hit must say for itself; less where the question is one of the measures', and so to the matter.

    As many of the questions that nothing answers find nothing as without it (`benchmarks.search`).
    """
    return ENOUGH_FOR_AN_ANSWER - MEASURE_EVIDENCE * max(measures.values(), default=0.0)


def _shown(ranked: Sequence[Ranked], answer: Ranked | None = None) -> list[Ranked]:
    return [one for one in ranked if one.evidence >= ENOUGH_FOR_A_HIT or one is answer]


def _without_phrases(about: Interest) -> str:
    phrases = " and ".join(f'"{phrase}"' for phrase in about.query.phrases)
    return f"Nothing found: no passage within the filters holds {phrases}."


def _far(nearest: Ranked, about: Interest) -> str:
    held = len(held_words(nearest, about.query))
    return (
        f"Nothing relevant: the nearest passage holds {held} of the {len(about.query.content)} telling words and is far"
        f" in meaning (cosine {nearest.cosine:.2f})."
    )


def _said(reader: AnswerReader, passage: Passage, about: Interest, memory: Memory) -> float:
    """What the reader says of a passage; a question is asked again with every facet and page, so it is remembered."""
    key = (about.query.plain, passage.id)
    said = memory.said.get(key)
    if said is None:
        (said,) = reader.read(about.query.plain, [passage.embed_text])
        memory.said[key] = said
        # Threads share the memory: a list of the keys is taken at once.
        for old in list(memory.said)[: -READ * REMEMBERED]:
            memory.said.pop(old, None)
    return said
