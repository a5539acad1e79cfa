"""Tell what only looks changed: words cut into other clauses, headings read as text, what could not be read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from rapidfuzz.fuzz import ratio

from policyscan.changes.match import Matched
from policyscan.changes.misread import is_misread
from policyscan.changes.noise import Noise
from policyscan.changes.rules import Rules
from policyscan.changes.words import Side, words_of

# Letters from which on words are told by themselves, rather than by chance, in a run of other words.
_FEWEST_LETTERS = 12
_BY_ITSELF = 30
# Clauses around the place where one went, among which its words may stand cut otherwise.
_AROUND = 25
# Rows around a clause among which stands what a frame or a page break parted from it, and how many make a piece.
_NEAR, _MOST_ROWS = 12, 8


# What is left of a clause without words that were added to it is the clause that it was.
_ADDED_TO = 80.0


@dataclass(frozen=True, slots=True)
class Edge:
    """A place at the edge of clauses: the part that ends there and the one that begins there, -1 for none."""

    ends: int
    begins: int


class Layout:
    """What of two matched versions is the same but for its layout; what holds a word that binds is no noise."""

    def __init__(self, matched: Matched, rules: Rules) -> None:
        self._matched, self._rules = matched, rules
        self._old, self._new = _Stream(matched.old), _Stream(matched.new)
        self._used = (
            {index for pair in matched.pairs if pair.is_same for index in pair.old},
            {index for pair in matched.pairs if pair.is_same for index in pair.new},
        )
        pairs = sorted((pair.old[0], pair.new[0]) for pair in matched.pairs)
        self._to_new = _Places(pairs)
        self._to_old = _Places(sorted((new, old) for old, new in pairs))
        held = Counter(word for of in (matched.old, matched.new) for part in of.parts for word in set(part.texts))
        self._left = (
            {matched.old.parts[index].key for index in matched.removed},
            {matched.new.parts[index].key for index in matched.added},
        )
        # Clauses that came or went as they are, and are not only cut otherwise: their words are told with them.
        self._told = (
            tuple(k for k in self._keys(matched.old, matched.removed) if self._old.has_more(k, self._new)),
            tuple(k for k in self._keys(matched.new, matched.added) if self._new.has_more(k, self._old)),
        )
        reworded = [
            ("".join(self._keys(matched.old, pair.old)), "".join(self._keys(matched.new, pair.new)))
            for pair in matched.pairs
            if not pair.is_same
        ]
        # Clauses that were reworded, each with its partner.
        self._reworded = (reworded, [(new, old) for old, new in reworded])
        self._known = frozenset(word for word, count in held.items() if count > 1)
        self._noise = (
            Noise(matched.old, matched.removed, self._known, rules.binding),
            Noise(matched.new, matched.added, self._known, rules.binding),
        )

    def is_no_change(self, index: int, *, is_old: bool) -> bool:
        """Whether a part without a partner is a heading there, or stands there cut otherwise."""
        mine, theirs = self._sides(is_old=is_old)
        part = mine.side.parts[index]
        if part.key in theirs.side.titles and not (part.clause.cues and part.key in mine.side.titles):
            return True
        if len(part.key) < _FEWEST_LETTERS or part.key in self._left[1 if is_old else 0]:
            return False
        if len(part.key) >= _BY_ITSELF and part.key in theirs.side.whole and part.key not in theirs.letters:
            # A table's row at the head of a page may be taken for the running head.
            return True
        first, last = self._gap(index, is_old=is_old)
        if part.key not in theirs.window(first - _AROUND, last + _AROUND):
            return False
        told = sum(key.count(part.key) for key in self._told[1 if is_old else 0])
        told += sum(_told_in(part.key, *pair) for pair in self._reworded[0 if is_old else 1])
        return theirs.letters.count(part.key) - told >= mine.letters.count(part.key)

    @staticmethod
    def _keys(side: Side, indices: Iterable[int]) -> list[str]:
        return [side.parts[index].key for index in indices]

    def is_noise(self, index: int, *, is_old: bool) -> bool:
        """Whether a part without a partner is a scrap, or what OCR made of a picture."""
        mine, _ = self._sides(is_old=is_old)
        return self._noise[0 if is_old else 1].holds(mine.side.parts[index])

    def is_unread(self, index: int, *, is_old: bool) -> bool:
        """Whether the other version may hold a part on a page, at its place, that could not be read."""
        _, theirs = self._sides(is_old=is_old)
        unread = theirs.side.unread_pages | self._noise[1 if is_old else 0].pages
        if not unread or not theirs.side.parts:
            return False
        first, last = self._gap(index, is_old=is_old)
        parts = theirs.side.parts
        low = parts[first].clause.page if first >= 0 else 1
        high = parts[last].clause.page if last < len(parts) else max(*unread, parts[-1].clause.page)
        return any(low <= page <= high for page in unread)

    def is_cut(self, key: str, mine: int, edge: Edge, *, is_old: bool, binds: bool) -> bool:
        """Whether a piece that one clause has, the part `mine`, is a heading or whole clauses at the other's edge.

        What stands beside `mine` as well was said twice there: the clause lost it, or gained it. What `binds` in a
        clause does not do so in a heading.
        """
        here, there = self._sides(is_old=is_old)
        used, others = self._used if is_old else self._used[::-1]
        before = takewhile(lambda row: row[1] not in others, reversed(there.rows_before(edge.begins)))
        behind = takewhile(lambda row: row[1] not in others, there.rows_behind(edge.ends))
        found = [*_runs(list(before)[::-1], key), *_runs(list(behind), key)]
        if not any(not binds or all(part >= 0 for _, part in run) for run in found):
            return False
        return all(any(part in used for _, part in run) for run in _runs(here.rows_near(mine), key))

    def is_misread(self, gone: Sequence[str], come: Sequence[str], *, by_ocr: tuple[bool, bool]) -> bool:
        """Whether words that stand on pages read by OCR (the old, the new) were only misread."""
        return any(by_ocr) and is_misread(gone, come, by_ocr=by_ocr, known=self._words)

    @cached_property
    def _words(self) -> frozenset[str]:
        """What is no misread word: it stands twice, the rules know it, or it is a cue of the reading."""
        cues = {
            cue.text for of in (self._matched.old, self._matched.new) for part in of.parts for cue in part.clause.cues
        }
        return self._known | self._rules.known | {word.text for cue in cues for word in words_of(cue)}

    def _sides(self, *, is_old: bool) -> tuple[_Stream, _Stream]:
        return (self._old, self._new) if is_old else (self._new, self._old)

    def _gap(self, index: int, *, is_old: bool) -> tuple[int, int]:
        """Parts of the other version that the neighbours with a partner became: the last before, the first after."""
        places = self._to_new if is_old else self._to_old
        other = self._matched.new if is_old else self._matched.old
        first, last = places.around(index, len(other.parts))
        return min(first, last), max(first, last)


class _Places:
    """Where the parts of one version went, by bisection."""

    def __init__(self, pairs: Sequence[tuple[int, int]]) -> None:
        self._from = [one for one, _ in pairs]
        self._to = [other for _, other in pairs]

    def around(self, index: int, end: int) -> tuple[int, int]:
        before, after = bisect_left(self._from, index) - 1, bisect_right(self._from, index)
        return (self._to[before] if before >= 0 else -1, self._to[after] if after < len(self._to) else end)


class _Stream:
    """The letters of one version's clauses and headings in one row."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.letters = "".join(key for key, _ in side.rows)
        self._starts: list[int] = []
        self._row_of: dict[int, int] = {}
        at = 0
        for row, (key, part) in enumerate(side.rows):
            if part >= 0:
                self._starts.append(at)
                self._row_of[part] = row
            at += len(key)

    def has_more(self, key: str, other: _Stream) -> bool:
        """Whether words stand here more often than in the other version."""
        return self.letters.count(key) > other.letters.count(key)

    def window(self, first: int, last: int) -> str:
        """The letters from one part to another."""
        if not self._starts:
            return self.letters
        start = self._starts[first] if 0 <= first < len(self._starts) else 0
        end = self._starts[last] if 0 <= last < len(self._starts) else len(self.letters)
        return self.letters[start:end]

    def rows_before(self, part: int) -> Sequence[tuple[str, int]]:
        """The rows right before a part; none of no part."""
        row = self._row_of.get(part, 0)
        return self.side.rows[max(0, row - _MOST_ROWS) : row]

    def rows_behind(self, part: int) -> Sequence[tuple[str, int]]:
        """The rows right behind a part; none of no part."""
        row = self._row_of.get(part, len(self.side.rows))
        return self.side.rows[row + 1 : row + 1 + _MOST_ROWS]

    def rows_near(self, part: int) -> Sequence[tuple[str, int]]:
        """The rows around a part."""
        row = self._row_of[part]
        return self.side.rows[max(0, row - _NEAR) : row + _NEAR]


def _runs(rows: Sequence[tuple[str, int]], key: str) -> Iterator[Sequence[tuple[str, int]]]:
    """Runs of rows that make up a piece."""
    for start in range(len(rows)):
        for end in range(start + 1, min(len(rows), start + _MOST_ROWS) + 1):
            if "".join(row for row, _ in rows[start:end]) == key:
                yield rows[start:end]


def _told_in(key: str, mine: str, theirs: str) -> int:
    """How often a clause's words came in as what another clause was reworded to, and not as what was added to that."""
    more = theirs.count(key) - mine.count(key)
    if more <= 0 or ratio(theirs.replace(key, ""), mine) >= _ADDED_TO:
        return 0
    return more
