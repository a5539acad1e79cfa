"""Train the reader of directions: `python -m benchmarks.learn_directions [--without SETS] [--write]`.

It learns from passages in which the sides are marked (`corpora/agreements/passages.csv`), then from the invented
agreements and their answers, each seen from either side; never from the sets of `KEPT_BACK`. `--without` leaves further
sets out; `--write` puts the numbers and their card into the package. What is printed at the end are agreements that
it has not learned from, with the sides as the answers have them, and as they are read.

Which sentence says so is learned from what the answers quote, where they do, and else from the whole, in the manner of
Ilse, Tomczak and Welling, "Attention-based Deep Multiple Instance Learning" (2018), by sums in place of attention;
low-rank changes after Hu et al., "LoRA" (2021). On two cores without bfloat16 it takes half an hour.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
import torch
from safetensors.numpy import save

from benchmarks.learn_directions.cases import Case, agreements, case, passages
from benchmarks.learn_directions.net import FIRST, MOST, SIZE, THEN, Net, train
from policyscan.agreements import directed
from policyscan.embed.models import load_base
from policyscan.rights import learned
from policyscan.trained import CARD

BASE = "minilm"
KEPT_BACK = "stuy"


def right(net: Net, cases: Sequence[Case]) -> int:
    """How many agreements' ways are read rightly."""
    net.eval()
    with torch.no_grad():
        return sum(int(net.whole(net.ways(one.windows), one.early).argmax()) == one.way for one in cases)


def write(net: Net, weights: str, sets: str, count: int) -> None:
    """Put the numbers and their card into the package."""
    numbers = {name: numbers.astype(np.float16) for name, numbers in net.tensors().items()}
    (directed.FOLDER / directed.NUMBERS).write_bytes(save(numbers))
    (directed.FOLDER / CARD).write_text(
        "# Made by `python -m benchmarks.learn_directions`; do not edit.\n"
        f"# A reader of directions, trained on passages by hand and {count} invented agreements (sets {sets}).\n"
        "# How good it is: docs/decisions/0004-agreements-and-reports.md.\n"
        f'base = "{BASE}"\nweights = "{weights}"\nsize = {SIZE}\nmost = {MOST}\n',
        encoding="utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", default="", metavar="SETS", help="letters of sets that are not learned from")
    parser.add_argument("--rounds", type=int, nargs=2, default=(FIRST, THEN), metavar=("PASSAGES", "AGREEMENTS"))
    parser.add_argument("--write", action="store_true", help="put the reader into the package")
    options = parser.parse_args()
    torch.manual_seed(0)
    weights = learned.load().weights
    net = Net(load_base(BASE, weights, "a reader").folder)
    hidden = options.without + KEPT_BACK
    every = agreements()
    shown = [one for one in every if one.row["file"][0] not in hidden]
    first, then = options.rounds
    train(
        net,
        passages(net.tokens, size=SIZE),
        [case(one, net, size=SIZE, most=MOST) for one in shown],
        first=first,
        then=then,
    )
    for sets in filter(None, (options.without, "stu", "y")):
        kept = [one for one in every if one.row["file"][0] in sets]
        for as_read in (False, True):
            told = right(net, [case(one, net, size=SIZE, most=MOST, as_read=as_read) for one in kept])
            print(f"sets {sets}, sides {'as read' if as_read else 'given'}: {told} of {len(kept)}", flush=True)
    if options.write:
        write(net, weights, "".join(sorted({one.row["file"][0] for one in shown})), len(shown))


if __name__ == "__main__":
    main()
