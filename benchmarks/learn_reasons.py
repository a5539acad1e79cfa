"""Learn why a "no" is one: `python -m benchmarks.learn_reasons --workspace DIR [--gold DIR] [--write]`.

DIR is a workspace with the real policies that `--gold` codes. Learned from the reason codes that readers gave the
cells of the real places and of the frozen fictional ones that rules and readers answer with "no". The figures are of
each place by numbers that saw nothing of it (of fictional ones: nothing by its hand); those that say what is quoted in
the other places were learned with this one among them. `--write` puts the numbers into the package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

import policyscan
from benchmarks import learn_quotable
from benchmarks.groups import real
from benchmarks.learn.write import by
from policyscan import judge, reasons
from policyscan.evaluate import Interval

STRENGTH = 1.0


@dataclass(frozen=True)
class Case:
    """A "no" of rules and reader: what speaks for one reason or another, the codes with words, the reader's code."""

    hand: str
    is_real: bool
    is_firm: bool
    facts: reasons.Facts
    supported: frozenset[str]
    code: str


def cases(places: Sequence[learn_quotable.Place]) -> list[Case]:
    """The cells that rules and reader answer with "no", each as numbers show it that saw nothing of its place."""
    models = learn_quotable.left_out([case for place in places for case in place.cases()])
    found = []
    for place in places:
        group, judged = place.group, place.judged(learn_quotable.UNLEARNED)
        for basis in place.bases():
            name = basis.measure.id
            wanted = group.reasons.get(name, "")
            if wanted in reasons.CODES and judged[name].adopted == basis.by_rules.adopted == group.adopted[name] == 0:
                pool = judge.pool_of_basis(basis, group.sources, place.nearest)
                facts, supported = pool.facts(basis.by_rules.reason_code, models[group.hand])
                found.append(Case(group.hand, group.is_real, group.is_firm[name], facts, supported, wanted))
    return found


def fit(known: Sequence[Case]) -> reasons.Model:
    """The model that the codes of some cells give."""
    features = DictVectorizer()
    rows = features.fit_transform([case.facts.values() for case in known])
    learned = LogisticRegression(C=STRENGTH, max_iter=3000).fit(rows, [case.code for case in known])
    weights = {
        str(code): {"bias": float(bias)} | dict(zip(features.get_feature_names_out(), map(float, row), strict=True))
        for code, bias, row in zip(learned.classes_, learned.intercept_, learned.coef_, strict=True)
    }
    return reasons.Model(weights, "")


def left_out(known: Sequence[Case]) -> dict[str, reasons.Model]:
    """For each hand (a real place is its own) the numbers that saw nothing by it."""
    return {hand: fit([case for case in known if case.hand != hand]) for hand in {case.hand for case in known}}


def counted(known: Sequence[Case]) -> dict[str, tuple[Interval, Interval]]:
    """Codes that are the reader's: by the rules, and as weighed by numbers that saw nothing of the place."""
    models = left_out(known)
    kinds = {
        "real places, second reader": [case for case in known if case.is_real],
        "real places, firm": [case for case in known if case.is_real and case.is_firm],
        "fictional places, frozen": [case for case in known if not case.is_real],
    }
    return {
        name: (
            Interval(sum(case.facts.code == case.code for case in part), len(part)),
            Interval(sum(models[c.hand].code(c.facts, c.supported) == c.code for c in part), len(part)),
        )
        for name, part in kinds.items()
    }


def write(folder: Path, model: reasons.Model, known: Sequence[Case]) -> None:
    """Write the numbers."""
    lines = [
        f"# {by('benchmarks.learn_reasons')}",
        f"# A logistic model, learned from the reasons of {len(known)} cells.",
    ]
    for code in reasons.CODES:
        lines += ["", f"[{code}]", *(f'"{name}" = {value:.4f}' for name, value in model.weights[code].items())]
    (folder / "weights.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    given = learn_quotable.arguments(__doc__)
    with policyscan.open_workspace(given.workspace) as workspace:
        known = cases(learn_quotable.places(workspace, real(workspace, given.gold)))
    for name, (by_rules, weighed) in counted(known).items():
        print(f"{name}, left out: reason codes that are the reader's {weighed} (by the rules {by_rules})")
    if given.write:
        write(reasons.model.FOLDER, fit(known), known)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
