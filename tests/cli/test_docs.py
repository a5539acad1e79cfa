"""The reference pages stay what the command line and the rule files say."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyscan.docs import cli_page, measures_page, write
from policyscan.taxonomy import load

DOCS = Path(__file__).parents[2] / "docs"


def test_the_committed_page_of_commands_is_current() -> None:
    assert (DOCS / "cli.md").read_text("utf-8") == cli_page(), "run `make docs`"


def test_the_committed_page_of_measures_is_current() -> None:
    assert (DOCS / "measures.md").read_text("utf-8") == measures_page(load()), "run `make docs`"


@pytest.mark.parametrize(
    "command",
    [
        "ingest",
        "search",
        "similar",
        "compare",
        "explain",
        "review export",
        "review import",
        "verify",
        "evaluate",
        "status",
    ],
)
def test_every_command_has_its_section(command: str) -> None:
    assert f"\n## policyscan {command}\n" in cli_page()


@pytest.mark.parametrize(
    "option",
    ["--manifest FILE", "--workspace DIR", "--no-ocr", "--jobs N", "--place P", "--measure M", "--output FILE"],
)
def test_the_names_that_scripts_use_are_there(option: str) -> None:
    assert f"`{option}`" in cli_page()


def test_every_rule_shows_its_words_and_examples() -> None:
    taxonomy = load()
    page = measures_page(taxonomy)
    for measure in taxonomy.measures:
        assert f"`{measure.id}`" in page
        for rule in measure.rules:
            assert f"`{rule.id}`" in page


def test_both_pages_are_written(tmp_path: Path) -> None:
    assert [path.name for path in write(tmp_path / "new")] == ["cli.md", "measures.md"]
    assert (tmp_path / "new" / "cli.md").read_text("utf-8") == cli_page()
