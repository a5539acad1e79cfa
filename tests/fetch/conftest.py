"""A server on loopback, a clock that only sleeping moves, and an internet that ends at loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.fetch.fetch_parts import Clock, Internet
from tests.fetch.web import Web

from policyscan.fetch import Fetcher, FetchSettings


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def internet(web: Web) -> Internet:
    return Internet(web.port)


@pytest.fixture
def fetcher(clock: Clock) -> Iterator[Callable[..., Fetcher]]:
    """Makes fetchers that may ask loopback and wait by the clock; settings and parts may be given."""
    made: list[Fetcher] = []

    def make(*, parts: dict | None = None, **options) -> Fetcher:
        settings = {"contact": "tests@example.org", "allow_private": True, "seconds_between": 0.0} | options
        made.append(Fetcher(FetchSettings(**settings), **({"clock": clock, "sleep": clock.sleep} | (parts or {}))))
        return made[-1]

    yield make
    for one in made:
        one.close()
