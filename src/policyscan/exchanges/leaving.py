"""When an agreement was in force, and when a party may leave it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from policyscan.model import Agreement, Role, Term

_YEARS = re.compile(r"(\d+)\s*year")
_MONTHS = re.compile(r"(\d+)\s*month")
_UNTIL = re.compile(r"(\d{4}-\d{2}-\d{2})")
_DAYS = re.compile(r"(\d+)\s*(?:calendar |business |working )?days?")
_ANYBODY = re.compile(r"(?:either|any|each|both|every)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Leaving:
    """When an agreement runs: `start` and `end` where known, and the next date at which it can be left.

    `why` says how the date comes about. `term` is the term of the agreement it rests on, where there is one.
    """

    start: date | None
    end: date | None
    next_exit: date | None
    why: str
    term: Term | None = None

    def in_force(self, on: date) -> str:
        """`yes`, `no` or `unknown` for that day."""
        if self.start is not None and on < self.start:
            return "no"
        if self.end is not None and on > self.end:
            return "no"
        return "yes" if self.start is not None else "unknown"


def leaving(agreement: Agreement, on: date) -> Leaving:
    """How an agreement stands on a day, for the local party.

    A notice that may be given at any time opens the nearest way out, else the end of the current term does. A term
    that is renewed of itself ends again each term.
    """
    start = _start(agreement)
    end, end_term = _end(agreement, start)
    renewal = _first(agreement, "renewal")
    last = end
    if end is not None and renewal is not None and "automatic" in renewal.value:
        end, last = _rolled(renewal, start, end, on), None
    notice = _notice(agreement)
    if notice is not None and (last is None or on <= last):
        days, term = notice
        exit_on = on + timedelta(days=days)
        if end is not None and on <= end < exit_on:
            exit_on = end
        said = f"{days} days' notice" if days else "notice"
        return Leaving(start, last, exit_on, f"{said}, given on {on.isoformat()}", term)
    if end is not None and end >= on:
        return Leaving(start, last, end, "the end of its term", end_term)
    if end is not None:
        return Leaving(start, last, None, "its term is over", end_term)
    return Leaving(start, last, None, "nothing found on how it ends", None)


def _notice(agreement: Agreement) -> tuple[int, Term] | None:
    """The days of notice that the local party must give, with the words that say so; None where it may not leave."""
    own = {party.name for party in agreement.parties if party.role is Role.LOCAL}
    ends = [term for term in agreement.named("ends") if term.value]
    ours = [term for term in ends if term.value.split(",")[0].strip() in own]
    anybody = [term for term in ends if _ANYBODY.match(term.value)]
    for terms in (ours, anybody):
        stated = [(days, term) for term in terms if (days := _days(term)) is not None]
        if stated:
            return stated[0]
        if terms:
            # A notice whose length is not said works at once.
            return 0, terms[0]
    return None


def _first(agreement: Agreement, name: str) -> Term | None:
    return next((term for term in agreement.named(name) if term.value), None)


def _start(agreement: Agreement) -> date | None:
    for name in ("effective", "signed"):
        for term in agreement.named(name):
            found = _date(term.value)
            if found is not None:
                return found
    return None


def _end(agreement: Agreement, start: date | None) -> tuple[date | None, Term | None]:
    for name in ("end_date", "term"):
        for term in agreement.named(name):
            stated = _UNTIL.search(term.value)
            if stated and (found := _date(stated.group())) is not None:
                return found, term
    for term in agreement.named("term"):
        months = _months(term.value)
        if months and start is not None:
            return _later(start, months), term
    return None, None


def _rolled(renewal: Term, start: date | None, end: date, on: date) -> date:
    """The end of the term that runs on that day, where terms follow one another."""
    months = _months(renewal.value.split("automatic")[0])
    if not months and start is not None:
        months = (end.year - start.year) * 12 + end.month - start.month
    while months > 0 and end < on:
        end = _later(end, months)
    return end


def _months(value: str) -> int:
    years, months = _YEARS.search(value), _MONTHS.search(value)
    return (int(years.group(1)) * 12 if years else 0) + (int(months.group(1)) if months else 0)


def _days(term: Term) -> int | None:
    found = _DAYS.search(term.value)
    return int(found.group(1)) if found else None


def _later(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, 28)


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
