"""Sites are asked as they wish: what robots.txt says, one at a time, and not too often."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.fetch.web import Document, Web, cut_off, in_turn, page, redirect, silent, status, text

from policyscan.fetch import FetchError, FetchFault
from policyscan.fetch.turns import Turns

PDF = b"%PDF-1.7 policy"
BARRED = "User-agent: *\nDisallow: /private/\n"


def robots_fault(fetcher, address: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(address)
    assert caught.value.fault == FetchFault.ROBOTS
    return caught.value


@pytest.fixture
def site(web: Web) -> Web:
    web.routes["/private/policy.pdf"] = web.routes["/policy.pdf"] = Document(PDF)
    return web


def test_what_robots_txt_bars_is_not_asked(site, fetcher):
    site.routes["/robots.txt"] = text(BARRED)
    one = fetcher()
    robots_fault(one, site.url("/private/policy.pdf"))
    assert one.fetch(site.url("/policy.pdf")).data == PDF
    assert [seen.path for seen in site.seen] == ["/robots.txt", "/policy.pdf"]


def test_it_may_be_told_not_to_look(site, fetcher):
    site.routes["/robots.txt"] = text(BARRED)
    assert fetcher(obey_robots=False).fetch(site.url("/private/policy.pdf")).data == PDF
    assert site.asked("/robots.txt") == []


@pytest.mark.parametrize(
    ("rules", "is_allowed"),
    [
        ("User-agent: policyscan\nDisallow: /\n", False),
        ("User-agent: PolicyScan\nDisallow: /\n", False),
        ("User-agent: otherbot\nDisallow: /\n", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: policyscan\nAllow: /\n", True),
        ("User-agent: *\nDisallow: /*.pdf$\n", False),
        ("User-agent: *\nDisallow: /\nAllow: /policy\n", True),
        ("User-agent: *\nDisallow:\n", True),
        ("<html>Not found</html>", True),
        ("\ufeffUser-agent: *\nDisallow: /\n", False),
        ("", True),
    ],
)
def test_the_rules_for_our_name_count_before_those_for_all(site, fetcher, rules, is_allowed):
    site.routes["/robots.txt"] = text(rules)
    if is_allowed:
        assert fetcher().fetch(site.url("/policy.pdf")).data == PDF
    else:
        robots_fault(fetcher(), site.url("/policy.pdf"))
        assert site.asked("/policy.pdf") == []


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
def test_a_site_without_robots_txt_allows_everything(site, fetcher, code):
    site.routes["/robots.txt"] = status(code)
    assert fetcher().fetch(site.url("/policy.pdf")).data == PDF


@pytest.mark.parametrize(("code", "tries"), [(500, 1), (503, 4)])
def test_a_site_whose_rules_cannot_be_read_is_left_for_now(site, fetcher, code, tries):
    site.routes["/robots.txt"] = status(code)
    error = robots_fault(fetcher(), site.url("/policy.pdf"))
    assert "later" in error.fix
    assert error.status == code
    assert len(site.asked("/robots.txt")) == tries
    assert site.asked("/policy.pdf") == []


def test_rules_that_break_off_or_never_come_are_not_read_as_leave(site, fetcher):
    site.routes["/robots.txt"] = cut_off(b"User-agent: *\n", promised=1000)
    robots_fault(fetcher(retries=0), site.url("/policy.pdf"))
    site.routes["/robots.txt"] = silent
    robots_fault(fetcher(retries=0, read_seconds=0.05), site.url("/policy.pdf"))
    assert site.asked("/policy.pdf") == []


def test_rules_are_asked_once_a_day(site, fetcher, clock):
    site.routes["/robots.txt"] = text(BARRED)
    one = fetcher()
    for _ in range(3):
        one.fetch(site.url("/policy.pdf"))
    assert len(site.asked("/robots.txt")) == 1
    clock.now += 24 * 3600 - 1
    one.fetch(site.url("/policy.pdf"))
    assert len(site.asked("/robots.txt")) == 1
    clock.now += 1
    site.routes["/robots.txt"] = text("User-agent: *\nDisallow: /\n")
    robots_fault(one, site.url("/policy.pdf"))


def test_rules_that_could_not_be_read_are_asked_again_soon(site, fetcher, clock):
    site.routes["/robots.txt"] = in_turn(status(500), text(BARRED))
    one = fetcher()
    robots_fault(one, site.url("/policy.pdf"))
    robots_fault(one, site.url("/policy.pdf"))
    assert len(site.asked("/robots.txt")) == 1
    clock.now += 300
    assert one.fetch(site.url("/policy.pdf")).data == PDF


def test_rules_are_asked_once_for_all_threads(site, fetcher):
    site.routes["/robots.txt"] = text(BARRED)
    one = fetcher(per_host=4)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: one.fetch(site.url("/policy.pdf")).data, range(24)))
    assert got == [PDF] * 24
    assert len(site.asked("/robots.txt")) == 1


def test_redirects_of_rules_are_followed_and_more_than_five_mean_that_there_are_none(site, fetcher):
    for hop in range(6):
        site.routes[f"/r{hop}"] = redirect(f"/r{hop + 1}")
    site.routes["/r6"] = text(BARRED)
    site.routes["/robots.txt"] = redirect("/r2")
    robots_fault(fetcher(), site.url("/private/policy.pdf"))
    site.routes["/robots.txt"] = redirect("/r0")
    assert fetcher().fetch(site.url("/private/policy.pdf")).data == PDF


def test_of_endless_rules_the_beginning_is_read(site, fetcher):
    site.routes["/robots.txt"] = text(BARRED + "# padding\n" * 200_000)
    robots_fault(fetcher(), site.url("/private/policy.pdf"))
    late = "# padding\n" * 60_000 + BARRED
    site.routes["/robots.txt"] = text(late)
    assert fetcher().fetch(site.url("/private/policy.pdf")).data == PDF


def test_the_rules_of_every_site_on_the_way_count(site, fetcher):
    with Web() as other:
        other.routes["/robots.txt"] = text("User-agent: *\nDisallow: /\n")
        other.routes["/policy.pdf"] = Document(PDF)
        site.routes["/policy.pdf"] = redirect(other.url("/policy.pdf"))
        robots_fault(fetcher(), site.url("/policy.pdf"))
        assert [seen.path for seen in other.seen] == ["/robots.txt"]


def test_requests_to_a_host_start_some_seconds_apart(site, fetcher, clock):
    one = fetcher(seconds_between=2.0)
    one.fetch(site.url("/policy.pdf"))
    one.fetch(site.url("/policy.pdf"))
    assert clock.slept == [2.0, 2.0]
    clock.now += 5
    one.fetch(site.url("/policy.pdf"))
    assert clock.slept == [2.0, 2.0]


@pytest.mark.parametrize(("wish", "pause"), [("7", 7.0), ("0.5", 2.0), ("3600", 60.0)])
def test_a_longer_distance_is_kept_where_the_site_asks_for_it(site, fetcher, clock, wish, pause):
    site.routes["/robots.txt"] = text(f"User-agent: *\nCrawl-delay: {wish}\n")
    one = fetcher(seconds_between=2.0)
    one.fetch(site.url("/policy.pdf"))
    one.fetch(site.url("/policy.pdf"))
    assert clock.slept == [pause, pause]


def test_every_hop_and_every_retry_waits_its_turn(site, fetcher, clock):
    site.routes["/a"] = redirect("/b")
    site.routes["/b"] = in_turn(status(503), Document(PDF))
    assert fetcher(seconds_between=10.0, obey_robots=False).fetch(site.url("/a")).data == PDF
    # a, b (503), pause of the retry and the rest of a's distance, a, b.
    assert sum(clock.slept) == pytest.approx(30)


def test_waiting_for_a_turn_does_not_use_up_the_time_for_the_document(site, fetcher, clock):
    one = fetcher(seconds_between=50.0, seconds_in_all=10.0)
    assert one.fetch(site.url("/policy.pdf")).data == PDF
    assert clock.slept == [50.0]


@pytest.mark.parametrize("per_host", [1, 3])
def test_no_more_requests_at_once_than_allowed(web, fetcher, per_host):
    guard, all_in = threading.Lock(), threading.Event()
    now, most = 0, 0

    def busy(exchange):
        nonlocal now, most
        with guard:
            now += 1
            most = max(most, now)
            if now == per_host:
                all_in.set()
        all_in.wait(5)
        with guard:
            now -= 1
        exchange.answer(200, {}, PDF)

    web.routes["/policy.pdf"] = busy
    one = fetcher(per_host=per_host, obey_robots=False)
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda _: one.fetch(web.url("/policy.pdf")).data, range(12))) == [PDF] * 12
    assert most == per_host


def test_hosts_do_not_wait_for_each_other(clock):
    turns = Turns(1, clock=clock, sleep=clock.sleep)
    with turns.wait("a.example", 5.0), turns.wait("b.example", 5.0):
        assert clock.slept == []
    with turns.wait("a.example", 5.0):
        assert clock.slept == [5.0]


def test_a_host_that_asked_for_rest_is_left_alone_by_all(clock):
    turns = Turns(2, clock=clock, sleep=clock.sleep)
    turns.leave_alone("a.example", 30.0)
    with turns.wait("a.example", 1.0), turns.wait("a.example", 1.0):
        assert clock.slept == [30.0, 1.0]


def test_the_rest_that_one_document_brings_holds_for_the_others(site, fetcher, clock):
    site.routes["/busy.pdf"] = status(503, Retry_After="70")
    one = fetcher(retries=0)
    with pytest.raises(FetchError):
        one.fetch(site.url("/busy.pdf"))
    assert one.fetch(site.url("/policy.pdf")).data == PDF
    assert clock.slept == [70.0]


def test_a_turn_is_given_back_when_the_request_fails(web, fetcher):
    web.routes["/policy.pdf"] = page("gone", 410)
    one = fetcher(obey_robots=False)
    for _ in range(3):
        with pytest.raises(FetchError):
            one.fetch(web.url("/policy.pdf"))
    assert len(web.asked("/policy.pdf")) == 3
