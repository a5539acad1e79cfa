from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from policyscan.embed import FakeEmbedder, ModelCard, load_model, model_names
from policyscan.embed.models import has_native_bfloat16
from policyscan.errors import ModelError

CARD = ModelCard("m", "1", "a" * 64, 4, 8)


@pytest.fixture
def models_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "models.toml"
    monkeypatch.setenv("POLICYSCAN_MODELS", str(file))
    return file


def refusal(name: str = "minilm") -> tuple[str, str]:
    with pytest.raises(ModelError) as caught:
        load_model(name)
    return caught.value.problem, caught.value.fix


def table(name: str = "other", **changes: object) -> str:
    values: dict[str, object] = {"path": "model", "sha256": "0" * 64, "dimensions": 4, "max_tokens": 8} | changes
    written = "\n".join(
        f"{key} = {value if isinstance(value, int) else chr(34) + str(value) + chr(34)}"
        for key, value in values.items()
        if value is not None
    )
    return f"[{name}]\n{written}\n"


def test_the_built_in_model_is_pinned_to_the_public_weights() -> None:
    card = load_model("minilm").card
    assert (card.name, card.dimensions, card.max_tokens) == ("minilm", 384, 256)
    assert card.sha256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert (card.query_prefix, card.passage_prefix) == ("", "")


def test_an_unknown_name_lists_the_known_ones() -> None:
    problem, fix = refusal("maxilm")
    assert problem == "there is no model named 'maxilm'"
    assert fix == "use one of: minilm, policing; or add a table [maxilm] to a file named by POLICYSCAN_MODELS"


def test_a_users_file_adds_models_beside_the_built_in_one(models_file: Path) -> None:
    models_file.write_text(table("legal"))
    assert model_names() == ("legal", "minilm", "policing")


def test_a_path_is_relative_to_the_file_that_names_it(models_file: Path) -> None:
    models_file.write_text(table())
    folder = models_file.parent / "model"
    assert refusal("other")[0] == f"the folder of model 'other' is not there: {folder}"


def test_other_weights_are_refused_before_anything_is_loaded(models_file: Path) -> None:
    folder = models_file.parent / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"not the weights")
    models_file.write_text(table())
    found = hashlib.sha256(b"not the weights").hexdigest()
    assert refusal("other") == (
        f"the weights of model 'other' are not the named ones: sha256 {found}, not {'0' * 64}",
        "install the model again; if other weights are meant, give them a table with a new name and this hash",
    )


def test_a_model_without_weights_is_refused(models_file: Path) -> None:
    (models_file.parent / "model").mkdir()
    models_file.write_text(table())
    file = models_file.parent / "model" / "model.safetensors"
    assert refusal("other")[0] == f"the weights of model 'other' cannot be read: {file} (No such file or directory)"


def test_a_model_whose_package_is_absent_names_the_wheel(models_file: Path) -> None:
    models_file.write_text(table(path=None, package="no_such_package", folder="model"))
    assert refusal("other") == (
        "the model 'other' is not installed (no package no_such_package)",
        "pip install no-such-package",
    )


def test_a_models_file_that_is_absent_is_said_so(models_file: Path) -> None:
    assert refusal() == (
        f"{models_file}: the file of models cannot be read (No such file or directory)",
        "correct the path in POLICYSCAN_MODELS, or unset it",
    )


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (table("minilm"), "[minilm] is the name of a built-in model"),
        (table(colour="red"), "[other] has an unknown key 'colour'"),
        (table(dimensions=None), "[other] has no dimensions"),
        (table(dimensions=0), "[other] dimensions is not a whole number above 0"),
        (table(max_tokens="many"), "[other] max_tokens is not a whole number above 0"),
        ("[other]\npath = 3\n", "[other] path is not a text in quotes"),
        (table(sha256="abc"), "[other] sha256 is not a hash"),
        (table(change="c"), "[other] needs both change and change_sha256, or neither"),
        (table(change_sha256="0" * 64), "[other] needs both change and change_sha256, or neither"),
        (table(change="c", change_sha256="abc"), "[other] change_sha256 is not a hash"),
        (table(package="p"), "[other] needs either package or path"),
        ('other = "model"\n', "[other] is not a table with a plain name"),
        (table('"../up"'), "[../up] is not a table with a plain name"),
    ],
)
def test_a_table_that_breaks_its_form_is_refused(models_file: Path, written: str, problem: str) -> None:
    models_file.write_text(written)
    assert refusal()[0] == f"{models_file}: {problem}"


def test_a_models_file_that_is_not_toml_is_refused(models_file: Path) -> None:
    models_file.write_text("[other\n")
    assert refusal()[0].startswith(f"{models_file}: the file of models is not TOML (")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "n"},
        {"revision": "2"},
        {"sha256": "b" * 64},
        {"dimensions": 5},
        {"max_tokens": 9},
        {"query_prefix": "q: "},
        {"passage_prefix": "q: "},
        {"change": "c" * 64},
    ],
)
def test_the_id_changes_with_all_that_decides_what_a_vector_means(changes: dict[str, object]) -> None:
    assert replace(CARD, **changes).id != CARD.id  # type: ignore[arg-type]


def test_the_two_prefixes_do_not_run_into_one_another() -> None:
    assert replace(CARD, query_prefix="a").id != replace(CARD, passage_prefix="a").id


def test_the_id_is_the_same_on_machines_with_and_without_bfloat16() -> None:
    assert replace(CARD, dtype="bfloat16").id == CARD.id


def test_the_fake_has_a_card_and_an_id_like_any_model() -> None:
    fake = FakeEmbedder()
    assert (fake.id, fake.card.dimensions) == (fake.card.id, 64)


@pytest.mark.parametrize(
    ("flags", "has"),
    [
        ("flags\t\t: fpu avx512f avx512_bf16 clzero\n", True),
        ("flags : fpu amx_bf16\n", True),
        ("Features\t: fp asimd bf16 dgh\n", True),
        ("flags : fpu avx2 avx512f\nmodel name : bf16\n", False),
        ("flags : xavx512_bf16\n", False),
        ("", False),
    ],
)
def test_bfloat16_is_used_where_the_processor_lists_it(tmp_path: Path, flags: str, has: bool) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(flags)
    assert has_native_bfloat16(file) is has


def test_a_machine_without_a_list_of_flags_computes_in_float32(tmp_path: Path) -> None:
    assert has_native_bfloat16(tmp_path / "none") is False
