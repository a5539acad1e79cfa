"""Pair the clauses of two versions whose words are the same, however they are numbered, cut or ordered."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from policyscan.changes.words import Part, Side

# The end of a sentence; points that show a gap ("they must...") end none.
_STOP = re.compile(r"(?<!\.)\.(?!\.)|[!?]")
# A clause of fewer letters, such as an item "Animals", is the same only where its section, its lead-in or both
# neighbours are.
FEWEST_LETTERS = 18
# Occurrences of one wording on both sides, multiplied, up to which the nearest are paired; beyond, in their order.
_MOST_PAIRS = 2500


@dataclass(frozen=True, slots=True)
class Pair:
    """Parts of the old version, and what became of them in the new, by index; several where cut otherwise."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    is_same: bool


class Matching:
    """Pairs found so far, and what is still without a partner."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.of_old: dict[int, Pair] = {}
        self.of_new: dict[int, Pair] = {}

    def add(self, old: Iterable[int], new: Iterable[int], *, is_same: bool) -> None:
        """Keep a pair."""
        pair = Pair(tuple(old), tuple(new), is_same)
        self.of_old.update(dict.fromkeys(pair.old, pair))
        self.of_new.update(dict.fromkeys(pair.new, pair))

    def drop(self, pair: Pair) -> None:
        """Take a pair back."""
        for index in pair.old:
            del self.of_old[index]
        for index in pair.new:
            del self.of_new[index]

    @property
    def pairs(self) -> list[Pair]:
        """The pairs in the old version's order."""
        return sorted(set(self.of_old.values()), key=lambda pair: (pair.old, pair.new))

    def meets(self, old: int, new: int) -> bool:
        """Whether two parts are paired with one another."""
        pair = self.of_old.get(old)
        return pair is not None and new in pair.new

    @property
    def old_left(self) -> list[int]:
        """Old parts without a partner."""
        return [part.index for part in self.old.parts if part.index not in self.of_old]

    @property
    def new_left(self) -> list[int]:
        """New parts without a partner."""
        return [part.index for part in self.new.parts if part.index not in self.of_new]

    def gaps(self) -> list[tuple[list[int], list[int]]]:
        """What stands without a partner between pairs that kept their order, both sides of each gap."""
        pairs = self.pairs
        kept = [pairs[i] for i in longest_rising([pair.new[0] for pair in pairs])]
        end = (len(self.old.parts), len(self.new.parts))
        bounds = [(-1, -1), *((pair.old[-1], pair.new[-1]) for pair in kept), end]
        found = []
        for (old, new), (next_old, next_new) in pairwise(bounds):
            olds = [i for i in range(old + 1, next_old) if i not in self.of_old]
            news = [i for i in range(new + 1, next_new) if i not in self.of_new]
            if olds or news:
                found.append((olds, news))
        return found


def same_words(matching: Matching) -> None:
    """Pair clauses of the same words: where the wording stands several times, by section, lead-in and neighbours."""
    old, new = _Context(matching.old), _Context(matching.new)
    levels: tuple[tuple[Callable[[_Context, int], Hashable], int], ...] = (
        (lambda c, i: (c.section(i), c.lead(i), c.before(i), c.after(i)), 0),
        (lambda c, i: (c.section(i), c.lead(i), c.before(i)), 0),
        (lambda c, i: (c.section(i), c.lead(i), c.after(i)), 0),
        (lambda c, i: (c.lead(i), c.before(i), c.after(i)), 0),
        (lambda c, i: (c.section(i), c.lead(i)), 0),
        (lambda c, i: (c.before(i), c.after(i)), 0),
        (lambda c, i: c.section(i), 0),
        # A clause without a lead-in shares none with any.
        (lambda c, i: c.lead(i) or c, 0),
        (lambda c, i: c.before(i), FEWEST_LETTERS),
        (lambda c, i: c.after(i), FEWEST_LETTERS),
        (lambda _c, _i: "", FEWEST_LETTERS),
    )
    for context_of, letters in levels:
        olds, news = defaultdict[Hashable, list[int]](list), defaultdict[Hashable, list[int]](list)
        for context, left, buckets in ((old, matching.old_left, olds), (new, matching.new_left, news)):
            for index in left:
                if len(context.key(index)) >= letters:
                    buckets[context.key(index), context_of(context, index)].append(index)
        known = [(pair.old[0], pair.new[0]) for pair in matching.pairs]
        for key, found in olds.items():
            for one, other in _in_turn(found, news.get(key, []), known):
                matching.add([one], [other], is_same=True)
    _short_but_single(matching)


def _short_but_single(matching: Matching) -> None:
    """Pair short clauses, too, whose wording stands once in each version: an item that went to another list."""
    times = [Counter(part.key for part in of.parts) for of in (matching.old, matching.new)]
    news = {matching.new.parts[index].key: index for index in matching.new_left}
    for index in matching.old_left:
        part = matching.old.parts[index]
        if len(part.words) > 1 and times[0][part.key] == times[1][part.key] == 1 and part.key in news:
            matching.add([index], [news[part.key]], is_same=True)


def _in_turn(olds: Sequence[int], news: Sequence[int], known: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Occurrences of one wording paired: in their order where there are as many, else those that lie nearest."""
    if len(olds) == len(news) or len(olds) * len(news) > _MOST_PAIRS:
        return list(zip(olds, news, strict=False))

    def distance(old: int, new: int) -> int:
        at = bisect_left(known, (old, -1))
        near = [known[i] for i in (at - 1, at) if 0 <= i < len(known)]
        return min((abs((new - there) - (old - here)) for here, there in near), default=abs(new - old))

    ranked = sorted((distance(one, other), one, other) for one in olds for other in news)
    taken: set[int] = set()
    used: set[int] = set()
    found = []
    for _, one, other in ranked:
        if one not in taken and other not in used:
            taken.add(one)
            used.add(other)
            found.append((one, other))
    return sorted(found)


class _Context:
    """What stands around a part: keys of neighbours and lead-in, and its section."""

    def __init__(self, of: Side) -> None:
        self._parts = of.parts

    def key(self, index: int) -> str:
        return self._parts[index].key

    def section(self, index: int) -> str:
        return self._parts[index].section

    def lead(self, index: int) -> str:
        lead = self._parts[index].lead
        return self._parts[lead].key if lead >= 0 else ""

    def before(self, index: int) -> str:
        return self._parts[index - 1].key if index else ""

    def after(self, index: int) -> str:
        return self._parts[index + 1].key if index + 1 < len(self._parts) else ""


def same_run(matching: Matching) -> None:
    """Pair what the two versions say in the same letters between the same neighbours, but cut into other clauses.

    A page break or a table's frame may cut a sentence; a full stop that was set there is a change of wording.
    """
    for olds, news in matching.gaps():
        head = _common(matching, olds, news)
        for one, other in head:
            _keep_run(matching, one, other)
        olds = olds[sum(len(one) for one, _ in head) :]
        news = news[sum(len(other) for _, other in head) :]
        for one, other in _common(matching, olds[::-1], news[::-1], from_end=True):
            _keep_run(matching, one[::-1], other[::-1])


def _keep_run(matching: Matching, olds: Sequence[int], news: Sequence[int]) -> None:
    old_stops = stops([matching.old.parts[i] for i in olds])
    new_stops = stops([matching.new.parts[i] for i in news])
    matching.add(olds, news, is_same=old_stops == new_stops)


def _common(
    matching: Matching, olds: Sequence[int], news: Sequence[int], *, from_end: bool = False
) -> list[tuple[list[int], list[int]]]:
    """The runs from the beginning (or the end) of two lists of parts that have the same letters."""
    found: list[tuple[list[int], list[int]]] = []
    run: tuple[list[int], list[int]] = ([], [])
    letters = ["", ""]
    i = j = 0
    while i < len(olds) or j < len(news):
        is_old = len(letters[0]) <= len(letters[1])
        if (is_old and i == len(olds)) or (not is_old and j == len(news)):
            break
        key = matching.old.parts[olds[i]].key if is_old else matching.new.parts[news[j]].key
        side = 0 if is_old else 1
        letters[side] = key + letters[side] if from_end else letters[side] + key
        run[side].append(olds[i] if is_old else news[j])
        i, j = (i + 1, j) if is_old else (i, j + 1)
        short, long = sorted(letters, key=len)
        if not (long.endswith(short) if from_end else long.startswith(short)):
            break
        if letters[0] == letters[1]:
            found.append(run)
            run, letters = ([], []), ["", ""]
    return found


def stops(parts: Sequence[Part]) -> list[int]:
    """After how many letters a sentence ends within these clauses."""
    found = []
    count = 0
    for part in parts:
        text, at = part.clause.text, part.clause.start
        for word, following in zip(part.words, [*part.words[1:], None], strict=True):
            count += len(word.text)
            between = text[word.end - at : following.start - at if following else None]
            if _STOP.search(between):
                found.append(count)
    return found[:-1] if found and found[-1] == count else found


def longest_rising(numbers: Sequence[int]) -> list[int]:
    """Positions of the longest strictly rising subsequence, by patience sorting."""
    tops: list[int] = []
    at: list[int] = []
    before: list[int] = [-1] * len(numbers)
    for position, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before[position] = at[pile - 1] if pile else -1
        if pile == len(tops):
            tops.append(number)
            at.append(position)
        else:
            tops[pile] = number
            at[pile] = position
    found: list[int] = []
    position = at[-1] if at else -1
    while position >= 0:
        found.append(position)
        position = before[position]
    return found[::-1]


def heaviest_rising(numbers: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Positions of the strictly rising subsequence of the greatest weight, by a tree of best prefixes (Fenwick)."""
    size = max(numbers, default=0) + 1
    tree = [(0, -1)] * (size + 1)
    before = [-1] * len(numbers)
    for position, (number, weight) in enumerate(zip(numbers, weights, strict=True)):
        best, at = (0, -1), number
        while at > 0:
            best = max(best, tree[at], key=lambda found: found[0])
            at -= at & -at
        before[position] = best[1]
        found, at = (best[0] + weight, position), number + 1
        while at <= size:
            if found[0] > tree[at][0]:
                tree[at] = found
            at += at & -at
    position = max(tree, key=lambda found: found[0])[1]
    kept: list[int] = []
    while position >= 0:
        kept.append(position)
        position = before[position]
    return kept[::-1]
