"""What a month of the schedule comes to: so many documents over so many hosts, checked daily, read, judged, in force.

    python -m benchmarks.schedule [--documents N]... [--json FILE]      # simulates, with the committed costs
    python -m benchmarks.schedule --measure [--corpus DIR]              # measures the costs on this machine

Costs are measured (`schedule_costs.py`, `schedule_growth.py`); hosts, changes and machines are assumed, and the month
is simulated event by event. Three designs: the code as it is, without two of its features, and one without rounds.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import statistics
import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import accumulate
from pathlib import Path

from benchmarks.schedule_costs import MEASURED, Costs, measure
from benchmarks.schedule_parts import Servers, check_ends, host_sizes, street

DAY = 86_400.0
ROUND_AT = 3.25 * 3600
SIZES = (100, 100_000, 10_000_000)
WITHOUT, AS_IS, ANOTHER = "without two features", "as it is", "another design"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is assumed. `changing`: share of documents that change in a day; `answer`: seconds that a host takes.

    `spread`: hosts by rank hold documents as 1/rank to this power. `places`: documents for each place.
    """

    documents: int
    hosts: int
    threads: int = 8
    workers: int = 2
    embedders: int = 1
    writers: int = 1
    days: int = 30
    pages: float = 30.0
    ocr_share: float = 0.05
    changing: float = 0.002
    between: float = 1.0
    answer: float = 0.3
    spread: float = 1.0
    documents_place: float = 2.0
    is_cluster: bool = False
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Month:
    """What a month came to; times in hours. `latency`: from a change at the host to its being in force here."""

    documents: int
    design: str
    requests: int
    checks_hours: float
    rounds: int
    skipped: int
    longest_round_hours: float
    changes: int
    backlog: int
    latency_median_hours: float
    latency_95_hours: float
    workers_busy: float
    embedders_busy: float
    writer_busy: float
    hosts_over_a_day: int
    first_reading_days: float
    disk_gb: float
    index_gb: float
    rebuild_gb: float
    search_seconds: float


def settings_for(documents: int) -> Setting:
    """Hosts and machines that fit a number of documents: two cores, a small cluster, a large one."""
    hosts = max(1, min(documents, round(4 * documents**0.625)))
    if documents <= 10_000:
        return Setting(documents=documents, hosts=hosts)
    if documents <= 1_000_000:
        return Setting(documents=documents, hosts=hosts, workers=16, embedders=4, is_cluster=True)
    return Setting(documents=documents, hosts=hosts, workers=512, embedders=512, writers=64, is_cluster=True)


# --- a month -------------------------------------------------------------------------------------


@dataclass(slots=True)
class Change:
    """A document that changed at a host: when, which, how many pages it has now, when it was in force here."""

    at: float
    document: int
    pages: int
    in_force: float = math.inf


def changes_of(setting: Setting) -> list[Change]:
    """The changes of a month, in order; pages are log-normal with the mean of the setting."""
    random_ = random.Random(setting.seed)
    sigma = 1.0
    middle = math.log(setting.pages) - sigma * sigma / 2
    count = round(setting.documents * setting.changing * setting.days)
    found = [
        Change(
            random_.uniform(0, setting.days * DAY),
            random_.randrange(setting.documents),
            max(1, round(random_.lognormvariate(middle, sigma))),
        )
        for _ in range(count)
    ]
    return sorted(found, key=lambda change: change.at)


def reading(setting: Setting, costs: Costs, pages: float) -> float:
    """What a worker needs for a document."""
    return pages * (costs.parse_page + costs.extract_page + setting.ocr_share * costs.ocr_page)


def embedding(costs: Costs, pages: float) -> float:
    """What the two models need for a document."""
    return pages * (costs.passages_page * costs.embed_passage + costs.closely_page)


def _after_reading(setting: Setting, costs: Costs, pages: float) -> float:
    """Passages are embedded by all; clauses are read closely by the process that writes."""
    return pages * (costs.passages_page * costs.embed_passage / setting.embedders + costs.closely_page)


def rounds(setting: Setting, costs: Costs, *, changed: bool) -> Month:
    """A month of daily rounds by one process that writes: all checks, then all reading, then index and judgements.

    `changed`: hosts are asked in turns, and places without a change are not judged again, as the code does.
    """
    total_pages = setting.documents * setting.pages
    places = setting.documents / setting.documents_place
    sizes = host_sizes(setting.documents, setting.hosts, setting.spread)
    # A cluster's rounds check in plain threads, one machine's in a Prefect task for each address.
    own = costs.request + (0 if setting.is_cluster else costs.prefect_task)
    ends = check_ends(
        sizes,
        threads=setting.threads,
        between=setting.between,
        answer=setting.answer,
        own=own,
        by_turns=changed,
    )
    checks = max(ends)
    passages = total_pages * costs.passages_page
    after_all = passages * (costs.index_passage + costs.open_passage) + total_pages * costs.health_page
    hashed = setting.pages * costs.original_page_bytes * costs.read_byte
    look = costs.begin_listing + costs.look_document + hashed + setting.documents * costs.look_listing
    changes = changes_of(setting)
    workers, embedders, writer = Servers(setting.workers), Servers(setting.embedders), Servers(1)
    waiting: list[Change] = []
    end, done, skipped, longest, arrived = 0.0, 0, 0, 0.0, 0
    last = setting.days * DAY
    for day in range(setting.days):
        start = day * DAY + ROUND_AT
        if start < end:
            skipped += 1
            continue
        until = bisect_right(changes, start + checks, lo=arrived, key=lambda change: change.at)
        waiting += changes[arrived:until]
        arrived = until
        seen = [change for change in waiting if change.at <= start + ends[change.document] - setting.answer]
        waiting = [change for change in waiting if change.at > start + ends[change.document] - setting.answer]
        seen.sort(key=lambda change: -change.pages)
        arrive = len(seen) * setting.documents * costs.arrive_watched
        read_at = start + checks + arrive
        looks = setting.documents * look
        writer.busy += arrive + looks
        arrivals = [
            (
                read_at + looks * (number + 1) / (len(seen) + 1),
                (reading(setting, costs, change.pages), change.pages * costs.write_page),
            )
            for number, change in enumerate(seen)
        ]
        written = max([read_at + looks, *street(arrivals, (workers, writer))])
        pages = sum(change.pages for change in seen)
        embedders.busy += embedding(costs, pages)
        judged = (min(places, len(seen)) if changed else (places if seen else 0)) * costs.judge_place
        tail = _after_reading(setting, costs, pages) + judged + (after_all if seen else total_pages * costs.health_page)
        writer.busy += tail
        end = written + tail
        longest = max(longest, end - start)
        if end > last:
            break
        done += 1
        for change in seen:
            change.in_force = end
    # All new: one step after the other, in a store that grows to its size.
    half = setting.documents**2 / 2
    first = (
        checks
        + half * (costs.arrive_watched + costs.look_listing)
        + max(reading(setting, costs, total_pages) / setting.workers, total_pages * costs.write_page)
        + _after_reading(setting, costs, total_pages)
        + places * costs.judge_place
        + after_all
    )
    return _month(
        setting, costs, AS_IS if changed else WITHOUT, changes, (workers, embedders, writer),
        requests=(done + (end > last)) * setting.documents, checks=checks, rounds=done, skipped=skipped,
        longest=longest, first_reading=first, sizes=sizes,
    )  # fmt: skip


def streams(setting: Setting, costs: Costs) -> Month:
    """A month without rounds: a queue for each host, and each change goes through by itself.

    Writers are shards by place: each appends to its own index and judges the place that changed.
    """
    sizes = host_sizes(setting.documents, setting.hosts, setting.spread)
    first = [0, *accumulate(sizes)]
    step = max(setting.between, setting.answer)
    changes = changes_of(setting)
    stages = (Servers(setting.workers), Servers(setting.embedders), Servers(setting.writers))
    arrivals = []
    for change in changes:
        host = bisect_right(first, change.document) - 1
        period = max(DAY, sizes[host] * step)
        visit = (change.document - first[host]) * step + setting.answer
        noticed = visit + max(0, math.ceil((change.at - visit) / period)) * period
        passages = change.pages * costs.passages_page
        write = change.pages * costs.write_page + passages * costs.index_passage + costs.judge_place
        arrivals.append((noticed, (reading(setting, costs, change.pages), embedding(costs, change.pages), write)))
    last = setting.days * DAY
    for change, end in zip(changes, street(arrivals, stages), strict=True):
        change.in_force = end if end <= last else math.inf
    total_pages = setting.documents * setting.pages
    all_new = max(
        max(sizes) * step,
        reading(setting, costs, total_pages) / setting.workers,
        embedding(costs, total_pages) / setting.embedders,
        total_pages * costs.write_page / setting.writers,
    )
    requests = sum(int(last / max(DAY, size * step) * size) for size in sizes)
    return _month(
        setting, costs, ANOTHER, changes, stages,
        requests=requests, checks=max(sizes) * step, rounds=0, skipped=0, longest=0.0,
        first_reading=all_new, sizes=sizes,
    )  # fmt: skip


def _month(
    setting: Setting,
    costs: Costs,
    design: str,
    changes: Sequence[Change],
    stages: Sequence[Servers],
    *,
    requests: int,
    checks: float,
    rounds: int,
    skipped: int,
    longest: float,
    first_reading: float,
    sizes: Sequence[int],
) -> Month:
    latencies = sorted((change.in_force - change.at) / 3600 for change in changes if change.in_force < math.inf)
    total_pages = setting.documents * setting.pages
    passages = total_pages * costs.passages_page
    last = setting.days * DAY
    # A round that does not end within the month fills it.
    busy = [min(1.0, stage.busy / (stage.count * last)) for stage in stages]
    writers = setting.writers if design == ANOTHER else 1
    kept = total_pages + sum(change.pages for change in changes)
    return Month(
        documents=setting.documents,
        design=design,
        requests=requests,
        checks_hours=checks / 3600,
        rounds=rounds,
        skipped=skipped,
        longest_round_hours=longest / 3600,
        changes=len(changes),
        backlog=len(changes) - len(latencies),
        latency_median_hours=statistics.median(latencies) if latencies else math.inf,
        latency_95_hours=latencies[math.ceil(0.95 * len(latencies)) - 1] if latencies else math.inf,
        workers_busy=busy[0],
        embedders_busy=busy[1],
        writer_busy=busy[2],
        hosts_over_a_day=sum(size * setting.between > DAY for size in sizes),
        first_reading_days=first_reading / DAY,
        disk_gb=(kept * (costs.database_page_bytes + costs.original_page_bytes) + passages * costs.vector_bytes) / 1e9,
        index_gb=passages * costs.vector_bytes / writers / 1e9,
        rebuild_gb=passages * costs.rebuild_passage_bytes / 1e9 if design != ANOTHER else 0.0,
        search_seconds=passages * costs.search_passage / writers,
    )


def months(setting: Setting, costs: Costs) -> list[Month]:
    """A month of each design."""
    return [rounds(setting, costs, changed=False), rounds(setting, costs, changed=True), streams(setting, costs)]


def main() -> int:
    """Print a table, and what it assumes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.schedule", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--measure", action="store_true", help="measure the costs on this machine, and print them")
    parser.add_argument("--corpus", type=Path, help="the PDFs to measure on; the real ones where they are, else sample")
    parser.add_argument("--documents", type=int, action="append", metavar="N")
    parser.add_argument("--changing", type=float, help="share of documents that change in a day")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    if given.measure:
        from benchmarks.__main__ import corpus_folder

        corpus = given.corpus or corpus_folder()
        print(f"{corpus.name}, {os.cpu_count()} cores", file=sys.stderr)
        costs = measure(corpus, lambda line: print(line, file=sys.stderr))
        for name, value in asdict(costs).items():
            print(f"{name:24} {value:.4g}")
        if given.json:
            given.json.write_text(json.dumps(asdict(costs), indent=2))
        return 0
    found = []
    for documents in given.documents or SIZES:
        setting = settings_for(documents)
        if given.changing is not None:
            setting = replace(setting, changing=given.changing)
        print(setting)
        found += months(setting, MEASURED)
        names = list(asdict(found[-1]))
        for name in names:
            print(f"{name:24}" + "".join(f"{_shown(getattr(month, name)):>26}" for month in found[-3:]))
        print()
    if given.json:
        given.json.write_text(json.dumps([asdict(month) for month in found], indent=2))
    return 0


def _shown(value: object) -> str:
    if isinstance(value, float):
        return "never" if math.isinf(value) else f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    sys.exit(main())
