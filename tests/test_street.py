"""The street from end to end on the sample corpus: ingest, again, changed, removed, broken, at once."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.errors import ManifestError, QueryError, WorkspaceError
from policyscan.model import Kind, Outcome, State
from policyscan.verify import check

SAMPLE = Path(__file__).parent.parent / "corpora" / "sample"


def open_fake(folder: Path, **options: object):
    return open_workspace(folder, create=True, embedder=FakeEmbedder(), **options)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """The sample corpus, ingested once without OCR and with the fake embedder."""
    with open_fake(tmp_path_factory.mktemp("street") / "ws") as place:
        place.report = place.ingest([SAMPLE], manifest=SAMPLE / "manifest.csv", ocr=False)
        yield place


@pytest.fixture
def corpus(tmp_path):
    """Three documents of the sample in a folder of their own, with a manifest."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    names = ["wexcombe-force-2019.pdf", "marlow-junction-force-policy.pdf", "linden-quay-body-cameras.pdf"]
    for name in names:
        shutil.copy(SAMPLE / name, folder / name)
    with (SAMPLE / "manifest.csv").open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source) if row["file"] in names]
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_everything_is_taken_in(workspace):
    report = workspace.report
    assert [row.file for row in report.failed] == []
    assert {row.outcome for row in report.sources} == {Outcome.NEW}
    assert report.parsed == len(list(SAMPLE.glob("*.pdf")))
    assert workspace.store.check() == ()


def test_a_second_ingest_does_no_work(workspace):
    again = workspace.ingest([SAMPLE], manifest=SAMPLE / "manifest.csv", ocr=False)
    assert (again.parsed, again.extracted, again.embedded, again.ocr_pages) == (0, 0, 0, 0)
    assert {row.outcome for row in again.sources} == {Outcome.UNCHANGED}


def test_every_place_has_every_measure_once(workspace):
    comparison = workspace.compare()
    cells = [(j.place, j.measure) for j in comparison]
    assert len(cells) == len(set(cells)) == len({place for place, _ in cells}) * 8


def test_states_stay_apart(workspace):
    states = {j.place.name: j.state for j in workspace.compare(measures=["duty-to-intervene"])}
    assert states["Linden Quay"] is State.NOT_COLLECTED
    # Two pages of pictures, and OCR was off.
    assert states["Osterly"] is State.UNREADABLE
    assert states["Pell Harbor"] in {State.SILENT, State.JUDGED}


def test_every_quote_stands_at_its_characters_and_in_its_boxes(workspace):
    checks = check(workspace.compare(), workspace.store)
    assert [c.evidence.text for c in checks if not c.stands_in_text] == []
    on_text = [c for c in checks if c.boxes is not None]
    differing = [(c.evidence.document, c.evidence.page, c.evidence.text[:40]) for c in on_text if not c.boxes]
    assert len(on_text) > 50
    assert len(differing) <= 0.02 * len(on_text), differing


def test_the_older_version_of_a_series_does_not_count(workspace):
    quoted = {e.document for j in workspace.compare(places=["Wexcombe"]) for e in j.evidence}
    assert quoted == {"wexcombe-force-2023.pdf"}


def test_judgements_agree_with_the_coding_of_the_sample(workspace):
    result = workspace.evaluate(SAMPLE / "gold.csv")
    # The scan is not read here; what remains was written to be hard.
    assert result.overall.cells >= 64
    read = [cell for cell in result.cells if cell.ours is not None]
    agreed = sum(1 for cell in read if cell.ours == cell.theirs)
    assert agreed / len(read) >= 0.85, [(c.place, c.measure, c.theirs, c.ours) for c in read if c.ours != c.theirs]


def test_search_finds_with_place_and_page_and_says_when_nothing_is_relevant(workspace):
    hits = workspace.search("neck restraints are prohibited", kinds=["policy"], limit=3)
    assert len(hits) == 3
    first = hits[0]
    document = workspace.store.document(first.sha256)
    assert document.text[first.start : first.end] == first.text
    assert 8 <= len(first.text.split()) <= 150
    assert first.page == first.boxes[0].page
    assert len(workspace.search("zxqv wuggle frobnicate")) == 0
    with pytest.raises(QueryError):
        workspace.search("chokehold", places=["Atlantis"])


def test_a_corrected_row_refiles_without_parsing(corpus, tmp_path):
    with open_fake(tmp_path / "ws") as place:
        place.ingest([corpus], manifest=corpus / "manifest.csv", ocr=False)
        text = (corpus / "manifest.csv").read_text(encoding="utf-8")
        (corpus / "manifest.csv").write_text(text.replace("Marlow Junction", "Marlow Crossing"), encoding="utf-8")
        report = place.ingest([corpus], manifest=corpus / "manifest.csv", ocr=False)
        assert (report.parsed, report.extracted, report.embedded) == (0, 0, 0)
        assert Outcome.REFILED in {row.outcome for row in report.sources}
        names = {j.place.name for j in place.compare()}
        assert "Marlow Crossing" in names
        assert "Marlow Junction" not in names


def test_a_changed_rule_file_reads_again_but_parses_nothing(corpus, tmp_path):
    from policyscan import taxonomy

    folder = tmp_path / "taxonomy"
    shutil.copytree(Path(taxonomy.__file__).parent, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    with open_fake(tmp_path / "ws", taxonomy_folder=folder) as place:
        place.ingest([corpus], manifest=corpus / "manifest.csv", ocr=False)
    path = folder / "measures" / "duty-to-intervene.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("weight = 0.95", "weight = 0.94"), encoding="utf-8")
    taxonomy.load.cache_clear()
    with open_fake(tmp_path / "ws", taxonomy_folder=folder) as place:
        report = place.ingest([corpus], manifest=corpus / "manifest.csv", ocr=False)
        assert (report.parsed, report.extracted, report.embedded) == (0, 3, 0)


def test_a_removed_source_is_marked_and_no_longer_counts(corpus, tmp_path):
    with open_fake(tmp_path / "ws") as place:
        place.ingest([corpus], ocr=False)
        (corpus / "marlow-junction-force-policy.pdf").unlink()
        place.ingest([corpus], ocr=False)
        assert "marlow-junction-force-policy.pdf" not in {x.file for x in place.store.listings()}
        kept = {x.file: x.removed for x in place.store.listings(include_removed=True)}
        assert kept["marlow-junction-force-policy.pdf"] is True
        assert all("Marlow" not in j.place.name for j in place.compare())


def test_without_a_manifest_the_document_says_what_it_is_and_that_is_marked(corpus, tmp_path):
    with open_fake(tmp_path / "ws") as place:
        place.ingest([corpus], ocr=False)
        listing = next(x for x in place.store.listings() if x.file.startswith("marlow"))
        assert listing.kind is Kind.POLICY
        assert {"kind", "place"} <= set(listing.guessed)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("page.pdf", b"<!DOCTYPE html><html><body>Sign in</body></html>"),
        ("noise.pdf", bytes(range(256)) * 40),
        ("cut.pdf", (SAMPLE / "wexcombe-force-2019.pdf").read_bytes()[:3000]),
    ],
)
def test_bad_files_are_one_line_with_a_fix_and_the_others_go_on(corpus, tmp_path, name, content):
    (corpus / name).write_bytes(content)
    with open_fake(tmp_path / "ws") as place:
        report = place.ingest([corpus], manifest=corpus / "manifest.csv", ocr=False)
        (failed,) = report.failed
        assert failed.file == name
        assert failed.problem.count("\n") == 0
        assert failed.fix
        assert [failure.file for failure in place.status().failures] == [name]
        assert sum(1 for row in report.sources if row.outcome is Outcome.NEW) == 3
        (corpus / name).unlink()


def test_a_failure_loses_nothing_that_was_stored(corpus, tmp_path):
    with open_fake(tmp_path / "ws") as place:
        place.ingest([corpus], ocr=False)
        before = [(j.place, j.measure, j.adopted) for j in place.compare()]
        (corpus / "wexcombe-force-2019.pdf").write_bytes(b"broken")
        report = place.ingest([corpus], ocr=False)
        assert len(report.failed) == 1
        assert [(j.place, j.measure, j.adopted) for j in place.compare()] == before


def test_a_manifest_without_its_column_is_one_clear_line(corpus, tmp_path):
    (corpus / "manifest.csv").write_text("name,kind\nx.pdf,policy\n")
    with open_fake(tmp_path / "ws") as place, pytest.raises(ManifestError) as raised:
        place.ingest([corpus], manifest=corpus / "manifest.csv")
    assert "file" in raised.value.problem


def test_a_folder_that_is_no_workspace_says_so(tmp_path):
    with pytest.raises(WorkspaceError):
        open_workspace(tmp_path)


@pytest.mark.model
def test_two_ingests_at_once_lose_nothing(corpus, tmp_path):
    """Two processes on one workspace: the second waits, and finds all done."""
    command = [
        sys.executable,
        "-m",
        "policyscan",
        "ingest",
        str(corpus),
        "--workspace",
        str(tmp_path / "ws"),
        "--no-ocr",
        "--jobs",
        "1",
    ]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [run.communicate(timeout=300) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], outputs
    with open_workspace(tmp_path / "ws") as place:
        assert place.store.check() == ()
        assert place.status().documents == 3


@pytest.mark.model
def test_a_short_script_without_a_main_guard_can_ingest(corpus, tmp_path):
    """Analysts write scripts of three lines; workers must not run them again."""
    script = tmp_path / "three_lines.py"
    script.write_text(
        "from policyscan import open_workspace\n"
        f"with open_workspace({str(tmp_path / 'ws')!r}, create=True) as work:\n"
        f"    print(len(work.ingest([{str(corpus)!r}], ocr=False).sources))\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout.split()) == (0, ["3"]), done.stderr


@pytest.mark.model
def test_the_command_line_street(corpus, tmp_path):
    """Ingest, compare, search and status as a user runs them."""

    def run(*words: str) -> str:
        done = subprocess.run([sys.executable, "-m", "policyscan", *words], capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        return done.stdout

    work = str(tmp_path / "ws")
    run("ingest", str(corpus), "--manifest", str(corpus / "manifest.csv"), "--workspace", work, "--no-ocr")
    target = tmp_path / "out.csv"
    run("compare", "--workspace", work, "--format", "csv", "--output", str(target))
    rows = list(csv.DictReader(target.open(encoding="utf-8", newline="")))
    assert len(rows) == 24
    hits = json.loads(run("search", "shooting at a moving vehicle", "--workspace", work, "--format", "json"))
    assert "vehicle" in hits[0]["text"].lower()
    assert "3" in run("status", "--workspace", work)


@pytest.mark.slow
def test_a_page_read_by_ocr_is_kept_even_if_its_document_fails(tmp_path):
    """OCR costs seconds a page: what was read once is there for the next run, whatever failed after it."""
    from policyscan.parse import OCR_ENGINE

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    shutil.copy(SAMPLE / "osterly-order-22-scan.pdf", corpus)
    broken = tmp_path / "taxonomy"
    broken.mkdir()
    (broken / "concepts.toml").write_text("[concepts", encoding="utf-8")
    with open_fake(tmp_path / "ws") as place:
        with place.ingesting([corpus], ocr=True, jobs=1) as run:
            # The worker gets rules that it cannot load, after it has read the pages.
            object.__setattr__(run.settings, "taxonomy_folder", broken)
            report = run.take(run.sources[0])
        assert report.outcome is Outcome.FAILED
        kept = place.store.ocr_pages(
            hashlib.sha256((corpus / "osterly-order-22-scan.pdf").read_bytes()).hexdigest(), OCR_ENGINE
        )
        assert sorted(kept) == [1, 2]
        report = place.ingest([corpus], ocr=True, jobs=1)
        assert (report.parsed, report.ocr_pages, report.failed) == (1, 0, ())
        assert place.compare(measures=["duty-to-intervene"]).judgements[0].state is not State.UNREADABLE
