"""A text that goes back and comes again is a change each time, told once; nothing is told twice, also after an upgrade."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from tests.fetch.web import Document, Web
from tests.watch.watch_parts import ENGLISH, Desk, pdf

from policyscan import notices
from policyscan.model.notices import Subscription, What
from policyscan.registers.turns import FIRST, Turns
from policyscan.store import Store

SHALL = pdf(1, ENGLISH)
MAY = pdf(1, (ENGLISH[0].replace("shall", "may"), *ENGLISH[1:]))
MUST = pdf(1, (ENGLISH[0].replace("shall", "must"), *ENGLISH[1:]))
WEAKER, STRONGER = ["Wexcombe: weakened"], ["Wexcombe: strengthened"]
_seconds = count(1)

Arrive = Callable[..., list[str]]


def now() -> str:
    minutes, seconds = divmod(next(_seconds), 60)
    return f"2026-01-01T00:{minutes:02}:{seconds:02}+00:00"


def subscribe(desk: Desk, name: str = "s") -> None:
    work = desk.workspace
    wanted = Subscription(name, what=(What.CHANGES,))
    notices.add(work.store, wanted, changes=work.changes(), now=now())


def told(desk: Desk, name: str = "s") -> list[str]:
    """What is new for a subscription; asked again, nothing is."""
    work = desk.workspace
    found = []
    for _ in range(2):
        before = len(work.store.notices(name))
        assert notices.collect_all(work.store, changes=work.changes, now=now()).failed == ()
        found.append([row[3]["title"].partition(" (")[0] for row in work.store.notices(name)[before:]])
    assert found[1] == []
    return found[0]


@pytest.fixture
def watched(web: Web, desk: Desk) -> Arrive:
    """Let bytes arrive at the watched addresses, and take them in."""
    desk.list(f"{web.url('/f.pdf')},force.pdf,Wexcombe", f"{web.url('/f.pdf')},again.pdf,Wexcombe")

    def arrive(*versions: bytes) -> list[str]:
        for data in versions:
            web.routes["/f.pdf"] = Document(data)
            desk.check()
            desk.workspace.sources.ingest(ocr=False, jobs=1)
        return told(desk)

    return arrive


@pytest.fixture
def ingested(desk: Desk, tmp_path: Path) -> Arrive:
    """Replace a file in a folder, and ingest that."""
    box, manifest = tmp_path / "box", tmp_path / "box" / "manifest.csv"
    box.mkdir()
    manifest.write_text("file,place\nforce.pdf,Wexcombe\n")

    def arrive(*versions: bytes) -> list[str]:
        for data in versions:
            (box / "force.pdf").write_bytes(data)
            desk.workspace.ingest([box], manifest=manifest, ocr=False, jobs=1)
        return told(desk)

    return arrive


@pytest.mark.parametrize("way", ["watched", "ingested"])
def test_each_time_that_a_version_comes_in_place_of_another_is_told_once(
    desk: Desk, request: pytest.FixtureRequest, way: str
) -> None:
    arrive = request.getfixturevalue(way)
    arrive(SHALL)
    subscribe(desk)
    for _ in range(2):
        assert arrive(MAY) == WEAKER
        assert arrive(MAY) == []
        assert arrive(SHALL) == STRONGER
    # What was there before a subscription began is not told, however often it came about.
    subscribe(desk, "later")
    assert told(desk, "later") == []
    arrive(MAY)
    assert [row[3]["title"].partition(" (")[0] for row in desk.workspace.store.notices("later")] == WEAKER


def test_what_came_about_several_times_between_two_looks_is_told_each_time(desk: Desk, watched: Arrive) -> None:
    watched(SHALL)
    subscribe(desk)
    assert sorted(watched(MAY, SHALL, MAY)) == [*STRONGER, *WEAKER, *WEAKER]
    assert watched(SHALL) == STRONGER


def test_another_version_between_makes_it_another_change(desk: Desk, watched: Arrive) -> None:
    watched(SHALL)
    subscribe(desk)
    assert watched(MAY) == WEAKER
    watched(MUST, SHALL)
    # The second time that this came in place of that, with others between.
    assert watched(MAY) == WEAKER


@pytest.mark.parametrize("way", ["watched", "ingested"])
def test_an_upgrade_tells_nothing_anew_and_the_next_turn_is_told(
    desk: Desk, request: pytest.FixtureRequest, way: str
) -> None:
    arrive = request.getfixturevalue(way)
    arrive(SHALL)
    subscribe(desk)
    assert arrive(MAY) == WEAKER
    assert arrive(SHALL) == STRONGER
    assert arrive(MAY) == WEAKER
    store = desk.workspace.store
    # As it was before: the first turn was told, and no other was known.
    last = store.notices("s")[-1][0]
    store._database.run("DELETE FROM notices WHERE id = ?", (last,))
    make_old(store)
    desk.workspace.close()
    desk.workspace = Desk(desk.folder).workspace
    subscribe(desk, "later")
    assert told(desk) == told(desk, "later") == []
    assert arrive(SHALL) == STRONGER
    assert arrive(MAY) == WEAKER
    assert len(desk.workspace.store.notices("later")) == 2


def make_old(store: Store) -> None:
    """Turn the store into one in which no turns were told apart."""
    for statement in (
        "DROP TRIGGER listings_removed",
        "DROP TABLE removals",
        "DELETE FROM meta WHERE key = 'turns_told_as_one'",
        "PRAGMA user_version = 5",
    ):
        store._database.run(statement)


def test_turns_are_counted_for_each_place_by_itself(web: Web, desk: Desk) -> None:
    web.routes["/a.pdf"] = web.routes["/b.pdf"] = Document(SHALL)
    desk.list(f"{web.url('/a.pdf')},a.pdf,Ash", f"{web.url('/b.pdf')},b.pdf,Birch")
    for at_a, at_b in ((SHALL, SHALL), (MAY, MAY), (SHALL, MAY), (MAY, MAY)):
        web.routes["/a.pdf"], web.routes["/b.pdf"] = Document(at_a), Document(at_b)
        desk.check()
        desk.workspace.sources.ingest(ocr=False, jobs=1)
    turns = Turns(desk.workspace.store)
    old, new = (version.sha256 for version in desk.workspace.store.versions("b.pdf"))
    assert turns.of("Ash", ("a.pdf", old), ("a.pdf", new)) == (FIRST, 2)
    assert turns.of("Ash", ("a.pdf", new), ("a.pdf", old)) == (FIRST,)
    assert turns.of("Birch", ("b.pdf", old), ("b.pdf", new)) == (FIRST,)
    assert turns.of("Cedar", ("c.pdf", old), ("d.pdf", new)) == (FIRST,)
