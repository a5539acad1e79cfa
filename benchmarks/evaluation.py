"""Write docs/evaluation.md: `python -m benchmarks.evaluation --workspace DIR [--keep FOLDER] [--only PART ...]`.

DIR is a workspace with the real policies that `--gold` codes, ingested with what is in the package;
FOLDER holds the readers that `python -m benchmarks.learn` kept, among them one that saw no real place: the part
"unseen" needs it. With `--only` the other parts stay as they stand. The page holds counts and our own notes, never the
coders' words.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

import policyscan
from benchmarks import closely, coded, groups, learn_quotable, learn_reasons
from benchmarks.judgements import pairs
from benchmarks.learn import folds
from benchmarks.learn.cells import Cell, Figures, chances, figures, without_rules
from benchmarks.learn.rows import parts_of, sentence_row
from policyscan import judge
from policyscan.evaluate import Confusion, Evaluation, Interval, evaluate, evaluate_both
from policyscan.model import Judgement

PAGE = coded.ROOT / "docs" / "evaluation.md"
PLOT = coded.ROOT / "docs" / "evaluation-calibration.svg"
NOTES = Path(__file__).parent / "differences.toml"
BINS = 10
# The parts of the page, in their order, and what stands before each.
PARTS = ("unseen", "texts", "real", "quoted", "differences")
MARK = "<!-- part: {} -->"

# Where `--keep` has no reader that saw no real place.
NOT_MEASURED = (
    "not measured on this state: the reader that saw none of them is to be trained first (`benchmarks.learn`)"
)
HEAD = """# Evaluation

Written by `python -m benchmarks.evaluation --workspace DIR --keep FOLDER`; do not edit. `DIR` holds the real policies,
ingested with OCR. Counts come first and every share has its 95 % Wilson interval, because the classes are small.
Parts can be measured alone (`--only`), so that they may be of different days; the first needs readers that take an hour
to train, and is the oldest.

## What is compared with what

- **Real places.** Thirty places, eight measures, read against the codebook by a second reader; fifteen of them were
  also coded in 2016 from the same version of the text. A cell is *firm* where both say the same. **Rules and clause
  reader were made in sight of these codings**, so the figures on what is shipped say how well it fits, not how far it
  carries. Beside them stands a clause reader that saw no real place. The rules saw all, and so did those who chose the
  method: that a clause in which a rule finds both parts counts for both was added in sight of these cells (firm cells
  right before: 94), that every use of force counts as likelier reported where pointing is (97 before), and how many
  clauses are read closely (94 before, by another reader than in the two steps before).
- **Fictional places that trained nothing.** Coded by their writer and, those of hands `p` to `r`, a second time blind.
  No rule was written in sight of the frozen ones and no reader was trained on them. Hands `p` to `r` write as real
  policies of one region or make put it; hands `b` to `g` in wordings wider than real policies have. They are easier
  than real policies: their two coders never differ, where readers of real ones differ in 17 of 100 cells, and hands
  beside them wrote training texts to the same brief. Methods were chosen in sight of these figures.
- **Texts that nothing was tuned on.** A third of the minimal pairs and of the first hand's sentences.
- **Cross-fitted.** Confidence is learned from the frozen places only; the cells of a hand are scored by numbers that
  saw nothing by that hand.
"""

QUOTED = """Which clauses stand for an answer is learned (`benchmarks.learn_quotable`) from the cells of these places
that we answer as their reader does. Here each place is shown by numbers that saw nothing of it, a fictional one by
numbers that saw nothing of its hand. All cells with a quote count, also those that we answer otherwise; of a yes all
quotes are looked at, of a no the first three. The rules and the clause reader know the real places."""

REASONS = """Why a "no" is one is told by the rules and, where that is doubtful, weighed by what was learned from
readers' codes (`benchmarks.learn_reasons`); here, too, by numbers that saw nothing of the place (those that say what is
quoted in the other places were learned with this one among them). Cells that rules and reader answer with "no", and
codes that are the reader's (from which chances the rules' code gives way was chosen in sight of these):"""


def counts(name: str, c: Confusion) -> str:
    """One row of a table of confusion counts."""
    abstained = c.abstained_yes + c.abstained_no
    return (
        f"| {name} | {c.accuracy} | {c.kappa:.2f} | {c.f1:.2f} | {c.both_yes} | {c.both_no} | {c.only_ours} "
        f"| {c.only_theirs} | {abstained} |"
    )


def table(result: Evaluation) -> str:
    """The confusion counts of an evaluation, all measures last."""
    rows = [counts(name, confusion) for name, confusion in sorted(result.by_measure)]
    return "\n".join(
        [
            "| measure | accuracy | kappa | F1 | both yes | both no | only ours | only theirs | abstained |",
            "|---|---|---:|---:|---:|---:|---:|---:|---:|",
            *rows,
            counts("**all**", result.overall),
        ]
    )


def real(judgements: Sequence[Judgement], gold: Path) -> str:
    """The real places against both codings, evidence and reason codes."""
    first, second = gold / "measures_2016.csv", gold / "second_reader.csv"
    both = evaluate_both(judgements, first, second)
    reader = evaluate(judgements, second)
    reasons = groups.gold_rows(second)
    ours = {(j.place.name, j.measure): j for j in judgements}
    zeros = [cell for cell in both.firm.cells if cell.theirs == 0 and cell.ours == 0]
    same = sum(ours[c.place, c.measure].reason_code == reasons[c.place, c.measure]["reason"] for c in zeros)
    return "\n\n".join(
        [
            "## Real places as shipped: firm cells",
            table(both.firm),
            f"The reason code of a no is the second reader's in {Interval(same, len(zeros))}.",
            "## Real places as shipped: the 2016 coders alone",
            table(both.first),
            f"The two codings agree with one another in {both.between.overall.accuracy}, "
            f"kappa {both.between.overall.kappa:.2f}.",
            "## Real places as shipped: the second reader alone",
            table(reader),
            f"Our evidence holds the reader's quote in {reader.evidence_yes} of the adopted cells; in "
            f"{reader.evidence_no} of the others the quote is among the three nearest passages. Which clauses are "
            "quoted was learned from these cells and others: the next part leaves each place out.",
        ]
    )


def quoted(places: Sequence[learn_quotable.Place]) -> str:
    """How often we quote what the reader quotes, by numbers that saw nothing of the place."""
    models = learn_quotable.left_out([case for place in places for case in place.cases()])
    known = learn_reasons.cases(places)
    # From a hand with no "no" no reason was learned.
    why = learn_reasons.left_out(known)
    every = learn_reasons.fit(known)
    learned = {hand: judge.Learned(model, why.get(hand, every)) for hand, model in models.items()}
    found = {
        name: learn_quotable.counted(kept, learned)
        for name, is_real in (("real places, second reader", True), ("fictional places, frozen", False))
        if (kept := [place for place in places if place.group.is_real is is_real])
    }
    return "\n".join(
        [
            "## What is quoted and why, each place left out",
            "",
            QUOTED,
            "",
            "| cells | the reader's quote is among ours | it is the first | our quotes a cell |",
            "|---|---|---|---:|",
            *(
                f"| {name}, {'' if c.adopted else 'not '}adopted | {c.among} | {c.first} | {c.quotes:.1f} |"
                for name, counts in found.items()
                for c in counts
            ),
            "",
            REASONS,
            "",
            "| cells | by the rules | as weighed |",
            "|---|---|---|",
            *(
                f"| {name} | {by_rules} | {weighed} |"
                for name, (by_rules, weighed) in learn_reasons.counted(known).items()
            ),
        ]
    )


def unseen(cells: Sequence[Cell], chance: np.ndarray, alone: np.ndarray) -> str:
    """Figures on places that neither rules nor reader saw, and on real places by a reader that never saw them.

    `chance` rests on rules and reader, `alone` on the reader.
    """
    lines = [
        "## Places that were not seen",
        "",
        "Real places are read by a clause reader that saw none of them, and weighed by numbers from fictional",
        "ones; the rules were written in their sight. *By reading alone* leaves the rules' answer out.",
        "",
        "| cells | rules alone | by reading alone | both | kappa | F1 | most errors on a measure | calibration error "
        "| right at 80 % coverage |",
        "|---|---|---|---|---:|---:|---:|---:|---|",
        *(
            _line(name, figures(cells, chance, keep), figures(cells, alone, keep))
            if any(map(keep, cells))
            else f"| {name} | {NOT_MEASURED} | | | | | | | |"
            for name, keep in folds.KINDS.items()
        ),
        "",
        "By measure, all frozen places:",
        "",
        "| measure | rules alone | both | kappa | F1 |",
        "|---|---|---|---:|---:|",
    ]
    for measure in coded.taxonomy().measures:
        found = figures(cells, chance, _frozen(measure.id))
        lines.append(f"| {measure.id} | {found.rules} | {found.ours} | {found.kappa:.2f} | {found.f1:.2f} |")
    return "\n".join([*lines, "", "![Share of right answers by confidence](evaluation-calibration.svg)"])


def _frozen(measure: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.group.is_frozen and cell.measure == measure and cell.is_firm


def _line(name: str, f: Figures, alone: Figures) -> str:
    return (
        f"| {name} | {f.rules} | {alone.ours} | {f.ours} | {f.kappa:.2f} | {f.f1:.2f} | {f.most_errors} "
        f"| {f.calibration:.3f} | {f.covered} |"
    )


def texts() -> str:
    """Pairs and single sentences, read by the rules alone and by what is shipped."""
    lines = [
        "## Pairs and sentences",
        "",
        "| text | rules alone, tuned on | rules alone, held out | as read, held out |",
        "|---|---|---|---|",
        f"| minimal pairs, cells right | {pairs(frozen=False)} | {pairs(frozen=True)} "
        f"| {pairs(frozen=True, close=True)} |",
    ]
    for decides, words in ((True, "that decide"), (False, "that are near or another matter")):
        for style in ("standard", "unusual"):
            tuned, held = (_by_rules(decides, style, held=held) for held in (False, True))
            lines.append(
                f"| sentences {words}, {style} wording, read right | {tuned} | {held} | {_by_reader(decides, style)} |"
            )
    return "\n".join(lines)


def _sentences(decides: bool, style: str, *, held: bool) -> list[coded.Sentence]:
    return [
        s
        for measure in coded.taxonomy().measures
        for s in coded.sentences(measure.id)
        if s.hand == coded.HELD_HAND and s.is_held is held and s.style == style and s.decides is decides
    ]


def _by_rules(decides: bool, style: str, *, held: bool) -> Interval:
    found = _sentences(decides, style, held=held)
    return Interval(sum(coded.reads_as_yes(s.text, s.measure, s.label) is s.decides for s in found), len(found))


def _by_reader(decides: bool, style: str) -> Interval:
    """Held-out sentences that the shipped reader alone reads as they are labelled."""
    reader, answer = closely.shipped()
    found = _sentences(decides, style, held=True)
    rows = [sentence_row(s) for s in found]
    answers = answer([(row.heading, row.words) for row in rows])
    right = 0
    for row, numbers in zip(rows, answers, strict=True):
        parts = coded.taxonomy().measure_by_id[row.measure].parts
        meets = reader.answer(numbers, row.measure, parts).meets
        right += all(
            (odds > 0) == (row.known[part] > 0) for odds, part in zip(meets, parts_of(row.measure), strict=True)
        )
    return Interval(right, len(found))


def plot(sure: np.ndarray, right: np.ndarray) -> str:
    """A calibration plot as SVG: a dot for each bin of confidence, its area by the cells in it."""
    side, edge = 360, 40

    def at(share: float) -> float:
        return edge + share * (side - 2 * edge)

    dots = []
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    for number in sorted(set(bins.tolist())):
        cells = bins == number
        x, y = at(float(sure[cells].mean())), side - at(float(right[cells].mean()))
        radius = 2 + 2.2 * float(np.sqrt(cells.sum())) ** 0.8
        dots.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{int(cells.sum())} cells</title></circle>'
        )
    ticks = "".join(
        f'<text x="{at(s):.0f}" y="{side - edge + 16}" text-anchor="middle">{s:.1f}</text>'
        f'<text x="{edge - 8}" y="{side - at(s) + 4:.0f}" text-anchor="end">{s:.1f}</text>'
        for s in (0.0, 0.5, 1.0)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" font-family="sans-serif" font-size="12">'
        f'<rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="M{edge} {side - edge}H{side - edge}M{edge} {side - edge}V{edge}" stroke="#444" fill="none"/>'
        f'<path d="M{edge} {side - edge}L{side - edge} {edge}" stroke="#999" stroke-dasharray="4 4"/>'
        f'<g fill="#1f5fa8" fill-opacity="0.75">{"".join(dots)}</g>{ticks}'
        f'<text x="{side / 2}" y="{side - 6}" text-anchor="middle">confidence</text>'
        f'<text x="12" y="{side / 2}" text-anchor="middle" transform="rotate(-90 12 {side / 2})">share right</text>'
        "</svg>\n"
    )


def differences() -> str:
    """Our notes on the cells where we differ from a reader, with the page opened."""
    notes = tomllib.loads(NOTES.read_text(encoding="utf-8"))["difference"]
    rows = [
        f"| {n['place']} | {n['measure']} | {n['page']} | {n['ours']} | {n['theirs']} | {n['right']} | {n['note']} |"
        for n in notes
    ]
    return "\n".join(
        [
            "## Where we differ from a reader: the page opened",
            "",
            "| place | measure | PDF page | we read | the reader reads | who is right | why |",
            "|---|---|---:|---|---|---|---|",
            *rows,
        ]
    )


def measured(given: argparse.Namespace, names: Sequence[str]) -> dict[str, str]:
    """The named parts, measured now."""
    with policyscan.open_workspace(given.workspace) as workspace:
        judgements = workspace.store.judgements()
        real_groups = groups.real(workspace, given.gold) if {"unseen", "quoted"} & {*names} else []
        parts = {"quoted": quoted(learn_quotable.places(workspace, real_groups))} if "quoted" in names else {}
    if "unseen" in names:
        cells = folds.cells([*real_groups, *groups.fictional(frozen=None)], given.keep or Path())
        chance = chances(cells, folds.is_learned_from)
        alone = chances([without_rules(cell) for cell in cells], folds.is_learned_from)
        truth = np.array([cell.adopted for cell in cells])
        ours = np.array([cell.basis.adopted(c) == 1 for cell, c in zip(cells, chance, strict=True)])
        PLOT.write_text(plot(np.where(ours, chance, 1 - chance), ours == (truth == 1)), encoding="utf-8")
        parts["unseen"] = unseen(cells, chance, alone)
    if "texts" in names:
        parts["texts"] = texts()
    if "real" in names:
        parts["real"] = real(judgements, given.gold)
    if "differences" in names:
        parts["differences"] = differences()
    return parts


def standing(page: str) -> dict[str, str]:
    """The parts of a page, as they stand."""
    pieces = re.split(MARK.format(r"(\w+)"), page)
    return {name: text.strip() for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--gold", type=Path, default=coded.GOLD)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    given = parser.parse_args()
    if "unseen" in given.only and given.keep is None:
        parser.error('the part "unseen" needs --keep; without it, name the other parts with --only')
    parts = standing(PAGE.read_text(encoding="utf-8")) | measured(given, given.only)
    whole = [HEAD.rstrip(), *(f"{MARK.format(name)}\n{parts[name]}" for name in PARTS if name in parts)]
    PAGE.write_text("\n\n".join(whole) + "\n", encoding="utf-8")
    print(f"{PAGE} written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
