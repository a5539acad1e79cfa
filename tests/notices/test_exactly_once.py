"""Whatever fails or dies in between: no notice is posted twice with success, and none is lost without a word."""

from __future__ import annotations

import importlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from notices_samples import NOW, Receiver, keep, register, wexcombe

from policyscan.errors import QueryError
from policyscan.notices import Sent, collect, deliver
from policyscan.store import Store

HOOK = "https://x.example/hook"


class Killed(BaseException):
    """The process ends here."""


class Dying(Store):
    """A store whose process is killed before or after one of its writes of deliveries."""

    before: int = -1
    after: int = -1

    def put_deliveries(self, times: Mapping[str, str], channel: str, state: str) -> None:
        if self.before == 0:
            raise Killed
        super().put_deliveries(times, channel, state)
        if self.after == 0:
            raise Killed
        self.before, self.after = self.before - 1, self.after - 1


class Server(Receiver):
    """Takes a batch or not, and answers, fails or kills the sender, by a list of what to do next."""

    def __init__(self) -> None:
        super().__init__()
        self.plan: list[str] = []
        self.taken: Counter[str] = Counter()
        self.keys: dict[str, set[str]] = {}

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        for notice in json.loads(body)["notices"]:
            self.keys.setdefault(notice["id"], set()).add(headers["Idempotency-Key"])
        act = self.plan.pop(0) if self.plan else "take"
        if act == "down":
            raise QueryError("down", fix="wait")
        if act == "killed before":
            raise Killed
        if act == "silent before":
            raise TimeoutError("no answer")
        if act in {"503", "404"}:
            return int(act)
        super().post(address, body, headers)
        self.taken.update(notice["id"] for notice in self.posts[-1][1]["notices"])
        if act == "killed after":
            raise Killed
        if act == "silent after":
            raise TimeoutError("no answer")
        return 200


ACTS = ["take", "down", "503", "404", "silent before", "silent after", "killed before", "killed after"]


# Which of its next writes the process dies at: mostly none.
_AT = st.sampled_from([-1, -1, -1, 0, 1, 2, 3, 4, 5])


class Sending(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp())
        self.patch = pytest.MonkeyPatch()
        # Several batches of a few notices find the same faults as several of a hundred.
        self.patch.setattr(importlib.import_module("policyscan.notices.deliver"), "MOST_IN_A_BATCH", 2)
        self.server = Server()
        self.now = datetime.fromisoformat(NOW)
        self.rows: list[Mapping[str, object]] = []
        self.told: set[str] = set()
        self.allowed: Counter[str] = Counter()
        self.store: Dying = Dying.open(self.root / "ws", create=True)  # type: ignore[assignment]
        self.wanted = keep(self.store, wexcombe(webhook=HOOK, what=("changes",)), NOW)
        collect(self.store, self.wanted, changes=register(), now=NOW)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            try:
                self.finish()
            finally:
                self.patch.undo()
                self.store.close()
            shutil.rmtree(self.root)

    @rule(hours=st.integers(0, 30))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(count=st.integers(1, 5), looks=st.booleans())
    def publish(self, count: int, looks: bool) -> None:
        first = len(self.rows)
        more = range(first, first + count)
        self.rows += [{"measure": "", "section": f"no {n}", "old_text": f"words {n}"} for n in more]
        if looks:
            self.look()

    @rule()
    def look(self) -> None:
        found = collect(self.store, self.wanted, changes=register(*self.rows), now=self.now.isoformat())
        ids = {notice.id for notice in found}
        assert not ids & self.told
        self.told |= ids
        assert len(self.told) == len(self.rows)

    @rule(plan=st.lists(st.sampled_from(ACTS), min_size=1, max_size=3), before=_AT, after=_AT)
    def send(self, plan: list[str], before: int, after: int) -> None:
        self.server.plan = plan
        self.store.before, self.store.after = before, after
        self.deliver()

    @rule(plan=st.lists(st.sampled_from(ACTS), max_size=2))
    def send_again(self, plan: list[str]) -> None:
        # Whoever asks for this takes it that what is in doubt may arrive twice.
        self.allowed.update(name for name, state in self.states().items() if state in {Sent.UNSURE, Sent.SENDING})
        self.server.plan = plan
        self.deliver(again=True)

    def deliver(self, *, again: bool = False) -> None:
        try:
            deliver(
                self.store, self.root / "out", post=self.server.post, run_command=self.server.run,
                now=self.now.isoformat(), again=again, environ={},
            )  # fmt: skip
        except Killed:
            self.store.close()
            self.store = Dying.open(self.root / "ws")  # type: ignore[assignment]
        self.store.before = self.store.after = -1

    def states(self) -> dict[str, Sent]:
        return {name: Sent(state) for (name, by), (state, _) in self.store.deliveries().items() if by == "webhook"}

    @invariant()
    def nothing_arrives_twice(self) -> None:
        if hasattr(self, "server"):
            assert {name: n for name, n in self.server.taken.items() if n > 1 + self.allowed[name]} == {}

    @invariant()
    def what_is_sent_again_is_the_same_batch(self) -> None:
        if hasattr(self, "server"):
            assert {name: keys for name, keys in self.server.keys.items() if len(keys) > 1} == {}

    @invariant()
    def nothing_is_lost(self) -> None:
        if hasattr(self, "store"):
            states = self.states()
            assert states.keys() == self.told
            assert {name for name, state in states.items() if state is Sent.SENT} <= self.server.taken.keys()
            taken = {states[name] for name in self.server.taken}
            assert taken <= {Sent.SENT, Sent.SENDING, Sent.UNSURE} or self.allowed

    def finish(self) -> None:
        """With all well again, everything is sent or waits for a person, and each notice stands in one digest."""
        self.server.plan = []
        self.deliver()
        self.deliver()
        left = {name for name, state in self.states().items() if state is not Sent.SENT}
        assert {self.states()[name] for name in left} <= {Sent.REFUSED, Sent.UNSURE}
        self.send_again([])
        assert set(self.states().values()) <= {Sent.SENT}
        assert self.server.taken.keys() == self.told
        self.nothing_arrives_twice()
        assert {state for (_, by), (state, _) in self.store.deliveries().items() if by == "digest"} <= {Sent.SENT}
        titles: Counter[str] = Counter()
        for path in (self.root / "out").glob("wexcombe-????-??-??.md"):
            titles.update(line for line in path.read_text().splitlines() if line.startswith("### "))
        assert set(titles.values()) <= {1}
        assert len(titles) == len(self.told)


TestSending: Any = Sending.TestCase
TestSending.settings = settings(
    max_examples=60, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
