"""Write the document's one text from its blocks, with a place for every character."""

from __future__ import annotations

from dataclasses import dataclass, field

from policyscan.model import Block, Line
from policyscan.parse.blocks import BlockDraft
from policyscan.parse.records import Piece

_HYPHENS = ("-", "\u2010")


@dataclass(slots=True)
class Writer:
    """Adds blocks to a text; the offsets of all it wrote are in its fields."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    soft_hyphens: list[int] = field(default_factory=list)

    def add(self, draft: BlockDraft, section: int) -> None:
        """Write one block after a newline."""
        if self.length:
            self._write("\n")
        start = self.length
        last = len(draft.lines) - 1
        for number, piece in enumerate(draft.lines):
            self._add_line(piece)
            if number < last:
                if _breaks_word(piece, draft.lines[number + 1]):
                    self.soft_hyphens.append(self.length - 1)
                else:
                    self._write(" ")
        marker = draft.marker.text if draft.marker is not None else ""
        self.blocks.append(Block(draft.kind, start, self.length, draft.first.page, marker, draft.depth, section))

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self.parts)

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _add_line(self, piece: Piece) -> None:
        start = self.length
        self._write(piece.text)
        self.lines.append(
            Line(start, self.length, piece.page, round(piece.top, 2), round(piece.bottom, 2), tuple(piece.edges))
        )


def _breaks_word(piece: Piece, following: Piece) -> bool:
    """Whether a hyphen at the line's end holds a word together with the next line."""
    text = piece.text
    if not text.endswith(_HYPHENS) or len(text) < 2:
        return False
    return piece.is_soft or (text[-2].isalnum() and following.text[:1].isalnum())
