"""Correct what rules read in the passages of a report by the learned reader, and find the sentence that says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from policyscan.rights.acc_firmness import firmness_of
from policyscan.rights.acc_reading import Hit, Passage
from policyscan.rights.acc_sentences import Sentence, sentences
from policyscan.rights.acc_voice import Voice
from policyscan.rights.violations import Rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policyscan.rights.learned import Closely

# From this likelihood on a passage bears a type of which no rule found words, and below this it bears none although a
# rule did. Chosen on passages by four writers from whom the reader had not learned, where a half would do as well, and
# on five real reports, where it would add twice as many wrongly (docs/violations-codebook.md).
BEARS, BEARS_NOT = 0.7, 0.1
# What is asked about is so long, in characters, and has so many small words one after another: rows of tables, captions
# and headings have not, and of such the reader has seen none ("BLACK MALE" is no profiling).
_SHORTEST, _SENTENCE = 60, re.compile(r"(?:\b[a-z][\w’'-]*[\s,;]+){5}")
# What stands before a list item, and is no part of its words.
_MARKS = " \n\t•●▪◦·■–—*-"


def correct(passages: Sequence[Passage], types: Sequence[str], closely: Closely, voice: Voice, rules: Rules) -> None:
    """Add to each passage's reading the types that it surely bears, and take away those that it surely does not."""
    long = [one for one in passages if one.is_prose and len(one.text) >= _SHORTEST and _SENTENCE.search(one.text)]
    if not long:
        return
    shares = _likelihood(closely([(passage.heading, passage.text) for passage in long]))
    lacking: list[tuple[Passage, list[int]]] = []
    for passage, row in zip(long, shares, strict=True):
        hits = passage.hits
        for at, kind in enumerate(types):
            if kind in hits and row[at] < BEARS_NOT:
                del hits[kind]
        if new := [at for at, kind in enumerate(types) if kind not in hits and row[at] > BEARS]:
            lacking.append((passage, new))
    _point_out(lacking, types, closely, voice, rules)


def _point_out(
    lacking: Sequence[tuple[Passage, list[int]]], types: Sequence[str], closely: Closely, voice: Voice, rules: Rules
) -> None:
    """The sentence of each passage that alone says most of a type that no words of a rule gave."""
    parts: list[tuple[Passage, Sentence]] = [
        (passage, sentence)
        for passage, _ in lacking
        for sentence in sentences(
            passage.text, rules.cues.names.blank(passage.heading), rules, answers=voice is Voice.ANSWERS
        )
    ]
    if not parts:
        return
    said = closely([(passage.heading, _words(passage, sentence)) for passage, sentence in parts])
    order = [violation.id for violation in rules.violations]
    for passage, new in lacking:
        own = [number for number, (holder, _) in enumerate(parts) if holder is passage]
        for at in new:
            sentence = parts[max(own, key=lambda number: said[number, at])][1]
            words = _words(passage, sentence)
            start = sentence.start + len(words) - len(words.lstrip(_MARKS))
            span = start, start + len(words.strip(_MARKS))
            firmness = firmness_of(sentence, passage.text, voice, rules.cues)
            passage.hits[types[at]] = [Hit(span, sentence, firmness)]
        passage.hits = {kind: passage.hits[kind] for kind in order if kind in passage.hits}


def _words(passage: Passage, sentence: Sentence) -> str:
    return passage.text[sentence.start : sentence.start + len(sentence.text)]


def _likelihood(odds: NDArray[np.float32]) -> NDArray[np.float32]:
    return (1.0 / (1.0 + np.exp(-odds))).astype(np.float32)
