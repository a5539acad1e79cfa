"""The phrases by which recommendations are told, answered, graded and filed, read from their rule file."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from policyscan.errors import TaxonomyError
from policyscan.rights.rec_ocr import Mender

_FILE = "recommendations.toml"
# "..." in a phrase stands for at most these letters of one sentence; "Nos. 12" and "para. 3" do not end it.
_GAP = r"(?:[^.;:]|\.(?=\s?\d)){0,90}?"
# What a star may stand for, for the words that a scan may have garbled.
_ENDINGS = ("", "s", "d", "e", "es", "ed", "ing", "y", "ies", "ied")


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer a recommendation: in a sentence, or in one or two words of a table."""

    id: str
    pattern: re.Pattern[str]
    short: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strength:
    """One step of the scale from continuing to a specific act."""

    level: int
    verbs: tuple[str, ...]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """What a recommendation may be about."""

    id: str
    pattern: re.Pattern[str]
    example: str
    near_miss: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole rule file, compiled."""

    openings: re.Pattern[str]
    closings: re.Pattern[str]
    headings: re.Pattern[str]
    notes: re.Pattern[str]
    reviews: re.Pattern[str]
    no_states: re.Pattern[str]
    speaking: str
    mender: Mender
    answers: tuple[Answer, ...]
    strengths: tuple[Strength, ...]
    themes: tuple[Theme, ...]
    sentences: re.Pattern[str]
    formal: re.Pattern[str]
    list_headings: re.Pattern[str]
    next_headings: re.Pattern[str]
    frames: re.Pattern[str]
    named: re.Pattern[str]
    columns: re.Pattern[str]
    statuses: re.Pattern[str]
    labels: tuple[str, ...]
    annexes: re.Pattern[str]
    prose_examples: tuple[str, ...]
    prose_near_misses: tuple[str, ...]


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The rules that come with the package. Raises `TaxonomyError` with the fix where the file is broken."""
    try:
        table = tomllib.loads(resources.files("policyscan.taxonomy").joinpath(_FILE).read_text("utf-8"))
        return _rules(table)
    except (KeyError, TypeError, tomllib.TOMLDecodeError, re.error) as error:
        raise TaxonomyError(
            f"{_FILE}: {error}", fix="Mend the entry that is named; the file's head says how."
        ) from error


def any_of(phrases: list[str]) -> re.Pattern[str]:
    """One pattern for phrases as a person writes them, the longest first."""
    return re.compile(rf"(?<!\w)(?:{_choice(phrases)})(?!\w)", re.IGNORECASE)


def phrase(words: str) -> str:
    """The regular expression of one phrase, as the head of the rule file explains them."""
    parts = []
    for piece in re.split(r"(\s*\.\.\.\s*|[ ]!\w+|[ ]|\*|[()|?])", words):
        if not piece:
            continue
        if piece.startswith(" !"):
            parts.append(rf"(?!\s+{re.escape(piece[2:])}\b)")
            continue
        if piece.strip() == "...":
            parts.append(rf"\b{_GAP}(?<!\w)")
        elif piece == " ":
            parts.append(r"\s+")
        elif piece == "*":
            parts.append(r"\w*")
        elif piece == "(":
            parts.append("(?:")
        elif piece in ")|?":
            parts.append(piece)
        else:
            parts.append(re.escape(piece))
    # A star behind a group repeats the group; behind a word it is any ending.
    return "".join(parts).replace(r")\w*", ")*")


def _choice(phrases: list[str]) -> str:
    return "|".join(phrase(words) for words in sorted(phrases, key=len, reverse=True))


def _vocabulary(table: dict[str, Any]) -> set[str]:
    """The words of the phrases by which lists are told and answered, as they may be printed."""
    lists = table["lists"]
    phrases = [words for key in ("openings", "closings", "headings", "notes") for words in lists[key]]
    phrases += [words for entry in table["response"] for words in (*entry["phrases"], *entry["short"])]
    words: set[str] = set()
    for found in re.finditer(r"(?P<stem>[a-z]{2,})(?P<star>\*?)", " ".join(phrases)):
        words.update(found["stem"] + ending for ending in (_ENDINGS if found["star"] else ("",)))
    return words


def _rules(table: dict[str, Any]) -> Rules:
    lists, prose = table["lists"], table["prose"]
    makers, acts, duties = (_choice(prose[key]) for key in ("makers", "acts", "duties"))
    return Rules(
        openings=any_of(lists["openings"]),
        closings=any_of(lists["closings"]),
        headings=any_of(lists["headings"]),
        notes=any_of(lists["notes"]),
        reviews=any_of(table["states"]["reviews"]),
        no_states=any_of(table["states"]["others"]),
        speaking=_choice(table["states"]["speaking"]),
        mender=Mender(_vocabulary(table), table["scans"]["words"]),
        answers=tuple(
            Answer(
                entry["id"],
                any_of(entry["phrases"]),
                any_of(entry["short"]),
                tuple(entry["examples"]),
                tuple(entry["near_misses"]),
            )
            for entry in table["response"]
        ),
        strengths=tuple(
            Strength(entry["level"], tuple(entry["verbs"]), tuple(entry["examples"]), tuple(entry["near_misses"]))
            for entry in table["strength"]
        ),
        themes=tuple(
            Theme(entry["id"], any_of(entry["phrases"]), entry["example"], entry["near_miss"])
            for entry in table["theme"]
        ),
        sentences=re.compile(rf"(?<!\w)(?:(?:{makers})\s+(?:{acts})|{duties})(?!\w)", re.IGNORECASE),
        formal=any_of(prose["formal"]),
        list_headings=re.compile(
            rf"(?:(?:(?:chapter|part|section)\s+)?(?:[IVX\d.]+|[A-Z]\.)\s*[:–—-]?\s+)?(?:{_choice(prose['headings'])})(?:\s+(?:for|to|on)\b.{{1,80}})?\W*",
            re.IGNORECASE,
        ),
        next_headings=any_of(prose["next_headings"]),
        frames=any_of(prose["frames"]),
        named=re.compile(rf"(?:[A-Z][\w’'&.-]*\s+){{1,5}}(?i:{acts})(?!\w)"),
        columns=any_of(prose["columns"]),
        statuses=any_of(prose["statuses"]),
        labels=tuple(prose["labels"]),
        annexes=any_of(prose["annexes"]),
        prose_examples=tuple(prose["examples"]),
        prose_near_misses=tuple(prose["near_misses"]),
    )
