"""The arithmetic of the simulated schedule, worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from benchmarks import schedule
from benchmarks.schedule import Setting
from benchmarks.schedule_costs import MEASURED, Costs
from benchmarks.schedule_parts import Servers, check_ends, host_sizes, street

FREE = Costs(**dict.fromkeys(MEASURED.__slots__, 0.0))


def checked(sizes, *, threads=8, own=0.0, by_turns=False):
    return list(check_ends(sizes, threads=threads, between=1.0, answer=0.5, own=own, by_turns=by_turns))


def test_hosts_share_documents_by_rank_and_each_has_one():
    assert host_sizes(11, 3, 1.0) == [6, 3, 2]
    assert host_sizes(3, 3, 1.0) == [1, 1, 1]
    assert host_sizes(10, 2, 0.0) == [5, 5]
    assert sum(host_sizes(100_000, 5000, 1.0)) == 100_000


def test_requests_to_one_host_start_a_second_apart_however_many_threads_there_are():
    assert checked([4], threads=1) == [0.5, 1.5, 2.5, 3.5]
    assert checked([4], threads=8) == [0.5, 1.5, 2.5, 3.5]


def test_in_the_order_of_the_list_one_host_holds_all_threads():
    # Both threads wait for the first host; the second host is asked when one of them is free.
    assert checked([3, 1], threads=2) == [0.5, 1.5, 2.5, 2.0]
    assert checked([3, 1], threads=2, by_turns=True) == [0.5, 1.5, 2.5, 0.5]


def test_by_turns_the_largest_host_decides():
    assert max(checked([100, 50, 50], threads=3, by_turns=True)) == 99.5
    # In the order of the list the second host begins at 97.5, the third at 145.
    assert max(checked([100, 50, 50], threads=3)) == 194.5


def test_our_own_work_on_requests_is_done_one_after_the_other():
    assert checked([1, 1, 1], own=2.0, by_turns=True) == [2.5, 4.5, 6.5]


def test_documents_wait_for_a_worker_and_then_for_the_writer():
    workers, writer = Servers(2), Servers(1)
    left = street([(0.0, (10.0, 3.0)), (0.0, (4.0, 3.0)), (1.0, (5.0, 3.0))], (workers, writer))
    # The third begins at 4 and is read at 9; the writer is busy 4–7, 9–12 and 12–15.
    assert left == [15.0, 7.0, 12.0]
    assert (workers.busy, writer.busy) == (19.0, 9.0)


SETTING = Setting(documents=10, hosts=1, answer=0.0, changing=0.1, days=4)


def test_what_costs_nothing_is_in_force_when_its_check_round_is_over():
    month = schedule.rounds(SETTING, FREE, changed=False)
    changes = schedule.changes_of(SETTING)
    last_round = 3 * schedule.DAY + schedule.ROUND_AT
    noticed = [change for change in changes if change.at <= last_round + change.document]
    assert (month.rounds, month.skipped, month.requests, month.changes) == (4, 0, 40, 4)
    assert month.backlog == len(changes) - len(noticed)
    assert month.checks_hours == month.longest_round_hours == 9 / 3600


def test_looks_grow_with_the_square_of_the_documents():
    costs = replace(FREE, look_listing=1.0)
    assert schedule.rounds(SETTING, costs, changed=False).longest_round_hours == (9 + 10 * 10) / 3600
    # In turns or not, one host is asked in 9 seconds.
    assert schedule.rounds(SETTING, FREE, changed=True).longest_round_hours == 9 / 3600


def test_a_round_that_is_on_lets_the_next_be_skipped():
    # Each look takes 2.5 hours: ten of them 25 hours.
    costs = replace(FREE, look_document=9000.0)
    month = schedule.rounds(SETTING, costs, changed=True)
    assert (month.rounds, month.skipped) == (2, 2)
    assert month.writer_busy == pytest.approx(2 * 25 / 96)


def test_without_rounds_a_change_is_in_force_after_its_next_visit():
    month = schedule.streams(SETTING, FREE)
    # Document k is asked at second k of each day.
    waits = [
        (change.document - change.at) % schedule.DAY / 3600
        for change in schedule.changes_of(SETTING)
        if change.at < 3 * schedule.DAY + change.document
    ]
    assert month.backlog == 4 - len(waits)
    assert month.latency_95_hours == pytest.approx(max(waits))
    assert month.requests == 40


def test_a_host_with_more_documents_than_a_day_has_seconds_is_told_of():
    setting = Setting(documents=100_000, hosts=2, spread=5.0, changing=0.0, days=1)
    assert schedule.streams(setting, FREE).hosts_over_a_day == 1
    assert schedule.streams(setting, FREE).latency_median_hours == math.inf


def test_the_first_reading_is_all_steps_in_a_row_and_without_rounds_the_slowest():
    # 300 pages: 9 s of requests; 150 s by two workers; 600 s read closely.
    costs = replace(FREE, parse_page=1.0, closely_page=2.0)
    assert schedule.rounds(SETTING, costs, changed=True).first_reading_days == (9 + 150 + 600) / schedule.DAY
    assert schedule.streams(SETTING, costs).first_reading_days == 600 / schedule.DAY


def test_sizes_come_from_what_was_measured():
    month = schedule.streams(replace(SETTING, changing=0.0), replace(FREE, passages_page=4.0, vector_bytes=1536.0))
    assert month.index_gb == 10 * 30 * 4 * 1536 / 1e9
    free = {name for name in MEASURED.__slots__ if getattr(MEASURED, name) <= 0}
    assert free <= {"look_listing", "arrive_watched"}
