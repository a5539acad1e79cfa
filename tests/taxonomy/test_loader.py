"""The contract of the rule files: every breach is one clear line with its fix."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from policyscan import taxonomy
from policyscan.errors import TaxonomyError
from policyscan.taxonomy import load
from policyscan.taxonomy.pattern import compile_any, to_regex

SOURCE = Path(taxonomy.__file__).parent


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "taxonomy"
    shutil.copytree(SOURCE, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return target


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_measures_stand_in_the_order_of_the_codebook():
    assert [measure.id for measure in load().measures] == [
        "require-de-escalation",
        "ban-chokeholds",
        "duty-to-intervene",
        "warn-before-shooting",
        "restrict-shooting-at-vehicles",
        "comprehensive-reporting",
        "exhaust-alternatives",
        "force-continuum",
    ]


def test_the_hash_changes_with_any_rule_file(folder):
    before = load(folder).hash
    change(folder, "measures/duty-to-intervene.toml", "weight = 0.95", "weight = 0.94")
    load.cache_clear()
    assert load(folder).hash != before


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("measures/duty-to-intervene.toml", 'id = "duty-to-intervene"', 'id = "duty"', "is not the file's name"),
        ("measures/duty-to-intervene.toml", 'effect = "meets"', 'effect = "adopts"', "'adopts' is not a valid Effect"),
        ("measures/duty-to-intervene.toml", "weight = 0.95", "wieght = 0.95", "unknown key wieght"),
        ("measures/duty-to-intervene.toml", 'reason = "adopted"', 'reason = "fine"', "unknown reason 'fine'"),
        ("measures/duty-to-intervene.toml", "{intervene}", "{nothing}", "concept 'nothing', which is not defined"),
        (
            "measures/ban-chokeholds.toml",
            'parts = ["airway", "vascular"]',
            'parts = ["airway"]',
            "unknown part 'vascular'",
        ),
        ("cues/modality.toml", 'category = "must"', 'category = "duty"', "unknown category 'duty'"),
        ("concepts.toml", "[concepts]", "[concepts", "concepts.toml"),
    ],
)
def test_a_breach_names_the_file_and_the_fault(folder, name, old, new, problem):
    change(folder, name, old, new)
    load.cache_clear()
    with pytest.raises(TaxonomyError) as raised:
        load(folder)
    assert problem in raised.value.problem
    assert raised.value.fix


@pytest.mark.parametrize(
    ("phrase", "matches", "refuses"),
    [
        ("interven*", ["intervene", "an Intervention"], ["intravenous", "reinterventio"]),
        ("duty to (act|stop)", ["duty to act", "duty  to-stop"], ["duty to", "duty to report"]),
        ("[reasonable] means", ["means", "reasonable means"], ["mean"]),
        ("shall [not|never] fire", ["shall fire", "shall not fire", "shall never fire"], ["shall then fire"]),
        ("warn ..2 fire", ["warn before they fire", "warn, then fire"], ["warn a b c fire", "warn. Then fire"]),
        ("de-escalate", ["de-escalate", "deescalate", "de escalate", "de\u2010escalate"], ["escalate"]),
        ("officer's duty", ["officer's duty", "officer\u2019s duty"], ["officers duty"]),
    ],
)
def test_phrases_match_what_they_say(phrase, matches, refuses):
    pattern = compile_any([phrase], {}, where="test")
    assert [text for text in matches if not pattern.search(text)] == []
    assert [text for text in refuses if pattern.search(text)] == []


@pytest.mark.parametrize("phrase", ["(a|b", "a]", "a {b", "x ? y"])
def test_malformed_phrases_are_refused(phrase):
    with pytest.raises(TaxonomyError):
        to_regex(phrase, {"b": "b"}, where="test")
