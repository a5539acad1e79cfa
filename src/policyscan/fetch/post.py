"""Post a notice to a webhook: one request, no redirect, no retry, and only to addresses that may be asked."""

from __future__ import annotations

import time
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore
import httpx

import policyscan
from policyscan.fetch import addresses, network
from policyscan.fetch.network import CheckedBackend, Deadline, Transport
from policyscan.fetch.records import ROBOT, FetchError, FetchFault

POST_SECONDS = 30.0


def post_json(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allow_private: bool = False,
    timeout_seconds: float = POST_SECONDS,
    resolve: network.Resolve = network.resolve,
) -> int:
    """Send `body` and return the status of the answer, whose own body is not read.

    Raises `FetchError` where nothing was sent: an address that cannot or must not be asked, no connection, no trust.
    Raises `TimeoutError` or `ConnectionError` where it was sent, in part at least, and no answer came.
    """
    url = addresses.parse(address)
    if not allow_private:
        addresses.check_words(url)
    backend = CheckedBackend(allow_private=allow_private, resolve=resolve, inner=httpcore.SyncBackend())
    client = httpx.Client(
        transport=Transport(backend, httpx.create_ssl_context(trust_env=False)),
        headers={"User-Agent": f"{ROBOT}/{policyscan.__version__}"},
        timeout=timeout_seconds,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        follow_redirects=False,
        trust_env=False,
    )
    # An address of a chat service is its own password, so that messages name the host alone.
    host = url.host
    with client, Deadline(time.monotonic, timeout_seconds).held():
        try:
            with client.stream("POST", url, content=body, headers=dict(headers)) as answer:
                return answer.status_code
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise FetchError(
                f"The webhook at {host} cannot be reached ({str(error) or type(error).__name__}).",
                fault=FetchFault.UNREACHABLE,
                address=host,
                fix="Check the address and the network; it is tried again at the next run.",
            ) from error
        except httpx.TimeoutException as error:
            raise TimeoutError(f"{host} did not answer in {timeout_seconds:g} s") from error
        except httpx.HTTPError as error:
            raise ConnectionError(f"{host} broke off: {str(error) or type(error).__name__}") from error
