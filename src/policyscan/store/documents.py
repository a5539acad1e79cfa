"""Parsed documents, their pages and sections, OCR, and which work is done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from policyscan.errors import WorkspaceError
from policyscan.model import Box, Page, PageSource, ParsedDocument, Section
from policyscan.store import codec
from policyscan.store.base import Part, dump_strings, load_strings, now
from policyscan.store.database import Row
from policyscan.store.recent import Recent

if TYPE_CHECKING:
    from policyscan.parse import OcrPage

# Characters of the documents kept decoded. A layout takes about 8 bytes a character, a whole
# document about 60: 600 pages have 1.5 million characters.
LAYOUT_CHARACTERS = 8_000_000
DOCUMENT_CHARACTERS = 2_500_000


# What belongs to one parse of a document, and goes with it: a reading before the clauses that it refers to.
_OF_A_TEXT = (
    "findings",
    "passages",
    "clauses",
    "readings",
    "agreements",
    "report_readings",
    "layouts",
    "pages",
    "sections",
    "stages",
)


class Documents(Part):
    """What parsing gave."""

    _layouts: Recent[codec.Layout]
    _documents: Recent[ParsedDocument]

    def put_document(self, document: ParsedDocument, *, size_bytes: int) -> None:
        """Keep a parsed document; lengths are rounded to a hundredth of a point.

        Putting an equal document changes nothing. Another parse of the same bytes takes the place
        of the first, and drops its reading and its record of work done, since their offsets belong
        to the old text.
        """
        packed = codec.pack_layout(document)
        metadata = codec.dump_json(document.metadata)
        pages = [
            (
                document.sha256,
                position,
                page.number,
                page.label,
                float(page.width),
                float(page.height),
                page.rotation,
                page.source,
                page.start,
                page.end,
                page.note,
            )
            for position, page in enumerate(document.pages)
        ]
        sections = [
            (
                document.sha256,
                position,
                section.number,
                section.title,
                section.level,
                section.start,
                section.end,
                section.parent,
                dump_strings(section.path),
            )
            for position, section in enumerate(document.sections)
        ]
        digest = _digest(packed, metadata, pages, sections, document.language, document.title, document.text)
        with self._database.transaction():
            known = self._database.value("SELECT digest FROM documents WHERE sha256 = ?", (document.sha256,))
            if known == digest:
                return
            if known is not None:
                for table in _OF_A_TEXT:
                    self._database.run(f"DELETE FROM {table} WHERE sha256 = ?", (document.sha256,))  # noqa: S608
            self._database.run(
                """
                INSERT INTO documents (sha256, size_bytes, language, title, digest, metadata, text)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (sha256) DO UPDATE SET size_bytes = excluded.size_bytes, language = excluded.language,
                    title = excluded.title, digest = excluded.digest, metadata = excluded.metadata,
                    text = excluded.text
                """,
                (document.sha256, size_bytes, document.language, document.title, digest, metadata, document.text),
            )
            self._database.run(
                "INSERT INTO layouts (sha256, data) VALUES (?, ?)", (document.sha256, codec.compress_layout(packed))
            )
            self._database.run_many("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", pages)
            self._database.run_many("INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", sections)

    def document(self, sha256: str) -> ParsedDocument:
        """Return the document as it was put. Decodes the layout: ask `text` or `pages` where they do."""
        row = self._database.row(
            "SELECT language, title, digest, metadata, text FROM documents WHERE sha256 = ?", (sha256,)
        )
        if row is None:
            raise _no_document(sha256)
        language, title, digest, metadata, text = row
        known = self._documents.get(digest)
        if known is not None:
            return known
        layout = self._layout(sha256, digest)
        document = ParsedDocument(
            sha256=sha256,
            text=text,
            language=language,
            title=title,
            pages=self.pages(sha256),
            lines=layout.lines(),
            blocks=layout.blocks(),
            sections=self.sections(sha256),
            tables=layout.tables(),
            soft_hyphens=layout.soft_hyphens(),
            metadata=tuple((name, value) for name, value in json.loads(metadata)),
        )
        self._documents.put(digest, document, len(text))
        return document

    def boxes(self, sha256: str, spans: Sequence[tuple[int, int]]) -> list[tuple[Box, ...]]:
        """For each span, the boxes that `ParsedDocument.boxes` gives, with one decoding for all."""
        digest = self._database.value("SELECT digest FROM documents WHERE sha256 = ?", (sha256,))
        if digest is None:
            raise _no_document(sha256)
        layout = self._layout(sha256, digest)
        return [layout.boxes(start, end) for start, end in spans]

    def document_hashes(self) -> tuple[str, ...]:
        """Return the sha256 of every document, listed or not, sorted."""
        return tuple(sha256 for (sha256,) in self._database.rows("SELECT sha256 FROM documents ORDER BY sha256"))

    def text(self, sha256: str) -> str:
        """Return the document's text."""
        text = self._database.value("SELECT text FROM documents WHERE sha256 = ?", (sha256,))
        if text is None:
            raise _no_document(sha256)
        return str(text)

    def text_lengths(self) -> dict[str, int]:
        """Characters of every document's text, by hash."""
        return dict(self._database.rows("SELECT sha256, length(text) FROM documents"))

    def size_bytes(self, sha256: str) -> int:
        """Size of the original."""
        size = self._database.value("SELECT size_bytes FROM documents WHERE sha256 = ?", (sha256,))
        if size is None:
            raise _no_document(sha256)
        return int(size)

    def pages(self, sha256: str) -> tuple[Page, ...]:
        """Return the document's pages; empty for a document that is not here."""
        rows = self._database.rows(
            """
            SELECT number, label, width, height, rotation, source, start, end, note
            FROM pages WHERE sha256 = ? ORDER BY position
            """,
            (sha256,),
        )
        return tuple(
            Page(number, label, width, height, rotation, PageSource(source), start, end, note)
            for number, label, width, height, rotation, source, start, end, note in rows
        )

    def sections(self, sha256: str) -> tuple[Section, ...]:
        """Return the document's sections; `Block.section` and `Clause.section` count into them."""
        rows = self._database.rows(
            """
            SELECT number, title, level, start, end, parent, path FROM sections WHERE sha256 = ? ORDER BY position
            """,
            (sha256,),
        )
        return tuple(map(_as_section, rows))

    def section(self, sha256: str, index: int) -> Section | None:
        """One section; None before the first (-1) and beyond the last."""
        row = self._database.row(
            """
            SELECT number, title, level, start, end, parent, path FROM sections WHERE sha256 = ? AND position = ?
            """,
            (sha256, index),
        )
        return None if row is None else _as_section(row)

    def put_ocr_pages(self, sha256: str, pages: Iterable[OcrPage]) -> None:
        """Keep what OCR read, whether or not the document is here already."""
        rows = [(sha256, page.engine, page.number, codec.encode_ocr_page(page)) for page in pages]
        with self._database.transaction():
            self._database.run_many("INSERT OR REPLACE INTO ocr_pages VALUES (?, ?, ?, ?)", rows)

    def ocr_pages(self, sha256: str, engine: str) -> dict[int, OcrPage]:
        """Return what this engine read of the document, by page number."""
        rows = self._database.rows(
            "SELECT number, data FROM ocr_pages WHERE sha256 = ? AND engine = ? ORDER BY number", (sha256, engine)
        )
        return {number: codec.decode_ocr_page(data, number, engine) for number, data in rows}

    def done(self, sha256: str, stage: str, version: str) -> bool:
        """Whether this stage's results are those of this version."""
        known = self._database.value("SELECT version FROM stages WHERE sha256 = ? AND stage = ?", (sha256, stage))
        return bool(known == version)

    def mark_done(self, sha256: str, stage: str, version: str, seconds: float = 0.0) -> None:
        """Record that this stage's results are those of this version, in place of any other."""
        with self._database.transaction():
            self._database.run(
                "INSERT OR REPLACE INTO stages VALUES (?, ?, ?, ?, ?)", (sha256, stage, version, seconds, now())
            )

    def _layout(self, sha256: str, digest: str) -> codec.Layout:
        known = self._layouts.get(digest)
        if known is not None:
            return known
        data = self._database.value("SELECT data FROM layouts WHERE sha256 = ?", (sha256,))
        if data is None:
            raise _no_document(sha256)
        layout = codec.decode_layout(data)
        self._layouts.put(digest, layout, layout.characters)
        return layout


def _as_section(row: Row) -> Section:
    number, title, level, start, end, parent, path = row
    return Section(number, title, level, start, end, parent, load_strings(path))


def _no_document(sha256: str) -> WorkspaceError:
    return WorkspaceError(f"Document {sha256[:12]} is not in this workspace.", fix="Ingest its source again.")


def _digest(packed: bytes, *parts: object) -> str:
    """Hash a document: the same for equal ones, whatever zlib makes of them."""
    digest = hashlib.sha256(packed)
    digest.update(codec.dump_json(parts).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
