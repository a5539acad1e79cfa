"""What is at hand while the terms of one agreement are read: its clauses, its parties, and how to quote them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policyscan.agreements.terms_actors import Actors
from policyscan.agreements.terms_clauses import Clause, clauses_of
from policyscan.agreements.terms_text import Copy, copy_of
from policyscan.model import ParsedDocument, Party, Role, Term

# Longer clauses are quoted from the semicolon before the deciding words to the one after them.
_LONGEST_QUOTE = 700
_DAY_FIRST = frozenset({"US", "", "CA", "PH"})
AGREEMENT = (
    r"(?:agreement|memorandum|mou|moa|pact|compact|contract|arrangement|programme|program|understanding|instrument"
    r"|protocol|treaty|partnership|convention|letter of (?:intent|agreement|understanding))"
)


@dataclass(frozen=True, slots=True)
class Context:
    """One agreement that is being read."""

    document: ParsedDocument
    copy: Copy
    clauses: tuple[Clause, ...]
    actors: Actors
    country: str

    @property
    def day_first(self) -> bool:
        """Whether 03/04/2021 is the third of April."""
        return self.country not in _DAY_FIRST

    def term(
        self, name: str, value: str, clause: Clause, at: tuple[int, int], confidence: float, note: str = ""
    ) -> Term:
        """A term that quotes a clause; `at` are the deciding words in it."""
        first, last = 0, len(clause.text)
        if last > _LONGEST_QUOTE:
            first = max(clause.text.rfind(sign, 0, at[0]) + 2 for sign in ("; ", ". ", ": ", "\n"))
            first = first if first >= 2 else 0
            ends = [end for sign in ("; ", ". ") if (end := clause.text.find(sign, at[1])) > 0]
            last = min([end + 1 for end in ends] or [last])
        start, end = self.copy.printed(clause.start + first, clause.start + last)
        return Term(name, value, start, end, self.document.page_at(start), round(confidence, 2), note=note)


def context_of(document: ParsedDocument, parties: Sequence[Party]) -> Context:
    """Cut the document into clauses and learn what its parties are called."""
    copy = copy_of(document)
    local = next((party.country for party in parties if party.role is Role.LOCAL and party.country), "")
    country = local or next((party.country for party in parties if party.country), "")
    return Context(document, copy, tuple(clauses_of(document, copy)), Actors(parties, copy.text), country)


def tidy(words: str, limit: int = 14) -> str:
    """A phrase for showing: one line, without citations, brackets and outer punctuation, cut after some words."""
    words = re.sub(r"\s*\([^()]*\)", "", re.sub(r"\s+", " ", words))
    words = re.split(r"[;:]|(?<![A-Z])\.\s|,\s(?=\d+ [CU]\.)|\sand (?:shall|will|may)\b", words)[0]
    kept = words.split()[:limit]
    while kept and kept[-1].lower().strip(",") in {
        "and",
        "or",
        "the",
        "of",
        "to",
        "a",
        "an",
        "for",
        "in",
        "by",
        "with",
        "as",
    }:
        kept.pop()
    return " ".join(kept).strip(" .,;:-(\"'")


# Of these one clause gives one term: a general value gives way to a surer one.
_ONE_A_CLAUSE = frozenset(
    {"complaints", "confidentiality", "force_rules", "liability", "media", "public_reporting", "supervision"}
)


def distinct(terms: Sequence[Term]) -> list[Term]:
    """Of terms with one name and value the surest, in the order in which they first stand."""
    surest: dict[tuple[str, int], float] = {}
    for term in terms:
        place = (term.name, term.start)
        surest[place] = max(surest.get(place, 0.0), term.confidence)
    best: dict[tuple[str, str, str], Term] = {}
    for term in terms:
        if term.name in _ONE_A_CLAUSE and term.confidence < surest[term.name, term.start]:
            continue
        key = (term.name, term.value.casefold(), term.note.casefold() if term.name in {"payer", "amounts"} else "")
        if key not in best or term.confidence > best[key].confidence:
            best[key] = term
    return list(best.values())
