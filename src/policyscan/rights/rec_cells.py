"""A table's cells beside a recommendation: the answer ("Accepted", "Not supported"), and the states in a column."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policyscan.rights.rec_rules import rules
from policyscan.rights.rec_states import NO_NAMES, brackets, states_in

# Lists of recommendations by theme say in which document the answer stands.
_SOURCE = re.compile(
    r"[\s;.*]*source of (?:the )?position\s*:?\s*(?:[^\s-]+\s*[-–—]?\s*)?(?:para\S*\s*[\d.,\s]*\d)?", re.IGNORECASE
)


# "Bosnia and Herzegovina, Venezuela (Bolivarian Republic of)": a cell of states has no more words than these.
_MOST_WORDS = 24


@dataclass(frozen=True, slots=True)
class Response:
    """An answer and the characters of the document that say so; all empty where nothing does."""

    id: str = ""
    start: int = 0
    end: int = 0


NO_RESPONSE = Response()
# Behind an answer: that it is done already, "(already implemented or in the process of implementation)".
_DONE = re.compile(
    r"\W{1,3}(?:(?:and|considered|already|is|being|in)\s+)*(?:(?:the\s+)?process\s+of\s+(?:being\s+)?)?implement\w+"
    r"(?:\s+or\s+in\s+(?:the\s+)?process\s+of\s+implementation)?\)?",
    re.IGNORECASE,
)
_NEXT_CELL = re.compile(r"\s+Implemented\s+(?:by|in|through|under|with|since)\b")


def cell_response(text: str, offset: int, *, row: bool = False) -> Response:
    """The answer in the words behind a recommendation in a table: "Accepted", "Not supported".

    In a `row`, a further cell may follow: "Accepted The law is before parliament".
    """
    source = _SOURCE.match(text)
    if source:
        offset, text = offset + source.end(), text[source.end() :]
    words = text.lstrip(" .;|\n")
    start = offset + len(text) - len(words)
    best = Response()
    for answer in rules().answers:
        found = answer.short.match(words)
        rest = words[found.end() :].lstrip()[:1] if found else ""
        cell = row and words[:1].isupper() and not rest.islower()
        # "Not accepted" is longer than what it begins with, and a comment may follow behind a stop.
        if found and found.end() > best.end - best.start and (cell or not rest.isalnum()):
            best = Response(answer.id, start, start + found.end())
    # "Accepted Implemented by Act No. 9": the next cell says so of itself.
    is_next = row and _NEXT_CELL.match(words, best.end - start)
    done = _DONE.match(words, best.end - start) if best.id == "support" and not is_next else None
    return Response("implemented", start, start + done.end()) if done else best


@dataclass(frozen=True, slots=True)
class Row:
    """A row's recommendation from `start` to `end`, and what its other cells say."""

    start: int
    end: int
    response: Response = Response()
    states: tuple[str, ...] = ()


def row_of(text: str, offset: int = 0, names: frozenset[str] = NO_NAMES) -> Row:
    """Read a row whose answer does not stand behind a bracket of states: before the words, or behind them.

    The states may have a column of their own, without brackets; they are read where no bracket names any.
    """
    start, end, response = 0, len(text), Response()
    for answer in rules().answers:
        first = answer.short.match(text.lstrip())
        last = [match for match in answer.short.finditer(text) if not text[match.end() :].strip(" .;\n")]
        if last and text[last[0].start()].isupper():
            found = last[0].start(), last[0].end()
            if not response.id or found[0] < end:
                response, end = Response(answer.id, offset + found[0], offset + found[1]), found[0]
        elif first and _begins_a_cell(text.lstrip(), first.end()) and not response.id:
            begin = len(text) - len(text.lstrip())
            response, start = Response(answer.id, offset + begin, offset + begin + first.end()), begin + first.end()
    if not response.id and (cells := _between(text, offset, names)):
        return cells
    words = text[start:end]
    if any(not words[bracket.end :].strip(" .;*") for bracket in brackets(words, names)):
        return Row(start, end, response)
    at, states = _states_behind(words, names)
    return Row(start, start + at, response, states) if states else Row(start, end, response)


def _between(text: str, offset: int, names: frozenset[str]) -> Row | None:
    """A row of four cells: the words, the states, the answer, and what themes it has."""
    for answer in rules().answers:
        for match in answer.short.finditer(text):
            if text[match.start()].isupper() and text[match.end() : match.end() + 1] in {" ", "\n", ""}:
                at, states = _states_behind(text[: match.start()].rstrip(), names)
                while states and (more := _states_behind(text[:at].rstrip(), names))[1]:
                    # A line for each state, and no sign between them.
                    at, states = more[0], (*more[1], *states)
                if states:
                    return Row(0, at, Response(answer.id, offset + match.start(), offset + match.end()), states)
    return None


def _begins_a_cell(text: str, end: int) -> bool:
    """Whether a further cell begins behind an answer: "Supported Ratify ...", but "Support civil society"."""
    return text[:end].casefold().endswith("ed") and text[end:].lstrip()[:1].isupper()


def _states_behind(words: str, names: frozenset[str]) -> tuple[int, tuple[str, ...]]:
    """Where the states begin that stand without brackets at the end, and which they are."""
    tokens = list(re.finditer(r"\S+", words))
    for token in tokens[max(1, len(tokens) - _MOST_WORDS) :]:
        if token.group()[0].isupper() and not words[: token.start()].rstrip().endswith(
            (" of", " in", " the", " and", ",")
        ):
            states = states_in(words[token.start() :], strangers=False, names=names)
            if states:
                return token.start(), states
    return len(words), ()
