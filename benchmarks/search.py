"""Measure the search on the graded questions: words alone, meaning alone, both fused, and policyscan's own.

Meaning is that of MiniLM as it comes, as in the field's other tools, and once that of the model as it is changed here.

`python -m benchmarks.search --workspace DIR [--gold FOLDER] [--write]`: the workspace holds the real policies,
agreements and reports; `--write` puts the tables into docs/search.md. With `--model NAME --turn N`, a model that
`benchmarks.learn_encoder` trained in that turn is asked how often it finds nothing of what was left out.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.search_questions import (
    ANSWERS,
    ASKED,
    ASKED_NEAR,
    ASKED_NEAR_SINCE,
    ASKED_SINCE,
    TURNS,
    UNANSWERED,
    UNANSWERED_NEAR,
    UNANSWERED_SINCE,
    Question,
    by_hand,
    kept_back,
    left_out,
    ndcg,
    questions,
    unlike,
    written,
    written_for,
)
from benchmarks.search_quotes import QuoteQuestion, quote_questions
from policyscan import Workspace, open_workspace, vectorise
from policyscan.embed import DEFAULT_MODEL, load_model
from policyscan.search import Filters, parse
from policyscan.search.answer import LOOKED_AT_LEAST
from policyscan.search.enough import enough_for
from policyscan.search.find import find, scope_for
from policyscan.search.query import match_expression
from policyscan.search.scope import resolve

DOCS = Path(__file__).parent.parent / "docs" / "search.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
DEPTH = 10
# Written questions that are drawn.
WRITTEN = 861
# The constant of reciprocal rank fusion in its first paper (Cormack, Clarke and Büttcher, 2009).
FUSION = 60
System = Callable[[str, Filters], list[str]]


def systems(work: Workspace) -> dict[str, System]:
    """The rankings that are held side by side: a question and filters to passage ids, best first."""

    def documents(filters: Filters) -> list[str] | None:
        if filters == Filters():
            return None
        return sorted(resolve(filters, work.store.listings(), work.taxonomy).listings)

    def words(question: str, filters: Filters, limit: int = DEPTH) -> list[str]:
        expression = match_expression(parse(question))
        return [name for name, _ in work.store.search_text(expression, limit=limit, sha256s=documents(filters))]

    def allowed(filters: Filters) -> list[str] | None:
        within = documents(filters)
        return None if within is None else [p.id for sha256 in within for p in work.store.passages(sha256)]

    base = load_model("minilm")
    ids = list(work.index().ids)
    passages = work.store.passages_by_id(ids)
    rows = dict(zip(ids, base.encode_passages([passages[name].embed_text for name in ids]), strict=True))

    def meaning(question: str, filters: Filters, limit: int = DEPTH) -> list[str]:
        names = sorted(rows if (within := allowed(filters)) is None else within)
        cosines = np.stack([rows[name] for name in names]) @ base.encode_query(parse(question).plain)
        return [names[at] for at in np.argsort(-cosines, kind="stable")[:limit]]

    def changed(question: str, filters: Filters) -> list[str]:
        vector = work.embedder().encode_query(parse(question).plain)
        return [name for name, _ in work.index().search(vector, DEPTH, allowed(filters))]

    def fused(question: str, filters: Filters) -> list[str]:
        scores: dict[str, float] = {}
        for ranking in (words(question, filters, 100), meaning(question, filters, 100)):
            for at, name in enumerate(ranking, start=1):
                scores[name] = scores.get(name, 0.0) + 1 / (FUSION + at)
        return sorted(scores, key=lambda name: (-scores[name], name))[:DEPTH]

    def ours(question: str, filters: Filters) -> list[str]:
        hits = work.search(question, places=filters.places, kinds=filters.kinds, limit=DEPTH)
        return [hit.passage_id for hit in hits]

    return {
        "words (BM25)": words,
        "meaning (MiniLM)": meaning,
        "both fused": fused,
        "meaning (MiniLM, changed)": changed,
        "policyscan": ours,
    }


def across(asking: Mapping[str, System], asked: Sequence[Question]) -> Iterator[str]:
    """A table over the graded questions, tuned and frozen apart."""
    answerable = [q for q in asked if not q.finds_nothing]
    parts = {"tuned on": [q for q in answerable if not q.is_frozen], "frozen": [q for q in answerable if q.is_frozen]}
    counts = ", ".join(f"{len(part)} {name}" for name, part in parts.items())
    yield f"Questions across all places ({counts}): nDCG@10, and how often the first hit answers at least in part.\n"
    headings = [f"nDCG, {name} | first answers, {name}" for name in parts]
    yield f"| ranking | {' | '.join(headings)} | graded of the first {DEPTH} |"
    yield f"|---|{'---|' * 2 * len(parts)}---|"
    for label, ask in asking.items():
        cells, graded = [], []
        for part in parts.values():
            found = [(ask(q.text, Filters()), q.grades) for q in part]
            graded += [name in grades for names, grades in found for name in names]
            cells.append(f"{_mean(ndcg(names, grades) for names, grades in found):.3f}")
            cells.append(_share(bool(names) and grades.get(names[0], 0) >= ANSWERS for names, grades in found))
        yield f"| {label} | {' | '.join(cells)} | {_percent(graded)} |"


def nothing(work: Workspace, asked: Sequence[Question]) -> Iterator[str]:
    """How often a question without an answer finds nothing, and one with an answer wrongly so."""
    yield "\n| questions | find nothing, tuned on | find nothing, frozen |\n|---|---|---|"
    for label, wanted in (("that nothing answers", True), ("that something answers", False)):
        parts = ([q for q in asked if q.finds_nothing is wanted and q.is_frozen is frozen] for frozen in (False, True))
        cells = [_share(not work.search(q.text, limit=1).hits for q in part) for part in parts]
        yield f"| {label} | {' | '.join(cells)} |"


def refused(work: Workspace) -> Iterator[str]:
    """How often nothing is found of what the bound for "nothing relevant" was set on."""
    draw = random.Random(11)
    yield (
        "\nWritten questions: the model learned from all of them, the matcher from 3,160 of the first, the reader of"
        " answers from three quarters.\n"
    )
    yield "| questions | find nothing |\n|---|---|"
    for label, file in (("that a passage was written for", ASKED), ("that nothing answers", UNANSWERED)):
        asked = written(file)
        drawn = draw.sample(asked, min(len(asked), WRITTEN))
        yield f"| {label} | {_share(not work.search(question, limit=1).hits for question in drawn)} |"


def refused_unseen(work: Workspace, turn: int) -> Iterator[str]:
    """The same of what the model did not learn from: documents, and questions that nothing answers, of one turn.

    By what is found alone: the reader of answers has learned from most of them.
    """

    def is_refused(question: str) -> bool:
        asked = parse(question)
        scope = scope_for(work.store, work.index(), work.taxonomy, asked, Filters())
        found = find(work.store, work.index(), work.embedder(), work.taxonomy, asked, scope, looked_at=LOOKED_AT_LEAST)
        return max((one.evidence for one in found.ranked), default=0.0) < enough_for(found.about.measures)

    of = {name: passage.sha256 for name, passage in work.store.passages_by_id(list(work.index().ids)).items()}
    hidden = left_out(of.values(), turn)
    parts = {
        "about documents left out": [question for question, name in written_for(work) if of[name] in hidden],
        "left out, that nothing answers": written(UNANSWERED)[turn - 1 :: TURNS],
        "that nothing answers, all": written(UNANSWERED),
    }
    for label, part in parts.items():
        yield f"{label}: {_share(map(is_refused, part))} find nothing"


def since(work: Workspace, asking: Mapping[str, System]) -> Iterator[str]:
    """What is found of questions that nothing has learned from, about documents that much has learned from."""
    asked = written_for(work, ASKED_SINCE)
    yield (
        f"\nQuestions written since, that no model has learned from ({len(asked)}, each for one passage; others may"
        " answer as well).\n"
    )
    yield "| ranking | mean reciprocal rank in the first ten | first | first ten |\n|---|---|---|---|"
    for label, ask in asking.items():
        tops = [(ask(question, Filters()), name) for question, name in asked]
        places = [top.index(name) + 1 if name in top else 0 for top, name in tops]
        first, ten = _percent(place == 1 for place in places), _percent(place > 0 for place in places)
        yield f"| {label} | {_mean(1 / place if place else 0.0 for place in places):.3f} | {first} | {ten} |"
    yield "\n| questions that no model has learned from; the three bounds have | find nothing |\n|---|---|"
    learned = [*written(UNANSWERED), *(one for hand in by_hand(UNANSWERED_NEAR).values() for one in hand)]
    near = [one for hand in by_hand(UNANSWERED_NEAR).values() for one in kept_back(hand)]
    for label, part in (
        ("that a passage was written for", [question for question, _ in asked]),
        ("that a passage answers, as near ones without an answer ask", written(ASKED_NEAR)),
        ("the same by two further hands, that the bounds have not learned from either", written(ASKED_NEAR_SINCE)),
        ("that nothing answers", written(UNANSWERED_SINCE)),
        ("… of these, like none that was learned from", unlike(written(UNANSWERED_SINCE), learned)),
        ("that nothing answers, written to come near", near),
    ):
        yield f"| {label} | {_share(not work.search(question, limit=1).hits for question in part)} |"


def within(work: Workspace, asking: Mapping[str, System], sets: Mapping[str, Sequence[QuoteQuestion]]) -> Iterator[str]:
    """A table over measure questions asked within one place, whose answers people quoted."""
    titles = {measure.id: measure.question for measure in work.taxonomy.measures}
    yield "\nA measure's question within one place: the quoted passage is first, and among the first three.\n"
    columns = [
        (f"{name}, {word}", [q for q in found if wanted in ("", q.adopted)])
        for name, found in sets.items()
        for wanted, word in (("", "all"), ("1", "adopted"), ("0", "not adopted"))
    ]
    yield f"| ranking | {' | '.join(f'{name} ({len(part)})' for name, part in columns)} |"
    yield f"|---|{'---|' * len(columns)}"
    for label, ask in asking.items():
        cells = []
        for _, part in columns:
            tops = [(q, ask(titles[q.measure], Filters(places=(q.place,), kinds=("policy",)))[:3]) for q in part]
            first = _percent(bool(top) and top[0] in q.answers for q, top in tops)
            three = _percent(bool(q.answers.intersection(top)) for q, top in tops)
            cells.append(f"{first}, {three}")
        yield f"| {label} | {' | '.join(cells)} |"


def report(work: Workspace, gold: Path | None) -> str:
    """All tables as Markdown."""
    asked = questions(work, "real")
    asking = systems(work)
    lines = [*across(asking, asked), *nothing(work, asked), *refused(work), *since(work, asking)]
    if gold is not None:
        files = {"coders of 2016": "measures_2016.csv", "second reader": "second_reader.csv"}
        lines += within(work, asking, {name: quote_questions(work, gold / file) for name, file in files.items()})
    return "\n".join(lines) + "\n"


def _mean(values: Iterator[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _percent(values: Iterable[bool]) -> str:
    found = list(values)
    return f"{100 * sum(found) / len(found):.0f} %" if found else "–"


def _share(values: Iterator[bool]) -> str:
    found = list(values)
    return f"{sum(found)} of {len(found)}"


def main() -> None:
    """Read the options, measure, print and write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workspace", type=Path, required=True)
    options.add_argument("--gold", type=Path)
    options.add_argument("--model", default=DEFAULT_MODEL, help="the model whose vectors the workspace holds")
    options.add_argument("--turn", type=int, choices=range(1, TURNS + 1), help="ask only what the model left out then")
    options.add_argument("--write", action="store_true", help="put the tables into docs/search.md")
    given = options.parse_args()
    with open_workspace(given.workspace, embedder=load_model(given.model)) as work:
        vectorise.update(work.store, work.embedder)
        if given.turn:
            print("\n".join(refused_unseen(work, given.turn)))
            return
        tables = report(work, given.gold)
    print(tables)
    if given.write:
        text = DOCS.read_text(encoding="utf-8")
        between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
        DOCS.write_text(between.sub(lambda _: f"{BEGIN}\n{tables}{END}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
