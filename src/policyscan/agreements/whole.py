"""All that one agreement says: its parties, programme and signatures, then its terms, which name the parties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from policyscan.agreements import directed, learned
from policyscan.agreements.directed import Judge
from policyscan.agreements.learned import Tag
from policyscan.agreements.read import CODE_VERSION, Look, read
from policyscan.agreements.terms import find_terms
from policyscan.model import Agreement, Form, ParsedDocument, Party, content_id
from policyscan.taxonomy import data_hash

_DATA = ("agreements.toml", "terms.toml", "topics", "places.toml", "forces.toml")


def read_all(
    document: ParsedDocument, look: Look | None = None, tag: Tag | None = None, judge: Judge | None = None
) -> Agreement:
    """One agreement with all its terms, read as `read` does; a rule about agreements has a form and nothing else."""
    agreement = read(document, look, tag, judge)
    if agreement.form is Form.POLICY:
        return agreement
    parties = tuple(_trimmed(party, document.text) for party in agreement.parties)
    signed = _day(next((term.value for term in agreement.named("signed") if term.value), ""))
    return replace(agreement, parties=parties, terms=(*agreement.terms, *find_terms(document, parties, signed)))


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _trimmed(party: Party, text: str) -> Party:
    """A party whose quote begins and ends with a word."""
    words = text[party.start : party.end]
    start = party.start + len(words) - len(words.lstrip())
    return replace(party, start=start, end=max(start, party.start + len(words.rstrip())))


@lru_cache(maxsize=1)
def version() -> str:
    """What, besides the parsed text, a reading depends on."""
    reader = learned.load()
    ways = directed.load()
    numbers = (reader.hash, reader.weights, reader.size, reader.stride, ways.hash, ways.weights, ways.size, ways.most)
    return content_id("agreements", CODE_VERSION, data_hash(_DATA), *numbers)
