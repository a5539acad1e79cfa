"""Read one parsed document: clauses, passages and findings, as a function of text and taxonomy."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from policyscan.extract import actors, passages
from policyscan.extract.clean import Clean, clean
from policyscan.extract.language import parser_name
from policyscan.extract.match import Reader
from policyscan.extract.references import References
from policyscan.extract.scope import Found, Scope
from policyscan.extract.units import Unit, cut
from policyscan.model import (
    Block,
    BlockKind,
    Clause,
    Cue,
    Finding,
    Kind,
    Modality,
    Page,
    PageSource,
    ParsedDocument,
    Reading,
    Section,
    content_id,
)
from policyscan.taxonomy import Taxonomy

# Raise with every change to this package that can change what is read.
CODE_VERSION = "4"
# Clauses about force, below which a document says nothing of it: a body-camera resolution names
# force once or twice, the shortest real policy of 2016 about thirty times.
FEWEST_FORCE_CLAUSES = 4
LONGEST_LIMIT = 300
_HEADING = re.compile(r"\s*#+\s+")
_SECTION_NUMBER = re.compile(r"(?:[0-9]+(?:[.\-][0-9A-Za-z]+)*[.):]?|(?:[IVXL]+|[A-Z])[.):])\s")
_MARKER = re.compile(r"\s*(?:\([A-Za-z0-9]{1,4}\)|(?:\d{1,2}|[A-Za-z])[.)]|[\u2022\u25aa*-])\s")


def version(taxonomy: Taxonomy) -> str:
    """The stage version: what, besides the parsed text, a reading depends on."""
    return content_id("extract", CODE_VERSION, taxonomy.hash, parser_name())


def read(document: ParsedDocument, taxonomy: Taxonomy, *, kind: Kind = Kind.POLICY) -> Reading:
    """All that can be read from a document.

    Only policies are held against the measures; clauses and passages are cut from every kind.
    """
    text = clean(document.text, document.soft_hyphens)
    units = cut(document, text, _clean_spans(document, text))
    scope = Scope(taxonomy)
    pages = _PageFinder(document)
    reader = Reader(
        units=units,
        clean=text,
        taxonomy=taxonomy,
        scope=scope,
        page_at=pages.at,
        clause_id=lambda unit: content_id(document.sha256, *text.span(unit.start, unit.end)),
        sha256=document.sha256,
        references=References(document.sections),
    )
    findings = reader.findings() if kind is Kind.POLICY and document.language in {"en", "und"} else []
    measures_of = defaultdict(set)
    for finding in findings:
        measures_of[finding.clause_id].add(finding.measure)
    clauses = _clauses(document, text, units, reader, taxonomy, pages, measures_of)
    own = {content_id(document.sha256, *text.span(u.start, u.end)): u.own for u in units}
    joined = passages.join(
        document, clauses, lambda clause: own[clause.id], lambda clause: measures_of.get(clause.id, ())
    )
    force_clauses = sum(1 for unit in units if taxonomy.force_words.search(unit.own))
    return Reading(
        sha256=document.sha256,
        clauses=clauses,
        passages=joined,
        findings=tuple(findings),
        speaks_of_force=force_clauses >= FEWEST_FORCE_CLAUSES,
    )


def read_text(text: str, taxonomy: Taxonomy) -> Reading:
    """Read plain text as one policy; `document_of` says how its lines are taken."""
    return read(document_of(text), taxonomy)


def document_of(text: str) -> ParsedDocument:
    """Plain text as a parsed document of one page.

    A line is a paragraph; one that begins with a marker ("(a)", "1.", "B.", "•") is a list item, one
    that begins with "# " a heading, one with " | " in it a table row.
    """
    blocks: list[Block] = []
    sections: list[Section] = []
    at = 0
    for line in text.split("\n"):
        if heading := _HEADING.match(line):
            start = at + heading.end()
            title = line[heading.end() :].strip()
            number = numbered[0].strip() if (numbered := _SECTION_NUMBER.match(title)) else ""
            title = title[len(number) :].strip(" .:)-") or title
            sections.append(Section(number.strip(".)"), title, 0, start, len(text), -1, (title,)))
            blocks.append(Block(BlockKind.HEADING, start, at + len(line), 1, section=len(sections) - 1))
        elif line.strip():
            kind = BlockKind.TABLE_ROW if " | " in line else BlockKind.PARAGRAPH
            kind = BlockKind.LIST_ITEM if _MARKER.match(line) else kind
            blocks.append(Block(kind, at, at + len(line), 1, section=len(sections) - 1))
        at += len(line) + 1
    page = Page(1, "1", 612.0, 792.0, 0, PageSource.TEXT, 0, len(text))
    return ParsedDocument("0" * 64, text, "en", "", (page,), (), tuple(blocks), tuple(sections))


def _clauses(
    document: ParsedDocument,
    text: Clean,
    units: Sequence[Unit],
    reader: Reader,
    taxonomy: Taxonomy,
    pages: _PageFinder,
    measures_of: dict[str, set[str]],
) -> tuple[Clause, ...]:
    spans = [text.span(unit.start, unit.end) for unit in units]
    ids = [content_id(document.sha256, *span) for span in spans]
    forces = [_forces(unit.own, taxonomy) for unit in units]
    # The dependency parse is costly: only clauses that some rule or force type speaks of get one.
    wanted = [i for i, unit in enumerate(units) if measures_of.get(ids[i]) or (forces[i] and reader.cues(unit))]
    names = dict(zip(wanted, actors.find([units[i].own for i in wanted]), strict=True))
    clauses = []
    for i, unit in enumerate(units):
        start, end = spans[i]
        modality = _main_modality(unit, reader)
        cues = tuple(_printed(text, unit, found) for found in reader.cues(unit) if found.start >= unit.own_at)
        clauses.append(
            Clause(
                sha256=document.sha256,
                start=start,
                end=end,
                text=document.text[start:end],
                kind=unit.block.kind,
                page=pages.at(start),
                section=unit.block.section,
                language=document.language,
                lead=ids[unit.lead.index] if unit.lead else "",
                modality=modality,
                negated=modality in {Modality.MUST_NOT, Modality.SHOULD_NOT},
                condition=_limit(unit, reader, "condition"),
                exception=_limit(unit, reader, "exception"),
                actor=names.get(i, ""),
                force_types=forces[i],
                cues=cues,
            )
        )
    return tuple(clauses)


def _forces(words: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    possible = (taxonomy.force_types[place] for place in taxonomy.force_sieve.possible(words.lower()))
    return tuple(force.id for force in possible if force.pattern.for_text(words).search(words))


def _main_modality(unit: Unit, reader: Reader) -> Modality:
    """The modality of a clause as a whole: that of its first own cue, else its lead-in's."""
    if unit.block.kind is BlockKind.HEADING:
        return Modality.NONE
    cues = reader.cues(unit)
    own = [cue for cue in cues if cue.start >= unit.own_at and cue.category in set(Modality)]
    if own:
        first = own[0]
        if first.direction == "backward":
            return Modality(first.category)
        # "shall not be used unless deadly force is authorized": what an exception says does not govern.
        limits = (cue.start for cue in cues if cue.category == "exception" and cue.start >= first.end)
        upto = next(limits, len(unit.text))
        governing = tuple(cue for cue in cues if cue.start < upto)
        return reader.scope.governing(unit.text, governing, first.end, min(upto, first.end + 12))[0]
    return reader.modality(unit, unit.own_at, min(len(unit.text), unit.own_at + 12))[0]


def _limit(unit: Unit, reader: Reader, category: str) -> str:
    spans = [s for s in reader.scope.limits(unit.text, reader.cues(unit), category) if s[0] >= unit.own_at]
    return unit.text[spans[0][0] : spans[0][1]][:LONGEST_LIMIT].strip() if spans else ""


def _printed(text: Clean, unit: Unit, found: Found) -> Cue:
    first = unit.start + found.start - unit.own_at
    start, end = text.span(first, first + found.end - found.start)
    return Cue(found.category, unit.text[found.start : found.end], start, end)


def _clean_spans(document: ParsedDocument, text: Clean) -> list[tuple[int, int]]:
    """The clean span of every block. Printed offsets only ever move one way, so one pass does."""
    if not text.breaks:
        return [(block.start, block.end) for block in document.blocks]
    printed = [at + shift for at, shift in zip(text.breaks, text.shifts, strict=True)]

    def to_clean(offset: int) -> int:
        at = bisect_right(printed, offset) - 1
        return offset - (text.shifts[at] if at >= 0 else 0)

    return [(to_clean(block.start), to_clean(block.end)) for block in document.blocks]


class _PageFinder:
    """The page on which an offset is printed, by bisection over the lines."""

    def __init__(self, document: ParsedDocument) -> None:
        lines = sorted((line.start, line.page) for line in document.lines)
        self._starts = [start for start, _ in lines]
        self._pages = [page for _, page in lines]

    def at(self, offset: int) -> int:
        if not self._starts:
            return 1
        return self._pages[max(0, bisect_right(self._starts, offset) - 1)]


def findings_of(reading: Reading, measure: str) -> tuple[Finding, ...]:
    """The findings of one measure, in the order of the document."""
    return tuple(finding for finding in reading.findings if finding.measure == measure)
