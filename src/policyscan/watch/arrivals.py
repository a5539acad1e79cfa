"""Hold what arrived against what was expected: by the source's row, and by the last good version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from policyscan.errors import DocumentError, DocumentFault
from policyscan.parse import Glance
from policyscan.sources import Entry
from policyscan.watch.webpage import describe, is_web_page
from policyscan.watch.words import command

_UNKNOWN_LANGUAGES = frozenset({"", "und"})


class Verdict(StrEnum):
    """`GOOD`: the new version. `ODD`: waits for a person. `USELESS`: nobody can accept it."""

    GOOD = "good"
    ODD = "odd"
    USELESS = "useless"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What was thought of bytes that arrived; `fault` in one word, `problem` and `fix` in a line each."""

    verdict: Verdict
    fault: str = ""
    problem: str = ""
    fix: str = ""
    glance: Glance | None = None


def judge(
    data: bytes, entry: Entry, last: Glance | None, *, look: Callable[[bytes], Glance], least_share: float
) -> Arrival:
    """Whether bytes may take the place of the last good version, of which `last` is a glance (None for the first).

    `look` gives a glance of the new ones, or raises `DocumentError`.
    """
    if is_web_page(data):
        fault, what = describe(data)
        return Arrival(
            Verdict.USELESS, fault, f"{what}.", "Open the address in a browser, and correct it in the list of sources."
        )
    try:
        seen = look(data)
    except DocumentError as error:
        if error.fault is DocumentFault.NEEDS_PASSWORD:
            # Those who gave no password may do so later; these bytes are the document.
            return Arrival(Verdict.ODD, error.fault, _sentence(error.problem), _sentence(error.fix))
        return Arrival(Verdict.USELESS, error.fault, _sentence(error.problem), _sentence(error.fix))
    problem = next(filter(None, _oddities(data, seen, entry, last, least_share)), None)
    if problem is None:
        return Arrival(Verdict.GOOD, glance=seen)
    fault, words = problem
    return Arrival(
        Verdict.ODD,
        fault,
        words,
        f"Look at it; if it is the right document: {command('accept', entry.name)}",
        seen,
    )


def _oddities(
    data: bytes, seen: Glance, entry: Entry, last: Glance | None, least_share: float
) -> tuple[tuple[str, str] | None, ...]:
    return (
        None if seen.is_whole else ("truncated", "the file has no end mark, as if it was cut off."),
        _pages(seen, entry, last, least_share),
        None
        if entry.size is None or len(data) in entry.size
        else ("size", f"{len(data):,} bytes arrived; {entry.size} are expected."),
        _language(seen, entry, last),
    )


def _pages(seen: Glance, entry: Entry, last: Glance | None, least_share: float) -> tuple[str, str] | None:
    if entry.pages is not None:
        if seen.pages in entry.pages:
            return None
        return "pages", f"{_counted(seen.pages)} arrived; {entry.pages} are expected."
    if last is not None and seen.pages < least_share * last.pages:
        return "pages", f"{_counted(seen.pages)} arrived; the last good version has {last.pages:,}."
    return None


def _language(seen: Glance, entry: Entry, last: Glance | None) -> tuple[str, str] | None:
    if seen.language in _UNKNOWN_LANGUAGES:
        return None
    if entry.languages:
        if seen.language in entry.languages:
            return None
        return "language", f"the text is in '{seen.language}'; {' or '.join(entry.languages)} is expected."
    if last is not None and last.language not in {*_UNKNOWN_LANGUAGES, seen.language}:
        return "language", f"the text is in '{seen.language}'; the last good version is in '{last.language}'."
    return None


def _counted(pages: int) -> str:
    return f"{pages:,} page{'' if pages == 1 else 's'}"


def _sentence(words: str) -> str:
    return words if words.endswith(".") else f"{words}."
