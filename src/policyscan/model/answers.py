"""What a question is answered with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.model.documents import Box
from policyscan.model.judgements import Judgement

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer to a search; `why` says which words, phrase or measure matched.

    `also` names where the same wording stands in other documents: place, sha256 and page of each.
    """

    rank: int
    score: float
    text: str
    place: str
    region: str
    country: str
    kind: str
    document: str
    sha256: str
    title: str
    published: str
    page: int
    page_label: str
    section: str
    start: int
    end: int
    boxes: tuple[Box, ...]
    passage_id: str
    measures: tuple[str, ...] = ()
    force_types: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    also: tuple[tuple[str, str, int], ...] = ()
    why: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The keys used in JSON."""
        values: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        values["boxes"] = [box.as_list() for box in self.boxes]
        for name in ("measures", "force_types", "modalities", "why"):
            values[name] = list(getattr(self, name))
        values["also"] = [{"place": place, "sha256": sha256, "page": page} for place, sha256, page in self.also]
        return values


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many places stand where on one measure."""

    measure: str
    places: int
    yes: int
    no: int
    silent: int
    unreadable: int
    not_collected: int
    contested: int

    def stretches(self, width: float) -> tuple[tuple[str, float, float], ...]:
        """The places as a bar of that width: the kind of cell, start and width of each part that is not empty.

        The kinds are "yes", "no", "silent", "unreadable" and "not_collected", in this order; here a "no" is one that
        is not silent.
        """
        counts = {
            "yes": self.yes,
            "no": self.no - self.silent,
            "silent": self.silent,
            "unreadable": self.unreadable,
            "not_collected": self.not_collected,
        }
        scale = width / max(1, self.places)
        parts, start = [], 0.0
        for kind, number in counts.items():
            if number > 0:
                parts.append((kind, round(start, 1), round(number * scale, 1)))
                start += number * scale
        return tuple(parts)

    @property
    def sentence(self) -> str:
        """One line for people: "of 40 places: 12 yes, 20 no, 5 unreadable, 3 not collected"."""
        counts = [f"{self.yes} yes", f"{self.no} no"]
        if self.unreadable:
            counts.append(f"{self.unreadable} unreadable")
        if self.not_collected:
            counts.append(f"{self.not_collected} not collected")
        line = f"of {self.places} place{'' if self.places == 1 else 's'}: {', '.join(counts)}"
        asides = []
        if self.silent:
            asides.append(f"{self.silent} of the no are silent")
        if self.contested:
            asides.append(f"{self.contested} contested")
        return f"{line} ({'; '.join(asides)})" if asides else line


@dataclass(frozen=True, slots=True)
class Comparison:
    """Places × measures, with all that an export must name.

    `titles` maps measure ids to their plain titles; `documents` maps manifest names to hashes.
    `files` maps hashes to the path of the original bytes, for links.
    """

    judgements: tuple[Judgement, ...]
    coverage: tuple[Coverage, ...]
    titles: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    taxonomy: str
    made_at: str
    note: str

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self.judgements)

    def __len__(self) -> int:
        return len(self.judgements)

    def to_pandas(self) -> pd.DataFrame:
        """A data frame with a row for each place and measure, the deciding quote with its place in it."""
        import pandas as pd

        rows = []
        for judgement in self.judgements:
            first = judgement.evidence[0].as_dict() if judgement.evidence else {}
            first["evidence"] = first.pop("text", "")
            first.pop("says", None)
            rows.append(
                {
                    "place": judgement.place.name,
                    "region": judgement.place.region,
                    "country": judgement.place.country,
                    "measure": judgement.measure,
                    "state": judgement.state.value,
                    "verdict": judgement.verdict,
                    "adopted": judgement.adopted,
                    "reason_code": judgement.reason_code,
                    "reason": judgement.reason,
                    "confidence": judgement.confidence,
                    **first,
                    "by": judgement.by,
                    "as_of": judgement.as_of,
                }
            )
        return pd.DataFrame(rows)
