"""What the reader of directions learns from: passages in which the sides are marked, and whole agreements."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.agreements_written import EITHER, WRITTEN, is_answer, typeset
from policyscan.agreements.directed import Judge
from policyscan.agreements.direction import TITLE_AT, called, sentences_of
from policyscan.agreements.direction_told import WAYS, cuts
from policyscan.agreements.form import form_of
from policyscan.agreements.parties_both import parties_by_both
from policyscan.agreements.programme import is_delegation
from policyscan.embed.marked_plain import Marked
from policyscan.model import Direction, Form, ParsedDocument, Party, Role
from policyscan.parse import parse
from policyscan.work import tag

PASSAGES = WRITTEN / "passages.csv"
# The places of out, in, both and powers in `WAYS`, and of a passage's labels.
_LABELS = {"none": 0, "A": 1, "B": 2, "both": 3, "powers": 4}
_MARKED = re.compile(r"\{(?P<side>[AB]):(?P<words>[^{}]*)\}")
# Of longer sayings the answers give the beginning.
_SHORTEST = 25

Tokens = Callable[[str], tuple[list[int], list[tuple[int, int]]]]


@dataclass(frozen=True, slots=True)
class Case:
    """Windows, which of their sentences are of the title, which way the whole goes, and which sentences say so.

    The sentences are counted through all windows; `way` is a place in `WAYS`.
    """

    name: str
    windows: tuple[Marked, ...]
    early: tuple[bool, ...]
    way: int
    said: tuple[int, ...]

    def turned(self) -> Case:
        """The same seen from the other side."""
        windows = tuple(
            replace(window, marks=tuple((second, first) for first, second in window.marks)) for window in self.windows
        )
        return replace(self, windows=windows, way={1: 2, 2: 1}.get(self.way, self.way))


def passages(tokens: Tokens, *, size: int) -> list[Case]:
    """The passages by hand, each one sentence."""
    with PASSAGES.open(encoding="utf-8", newline="") as lines:
        return [passage(row["text"], row["label"], tokens, size=size) for row in csv.DictReader(lines)]


def passage(words: str, label: str, tokens: Tokens, *, size: int) -> Case:
    """A passage whose sides are marked, "{A:the Academy} trains {B:recruits}", as a case of one sentence."""
    plain, spans, at = "", [], 0
    for match in _MARKED.finditer(words):
        plain += words[at : match.start()]
        spans.append((len(plain), len(plain) + len(match["words"]), match["side"]))
        plain += match["words"]
        at = match.end()
    plain += words[at:]
    ids, places = tokens(plain)
    ids, places = ids[:size], places[:size]

    def bears(start: int, end: int, side: str) -> float:
        return float(any(first <= start and end <= last and side == own for first, last, own in spans))

    marks = tuple((bears(start, end, "A"), bears(start, end, "B")) for start, end in places)
    window = Marked(tuple(ids), marks, ((0, len(ids)),))
    return Case("passage", (window,), (False,), _LABELS[label], (0,))


@dataclass(frozen=True, slots=True)
class Written:
    """An invented agreement as it is read: its answers, and its parties as both rules and reader have them."""

    row: Mapping[str, str]
    document: ParsedDocument
    parties: tuple[Party, ...]


def agreements() -> list[Written]:
    """All invented agreements that are no rules and no delegations, in the order of the answers."""
    found = []
    with (WRITTEN / "answers.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            document = parse(typeset((WRITTEN / row["file"]).read_text(encoding="utf-8"))).document
            if form_of(document) is not Form.POLICY and not is_delegation(document.text):
                found.append(Written(row, document, parties_by_both(document, tag)))
    return found


def case(written: Written, judge: Judge, *, size: int, most: int, as_read: bool = False) -> Case:
    """An agreement as a case: its sides by the names of the answers and what the text calls them.

    `as_read` takes the parties that were read, right or not, as it is when an agreement is read; then it counts which
    side they were taken for, where the answers let them stand either way.
    """
    row, text = written.row, written.document.text
    read = called(text, written.parties)
    sides = read if as_read else _by_answers(written, read)
    way = WAYS.index(Direction(row["direction"])) if row["direction"] else 0
    if as_read and row["sides"] == EITHER and _is_turned(written):
        way = {1: 2, 2: 1}.get(way, way)
    cut = list(cuts(text, list(sentences_of(written.document)), sides, judge, size=size, most=most))
    places = [place for one in cut for place in one.places]
    sayings = [" ".join(one.split()) for one in row["said"].split("||") if one.strip()]
    said = [at for at, (start, end) in enumerate(places) if _says(" ".join(text[start:end].split()), sayings)]
    windows = tuple(one.window for one in cut)
    return Case(row["file"], windows, tuple(start < TITLE_AT for start, _ in places), way, tuple(said))


def _says(words: str, sayings: Sequence[str]) -> bool:
    return any(one in words or (len(words) > _SHORTEST and words in one) for one in sayings)


def _by_answers(written: Written, read: tuple[str, str]) -> tuple[str, str]:
    """What the sides are called: by the answers, and by what was read where that is right."""
    found = []
    for column, role, also in zip(("local_party", "counterparty"), (Role.LOCAL, Role.COUNTERPARTY), read, strict=True):
        forms = list(_forms(written.row[column]))
        if also and is_answer(written.row[column], _first(written.parties, role)):
            forms.append(also)
        found.append("|".join(forms))
    return found[0], found[1]


def _forms(names: str) -> Iterator[str]:
    for name in names.split("|"):
        if name.strip():
            yield r"\s+".join(map(re.escape, name.split()))


def _first(parties: Sequence[Party], role: Role) -> str:
    return next((party.name for party in parties if party.role is role), "")


def _is_turned(written: Written) -> bool:
    """Whether the parties were read the other way round."""
    local, other = (_first(written.parties, role) for role in (Role.LOCAL, Role.COUNTERPARTY))
    row = written.row
    straight = is_answer(row["local_party"], local) + is_answer(row["counterparty"], other)
    return is_answer(row["counterparty"], local) + is_answer(row["local_party"], other) > straight
