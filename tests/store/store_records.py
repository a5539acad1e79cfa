"""Records and strategies for the store's tests."""

from __future__ import annotations

import hashlib
from itertools import accumulate

from hypothesis import strategies as st

from policyscan.model import (
    Block,
    BlockKind,
    Box,
    Cell,
    Clause,
    Cue,
    Effect,
    Evidence,
    Finding,
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
    Searched,
    Section,
    State,
    Table,
)


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def make_document(data: bytes = b"springfield", sentences: int = 3, word: str = "force") -> ParsedDocument:
    """A document of one-line sentences, twenty to a page, in two sections."""
    texts = [f"Officers shall not use {word} number {index}." for index in range(sentences)]
    lines, blocks, at = [], [], 0
    for index, text in enumerate(texts):
        page, row = index // 20 + 1, index % 20
        edges = tuple(round(72 + 5.25 * step, 2) for step in range(len(text) + 1))
        lines.append(Line(at, at + len(text), page, 72.0 + 14 * row, 84.5 + 14 * row, edges))
        blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(text), page, section=0))
        at += len(text) + 1
    text = "\n".join(texts)
    half = lines[len(lines) // 2].start
    return ParsedDocument(
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        language="en",
        title="Use of force",
        pages=tuple(
            Page(number, str(number), 612.0, 792.0, 0, PageSource.TEXT, 0, len(text))
            for number in range(1, (sentences - 1) // 20 + 2)
        ),
        lines=tuple(lines),
        blocks=tuple(blocks),
        sections=(
            Section("1", "Purpose", 1, 0, half, -1, ("Purpose",)),
            Section("2", "Limits", 1, half, len(text), -1, ("Limits",)),
        ),
        tables=(Table(1, Box(1, 1, 2, 3, 4), 1, 1, (Cell(0, 0, "x", None), Cell(0, 1, "y", Box(1, 1, 2, 2, 4)))),),
        soft_hyphens=(3,),
        metadata=(("Producer", "a press"), ("Title", "Use of force")),
    )


def make_reading(document: ParsedDocument, *, says: str = "bans it") -> Reading:
    """A clause for each line, a passage for each clause, a finding for the first clause."""
    clauses = tuple(
        Clause(
            sha256=document.sha256,
            start=line.start,
            end=line.end,
            text=document.text[line.start : line.end],
            kind=BlockKind.PARAGRAPH,
            page=line.page,
            section=0,
            modality=Modality.MUST_NOT,
            negated=True,
            condition="where feasible",
            exception="unless attacked",
            actor="Officers",
            force_types=("baton",),
            cues=(Cue("modality", "shall not", line.start + 9, line.start + 18),),
        )
        for line in document.lines
    )
    passages = tuple(
        Passage(
            sha256=document.sha256,
            start=clause.start,
            end=clause.end,
            text=clause.text,
            embed_text=f"Purpose\n{clause.text}",
            page=clause.page,
            section=0,
            language="en",
            clause_ids=(clause.id,),
            measures=("ban-chokeholds",),
            force_types=("baton",),
            modalities=("must_not",),
        )
        for clause in clauses
    )
    first = clauses[0]
    finding = Finding(
        sha256=document.sha256,
        measure="ban-chokeholds",
        rule="plain-ban",
        effect=Effect.MEETS,
        reason="banned",
        says=says,
        weight=0.75,
        clause_id=first.id,
        start=first.start,
        end=first.end,
        page=first.page,
        part="airway",
        cues=first.cues,
    )
    return Reading(document.sha256, clauses, passages, (finding,), True)


def make_listing(document: ParsedDocument, file: str = "springfield.pdf", place: str = "Springfield") -> Listing:
    return Listing(
        file=file,
        sha256=document.sha256,
        place=Place(place, "Illinois", "US"),
        kind=Kind.POLICY,
        title="Use of force",
        issuer="Springfield Police Department",
        published="2020-05",
        series="uof",
        address="https://springfield.example/uof.pdf",
        valid_from="2020-05",
        valid_to="2021",
        guessed=("issuer", "published"),
    )


def make_judgement(place: str = "Springfield", measure: str = "ban-chokeholds") -> Judgement:
    return Judgement(
        place=Place(place, "Illinois", "US"),
        measure=measure,
        state=State.JUDGED,
        verdict="prohibited",
        adopted=1,
        reason_code="banned",
        reason="A plain ban.",
        confidence=0.9,
        evidence=(
            Evidence("no chokeholds", "a.pdf", sha("a"), 2, "ii", "1 Purpose", 5, 18, (Box(2, 1.5, 2, 3, 4.25),), "r"),
            Evidence("none at all", "b.pdf", sha("b"), 1, "", "", 0, 11, (), effect="meets", says="bans it"),
        ),
        searched=Searched(2, 30, 1, 400),
        by="rules@abc",
        as_of="2024-01-01",
    )


# Hundredths of a point, as they are kept.
_points = st.integers(-50_000, 2_000_000).map(lambda hundredths: hundredths / 100)
_names = st.text(max_size=12)


@st.composite
def _boxes(draw: st.DrawFn) -> Box:
    return Box(draw(st.integers(1, 999)), draw(_points), draw(_points), draw(_points), draw(_points))


@st.composite
def documents(draw: st.DrawFn, exact: bool = True) -> ParsedDocument:
    """Any document whose lines cover spans of its text, in any order; lengths in hundredths if `exact`."""
    text = draw(st.text(min_size=1, max_size=200))
    points = _points if exact else st.floats(-5_000, 20_000)
    steps = st.integers(0, 3_000).map(lambda value: value / 100) if exact else st.floats(0, 30)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    lines = []
    for start, end in draw(st.lists(spans, max_size=6)):
        widths = draw(st.lists(steps, min_size=end - start, max_size=end - start))
        edges = tuple(accumulate(widths, initial=draw(points)))
        edges = tuple(round(edge, 2) for edge in edges) if exact else edges
        lines.append(Line(start, end, draw(st.integers(1, 999)), draw(points), draw(points), edges))
    blocks = [
        Block(draw(st.sampled_from(BlockKind)), start, end, 1, draw(_names), draw(st.integers(0, 5)), -1)
        for start, end in draw(st.lists(spans, max_size=4))
    ]
    cells = st.builds(Cell, st.integers(0, 9), st.integers(0, 9), _names, st.none() | _boxes())
    tables = st.builds(
        Table, st.integers(1, 9), _boxes(), st.integers(0, 9), st.integers(0, 9), st.lists(cells, max_size=3).map(tuple)
    )
    pages = st.builds(
        Page,
        st.integers(1, 999),
        _names,
        st.floats(0, 1e4),
        st.floats(0, 1e4),
        st.sampled_from((0, 90, 180, 270)),
        st.sampled_from(PageSource),
        st.integers(0, 200),
        st.integers(0, 200),
        _names,
    )
    sections = st.builds(
        Section,
        _names,
        _names,
        st.integers(0, 6),
        st.integers(0, 200),
        st.integers(0, 200),
        st.integers(-1, 5),
        st.lists(_names, max_size=3).map(tuple),
    )
    return ParsedDocument(
        sha256=sha(text),
        text=text,
        language=draw(st.sampled_from(("en", "de", ""))),
        title=draw(_names),
        pages=tuple(draw(st.lists(pages, max_size=3))),
        lines=tuple(lines),
        blocks=tuple(blocks),
        sections=tuple(draw(st.lists(sections, max_size=3))),
        tables=tuple(draw(st.lists(tables, max_size=2))),
        soft_hyphens=tuple(draw(st.lists(st.integers(0, 200), max_size=4))),
        metadata=tuple(draw(st.lists(st.tuples(_names, _names), max_size=3))),
    )
