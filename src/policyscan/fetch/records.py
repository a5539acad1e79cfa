"""What fetching is asked, what it answers, and what may go wrong with it."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import policyscan
from policyscan.errors import PolicyScanError, QueryError

# The name that robots.txt files know us by (RFC 9309, 2.2.1).
ROBOT = "policyscan"


class FetchFault(StrEnum):
    """Why nothing usable came from an address."""

    ADDRESS = "address"
    PRIVATE_ADDRESS = "private_address"
    ROBOTS = "robots"
    NOT_FOUND = "not_found"
    GONE = "gone"
    LOGIN = "login"
    STATUS = "status"
    REDIRECTS = "redirects"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    UNREADABLE_PATH = "unreadable_path"
    UNREADABLE_LIST = "unreadable_list"


_FIXES = {
    FetchFault.ADDRESS: "Give an address that starts with https://, http:// or file:, or the path of a file.",
    FetchFault.PRIVATE_ADDRESS: "Check the address; allow private addresses only where the server is your own.",
    FetchFault.ROBOTS: "Ask the site's owner for leave or for the document, or name another address.",
    FetchFault.NOT_FOUND: "Look up where the document is now, and correct its address.",
    FetchFault.GONE: "Look up where the document is now, or take its source off the list.",
    FetchFault.LOGIN: "Name an address that is open to everybody, or save the document and name its file.",
    FetchFault.STATUS: "Open the address in a browser, and try again later if it fails there too.",
    FetchFault.REDIRECTS: "Open the address in a browser, and name the one that it ends at.",
    FetchFault.UNREACHABLE: "Check the address and the network, and try again later.",
    FetchFault.TLS: "Check the address and this machine's clock; the site's owner has to mend its certificate.",
    FetchFault.TIMEOUT: "Try again later, or allow more seconds.",
    FetchFault.TRUNCATED: "Try again later: the server breaks off.",
    FetchFault.TOO_LARGE: "Check that the address is the document's, or allow more bytes.",
    FetchFault.ENCODING: "Save the document with a browser, and name its file.",
    FetchFault.UNREADABLE_PATH: "Check that the path is a file, and that you may read it.",
    FetchFault.UNREADABLE_LIST: "Open the address in a browser, and correct the source's form.",
}


class FetchError(PolicyScanError):
    """Nothing usable came from `address`.

    `fault` says in one word why and `status` is the server's, 0 where none answered. `passing`: it may go by itself,
    and is what retries are for; `after_seconds` is how long the server asked to be left alone.
    """

    def __init__(
        self,
        problem: str,
        *,
        fault: FetchFault,
        address: str,
        status: int = 0,
        fix: str = "",
        passing: bool = False,
        after_seconds: float = 0.0,
    ) -> None:
        super().__init__(problem, fix=fix or _FIXES[fault])
        self.fault = fault
        self.address = address
        self.status = status
        self.passing = passing
        self.after_seconds = after_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """How to fetch.

    `contact`: an address or URL for the User-Agent, where a site's owner finds who asks.
    `allow_private`: whether private, loopback, link-local, reserved and multicast addresses may be asked: none, all, or
    those of some networks ("10.0.0.0/8").
    `seconds_between`: from the start of one request to a host to the next; Crawl-delay counts where it is longer.
    `per_host`: requests to one host at once.
    `connect_seconds`, `read_seconds`: for one connection (and the look-up of its name), and for one silence.
    `seconds_in_all`: for one document with its redirects, retries and pauses; waiting for a host's turn and reading
    robots.txt do not count.
    `most_bytes`: of one document, after decompression.
    `retries`: further tries after the first; pauses double from `first_wait_seconds` on, with jitter.
    """

    contact: str
    allow_private: bool | tuple[str, ...] = False
    seconds_between: float = 1.0
    per_host: int = 1
    connect_seconds: float = 15.0
    read_seconds: float = 30.0
    seconds_in_all: float = 600.0
    most_bytes: int = 200_000_000
    most_redirects: int = 5
    retries: int = 3
    first_wait_seconds: float = 1.0
    obey_robots: bool = True

    def __post_init__(self) -> None:
        if not self.contact.strip() or not (self.contact.isascii() and self.contact.isprintable()):
            raise QueryError(
                f"{self.contact!r} cannot stand in the User-Agent.",
                fix="Give a mail address or URL where a site's owner finds you.",
            )
        for network in () if isinstance(self.allow_private, bool) else self.allow_private:
            try:
                ipaddress.ip_network(network)
            except ValueError as error:
                raise QueryError(f"{network!r} is no network.", fix="Write networks as in 10.0.0.0/8.") from error
        for name in ("connect_seconds", "read_seconds", "seconds_in_all", "per_host", "most_bytes"):
            if not (0 < getattr(self, name) < math.inf):
                raise QueryError(f"{name} is {getattr(self, name)}.", fix="Give a number above 0.")
        for name in ("seconds_between", "most_redirects", "retries", "first_wait_seconds"):
            if not (0 <= getattr(self, name) < math.inf):
                raise QueryError(f"{name} is {getattr(self, name)}.", fix="Give 0 or a number above it.")

    @property
    def user_agent(self) -> str:
        """What every request says of its sender."""
        return f"{ROBOT}/{policyscan.__version__} (+{self.contact.strip()})"


@dataclass(frozen=True, slots=True)
class Known:
    """The validators of the bytes that are here already, as `Fetched.headers` gave them; empty where it had none."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came from an address.

    `data` is None where nothing has changed since `known`. `headers` have lower-case names and are only those worth
    keeping; for a file, `etag` stands for size and time of change. `fetched` is ISO 8601, UTC; `seconds` is the time
    from the call to the answer. `received_bytes` came over the network in all tries, before decompression.
    """

    address: str
    final_address: str
    data: bytes | None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    fetched: str = ""
    seconds: float = 0.0
    received_bytes: int = 0
    retries: int = 0

    @property
    def known(self) -> Known:
        """What the next fetch of the address should be given."""
        return Known(self.headers.get("etag", ""), self.headers.get("last-modified", ""))


@dataclass(frozen=True, slots=True)
class Link:
    """One document that a list names; `published` as the list has it, empty where it says nothing.

    `is_sitemap`: a further sitemap, to be read in its turn.
    """

    address: str
    title: str = ""
    published: str = ""
    is_sitemap: bool = False
