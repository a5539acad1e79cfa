"""Say what changed between two versions, clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from policyscan.changes.cells import is_reread
from policyscan.changes.cues import placed
from policyscan.changes.diff import Diff, Hunk, References, diff
from policyscan.changes.exact import Pair, stops
from policyscan.changes.layout import Edge, Layout
from policyscan.changes.match import Matched, match
from policyscan.changes.rules import Rules
from policyscan.changes.weigh import Vote, weigh
from policyscan.changes.words import Part, Side, Word
from policyscan.model import BlockKind, Change, ChangeKind, Span

_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed, in the documents' order, and how many clauses of the new version did not.

    Of the clauses without a partner that are no rows, `unread` counts those whose place in the other version could
    not be read, `noise` those that are no clauses: single words, and what OCR made of a picture.
    """

    changes: tuple[Change, ...]
    unchanged: int
    unread: int = 0
    noise: int = 0


def compare(old: Side, new: Side, rules: Rules, *, measures: Mapping[str, Iterable[str]] | None = None) -> Compared:
    """The changes from one version to the next. `measures` are those that the clauses speak of, by clause id."""
    return _Comparison(match(old, new), rules, measures or {}).run()


@dataclass(frozen=True, slots=True)
class _Left:
    """Parts of one version without a partner."""

    rows: frozenset[int]
    unread: int
    noise: int


class _Comparison:
    def __init__(self, matched: Matched, rules: Rules, measures: Mapping[str, Iterable[str]]) -> None:
        self.matched, self.rules, self._measures = matched, rules, measures
        self.old, self.new = matched.old, matched.new
        self.references, self.layout = References(matched, rules.referring), Layout(matched, rules)
        self._mates = {(one, other) for pair in matched.pairs for one in pair.old for other in pair.new}

    def run(self) -> Compared:
        found: list[tuple[float, int, Change]] = []
        unchanged = 0
        places = {pair.old[0]: pair.new[0] for pair in self.matched.pairs}
        for position, pair in enumerate(self.matched.pairs):
            change = self._pair(pair, is_moved=position in self.matched.moved)
            if change is None:
                unchanged += len(pair.new)
            else:
                found.append((pair.new[0], 1, change))
        added, removed = self._left(is_old=False), self._left(is_old=True)
        found += [(index, 1, self._change(ChangeKind.ADDED, (), (index,))) for index in added.rows]
        at = -0.5
        for index in range(len(self.old.parts)):
            # What went is shown where it stood: behind the clause that stood before it.
            at = places[index] + 0.5 if index in places else at
            if index in removed.rows:
                found.append((at, 0, self._change(ChangeKind.REMOVED, (index,), ())))
        found.sort(key=lambda item: item[:2])
        changes = tuple(change for _, _, change in found)
        return Compared(changes, unchanged, added.unread + removed.unread, added.noise + removed.noise)

    def _left(self, *, is_old: bool) -> _Left:
        """The parts without a partner that came or went, and how many of the others nobody can say that of."""
        rows: list[int] = []
        unread = noise = 0
        for index in self.matched.removed if is_old else self.matched.added:
            if self.layout.is_no_change(index, is_old=is_old):
                continue
            if self.layout.is_noise(index, is_old=is_old):
                noise += 1
            elif self.layout.is_unread(index, is_old=is_old):
                unread += 1
            else:
                rows.append(index)
        return _Left(frozenset(rows), unread, noise)

    def _pair(self, pair: Pair, *, is_moved: bool) -> Change | None:
        old, new = [self.old.parts[i] for i in pair.old], [self.new.parts[i] for i in pair.new]
        governed = self._governed(old[0], new[0])
        if governed is not None:
            change = self._change(governed.kind, pair.old, pair.new, why=governed.why)
            return replace(change, old_lead=_span(self.old, (old[0].lead,)), new_lead=_span(self.new, (new[0].lead,)))
        if not pair.is_same:
            whole = diff(old, new, self.references, self.rules.quiet)
            found = self._without_layout(old, new, whole)
            if found.hunks:
                return self._reworded(pair, old, new, found, is_moved=is_moved)
            if len(old) != len(new) and not whole.hunks and stops(old) != stops(new):
                return self._change(ChangeKind.REWORDED, pair.old, pair.new, why=_cut(len(old), len(new)))
        if is_moved:
            return self._change(ChangeKind.MOVED, pair.old, pair.new, why=self._where(old[0], new[0]))
        return None

    def _without_layout(self, old: list[Part], new: list[Part], found: Diff) -> Diff:
        """The words that differ, without pieces that only the layout put there or took away."""
        by_ocr = old[0].clause.page in self.old.ocr_pages, new[0].clause.page in self.new.ocr_pages
        kept = []
        for hunk in found.hunks:
            gone, come = ([word.text for word in words] for words in (found.old_words(hunk), found.new_words(hunk)))
            if self._is_cut(old, new, found, hunk) or self.layout.is_misread(gone, come, by_ocr=by_ocr):
                continue
            kept.append(hunk)
        if (_is_table(old) or _is_table(new) or len(old) != len(new)) and is_reread(old, new, found, kept, self.rules):
            kept = []
        return replace(found, hunks=tuple(kept))

    def _is_cut(self, old: list[Part], new: list[Part], found: Diff, hunk: Hunk) -> bool:
        """Whether a piece that came or went stands as a heading or as whole clauses beside the other's."""
        is_old = hunk.old[0] < hunk.old[1]
        if is_old == (hunk.new[0] < hunk.new[1]):
            return False
        mine, theirs = (old, new) if is_old else (new, old)
        (start, end), (place, _) = (hunk.old, hunk.new) if is_old else (hunk.new, hunk.old)
        words = (found.old if is_old else found.new)[start:end]
        part = next(part for part in mine if words[0] in part.words)
        key = "".join(word.text for word in words)
        binds = self.rules.binds(word.text for word in words) or any(
            start <= at < end for cue in placed(mine, found.old if is_old else found.new) for at in cue.words
        )
        return self.layout.is_cut(key, part.index, _edge(theirs, place), is_old=is_old, binds=binds)

    def _reworded(self, pair: Pair, old: list[Part], new: list[Part], found: Diff, *, is_moved: bool) -> Change:
        votes = weigh(old, new, found, self.rules)
        kinds = {vote.kind for vote in votes}
        kind = kinds.pop() if len(kinds) == 1 else ChangeKind.REWORDED
        deciding = [hunk for hunk in found.hunks if len(votes) and any(hunk in vote.hunks for vote in votes)]
        shown: Sequence[Hunk] = deciding if kind is not ChangeKind.REWORDED else found.hunks
        reasons = list(dict.fromkeys(vote.why for vote in votes))[:_MOST_REASONS]
        if kind is ChangeKind.REWORDED and votes:
            reasons = ["its words pull both ways", *reasons]
        elif kind is ChangeKind.REWORDED:
            reasons = ["the words differ; no rule says in which direction"]
        if len(old) != len(new):
            reasons.append(_cut(len(old), len(new)))
        if is_moved:
            reasons.append(self._where(old[0], new[0]))
        if kind is not ChangeKind.REWORDED and (governs := self._governs(pair)):
            reasons.append(f"it governs {governs} item{'' if governs == 1 else 's'}")
        return self._change(
            kind,
            pair.old,
            pair.new,
            why="; ".join(reasons),
            old_words=_spans(self.old.sha256, [found.old_words(hunk) for hunk in shown]),
            new_words=_spans(self.new.sha256, [found.new_words(hunk) for hunk in shown]),
        )

    def _where(self, old: Part, new: Part) -> str:
        if old.section != new.section:
            return f"it stood under “{self.old.title(old)}” and now stands under “{self.new.title(new)}”"
        return "it stands in another order"

    def _governed(self, old: Part, new: Part) -> Vote | None:
        """What it means that an item now stands below another lead-in, which binds it otherwise."""
        if min(old.lead, new.lead) < 0 or (old.lead, new.lead) in self._mates or old.key != new.key:
            return None
        leads = self.old.parts[old.lead].clause, self.new.parts[new.lead].clause
        kind = self.rules.modality.get((old.clause.modality.value, new.clause.modality.value))
        if kind is None:
            return None
        shown = [" ".join(lead.text.split()) for lead in leads]
        return Vote(kind, f"it stood below “{_short(shown[0])}” and now stands below “{_short(shown[1])}”", ())

    def _governs(self, pair: Pair) -> int:
        """How many items a changed lead-in governs that did not change themselves."""
        items = [item for index in pair.new for item in self.new.items.get(index, ())]
        return len(items)

    def _change(
        self,
        kind: ChangeKind,
        old: Sequence[int],
        new: Sequence[int],
        *,
        why: str = "",
        old_words: tuple[Span, ...] = (),
        new_words: tuple[Span, ...] = (),
    ) -> Change:
        return Change(
            kind=kind,
            old=_span(self.old, old),
            new=_span(self.new, new),
            measures=self._of(old, new, with_items=bool(old_words or new_words)),
            old_words=old_words,
            new_words=new_words,
            why=why,
        )

    def _of(self, old: Sequence[int], new: Sequence[int], *, with_items: bool) -> tuple[str, ...]:
        found: set[str] = set()
        for side, indexes in ((self.old, old), (self.new, new)):
            wanted = [*indexes, *(item for i in indexes for item in side.items.get(i, ()) if with_items)]
            for index in wanted:
                found.update(self._measures.get(side.parts[index].clause.id, ()))
        return tuple(sorted(found))


def mirrored(change: Change) -> Change:
    """A change as it is where old and new are exchanged; `why` is left as it is."""
    turned = {
        ChangeKind.ADDED: ChangeKind.REMOVED,
        ChangeKind.REMOVED: ChangeKind.ADDED,
        ChangeKind.STRENGTHENED: ChangeKind.WEAKENED,
        ChangeKind.WEAKENED: ChangeKind.STRENGTHENED,
    }
    return replace(
        change,
        kind=turned.get(change.kind, change.kind),
        old=change.new,
        new=change.old,
        old_words=change.new_words,
        new_words=change.old_words,
        old_lead=change.new_lead,
        new_lead=change.old_lead,
    )


def _span(side: Side, indexes: Sequence[int]) -> Span | None:
    if not indexes:
        return None
    first, last = side.parts[indexes[0]].clause, side.parts[indexes[-1]].clause
    return Span(side.sha256, first.start, max(first.end, last.end))


def _spans(sha256: str, pieces: Sequence[Sequence[Word]]) -> tuple[Span, ...]:
    """The characters of each piece; an empty piece keeps its place, with no characters, so that pieces pair up."""
    return tuple(Span(sha256, piece[0].start, piece[-1].end) if piece else Span(sha256, 0, 0) for piece in pieces)


def _cut(old: int, new: int) -> str:
    return f"{old} clause{'' if old == 1 else 's'} became {new}"


def _is_table(parts: Sequence[Part]) -> bool:
    return any(part.clause.kind is BlockKind.TABLE_ROW for part in parts)


def _edge(parts: Sequence[Part], at: int) -> Edge:
    """Which part ends before a word of a run of parts, and which begins there."""
    ends = begins = -1
    for part in parts:
        begins = part.index if at == 0 else begins
        at -= len(part.words)
        ends = part.index if at == 0 else ends
    return Edge(ends, begins)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"
