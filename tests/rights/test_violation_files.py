"""Every rule file on violations reads its own examples as stated, and its near misses not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import policyscan.taxonomy
from policyscan.errors import TaxonomyError
from policyscan.rights.accusations import types_of
from policyscan.rights.violations import FEWEST_EXAMPLES, Group, Violation, load

RULES = load()
CODEBOOK = Path(__file__).parent.parent.parent / "docs" / "violations-codebook.md"
TAXONOMY = Path(policyscan.taxonomy.__file__).parent
CASES = [(violation, text) for violation in RULES.violations for text in violation.examples]
NEAR = [(violation, text) for violation in RULES.violations for text in violation.near_misses]


def named(value: object) -> str:
    return value.id if isinstance(value, Violation | Group) else str(value)[:60]


def test_the_files_are_the_types_of_the_codebook() -> None:
    rows = [line.split("`")[1] for line in CODEBOOK.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert sorted(rows) == [violation.id for violation in RULES.violations]
    assert len(rows) == 14


@pytest.mark.parametrize(("violation", "text"), CASES, ids=named)
def test_an_example_bears_its_type(violation: Violation, text: str) -> None:
    spans = types_of(text).get(violation.id, [])
    assert spans
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(("violation", "text"), NEAR, ids=named)
def test_a_near_miss_does_not_bear_the_type(violation: Violation, text: str) -> None:
    assert types_of(text).get(violation.id, []) == []


@pytest.mark.parametrize("group", RULES.groups, ids=named)
def test_a_group_is_named_in_its_examples_alone(group: Group) -> None:
    assert [text for text in group.examples if not group.pattern.search(text)] == []
    assert [text for text in group.near_misses if group.pattern.search(text)] == []


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in ("firmness.toml", "groups.toml"):
        shutil.copy(TAXONOMY / name, tmp_path / name)
    shutil.copytree(TAXONOMY / "violations", tmp_path / "violations")
    return tmp_path


def test_a_copied_folder_loads_the_same_types(copied: Path) -> None:
    assert [v.id for v in load(copied).violations] == [v.id for v in RULES.violations]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "corruption"', 'id = "bribery"', "is not the file's name"),
        ("weak = [", "feeble = [", "unknown key feeble"),
        ("examples = [", 'other = 1\nexamples = [', "unknown key other"),
        ('phrases = [', 'phrases = ["open (bracket", ', "brackets"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_name(copied: Path, old: str, new: str, says: str) -> None:
    path = copied / "violations" / "corruption.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    load.cache_clear()
    with pytest.raises(TaxonomyError, match=says) as caught:
        load(copied)
    assert "corruption.toml" in caught.value.problem
    load.cache_clear()


def test_too_few_examples_are_refused(copied: Path) -> None:
    path = copied / "violations" / "corruption.toml"
    text = path.read_text(encoding="utf-8")
    head, tail = text.split("near_misses = [", 1)
    path.write_text(f'{head}near_misses = ["One."]\n', encoding="utf-8")
    assert tail.count("\n") > FEWEST_EXAMPLES
    load.cache_clear()
    with pytest.raises(TaxonomyError, match="fewer than 12 near_misses"):
        load(copied)
    load.cache_clear()
