"""Start, kill and compare runs of the child."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import crash_work
import psutil

from policyscan import vectorise
from policyscan.embed import Embedder
from policyscan.store import DATABASE, Store
from policyscan.upkeep import dump_lines

LONG = 900.0


class Children:
    """A server that forks children, one at a time."""

    def __init__(self, records: Path) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "HF_HUB_OFFLINE": "1",
            crash_work.RECORDS: str(records),
        }
        self._server = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("crash_child.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )

    def run(self, *arguments: object, kill_after: float = LONG) -> int:
        """How a child ended: 0, or -9 where it was killed, by us after so many seconds or by itself.

        The whole group is killed, so that its workers die with it.
        """
        self._server.stdin.write(json.dumps([str(argument) for argument in arguments]).encode() + b"\n")
        self._server.stdin.flush()
        self.pid = int(self._server.stdout.readline())
        if not select.select([self._server.stdout], [], [], kill_after)[0]:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        return int(self._server.stdout.readline())

    def is_alone(self) -> bool:
        """Whether nobody of the last child's group lives, after the time that workers need to notice."""
        give_up = time.monotonic() + 30
        while group := _group(self.pid):
            if time.monotonic() > give_up:
                return False
            psutil.wait_procs(group, timeout=0.1)
        return True

    def close(self) -> None:
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()


@dataclass(frozen=True)
class Content:
    """All that must be the same after a run that was cut off and one that went through."""

    dump: tuple[str, ...]
    work: tuple[tuple[str, ...], ...]
    notes: tuple[tuple[str, ...], ...]
    embedded: tuple[tuple[str, ...], ...]
    files: tuple[str, ...]


@dataclass(frozen=True)
class Undisturbed:
    """Two runs that nobody cut off: their workspaces and content, how often each step was called, how long they took."""

    corpora: tuple[Path, Path]
    workspaces: tuple[Path, Path]
    contents: tuple[Content, Content]
    calls: tuple[dict[str, int], dict[str, int]]
    seconds: tuple[float, float]


def content(folder: Path, embedder: Embedder, *, is_exact: bool = True) -> Content:
    """What a workspace holds; fails where it is not sound or its index is not that of its passages."""
    with Store.open(folder) as store:
        assert store.check() == ()
        index = vectorise.open_index(store, embedder)
        assert sorted(index.ids) == [name for name, _ in store.passage_embed_ids()]
        assert store.missing_embeddings(embedder.id) == []
        rows = store._database.rows
        found = Content(
            tuple(dump_lines(store)),
            tuple(rows("SELECT sha256, stage, version FROM stages ORDER BY 1, 2")),
            tuple(rows("SELECT key, value FROM meta ORDER BY 1")),
            tuple(rows("SELECT model_id, embed_id FROM embeddings ORDER BY 1, 2")),
            tuple(_files(folder, is_exact=is_exact)),
        )
        with store.writing(timeout_seconds=0):
            pass
    return found


def _files(folder: Path, *, is_exact: bool) -> list[str]:
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    # A model's numbers may differ in the last place from run to run, and with them the digest in the name.
    names = names if is_exact else [re.sub("(vectors|ids)-[0-9a-f]+", r"\1", name) for name in names]
    return sorted(name for name in names if not name.startswith(f"{DATABASE}-"))


def _group(leader: int) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, PermissionError, psutil.Error):
            if os.getpgid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found
