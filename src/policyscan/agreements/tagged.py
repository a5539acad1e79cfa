"""Gather the names that the learned reader labels in an agreement into bodies, each with the side that it is on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import ratio

from policyscan.agreements.learned import LABELS, Tag
from policyscan.agreements.phrases import phrase

if TYPE_CHECKING:
    from policyscan.embed.windows import Tagged

# Where parties are named: so many characters of the front, and of the signatures.
FRONT, END = 4000, 1400
# A word is of a name from this share of all names' labels on, beside such a word from the second on, and begins a name
# from this share of their first words' on.
_NAMED, _MAY_BE, _BEGINS = 0.5, 0.2, 0.5
# Behind these another name begins.
_JOINS = frozenset({"and", "&", "with", ","})
# Words of a name stand no further apart than a line's indent.
_APART = 40
_SHORTEST = 4
# Names this alike are one, misread in places.
_ALIKE = 90.0
# Words that tell the kind of a body and not which one.
_KINDS = frozenset(
    {
        "police",
        "department",
        "of",
        "the",
        "and",
        "county",
        "city",
        "town",
        "state",
        "service",
        "services",
        "office",
        "sheriff",
        "sheriffs",
        "force",
        "ministry",
        "government",
        "university",
        "college",
        "academy",
        "national",
        "district",
    }
)
_LOOSE_END = re.compile(r"(?:\s+(?:and|the|of|,))+\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Naming:
    """A name where it stands, and how much it is that of the local party, of the other one, of a further one."""

    head: str
    start: int
    end: int
    local: float
    counterparty: float
    other: float

    @property
    def side(self) -> int:
        """On which side it is most: 0 the local one, 1 the other, 2 beside them."""
        shares = (self.local, self.counterparty, self.other)
        return shares.index(max(shares))

    @property
    def share(self) -> float:
        """How sure it is that a party is named here."""
        return self.local + self.counterparty + self.other


@dataclass(frozen=True, slots=True)
class Body:
    """All namings of one body, each in its place."""

    namings: tuple[Naming, ...]

    @property
    def local(self) -> float:
        """How much it is the local party, over all its namings."""
        return sum(one.local for one in self.namings)

    @property
    def counterparty(self) -> float:
        """How much it is whom that agrees with."""
        return sum(one.counterparty for one in self.namings)

    @property
    def share(self) -> float:
        """How much it is a party at all."""
        return sum(one.share for one in self.namings)

    @property
    def best(self) -> Naming:
        """The surest naming of the form of its name that is said most."""
        forms: dict[str, float] = defaultdict(float)
        for one in self.namings:
            forms[folded(one.head)] += one.share
        form = max(forms, key=lambda name: forms[name])
        return max(
            (one for one in self.namings if folded(one.head) == form),
            key=lambda one: (one.share, not one.head.isupper(), -one.start),
        )

    def is_called(self, name: str) -> bool:
        """Whether a name is this body's: one of its own, misread or not, or one of which either is a part."""
        words = folded(name)
        return any(_is_one(folded(one.head), words) or _is_one(words, folded(one.head)) for one in self.namings)


def bodies_of(text: str, tag: Tag) -> list[Body]:
    """The bodies that are named at the front and by the signatures of an agreement."""
    # The reader learned with a mark for the end of a line.
    return _gathered(list(_namings(text, tag(text.replace("\n", "|"), parts_of(text)))))


def parts_of(text: str) -> list[tuple[int, int]]:
    """The parts of an agreement in which its parties are looked for: its front and its end."""
    return [(0, len(text))] if len(text) <= FRONT + END else [(0, FRONT), (len(text) - END, len(text))]


def folded(name: str) -> str:
    """A name in small letters, without what is no letter or figure."""
    return " ".join(re.sub(r"[^\w\s]", " ", name.casefold()).split())


def _namings(text: str, tagged: Sequence[Tagged]) -> Iterator[Naming]:
    for start, end, shares in _runs(text, tagged):
        words = text[start:end]
        bracket = words.find("(")
        if bracket > 0 and ")" not in words[bracket:]:
            words = words[:bracket]
        words = words if bracket >= 0 else words.rstrip(")")
        named = phrase(_LOOSE_END.sub("", words.rstrip(" ,;.:(")), start)
        if len(named.head) >= _SHORTEST and named.head[:1].isalnum():
            yield Naming(named.head, named.start, named.end, *shares)


def _runs(text: str, tagged: Sequence[Tagged]) -> Iterator[tuple[int, int, tuple[float, float, float]]]:
    """Words that follow one another and are of one name, with the mean shares of the three sides.

    A name holds a word that is surely of it, and its neighbours as far as they may be.
    """
    run: list[Tagged] = []
    for one in tagged:
        if one.shares[1:].sum() <= _MAY_BE:
            yield from _ended(text, run)
            run = []
            continue
        is_new_word = one.start == 0 or not text[one.start - 1].isalnum()
        begins = one.shares[1::2].sum() > _BEGINS and is_new_word
        if run and (one.start - run[-1].end > _APART or (begins and not _goes_on(text, run, one))):
            yield from _ended(text, run)
            run = []
        run.append(one)
    yield from _ended(text, run)


def _goes_on(text: str, run: Sequence[Tagged], one: Tagged) -> bool:
    """Whether a word that may begin a name is more of the one before: beside it, on one side, nothing between them."""
    if text[run[-1].end : one.start] != " " or text[run[-1].start : run[-1].end].casefold() in _JOINS:
        return False
    return _side(run) == _side([one])


def _side(run: Sequence[Tagged]) -> int:
    sums = [float(sum(one.shares[at] + one.shares[at + 1] for one in run)) for at in range(1, len(LABELS), 2)]
    return sums.index(max(sums))


def _ended(text: str, run: Sequence[Tagged]) -> Iterator[tuple[int, int, tuple[float, float, float]]]:
    """A run as a name, where one of its words surely is of one; its sides are those of its sure words."""
    sure = [one for one in run if one.shares[1:].sum() > _NAMED]
    if not sure:
        return
    start, end = run[0].start, run[-1].end
    while end < len(text) and text[end].isalnum():
        end += 1
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    local, counterparty, other = (
        float(sum(one.shares[at] + one.shares[at + 1] for one in sure)) / len(sure)
        for at in range(LABELS.index("local"), len(LABELS), 2)
    )
    yield start, end, (local, counterparty, other)


def _gathered(namings: Sequence[Naming]) -> list[Body]:
    """Bodies, each with the namings whose words all stand in its longest name."""
    found: list[tuple[list[str], list[Naming]]] = []
    heads = {folded(one.head) for one in namings}
    single = [one for one in namings if not _is_two(folded(one.head), heads)]
    for one in sorted(single, key=lambda one: -len(one.head)):
        name = folded(one.head)
        fits = [(names, held, full) for names, held in found for full in names if _is_one(full, name)]
        # A short name may be of several bodies: of those on its own side the longest is its.
        best = next((fit for fit in fits if fit[1][0].side == one.side), fits[0] if fits else None)
        if best is None:
            found.append(([name], [one]))
            continue
        names, held, full = best
        held.append(one)
        if ratio(full, name) >= _ALIKE:
            names.append(name)
    return [Body(tuple(held)) for _, held in found]


def _is_two(name: str, heads: Collection[str]) -> bool:
    """Whether the names of two bodies, which stand elsewhere by themselves, are run together here."""
    within = (head.split() for head in heads if head != name and len(head.split()) > 1 and f" {head} " in f" {name} ")
    telling = [words for one in within if (words := set(one) - _KINDS)]
    return any(one.isdisjoint(other) for one in telling for other in telling)


def _is_one(full: str, name: str) -> bool:
    """Whether a folded name is the full one, or a part of it that tells which body it is."""
    return ratio(full, name) >= _ALIKE or (f" {name} " in f" {full} " and bool(set(name.split()) - _KINDS))
