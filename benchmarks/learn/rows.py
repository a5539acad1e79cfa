"""What the clause reader is trained on: clauses with what is known of them on a measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks import coded
from benchmarks.groups import Group
from policyscan.meaning import Context
from policyscan.meaning.context import HEADING, LEAD, LONGEST, one_line
from policyscan.meaning.model import DEFEATS, MEETS, TOPIC

REASONS = (
    "optional", "only-some-situations", "report-only", "exception-swallows-rule", "one-of-two", "lesser-force-only",
    "not-pointing", "other",
)  # fmt: skip
# What a whole place lacks, its clauses lack too; but a clause nobody looked at counts for less.
MINED_WEIGHT = 0.6
# The coders' notes on this measure quote the language of another question.
MISQUOTED = "exhaust-alternatives"
RUN = 7


@dataclass(frozen=True, slots=True)
class Row:
    """A clause as the reader sees it; `known` holds 1.0 or 0.0 for what is known of it on `measure`."""

    heading: str
    words: str
    measure: str
    known: dict[str, float]
    reason: str = ""
    weight: float = 1.0
    hand: str = field(default="", compare=False)


def parts_of(measure: str) -> tuple[str, ...]:
    """The parts of a measure, or `meets` where it has none."""
    return coded.taxonomy().measure_by_id[measure].parts or (MEETS,)


def outputs() -> tuple[tuple[str, str], ...]:
    """What is asked of every clause, as `(measure, what)`."""
    return tuple(
        (measure.id, what) for measure in coded.taxonomy().measures for what in (*parts_of(measure.id), DEFEATS, TOPIC)
    )


def known_of(measure: str, label: str) -> dict[str, float]:
    """What a label says of a clause."""
    parts = parts_of(measure)
    supplied = {"meets": parts, "both": parts, "part1": parts[:1], "part2": parts[1:]}.get(label, ())
    known = {part: float(part in supplied) for part in parts}
    return known | {DEFEATS: float(label == "defeats"), TOPIC: float(label != "other")}


def sentence_rows(hands: Sequence[str] | None = None) -> list[Row]:
    """The labelled sentences (of some hands) that are not held out."""
    rows = []
    for measure in coded.taxonomy().measures:
        for s in coded.sentences(measure.id):
            if s.is_held or (hands is not None and s.hand not in hands):
                continue
            rows.append(sentence_row(s))
    return rows


def sentence_row(s: coded.Sentence) -> Row:
    """One labelled sentence as a row."""
    before, text = one_line(s.lead)[-LEAD:], one_line(s.text)[:LONGEST]
    words = f"{before} {text}" if before else text
    reason = s.reason if s.label in {"near", "defeats"} else ""
    return Row(one_line(s.heading)[-HEADING:], words, s.measure, known_of(s.measure, s.label), reason, hand=s.hand)


def note_rows() -> list[Row]:
    """What the coders quoted from policies that are not at hand, as far as the coding is there."""
    path = coded.GOLD / "measures_2016.csv"
    rows = []
    for cell in coded.read_csv(path) if path.exists() else ():
        measure, adopted = cell["measure"], cell["adopted"] == "1"
        quotes = [one_line(q) for q in re.findall(r'"([^"]{25,})"', cell["coder_note"].translate(coded.PLAIN_QUOTES))]
        if cell["pdf"] or not quotes or (adopted and measure == MISQUOTED):
            continue
        parts = parts_of(measure)
        if not adopted:
            known = {TOPIC: 1.0} | ({} if len(parts) > 1 else {parts[0]: 0.0})
            rows += [Row("", quote[:LONGEST], measure, known, hand=cell["place"]) for quote in quotes]
        elif len(parts) == 1 or len(quotes) == 1:
            known = dict.fromkeys(parts, 1.0) if len(parts) == 1 else {TOPIC: 1.0}
            rows.append(Row("", " ".join(quotes)[:LONGEST], measure, known | {TOPIC: 1.0}, hand=cell["place"]))
    return rows


def place_rows(groups: Sequence[Group]) -> list[Row]:
    """The clauses of coded places of which something is known: annotated ones, and those that a reader quoted."""
    return [row for group in groups for row in (*_annotated(group), *_quoted(group))]


def was_looked_at(context: Context, group: Group) -> bool:
    """Whether a clause was among those that were labelled one by one."""
    looked_at = group.looked_at
    return looked_at is None or (context.clause.sha256, context.clause.start) in looked_at


def _annotated(group: Group) -> Iterator[Row]:
    for mark in group.marks:
        is_whole = len(parts_of(mark.measure)) == 1
        if mark.label in coded.YES and not group.adopted[mark.measure] and is_whole:
            # What follows takes it back.
            continue
        for context in group.contexts:
            if not is_same(context.clause.text, mark.quote) or not was_looked_at(context, group):
                continue
            if mark.label not in coded.YES and is_whole and _decides(context, mark.measure, group):
                # The reader of the whole document says more than its single clause.
                continue
            reason = mark.reason if mark.label in {"near", "defeats"} else ""
            yield _row(context, mark.measure, known_of(mark.measure, mark.label), reason, group)


def _decides(context: Context, measure: str, group: Group) -> bool:
    """Whether the reader of a real place quotes a clause for what it has adopted."""
    return group.is_real and bool(group.adopted[measure]) and overlaps(context.words, group.quotes[measure])


def _quoted(group: Group) -> Iterator[Row]:
    for measure, quote in group.quotes.items():
        parts = parts_of(measure)
        if group.marks and not (group.is_real and group.adopted[measure] and len(parts) == 1):
            continue
        for context in group.contexts:
            if not overlaps(context.words, quote):
                continue
            known = {parts[0]: float(group.adopted[measure])} if len(parts) == 1 else {}
            reason = "" if group.adopted[measure] else group.reasons[measure]
            yield _row(context, measure, known | {TOPIC: 1.0}, reason, group)


def lacking(group: Group, measure: str) -> tuple[str, ...]:
    """What no clause of a place supplies, as its coding says."""
    parts = parts_of(measure)
    if group.adopted[measure]:
        return ()
    if len(parts) == 1 or group.reasons[measure] == "silent":
        return parts
    missing = dict(coded.taxonomy().measure_by_id[measure].missing)
    found = [part for part in parts if missing.get(part) == group.reasons[measure]]
    return tuple(found) if len(found) == 1 else ()


def mined_row(context: Context, measure: str, parts: Sequence[str], group: Group) -> Row:
    """A clause of a place that lacks some parts."""
    return _row(context, measure, dict.fromkeys(parts, 0.0), "", group, MINED_WEIGHT)


def _row(
    context: Context, measure: str, known: dict[str, float], reason: str, group: Group, weight: float = 1.0
) -> Row:
    return Row(context.heading, context.words, measure, known, reason if reason in REASONS else "", weight, group.hand)


def overlaps(text: str, quote: str) -> bool:
    """Whether a text shares a run of seven words with a quote."""
    words = coded.fold(quote).split()
    folded = coded.fold(text)
    return len(words) > 3 and any(" ".join(words[i : i + RUN]) in folded for i in range(max(1, len(words) - RUN + 1)))


def is_same(clause: str, quote: str) -> bool:
    """Whether a clause is what a quote quotes, but for a marker or a stop."""
    one, other = coded.fold(clause), coded.fold(quote)
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) > 12 and shorter in longer and len(shorter) >= 0.75 * len(longer)
