"""What the API's answers hold; the descriptions are those of /api/openapi.json."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Box = Annotated[
    list[float],
    Field(
        min_length=5,
        max_length=5,
        description="[page, left, top, right, bottom]; points (1/72 inch) from the top left of the page",
    ),
]
Answer = Annotated[Literal[0, 1] | None, Field(description="1 yes, 0 no, null where it cannot be assessed")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Fault(_Model):
    """What happened, and the one thing to do about it."""

    problem: str
    fix: str


class Quote(_Model):
    """Words of a document with their place: `text` equals the document's text from `start` to `end`."""

    text: str
    document: str
    sha256: str
    page: int
    page_label: str
    section: str
    start: int
    end: int
    boxes: list[Box]
    says: str


class Elsewhere(_Model):
    """Where the same wording stands in another document."""

    place: str
    sha256: str
    page: int


class Hit(_Model):
    """One passage that answers a question; `why` says which words, phrase or measure matched."""

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
    boxes: list[Box]
    passage_id: str
    measures: list[str]
    force_types: list[str]
    modalities: list[str]
    also: list[Elsewhere]
    why: list[str]


class FacetValue(_Model):
    """One value of a filter, and how many of the relevant passages have it."""

    value: str
    count: int


class Facet(_Model):
    """What a filter of that name would leave, the most frequent value first."""

    name: str
    values: list[FacetValue]


class SearchAnswer(_Model):
    """The hits, best first; `note` says why there are none, or what was left out.

    Where there are none, `nearest` are passages that come nearest and do not seem to answer.
    """

    hits: list[Hit]
    note: str
    facets: list[Facet]
    nearest: list[Hit]


class Document(_Model):
    """A document that an answer rests on."""

    document: str
    sha256: str


class Searched(_Model):
    """How much was read for an answer, and how much could not be."""

    documents: int
    pages: int
    unreadable_pages: int
    clauses: int
    best_score: float | None


class Judgement(_Model):
    """What one place's documents say on one measure; the first quote is in the row itself, as in the CSV."""

    place: str
    region: str
    country: str
    measure: str
    state: str
    verdict: str
    adopted: Answer
    reason_code: str
    reason: str
    confidence: float
    evidence: str
    document: str
    sha256: str
    page: int | None
    page_label: str
    section: str
    start: int | None
    end: int | None
    boxes: list[Box]
    more_evidence: list[Quote]
    by: str
    as_of: str
    taxonomy: str
    searched: Searched


class Coverage(_Model):
    """How many places stand where on one measure."""

    measure: str
    title: str
    places: int
    yes: int
    no: int
    silent: int
    unreadable: int
    not_collected: int
    contested: int
    sentence: str


class About(_Model):
    """What a comparison rests on."""

    made_by: str
    made_at: str
    taxonomy: str
    note: str


class Comparison(_Model):
    """Places by measures, as the JSON export has them."""

    about: About
    coverage: list[Coverage]
    documents: list[Document]
    judgements: list[Judgement]


class RegisterAbout(_Model):
    """What a register rests on."""

    register_: Annotated[str, Field(alias="register")]
    made_by: str
    made_at: str
    rules: str
    note: str


class FieldQuote(Quote):
    """The quote that one field of a record rests on."""

    field: str
    confidence: float | None


class Record(BaseModel):
    """One record: its columns, which differ by register, and its quotes."""

    model_config = ConfigDict(extra="allow")

    quotes: list[FieldQuote]


class Register(_Model):
    """Records of one register, as the JSON export has them: those from `offset` on; `total` counts all."""

    about: RegisterAbout
    documents: list[Document]
    records: list[Record]
    total: int
    offset: int


class Cue(_Model):
    """Words that decided something, and what."""

    category: str
    text: str


class Clause(Quote):
    """A quote as it was read; in `marked` and `lead` each cue stands in brackets with its category."""

    decides: bool
    rule: str
    effect: str
    heading: str
    lead: str
    marked: str
    cues: list[Cue]


class Row(_Model):
    """One row of a measure's table, and how many clauses held it."""

    rule: str
    effect: str
    reason: str
    says: str
    clauses: int
    first: str


class SearchedDocument(_Model):
    """One document that was searched for an answer."""

    file: str
    sha256: str
    published: str
    pages: int
    unreadable_pages: list[int]
    clauses: int


class Person(_Model):
    """A person's answer that is shown before the rules' one."""

    adopted: Answer
    by: str
    as_of: str
    reason: str


class Explanation(_Model):
    """How the rules came to a judgement; `person` is what is shown in its place, where a person answered."""

    place: str
    region: str
    country: str
    measure: str
    title: str
    question: str
    state: str
    verdict: str
    adopted: Answer
    reason_code: str
    reason: str
    confidence: float
    by: str
    as_of: str
    person: Person | None
    clauses: list[Clause]
    rows: list[Row]
    searched: list[SearchedDocument]
    what_would_change_the_answer: str
    notes: list[str]


class Failure(_Model):
    """A file that could not be used."""

    file: str
    sha256: str
    fault: str
    problem: str
    fix: str
    at: str


class DocumentRow(_Model):
    """One listed document."""

    file: str
    kind: str
    place: str
    region: str
    country: str
    published: str
    pages: int
    unreadable_pages: int
    ocr_pages: int
    clauses: int
    guessed: str
    sha256: str


class Status(_Model):
    """What the workspace holds, and what is wrong with it."""

    documents: int
    places: int
    pages: int
    unreadable_pages: int
    ocr_pages: int
    clauses: int
    passages: int
    failures: list[Failure]
    notes: list[str]
    documents_rows: list[DocumentRow]


class Listed(_Model):
    """One listing of a document: for which place, as what, from where."""

    file: str
    place: str
    region: str
    country: str
    kind: str
    title: str
    issuer: str
    published: str
    series: str
    address: str
    valid_from: str
    valid_to: str
    guessed: list[str]


class Page(_Model):
    """One page, counted from 1; `source` is text, ocr, blank or none, `note` says why it could not be read."""

    number: int
    label: str
    width: float
    height: float
    source: str
    is_readable: bool
    note: str


class Section(_Model):
    """A heading with the characters that stand below it."""

    name: str
    level: int
    start: int
    end: int


class Decides(Quote):
    """A quote of the document that a cell rests on."""

    place: str
    measure: str
    rank: int


class DocumentAnswer(_Model):
    """One document: where it is listed, its pages and sections, and the quotes that cells take from it."""

    sha256: str
    listings: list[Listed]
    pages: list[Page]
    sections: list[Section]
    clauses: int
    evidence: list[Decides]


class Source(BaseModel):
    """One address that is watched, as it stands after its last check."""

    model_config = ConfigDict(extra="allow")

    name: str
    address: str


class Sources(_Model):
    """What is watched, what is listed and was not checked yet, and rows of the list that cannot be used."""

    watched: list[Source]
    not_checked: list[Source]
    failures: list[dict[str, Any]]


class Given(_Model):
    """One person's answer to one cell, and what the rules said to them."""

    answer: Answer
    comment: str
    reviewer: str
    at: str
    reading: str
    documents: str
    rules_adopted: Answer
    rules_reason: str
    rules_by: str


class ReviewCell(_Model):
    """A cell to look at; send `reading`, `rules_say`, `reason_code` and `rules_by` back with the answer."""

    place: str
    region: str
    country: str
    measure: str
    question: str
    state: str
    adopted: Answer
    confidence: float
    reason: str
    reading: str
    rules_say: str
    reason_code: str
    rules_by: str
    answers: list[Given]


class Agreed(_Model):
    """How two answer the same cells; in the counts the first are "theirs". `kappa` is null where it says nothing."""

    first: str
    second: str
    kappa: float | None
    cells: int
    both_yes: int
    both_no: int
    only_ours: int
    only_theirs: int
    abstained_yes: int
    abstained_no: int


class Progress(_Model):
    """How far a review is, and how far persons agree with the rules and with one another."""

    cells: int
    answered: int
    by_reviewer: dict[str, int]
    with_rules: list[Agreed]
    between: list[Agreed]


class ReviewQueue(_Model):
    """The uncertain cells, the least certain first, and how far the review is."""

    cells: list[ReviewCell]
    progress: Progress


class ReviewAnswer(_Model):
    """An answer to keep: 1 or 0, or null with a comment. What was seen is, by default, what is here now."""

    place: Annotated[str, Field(description="A name, or 'name, region, country'.", min_length=1)]
    measure: Annotated[str, Field(min_length=1)]
    answer: Answer = None
    comment: str = ""
    reviewer: Annotated[str, Field(description="Who answers: a person's name.", min_length=1)]
    reading: str = ""
    rules_say: Literal["", "0", "1"] = ""
    reason_code: str = ""
    rules_by: str = ""


class Kept(Given):
    """The answer as it was kept; `older` says what it is about, where that is not what is here now."""

    place: str
    region: str
    country: str
    measure: str
    is_new: bool
    older: str
