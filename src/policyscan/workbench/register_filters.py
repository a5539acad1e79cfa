"""Say by what each register can be narrowed, and narrow it: one list of filters for pages and exports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from policyscan.model import ChangeKind, Firmness, Record
from policyscan.who import country

# Chooses the records that say nothing in the filter's column.
NOTHING = "-"
_SPACE = re.compile(r"\s+")


class Style(StrEnum):
    """How a filter's values are shown, and what fits one."""

    ID = "id"
    COUNTRY = "country"
    MEASURE = "measure"
    # Names of bodies: "Boca Raton" fits "Boca Raton Police Department".
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice of a page: the parameter's name, its label, the column that it looks at, and the values' order."""

    name: str
    label: str
    column: str
    style: Style = Style.ID
    order: tuple[str, ...] = ()

    def values(self, record: Record) -> tuple[str, ...]:
        """What a record says in this column."""
        value = record.get(self.column)
        parts = (part.strip() for part in str("" if value is None else value).split(";"))
        if self.style is Style.ID:
            # "excessive-force: 7, alleged, 1 source" counts as its id.
            parts = (part.partition(":")[0] for part in parts)
        return tuple(dict.fromkeys(part for part in parts if part))

    def accepted(self, records: Iterable[Record], given: Sequence[str]) -> frozenset[str]:
        """The values, folded, that fit what was given: a part of a name will do where it is no whole name."""
        known = {_fold(value) for record in records for value in self.values(record)}
        found: set[str] = set()
        for wanted in map(_fold, given):
            found.add(wanted)
            if self.style is Style.NAME and wanted not in known:
                found |= {value for value in known if _holds(value, wanted)}
            if self.style is Style.COUNTRY:
                found |= {value for value in known if _fold(country_name(value)) == wanted}
        return frozenset(found)

    def fits(self, record: Record, accepted: frozenset[str]) -> bool:
        """Whether a record says one of the values accepted."""
        own = {_fold(value) for value in self.values(record)} or {NOTHING}
        return not own.isdisjoint(accepted)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter with the number of records that have it, among all of the register."""

    value: str
    label: str
    count: int
    is_chosen: bool


_FIRMNESS = tuple(item.value for item in Firmness)
_CHANGES = tuple(item.value for item in ChangeKind)
_RESPONSES = ("support", "implemented", "consider", "noted", "reject")
_PLACE = Filter("place", "Place", "place", Style.NAME)
_COUNTRY = Filter("country", "Country", "country", Style.COUNTRY)

FILTERS: Mapping[str, tuple[Filter, ...]] = {
    "agreements": (
        Filter("place", "Local party", "local_party", Style.NAME),
        Filter("partner", "Counterparty", "counterparty", Style.NAME),
        _COUNTRY,
        Filter("direction", "Direction", "direction"),
        Filter("topic", "Topic", "topics"),
        Filter("vetting", "Rights vetting", "rights_vetting"),
        Filter("form", "Form", "form"),
    ),
    "exchanges": (
        Filter("place", "Local party", "local_party", Style.NAME),
        Filter("partner", "Partner", "partner", Style.NAME),
        Filter("country", "Partner's country", "partner_country", Style.COUNTRY),
        Filter("direction", "Direction", "direction"),
        Filter("reading", "Reading", "reading"),
        Filter("topic", "Topic", "topics"),
        Filter("violation", "Violation on record", "violations"),
    ),
    "findings": (
        _COUNTRY,
        _PLACE,
        Filter("violation", "Violation", "violations"),
        Filter("firmness", "How firmly", "firmness", order=_FIRMNESS),
        Filter("source", "Source", "source", Style.NAME),
        Filter("group", "Victims' group", "groups"),
    ),
    "recommendations": (
        Filter("place", "Made to", "addressee", Style.NAME),
        Filter("state", "Made by", "recommending_state", Style.NAME),
        Filter("response", "Answer", "response", order=_RESPONSES),
        Filter("theme", "Theme", "themes"),
        Filter("strength", "Strength", "strength"),
    ),
    "practices": (
        Filter("practice", "Practice", "practice"),
        _PLACE,
        _COUNTRY,
        Filter("status", "Status", "status", order=("running", "planned", "recommended", "ended")),
        Filter("kind", "Kind of document", "kind"),
    ),
    "changes": (
        _PLACE,
        Filter("subject", "Show", "subject", order=("judgement", "clause")),
        Filter("change", "Change", "change", order=_CHANGES),
        Filter("measure", "Measure", "measure", Style.MEASURE),
        Filter("document", "Newer document", "new_document", Style.NAME),
    ),
    "sources": (
        Filter("state", "State", "state", order=("waits", "unlisted", "failed", "unusable", "new", "changed", "ok")),
        _PLACE,
        Filter("group", "Schedule group", "group"),
        Filter("list", "From the list", "list", Style.NAME),
    ),
}
_WORDS = {
    ("subject", "judgement"): "judgements that flipped",
    ("subject", "clause"): "clauses",
    ("state", "waits"): "waits for a person",
    ("state", "unlisted"): "no longer listed",
    ("state", "unusable"): "row cannot be used",
    ("state", "new"): "not checked yet",
    ("state", "changed"): "changed at the last check",
    ("state", "ok"): "unchanged",
    ("strength", "1"): "1, to continue",
    ("strength", "5"): "5, a specific act",
}


def chosen(
    records: Sequence[Record], filters: Sequence[Filter], given: Mapping[str, Sequence[str]], words: str = ""
) -> tuple[Record, ...]:
    """The records that fit every filter given, and hold all the words somewhere in values or quotes."""
    asked = [(item, item.accepted(records, given[item.name])) for item in filters if given.get(item.name)]
    wanted = _fold(words).split()
    return tuple(
        record
        for record in records
        if all(item.fits(record, accepted) for item, accepted in asked) and (not wanted or _speaks(record, wanted))
    )


def options(
    records: Sequence[Record], item: Filter, given: Sequence[str], titles: Mapping[str, str]
) -> tuple[Option, ...]:
    """A filter's values with their counts; what was given and is no value stands there, too, so that it shows."""
    counts = Counter(value for record in records for value in item.values(record) or (NOTHING,))
    if item.style is Style.NAME:
        counts.pop(NOTHING, None)
    by_fold = {_fold(value): value for value in counts}
    picked = {by_fold.get(_fold(value), value) for value in given}
    labels = {value: label(item, value, titles) for value in {*counts, *picked}}
    ranked = sorted(labels, key=lambda value: (value == NOTHING, _rank(item, value), labels[value].casefold()))
    return tuple(Option(value, labels[value], counts[value], value in picked) for value in ranked)


def label(item: Filter, value: str, titles: Mapping[str, str]) -> str:
    """A filter's value in plain words; `titles` are the measures' by id."""
    if value == NOTHING:
        return "nothing said"
    shown = _LABELS[item.style](value, titles)
    return _WORDS.get((item.name, value), shown)


def country_name(code: str) -> str:
    """A country's English name; the code itself where it is none that a register knows."""
    found = country(code) if code else None
    return found.name if found else code


def _rank(item: Filter, value: str) -> int:
    return item.order.index(value) if value in item.order else len(item.order)


def _plain(value: str) -> str:
    return value.replace("_", " ").replace("-", " ")


_LABELS: Mapping[Style, Callable[[str, Mapping[str, str]], str]] = {
    Style.ID: lambda value, _: _plain(value),
    Style.NAME: lambda value, _: value,
    Style.COUNTRY: lambda value, _: country_name(value),
    Style.MEASURE: lambda value, titles: titles.get(value, _plain(value)),
}


def _speaks(record: Record, wanted: Sequence[str]) -> bool:
    values = (str(value) for _, value in record.values if value not in ("", None))
    text = _fold(" ".join([*values, *(item.evidence.text for item in record.quotes)]))
    return all(word in text for word in wanted)


def _holds(value: str, given: str) -> bool:
    """Whether whole words of a value are those given, in their order."""
    return f" {given} " in f" {value} "


def _fold(text: object) -> str:
    return _SPACE.sub(" ", str(text)).strip().casefold()
