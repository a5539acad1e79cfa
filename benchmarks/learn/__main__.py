"""Train all that is learned: `python -m benchmarks.learn --workspace DIR --keep FOLDER [--gold DIR] [--write]`.

DIR is a workspace with the real policies that `--gold` codes. The clause reader is trained in three rounds: on
labelled clauses; with clauses of fictional places that it took for a yes; with those of real places. FOLDER keeps
the readers after the second round, by which the real places are read that it never saw, and after the third,
which is shipped; what is there is not trained again. All takes about an hour on two cores.
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
from benchmarks.groups import Group, fictional, real, stray_labels
from benchmarks.learn import folds, gate, reader, write
from benchmarks.learn.cells import chances, feature_names, figures, fit, without_rules
from benchmarks.learn.net import Net
from benchmarks.learn.rows import Row, note_rows, place_rows, sentence_rows
from policyscan import confidence, meaning
from policyscan.embed import ModelCard, load_model
from policyscan.meaning.model import GATE_BIAS, GATE_WEIGHTS, NUMBERS
from policyscan.trained import CARD

# What the clause reader changes.
BASE = "minilm"


def train_readers(keep: Path, model: Path, card: ModelCard, groups: Sequence[Group]) -> None:
    """Train what is not kept yet: the first round, the reader that saw no real place, and from it the one that did."""
    keep.mkdir(parents=True, exist_ok=True)
    unreal = folds.seen(groups, folds.NO_REAL)
    real = [group for group in groups if group.is_real]
    rows = [*sentence_rows(), *note_rows(), *place_rows(unreal)]
    start = keep / "first-round.safetensors"
    if not start.exists():
        save_file(reader.first_round(model, rows).tensors(), start)
    if not (keep / folds.NO_REAL / NUMBERS).exists():
        net = reader.new_net(model)
        net.load(load_file(start))
        reader.second_round(net, rows, unreal, seed=1)
        _keep(keep / folds.NO_REAL, net, card, rows, unreal)
    if not (keep / folds.ALL / NUMBERS).exists():
        net = reader.new_net(model)
        net.load(load_file(keep / folds.NO_REAL / NUMBERS))
        reader.third_round(net, rows, place_rows(real), real, seed=2)
        _keep(keep / folds.ALL, net, card, [*rows, *place_rows(real)], [*real, *unreal])


def _keep(folder: Path, net: Net, card: ModelCard, rows: Sequence[Row], groups: Sequence[Group]) -> None:
    """Keep a reader, with the weights that choose what it reads."""
    weights, bias = gate.train(rows, groups)
    real_places = sum(group.is_real for group in groups)
    write.clause_reader(
        folder,
        net.tensors() | {GATE_WEIGHTS: weights, GATE_BIAS: bias},
        base=card.name,
        weights=card.sha256,
        max_tokens=reader.MAX_TOKENS,
        lines=(
            f"A clause reader, trained on {len(rows)} labelled clauses, among them those of {real_places} real and "
            f"{len(groups) - real_places} fictional coded places. Figures and limits: docs/evaluation.md.",
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
    if stray := stray_labels(groups):
        print(f"{stray} labelled clauses stand in none of these documents' clauses (corpora/labelled)", flush=True)
    embedder = load_model(BASE)
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
