"""Deliver what was collected: feed, digest, webhook, command; each notice once by each of them.

Before a batch goes out it is recorded as `sending`, afterwards as how it ended. A run that dies in between leaves
`sending`: the next run makes `unsure` of it, and only a person sends it again. Files are written whole and from the
record, so that for them nothing is ever in doubt.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.errors import PolicyScanError
from policyscan.model.notices import Channel, Notice, Sent, Subscription
from policyscan.notices import digest, feed, files
from policyscan.notices.collect import WAIT_SECONDS, alone, subscription, subscriptions
from policyscan.notices.ports import Post, RunCommand
from policyscan.notices.sending import Outcome, command_batch, post_batch

if TYPE_CHECKING:
    from policyscan.store import Store

MOST_IN_A_BATCH = 100
_STANDS_STILL = (Sent.REFUSED, Sent.UNSURE)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How one batch, or the files of a subscription, ended: `how_many` notices by `channel`."""

    subscription: str
    channel: str
    state: Sent
    how_many: int
    problem: str = ""
    fix: str = ""


@dataclass(slots=True)
class DeliveryReport:
    """What was written and sent."""

    files: list[Path] = field(default_factory=list)
    deliveries: list[Delivered] = field(default_factory=list)

    @property
    def failed(self) -> tuple[Delivered, ...]:
        """What did not arrive for certain."""
        return tuple(item for item in self.deliveries if item.state is not Sent.SENT)


@dataclass(frozen=True, slots=True)
class Carrier:
    """Sends what is due by one channel after another, and reports it; whoever uses it is `alone`."""

    store: Store
    post: Post
    run_command: RunCommand
    now: str
    again: bool
    environ: Mapping[str, str]
    report: DeliveryReport = field(default_factory=DeliveryReport)

    def carry(self, one: Subscription, notices: Sequence[Notice], channel: Channel) -> None:
        """Send a subscription's notices by a channel, as far as they are due, until one batch does not arrive."""
        stands = _stands(self.store, one, channel)
        lost = {notice: at for notice, (state, at) in stands.items() if state is Sent.SENDING}
        if lost:
            # Nobody else sends while we are alone, so that whoever began this is gone.
            self.store.put_deliveries(lost, channel, Sent.UNSURE)
            stands = _stands(self.store, one, channel)
            self.report.deliveries.append(
                Delivered(
                    one.name,
                    channel,
                    Sent.UNSURE,
                    len(lost),
                    "A run ended while it sent: they may have arrived or not.",
                    f"Ask the receiver; if they are not there: policyscan subscriptions send {one.name} --again",
                )
            )
        due = {Sent.WAITING, Sent.FAILED, *(_STANDS_STILL if self.again else ())}
        chosen = [
            (notice, stands[notice.id]) for notice in notices if notice.id in stands and stands[notice.id][0] in due
        ]
        used = {at for state, at in stands.values() if state is not Sent.WAITING}
        for batch, times in _batches(chosen, _free_time(self.now, used)):
            self.store.put_deliveries(times, channel, Sent.SENDING)
            outcome = self._send(one, batch, channel)
            self.store.put_deliveries(times, channel, outcome.state)
            self.report.deliveries.append(
                Delivered(one.name, channel, outcome.state, len(batch), outcome.problem, outcome.fix)
            )
            if outcome.state is not Sent.SENT:
                # The next batch would fare no better.
                return

    def _send(self, one: Subscription, batch: Sequence[Notice], channel: Channel) -> Outcome:
        if channel is Channel.WEBHOOK:
            return post_batch(one, batch, self.post, self.environ)
        return command_batch(one, batch, self.run_command)


def deliver(
    store: Store,
    folder: Path,
    *,
    post: Post,
    run_command: RunCommand,
    now: str,
    only: Sequence[str] = (),
    again: bool = False,
    environ: Mapping[str, str] = os.environ,
    wait_seconds: float = WAIT_SECONDS,
) -> DeliveryReport:
    """Deliver what waits or failed before, for all subscriptions or those named.

    Writes `<name>.atom`, `<name>.md`, `<name>.html` and the digests by day into `folder`, untouched where nothing is
    new. With `again`, what was refused or is unsure is sent too. What does not arrive is a row of the report. Raises
    `WorkspaceBusy` where another process sends notices for longer than `wait_seconds`.
    """
    carrier = Carrier(store, post, run_command, now, again, environ)
    with alone(store, wait_seconds):
        for one in [subscription(store, name) for name in only] or subscriptions(store):
            notices = [Notice.from_row(row) for row in store.notices(one.name)]
            try:
                _write_files(store, one, notices, folder, now, carrier.report)
            except PolicyScanError as error:
                failed = Delivered(one.name, "files", Sent.FAILED, 0, error.problem, error.fix)
                carrier.report.deliveries.append(failed)
            for channel in one.channels:
                if channel is not Channel.DIGEST:
                    carrier.carry(one, notices, channel)
    return carrier.report


def standing(store: Store, name: str) -> dict[tuple[Channel, Sent], int]:
    """How many notices of a subscription stand how, by channel."""
    counts: dict[tuple[Channel, Sent], int] = {}
    for (_, channel), (state, _) in store.deliveries(name).items():
        key = Channel(channel), Sent(state)
        counts[key] = counts.get(key, 0) + 1
    return counts


def _write_files(
    store: Store, one: Subscription, notices: Sequence[Notice], folder: Path, now: str, report: DeliveryReport
) -> None:
    pages: dict[str, bytes] = {}
    if one.feed:
        pages[f"{one.name}.atom"] = feed.render(one, notices)
    finished: dict[str, str] = {}
    if one.digest:
        pages |= _digests(store, one, notices, now, finished)
    for name, data in pages.items():
        path = folder / name
        if files.put(path, data):
            report.files.append(path)
    if finished:
        store.put_deliveries(finished, Channel.DIGEST, Sent.SENT)
        report.deliveries.append(Delivered(one.name, Channel.DIGEST, Sent.SENT, len(finished)))


def _digests(
    store: Store, one: Subscription, notices: Sequence[Notice], now: str, finished: dict[str, str]
) -> dict[str, bytes]:
    """The digests of all days, so that each folder has them all.

    A notice's day is settled first, so that a run cut short goes on with the same digest. A run that ends just now may
    have recorded what is not among `notices`; that waits for another time.
    """
    stands = _stands(store, one, Channel.DIGEST)
    waiting = {item.id: now for item in notices if stands.get(item.id, ("",))[0] is Sent.WAITING}
    if waiting:
        store.put_deliveries(waiting, Channel.DIGEST, Sent.SENDING)
        stands = _stands(store, one, Channel.DIGEST)
    finished.update({notice: at for notice, (state, at) in stands.items() if state is Sent.SENDING})
    by_day: dict[str, list[Notice]] = {}
    for notice in notices:
        if notice.id in stands and stands[notice.id][0] is not Sent.DROPPED:
            by_day.setdefault(stands[notice.id][1][:10], []).append(notice)
    pages: dict[str, bytes] = {}
    for day in sorted(by_day):
        for suffix, render in (("md", digest.markdown), ("html", digest.html)):
            # The newest day comes last, and stays under the plain name.
            pages[f"{one.name}-{day}.{suffix}"] = pages[f"{one.name}.{suffix}"] = render(one, day, by_day[day])
    return pages


def _batches(
    chosen: Sequence[tuple[Notice, tuple[Sent, str]]], now: str
) -> Iterator[tuple[list[Notice], dict[str, str]]]:
    """Batches, with the time at which each was first sent: those of one time keep together when sent again.

    So a batch that is sent again is the same batch, under the same key.
    """
    by_time: dict[str, list[Notice]] = {}
    for notice, (state, at) in chosen:
        by_time.setdefault(now if state is Sent.WAITING else at, []).append(notice)
    for at in sorted(by_time):
        for start in range(0, len(by_time[at]), MOST_IN_A_BATCH):
            batch = by_time[at][start : start + MOST_IN_A_BATCH]
            yield batch, {notice.id: at for notice in batch}


def _free_time(now: str, used: Collection[str]) -> str:
    """Now, or a moment later: no batch bears another's time, by which it would join it when both are sent again."""
    at = datetime.fromisoformat(now)
    while at.isoformat() in used:
        at += timedelta(microseconds=1)
    return at.isoformat()


def _stands(store: Store, one: Subscription, channel: Channel) -> dict[str, tuple[Sent, str]]:
    return {
        notice: (Sent(state), at) for (notice, by), (state, at) in store.deliveries(one.name).items() if by == channel
    }
