"""Post a notice to a webhook: one request, no redirect, no retry, and only to addresses that may be asked."""

from __future__ import annotations

import time
from collections.abc import Mapping

import httpcore
import httpx

import policyscan
from policyscan.fetch import addresses, network
from policyscan.fetch.network import CheckedBackend, Deadline
from policyscan.fetch.records import ROBOT, FetchError, FetchFault

POST_SECONDS = 30.0


def post_json(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allow_private: addresses.Allowed = False,
    timeout_seconds: float = POST_SECONDS,
    resolve: network.Resolve = network.resolve,
) -> int:
    """Send `body` and return the status of the answer, whose own body is not read.

    Nothing is taken from the environment. Raises `FetchError` where nothing was sent: an address that cannot or must
    not be asked, no connection, no trust. Raises `TimeoutError` or `ConnectionError` where it was sent, in part at
    least, and no answer came.
    """
    url = addresses.parse(address)
    addresses.check_words(url, allow_private)
    # An address of a chat service is as good as a password, so that messages name the host alone.
    host = url.host
    all_headers = [("User-Agent", f"{ROBOT}/{policyscan.__version__}"), *headers.items()]
    pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(trust_env=False),
        network_backend=CheckedBackend(allow_private=allow_private, resolve=resolve, inner=httpcore.SyncBackend()),
    )
    with pool, Deadline(time.monotonic, timeout_seconds).held():
        try:
            with pool.stream("POST", str(url), headers=all_headers, content=body) as answer:
                return int(answer.status)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise FetchError(
                f"The webhook at {host} cannot be reached ({str(error) or type(error).__name__}).",
                fault=FetchFault.UNREACHABLE,
                address=host,
                fix="Check the address and the network; it is tried again at the next run.",
            ) from error
        except httpcore.TimeoutException as error:
            raise TimeoutError(f"{host} did not answer in {timeout_seconds:g} s") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise ConnectionError(f"{host} broke off: {str(error) or type(error).__name__}") from error
