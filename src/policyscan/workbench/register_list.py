"""Answer what a register's address asks: the records that fit, the choices with their counts, one page of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policyscan.export import FORMATS
from policyscan.model import Record, Register
from policyscan.workbench import addresses
from policyscan.workbench.register_cache import RegisterCache
from policyscan.workbench.register_filters import FILTERS, Filter, Option, chosen, label, options

if TYPE_CHECKING:
    from policyscan.workspace import Workspace

# Records of one page.
PAGE_RECORDS = 50
# What a register is asked with, by the parameter's name; all else narrows the records that it gave.
QUESTIONS: Mapping[str, tuple[str, ...]] = {"exchanges": ("as_of",), "changes": ("since",), "practices": ("like",)}
_QUESTION_LABELS = {"as_of": "As of", "since": "Since", "like": "Like"}
WORDS, PAGE = "q", "at"

Order = Callable[[Sequence[Record]], Sequence[Record]]

# One for all workbenches of the process: it goes by folder.
CACHE = RegisterCache()


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a register. `page` counts from 1."""

    name: str
    question: Mapping[str, str]
    given: Mapping[str, tuple[str, ...]]
    words: str
    page: int

    def parameters(self, *, without: tuple[str, str] | None = None, page: int = 1) -> dict[str, object]:
        """The parameters that ask the same, in a fixed order; one value may be left out."""
        values: dict[str, tuple[str, ...]] = {WORDS: (self.words,)}
        values |= {name: (value,) for name, value in self.question.items()}
        values |= self.given
        kept = {
            name: [value for value in found if value and (name, value) != without] for name, found in values.items()
        }
        return {name: found for name, found in kept.items() if found} | ({PAGE: page} if page > 1 else {})


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter as the page shows it."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def is_of_use(self) -> bool:
        """Whether there is anything to choose, or to take back."""
        return len(self.options) > 1 or any(option.is_chosen for option in self.options)

    @property
    def is_many(self) -> bool:
        """Whether the address gives several values."""
        return sum(option.is_chosen for option in self.options) > 1


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that narrows the list, and the address without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a register. `register` holds all records that fit, `records` those of this page.

    `total` counts the records before filtering; `first` is the number of the first on this page, from 1; `exports` are
    formats with their addresses; `before` and `after` are those of the neighbouring pages, empty where there are none.
    """

    asked: Asked
    register: Register
    records: tuple[Record, ...]
    total: int
    choices: tuple[Choice, ...]
    chips: tuple[Chip, ...]
    exports: tuple[tuple[str, str], ...]
    first: int
    page: int
    pages: int
    before: str
    after: str


def asked_of(name: str, parameters: Mapping[str, Sequence[str]]) -> Asked:
    """Read what an address asks; `parameters` holds every value of each, unknown ones are left aside."""
    known = {item.name for item in FILTERS[name]}
    page = next(iter(parameters.get(PAGE, ())), "")
    return Asked(
        name,
        {key: parameters[key][-1].strip() for key in QUESTIONS.get(name, ()) if parameters.get(key)},
        {key: tuple(value for value in values if value) for key, values in parameters.items() if key in known},
        " ".join(" ".join(parameters.get(WORDS, ())).split()),
        addresses.page_number(page),
    )


def narrowed(work: Workspace, asked: Asked) -> Register:
    """The register with the records asked for, and a note that says so: for pages and exports alike.

    Raises `QueryError` for a question that the register cannot answer.
    """
    return narrow(CACHE.get(work, asked.name, asked.question), asked, titles(work))


def narrow(register: Register, asked: Asked, measures: Mapping[str, str]) -> Register:
    """A register with the records that fit, and a note that says what was chosen; `measures` are titles by id."""
    records = chosen(register.records, FILTERS[asked.name], asked.given, asked.words)
    if len(records) == len(register.records):
        return register
    said = "; ".join(f"{chip.label.lower()}: {chip.value}" for chip in _chips(asked, measures))
    note = f"Chosen: {len(records):,} of {len(register.records):,} records ({said}). {register.note}"
    return replace(register, records=records, note=note)


def listed(work: Workspace, asked: Asked, *, order: Order = tuple) -> Listed:
    """One page of what is asked; `order` puts the records into another order than the register's."""
    asked_for = CACHE.get(work, asked.name, asked.question)
    return listed_of(asked_for, asked, titles(work), of=CACHE.get(work, asked.name).records, order=order)


def listed_of(
    register: Register,
    asked: Asked,
    measures: Mapping[str, str],
    *,
    of: Sequence[Record] | None = None,
    order: Order = tuple,
) -> Listed:
    """One page of a register; the choices are counted over the records `of`, by default the register's own."""
    fitting = narrow(register, asked, measures)
    records = tuple(order(fitting.records))
    counted = register.records if of is None else of
    pages = max(1, -(-len(records) // PAGE_RECORDS))
    page = min(asked.page, pages)
    start = (page - 1) * PAGE_RECORDS
    parameters = asked.parameters()
    return Listed(
        asked=asked,
        register=fitting,
        records=records[start : start + PAGE_RECORDS],
        total=len(register.records),
        choices=tuple(_choice(item, counted, asked, measures) for item in FILTERS[asked.name]),
        chips=tuple(_chips(asked, measures)),
        exports=tuple((form, addresses.export(asked.name, form, parameters)) for form in FORMATS),
        first=start + 1,
        page=page,
        pages=pages,
        before=addresses.register(asked.name, asked.parameters(page=page - 1)) if page > 1 else "",
        after=addresses.register(asked.name, asked.parameters(page=page + 1)) if page < pages else "",
    )


def titles(work: Workspace) -> dict[str, str]:
    """The measures' plain titles by id."""
    return {measure.id: measure.title for measure in work.taxonomy.measures}


def _choice(item: Filter, records: Sequence[Record], asked: Asked, measures: Mapping[str, str]) -> Choice:
    return Choice(item.name, item.label, options(records, item, asked.given.get(item.name, ()), measures))


def _chips(asked: Asked, measures: Mapping[str, str]) -> Iterator[Chip]:
    def without(name: str, value: str) -> str:
        return addresses.register(asked.name, asked.parameters(without=(name, value)))

    if asked.words:
        yield Chip("Words", asked.words, without(WORDS, asked.words))
    for name, value in asked.question.items():
        if value:
            yield Chip(_QUESTION_LABELS[name], value, without(name, value))
    for item in FILTERS[asked.name]:
        for value in asked.given.get(item.name, ()):
            yield Chip(item.label, label(item, value, measures), without(item.name, value))
