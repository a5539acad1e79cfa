"""Match the clauses of two versions: the same words first, then those that became others, were cut or joined."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from policyscan.changes.exact import FEWEST_LETTERS, Matching, Pair, heaviest_rising, same_run, same_words
from policyscan.changes.words import Part, Side

# How alike two clauses must be (0 to 1) to be one clause reworded: anywhere, or between the same neighbours.
ANYWHERE, IN_PLACE = 0.62, 0.45
# A word that more clauses than this hold says nothing about which clause it is.
_RARE = 60
# Clauses that are compared with each one, and neighbours in the same gap.
_CANDIDATES, _NEAR = 12, 6
_SAME_SECTION, _SAME_LEAD, _NEXT_TO = 0.04, 0.04, 0.06
# By how much two clauses together must be nearer to one than the better of them alone, and how near.
_GAIN, _TOGETHER = 0.08, 0.6
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Matched:
    """What two versions have in common; `moved` are positions in `pairs`."""

    old: Side
    new: Side
    pairs: tuple[Pair, ...]
    moved: frozenset[int]
    removed: tuple[int, ...]
    added: tuple[int, ...]


def match(old: Side, new: Side) -> Matched:
    """The clauses of two versions, paired one to one but where one was cut in several or several joined.

    Old and new exchanged give the same pairs: ties are broken in one order of the two.
    """
    if [part.key for part in old.parts] > [part.key for part in new.parts]:
        return _turned(match(new, old))
    matching = Matching(old, new)
    same_words(matching)
    same_run(matching)
    _nearest(matching)
    same_run(matching)
    _cut_or_joined(matching)
    pairs = tuple(matching.pairs)
    return Matched(old, new, pairs, _moved(old, new, pairs), tuple(matching.old_left), tuple(matching.new_left))


def _turned(found: Matched) -> Matched:
    turned = [Pair(pair.new, pair.old, pair.is_same) for pair in found.pairs]
    moved = {turned[position] for position in found.moved}
    pairs = tuple(sorted(turned, key=lambda pair: (pair.old, pair.new)))
    at = frozenset(position for position, pair in enumerate(pairs) if pair in moved)
    return Matched(found.new, found.old, pairs, at, found.added, found.removed)


# --- reworded ---------------------------------------------------------------------------------


class _Likeness:
    """How alike two clauses are: the order of their words, and how rare those are that they share."""

    def __init__(self, old: Side, new: Side) -> None:
        parts = (*old.parts, *new.parts)
        held = Counter(word for part in parts for word in set(part.texts))
        self._weight = {word: math.log(1 + len(parts) / count) for word, count in held.items()}

    def __call__(self, one: Sequence[str], other: Sequence[str]) -> float:
        first, second = Counter(one), Counter(other)
        shared = sum(self._weight[word] * min(count, second[word]) for word, count in first.items())
        whole = sum(self._weight[word] * count for bag in (first, second) for word, count in bag.items())
        return (Indel.normalized_similarity(one, other) + 2 * shared / whole) / 2


def _nearest(matching: Matching) -> None:
    """Pair what is left by likeness, the likest first; each clause once."""
    likeness = _Likeness(matching.old, matching.new)
    old, new = matching.old.parts, matching.new.parts
    # What one version reads as a heading is no clause that the other may have reworded.
    old_left = [index for index in matching.old_left if old[index].key not in matching.new.titles]
    new_left = [index for index in matching.new_left if new[index].key not in matching.old.titles]
    place: dict[tuple[int, int], bool] = {}
    for gap_old, gap_new in matching.gaps():
        olds = [index for index in gap_old if old[index].key not in matching.new.titles]
        news = [index for index in gap_new if new[index].key not in matching.old.titles]
        for at, one in enumerate(olds):
            middle = at * len(news) // max(1, len(olds))
            for other in news[max(0, middle - _NEAR) : middle + _NEAR]:
                place[one, other] = True
    candidates = set(place)
    candidates |= set(_sharing(old, old_left, new, new_left))
    candidates |= {(one, other) for other, one in _sharing(new, new_left, old, old_left)}
    ranked = []
    for one, other in candidates:
        alike = likeness(old[one].texts, new[other].texts)
        in_place = (one, other) in place
        if min(len(old[one].words), len(new[other].words)) < _FEWEST_WORDS and not in_place:
            continue
        if alike >= (IN_PLACE if in_place else ANYWHERE):
            score = alike + _around(matching, one, other)
            ranked.append((-round(score, 6), abs(one - other), one, other))
    for _, _, one, other in sorted(ranked):
        if one not in matching.of_old and other not in matching.of_new:
            matching.add([one], [other], is_same=old[one].key == new[other].key)


def _around(matching: Matching, one: int, other: int) -> float:
    old, new = matching.old.parts[one], matching.new.parts[other]
    score = _SAME_SECTION if old.section == new.section else 0.0
    if matching.meets(old.lead, new.lead):
        score += _SAME_LEAD
    score += _NEXT_TO * sum(1 for step in (-1, 1) if matching.meets(one + step, other + step))
    return score


def _sharing(
    ones: Sequence[Part], of_ones: Sequence[int], others: Sequence[Part], of_others: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """For each clause those few that share the most of its rare words."""
    holding: dict[str, list[int]] = defaultdict(list)
    for index in of_others:
        for word in set(others[index].texts):
            holding[word].append(index)
    for index in of_ones:
        found: dict[int, float] = defaultdict(float)
        words = sorted(set(ones[index].texts), key=lambda word: (len(holding.get(word, ())), word))
        for position, word in enumerate(words):
            held = holding.get(word, ())
            if len(held) > _RARE and (found or position > 3):
                break
            for other in held[: 4 * _RARE]:
                found[other] += 1 / len(held)
        best = sorted(found, key=lambda other: (-found[other], other))[:_CANDIDATES]
        yield from ((index, other) for other in best)


# --- cut in two, joined into one --------------------------------------------------------------


def _cut_or_joined(matching: Matching) -> None:
    """Take a clause without a partner into the pair of its neighbour where they make up the whole together."""
    likeness = _Likeness(matching.old, matching.new)
    for index in matching.new_left:
        _join(matching, likeness, index, is_new=True)
    for index in matching.old_left:
        _join(matching, likeness, index, is_new=False)


def _join(matching: Matching, likeness: _Likeness, index: int, *, is_new: bool) -> None:
    mine, theirs = (matching.new, matching.old) if is_new else (matching.old, matching.new)
    best: tuple[float, Pair, tuple[int, ...]] | None = None
    for pair in _beside(matching, index, is_new=is_new):
        own, whole = (pair.new, pair.old) if is_new else (pair.old, pair.new)
        joined = tuple(sorted((*own, index)))
        target = texts(theirs, whole)
        alike = likeness(texts(mine, joined), target)
        gain = alike - likeness(texts(mine, own), target)
        if gain >= _GAIN and alike >= _TOGETHER and (best is None or alike > best[0]):
            best = (alike, pair, joined)
    if best is not None:
        _, pair, joined = best
        matching.drop(pair)
        matching.add(*((pair.old, joined) if is_new else (joined, pair.new)), is_same=False)


def _beside(matching: Matching, index: int, *, is_new: bool) -> list[Pair]:
    """Pairs of different words whose clauses stand right beside a part."""
    known = matching.of_new if is_new else matching.of_old
    beside = (known.get(index + step) for step in (-1, 1))
    return [pair for pair in dict.fromkeys(beside) if pair is not None and not pair.is_same]


def texts(of: Side, indexes: Sequence[int]) -> tuple[str, ...]:
    """The words of some parts as one row."""
    return tuple(word for index in indexes for word in of.parts[index].texts)


# --- moved ------------------------------------------------------------------------------------


def _moved(old: Side, new: Side, pairs: Sequence[Pair]) -> frozenset[int]:
    """Pairs that stand in another order, or went from one section to another where both stayed what they were.

    A heading that was set, renamed or missed moves nothing.
    """
    to_new = {pair.old[0]: pair.new[0] for pair in pairs}
    relisted = {at for at, pair in enumerate(pairs) if _is_relisted(old, new, pair, to_new)}
    others = [at for at in range(len(pairs)) if at not in relisted]
    weights = [sum(len(new.parts[index].words) for index in pairs[at].new) for at in others]
    kept = {others[at] for at in heaviest_rising([pairs[at].new[0] for at in others], weights)}
    went, came = _sections(old, new, pairs)
    single = _single(old) & _single(new)
    wordings = Counter(part.key for part in (*old.parts, *new.parts))
    seen: dict[int, set[int]] = defaultdict(set)
    for position in kept:
        page, its = _pages(old, new, pairs[position])
        seen[page].add(its)
    moved = set()
    for position, pair in enumerate(pairs):
        here, there = old.parts[pair.old[0]].section, new.parts[pair.new[0]].section
        page, its = _pages(old, new, pair)
        by_ocr = page in old.ocr_pages or its in new.ocr_pages
        if position not in kept:
            key = old.parts[pair.old[0]].key
            # OCR reads the columns of a table in either order; of a short wording that stands everywhere ("Act",
            # "Description") nobody can say which one is which.
            if not (by_ocr and its in seen[page]) and not (len(key) < FEWEST_LETTERS and wordings[key] > 2):
                moved.add(position)
            continue
        stays = (went.get(here), came.get(there)) == (here, there) and {here, there} <= single
        if here != there and stays and not by_ocr:
            moved.add(position)
    return frozenset(moved)


def _single(of: Side) -> set[str]:
    """Titles that one section alone bears."""
    sections = {(part.section, part.clause.section) for part in of.parts}
    return {title for title, count in Counter(title for title, _ in sections).items() if count == 1}


def _pages(old: Side, new: Side, pair: Pair) -> tuple[int, int]:
    return old.parts[pair.old[0]].clause.page, new.parts[pair.new[0]].clause.page


def _is_relisted(old: Side, new: Side, pair: Pair, to_new: Mapping[int, int]) -> bool:
    """Whether an item stands below another lead-in than the one that its own became."""
    lead, its = old.parts[pair.old[0]].lead, new.parts[pair.new[0]].lead
    return min(lead, its) >= 0 and to_new.get(lead, its) != its


def _sections(old: Side, new: Side, pairs: Sequence[Pair]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """For each old section the new one in which most of its clauses stand; for each new one, the old."""
    went: dict[str, Counter[str]] = defaultdict(Counter)
    came: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        here, there = old.parts[pair.old[0]].section, new.parts[pair.new[0]].section
        went[here][there] += 1
        came[there][here] += 1
    return _most(went), _most(came)


def _most(counts: Mapping[str, Counter[str]]) -> dict[str, str]:
    return {one: found.most_common(1)[0][0] for one, found in counts.items()}
