"""A corpus of a few fictional sentences, in the real store and in one of forty lines that stands in for it."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from policyscan.errors import QueryError
from policyscan.model import (
    Block,
    BlockKind,
    Box,
    Clause,
    Judgement,
    Kind,
    Line,
    Listing,
    Modality,
    Page,
    PageSource,
    ParsedDocument,
    Passage,
    Place,
    Reading,
    Section,
)

LINE_HEIGHT = 10.0
CHARACTER_WIDTH = 5.0


@dataclass(frozen=True)
class Tag:
    id: str
    title: str
    synonyms: tuple[str, ...] = ()
    question: str = ""
    pattern: re.Pattern[str] = re.compile(r"(?!)")


@dataclass(frozen=True)
class Taxonomy:
    hash: str
    measures: Sequence[Tag]
    force_types: Sequence[Tag]


TAXONOMY = Taxonomy(
    "taxonomy",
    (
        Tag("duty-to-intervene", "Duty to intervene", ("duty to intercede",), "Must officers intervene?"),
        Tag("warn-before-shooting", "Warning before shooting", ("verbal warning",), "Must officers warn?"),
    ),
    (
        Tag("conducted-energy", "Conducted energy devices", ("taser",), pattern=re.compile("taser")),
        Tag("firearm", "Firearms", ("gun",), pattern=re.compile("firearm|shoot")),
    ),
)


@dataclass(frozen=True)
class Written:
    """A passage as a test writes it; it stands on a page of its own."""

    text: str
    heading: str = ""
    measures: tuple[str, ...] = ()
    force_types: tuple[str, ...] = ()
    # A passage with modalities, apart by spaces, has one clause of the first, and one without has none.
    modality: str = ""


def document(name: str, passages: Sequence[Written]) -> tuple[ParsedDocument, Reading]:
    """A document with one page, one section and one line for every passage."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    text, pages, lines, blocks, sections, clauses, made = "", [], [], [], [], [], []
    for number, written in enumerate(passages, start=1):
        start, end = len(text), len(text) + len(written.text)
        text += written.text + "\n"
        edges = tuple(50.0 + CHARACTER_WIDTH * step for step in range(end - start + 1))
        lines.append(Line(start, end, number, 100.0, 100.0 + LINE_HEIGHT, edges))
        pages.append(Page(number, f"A-{number}", 612.0, 792.0, 0, PageSource.TEXT, start, end))
        blocks.append(Block(BlockKind.PARAGRAPH, start, end, number, section=number - 1))
        heading = written.heading or "General"
        sections.append(Section(str(number), heading, 1, start, end, -1, (heading,)))
        clause = Clause(
            sha256,
            start,
            end,
            written.text,
            BlockKind.PARAGRAPH,
            number,
            number - 1,
            modality=Modality((written.modality or "none").split()[0]),
            force_types=written.force_types,
        )
        clauses += [clause] if written.modality else []
        made.append(
            Passage(
                sha256=sha256,
                start=start,
                end=end,
                text=written.text,
                embed_text=f"{written.heading}\n{written.text}" if written.heading else written.text,
                page=number,
                section=number - 1,
                language="en",
                clause_ids=(clause.id,) if written.modality else (),
                measures=written.measures,
                force_types=written.force_types,
                modalities=tuple(written.modality.split()),
            )
        )
    parsed = ParsedDocument(sha256, text, "en", name, tuple(pages), tuple(lines), tuple(blocks), tuple(sections))
    return parsed, Reading(sha256, tuple(clauses), tuple(made), (), True)


@dataclass(frozen=True)
class Source:
    name: str
    place: Place
    passages: tuple[Written, ...]
    kind: Kind = Kind.POLICY
    published: str = ""
    also_for: tuple[Place, ...] = ()

    def listings(self, sha256: str) -> tuple[Listing, ...]:
        return tuple(
            Listing(self.name, sha256, place, self.kind, title=f"Title of {self.name}", published=self.published)
            for place in (self.place, *self.also_for)
        )


class StandIn:
    """What search needs of a store, over dicts and an FTS5 table in memory."""

    def __init__(self) -> None:
        self._listings: list[Listing] = []
        self._documents: dict[str, ParsedDocument] = {}
        self._passages: dict[str, Passage] = {}
        self._clauses: dict[str, Clause] = {}
        self._judged: tuple[Judgement, ...] = ()
        self._key = ""
        self._words = sqlite3.connect(":memory:")
        self._words.execute("CREATE VIRTUAL TABLE words USING fts5(id UNINDEXED, text, tokenize='porter unicode61')")

    def add(self, source: Source) -> None:
        parsed, reading = document(source.name, source.passages)
        self._documents[parsed.sha256] = parsed
        self._listings += source.listings(parsed.sha256)
        self._clauses |= {clause.id: clause for clause in reading.clauses}
        for passage in reading.passages:
            self._passages[passage.id] = passage
            self._words.execute("INSERT INTO words VALUES (?, ?)", (passage.id, passage.embed_text))

    def listings(self) -> tuple[Listing, ...]:
        return tuple(self._listings)

    def search_text(self, query: str, *, limit: int, sha256s: Collection[str] | None = None) -> list[tuple[str, float]]:
        rows = self._words.execute(
            "SELECT id, -bm25(words) FROM words WHERE words MATCH ? ORDER BY 2 DESC, 1", (query,)
        )
        found = [(name, score) for name, score in rows if sha256s is None or self._passages[name].sha256 in sha256s]
        return found[:limit]

    def passages(self, sha256: str) -> tuple[Passage, ...]:
        return tuple(passage for passage in self._passages.values() if passage.sha256 == sha256)

    def passages_by_id(self, ids: Collection[str]) -> dict[str, Passage]:
        return {name: self._passages[name] for name in ids if name in self._passages}

    def kept_of_passages(self, model_id: str, passage_ids: Collection[str]) -> dict[str, bytes]:
        return {}

    def pages(self, sha256: str) -> tuple[Page, ...]:
        return self._documents[sha256].pages

    def section(self, sha256: str, index: int) -> Section | None:
        return self._documents[sha256].sections[index] if index >= 0 else None

    def boxes(self, sha256: str, spans: Sequence[tuple[int, int]]) -> list[tuple[Box, ...]]:
        return [self._documents[sha256].boxes(start, end) for start, end in spans]

    def put_judgements(self, judgements: Iterable[Judgement], key: str) -> None:
        self._judged, self._key = tuple(judgements), key

    def judgements_key(self) -> str:
        return self._key

    def judgements(self, *, measures: Collection[str] | None = None) -> tuple[Judgement, ...]:
        return tuple(one for one in self._judged if measures is None or one.measure in measures)

    def passages_with_findings(self, measure: str) -> list[tuple[str, str, float]]:
        return []

    def passages_at(self, spans: Iterable[tuple[str, int, int]]) -> list[tuple[str, ...]]:
        return [
            tuple(one.id for one in self.passages(sha256) if one.start < end and one.end > start)
            for sha256, start, end in spans
        ]

    def clause(self, clause_id: str) -> Clause:
        if clause_id not in self._clauses:
            raise QueryError(f"There is no clause {clause_id!r} here.", fix="Take an id from an answer.")
        return self._clauses[clause_id]

    def all_passages(self) -> Iterable[Passage]:
        return self._passages.values()


ALDER = Place("Alder", "Ohio", "US")
BIRCH = Place("Birch", "Iowa", "US")
CEDAR = Place("Cedar", "", "NZ")
SPRING_OHIO = Place("Spring Town", "Ohio", "US")
SPRING_IOWA = Place("Spring Town", "Iowa", "US")

SOURCES = (
    Source(
        "alder.pdf",
        ALDER,
        (
            Written(
                "Any officer who sees another officer use excessive force shall intervene at once.",
                "Duty to intervene",
                ("duty-to-intervene",),
            ),
            Written(
                "A verbal warning shall be given before a taser is fired at a person.",
                "Tasers",
                (),
                ("conducted-energy",),
            ),
            Written(
                "A verbal warning shall be given, where feasible, before an officer fires a firearm.",
                "Firearms",
                ("warn-before-shooting",),
                ("firearm",),
            ),
            Written("Vehicles are washed on Tuesdays by the staff of the motor pool."),
        ),
        published="2020-06-09",
    ),
    Source(
        "birch.pdf",
        BIRCH,
        (
            Written("Officers report excessive force of another officer to the sergeant on duty."),
            Written("(a) Officers shall intervene when excessive force is used by a colleague."),
            Written("(b) Officers shall intervene when excessive force is used by a colleague."),
        ),
        published="2016",
    ),
    Source(
        "cedar.pdf",
        CEDAR,
        (Written("The committee recommends that officers intervene to prevent excessive force in custody."),),
        kind=Kind.RIGHTS_REPORT,
    ),
    Source(
        "shared.pdf",
        SPRING_OHIO,
        (Written("All officers must intervene and stop excessive force by others."),),
        also_for=(SPRING_IOWA,),
        published="2021-03",
    ),
)


def by_text(passages: Iterable[Passage]) -> Mapping[str, Passage]:
    return {passage.text: passage for passage in passages}
