"""What a reader wants of the matrix, as its address says it: which places, measures and cells, in which order."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.export import words
from policyscan.model import Judgement, Place

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from policyscan.taxonomy import Taxonomy

# What places may be sorted by, besides a measure's id.
ORDERS = (("place", "place"), ("adopted", "most adopted first"), ("confidence", "least certain first"))
HUMAN = (("yes", "answered by a person"), ("no", "read by the rules only"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A view of the matrix; an empty field asks for nothing.

    `place` holds words of a place's name, region or country, all of which must be there; `measures` are
    the columns shown. `answer` (a key of `export.words.ANSWERS`), `below` (a confidence, 0 to 1) and
    `human` ("yes", "no") ask for cells: places that have one that fits all of them are shown. `sort` is
    "place", "adopted", "confidence" or a measure's id; `reverse` turns it round.
    """

    place: str = ""
    region: str = ""
    country: str = ""
    measures: tuple[str, ...] = ()
    answer: str = ""
    below: float | None = None
    human: str = ""
    sort: str = "place"
    reverse: bool = False

    @property
    def asks_for_cells(self) -> bool:
        """Whether some cells fit and others do not."""
        return bool(self.answer or self.human or self.below is not None)

    @property
    def asks_for_places(self) -> bool:
        """Whether places may be left out."""
        return bool(self.place.strip() or self.region or self.country or self.asks_for_cells)

    @property
    def is_ascending(self) -> bool:
        """Whether what is sorted by rises: names and confidence do unless reversed, answers begin with yes."""
        return (self.sort in {"place", "confidence"}) != self.reverse

    def fits(self, judgement: Judgement) -> bool:
        """Whether a cell is one of those asked for."""
        return (
            (not self.answer or words.answer(judgement).key == self.answer)
            and (self.below is None or judgement.confidence < self.below)
            and (not self.human or bool(judgement.person) == (self.human == "yes"))
        )

    def fits_place(self, place: Place) -> bool:
        """Whether a place is one of those asked for, whatever its cells."""
        name = fold(place.full_name)
        return (
            all(word in name for word in fold(self.place).split())
            and (not self.region or place.region == self.region)
            and (not self.country or place.country == self.country)
        )

    def parameters(self) -> dict[str, object]:
        """The view as an address holds it: the same names, what is usual left out."""
        return {
            "place": self.place.strip(),
            "region": self.region,
            "country": self.country,
            "measure": self.measures,
            "answer": self.answer,
            "below": "" if self.below is None else f"{self.below:g}",
            "human": self.human,
            "sort": "" if self.sort == "place" else self.sort,
            "order": "reverse" if self.reverse else "",
        }

    def sorted_by(self, sort: str) -> Wanted:
        """The view sorted by something else; by what it is sorted already, turned round."""
        return replace(self, sort=sort, reverse=sort == self.sort and not self.reverse)


def wanted(given: QueryParams, taxonomy: Taxonomy) -> Wanted:
    """The view that an address asks for. Raises `QueryError` for a value that is none of those there are."""
    known = taxonomy.measure_by_id
    measures = [_one_of(name, known, "measure") for name in given.getlist("measure") if name]
    sort = given.get("sort") or "place"
    return Wanted(
        place=given.get("place", ""),
        region=given.get("region", ""),
        country=given.get("country", ""),
        measures=tuple(measure for measure in known if measure in measures),
        answer=_one_of(given.get("answer", ""), {answer.key for answer in words.ANSWERS}, "answer"),
        below=confidence(given.get("below", "")),
        human=_one_of(given.get("human", ""), dict(HUMAN), "value of human"),
        sort=_one_of(sort, {**dict(ORDERS), **known}, "order"),
        reverse=given.get("order", "") == "reverse",
    )


def fold(text: str) -> str:
    """Text as names are looked for: without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def _one_of(name: str, known: Mapping[str, object] | set[str], noun: str) -> str:
    if name and name not in known:
        raise QueryError(f"There is no {noun} '{name}'", fix=f"Use one of: {', '.join(sorted(known))}.")
    return name


def confidence(text: str) -> float | None:
    """A confidence as a person types it, with a point or a comma; None where nothing is given.

    Raises `QueryError` for what is not 0 to 1.
    """
    if not text.strip():
        return None
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = -1.0
    if not 0.0 <= number <= 1.0:
        raise QueryError(f"a confidence is 0 to 1, not '{text}'", fix="Give a number such as 0.8.")
    return number
