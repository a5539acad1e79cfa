"""The JSON API: what its Python twins say, under the names of the commands, as its description promises."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import typer.main
from pydantic import BaseModel
from typer.testing import CliRunner

from policyscan import open_workspace
from policyscan.cli import app as command_line
from policyscan.embed import FakeEmbedder
from policyscan.export import render
from policyscan.model import plain
from policyscan.store import Store
from policyscan.workbench.api import models, routes
from policyscan.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from serving import Served

PLACE, MEASURE = "Calder Mills", "require-de-escalation"


@pytest.fixture(scope="module")
def workspace(workbench_folder: Path) -> Iterator[Workspace]:
    with open_workspace(workbench_folder, embedder=FakeEmbedder()) as opened:
        yield opened


def exported(answer: Any) -> dict[str, Any]:
    """A twin's answer as its JSON export."""
    (data,) = render(answer, "json", Path("answer.json")).values()
    return json.loads(data)


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the time at which it was made."""
    about = {name: value for name, value in answer.get("about", {}).items() if name != "made_at"}
    return {name: value for name, value in answer.items() if name not in {"about", "total", "offset"}} | {
        "about": about
    }


REGISTERS: dict[str, tuple[str, Callable[[Workspace], Any]]] = {
    "agreements": ("", lambda w: w.agreements()),
    "exchanges": ("first=Port+Ellery&as_of=2024-01-01", lambda w: w.exchanges(first="Port Ellery", as_of=_day())),
    "findings": ("violation=excessive-force", lambda w: w.findings(violations=("excessive-force",))),
    "recommendations": ("place=Belmorra", lambda w: w.recommendations(places=("Belmorra",))),
    "practices": ("like=crisis+teams&limit=3", lambda w: w.practices(like="crisis teams", limit=3)),
    "changes": ("since=2020-01-01", lambda w: w.changes(since="2020-01-01")),
}


def _day() -> Any:
    from datetime import date

    return date(2024, 1, 1)


@pytest.mark.parametrize("name", REGISTERS)
def test_a_register_is_that_of_its_twin(served: Served, workspace: Workspace, name: str) -> None:
    query, twin = REGISTERS[name]
    answer = httpx.get(f"{served.url}/api/{name}?{query}", timeout=60)
    models.Register.model_validate_json(answer.content)
    expected = exported(twin(workspace))
    assert timeless(answer.json()) == timeless(expected)
    assert expected["records"] and answer.json()["total"] == len(expected["records"])


def test_a_comparison_is_that_of_its_twin(served: Served, workspace: Workspace) -> None:
    for query, asked in (("", {}), (f"place={PLACE}&measure={MEASURE}", {"places": [PLACE], "measures": [MEASURE]}),
                         ("review_below=0.8", {"review_below": 0.8})):  # fmt: skip
        answer = httpx.get(f"{served.url}/api/compare?{query}")
        models.Comparison.model_validate_json(answer.content)
        assert timeless(answer.json()) == timeless(exported(workspace.compare(**asked)))
        assert answer.json()["judgements"]


def test_a_search_is_that_of_its_twin(served: Served, workspace: Workspace) -> None:
    query = {"q": "officers shall warn before shooting", "kind": ["policy"], "limit": 5, "force": ["firearm"]}
    answer = httpx.get(f"{served.url}/api/search", params=query)
    models.SearchAnswer.model_validate_json(answer.content)
    found = workspace.search(query["q"], kinds=["policy"], force_types=["firearm"], limit=5)
    told = answer.json()
    assert (told["hits"], told["note"], told["nearest"]) == ([hit.as_dict() for hit in found], found.note, [])
    assert told["hits"] and told["facets"]
    nothing = workspace.search("how do I bake sourdough bread")
    told = httpx.get(f"{served.url}/api/search", params={"q": "how do I bake sourdough bread"}).json()
    assert (told["hits"], told["nearest"]) == ([], [hit.as_dict() for hit in nothing.nearest])
    assert told["nearest"] and told["note"] == nothing.note
    first = found[0].passage_id
    like = httpx.get(f"{served.url}/api/similar", params={"name": first, "limit": 3})
    models.SearchAnswer.model_validate_json(like.content)
    assert like.json()["hits"] == [hit.as_dict() for hit in workspace.similar(first, limit=3)]


ONE_BY_ONE: dict[str, tuple[str, type[BaseModel], Callable[[Workspace], Any]]] = {
    "explain": (f"explain?place={PLACE}&measure={MEASURE}", models.Explanation, lambda w: w.explain(PLACE, MEASURE)),
    "status": ("status", models.Status, lambda w: w.status()),
    "review": ("review?below=0.9", models.ReviewQueue,
               lambda w: {"cells": w.review_queue(below=0.9), "progress": w.review_progress(below=0.9)}),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_an_answer_is_that_of_its_twin(served: Served, workspace: Workspace, name: str) -> None:
    path, model, twin = ONE_BY_ONE[name]
    answer = httpx.get(f"{served.url}/api/{path}")
    model.model_validate_json(answer.content)
    assert answer.json() == plain(twin(workspace))


def test_a_document_is_told_with_its_pages_and_the_quotes_taken_from_it(served: Served, workspace: Workspace) -> None:
    judgement = next(j for j in workspace.store.judgements() if j.evidence)
    sha256 = judgement.evidence[0].sha256
    answer = httpx.get(f"{served.url}/api/documents/{sha256}")
    told = models.DocumentAnswer.model_validate_json(answer.content)
    assert [page.number for page in told.pages] == list(range(1, len(workspace.store.pages(sha256)) + 1))
    text = workspace.store.text(sha256)
    assert told.evidence and all(text[quote.start : quote.end] == quote.text for quote in told.evidence)
    assert (judgement.place.name, judgement.measure, 1) in {(e.place, e.measure, e.rank) for e in told.evidence}


def test_sources_are_told_as_the_command_does(served_alone: Served) -> None:
    lines = (
        "address,kind,place",
        "https://city.example/policy.pdf,policy,Calder Mills",
        "https://x.example/,novel,Elm",
    )
    (served_alone.folder / "sources.csv").write_text("\n".join(lines))
    answer = httpx.get(f"{served_alone.url}/api/sources")
    told = models.Sources.model_validate_json(answer.content)
    assert [source.address for source in told.not_checked] == ["https://city.example/policy.pdf"]
    assert len(told.failures) == 1
    asked = ["sources", "list", "--workspace", str(served_alone.folder), "--format", "json"]
    assert answer.json() == json.loads(CliRunner().invoke(command_line, asked).stdout)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("search", 400),
        ("search?q=+", 400),
        ("search?q=x&limit=0", 400),
        ("search?q=x&limit=100000", 400),
        ("search?q=x&place=Nowhere", 400),
        ("findings?limit=100000000", 400),
        ("practices?limit=100000", 400),
        ("compare?measure=nothing", 400),
        ("compare?review_below=2", 400),
        ("explain?place=Nowhere&measure=duty-to-intervene", 400),
        ("exchanges?as_of=someday", 400),
        ("similar?name=nothing", 400),
        ("documents/abc", 404),
        ("nothing", 404),
    ],
)
def test_what_cannot_be_answered_says_problem_and_fix(served: Served, path: str, status: int) -> None:
    answer = httpx.get(f"{served.url}/api/{path}")
    assert answer.status_code == status
    fault = models.Fault.model_validate_json(answer.content)
    assert fault.problem and fault.fix


def test_records_come_in_parts(served: Served) -> None:
    whole = httpx.get(f"{served.url}/api/findings").json()
    part = httpx.get(f"{served.url}/api/findings?limit=2&offset=1").json()
    assert part["records"] == whole["records"][1:3]
    assert (part["total"], part["offset"]) == (len(whole["records"]), 1)


def test_an_answer_is_kept_and_shown(served_alone: Served) -> None:
    cell = httpx.get(f"{served_alone.url}/api/review").json()["cells"][0]
    given = {name: cell[name] for name in ("place", "measure", "reading", "rules_say", "reason_code", "rules_by")}
    answer = httpx.post(
        f"{served_alone.url}/api/review", json=given | {"answer": 1, "reviewer": "Ada", "comment": "p. 3"}
    )
    kept = models.Kept.model_validate_json(answer.content)
    assert (kept.answer, kept.reviewer, kept.is_new, kept.older) == (1, "Ada", True, "")
    query = {"place": cell["place"], "measure": cell["measure"]}
    (shown,) = httpx.get(f"{served_alone.url}/api/compare", params=query).json()["judgements"]
    assert (shown["adopted"], shown["by"]) == (1, "Ada")
    (again,) = httpx.get(f"{served_alone.url}/api/review", params=query | {"below": 1}).json()["cells"]
    assert [(one["reviewer"], one["answer"], one["comment"]) for one in again["answers"]] == [("Ada", 1, "p. 3")]


@pytest.mark.parametrize(
    "wrong",
    [{"reviewer": "rules@1"}, {"reviewer": ""}, {"answer": 2}, {"answer": None}, {"place": "Nowhere"}, {"more": 1}],
)
def test_an_answer_that_cannot_be_kept_is_refused(served_alone: Served, wrong: dict[str, Any]) -> None:
    given = {"place": PLACE, "measure": MEASURE, "answer": 1, "reviewer": "Ada"} | wrong
    answer = httpx.post(f"{served_alone.url}/api/review", json=given)
    assert answer.status_code == 400 and models.Fault.model_validate_json(answer.content).fix
    with Store.open(served_alone.folder) as store:
        assert store.reviews() == ()


def test_a_busy_workspace_is_told(served_alone: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "PATIENCE_SECONDS", 0.2)
    given = {"place": PLACE, "measure": MEASURE, "answer": 1, "reviewer": "Ada"}
    with Store.open(served_alone.folder) as other, other.writing():
        answer = httpx.post(f"{served_alone.url}/api/review", json=given)
    assert answer.status_code == 503 and "is writing" in models.Fault.model_validate_json(answer.content).problem


def test_half_a_surrogate_pair_is_answered_with_a_question_mark() -> None:
    from policyscan.workbench.api.answers import as_json

    assert json.loads(as_json({"text": "a\ud800b"}).body) == {"text": "a?b"}


# --- the description ------------------------------------------------------------------------------


def test_the_description_names_every_answer_and_fault(served: Served) -> None:
    described = httpx.get(f"{served.url}/api/openapi.json").json()
    operations = {(path, method): told for path, found in described["paths"].items() for method, told in found.items()}
    assert {path for path, _ in operations} == {
        f"/api/{name}"
        for name in (
            "search",
            "similar",
            "compare",
            "explain",
            *REGISTERS,
            "status",
            "documents/{sha256}",
            "sources",
            "review",
        )
    }
    for told in operations.values():
        assert told["summary"] and told["description"]
        assert told["responses"].keys() == {"200", "4XX", "5XX"}
        assert "$ref" in told["responses"]["200"]["content"]["application/json"]["schema"]
        assert all(
            parameter.get("description") or parameter["in"] == "path" for parameter in told.get("parameters", ())
        )


# What the API calls otherwise: the words asked are `q`, as in addresses; long registers come in parts.
ONLY_HERE = {"limit", "offset"}
ONLY_THERE = {"workspace", "format", "output", "documents", "batch"}


@pytest.mark.parametrize("name", ["search", "similar", "compare", "explain", *REGISTERS, "status"])
def test_parameters_have_the_names_of_the_commands_options(served: Served, name: str) -> None:
    command = typer.main.get_command(command_line).commands[name]
    options = {"q" if option.name == "query" else option.name for option in command.params} - ONLY_THERE
    described = httpx.get(f"{served.url}/api/openapi.json").json()["paths"][f"/api/{name}"]["get"]
    assert {parameter["name"] for parameter in described.get("parameters", ())} - ONLY_HERE == options - ONLY_HERE


def test_people_find_every_address_in_words(page: Page, served: Served) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.goto(served.url + "/api")
    listed = page.locator(".api-path code").all_inner_texts()
    described = httpx.get(f"{served.url}/api/openapi.json").json()["paths"]
    assert listed == [path for path, methods in described.items() for _ in methods]
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in {"serious", "critical"}] == []
