"""What the page promises beyond what every export promises."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

from export_examples import Page

from policyscan.export import write
from policyscan.export.html import Quote
from policyscan.model import Comparison, Evidence, Judgement


def page(comparison: Comparison, tmp_path: Path) -> Page:
    return Page(write(comparison, "html", tmp_path / "out.html")[0].read_text("utf-8"))


def test_html_needs_nothing_from_elsewhere(eight: Comparison, tmp_path: Path) -> None:
    found = page(eight, tmp_path)
    assert found.values("script", "src") + found.values("img", "src") + found.values("link", "href") == []
    assert [href for href in found.values("a", "href") if not href.startswith("#")] == []
    text = (tmp_path / "out.html").read_text("utf-8")
    assert re.findall(r"@import|url\(|https?://", text) == []


def test_html_policy_allows_only_its_own_style_and_script(eight: Comparison, tmp_path: Path) -> None:
    found = page(eight, tmp_path)
    text = (tmp_path / "out.html").read_bytes().decode("utf-8")
    policy = next(
        value["content"] for tag, value in found.elements if value.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (body,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert [
        values for _, values in found.elements if "style" in values or any(name.startswith("on") for name in values)
    ] == []


def test_html_cells_lead_to_their_evidence(eight: Comparison, tmp_path: Path) -> None:
    found = page(eight, tmp_path)
    ids = [values["id"] for _, values in found.elements if "id" in values]
    assert len(ids) == len(set(ids))
    targets = [href.removeprefix("#") for href in found.values("a", "href")]
    assert set(targets) - set(ids) == set()
    articles = found.values("article", "id")
    assert len(articles) == len(eight.judgements)
    assert set(articles) <= set(targets)


def test_html_quotes_carry_their_positions(eight: Comparison, tmp_path: Path) -> None:
    found = page(eight, tmp_path)
    marks = [values for tag, values in found.elements if tag == "blockquote"]
    quotes = [quote for cell in eight.judgements for quote in cell.evidence]
    assert [(m["data-sha256"], int(m["data-page"]), int(m["data-start"]), int(m["data-end"])) for m in marks] == [
        (quote.sha256, quote.page, quote.start, quote.end) for quote in quotes
    ]
    assert [json.loads(m["data-boxes"]) for m in marks] == [[box.as_list() for box in quote.boxes] for quote in quotes]


def test_html_from_documents_stays_text(hostile: Comparison, tmp_path: Path) -> None:
    found = page(hostile, tmp_path)
    tags = [tag for tag, _ in found.elements]
    assert (tags.count("script"), tags.count("img"), tags.count("svg")) == (1, 0, len(hostile.coverage))
    assert "{{ 7*7 }}" in "".join(found.strings)


def test_html_links_to_originals_do_not_tell_whose_computer_it_was(eight: Comparison, tmp_path: Path) -> None:
    at_hand = replace(eight, files=tuple((sha256, str(tmp_path / "a b" / sha256)) for _, sha256 in eight.documents))
    found = page(at_hand, tmp_path)
    first = eight.judgements[0].evidence[0]
    assert f"a%20b/{first.sha256}#page={first.page}" in found.values("a", "href")
    assert str(tmp_path) not in (tmp_path / "out.html").read_text("utf-8")


def test_html_names_a_printed_label_only_where_it_differs(two_cells: Comparison, tmp_path: Path) -> None:
    def shown(quote: Evidence) -> str:
        return Quote(quote, "", "", "").page

    first = two_cells.judgements[0].evidence[0]
    assert [shown(first), shown(replace(first, page_label="vii")), shown(replace(first, page_label=""))] == [
        "PDF page 7", "PDF page 7 (printed “vii”)", "PDF page 7",
    ]  # fmt: skip


def test_html_says_who_where_a_person_judged(two_cells: Comparison, tmp_path: Path) -> None:
    person: Judgement = replace(two_cells.judgements[0], by="Ada Reader")
    by_person = replace(two_cells, judgements=(person, *two_cells.judgements[1:]))
    assert "By Ada Reader" in " ".join(" ".join(page(by_person, tmp_path).strings).split())
    assert "By rules@" not in " ".join(" ".join(page(two_cells, tmp_path).strings).split())
