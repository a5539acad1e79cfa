from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from store_records import make_document, make_listing, make_reading

from policyscan.errors import WorkspaceBusy
from policyscan.store import Store

_CHILD = Path(__file__).with_name("store_child.py")


@contextmanager
def _child(*words: object) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, str(_CHILD), *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_second_writer_is_told_who_holds_the_workspace(store: Store, folder: Path) -> None:
    with _child("hold", folder) as child:
        assert child.stdout.readline() == "held\n"
        with pytest.raises(WorkspaceBusy) as caught, store.writing(timeout_seconds=0):
            pytest.fail("both processes hold the lock")
        assert caught.value.problem == f"Process {child.pid} is writing to {folder}."
        assert caught.value.fix == f"Wait until process {child.pid} is done, or stop it, and run the command again."


def test_a_second_writer_waits_for_its_turn(store: Store, folder: Path) -> None:
    with _child("hold", folder) as child:
        assert child.stdout.readline() == "held\n"
        words: list[str] = []

        def let_go(word: str) -> None:
            words.append(word)
            child.stdin.close()
            child.stdin = None

        with store.writing(timeout_seconds=60, on_wait=let_go):
            assert words == [f"Waiting: Process {child.pid} is writing to {folder}."]
            assert store._write_lock.holder() == os.getpid()


def test_a_killed_process_does_not_hold_the_workspace(store: Store, folder: Path) -> None:
    with _child("hold", folder) as child:
        assert child.stdout.readline() == "held\n"
        child.kill()
        child.wait()
        with store.writing(timeout_seconds=0):
            pass


def test_a_forked_worker_does_not_keep_its_parents_lock(store: Store, folder: Path) -> None:
    read_end, write_end = os.pipe()
    with store.writing():
        pid = os.fork()
        if pid == 0:
            os.close(write_end)
            os.read(read_end, 1)
            os._exit(0)
    try:
        with Store.open(folder) as other, other.writing(timeout_seconds=0):
            pass
    finally:
        os.close(write_end)
        os.close(read_end)
        os.waitpid(pid, 0)


def test_the_lock_may_be_nested_and_excludes_another_store_of_this_process(store: Store, folder: Path) -> None:
    with Store.open(folder) as other, store.writing():
        with store.writing():
            pass
        with pytest.raises(WorkspaceBusy) as caught, other.writing(timeout_seconds=0):
            pytest.fail("both stores hold the lock")
        assert caught.value.problem == f"Process {os.getpid()} is writing to {folder}."
    with Store.open(folder) as other, other.writing(timeout_seconds=0):
        pass


def test_reading_goes_on_while_another_writes(store: Store, folder: Path) -> None:
    document = make_document()
    store.put_document(document, size_bytes=1)
    store.put_listing(make_listing(document))
    with store.writing(), store.transaction():
        store.put_reading(make_reading(document))
        with Store.open(folder) as reader:
            assert reader.document(document.sha256) == document
            assert reader.clauses(document.sha256) == ()
            assert reader.search_text("officers", limit=5) == []
    with Store.open(folder) as reader:
        assert len(reader.search_text("officers", limit=5)) == 3


def test_a_change_by_another_process_is_seen_through_the_cache(store: Store, folder: Path) -> None:
    document, other = make_document(), make_document(sentences=9)
    store.put_document(document, size_bytes=1)
    assert store.document(document.sha256) == document
    with Store.open(folder) as writer:
        writer.put_document(other, size_bytes=1)
    assert store.document(document.sha256) == other
    assert store.boxes(document.sha256, [(200, 300)]) == [other.boxes(200, 300)]


def test_several_processes_may_make_the_workspace_at_once(folder: Path) -> None:
    with _child("create", folder) as one, _child("create", folder) as two, _child("create", folder) as three:
        children = (one, two, three)
        for child in children:
            assert child.stdout.readline() == "ready\n"
        for child in children:
            child.stdin.write("go\n")
            child.stdin.flush()
        assert [child.stdout.readline() for child in children] == ["made\n"] * 3
    with Store.open(folder) as store:
        assert store.get_meta("made") == "yes"
        assert store.check() == ()


def test_a_writer_killed_at_any_moment_leaves_a_sound_store(folder: Path) -> None:
    chance = random.Random(20240501)
    for seed in range(10):
        with _child("write", folder, seed) as child:
            for _ in range(chance.randint(1, 30)):
                child.stdout.readline()
            # A number of characters, not a time: the child is somewhere within its next step.
            for _ in range(chance.randint(0, 20_000)):
                pass
            child.kill()
            child.wait()
        with Store.open(folder, create=True) as store:
            assert store.check() == ()
            for listing in store.listings():
                assert store.blob(listing.sha256)
                clauses = store.clauses(listing.sha256)
                text = store.text(listing.sha256)
                assert [text[clause.start : clause.end] for clause in clauses] == [clause.text for clause in clauses]
            # Nobody else writes to it now, and the next writer begins where this one ended.
            with store.writing(timeout_seconds=0):
                pass
            judged = store.judgements()
            assert len(judged) == (int(store.judgements_key().partition(".")[2]) % 5 if store.judgements_key() else 0)


def test_threads_that_keep_the_same_bytes_at_once_do_not_meet(tmp_path):
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    data = b"x" * 3_000_000
    with Store.open(tmp_path / "ws", create=True) as store:
        together = Barrier(8)

        def put(_: int) -> str:
            together.wait()
            return store.put_blob(data)

        with ThreadPoolExecutor(8) as threads:
            assert len(set(threads.map(put, range(8)))) == 1
        assert list((tmp_path / "ws" / "blobs").glob("*.part")) == []
        assert store.blob(store.put_blob(data)) == data
