"""Hold what speaks for a name: the words, where they stand, and how much that place counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from policyscan.agreements.endings import is_force
from policyscan.agreements.names import Name, normalised
from policyscan.agreements.order import county_first


class Source(StrEnum):
    """Where a document gives its local party's name."""

    OPENING = "opening"
    AGAIN = "opening, read again"
    OFF_LINE = "off the opening's line"
    BESIDE = "beside the opening"
    EMPLOYEES = "officers or employees of"
    REPRESENTS = "the agency represents"
    SECOND = "opening of an appendix"
    HEADED = "head of a list of contacts"
    TITLE = "title of the file"
    MARGIN = "running head or foot"
    AGENCY = "agency, beside a signature"
    SIGNED = "below a signature"
    CONTACT = "contact"
    BODY = "body"
    PARTIES = "named between the parties"
    READ = "labelled by the reader of names"


# How much each place counts: what was filled in for the purpose counts most, what is said in passing least. Repeated
# places count once, running heads a little more for each page.
WEIGHTS = {
    Source.OPENING: 4.0,
    Source.AGAIN: 3.5,
    Source.OFF_LINE: 3.5,
    Source.BESIDE: 3.0,
    Source.EMPLOYEES: 2.0,
    Source.REPRESENTS: 2.5,
    Source.SECOND: 2.5,
    Source.HEADED: 3.0,
    Source.TITLE: 3.5,
    Source.MARGIN: 2.5,
    Source.AGENCY: 2.5,
    Source.SIGNED: 2.0,
    Source.CONTACT: 2.0,
    Source.BODY: 1.5,
    Source.PARTIES: 3.0,
    Source.READ: 2.5,
}
_ONLY_ACRONYM = re.compile(r"[A-Z][A-Z&.]{1,7}")
LONGEST = 90
# Words that begin small and name no force are a piece of a sentence where there are more of them.
_MOST_SMALL = 3
_BOILERPLATE = re.compile(
    r"officers\s+or\s+employees|delegat|nominat|certified|immigration\s+enforcement|component\s+of", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may be the local party's name; `start, end` as in `Piece`, equal for what is not in the text."""

    raw: str
    source: Source
    start: int = 0
    end: int = 0
    page: int = 1

    @property
    def name(self) -> Name:
        """The name in full."""
        name = normalised(self.raw)
        return replace(name, text=county_first(name.text))

    @property
    def is_acronym(self) -> bool:
        """Whether it is only what the text calls the party afterwards: "BRPSD"."""
        return bool(_ONLY_ACRONYM.fullmatch(self.raw.strip(" _.,:;()")))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in, or nothing that can be a name."""
        words = self.raw.replace("_", "").strip()
        letters = sum(char.isalpha() for char in words)
        is_name = letters >= 3 and len(words) <= LONGEST and letters >= 0.5 * len(words.replace(" ", ""))
        if not is_name or _BOILERPLATE.search(words):
            return True
        return words[:1].islower() and len(words.split()) > _MOST_SMALL and not self.is_force

    @property
    def is_force(self) -> bool:
        """Whether it names a force or office by its kind."""
        return is_force(self.name.text)
