"""Subscriptions: what is new for each goes to a feed, a digest, a webhook or a command, and nothing is sent twice.

`collect_all` records what is new, `record_failures` what a run failed at; `deliver` sends to subscribers what was
recorded, `alert` to the operator.
"""

from policyscan.model.notices import OPERATOR, Channel, Notice, NoticeKind, Sent, Subscription, What
from policyscan.notices.alerts import Operator, alert, record_failures
from policyscan.notices.collect import (
    CollectReport,
    add,
    collect,
    collect_all,
    preview,
    remove,
    subscription,
    subscriptions,
)
from policyscan.notices.deliver import Delivered, DeliveryReport, deliver, standing
from policyscan.notices.ports import Changes, Leaving, Post, RunCommand, Search
from policyscan.notices.sending import run_command

__all__ = [
    "OPERATOR",
    "Changes",
    "Channel",
    "CollectReport",
    "Delivered",
    "DeliveryReport",
    "Leaving",
    "Notice",
    "NoticeKind",
    "Operator",
    "Post",
    "RunCommand",
    "Search",
    "Sent",
    "Subscription",
    "What",
    "add",
    "alert",
    "collect",
    "collect_all",
    "deliver",
    "preview",
    "record_failures",
    "remove",
    "run_command",
    "standing",
    "subscription",
    "subscriptions",
]
