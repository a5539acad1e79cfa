"""The watch as a whole: servers that change, break and lie, and a report that is right on each."""

from __future__ import annotations

import shutil

import pytest
from tests.fetch.web import Document, drip, page, redirect, text
from tests.flows.conftest import ROOT
from tests.watch.watch_parts import pdf

from policyscan import open_workspace

SAMPLE = ROOT / "corpora" / "sample"
FAST = {
    "POLICYSCAN_FETCH_SECONDS_BETWEEN": "0",
    "POLICYSCAN_FETCH_PER_HOST": "8",
    "POLICYSCAN_FETCH_RETRIES": "0",
    "POLICYSCAN_FETCH_SECONDS_IN_ALL": "3",
    "POLICYSCAN_FETCH_READ_SECONDS": "2",
    "POLICYSCAN_CONTACT": "tests@example.org",
}
pytestmark = [pytest.mark.slow, pytest.mark.model]


def outcomes(server) -> dict[str, str]:
    return {row["document"]: row["outcome"] for row in server.artifact("policyscan-watch")}


def test_the_report_is_right_on_each_of_them_and_nothing_is_lost(server, web, tmp_path):
    workspace = tmp_path / "ws"
    sources = tmp_path / "sources.csv"
    names = ["same", "changed", "broken", "missing", "truncated", "slow", "private", "refused", "fewer"]
    for name in names:
        web.routes[f"/{name}.pdf"] = Document(pdf(6, mark=name))
    web.routes["/changed.pdf"] = Document((SAMPLE / "wexcombe-force-2019.pdf").read_bytes())
    sources.write_text(
        "address,file,place,country\n"
        + "".join(f"{web.url(f'/{name}.pdf')},{name}.pdf,{name.title()},XA\n" for name in names)
    )
    words = ("--workspace", str(workspace), "--sources", str(sources), "--allow-private", "127.0.0.1", "--no-ocr")
    first = server.run("watch", *words, **FAST)
    assert first.returncode == 0 and "checks new 9" in first.stdout, first.stderr
    assert set(outcomes(server).values()) == {"new"} and len(outcomes(server)) == 9

    # Nothing changed: conditional requests alone, and no stage of work.
    web.seen.clear()
    second = server.run("watch", *words, **FAST)
    assert second.returncode == 0, second.stderr
    assert "parsed 0, extracted 0, embedded 0" in second.stdout and "checks unchanged 9" in second.stdout
    asked = [seen for seen in web.seen if seen.path != "/robots.txt"]
    assert len(asked) == 9 and all("if-none-match" in seen.headers for seen in asked)

    with open_workspace(workspace) as place:
        before = {listing.file: listing.sha256 for listing in place.store.listings()}
    web.routes["/changed.pdf"] = Document((SAMPLE / "wexcombe-force-2023.pdf").read_bytes())
    web.routes["/broken.pdf"] = Document(b"%PDF-1.7 and then nothing of use %%EOF")
    web.routes["/missing.pdf"] = page("<title>Not found</title><h1>Sorry, this page cannot be found</h1>")
    web.routes["/truncated.pdf"] = Document(pdf(6, mark="other"), cut=900)
    web.routes["/slow.pdf"] = drip(pdf(6, mark="slower"), 0.05)
    web.routes["/private.pdf"] = redirect(web.url("/same.pdf").replace("127.0.0.1", "127.0.0.2"))
    web.routes["/fewer.pdf"] = Document(pdf(1))
    web.routes["/robots.txt"] = text("User-agent: policyscan\nDisallow: /refused.pdf\n")
    third = server.run("watch", *words, "--most-failing", "0.9", **FAST)
    assert third.returncode == 1, third.stderr
    rows = {row["document"]: row for row in server.artifact("policyscan-watch")}
    assert {name.removesuffix(".pdf"): (row["outcome"], row["fault"]) for name, row in rows.items()} == {
        "same": ("unchanged", ""),
        "changed": ("changed", ""),
        "broken": ("failed", "broken"),
        "missing": ("failed", "not_found"),
        "truncated": ("failed", "truncated"),
        "slow": ("failed", "timeout"),
        "private": ("failed", "private_address"),
        "refused": ("failed", "robots"),
        "fewer": ("warned", "pages"),
    }
    assert all(row["problem"] and row["fix"] for row in rows.values() if row["outcome"] in {"failed", "warned"})
    with open_workspace(workspace) as place:
        after = {listing.file: listing.sha256 for listing in place.store.listings()}
        # All but the changed one stay in force as they were.
        assert {name for name in before if before[name] != after.get(name)} == {"changed.pdf"}
        assert place.store.check() == () and place.index_problems() == ()
        assert [version.standing.value for version in place.store.versions("changed.pdf")] == ["replaced", "in_force"]

    # The same again, but so much failing is too much: the run is failed, and says why.
    fourth = server.run("watch", *words, **FAST)
    assert fourth.returncode == 1 and "6 of 9 documents failed; at most 20% may." in fourth.stderr
    assert server.flow_runs(limit=1)[0]["state_type"] == "FAILED"


def test_no_source_reached_is_a_failed_run(server, tmp_path):
    sources = tmp_path / "sources.csv"
    sources.write_text("address\nhttp://127.0.0.1:9/force.pdf\n")
    words = ("--workspace", str(tmp_path / "ws"), "--sources", str(sources), "--allow-private", "127.0.0.1")
    done = server.run("watch", *words, **FAST)
    assert done.returncode == 1 and "None of 1 sources could be used." in done.stderr


def test_half_the_text_of_a_place_gone_is_a_failed_run_until_a_person_says_yes(server, tmp_path):
    box = tmp_path / "box"
    box.mkdir()
    for name in "ab":
        (box / f"{name}.pdf").write_bytes(pdf(6, mark=name))
    shutil.copy(SAMPLE / "wexcombe-force-2019.pdf", box / "long.pdf")
    workspace, sources = tmp_path / "ws", tmp_path / "sources.csv"
    header = "address,file,place,region,country\n"
    rows = [f"{box}/{name}.pdf,{name}.pdf,Wexcombe,,XA\n" for name in ("a", "b", "long")]
    sources.write_text(header + "".join(rows))
    words = ("--workspace", str(workspace), "--sources", str(sources), "--no-ocr")
    assert server.run("watch", *words, **FAST).returncode == 0
    sources.write_text(header + rows[0])
    # What is named no more stays in force until a person takes it out.
    assert server.run("watch", *words, **FAST).returncode == 0
    with open_workspace(workspace) as place:
        place.sources.withdraw(["b.pdf", "long.pdf"])
    done = server.run("watch", *words, **FAST)
    assert done.returncode == 1 and "characters of text; the last good run had" in done.stderr
    with open_workspace(workspace) as place:
        place.sources.accept(places=["Wexcombe"])
    assert server.run("watch", *words, **FAST).returncode == 0


def test_a_run_that_comes_while_another_is_on_is_skipped(server, tmp_path):
    workspace, sources = tmp_path / "ws", tmp_path / "sources.csv"
    (tmp_path / "a.pdf").write_bytes(pdf())
    sources.write_text(f"address\n{tmp_path}/a.pdf\n")
    with open_workspace(workspace, create=True) as place, place.store.writing():
        done = server.run("watch", "--workspace", str(workspace), "--sources", str(sources), "--if-busy", "skip")
    assert done.returncode == 0 and "is writing to" in done.stdout
    newest = server.flow_runs(limit=1)[0]
    assert (newest["state_type"], newest["state_name"]) == ("COMPLETED", "Skipped")
    with open_workspace(workspace) as place:
        assert place.store.runs() == () and place.store.watched() == ()
