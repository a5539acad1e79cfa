"""Read what the search page is asked from its address, and write the addresses of the same question changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.search.query import typed_filters
from policyscan.workbench import addresses

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from policyscan.search import SearchAnswer
    from policyscan.workspace import Workspace

# Parameters that narrow a search; each may stand several times, and any of its values will do.
FILTERS = ("place", "kind", "measure", "force", "modality", "region", "country")
# Parameters that narrow it once, with what they are called where they are typed.
DATES = {"since": "after", "until": "before"}
# How many passages are shown at once: a reader who wants more asks for the next of these.
STEPS = (10, 25, 50, 100)
LONGEST = 2000
_PARAMETERS = {typed: name for name, typed in DATES.items()}

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its filters, and how its answer is shown; of several values of one filter each is enough.

    `q` is what was typed, `filters` pairs of a parameter and its value. `similar` is the id of a passage whose like,
    or with `opposite` whose opposite, is looked for instead; places alone narrow that. `saved` names the saved search
    that is run.
    """

    q: str = ""
    filters: Pairs = ()
    limit: int = STEPS[0]
    by_place: bool = False
    diverse: bool = False
    similar: str = ""
    opposite: bool = False
    saved: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is asked at all."""
        return not (self.q or self.filters or self.similar)

    @property
    def typed(self) -> Pairs:
        """The filters that stand in the question itself, by the parameters' names."""
        return tuple((name, value) for name, value, _ in _typed(self.q) if value)

    @property
    def more(self) -> int:
        """How many passages are shown next; 0 where these are as many as are ever shown."""
        return next((step for step in STEPS if step > self.limit), 0)

    def values(self, name: str) -> tuple[str, ...]:
        """What is given for one parameter."""
        return tuple(value for key, value in self.filters if key == name)

    def answer(self, work: Workspace) -> SearchAnswer:
        """The hits. Raises `QueryError` as `Workspace.search` and `Workspace.similar` do."""
        if self.similar:
            places = self.values("place")
            return work.similar(self.similar, opposite=self.opposite, places=places, limit=self.limit)
        return work.search(
            self.q,
            places=self.values("place"),
            kinds=self.values("kind"),
            regions=self.values("region"),
            countries=self.values("country"),
            measures=self.values("measure"),
            force_types=self.values("force"),
            modalities=self.values("modality"),
            since="".join(self.values("since")),
            until="".join(self.values("until")),
            limit=self.limit,
            diverse=self.diverse,
        )

    def parameters(self) -> dict[str, object]:
        """The parameters of its address; the usual ones are left out."""
        return {
            "q": self.q,
            **{name: self.values(name) for name in (*FILTERS, *DATES)},
            "similar": self.similar,
            "opposite": "1" if self.opposite else "",
            "diverse": "1" if self.diverse else "",
            "group": "place" if self.by_place else "",
            "saved": self.saved,
            "limit": "" if self.limit == STEPS[0] else self.limit,
        }

    def at(self) -> str:
        """Its address."""
        return addresses.address("/", self.parameters())

    def narrowed(self, name: str, value: str) -> str:
        """The address of the same question with one filter more."""
        filters = self.filters if (name, value) in self.filters else (*self.filters, (name, value))
        return replace(self, filters=filters, limit=STEPS[0], saved="").at()

    def without(self, name: str, value: str) -> str:
        """The address of the same question with one filter less, given or typed."""
        q = self.q
        for key, found, (start, end) in reversed(_typed(self.q)):
            if (key, found) == (name, value):
                q = " ".join((q[:start].rstrip(), q[end:].lstrip())).strip()
        filters = tuple(pair for pair in self.filters if pair != (name, value))
        return replace(self, q=q, filters=filters, limit=STEPS[0], saved="").at()

    def unfiltered(self) -> str:
        """The address of the same words without any filter."""
        return replace(loosened(self), filters=(), limit=STEPS[0], saved="").at()

    def showing(self, limit: int, fragment: str = "") -> str:
        """The address of the same question with another number of passages."""
        return addresses.address("/", replace(self, limit=limit).parameters(), fragment)

    def turned(self) -> str:
        """The address of the opposite of the same passage; of its like where this is the opposite."""
        return replace(self, opposite=not self.opposite, limit=STEPS[0]).at()

    def export(self, form: str) -> str:
        """The address of the same passages as a file."""
        shown = replace(self, by_place=False, saved="")
        return addresses.export("search", form, {**shown.parameters(), "limit": self.limit})


def asked_of(given: QueryParams) -> Asked:
    """The question that an address asks. Raises `QueryError` for what cannot be asked or shown.

    Beside a passage whose like is looked for, words are left aside.
    """
    q = given.get("q", "").strip()
    if len(q) > LONGEST:
        raise QueryError(f"The question has {len(q):,} characters", fix=f"Ask in {LONGEST:,} or fewer.")
    filters = [(name, value.strip()) for name in FILTERS for value in given.getlist(name) if value.strip()]
    dates = [(name, given[name].strip()) for name in DATES if given.get(name, "").strip()]
    similar = given.get("similar", "")
    unfit = [name for name, _ in (*filters, *dates) if similar and name != "place"]
    if unfit:
        raise QueryError(f"What is like a passage cannot be narrowed by {unfit[0]}", fix=f"Leave {unfit[0]}= out.")
    return Asked(
        q="" if similar else q,
        filters=tuple(dict.fromkeys((*filters, *dates))),
        limit=_limit(given.get("limit", "")),
        by_place=given.get("group") == "place",
        diverse=bool(given.get("diverse")) and not similar,
        similar=similar,
        opposite=bool(given.get("opposite")),
        saved=given.get("saved", ""),
    )


def in_words(asked: Asked) -> str:
    """The question with its filters as one line: `taser place:"Port Ellery" after:2020`, which may be typed so.

    Of a passage whose like is looked for: `what is like passage 5f1c place:Wexcombe`.
    """
    like = f"{'the opposite of' if asked.opposite else 'what is like'} passage {asked.similar}"
    said = like if asked.similar else asked.q
    return " ".join([said, *(_as_typed(name, value) for name, value in asked.filters)]).strip()


def loosened(asked: Asked) -> Asked:
    """The same question with the filters that were typed made into parameters."""
    q = asked.q
    for _, _, (start, end) in reversed(_typed(q)):
        q = " ".join((q[:start].rstrip(), q[end:].lstrip())).strip()
    return replace(asked, q=q, filters=tuple(dict.fromkeys((*asked.filters, *asked.typed))))


def _as_typed(name: str, value: str) -> str:
    plain = " ".join(value.replace('"', " ").split())
    return f'{DATES.get(name, name)}:"{plain}"' if " " in plain else f"{DATES.get(name, name)}:{plain}"


def _typed(q: str) -> Sequence[tuple[str, str, tuple[int, int]]]:
    """Parameter, value and place of each filter in a question."""
    return [(_PARAMETERS.get(name, name), value, span) for name, value, span in typed_filters(q)]


def _limit(text: str) -> int:
    if not text:
        return STEPS[0]
    number = addresses.number(text)
    if number is None or not 1 <= number <= STEPS[-1]:
        raise QueryError(f"'{text}' is no number of passages", fix=f"Give a number of 1 to {STEPS[-1]}.")
    return number
