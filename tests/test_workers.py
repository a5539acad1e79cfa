"""Workers: a file that hangs, fills the memory or crashes is one failure, and the next one works."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from policyscan.errors import DocumentError, DocumentFault, QueryError
from policyscan.workers import Limits, Workers


def misbehave(task, on_progress):
    if task == "hang":
        while True:
            time.sleep(0.05)
    if task == "crash":
        os._exit(7)
    if task == "fill":
        return len(bytearray(8 * 2**30))
    if task == "refuse":
        raise QueryError("no", fix="ask again")
    if task == "bug":
        raise ZeroDivisionError("oops")
    if task == "slow":
        for page in range(6):
            on_progress(f"page {page}")
            time.sleep(0.3)
    return f"{task} done"


@pytest.fixture
def workers():
    with Workers(misbehave, jobs=1, limits=Limits(seconds_of_silence=1.0, memory_mb=2048)) as pool:
        yield pool


@pytest.mark.parametrize(
    ("task", "fault"),
    [
        ("hang", DocumentFault.TIMEOUT),
        ("crash", DocumentFault.CRASHED),
        ("fill", DocumentFault.MEMORY),
        ("bug", DocumentFault.CRASHED),
    ],
)
def test_a_bad_file_is_one_failure_and_the_next_one_works(workers, task, fault):
    with pytest.raises(DocumentError) as raised:
        workers.run(task, name="x.pdf")
    assert raised.value.fault is fault
    assert raised.value.fix
    assert workers.run("good", name="y.pdf") == "good done"


def test_an_expected_error_keeps_its_kind_and_fix(workers):
    with pytest.raises(QueryError) as raised:
        workers.run("refuse", name="x.pdf")
    assert (raised.value.problem, raised.value.fix) == ("no", "ask again")


def test_progress_keeps_a_slow_file_alive(workers):
    heard: list[str] = []
    assert workers.run("slow", name="x.pdf", on_progress=heard.append) == "slow done"
    assert heard == [f"page {n}" for n in range(6)]


def test_threads_share_the_workers():
    with Workers(misbehave, jobs=2) as pool, ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda n: pool.run(str(n), name="x"), range(8)))
    assert answers == [f"{n} done" for n in range(8)]


def read_passages(task, on_progress):
    from policyscan.work import closely

    return closely(task).shape


@pytest.mark.model
def test_a_worker_reads_passages_closely_without_torch():
    with Workers(read_passages, jobs=1, limits=Limits(seconds_of_silence=60.0, memory_mb=4096)) as pool:
        assert pool.run([("Police", "Officers beat a handcuffed boy."), ("", "")], name="a report") == (2, 14)


def read_names(task, on_progress):
    from policyscan.work import tag

    return [task[one.start : one.end] for one in tag(task, [(0, len(task))]) if one.shares[0] < 0.5]


@pytest.mark.model
def test_a_worker_reads_names_without_torch():
    said = "This agreement is made between the City of Harlan (the City) and the Fen Police Academy."
    with Workers(read_names, jobs=1, limits=Limits(seconds_of_silence=60.0, memory_mb=4096)) as pool:
        assert {"Harlan", "Academy"} <= set(pool.run(said, name="an agreement"))
