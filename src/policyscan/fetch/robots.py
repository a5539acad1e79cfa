"""Ask each site's robots.txt once, and do as it says (RFC 9309)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from protego import Protego  # type: ignore[attr-defined, unused-ignore]

from policyscan.fetch.records import ROBOT, FetchError, FetchFault

# RFC 9309, 2.4: not longer than 24 hours; 2.5: at least 500 KiB must be read.
_FRESH_SECONDS = 24 * 3600.0
MOST_ROBOTS_BYTES = 500_000
# An unreachable robots.txt is asked again soon, but not for each document of a site that is down.
_AGAIN_SECONDS = 300.0
_MOST_DELAY_SECONDS = 60.0
# What means that a site has no rules; "more than five redirects" may be read as that (2.3.1.2).
_NO_RULES = frozenset(
    {FetchFault.NOT_FOUND, FetchFault.GONE, FetchFault.LOGIN, FetchFault.STATUS, FetchFault.REDIRECTS}
)
_FIRST_SERVER_ERROR = 500
# These say more about the site than "no robots.txt" would, and hold for the document as well.
_OWN_NAME = frozenset({FetchFault.PRIVATE_ADDRESS, FetchFault.TLS, FetchFault.ADDRESS})


@dataclass(slots=True)
class _Site:
    guard: threading.Lock
    until: float = -1.0
    rules: Protego | None = None
    trouble: FetchError | None = None


class Robots:
    """What sites allow; `read` gives the bytes of a robots.txt or raises `FetchError`."""

    def __init__(self, read: Callable[[str], bytes], *, clock: Callable[[], float]) -> None:
        self._read = read
        self._clock = clock
        self._guard = threading.Lock()
        self._sites: dict[str, _Site] = {}

    def check(self, url: httpx.URL) -> float:
        """The seconds that the site wants between requests; `FetchError` where the address must not be asked."""
        origin = str(url.copy_with(raw_path=b"/"))
        with self._guard:
            site = self._sites.setdefault(origin, _Site(threading.Lock()))
        with site.guard:
            if self._clock() >= site.until or site.until < 0:
                self._load(site, f"{origin}robots.txt")
            rules, trouble = site.rules, site.trouble
        if trouble is not None:
            raise _refused_for_now(url, trouble)
        if rules is None:
            return 0.0
        if not rules.can_fetch(str(url), ROBOT):
            raise FetchError(
                f"{url}: the site's robots.txt does not allow it to be fetched.",
                fault=FetchFault.ROBOTS,
                address=str(url),
            )
        return min(float(rules.crawl_delay(ROBOT) or 0.0), _MOST_DELAY_SECONDS)

    def _load(self, site: _Site, address: str) -> None:
        site.rules = site.trouble = None
        fresh = _FRESH_SECONDS
        try:
            site.rules = Protego.parse(self._read(address).decode("utf-8-sig", "replace"))
        except FetchError as error:
            if error.fault not in _NO_RULES or error.status >= _FIRST_SERVER_ERROR:
                site.trouble = error
                fresh = _AGAIN_SECONDS
        site.until = self._clock() + fresh


def _refused_for_now(url: httpx.URL, trouble: FetchError) -> FetchError:
    if trouble.fault in _OWN_NAME:
        return FetchError(trouble.problem, fix=trouble.fix, fault=trouble.fault, address=str(url))
    return FetchError(
        f"{url}: the site's robots.txt cannot be read, so nothing is fetched from it for now ({trouble.problem})",
        fault=FetchFault.ROBOTS,
        address=str(url),
        status=trouble.status,
        fix="Try again later: a site whose rules cannot be read allows nothing until they can (RFC 9309).",
    )
