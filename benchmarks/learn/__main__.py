"""Train all that is learned: `python -m benchmarks.learn --workspace DIR --keep FOLDER [--gold DIR] [--write]`.

DIR is a workspace with the real policies that `--gold` codes. The clause reader is trained in three rounds: on
labelled clauses; with clauses of fictional places that it took for a yes; with those of real places. The last
is done thrice, on all real places and on each half of them, so that every real place is read by a
reader that never saw it. All takes about an hour and a half on two cores. FOLDER keeps the rounds and readers;
what is there is not trained again.
`--write` puts the numbers into the package.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from safetensors.numpy import load_file, save_file
from threadpoolctl import threadpool_limits

import policyscan
from benchmarks import coded
from benchmarks.groups import Group, fictional, real
from benchmarks.learn import folds, gate, reader, write
from benchmarks.learn.cells import chances, feature_names, figures, fit, without_rules
from benchmarks.learn.rows import note_rows, place_rows, sentence_rows
from policyscan import confidence, meaning
from policyscan.embed import ModelCard, load_model
from policyscan.meaning.model import CARD, GATE_BIAS, GATE_WEIGHTS, NUMBERS


def train_readers(keep: Path, model: Path, card: ModelCard, groups: Sequence[Group]) -> None:
    """Train the readers that are not kept yet, each in a last round from one that saw no real place, and keep them."""
    keep.mkdir(parents=True, exist_ok=True)
    unreal = folds.seen(groups, folds.NO_REAL)
    rows = [*sentence_rows(), *note_rows(), *place_rows(unreal)]
    start, base = keep / "first-round.safetensors", keep / "second-round.safetensors"
    if not start.exists():
        save_file(reader.first_round(model, rows).tensors(), start)
    if not base.exists():
        net = reader.Net(model)
        net.load(load_file(start))
        reader.second_round(net, rows, unreal, seed=1)
        save_file(net.tensors(), base)
    for number, fold in enumerate(folds.FOLDS, start=2):
        if (keep / fold / NUMBERS).exists():
            continue
        known = folds.seen(groups, fold)
        real_places = [group for group in known if group.is_real]
        net = reader.Net(model)
        net.load(load_file(base))
        reader.third_round(net, rows, place_rows(real_places), real_places, seed=number)
        every = [*rows, *place_rows(real_places)]
        weights, bias = gate.train(every, known)
        write.clause_reader(
            keep / fold,
            net.tensors() | {GATE_WEIGHTS: weights, GATE_BIAS: bias},
            base=card.name,
            weights=card.sha256,
            max_tokens=reader.MAX_TOKENS,
            lines=(
                f"A clause reader, trained on {len(every)} labelled clauses, among them those of {len(real_places)} "
                f"real and {len(unreal)} fictional coded places. Figures and limits: docs/evaluation.md.",
            ),
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--gold", type=Path, default=coded.GOLD)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with policyscan.open_workspace(given.workspace) as workspace:
        groups = [*real(workspace, given.gold), *fictional(frozen=None)]
    embedder = load_model()
    train_readers(given.keep, embedder.folder, embedder.card, groups)
    with threadpool_limits(2):
        cells = folds.cells(groups, given.keep)
        chance = chances(cells, folds.is_learned_from)
    alone = chances([without_rules(cell) for cell in cells], folds.is_learned_from)
    for name, keep in folds.KINDS.items():
        print(f"{name}: {figures(cells, chance, keep)}; by reading alone {figures(cells, alone, keep).ours}")
    if given.write:
        for name in (CARD, NUMBERS):
            shutil.copyfile(given.keep / folds.ALL / name, meaning.model.FOLDER / name)
        learned = [cell for cell in cells if folds.is_learned_from(cell)]
        lines = (
            f"A logistic model, learned from {len(learned)} cells of places on which no rule was tuned.",
            "Figures and limits: docs/evaluation.md.",
        )
        write.confidence(Path(confidence.__file__).parent, fit(learned), feature_names(), lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
