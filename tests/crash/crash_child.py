"""What a process does that is killed in the tests, forked from one that has loaded all that is needed.

The server takes a JSON list of arguments a line, `COMMAND WORKSPACE [PATH] [--kill NAME:WHEN:N]`, forks a process that
leads a group of its own, and says its id, then how it ended. With `--kill` the process ends itself by SIGKILL before or
after the N-th call of a step; with `--count FILE` it writes how often each step was called.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

import crash_work
import faiss  # noqa: F401
import numpy as np

from policyscan import candidates, embed, meaning, open_workspace, pipeline, upkeep, vectorise, vectors
from policyscan.extract import version
from policyscan.model import Kind
from policyscan.store import Store
from policyscan.store.database import Database
from policyscan.taxonomy import load
from policyscan.watch import WatchSettings
from policyscan.work import statement_version

STEPS: dict[str, tuple[Any, str]] = {
    **{
        name: (Store, name)
        for name in (
            "put_blob", "put_ocr_pages", "put_document", "mark_done", "put_reading", "put_agreement",
            "put_report_reading", "put_listing", "put_meta", "put_failure", "clear_failure", "mark_removed",
            "put_embeddings", "put_judgements", "set_standing", "put_version", "put_watched", "forget_watched",
        )
    },
    "build_index": (vectorise, "build_index"),
    "index_file": (vectors, "_replace"),
    "embed": (embed.FakeEmbedder, "encode_passages"),
    "statement": (Database, "run"),
    "fsync": (os, "fsync"),
    "rename": (Path, "replace"),
    "unlink": (Path, "unlink"),
}  # fmt: skip


class Reader:
    """In place of the model that reads closely: numbers made from the words."""

    def answer(self, pairs: Any) -> Any:
        reader = meaning.load()
        width = len(reader.outputs) + len(reader.reasons) * len(reader.measures)
        rows = embed.FakeEmbedder(width).encode_passages([" ".join(pair) for pair in pairs])
        return (rows * 9).astype(np.float32)


def watch(kill: str, calls: dict[str, int]) -> None:
    """Count the calls of every step, and end at the one that `kill` names."""
    lock = threading.Lock()
    name_to_kill, when, number = kill.split(":") if kill else ("", "", "0")

    def wrap(name: str, function: Any) -> Any:
        @functools.wraps(function)
        def step(*args: Any, **options: Any) -> Any:
            with lock:
                calls[name] = calls.get(name, 0) + 1
                is_it = name == name_to_kill and calls[name] == int(number)
            if is_it and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            answer = function(*args, **options)
            if is_it:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return step

    for name, (owner, attribute) in STEPS.items():
        setattr(owner, attribute, wrap(name, getattr(owner, attribute)))


def run(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("path", type=Path, nargs="?")
    parser.add_argument("--kill", default="")
    parser.add_argument("--count", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--real", action="store_true")
    given = parser.parse_args(arguments)
    calls: dict[str, int] = {}
    watch(given.kill, calls)
    if given.command in {"ingest", "watch"}:
        if not given.real:
            pipeline.work = crash_work.work
            candidates._adapted = Reader
        embedder = None if given.real else embed.FakeEmbedder()
        if given.command == "watch":
            with open_workspace(given.workspace, create=True, embedder=embedder) as workspace:
                workspace.sources.check(given.path, settings=WatchSettings(jobs=given.jobs))
                workspace.sources.ingest(given.path, jobs=given.jobs)
        else:
            with open_workspace(given.workspace, create=True, embedder=embedder) as workspace:
                workspace.ingest([given.path], manifest=given.path / "manifest.csv", jobs=given.jobs)
    elif given.command == "restore":
        upkeep.restore(given.path, given.workspace)
    else:
        with Store.open(given.workspace) as store:
            if given.command == "backup":
                upkeep.backup(store, given.path, force=True)
            elif given.command == "prune":
                upkeep.prune(store)
    if given.count:
        given.count.write_text(json.dumps(calls))


def serve() -> None:
    """Fork a process for each line."""
    version(load(None))
    meaning.load()
    for kind in Kind:
        statement_version(kind)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            code = 1
            try:
                run(json.loads(line))
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        say(pid)
        say(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve()
