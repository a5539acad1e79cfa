"""Send one batch of notices to a webhook or a command, and say how it ended."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policyscan.errors import PolicyScanError, QueryError
from policyscan.model import content_id
from policyscan.model.notices import Notice, Sent, Subscription
from policyscan.notices.ports import Post, RunCommand

SIGNATURE = "X-Policyscan-Signature"
COMMAND_SECONDS = 60.0
# The server has not taken it and may another time (RFC 9110, 15.5; RFC 6585, 4); so may all from 500 on.
_LATER = frozenset({408, 421, 425, 429})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a sending ended: `SENT`, `FAILED`, `REFUSED` or `UNSURE`; with a problem and its fix unless it was sent."""

    state: Sent
    problem: str = ""
    fix: str = ""


def body(subscription: Subscription, notices: Sequence[Notice]) -> bytes:
    """The JSON that a webhook gets and that a command reads: the same bytes for the same notices."""
    value = {"subscription": subscription.name, "notices": [notice.as_dict() for notice in notices]}
    return json.dumps(value, ensure_ascii=True, sort_keys=True).encode("ascii")


def key(subscription: Subscription, notices: Sequence[Notice]) -> str:
    """Names the batch: the same when it is sent again."""
    return content_id("delivery", subscription.name, *(notice.id for notice in notices))


def sign(secret: str, data: bytes) -> str:
    """The signature header's value: HMAC-SHA256 of the body (RFC 2104), as GitHub's webhooks write it."""
    return f"sha256={hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()}"


def headers(
    subscription: Subscription, notices: Sequence[Notice], data: bytes, environ: Mapping[str, str]
) -> dict[str, str]:
    """The headers of a webhook's request; raises `QueryError` where the secret is not there."""
    found = {"Content-Type": "application/json", "Idempotency-Key": key(subscription, notices)}
    if subscription.secret_env:
        secret = environ.get(subscription.secret_env, "")
        if not secret:
            raise QueryError(
                f"The secret of {subscription.name} is not there: {subscription.secret_env} is not set.",
                fix=f"Set the environment variable {subscription.secret_env}, and send again.",
            )
        found[SIGNATURE] = sign(secret, data)
    return found


def post_batch(
    subscription: Subscription, notices: Sequence[Notice], post: Post, environ: Mapping[str, str]
) -> Outcome:
    """Send to the webhook. What is no answer and no clear failure leaves it open whether it was sent."""
    data = body(subscription, notices)
    try:
        status = post(subscription.webhook, data, headers(subscription, notices, data, environ))
    except PolicyScanError as error:
        return Outcome(Sent.FAILED, error.problem, error.fix)
    except OSError as error:
        return _unsure(subscription, f"no answer from the webhook ({error})")
    if 200 <= status < 300:
        return Outcome(Sent.SENT)
    if status >= 500 or status in _LATER:
        return Outcome(Sent.FAILED, f"The webhook answered {status}.", "It is tried again at the next run.")
    what = "It redirects: name the address that it ends at" if 300 <= status < 400 else "Check its address and log"
    return Outcome(
        Sent.REFUSED,
        f"The webhook answered {status} and will not have it.",
        f"{what}, then: policyscan subscriptions send {subscription.name} --again",
    )


def command_batch(subscription: Subscription, notices: Sequence[Notice], run_command: RunCommand) -> Outcome:
    """Give to the command on its stdin."""
    try:
        code = run_command(subscription.command, body(subscription, notices))
    except PolicyScanError as error:
        return Outcome(Sent.FAILED, error.problem, error.fix)
    except OSError as error:
        return _unsure(subscription, f"the command did not end well ({error})")
    if code == 0:
        return Outcome(Sent.SENT)
    return Outcome(
        Sent.FAILED,
        f"The command {subscription.command[0]} ended with {code}.",
        "See what it wrote to stderr; it is run again at the next run.",
    )


def run_command(command: Sequence[str], data: bytes, *, timeout_seconds: float = COMMAND_SECONDS) -> int:
    """Run a command without a shell, `data` on its stdin; its stdout is dropped. Returns its exit code.

    Raises `QueryError` where it cannot be started, and `TimeoutError` where it, and all that it started, was ended
    after the time allowed.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 (the operator's own command, as an argument list)
            list(command), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
        )
    except (OSError, ValueError) as error:
        raise QueryError(
            f"The command {command[0]!r} cannot be started ({error}).",
            fix="Name a program by its path, and check that it may be run.",
        ) from error
    try:
        process.communicate(data, timeout=timeout_seconds)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"it was ended after {timeout_seconds:g} s") from error
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if process.stdin is not None:
                process.stdin.close()
    return process.returncode


def _unsure(subscription: Subscription, what: str) -> Outcome:
    return Outcome(
        Sent.UNSURE,
        f"It may have been sent or not: {what}.",
        f"Ask the receiver; if it is not there: policyscan subscriptions send {subscription.name} --again",
    )
