"""The parts of a simulated schedule: hosts of unequal size, requests in turn, servers that take what comes first."""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate

# --- hosts and requests --------------------------------------------------------------------------


def host_sizes(documents: int, hosts: int, spread: float) -> list[int]:
    """Documents of each host, the largest first; every host has one."""
    weights = [rank**-spread for rank in range(1, hosts + 1)]
    rest, total = documents - hosts, sum(weights)
    sizes = [1 + int(rest * weight / total) for weight in weights]
    for rank in range(documents - sum(sizes)):
        sizes[rank % hosts] += 1
    return sizes


def _as_listed(sizes: Sequence[int]) -> Iterator[int]:
    for host, size in enumerate(sizes):
        for _ in range(size):
            yield host


def _by_turns(sizes: Sequence[int]) -> Iterator[int]:
    """The hosts in turn, as long as each has something left; sizes do not increase."""
    left = len(sizes)
    for turn in range(sizes[0]):
        while sizes[left - 1] <= turn:
            left -= 1
        yield from range(left)


def check_ends(
    sizes: Sequence[int], *, threads: int, between: float, answer: float, own: float, by_turns: bool
) -> array[float]:
    """Seconds from the start of a round until each document's request is answered; documents stand host by host.

    A thread takes the next address and waits for its host's turn, as `fetch.Turns` has it. `own` is what our one
    process needs for a request, one after the other.
    """
    first = [0, *accumulate(sizes)]
    asked = [0] * len(sizes)
    ends = array("d", bytes(8 * first[-1]))
    turn = [0.0] * len(sizes)
    free, ours = [0.0] * threads, 0.0
    step = max(between, answer)
    for host in _by_turns(sizes) if by_turns else _as_listed(sizes):
        ours = max(free[0], ours) + own
        start = max(ours, turn[host])
        turn[host] = start + step
        heapq.heapreplace(free, start + answer)
        ends[first[host] + asked[host]] = start + answer
        asked[host] += 1
    return ends


# --- servers in a row ----------------------------------------------------------------------------


class Servers:
    """So many alike that take what comes first; `busy` sums up their seconds."""

    def __init__(self, count: int) -> None:
        self._free = [0.0] * count
        self.count = count
        self.busy = 0.0

    def take(self, at: float, seconds: float) -> float:
        """When work that came at a time is done."""
        end = max(at, self._free[0]) + seconds
        heapq.heapreplace(self._free, end)
        self.busy += seconds
        return end


def street(arrivals: Sequence[tuple[float, Sequence[float]]], stages: Sequence[Servers]) -> list[float]:
    """When each document leaves the last stage; an arrival is its time and what each stage takes for it."""
    events = [(at, number, 0) for number, (at, _) in enumerate(arrivals)]
    heapq.heapify(events)
    done = [0.0] * len(arrivals)
    while events:
        at, number, stage = heapq.heappop(events)
        if stage == len(stages):
            done[number] = at
            continue
        heapq.heappush(events, (stages[stage].take(at, arrivals[number][1][stage]), number, stage + 1))
    return done
