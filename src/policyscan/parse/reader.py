"""Turn a PDF's bytes into text with sections and a place for every character."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from policyscan.errors import DocumentError, DocumentFault
from policyscan.model import BlockKind, Page, ParsedDocument, Table
from policyscan.parse.assemble import Writer
from policyscan.parse.blocks import BlockDraft, Cutter
from policyscan.parse.door import open_pdf
from policyscan.parse.frames import read_media_boxes
from policyscan.parse.furniture import split_furniture
from policyscan.parse.gaps import mark_gaps
from policyscan.parse.headings import body_style, mark_headings, mark_underlined
from policyscan.parse.joins import join_zones
from policyscan.parse.language import guess_language
from policyscan.parse.lists import set_depths
from policyscan.parse.notes import split_notes
from policyscan.parse.order import Zone, order_rows
from policyscan.parse.pages import PageReader
from policyscan.parse.records import OcrPage, PageDraft, ParseResult, Row
from policyscan.parse.rows import join
from policyscan.parse.sections import Outline, make_sections, mark_endnotes, mark_references, outline
from policyscan.parse.tables import find_grids, may_hold_table, take_tables
from policyscan.parse.titles import document_title

PARSER_VERSION = "13"
_NOTHING_READ: Mapping[int, OcrPage] = MappingProxyType({})


def parse(
    data: bytes,
    *,
    password: str = "",
    ocr: bool = True,
    known_ocr: Mapping[int, OcrPage] = _NOTHING_READ,
    on_page: Callable[[str], None] | None = None,
    on_ocr: Callable[[OcrPage], None] | None = None,
) -> ParseResult:
    """Parse one PDF; a pure function of its arguments, but that two functions are told of slow pages.

    `on_page` hears of each before it is read, `on_ocr` gets each as soon as it is, so that a crash
    loses one page at most. `known_ocr` holds pages read by OCR before, by page number; they are not read again.
    Raises DocumentError (EMPTY, NOT_A_PDF, BROKEN, NEEDS_PASSWORD).
    """
    document = open_pdf(data, password)
    try:
        media_boxes = cache(partial(read_media_boxes, data, password))
        reader = PageReader(
            document, media_boxes=media_boxes, use_ocr=ocr, known_ocr=known_ocr, on_page=on_page, on_ocr=on_ocr
        )
        drafts = reader.read_all()
        if all(draft.note == "the page is damaged" for draft in drafts):
            raise DocumentError(
                "none of the PDF's pages can be opened",
                fix="download or export the file again",
                fault=DocumentFault.BROKEN,
            )
        metadata = _metadata(document)
    finally:
        document.close()
    split_furniture(drafts)
    parsed = _lay_out(hashlib.sha256(data).hexdigest(), drafts, metadata)
    return ParseResult(parsed, tuple(reader.new_ocr))


def _lay_out(sha256: str, drafts: Sequence[PageDraft], metadata: tuple[tuple[str, str], ...]) -> ParsedDocument:
    body_size = _body_size(drafts)
    cutter = Cutter(body_size)
    zones: list[list[BlockDraft]] = []
    notes: dict[int, list[BlockDraft]] = {}
    tables: list[Table] = []
    for draft in drafts:
        page_zones = _zones(draft, tables)
        notes[draft.number] = split_notes(page_zones, body_size)
        page_blocks = cutter.cut(zone for zone in page_zones if zone.lines)
        mark_underlined(page_blocks, draft.drawing)
        zones += page_blocks
    blocks = join_zones(zones)
    body = body_style(blocks)
    mark_headings(blocks, body)
    mark_gaps(drafts, blocks)
    set_depths(blocks)
    outlines = outline(blocks, body)
    mark_references(blocks, outlines)
    mark_endnotes(blocks, body)
    return _write(sha256, drafts, blocks, outlines, notes, tuple(tables), metadata)


def _body_size(drafts: Sequence[PageDraft]) -> float:
    """The type size of most characters, in points."""
    sizes: dict[float, int] = {}
    for draft in drafts:
        for row in draft.rows:
            for piece in row.pieces:
                size = round(piece.size * 2) / 2
                sizes[size] = sizes.get(size, 0) + len(piece.text)
    return max(sizes, key=lambda size: (sizes[size], -size)) if sizes else 12.0


def _zones(draft: PageDraft, tables: list[Table]) -> list[Zone]:
    """The page's zones in reading order, its tables at their places."""
    placed: list[tuple[float, list[Zone]]] = []
    if may_hold_table(draft):
        placed, found = take_tables(draft, find_grids(draft))
        tables += found
    zones: list[Zone] = []
    rest: list[Row] = draft.rows
    for top, table_zones in placed:
        above = [row for row in rest if (row.top + row.bottom) / 2 < top]
        rest = rest[len(above) :]
        zones += order_rows(above, draft.frame.width)
        zones += table_zones
    return zones + order_rows(rest, draft.frame.width)


def _write(
    sha256: str,
    drafts: Sequence[PageDraft],
    blocks: Sequence[BlockDraft],
    outlines: Sequence[Outline],
    notes: Mapping[int, Sequence[BlockDraft]],
    tables: tuple[Table, ...],
    metadata: tuple[tuple[str, str], ...],
) -> ParsedDocument:
    writer = Writer()
    opens = {item.block: number for number, item in enumerate(outlines)}
    section = -1
    section_at: dict[int, int] = {}
    for place, block in enumerate(blocks):
        section = opens.get(place, section)
        section_at[block.last.page] = section
        writer.add(block, section)
    starts = [writer.blocks[item.block].start for item in outlines]
    sections = make_sections(outlines, starts, writer.length)
    pages = _pages(drafts, writer)
    for number, page_notes in notes.items():
        for note in page_notes:
            writer.add(note, section_at.get(number, -1))
    for draft in drafts:
        for row in draft.furniture:
            writer.add(BlockDraft(BlockKind.FURNITURE, [join(row.pieces)]), -1)
    text = writer.text
    return ParsedDocument(
        sha256=sha256,
        text=text,
        language=guess_language(text),
        title=document_title(metadata, blocks),
        pages=pages,
        lines=tuple(writer.lines),
        blocks=tuple(writer.blocks),
        sections=sections,
        tables=tables,
        soft_hyphens=tuple(writer.soft_hyphens),
        metadata=metadata,
    )


def _pages(drafts: Sequence[PageDraft], writer: Writer) -> tuple[Page, ...]:
    """The pages with the spans of their body, which is all that was written so far."""
    spans: dict[int, tuple[int, int]] = {}
    for line in writer.lines:
        start, _ = spans.get(line.page, (line.start, line.end))
        spans[line.page] = (start, line.end)
    pages = []
    last = 0
    for draft in drafts:
        start, end = spans.get(draft.number, (last, last))
        last = end
        frame = draft.frame
        pages.append(
            Page(
                draft.number,
                draft.label,
                round(frame.width, 2),
                round(frame.height, 2),
                frame.rotation,
                draft.source,
                start,
                end,
                draft.note,
            )
        )
    return tuple(pages)


def _metadata(document: Any) -> tuple[tuple[str, str], ...]:
    found = document.get_metadata_dict(skip_empty=True)
    cleaned = ((key, "".join(char for char in value if char.isprintable()).strip()) for key, value in found.items())
    return tuple(sorted((key, value) for key, value in cleaned if value))
