"""Where the flows are found, and what is said where they are not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from policyscan.cli import app
from policyscan.flow_files import bind, folder

ROOT = Path(__file__).parent.parent.parent


def call(*words: str):
    return CliRunner().invoke(app, ["flow", *words])


def test_the_flows_of_the_checkout_are_found(monkeypatch):
    monkeypatch.delenv("POLICYSCAN_FLOWS", raising=False)
    result = call("path")
    assert (result.exit_code, result.stdout.strip()) == (0, str(ROOT / "flows"))


def test_a_setting_names_another_folder_and_is_held_to_it(monkeypatch, tmp_path):
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    monkeypatch.setenv("POLICYSCAN_FLOWS", str(tmp_path / "flows"))
    assert folder() == tmp_path / "flows"
    monkeypatch.setenv("POLICYSCAN_FLOWS", str(tmp_path))
    result = call("path")
    assert result.exit_code == 1 and f"There are no flows in POLICYSCAN_FLOWS={tmp_path}." in result.output


def test_an_unknown_flow_is_refused_with_the_names():
    result = call("run", "watsh")
    assert result.exit_code == 1 and "Name one of watch, ingest, refresh, report." in result.output


def test_a_folder_of_that_name_elsewhere_is_not_taken_for_ours(tmp_path):
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "__init__.py").write_text("raise RuntimeError('not ours')")
    code = f"from policyscan.flow_files import bind; from pathlib import Path; bind(Path({str(ROOT / 'flows')!r})); import flows; print(flows.__file__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.strip() == str(ROOT / "flows" / "__init__.py")


def test_binding_twice_is_no_harm():
    for _ in range(2):
        bind(ROOT / "flows")
    assert Path(sys.modules["flows"].__file__).parent == ROOT / "flows"


@pytest.mark.parametrize("words", [("runs",), ("runs", "7")])
def test_runs_of_a_new_workspace(tmp_path, words):
    from policyscan import open_workspace

    open_workspace(tmp_path / "ws", create=True).close()
    result = call(*words, "--workspace", str(tmp_path / "ws"))
    if len(words) == 1:
        assert (result.exit_code, result.stdout) == (0, "No run is on record here.\n")
    else:
        assert result.exit_code == 1 and "No run 7 is on record here." in result.output
