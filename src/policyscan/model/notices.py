"""What a subscription asks for, what a notice tells, and how a delivery stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from policyscan.errors import QueryError
from policyscan.model.documents import Kind

# Names become file names: small letters, so that two never fall together on a disk that knows no case.
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# What a failed run tells the operator goes under this name.
OPERATOR = "operator"


class What(StrEnum):
    """What a subscription tells of."""

    CHANGES = "changes"
    DOCUMENTS = "documents"
    MATCHES = "matches"
    EXPIRIES = "expiries"
    FAILURES = "failures"


class NoticeKind(StrEnum):
    """What a notice tells, in the order in which a digest has them."""

    FAILURE = "failure"
    CHANGE = "change"
    EXPIRY = "expiry"
    DOCUMENT = "document"
    MATCH = "match"


class Channel(StrEnum):
    """Where notices go; the feed needs no record, as it is written anew from all notices."""

    DIGEST = "digest"
    WEBHOOK = "webhook"
    COMMAND = "command"


class Sent(StrEnum):
    """How the delivery of a notice stands.

    `WAITING` and `FAILED` are sent at the next run. `REFUSED` (the receiver will not have it) and `UNSURE` (a run ended
    between sending and knowing) are sent again only when a person says so. `DROPPED`: its subscription was ended.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    REFUSED = "refused"
    UNSURE = "unsure"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What is told, of which places, measures, kinds or saved query, and where to.

    Empty `places`, `measures` and `kinds` mean all. `command` is an argument list, run without a shell. `secret_env`
    names the environment variable with the webhook's secret, which is kept nowhere. `since` is ISO 8601, UTC.
    Raises `QueryError` for what cannot be kept.
    """

    name: str
    places: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    query: str = ""
    least_score: float | None = None
    what: tuple[str, ...] = tuple(What)
    feed: bool = True
    digest: bool = True
    webhook: str = ""
    secret_env: str = ""
    command: tuple[str, ...] = ()
    expires_within_days: int = 90
    since: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or _DATED.search(self.name):
            raise QueryError(
                f"{self.name!r} is no name for a subscription: it becomes the name of files.",
                fix="Use up to 60 small letters, digits, '-' and '_'; begin with a letter or digit, end with no date.",
            )
        for noun, given, known in (("what", self.what, tuple(What)), ("kind", self.kinds, tuple(Kind))):
            for value in given:
                if value not in known:
                    raise QueryError(f"There is no {noun} {value!r}.", fix=f"Use one of: {', '.join(known)}.")
        if self.secret_env and not _VARIABLE.fullmatch(self.secret_env):
            raise QueryError(
                "The secret's variable is not the name of an environment variable.",
                fix="Name the variable that holds the secret, not the secret itself.",
            )
        if self.secret_env and not self.webhook:
            raise QueryError("A secret signs what a webhook gets, and there is none.", fix="Give a webhook's address.")
        if self.webhook:
            check_webhook(self.webhook)
        if self.expires_within_days < 0:
            raise QueryError(f"Expiring within {self.expires_within_days} days.", fix="Give 0 days or more.")

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Those by which notices are sent once."""
        given = ((Channel.DIGEST, self.digest), (Channel.WEBHOOK, self.webhook), (Channel.COMMAND, self.command))
        return tuple(channel for channel, is_wanted in given if is_wanted)

    def tells(self, what: What) -> bool:
        """Whether it tells of this."""
        return what in self.what

    def spec(self) -> dict[str, Any]:
        """What the store keeps: all but name and time."""
        values = asdict(self)
        del values["name"], values["since"]
        return values

    @classmethod
    def from_spec(cls, name: str, spec: Mapping[str, Any], since: str) -> Subscription:
        """Make what the store kept into a subscription; unknown keys of a newer version are left out."""
        known = {item.name for item in fields(cls)} - {"name", "since"}
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in spec.items() if key in known
        }
        return cls(name=name, since=since, **values)


def check_webhook(address: str) -> None:
    """Raise `QueryError` for what is no address that a webhook can have."""
    try:
        parts = urlsplit(address)
        is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or any(char.isspace() or not char.isprintable() for char in address):
        raise QueryError(
            "The webhook is no http or https address.", fix="Give one such as https://example.org/hooks/policies."
        )
    if parts.username is not None or parts.password is not None:
        raise QueryError(
            "The webhook's address holds a user name or password, which would be kept in the workspace.",
            fix="Leave them out; let the receiver check the signature (--secret-env).",
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell: what, of which place, in which words, and where they stand.

    `id` is a function of subscription, kind and content, so that the same is never told twice. `text` may have several
    lines. `page` is 0 where there is none; `link` is an http(s) address or empty. `data` has the details for programs.
    """

    id: str
    subscription: str
    kind: NoticeKind
    title: str
    place: str
    text: str
    at: str
    page: int = 0
    document: str = ""
    sha256: str = ""
    link: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The keys used in JSON."""
        names = ("id", "kind", "title", "place", "text", "page", "document", "sha256", "link", "at")
        return {name: getattr(self, name) for name in names} | {"data": dict(self.data)}

    @classmethod
    def from_row(cls, row: tuple[str, str, str, Mapping[str, Any], str]) -> Notice:
        """Make a row of the store into a notice."""
        notice_id, subscription, kind, values, at = row
        return cls(id=notice_id, subscription=subscription, kind=NoticeKind(kind), at=at, **values)

    def stored(self) -> dict[str, Any]:
        """What the store keeps as data."""
        return {key: value for key, value in self.as_dict().items() if key not in {"id", "kind", "at"}}
