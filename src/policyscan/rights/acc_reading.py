"""The records of reading a passage: the types that it bears, the words that gave each, and how firmly they say so."""

from __future__ import annotations

from dataclasses import dataclass

from policyscan.model.documents import Block, BlockKind
from policyscan.model.rights import Firmness
from policyscan.rights.acc_sentences import Sentence


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that give a type: their span in the passage, the sentence that holds them, and how firmly it says so."""

    span: tuple[int, int]
    sentence: Sentence
    firmness: Firmness


@dataclass(slots=True, eq=False)
class Passage:
    """A passage with its section's heading, and the hits by type.

    `block` is where it stands in its report, from the character `start` of the mended text on; None where it is read
    by itself.
    """

    text: str
    heading: str
    hits: dict[str, list[Hit]]
    block: Block | None = None
    start: int = 0

    @property
    def is_prose(self) -> bool:
        """Whether it is no row of a table."""
        return self.block is None or self.block.kind is not BlockKind.TABLE_ROW

    @property
    def firmness(self) -> list[Firmness]:
        """How firmly each hit says so."""
        return [hit.firmness for found in self.hits.values() for hit in found]

    @property
    def sentences(self) -> list[Sentence]:
        """The sentences that hold hits, in order, each once."""
        held = {hit.sentence.start: hit.sentence for found in self.hits.values() for hit in found}
        return [held[start] for start in sorted(held)]
