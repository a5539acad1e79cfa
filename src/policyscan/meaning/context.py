"""Put with each clause what a person reads with it: its heading, its lead-in, its items, what is said right after."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from policyscan.model import BlockKind, Clause, Section

# Characters of heading, lead-in and words; words below which a clause decides nothing.
HEADING, LEAD, LONGEST = 90, 260, 900
FEWEST_WORDS = 5
# Characters of a quote, and between two clauses that follow at once.
LONGEST_QUOTE, APART = 700, 3
# Lead-ins above one another that are read, and clauses after one that may go on with it.
LEADS, FOLLOWING = 3, 2
# Rows of a table that are read together, and how many of them begin the next window.
ROWS, STEP = 6, 4
# A lead-in that leaves off with an exception: its items say nothing by themselves.
_EXCEPTS = re.compile(
    r"\b(?:unless|except(?:ions?)?|only (?:if|when|where|under|in|for)|excluding|other than|not include"
    r"|does not apply|exempt\w*|provided)\b[^.;]{0,60}:?\s*$",
    re.IGNORECASE,
)
# A sentence that goes on with the one before it: an exception, a limit, a "this rule".
_GOES_ON = re.compile(
    r"^\W*(?:\(?\w{1,3}[.)]\s+)?(?:unless|except|the only exception|exceptions?"
    r"|this (?:prohibition|policy|section|requirement|rule|restriction|duty|does|shall|is)|these|such|however|nothing"
    r"|but|it (?:is|shall|may|does)|in (?:such|these|those) (?:cases|circumstances)|if (?:so|this|it)|where|when)\b",
    re.IGNORECASE,
)
# Words that stand for something said before, and a subject that may have been named before ("The threat must").
_REFERS_BACK = re.compile(r"\b(?:it|they|them|this|these|those|such|the same|so|do(?:es|ing)? so)\b", re.IGNORECASE)
_SUBJECT = re.compile(r"^\W*The\s+((?:[\w-]+\s+){1,3})")
_SHORTEST_NAME = 5
_WORD = re.compile(r"[\w-]+")
# What is to be filled in or ticked off is no rule.
_FORM = re.compile(r"_{4,}|[\u2610\u2611\u2612]|\b(?:YES\s+NO|NO\s+YES)\b")


@dataclass(frozen=True, slots=True)
class Context:
    """A clause as it is read: `heading` and `words` (lead-in, own words, what belongs to them), on one line each.

    `end` is where its quote ends: after its items and what goes on with it, as far as they follow at
    once, on the same page.
    """

    clause: Clause
    heading: str
    words: str
    end: int


def contexts(clauses: Sequence[Clause], sections: Sequence[Section], text: str) -> list[Context]:
    """The clauses of one document that may decide something, each with its context, and windows over table rows.

    `text` is the document's. A clause that refers back ("before it is used") is read with the sentence
    before it. Headings without a sentence, clauses of a few words, forms and items of an exception are left out:
    the lead-in of such items is read with all of them.
    """
    by_id = {clause.id: clause for clause in clauses}
    items: dict[str, list[Clause]] = defaultdict(list)
    for clause in clauses:
        if clause.lead:
            items[clause.lead].append(clause)
    found = []
    for at, clause in enumerate(clauses):
        if len(clause.text.split()) < FEWEST_WORDS or _is_bare_heading(clause) or _FORM.search(clause.text):
            continue
        leads = list(_leads(clause, by_id))
        if any(_EXCEPTS.search(lead.text) for lead in leads):
            continue
        own = [clause, *(_below(clause, items) if clause.id in items else _following(clauses, at, text))]
        if not leads and _REFERS_BACK.search(clause.text):
            leads = list(_before(clauses, at, text))
        lead = " ".join(lead.text for lead in reversed(leads))
        found.append(_context(own, sections, lead, " "))
    return [*found, *_tables(clauses, sections)]


def _context(own: Sequence[Clause], sections: Sequence[Section], lead: str, glue: str) -> Context:
    clause = own[0]
    path = sections[clause.section].path[-2:] if 0 <= clause.section < len(sections) else ()
    before = one_line(lead)[-LEAD:]
    text = one_line(glue.join(part.text for part in own))[:LONGEST]
    return Context(
        clause, one_line(" / ".join(path))[-HEADING:], f"{before} {text}" if before else text, _quoted_to(own)
    )


def _quoted_to(own: Sequence[Clause]) -> int:
    end = own[0].end
    for part in own[1:]:
        follows = end <= part.start <= end + APART and part.page == own[0].page
        if not follows or part.end - own[0].start > LONGEST_QUOTE:
            break
        end = part.end
    return end


def one_line(text: str) -> str:
    """A text with every run of white space made one space."""
    return " ".join(text.split())


def _is_bare_heading(clause: Clause) -> bool:
    return clause.kind is BlockKind.HEADING and not clause.text.rstrip().endswith((".", ":", ";"))


def _leads(clause: Clause, by_id: dict[str, Clause]) -> Iterator[Clause]:
    """The lead-ins of a clause, the nearest first."""
    for _ in range(LEADS):
        if clause.lead not in by_id:
            return
        clause = by_id[clause.lead]
        yield clause


def _before(clauses: Sequence[Clause], at: int, text: str) -> Iterator[Clause]:
    """The sentence before one, in the same paragraph."""
    if at and "\n" not in text[clauses[at - 1].end : clauses[at].start]:
        yield clauses[at - 1]


def _below(clause: Clause, items: dict[str, list[Clause]]) -> Iterator[Clause]:
    """The items that a clause introduces, each followed by its own."""
    for item in items.get(clause.id, ()):
        yield item
        yield from _below(item, items)


def _following(clauses: Sequence[Clause], at: int, text: str) -> Iterator[Clause]:
    """Clauses right after one that go on with it."""
    words = {word for word in _WORD.findall(clauses[at].text.lower()) if len(word) >= _SHORTEST_NAME}
    end = clauses[at].end
    for clause in clauses[at + 1 : at + 1 + FOLLOWING]:
        is_apart = clause.section != clauses[at].section or clause.kind is BlockKind.HEADING
        is_same_paragraph = "\n" not in text[end : clause.start]
        subject = _SUBJECT.match(clause.text)
        goes_on = _GOES_ON.match(clause.text) or (
            is_same_paragraph and subject is not None and words & {*subject[1].lower().split()}
        )
        if is_apart or (clause.lead and not is_same_paragraph) or not goes_on:
            return
        end = clause.end
        yield clause


def _tables(clauses: Sequence[Clause], sections: Sequence[Section]) -> Iterator[Context]:
    """Windows over the rows of each table: a chart says by several rows what none says alone."""
    for is_row, run in groupby(clauses, key=lambda c: c.kind is BlockKind.TABLE_ROW):
        rows = list(run)
        if is_row and len(rows) > 1:
            for at in range(0, len(rows), STEP):
                yield _context(rows[max(0, at - 1) : at + ROWS - 1], sections, "", " | ")
