"""The command line as a process of its own: quick to answer, quiet when nobody listens."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "torch",
    "spacy",
    "faiss",
    "prefect",
    "pandas",
    "numpy",
    "sentence_transformers",
    "pdfplumber",
    "openpyxl",
    "jinja2",
)
RUN = "from policyscan.cli import main; main()"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("ingest",),
        ("search",),
        ("compare",),
        ("evaluate",),
        ("status",),
        ("explain",),
        ("verify",),
        ("review",),
        ("review", "export"),
        ("review", "import"),
    ],
)
def test_help_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    script = (
        "import sys\n"
        "from policyscan.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    code = end.code\n"
        f"print('loaded:', code, [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *words, "--help"], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "loaded: 0 []"
    assert "Usage:" in done.stdout


def test_nobody_listening_is_no_error() -> None:
    process = subprocess.Popen([sys.executable, "-c", RUN, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    process.wait()
    assert errors == ""


def test_a_wrong_command_is_wrong_usage() -> None:
    done = subprocess.run([sys.executable, "-c", RUN, "fetch"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "No such command 'fetch'" in done.stderr


def test_version_is_one_line() -> None:
    done = subprocess.run([sys.executable, "-c", RUN, "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[0], len(done.stdout.splitlines())) == (0, "policyscan", 1)
