"""Learn what a reader would quote: `python -m benchmarks.learn_quotable --workspace DIR [--gold DIR] [--write]`.

DIR is a workspace with the real policies that `--gold` codes. Learned from the cells of the real places and of the
frozen fictional ones that we answer as their reader does: of all that may be quoted there, which holds the reader's
quote. The figures are of each place by numbers that saw nothing of it (of fictional ones: nothing by its hand).
Reason codes are the rules' here (`benchmarks.evaluation` gives the figures with those that are weighed). The clause
reader has learned from the real places, not from the frozen ones. `--write` puts the numbers into the package.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import partial_ratio
from sklearn.linear_model import LogisticRegression

import policyscan
from benchmarks import closely, coded
from benchmarks.groups import Group, fictional, meant, real
from benchmarks.learn.write import by
from policyscan import judge, quotable, reasons
from policyscan.embed import DEFAULT_MODEL, Embedder, load_model
from policyscan.evaluate import FOUND_AT, NEAREST, Interval
from policyscan.judging import nearest_of
from policyscan.model import Evidence, Finding, Judgement
from policyscan.taxonomy import Measure

# A quote of fewer letters tells nothing.
SHORTEST_QUOTE = 20
STRENGTH = 1.0
# Quotes in no order and the rules' reasons: what is learned here depends on nothing that is learned from it.
UNLEARNED = judge.Learned(quotable.Model({"bias": 0.0}, {"bias": 0.0}, ""), reasons.Model({}, ""))


@dataclass(frozen=True)
class Case:
    """A cell that we answer as its reader does: what may be quoted, as features, and which of it the reader quotes."""

    group: Group
    measure: str
    adopted: int
    features: NDArray[np.float64]
    quoted: NDArray[np.bool_]


class Place:
    """A coded place that can be judged again and again, with other numbers."""

    def __init__(self, group: Group, nearest: judge.Nearest) -> None:
        reader, answer = closely.shipped()
        self.group = group
        self.nearest = nearest
        self._texts = {source.listing.sha256: source.text for source in group.sources}
        self._meant = meant(group, reader, answer)

    def judged(self, learned: judge.Learned) -> dict[str, Judgement]:
        """The judgements by measure, quotes and reasons by these numbers."""
        found = judge.judge_place(
            coded.PLACE, self.group.sources, coded.taxonomy(),
            as_of="", quote=self._quote, nearest=self.nearest, meant=self._meant, learned=learned,
        )  # fmt: skip
        return {judgement.measure: judgement for judgement in found}

    def bases(self) -> tuple[judge.Basis, ...]:
        """What each measure's answer rests on."""
        return judge.place_bases(self.group.sources, coded.taxonomy(), meant=self._meant)

    def cases(self) -> list[Case]:
        """The cells that we answer as the reader does and for which there is a quote."""
        judged, found = self.judged(UNLEARNED), []
        for basis in self.bases():
            ours = judged[basis.measure.id]
            quote = self.group.quotes.get(basis.measure.id, "").strip()
            if len(quote) < SHORTEST_QUOTE or ours.adopted != self.group.adopted[basis.measure.id]:
                continue
            pool = judge.pool_of_basis(basis, self.group.sources, self.nearest)
            if not pool.entries:
                continue
            rows = [[known.values().get(n, 0.0) for n in quotable.FEATURES] for known in pool.known(ours.reason_code)]
            words = [self._texts[sha256][start:end] for sha256, start, end in (e.span for e in pool.entries)]
            quoted = [
                not pool.is_scrap(entry.span) and _is_in(quote, text)
                for entry, text in zip(pool.entries, words, strict=True)
            ]
            found.append(
                Case(self.group, basis.measure.id, int(ours.adopted or 0), np.array(rows), np.array(quoted, dtype=bool))
            )
        return found

    def _quote(self, sha256: str, start: int, end: int, finding: Finding | None) -> Evidence:
        rule, effect = (finding.rule, finding.effect.value) if finding else ("", "")
        words = self._texts[sha256][start:end]
        return Evidence(words, "", sha256, 1, "", "", start, end, (), rule=rule, effect=effect)


def fit(cases: Sequence[Case]) -> quotable.Model:
    """The model for yes and no; each quote of a reader counts alike, however many clauses hold it."""
    weights = {}
    for name, adopted in (("yes", 1), ("no", 0)):
        of = [case for case in cases if case.adopted == adopted]
        counts = [np.full(len(case.quoted), 1.0 / max(1, case.quoted.sum())) for case in of]
        learned = LogisticRegression(C=STRENGTH, max_iter=2000).fit(
            np.concatenate([case.features for case in of]),
            np.concatenate([case.quoted for case in of]),
            sample_weight=np.concatenate(counts),
        )
        weights[name] = {"bias": float(learned.intercept_[0])} | dict(
            zip(quotable.FEATURES, map(float, learned.coef_[0]), strict=True)
        )
    return quotable.Model(weights["yes"], weights["no"], "")


@dataclass(frozen=True, slots=True)
class Counted:
    """Of the cells with a reader's quote: how often it is among ours (of a no: the first three), and the first."""

    adopted: int
    among: Interval
    first: Interval
    quotes: float

    def __str__(self) -> str:
        name = "adopted" if self.adopted else "not adopted"
        return f"{name}: {self.among}, first {self.first}, {self.quotes:.1f} quotes a cell"


def counted(places: Sequence[Place], learned: Mapping[str, judge.Learned]) -> list[Counted]:
    """The counts for yes and for no, each place judged by the numbers of its hand."""
    judged = [(place.group, place.judged(learned[place.group.hand])) for place in places]
    found = []
    for adopted, among in ((1, None), (0, NEAREST)):
        held = [
            [_is_in(quote, evidence.text) for evidence in ours[measure].evidence]
            for group, ours in judged
            for measure, quote in group.quotes.items()
            if group.adopted[measure] == adopted and len(quote.strip()) >= SHORTEST_QUOTE
        ]
        hits, firsts = sum(any(each[:among]) for each in held), sum(any(each[:1]) for each in held)
        quotes = sum(map(len, held)) / max(1, len(held))
        found.append(Counted(adopted, Interval(hits, len(held)), Interval(firsts, len(held)), quotes))
    return found


def left_out(cases: Sequence[Case]) -> dict[str, quotable.Model]:
    """For each hand (a real place is its own) the numbers that saw nothing by it."""
    hands = {case.group.hand for case in cases}
    return {hand: fit([case for case in cases if case.group.hand != hand]) for hand in hands}


def write(folder: Path, model: quotable.Model, cases: Sequence[Case]) -> None:
    """Write the numbers."""
    groups = {case.group.name: case.group for case in cases}
    real_places = sum(group.is_real for group in groups.values())
    lines = [
        f"# {by('benchmarks.learn_quotable')}",
        f"# Two logistic models, learned from {len(cases)} cells of {real_places} real and {len(groups) - real_places}"
        " fictional places.",
    ]
    for name, weights in (("yes", model.yes), ("no", model.no)):
        lines += ["", f"[{name}]", *(f'"{feature}" = {value:.4f}' for feature, value in weights.items())]
    (folder / "weights.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _is_in(quote: str, text: str) -> bool:
    words = coded.fold(text)
    return bool(words) and partial_ratio(coded.fold(quote), words) >= FOUND_AT


def nearest_in(model: Embedder, text: str) -> judge.Nearest:
    """Finds what is near a measure in one text, as a workspace would."""
    passages = coded.read(text).passages
    vectors = model.encode_passages([passage.embed_text for passage in passages])

    def find(_: Sequence[str], measure: Measure) -> list[tuple[judge.Span, float]]:
        scores = (vectors @ _asked(model, measure).T).max(axis=1)
        order = np.argsort(-scores, kind="stable")
        return [((passages[i].sha256, passages[i].start, passages[i].end), float(scores[i])) for i in order]

    return find


@cache
def _asked(model: Embedder, measure: Measure) -> NDArray[np.float32]:
    return model.encode_queries([measure.question, *measure.synonyms])


def places(workspace: policyscan.Workspace, real_groups: Sequence[Group]) -> list[Place]:
    """The real places of a workspace, and the frozen fictional ones."""
    model = load_model(DEFAULT_MODEL)
    texts = {place.name: place.text for place in coded.places()}
    inside = nearest_of(workspace.store, lambda: model)
    made = [Place(group, nearest_in(model, texts[group.name])) for group in fictional(frozen=True)]
    return [*(Place(group, inside) for group in real_groups), *made]


def arguments(description: str | None) -> argparse.Namespace:
    """What was asked for: a workspace, the human coding, whether to write."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--gold", type=Path, default=coded.GOLD)
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def main() -> int:
    given = arguments(__doc__)
    with policyscan.open_workspace(given.workspace) as workspace:
        every = places(workspace, real(workspace, given.gold))
        cases = [case for place in every for case in place.cases()]
        learned = {hand: judge.Learned(model, UNLEARNED.reasons) for hand, model in left_out(cases).items()}
        for name, is_real in (("real places", True), ("fictional places, frozen", False)):
            kept = [place for place in every if place.group.is_real is is_real]
            for count in counted(kept, learned):
                print(f"{name}, left out, {count}", flush=True)
    if given.write:
        write(quotable.model.FOLDER, fit(cases), cases)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
