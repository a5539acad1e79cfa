"""The words in which two clauses differ, in pieces, without references that only follow a renumbering."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from policyscan.changes.match import Matched
from policyscan.changes.words import Part, Word

_DOTTED = re.compile(r"\d+(?:\.\w+)+$")
_OWN = re.compile(r"\s*\(?([A-Za-z]{1,2}|[ivxIVX]{1,5}|\d{1,3})[.)]")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Words `old[i:j]` of the old clause in whose place `new[k:l]` stand; one of them may be empty."""

    old: tuple[int, int]
    new: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Diff:
    """Two clauses (or runs of them) word by word; `same` maps words of the old to those of the new."""

    old: tuple[Word, ...]
    new: tuple[Word, ...]
    hunks: tuple[Hunk, ...]
    same: tuple[tuple[int, int], ...]

    def old_words(self, hunk: Hunk) -> tuple[Word, ...]:
        """What went."""
        return self.old[slice(*hunk.old)]

    def new_words(self, hunk: Hunk) -> tuple[Word, ...]:
        """What came."""
        return self.new[slice(*hunk.new)]


class References:
    """Which numbers of the old version are which of the new, by the sections and items that were matched."""

    def __init__(self, matched: Matched, referring: frozenset[str]) -> None:
        self._referring = referring
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._items: set[tuple[str, str, str]] = set()
        for pair in matched.pairs:
            one, other = matched.old.parts[pair.old[0]], matched.new.parts[pair.new[0]]
            numbers = _numbers(one, matched.old.sections), _numbers(other, matched.new.sections)
            for number, its in zip(*numbers, strict=False):
                counts[number][its] += 1
            first, second = _OWN.match(one.clause.text), _OWN.match(other.clause.text)
            if first and second:
                self._items.add((one.section, first[1].casefold(), second[1].casefold()))
        self._sections = {number: found.most_common(1)[0][0] for number, found in counts.items()}

    def follows(self, old: str, new: str, before: str, section: str) -> bool:
        """Whether a reference to `new` is the one to `old`, renumbered."""
        if (section, old, new) in self._items and not old.isdigit():
            return True
        is_reference = before in self._referring or bool(_DOTTED.match(old) and _DOTTED.match(new))
        return is_reference and self._sections.get(old) == new


def _numbers(part: Part, sections: Sequence[object]) -> list[str]:
    """Numbers of the sections that a part stands in, from the outermost, and its own where it has one."""
    found: list[str] = []
    at = part.clause.section
    while 0 <= at < len(sections):
        section = sections[at]
        found.append(str(getattr(section, "number", "")).strip("().").casefold())
        at = int(getattr(section, "parent", -1))
    own = re.match(r"\s*(\d+(?:\.\w+)+)", part.clause.text)
    # "4.5 hours of training": what is compared as a word is no number of the clause.
    if own and part.clause.start + own.end() <= part.words[0].start:
        found.insert(0, own[1].casefold())
    return found[::-1]


def diff(old: Sequence[Part], new: Sequence[Part], references: References, quiet: frozenset[str]) -> Diff:
    """Compare the words of two runs of parts; the order of the arguments changes nothing but the sides."""
    one = tuple(word for part in old for word in part.words)
    other = tuple(word for part in new for word in part.words)
    codes = _codes([word.text for word in one], [word.text for word in other])
    hunks: list[Hunk] = []
    same: list[tuple[int, int]] = []
    for i, j, k, l in codes:  # noqa: E741 (ends of spans)
        if j - i == l - k and [w.text for w in one[i:j]] == [w.text for w in other[k:l]]:
            same += zip(range(i, j), range(k, l), strict=True)
        else:
            hunks.append(Hunk((i, j), (k, l)))
    section = old[0].section
    kept = [hunk for hunk in hunks if not _is_nothing(hunk, one, other, references, section)]
    return Diff(one, other, tuple(_joined(kept, one, quiet)), tuple(same))


def _codes(one: list[str], other: list[str]) -> list[tuple[int, int, int, int]]:
    # The matcher is not symmetrical; in a fixed order of the sides, old and new can be exchanged.
    if one <= other:
        return [code[1:] for code in SequenceMatcher(None, one, other, autojunk=False).get_opcodes()]
    turned = SequenceMatcher(None, other, one, autojunk=False).get_opcodes()
    return [(code[3], code[4], code[1], code[2]) for code in turned]


def _is_nothing(hunk: Hunk, one: Sequence[Word], other: Sequence[Word], references: References, section: str) -> bool:
    went, came = one[slice(*hunk.old)], other[slice(*hunk.new)]
    if "".join(word.text for word in went) == "".join(word.text for word in came):
        return True
    if len(went) != len(came):
        return False
    before = one[hunk.old[0] - 1].text if hunk.old[0] else ""
    for gone, come in zip(went, came, strict=True):
        if gone.text != come.text and not references.follows(gone.text, come.text, before, section):
            return False
        before = gone.text
    return True


def _joined(hunks: Sequence[Hunk], one: Sequence[Word], quiet: frozenset[str]) -> list[Hunk]:
    """Pieces that only a small word ("the", "of") parts, as one, where both put words in place of others."""
    found: list[Hunk] = []
    for hunk in hunks:
        last = found[-1] if found else None
        if last is not None and hunk.old[0] - last.old[1] == 1 and hunk.new[0] - last.new[1] == 1:
            between = one[last.old[1]].text
            sizes = (*last.old, *hunk.old, *last.new, *hunk.new)
            whole = all(sizes[at] < sizes[at + 1] for at in range(0, len(sizes), 2))
            if between in quiet and whole:
                found[-1] = Hunk((last.old[0], hunk.old[1]), (last.new[0], hunk.new[1]))
                continue
        found.append(hunk)
    return found
