"""Files of this machine: pages and the API tell their names, and not where they lie."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.model import SourceState, Watched
from policyscan.workbench import create_app
from policyscan.workbench.addresses import shown

WEB = "https://city.example/files/force.pdf"
LOCAL = "file:///srv/policing/city%20hall/force%20order.pdf"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LOCAL, "force order.pdf"),
        (f"{LOCAL} does not exist.", "force order.pdf does not exist."),
        ("FILE:/srv/x.pdf", "x.pdf"),
        ("file:///srv/policing/", "policing"),
        (WEB, WEB),
        ("https://city.example/?file=a", "https://city.example/?file=a"),
        ("from the clerk, file: 12/3", "from the clerk, file: 12/3"),
        ("", ""),
    ],
)
def test_of_a_file_address_the_name_is_left(text: str, told: str) -> None:
    assert shown(text) == told


def test_no_page_tells_where_a_file_lies(sample_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    shutil.copytree(sample_folder, folder)
    with open_workspace(folder, embedder=FakeEmbedder()) as work:
        first, second = work.store.listings()[:2]
        work.store.put_listing(replace(first, address=LOCAL))
        work.store.put_listing(replace(second, address=WEB))
        work.store.put_watched(
            Watched("order.pdf", "order.pdf", LOCAL, state=SourceState.FAILED, problem=f"{LOCAL} does not exist.")
        )
        lines = ("address,file,form", "city/new.pdf,new.pdf,", "city/bad.pdf,bad.pdf,nonsense", f"{WEB},web.pdf,")
        (folder / "sources.csv").write_text("\n".join(lines))
    with TestClient(create_app(folder, embedder=FakeEmbedder()), base_url="http://localhost") as client:
        pages = {
            path: client.get(path)
            for path in (
                f"/documents/{first.sha256}",
                f"/documents/{second.sha256}",
                f"/api/documents/{first.sha256}",
                f"/api/documents/{second.sha256}",
                "/sources",
                "/api/sources",
            )
        }
    assert {answer.status_code for answer in pages.values()} == {200}
    for path, answer in pages.items():
        assert "file:/" not in answer.text and "policing" not in answer.text, path
        assert str(folder) not in answer.text, path
        assert (WEB if second.sha256 in path else "force order.pdf") in answer.text, path
    told = pages["/api/sources"].json()
    assert [row["address"] for row in told["not_checked"]] == ["new.pdf", WEB]
    assert told["watched"][0]["problem"] == "force order.pdf does not exist."
