"""What an agreement says: who, with whom, on what, until when and at whose cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from policyscan.model.documents import Box


class Form(StrEnum):
    """An agreement between parties, or a rule about agreements."""

    AGREEMENT = "agreement"
    POLICY = "policy"


class Role(StrEnum):
    """What a party is: ours, whom it agrees with, or a further one (a fund, a guarantor)."""

    LOCAL = "local"
    COUNTERPARTY = "counterparty"
    OTHER = "other"


class Direction(StrEnum):
    """Which way training, or power, goes, seen from the local party."""

    INBOUND = "inbound training"
    OUTBOUND = "outbound training"
    MUTUAL = "mutual exchange"
    DELEGATION = "delegation"


@dataclass(frozen=True, slots=True)
class Party:
    """A party as the agreement names it.

    `name` is normalised ("Boca Raton Police Department"); `short` is what the text calls it afterwards ("BRPD",
    "the City"). `region` is its state or province by its full English name, `country` ISO 3166 alpha-2, blank where
    unknown. `start, end` are the words of the document that name it, equal where it stands in a picture only.
    `confidence` is 0 to 1.
    """

    name: str
    role: Role
    short: str = ""
    region: str = ""
    country: str = ""
    start: int = 0
    end: int = 0
    page: int = 1
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that an agreement says under a fixed name ("signed", "payer", "topics").

    `value` is normalised (a date `YYYY-MM-DD`, an amount "USD 61500 a year", a topic's id); it is empty where the place
    was found and could not be read (a handwritten date: `note` says so, `box` is the place on the page to look at).
    `start, end` are the characters of the document to quote, equal where there are none: `words` are then what was read
    from the page's picture, at `box`. `confidence` is 0 to 1.
    """

    name: str
    value: str
    start: int
    end: int
    page: int
    confidence: float
    note: str = ""
    box: Box | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement, or one rule about agreements (`form`), which has no parties."""

    sha256: str
    form: Form
    parties: tuple[Party, ...] = ()
    terms: tuple[Term, ...] = ()

    def party(self, role: Role) -> Party | None:
        """The first party of that role."""
        return next((party for party in self.parties if party.role is role), None)

    def named(self, name: str) -> tuple[Term, ...]:
        """The terms of that name, in the order in which they were read: the first is the one to show."""
        return tuple(term for term in self.terms if term.name == name)
