"""Put the words of documents beside those of a question: "stun gun" asks for conducted energy devices, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from policyscan.search.query import Query
from policyscan.search.words import WORD, fold, stem
from policyscan.taxonomy.vocabulary import WordGroup

# Terms of one group that are looked for: those that documents use most stand first.
MOST_TERMS = 8


@dataclass(frozen=True, slots=True)
class Meant:
    """A run of typed words that stands for a thing, and the terms that documents use for it.

    `stems` are those of the typed words; `pattern` finds any of the terms in a folded text.
    """

    typed: str
    stems: frozenset[str]
    terms: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a question means: the things that it names, and the question put in the documents' words."""

    meant: tuple[Meant, ...]
    plain: str


def expand(asked: Query, groups: tuple[WordGroup, ...]) -> Expansion:
    """What the words of a question stand for, the longest run of words first. Phrases are taken as typed."""
    runs = _runs(groups)
    words = list(WORD.finditer(asked.plain))
    stems = [stem(fold(word.group())) for word in words]
    kept = {stem(word) for phrase in asked.phrases for word in WORD.findall(fold(phrase))}
    meant: list[Meant] = []
    pieces: list[str] = []
    at = done = 0
    while at < len(words):
        group, length = _longest(runs, stems, at)
        run = stems[at : at + length]
        if group is None or kept.intersection(run):
            at += 1
            continue
        start, end = words[at].start(), words[at + length - 1].end()
        typed = asked.plain[start:end]
        meant.append(_meant(typed, frozenset(run), group))
        at += length
        # What documents say, too, stays as it was typed.
        if run not in ([stem(word) for word in WORD.findall(fold(term))] for term in group.mean):
            pieces += [asked.plain[done:start], group.mean[0]]
            done = end
    return Expansion(tuple(meant), "".join([*pieces, asked.plain[done:]]))


def _longest(runs: _Runs, stems: Sequence[str], at: int) -> tuple[WordGroup | None, int]:
    best: tuple[WordGroup | None, int] = (None, 1)
    for run, group in runs.get(stems[at], ()):
        if len(run) >= best[1] and tuple(stems[at : at + len(run)]) == run:
            best = (group, len(run))
    return best


_Runs = dict[str, list[tuple[tuple[str, ...], WordGroup]]]


@cache
def _runs(groups: tuple[WordGroup, ...]) -> _Runs:
    found: _Runs = {}
    for group in groups:
        for said in group.say:
            run = tuple(stem(word) for word in WORD.findall(fold(said)))
            if run:
                found.setdefault(run[0], []).append((run, group))
    for options in found.values():
        options.sort(key=lambda option: len(option[0]))
    return found


@cache
def _pattern(group: WordGroup) -> re.Pattern[str]:
    # Any ending of the last word: "neck restraint" finds "neck restraints".
    terms = (r"\W+".join(map(re.escape, WORD.findall(fold(term)))) for term in group.mean)
    return re.compile(rf"(?<!\w)(?:{'|'.join(term for term in terms if term)})\w*")


def _meant(typed: str, stems: frozenset[str], group: WordGroup) -> Meant:
    return Meant(typed, stems, group.mean[:MOST_TERMS], _pattern(group))
