"""Write docs/evaluation.md: `python -m benchmarks.evaluation --workspace DIR [--gold DIR]`.

DIR is a workspace with the real policies that `--gold` codes. The page holds counts and our own notes,
never the coders' words.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import policyscan
from benchmarks import coded, groups, train
from benchmarks.judgements import pairs
from policyscan.confidence import LEAST, MOST
from policyscan.evaluate import Confusion, Evaluation, Interval, evaluate, evaluate_both
from policyscan.model import Judgement

PAGE = coded.ROOT / "docs" / "evaluation.md"
PLOT = coded.ROOT / "docs" / "evaluation-calibration.svg"
NOTES = Path(__file__).parent / "differences.toml"
BINS = 10

HEAD = """# Evaluation

Written by `python -m benchmarks.evaluation --workspace DIR`; do not edit. `DIR` holds the real policies, ingested with
OCR. Counts come first and every share has its 95 % Wilson interval, because the classes are small.

## What is compared with what

- **Real places.** Thirty places, eight measures, read against the codebook by a second reader; fifteen of them were
  also coded in 2016 from the same version of the text. A cell is *firm* where both say the same. **The rules were
  written in sight of these codings**, so the figures on them say how well the rules fit, not how far they carry.
- **Texts that nothing was tuned on.** A third of the minimal pairs, a third of the labelled sentences, and the frozen
  fictional places (whole policies written from the codebook without sight of the rules, in wordings wider than real
  policies have). They say how far the reading carries; nobody tunes on them.
- **Cross-fitted.** Where weights are learned (the clause model, confidence), a place's cells are scored by models that
  saw neither the place nor anything by the same hand.
"""


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
            "## Real places: firm cells",
            table(both.firm),
            f"The reason code of a no is the second reader's in {Interval(same, len(zeros))}.",
            "## Real places: the 2016 coders alone",
            table(both.first),
            f"The two codings agree with one another in {both.between.overall.accuracy}, "
            f"kappa {both.between.overall.kappa:.2f}.",
            "## Real places: the second reader alone",
            table(reader),
            f"Our evidence holds the reader's quote in {reader.evidence_yes} of the adopted cells; in "
            f"{reader.evidence_no} of the others the quote is among the three nearest passages.",
        ]
    )


def untouched(vectors: train.Vectors) -> str:
    """Pairs, sentences and places that nothing was tuned on, beside those that rules were tuned on."""
    lines = ["## Texts that nothing was tuned on", "| text | tuned on | held out |", "|---|---|---|"]
    shares = [pairs(frozen=frozen) for frozen in (False, True)]
    lines.append(f"| minimal pairs, cells right | {shares[0]} | {shares[1]} |")
    for label, words in (("decides", "that decide"), ("other", "that are near or another matter")):
        for style in ("standard", "unusual"):
            shares = [Interval(*_sentences(label, style, held=held)) for held in (False, True)]
            lines.append(f"| single sentences {words}, {style} wording, read right | {shares[0]} | {shares[1]} |")
    every = groups.fictional(frozen=None)
    for name, is_scored in (("rules alone", False), ("with the clause model", True)):
        shares = [
            Interval(*_places([g for g in every if g.is_frozen is frozen], vectors, is_scored=is_scored))
            for frozen in (False, True)
        ]
        lines.append(f"| fictional places, sure cells right, {name} | {shares[0]} | {shares[1]} |")
    return "\n".join([lines[0], "", *lines[1:]])


def _sentences(label: str, style: str, *, held: bool) -> tuple[int, int]:
    hits = total = 0
    for measure in coded.taxonomy().measures:
        for s in coded.sentences(measure.id):
            if s.hand != coded.HELD_HAND or s.is_held is not held or s.style != style:
                continue
            if s.decides is not (label == "decides"):
                continue
            total += 1
            hits += coded.reads_as_yes(s.text, measure.id, s.label) is s.decides
    return hits, total


def _places(every: Sequence[groups.Group], vectors: train.Vectors, *, is_scored: bool) -> tuple[int, int]:
    hits = total = 0
    for group in every:
        meant = train.shipped_candidates(group, vectors) if is_scored else None
        for measure, ours in train.answers_of(group, meant).items():
            if group.is_firm[measure]:
                total += 1
                hits += ours == group.adopted[measure]
    return hits, total


def learned(every: Sequence[train.Cell], chance: np.ndarray) -> str:
    """Cross-fitted figures of the learned parts."""
    lines = [
        "## What is learned, cross-fitted",
        "| cells | rules alone | with the clause model | calibration error | right at 80 % coverage |",
        "|---|---|---|---:|---|",
    ]
    chosen = {
        "real places, second reader": [c.group.is_real for c in every],
        "real places, firm": [c.group.is_real and c.group.is_firm[c.measure] for c in every],
        "fictional places, tuned on": [not c.group.is_real and not c.group.is_frozen for c in every],
        "fictional places, frozen": [c.group.is_frozen for c in every],
    }
    for name, keep in chosen.items():
        f = train.figures(every, chance, np.array(keep))
        lines.append(f"| {name} | {f.rules} | {f.ours} | {f.calibration:.3f} | {f.covered} |")
    text = "\n".join([lines[0], "", *lines[1:]])
    return f"{text}\n\n![Share of right answers by confidence](evaluation-calibration.svg)"


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--gold", type=Path, default=coded.GOLD)
    given = parser.parse_args()
    names = train.feature_names()
    with policyscan.open_workspace(given.workspace) as workspace:
        judgements = workspace.store.judgements()
        vectors = train.Vectors(workspace.embedder())
        places = [*groups.real(workspace, given.gold), *groups.fictional(frozen=None)]
    every = train.cells(places, vectors)
    chance = np.clip(train.chances(every, names), LEAST, MOST)
    ours = train.answers(every, chance, train.YES_FROM)
    truth = np.array([cell.adopted for cell in every])
    PLOT.write_text(plot(np.where(ours == 1, chance, 1 - chance), ours == truth), encoding="utf-8")
    parts = [HEAD.rstrip(), real(judgements, given.gold), untouched(vectors), learned(every, chance), differences()]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(f"{PAGE} written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
