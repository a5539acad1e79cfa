"""The graded questions: what analysts ask, and which passages of a workspace answer each."""

from __future__ import annotations

import csv
import math
import random
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.search.words import WORD, fold

if TYPE_CHECKING:
    from policyscan import Workspace

HERE = Path(__file__).parent
INTENTIONS = HERE.parent / "tests" / "search_intentions.toml"
JUDGEMENTS = HERE / "search_set" / "judgements.csv"
# Questions in everyday words: written for a passage each, and such as nothing answers.
ASKED = HERE / "search_set" / "asked.csv"
UNANSWERED = HERE / "search_set" / "unanswered.csv"
# The same, written later by other hands; no model has learned from them.
ASKED_SINCE = HERE / "search_set" / "asked_since.csv"
UNANSWERED_SINCE = HERE / "search_set" / "unanswered_since.csv"
# Such as nothing answers, written to share words with the documents, by hands who checked what the search finds.
UNANSWERED_NEAR = HERE / "search_set" / "unanswered_near.csv"
# Such as a passage answers, about what most questions without an answer are about: who pays, how many, since when.
ASKED_NEAR = HERE / "search_set" / "asked_near.csv"
# The same by two further hands; neither a model nor a bound has learned from them.
ASKED_NEAR_SINCE = HERE / "search_set" / "asked_near_since.csv"
# From so many letters on a word is a longer one; questions that share so much of those are alike.
LONGER, ALIKE = 4, 0.5
# So many parts of the documents are left out in turn where something is learned from questions.
TURNS = 4
# A passage of this grade answers at least in part.
ANSWERS = 2


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the grades (0 to 3) of the passages that somebody graded, by passage id."""

    id: str
    text: str
    corpus: str
    group: str
    is_frozen: bool
    finds_nothing: bool
    grades: Mapping[str, int]


def questions(work: Workspace, corpus: str) -> list[Question]:
    """The questions over a corpus ("real" or "sample") whose documents a workspace holds."""
    judged: dict[str, list[tuple[str, int, str, int]]] = defaultdict(list)
    with JUDGEMENTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            judged[row["question"]].append((row["document"], int(row["page"]), row["words"], int(row["grade"])))
    find = PassageFinder(work)
    found = []
    for entry in tomllib.loads(INTENTIONS.read_text(encoding="utf-8"))["question"]:
        if entry.get("corpus", "real") != corpus:
            continue
        answers = judged[entry["id"]] or [
            (one["document"], one["page"], one["words"], one["grade"]) for one in entry.get("answers", ())
        ]
        grades: dict[str, int] = {}
        for document, page, words, grade in answers:
            for name in find(document, page, words):
                grades[name] = max(grade, grades.get(name, 0))
        found.append(
            Question(
                id=entry["id"],
                text=entry["text"],
                corpus=corpus,
                group=entry["group"],
                is_frozen=entry.get("frozen", False),
                finds_nothing=entry.get("nothing", False),
                grades=grades,
            )
        )
    return found


def written(file: Path) -> list[str]:
    """The questions of `ASKED` or `UNANSWERED`, in their order."""
    with file.open(encoding="utf-8", newline="") as stream:
        return [row["question"] for row in csv.DictReader(stream)]


def by_hand(file: Path) -> dict[str, list[str]]:
    """The questions of `UNANSWERED_NEAR` by the hand that wrote them, in their order."""
    hands: dict[str, list[str]] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            hands[row["hand"]].append(row["question"])
    return dict(hands)


def kept_back(hand: Sequence[str]) -> list[str]:
    """Of questions that nothing answers the quarter that the reader of answers never sees."""
    return list(hand[::TURNS])


def unlike(questions: Iterable[str], others: Iterable[str]) -> list[str]:
    """The questions that share less than half of their longer words with each of some others."""
    known = [_longer(other) for other in others]
    return [one for one in questions if all(_share(_longer(one), other) < ALIKE for other in known)]


def _longer(question: str) -> frozenset[str]:
    return frozenset(word for word in WORD.findall(fold(question)) if len(word) >= LONGER)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0


def written_for(work: Workspace, file: Path = ASKED) -> list[tuple[str, str]]:
    """The questions of a file with the id of the passage that each was written for, where it is but one."""
    find = PassageFinder(work)
    with file.open(encoding="utf-8", newline="") as stream:
        return [
            (row["question"], names[0])
            for row in csv.DictReader(stream)
            if len(names := find(row["document"], int(row["page"]), row["words"])) == 1
        ]


def left_out(documents: Iterable[str], turn: int) -> frozenset[str]:
    """The documents that are left out in a turn, counted from 1: the same whatever is learned."""
    every = sorted(set(documents))
    random.Random(3).shuffle(every)
    return frozenset(every[turn - 1 :: TURNS])


class PassageFinder:
    """Finds passages by document, page and a few words that stand in them."""

    def __init__(self, work: Workspace) -> None:
        self._by_page: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
        for listing in work.store.listings():
            for one in work.store.passages(listing.sha256):
                self._by_page[Path(listing.file).name, one.page].append((one.id, _plain(one.text)))

    def __call__(self, document: str, page: int, words: str) -> list[str]:
        """Ids of the passages of a page that hold the words."""
        wanted = _plain(words)
        return [name for name, text in self._by_page[document, page] if wanted in text]


def _plain(text: str) -> str:
    return " ".join(WORD.findall(fold(text)))


def ndcg(found: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `depth` ids, with gains of 2^grade - 1 (0 to 1)."""

    def gain(values: Sequence[int]) -> float:
        return sum((2**value - 1) / math.log2(at + 2) for at, value in enumerate(values))

    best = gain(sorted(grades.values(), reverse=True)[:depth])
    return gain([grades.get(name, 0) for name in found[:depth]]) / best if best else 0.0
