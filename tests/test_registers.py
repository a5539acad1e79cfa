"""Agreements, findings, recommendations, exchanges and practices of the sample corpus, exported and verified."""

from __future__ import annotations

import base64
import csv
import io
import json
import random
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from policyscan import open_workspace
from policyscan.cli import app
from policyscan.errors import QueryError
from policyscan.export import FORMATS, write
from policyscan.model import Box, Register, Term
from policyscan.parse import OCR_ENGINE, OcrLine, OcrPage
from policyscan.workspace import Workspace

NAMES = ("agreements", "findings", "recommendations", "exchanges", "practices")
FIXED = {
    "agreements": "document sha256 local_party counterparty other_parties jurisdiction country programme direction topics "
    "signed effective term ends payer amounts oversight rights_vetting",
    "findings": "document sha256 source place country body violations force_types period firmness text page start end",
    "recommendations": "document sha256 number text addressee recommending_state response strength themes page start end",
}


@pytest.fixture(scope="module")
def workspace(sample_folder: Path):
    with open_workspace(sample_folder, create=False) as opened:
        yield opened


def register(workspace: Workspace, name: str) -> Register:
    if name == "practices":
        return workspace.practices(practices=("violence-interruption",))
    return getattr(workspace, name)()


def row(found: Register, **wanted: str) -> dict[str, object]:
    (only,) = [r for r in found.records if all(str(r.get(key)).startswith(value) for key, value in wanted.items())]
    return dict(only.values)


# --- what is read ----------------------------------------------------------------------------


def test_the_training_agreement_is_read(workspace):
    found = row(workspace.agreements(), document="agreement-2022-017")
    assert found["local_party"].startswith("City of Marlow Junction")
    assert found["counterparty"] == "National Gendarmerie of the Republic of Belmorra"
    assert (found["jurisdiction"], found["country"], found["direction"]) == ("Brackenmoor", "XC", "inbound training")
    assert "crowd-control" in found["topics"].split(";")
    assert (found["signed"], found["term"]) == ("2022-04-02", "3 years")
    assert found["ends"] == "either party, 90 days' written notice"
    assert "City of Marlow Junction" in found["payer"]
    assert found["rights_vetting"] == "no"


def test_what_an_agreement_has_is_told_from_what_it_lacks(workspace):
    found = workspace.agreements()
    vetting = {str(r.get("document")): r.get("rights_vetting") for r in found.records}
    assert vetting == {"agreement-2019-088.pdf": "no", "agreement-2021-054.pdf": "yes", "agreement-2022-017.pdf": "no"}


def test_each_field_has_its_quote_page_and_confidence(workspace):
    found = workspace.agreements()
    for field in FIXED["agreements"].split()[2:]:
        assert {f"{field}_quote", f"{field}_page", f"{field}_confidence"} <= set(found.columns)
    for record in found.records:
        for cited in record.quotes:
            assert cited.evidence.text
            assert 0.0 <= (cited.confidence or 0.0) <= 1.0


@pytest.mark.parametrize("name", sorted(FIXED))
def test_the_fixed_columns_are_there(workspace, name):
    assert set(FIXED[name].split()) <= set(register(workspace, name).columns)


def test_findings_are_about_the_entry_they_stand_in(workspace):
    found = [r for r in workspace.findings().records if r.get("document") == "civic-freedoms-2023.pdf"]
    assert {str(r.get("place")) for r in found} >= {"Belmorra", "Drusovia", "Lorvanna"}
    assert {str(r.get("country")) for r in found if r.get("place") == "Belmorra"} == {"XB"}


def test_findings_can_be_asked_for_by_place_and_type(workspace):
    found = workspace.findings(places=("belmorra",), violations=("unlawful-surveillance",))
    assert len(found) > 2
    assert all("unlawful-surveillance" in str(r.get("violations")) for r in found.records)


def test_recommendations_are_verbatim_with_state_and_response(workspace):
    found = row(workspace.recommendations(), document="peer-review", number="21.9")
    assert str(found["text"]).endswith(f"({found['recommending_state']});") or found["recommending_state"]
    assert found["response"] in {"support", "consider", "reject", "noted", "implemented"}


# --- side by side ----------------------------------------------------------------------------


def test_a_partner_on_record_is_to_be_looked_at_again(workspace):
    found = row(workspace.exchanges(as_of=date(2024, 6, 1)), partner="National Gendarmerie")
    assert found["reading"] == "look again"
    assert "crowd-control meets force-against-protesters" in found["marked_topics"].split(";")
    assert found["next_exit"] == "2024-08-30"
    assert found["before_signature"] > 0
    assert found["sources"] == 3


def test_a_partner_that_no_report_covers_is_not_assessable(workspace):
    found = row(workspace.exchanges(), partner="City of Port Ellery", whose_record="partner")
    assert (found["reading"], found["findings"]) == ("not assessable", 0)


def test_what_was_over_or_unknown_on_a_day_does_not_count(workspace):
    later = workspace.exchanges(as_of=date(2024, 6, 1))
    assert "agreement-2021-054.pdf" not in {str(r.get("document")) for r in later.records}
    before = row(workspace.exchanges(as_of=date(2022, 6, 1)), partner="National Gendarmerie")
    assert before["reports"] == "lantern-watch-belmorra-2021.pdf"


def test_our_own_city_can_be_first(workspace):
    found = workspace.exchanges(first="City of Harrow Bend")
    assert str(found.records[0].get("local_party")) == "City of Harrow Bend"


def test_every_row_quotes_both_sides(workspace):
    for record in workspace.exchanges().records:
        assert record.cited("partner") or record.get("whose_record") == "own"
        assert bool(record.cited("record")) is (record.get("reading") == "look again")


# --- exports -----------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_every_quote_of_every_export_stands(workspace, tmp_path, name, format_):
    path = tmp_path / f"{name}.{format_}"
    write(register(workspace, name), format_, path)
    result = workspace.verify(path)
    assert result.quotes
    assert [item.line for item in result.failed] == []


@pytest.mark.parametrize("name", ["agreements", "findings"])
def test_one_changed_character_is_caught(workspace, tmp_path, name):
    path = tmp_path / f"{name}.json"
    write(register(workspace, name), "json", path)
    whole = json.loads(path.read_text("utf-8"))
    chance = random.Random(7)
    for _ in range(12):
        changed = json.loads(json.dumps(whole))
        entry = chance.choice([e for r in changed["records"] for e in r["quotes"] if len(e["text"]) > 3])
        at = chance.randrange(len(entry["text"]))
        entry["text"] = entry["text"][:at] + ("q" if entry["text"][at] != "q" else "z") + entry["text"][at + 1 :]
        path.write_text(json.dumps(changed), "utf-8")
        assert workspace.verify(path).failed


def test_a_shown_quote_is_checked_as_well_as_the_listed_one(workspace, tmp_path):
    path = tmp_path / "agreements.csv"
    write(workspace.agreements(), "csv", path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    rows[0]["ends_quote"] = rows[0]["ends_quote"].replace("a", "e", 1)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), "utf-8")
    assert [item.quote.where for item in workspace.verify(path).failed] == ["row 2, column ends_quote"]


def test_a_date_read_from_the_picture_is_held_against_the_ocr(sample_folder, tmp_path):
    """The text layer lacks it: its words have a box on the page and no characters."""
    folder = tmp_path / "copy"
    shutil.copytree(sample_folder, folder)
    with open_workspace(folder, create=False) as copy:
        store = copy.store
        known = next(item for item in store.agreements() if item.named("signed")[0].value == "2022-04-02")
        box = Box(2, 100.0, 200.0, 200.0, 212.0)
        edges = tuple(100.0 + 10 * place for place in range(11))
        store.put_ocr_pages(known.sha256, [OcrPage(2, OCR_ENGINE, (OcrLine("April 9 22", box, 0.9, edges),))])
        seen = Term("signed", "2022-04-09", 0, 0, 2, 0.8, "", box, "April 9 22")
        others = tuple(term for term in known.terms if term.name != "signed")
        store.put_agreement(replace(known, terms=(seen, *others)))
        found = row(copy.agreements(), document="agreement-2022-017")
        assert (found["signed"], found["signed_quote"], found["signed_page"]) == ("2022-04-09", "April 9 22", 2)
        path = tmp_path / "agreements.json"
        write(copy.agreements(), "json", path)
        assert copy.verify(path).failed == ()
        path.write_text(path.read_text("utf-8").replace("April 9 22", "April 8 22"), "utf-8")
        failed = copy.verify(path).failed
        assert {item.quote.measure for item in failed} == {"signed"}


def test_what_nobody_could_read_is_cut_out_of_its_page(workspace, tmp_path):
    record = next(r for r in workspace.agreements().records if r.get("signed_unread"))
    picture = record.pictures[0]
    assert picture.png.startswith(b"\x89PNG")
    assert f"page {picture.box.page}: {picture.note}" in str(record.get("signed_unread")).split(";")
    path = tmp_path / "agreements.html"
    write(workspace.agreements(), "html", path)
    assert base64.b64encode(picture.png).decode() in path.read_text("utf-8")


# --- the command line ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["agreements", "findings", "recommendations", "exchanges"])
def test_the_command_writes_csv_to_stdout(sample_folder, name):
    result = CliRunner().invoke(app, [name, "--workspace", str(sample_folder)])
    assert result.exit_code == 0
    assert len(list(csv.DictReader(io.StringIO(result.stdout)))) >= 3


def test_a_wrong_date_is_one_line_with_its_fix(sample_folder):
    result = CliRunner().invoke(app, ["exchanges", "--workspace", str(sample_folder), "--as-of", "June 2024"])
    assert result.exit_code == 1
    assert "'June 2024' is no date" in result.stderr
    assert "YYYY-MM-DD" in result.stderr


def test_an_unknown_violation_is_one_line_with_the_known_ones(workspace):
    with pytest.raises(QueryError) as raised:
        workspace.findings(violations=("bribery",))
    assert "corruption" in raised.value.fix
