"""What a rights report says: findings about forces and authorities, and recommendations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from policyscan.model.ids import content_id
from policyscan.model.readings import Cue


class Firmness(StrEnum):
    """How firmly a source says that something happened; the firmest first."""

    FOUND = "found"
    DOCUMENTED = "documented"
    ALLEGED = "alleged"
    CONCERNED = "concerned"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Accusation:
    """A passage that finds, documents, alleges or fears violations (docs/violations-codebook.md).

    `start, end` span the passage to quote. `violations` are ids of `taxonomy/violations`, `cues` the words that gave
    each. `country` is ISO 3166 alpha-2 of the state that it is about and `place` a city or region in it, both blank
    where the passage and its headings name none (the listing of the document then tells). `body` is the force or
    authority as printed, `period` the years or dates as printed. `groups` are the victims' groups.
    """

    sha256: str
    start: int
    end: int
    page: int
    violations: tuple[str, ...]
    firmness: Firmness
    country: str = ""
    place: str = ""
    body: str = ""
    force_types: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    period: str = ""
    cues: tuple[Cue, ...] = ()

    @property
    def id(self) -> str:
        """A function of document and span."""
        return content_id("accusation", self.sha256, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation of a review, verbatim from `start` to `end` (its number left out, the states left in).

    `states` are the English names of those who made it. `response` is `support`, `consider`, `reject`, `noted`,
    `implemented` or empty, with `response_start, response_end` the words that say so. `strength` is 1 (continue) to 5
    (a specific act), 0 where there is no verb of action. `addressee` is whom it is made to.
    """

    sha256: str
    number: str
    start: int
    end: int
    page: int
    addressee: str = ""
    states: tuple[str, ...] = ()
    response: str = ""
    response_start: int = 0
    response_end: int = 0
    strength: int = 0
    themes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """A function of document, number and span."""
        return content_id("recommendation", self.sha256, self.number, self.start, self.end)


@dataclass(frozen=True, slots=True)
class ReportReading:
    """All that was read from one rights report.

    `covers` names whom it is about, accused or not: (country, place), the country's code blank for a land that no
    register knows, the place blank where the whole country is meant.
    """

    sha256: str
    accusations: tuple[Accusation, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    covers: tuple[tuple[str, str], ...] = ()
