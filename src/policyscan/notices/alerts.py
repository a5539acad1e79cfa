"""Record what a run failed at, for subscribers and for the operator, and tell the operator."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policyscan.errors import QueryError
from policyscan.model.notices import OPERATOR, Channel, Notice, Sent, Subscription, What
from policyscan.notices import find
from policyscan.notices.collect import alone, record, subscriptions
from policyscan.notices.deliver import Carrier, Delivered, DeliveryReport, standing
from policyscan.notices.ports import Post, RunCommand
from policyscan.registers.shelf import Shelf

if TYPE_CHECKING:
    from policyscan.store import Store

WEBHOOK = "POLICYSCAN_ALERT_WEBHOOK"
SECRET = "POLICYSCAN_ALERT_SECRET"  # noqa: S105 (the name of a variable)
COMMAND = "POLICYSCAN_ALERT_COMMAND"


@dataclass(frozen=True, slots=True)
class Operator:
    """Where the operator is told of failures, just as it was given.

    Each channel is looked at when it is used: one that is wrong keeps back no other, and what is recorded for it goes
    out once it is right.
    """

    webhook: str = ""
    secret_env: str = ""
    command: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Operator:
        """By POLICYSCAN_ALERT_WEBHOOK, signed with the secret in POLICYSCAN_ALERT_SECRET, and _COMMAND."""
        return cls(environ.get(WEBHOOK, ""), SECRET if environ.get(SECRET) else "", environ.get(COMMAND, ""))

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Those that are given, right or wrong."""
        given = ((Channel.WEBHOOK, self.webhook), (Channel.COMMAND, self.command))
        return tuple(channel for channel, is_given in given if is_given)

    def by(self, channel: Channel) -> Subscription:
        """The operator's subscription for one channel. Raises `QueryError` where what was given is of no use."""
        if channel is Channel.WEBHOOK:
            try:
                return _subscription(webhook=self.webhook, secret_env=self.secret_env)
            except QueryError as error:
                raise QueryError(f"{WEBHOOK}: {error.problem}", fix=error.fix) from error
        try:
            return _subscription(command=tuple(shlex.split(self.command)))
        except ValueError as error:
            raise QueryError(f"{COMMAND} cannot be read ({error}).", fix="Close its quotation marks.") from error


def record_failures(
    store: Store, run: Mapping[str, Any], *, operator: Operator | None = None, now: str
) -> list[Notice]:
    """Record what a run failed at for each subscription that tells of failures, and for the operator, once.

    Meant for the transaction that ends the run, so that a failure is never on record without what is to be told of it;
    it waits for nobody, sends nothing, and what is here already stays as it is. `run` is as `find.failures` has it.
    """
    shelf = Shelf(store)
    with store.transaction():
        told = [(one, one.channels) for one in subscriptions(store) if one.tells(What.FAILURES)]
        if operator is not None and operator.channels:
            told.append((_subscription(), operator.channels))
        return [
            notice
            for one, channels in told
            for notice in record(store, one, list(find.failures(find.Scope(shelf, one), run, now)), channels)
        ]


def alert(
    store: Store,
    operator: Operator,
    *,
    post: Post,
    run_command: RunCommand,
    now: str,
    again: bool = False,
    environ: Mapping[str, str] = os.environ,
) -> DeliveryReport:
    """Send the operator what is on record for them and was not sent yet; subscriptions are `deliver`'s."""
    carrier = Carrier(store, post, run_command, now, again, environ)
    with alone(store):
        notices = [Notice.from_row(row) for row in store.notices(OPERATOR)]
        for channel in operator.channels:
            try:
                carrier.carry(operator.by(channel), notices, channel)
            except QueryError as error:
                stands = standing(store, OPERATOR)
                waiting = stands.get((channel, Sent.WAITING), 0) + stands.get((channel, Sent.FAILED), 0)
                failed = Delivered(OPERATOR, channel, Sent.FAILED, waiting, error.problem, error.fix)
                carrier.report.deliveries.append(failed)
    return carrier.report


def _subscription(**channels: Any) -> Subscription:
    return Subscription(OPERATOR, what=(What.FAILURES,), feed=False, digest=False, **channels)
