"""Each notice goes once by each channel, and what did not arrive is said."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import feedparser
import pytest
from notices_samples import CALM, HOLDS, LATER, NOW, Receiver, keep, put, register, sent, wexcombe

from policyscan.errors import QueryError, WorkspaceError
from policyscan.notices import (
    Channel,
    Operator,
    Sent,
    Subscription,
    alert,
    collect,
    collect_all,
    deliver,
    record_failures,
    remove,
    run_command,
    standing,
)
from policyscan.store import Store
from policyscan.store.lock import WriteLock

HOOK = "https://x.example/hook"
DOWN = QueryError("The webhook cannot be reached.", fix="Check the network.")


def begin(store: Store, wanted: Subscription | None = None) -> Subscription:
    """A subscription with its baseline of nothing."""
    kept = keep(store, wanted or wexcombe(webhook=HOOK), NOW)
    collect(store, kept, changes=register(), now=NOW)
    return kept


def arrive(store: Store, *files: str, now: str = NOW) -> None:
    for file in files:
        put(store, file, f"{CALM} {file}")
    collect_all(store, now=now)


def state(store: Store, name: str = "wexcombe") -> dict[str, int]:
    return {how.value: number for (by, how), number in standing(store, name).items() if by is Channel.WEBHOOK}


# --- once -----------------------------------------------------------------------------------


def test_nothing_is_sent_twice_and_no_file_is_touched_twice(store: Store, folder: Path) -> None:
    begin(store)
    arrive(store, "a.pdf", "b.pdf")
    receiver = Receiver()
    first = sent(store, folder, receiver)
    assert receiver.titles == ["Wexcombe: new policy: a.pdf", "Wexcombe: new policy: b.pdf"]
    assert sorted(path.name for path in first.files) == [
        "wexcombe-2026-01-02.html", "wexcombe-2026-01-02.md", "wexcombe.atom", "wexcombe.html", "wexcombe.md",
    ]  # fmt: skip
    stats = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    for now in (NOW, LATER, "2026-02-01T00:00:00+00:00"):
        collect_all(store, now=now)
        again = sent(store, folder, receiver, now)
        assert (again.files, again.deliveries, len(receiver.posts)) == ([], [], 1)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == stats


def test_the_body_and_the_headers_are_these(store: Store, folder: Path) -> None:
    begin(store, wexcombe(webhook=HOOK, secret_env="KEY"))
    arrive(store, "a.pdf")
    receiver = Receiver()
    sent(store, folder, receiver, KEY="secret words")
    ((address, body, headers),) = receiver.posts
    assert (address, body["subscription"], len(body["notices"])) == (HOOK, "wexcombe", 1)
    notice = body["notices"][0]
    assert notice == {
        "id": notice["id"], "kind": "document", "title": "Wexcombe: new policy: a.pdf", "place": "Wexcombe",
        "text": "1 page", "page": 0, "document": "a.pdf", "sha256": notice["sha256"], "link": "", "at": NOW,
        "data": {"kind": "policy", "series": "", "published": ""},
    }  # fmt: skip
    assert headers["Content-Type"] == "application/json"
    assert len(headers["Idempotency-Key"]) == 16
    raw = json.dumps(body, ensure_ascii=True, sort_keys=True).encode()
    assert headers["X-Policyscan-Signature"] == "sha256=" + hmac.new(b"secret words", raw, hashlib.sha256).hexdigest()


def test_the_secret_is_nowhere_in_the_workspace(store: Store, folder: Path) -> None:
    begin(store, wexcombe(webhook=HOOK, secret_env="KEY"))
    arrive(store, "a.pdf")
    sent(store, folder, Receiver(), KEY="secret words")
    store.close()
    files = [path for path in folder.parent.rglob("*") if path.is_file()]
    assert len(files) > 5
    assert [path for path in files if b"secret words" in path.read_bytes()] == []


def test_without_its_secret_nothing_is_sent_unsigned(store: Store, folder: Path) -> None:
    begin(store, wexcombe(webhook=HOOK, secret_env="KEY"))
    arrive(store, "a.pdf")
    receiver = Receiver()
    report = sent(store, folder, receiver)
    assert [item.problem for item in report.failed] == ["The secret of wexcombe is not there: KEY is not set."]
    assert (receiver.posts, state(store)) == ([], {"failed": 1})
    sent(store, folder, receiver, KEY="s")
    assert (len(receiver.posts), state(store)) == (1, {"sent": 1})


def test_many_notices_go_in_batches_of_a_hundred(store: Store, folder: Path) -> None:
    begin(store)
    rows = register(*({"old_text": f"Clause {number}."} for number in range(250)))
    collect(store, wexcombe(webhook=HOOK), changes=rows, now=NOW)
    receiver = Receiver()
    sent(store, folder, receiver)
    assert [len(body["notices"]) for _, body, _ in receiver.posts] == [100, 100, 50]
    assert len({notice["id"] for _, body, _ in receiver.posts for notice in body["notices"]}) == 250
    assert len({headers["Idempotency-Key"] for _, _, headers in receiver.posts}) == 3


def test_a_webhook_that_is_added_later_gets_no_history(store: Store, folder: Path) -> None:
    begin(store, wexcombe())
    arrive(store, "a.pdf")
    keep(store, wexcombe(webhook=HOOK), LATER)
    arrive(store, "b.pdf", now=LATER)
    receiver = Receiver()
    sent(store, folder, receiver)
    assert receiver.titles == ["Wexcombe: new policy: b.pdf"]


# --- what does not arrive -------------------------------------------------------------------


@pytest.mark.parametrize("answer", [500, 503, 429, 408, DOWN])
def test_what_was_surely_not_taken_is_sent_at_the_next_run_as_the_same_batch(
    store: Store, folder: Path, answer: int | Exception
) -> None:
    begin(store)
    arrive(store, "a.pdf", "b.pdf")
    receiver = Receiver(answer)
    report = sent(store, folder, receiver)
    assert [(item.state, item.how_many, bool(item.problem and item.fix)) for item in report.failed] == [
        (Sent.FAILED, 2, True)
    ]
    arrive(store, "c.pdf", now=LATER)
    receiver.answer = 202
    assert sent(store, folder, receiver, LATER).failed == ()
    first, second, third = receiver.posts
    assert first == second
    assert [notice["title"] for notice in third[1]["notices"]] == ["Wexcombe: new policy: c.pdf"]
    assert state(store) == {"sent": 3}


@pytest.mark.parametrize("answer", [400, 401, 404, 410, 413, 301, 302])
def test_what_is_refused_is_not_sent_again_by_itself(store: Store, folder: Path, answer: int) -> None:
    begin(store)
    arrive(store, "a.pdf")
    receiver = Receiver(answer)
    assert [item.state for item in sent(store, folder, receiver).failed] == [Sent.REFUSED]
    receiver.answer = 200
    assert sent(store, folder, receiver).failed == ()
    assert (len(receiver.posts), state(store)) == (1, {"refused": 1})
    sent(store, folder, receiver, again=True)
    assert (len(receiver.posts), state(store)) == (2, {"sent": 1})


@pytest.mark.parametrize("trouble", [TimeoutError("no answer in 30 s"), ConnectionResetError("reset")])
def test_what_may_have_arrived_is_unsure_and_only_a_person_sends_it_again(
    store: Store, folder: Path, trouble: OSError
) -> None:
    begin(store)
    arrive(store, "a.pdf")
    receiver = Receiver(trouble)
    (item,) = sent(store, folder, receiver).failed
    assert (item.state, item.fix) == (
        Sent.UNSURE,
        "Ask the receiver; if it is not there: policyscan subscriptions send wexcombe --again",
    )
    receiver.answer = 200
    sent(store, folder, receiver)
    assert (len(receiver.posts), state(store)) == (1, {"unsure": 1})
    sent(store, folder, receiver, again=True)
    assert receiver.posts[0] == receiver.posts[1]
    assert state(store) == {"sent": 1}


def test_a_receiver_that_is_down_is_asked_once_a_run(store: Store, folder: Path) -> None:
    begin(store)
    rows = register(*({"old_text": f"Clause {number}."} for number in range(250)))
    collect(store, wexcombe(webhook=HOOK), changes=rows, now=NOW)
    receiver = Receiver(DOWN)
    sent(store, folder, receiver)
    assert len(receiver.posts) == 1
    assert state(store) == {"failed": 100, "waiting": 150}


def test_one_receiver_that_fails_does_not_keep_back_the_others(store: Store, folder: Path) -> None:
    begin(store, wexcombe(webhook=HOOK, command=("tell",)))
    begin(store, Subscription("everywhere", command=("tell",)))
    arrive(store, "a.pdf")
    receiver = Receiver(TimeoutError("late"))
    sent(store, folder, receiver)
    assert [body["subscription"] for _, body in receiver.runs] == ["everywhere", "wexcombe"]


def test_a_folder_that_cannot_be_written_keeps_back_no_webhook_and_loses_no_digest(store: Store, folder: Path) -> None:
    begin(store)
    arrive(store, "a.pdf")
    folder.write_text("a file")
    receiver = Receiver()
    report = sent(store, folder, receiver)
    assert [(item.channel, item.state) for item in report.failed] == [("files", Sent.FAILED)]
    assert len(receiver.posts) == 1
    folder.unlink()
    sent(store, folder, receiver, LATER)
    assert "a.pdf" in (folder / "wexcombe-2026-01-02.md").read_text()
    assert not (folder / "wexcombe-2026-01-03.md").exists()


def test_two_processes_do_not_send_at_once(store: Store, folder: Path) -> None:
    begin(store)
    arrive(store, "a.pdf")
    receiver = Receiver()
    with WriteLock(store.folder / "notices.lock").held(0.0, None), pytest.raises(WorkspaceError, match="is writing"):
        deliver(store, folder, post=receiver.post, run_command=receiver.run, now=NOW, wait_seconds=0.0)
    assert receiver.posts == []
    sent(store, folder, receiver)
    assert len(receiver.posts) == 1


# --- commands -------------------------------------------------------------------------------


def test_a_command_gets_the_same_json_once(store: Store, folder: Path) -> None:
    begin(store, wexcombe(webhook=HOOK, command=("mail", "me; rm -rf /")))
    arrive(store, "a.pdf")
    receiver = Receiver()
    sent(store, folder, receiver)
    sent(store, folder, receiver)
    assert receiver.runs == [(("mail", "me; rm -rf /"), receiver.posts[0][1])]


@pytest.mark.parametrize(
    ("code", "how", "runs"), [(3, "failed", 2), (DOWN, "failed", 2), (TimeoutError("ended after 60 s"), "unsure", 1)]
)
def test_a_command_that_fails_is_run_again_and_one_in_doubt_is_not(
    store: Store, folder: Path, code: int | Exception, how: str, runs: int
) -> None:
    begin(store, wexcombe(command=("mail",)))
    arrive(store, "a.pdf")
    receiver = Receiver(code=code)
    sent(store, folder, receiver)
    assert standing(store, "wexcombe")[Channel.COMMAND, Sent(how)] == 1
    sent(store, folder, receiver)
    assert len(receiver.runs) == runs


def test_a_real_command_reads_stdin_and_gives_its_code(tmp_path: Path) -> None:
    copy = f"import sys; open({str(tmp_path / 'got')!r}, 'wb').write(sys.stdin.buffer.read()); print('x'); sys.exit(4)"
    assert run_command([sys.executable, "-c", copy], b"{}" * 100_000) == 4
    assert (tmp_path / "got").read_bytes() == b"{}" * 100_000


def test_a_command_that_reads_nothing_is_no_trouble() -> None:
    assert run_command([sys.executable, "-c", "pass"], b"x" * 1_000_000) == 0


def test_a_command_that_is_not_there_was_not_run() -> None:
    with pytest.raises(QueryError, match="cannot be started"):
        run_command(["/no/such/program"], b"")


def test_a_command_that_does_not_end_is_ended_with_what_it_started(tmp_path: Path) -> None:
    child = tmp_path / "child"
    code = (
        "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        f"f = open({str(child)!r}, 'w'); f.write(str(p.pid)); f.close(); time.sleep(600)"
    )
    with pytest.raises(TimeoutError, match="ended after"):
        run_command([sys.executable, "-c", code], b"", timeout_seconds=5.0)
    # Its end takes a moment to show.
    give_up = time.monotonic() + 20
    while child.exists() and is_running(child.read_text()) and time.monotonic() < give_up:
        time.sleep(0.02)
    assert child.exists()
    assert not is_running(child.read_text())


def is_running(process: str) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}


# --- a failed run ---------------------------------------------------------------------------

RUN = {"id": "r1", "flow": "watch", "state": "Failed", "reasons": ["no source reachable"], "failed": []}


def alerted(store: Store, folder: Path, receiver: Receiver, run: dict[str, object], operator: Operator) -> None:
    """What a run does at its end, and whoever tells after it."""
    record_failures(store, run, operator=operator, now=NOW)
    alert(store, operator, post=receiver.post, run_command=receiver.run, now=NOW, environ={})
    sent(store, folder, receiver)


def test_a_failed_run_alerts_subscribers_and_operator_once(store: Store, folder: Path) -> None:
    begin(store)
    begin(store, Subscription("documents-only", what=("documents",), webhook="https://y.example/"))
    receiver = Receiver()
    for _ in range(2):
        alerted(store, folder, receiver, RUN, Operator("https://op.example/", command="page-me --loud 'my desk'"))
    assert [(address, body["subscription"]) for address, body, _ in receiver.posts] == [
        ("https://op.example/", "operator"), (HOOK, "wexcombe"),
    ]  # fmt: skip
    assert receiver.titles == ["watch failed: no source reachable"] * 2
    assert [command for command, _ in receiver.runs] == [("page-me", "--loud", "my desk")]
    assert "watch failed: no source reachable" in (folder / "wexcombe.md").read_text()


def test_a_run_that_went_well_alerts_nobody_but_sends_what_failed_before(store: Store, folder: Path) -> None:
    receiver, operator = Receiver(DOWN), Operator("https://op.example/")
    alerted(store, folder, receiver, RUN, operator)
    receiver.answer = 200
    good = {**RUN, "id": "r2", "state": "completed"}
    alerted(store, folder, receiver, good, operator)
    alerted(store, folder, receiver, good, operator)
    assert receiver.titles == ["watch failed: no source reachable"] * 2
    assert state(store, "operator") == {"sent": 1}


def test_what_is_recorded_while_notices_are_sent_waits_for_another_time(store: Store, folder: Path) -> None:
    """A run ends without waiting for whoever sends."""
    begin(store)
    arrive(store, "a.pdf")

    class Slow(Receiver):
        def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
            record_failures(store, RUN, now=NOW)
            return super().post(address, body, headers)

    sent(store, folder, Slow())
    assert standing(store, "wexcombe") == {
        (Channel.WEBHOOK, Sent.SENT): 1, (Channel.WEBHOOK, Sent.WAITING): 1,
        (Channel.DIGEST, Sent.SENT): 1, (Channel.DIGEST, Sent.WAITING): 1,
    }  # fmt: skip
    receiver = Receiver()
    sent(store, folder, receiver, LATER)
    assert receiver.titles == ["watch failed: no source reachable"]
    assert "no source reachable" in (folder / "wexcombe-2026-01-03.md").read_text()


def test_a_notice_that_comes_between_the_reading_and_the_digest_is_in_the_next(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(store)
    arrive(store, "a.pdf")
    real = store.notices

    def notices(subscription: str | None = None) -> tuple[Any, ...]:
        found = real(subscription)
        record_failures(store, RUN, now=NOW)
        return found

    monkeypatch.setattr(store, "notices", notices)
    sent(store, folder, Receiver())
    monkeypatch.undo()
    assert standing(store, "wexcombe")[Channel.DIGEST, Sent.WAITING] == 1
    sent(store, folder, Receiver(), LATER)
    assert "no source reachable" in (folder / "wexcombe-2026-01-03.md").read_text()


def test_what_is_new_within_the_same_second_is_another_batch(store: Store, folder: Path) -> None:
    begin(store)
    receiver = Receiver(503)
    for file in ("a.pdf", "b.pdf"):
        arrive(store, file)
        sent(store, folder, receiver)
    receiver.answer = 200
    sent(store, folder, receiver, LATER)
    keys: dict[str, set[str]] = {}
    for _, body, headers in receiver.posts:
        for notice in body["notices"]:
            keys.setdefault(notice["document"], set()).add(headers["Idempotency-Key"])
    assert {file: len(found) for file, found in keys.items()} == {"a.pdf": 1, "b.pdf": 1}
    assert state(store) == {"sent": 2}


# --- a name that is used again --------------------------------------------------------------


def test_a_subscription_that_is_made_again_is_told_what_the_one_before_was(store: Store, folder: Path) -> None:
    wanted = Subscription("s", what=("failures",), webhook=HOOK)
    torn = {**RUN, "state": "completed", "failed": [{"file": "x.pdf", "problem": "Torn.", "fix": "Mend."}]}
    receiver = Receiver(503)
    keep(store, wanted, NOW)
    for number in (1, 2, 3):
        if number > 1:
            # Sent or dropped, it is told anew.
            receiver.answer = 200
            remove(store, "s")
            keep(store, wanted, LATER)
        record_failures(store, torn, now=LATER)
        record_failures(store, torn, now=LATER)
        sent(store, folder, receiver, LATER)
        assert receiver.titles == ["x.pdf failed"] * number
        assert len(feedparser.parse(str(folder / "s.atom")).entries) == 1
    assert state(store, "s") == {"sent": 1}
    # The record of all of it stays.
    assert [(row[1], row[3]["document"]) for row in store.notices()] == [(f"s{n}", "x.pdf") for n in ("#1", "#2", "")]
    assert {key[0][16:]: how for key, (how, _) in store.deliveries().items() if key[1] == "webhook"} == {
        "#1": "dropped", "#2": "sent", "": "sent",
    }  # fmt: skip


def test_a_subscription_that_is_changed_goes_on(store: Store, folder: Path) -> None:
    begin(store)
    arrive(store, "a.pdf")
    receiver = Receiver()
    sent(store, folder, receiver)
    keep(store, wexcombe(webhook=HOOK, kinds=("policy",)), LATER)
    sent(store, folder, receiver, LATER)
    assert len(receiver.posts) == 1
    assert "a.pdf" in (folder / "wexcombe.atom").read_text()


# --- feed -----------------------------------------------------------------------------------


def test_the_feed_is_this(store: Store, folder: Path) -> None:
    begin(store)
    put(store, "new.pdf", HOLDS, title="Directive 3.1: Use of force", address="https://x.example/f.pdf?a=1&b=2")
    collect_all(store, now=NOW)
    collect(store, wexcombe(), changes=register({"old_text": "Shall <b>intervene</b> & report.\x00"}), now=LATER)
    sent(store, folder, Receiver(), LATER)
    golden = Path(__file__).with_name("golden.atom")
    assert (folder / "wexcombe.atom").read_text("utf-8") == golden.read_text("utf-8")


def test_feedparser_reads_the_feed_back(store: Store, folder: Path) -> None:
    begin(store)
    put(store, "a.pdf", HOLDS, title="A & B", address="https://x.example/a.pdf")
    collect_all(store, now=NOW)
    put(store, "b.pdf", HOLDS)
    collect_all(store, now=LATER)
    sent(store, folder, Receiver(), LATER)
    found = feedparser.parse(str(folder / "wexcombe.atom"))
    assert (found.bozo, found.version, found.feed.title, found.feed.author) == (
        False, "atom10", "policyscan: wexcombe", "policyscan",
    )  # fmt: skip
    assert found.feed.updated == LATER
    assert [
        (entry.title, entry.updated, [link.href for link in entry.get("links", [])]) for entry in found.entries
    ] == [
        ("Wexcombe: new policy: b.pdf", LATER, []),
        ("Wexcombe: new policy: A & B", NOW, ["https://x.example/a.pdf"]),
    ]
    assert len({entry.id for entry in found.entries}) == 2
    assert all(entry.id.startswith("urn:uuid:") for entry in found.entries)


def test_the_feed_keeps_the_newest_two_hundred(store: Store, folder: Path) -> None:
    begin(store)
    rows = register(*({"section": f"{number}", "measure": "", "old_text": f"C{number}."} for number in range(205)))
    collect(store, wexcombe(), changes=rows, now=NOW)
    sent(store, folder, Receiver())
    entries = feedparser.parse(str(folder / "wexcombe.atom")).entries
    assert len(entries) == 200
    assert (entries[0].title, entries[-1].title) == ("Wexcombe: weakened (204)", "Wexcombe: weakened (5)")


def test_a_feed_that_was_deleted_comes_back(store: Store, folder: Path) -> None:
    begin(store)
    arrive(store, "a.pdf")
    sent(store, folder, Receiver())
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in folder.iterdir():
        path.unlink()
    sent(store, folder, Receiver())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_no_feed_and_no_digest_write_no_file(store: Store, folder: Path) -> None:
    begin(store, wexcombe(feed=False, digest=False))
    arrive(store, "a.pdf")
    assert sent(store, folder, Receiver()).files == []
    assert not folder.exists()


def test_files_are_as_readable_as_the_user_wants_them(store: Store, folder: Path) -> None:
    begin(store)
    mask = os.umask(0o027)
    try:
        sent(store, folder, Receiver())
    finally:
        os.umask(mask)
    assert (folder / "wexcombe.atom").stat().st_mode & 0o777 == 0o640


# --- digest ---------------------------------------------------------------------------------


def test_the_digest_of_a_day_grows_and_the_next_day_has_its_own(store: Store, folder: Path) -> None:
    begin(store)
    arrive(store, "a.pdf")
    sent(store, folder, Receiver())
    arrive(store, "b.pdf")
    sent(store, folder, Receiver(), "2026-01-02T23:59:59+00:00")
    first = (folder / "wexcombe-2026-01-02.md").read_text()
    assert first == (folder / "wexcombe.md").read_text()
    assert first == (
        "# policyscan: wexcombe, 2026-01-02\n\n2 notices.\n\n## New documents\n\n"
        "### Wexcombe: new policy: a.pdf\n\n> 1 page\n\na.pdf\n\n### Wexcombe: new policy: b.pdf\n\n> 1 page\n\nb.pdf\n"
    )
    arrive(store, "c.pdf", now=LATER)
    sent(store, folder, Receiver(), LATER)
    assert (folder / "wexcombe-2026-01-02.md").read_text() == first
    second = (folder / "wexcombe-2026-01-03.md").read_text()
    assert second == (folder / "wexcombe.md").read_text()
    assert ("c.pdf" in second, "a.pdf" in second) == (True, False)
    assert "c.pdf" in (folder / "wexcombe-2026-01-03.html").read_text()


def test_each_folder_has_the_digests_of_all_days(store: Store, tmp_path: Path) -> None:
    begin(store)
    for day in (2, 3, 4):
        now = f"2026-01-0{day}T06:00:00+00:00"
        arrive(store, f"{day}.pdf", now=now)
        sent(store, tmp_path / ("reports" if day == 3 else "notices"), Receiver(), now)
    sent(store, tmp_path / "reports", Receiver(), "2026-01-05T00:00:00+00:00")
    found = {name: sorted(path.name for path in (tmp_path / name).iterdir()) for name in ("notices", "reports")}
    assert found["notices"] == found["reports"]
    assert [name for name in found["notices"] if name.endswith(".md")] == [
        "wexcombe-2026-01-02.md", "wexcombe-2026-01-03.md", "wexcombe-2026-01-04.md", "wexcombe.md",
    ]  # fmt: skip
    for name in found["notices"]:
        assert (tmp_path / "notices" / name).read_bytes() == (tmp_path / "reports" / name).read_bytes()
