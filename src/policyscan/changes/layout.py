"""Tell what only looks changed: words cut into other clauses, headings read as text, what could not be read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Levenshtein

from policyscan.changes.match import Matched
from policyscan.changes.noise import Noise
from policyscan.changes.words import Side

# Letters from which on words are told by themselves, rather than by chance, in a run of other words.
_FEWEST_LETTERS = 12
_BY_ITSELF = 30
# Clauses around the place where one went, among which its words may stand cut otherwise.
_AROUND = 25
# Rows around a clause among which stands what a frame or a page break parted from it, and how many make a piece.
_NEAR, _MOST_ROWS = 12, 8


class Layout:
    """What of two matched versions is the same but for its layout; what holds a word of `binding` is no noise."""

    def __init__(self, matched: Matched, binding: frozenset[str]) -> None:
        self._matched = matched
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
            tuple(key for key in self._keys(matched.old, matched.removed) if key not in self._new.letters),
            tuple(key for key in self._keys(matched.new, matched.added) if key not in self._old.letters),
        )
        self._known = frozenset(word for word, count in held.items() if count > 1)
        self._noise = (
            Noise(matched.old, matched.removed, self._known, binding),
            Noise(matched.new, matched.added, self._known, binding),
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

    def is_cut(self, key: str, near: int, *, is_old: bool) -> bool:
        """Whether a piece that one clause has and the other has not is a heading or whole clauses beside the other."""
        _, theirs = self._sides(is_old=is_old)
        if not key or key in theirs.side.titles:
            return bool(key)
        used = self._used[1 if is_old else 0]
        rows = theirs.rows_near(near)
        for start in range(len(rows)):
            built = ""
            for row, part in rows[start : start + _MOST_ROWS]:
                if part in used or not key.startswith(built + row):
                    break
                built += row
                if built == key:
                    return True
        return False

    def is_misread(self, gone: Sequence[str], come: Sequence[str]) -> bool:
        """Whether words of a page that was read by OCR differ by letters only, and one of them is no word."""
        if len(gone) != len(come):
            return False
        return all(
            one == other or (_is_alike(one, other) and not {one, other} <= self._known)
            for one, other in zip(gone, come, strict=True)
        )

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

    def window(self, first: int, last: int) -> str:
        """The letters from one part to another."""
        if not self._starts:
            return self.letters
        start = self._starts[first] if 0 <= first < len(self._starts) else 0
        end = self._starts[last] if 0 <= last < len(self._starts) else len(self.letters)
        return self.letters[start:end]

    def rows_near(self, part: int) -> Sequence[tuple[str, int]]:
        """The rows around a part."""
        row = self._row_of[part]
        return self.side.rows[max(0, row - _NEAR) : row + _NEAR]


def _is_alike(one: str, other: str) -> bool:
    return not any(char.isdigit() for char in one + other) and Levenshtein.normalized_similarity(one, other) >= 0.6
