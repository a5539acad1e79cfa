"""Find the local party's own contacts: what stands under "For the LEA:" in signature blocks and appendices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policyscan.agreements.layout import Piece, pieces
from policyscan.agreements.names import normalised
from policyscan.model import ParsedDocument

HEADED = re.compile(r"^\W*for\s+(?:the\s+)?(?P<name>[^:\n]{3,80}?)\s*:", re.IGNORECASE)
OF_LEA = re.compile(r"\W*for\s+(?:the\s+)?l\s?[eo]\s?a\b", re.IGNORECASE)
OF_ICE = re.compile(r"\W*[fp][oce0][rnt]\s*(?:\W?[tf]?[hb][ec]\s+)?(?:[il1]?c[ef]|ic|[do]hs)\b", re.IGNORECASE)
# The label of a list of contacts: "For the LEA:", as OCR may read it.
_FOR_OWN = re.compile(r"\W*[FfPpE][oce0][rnt]\s+(?:\W?[tf]?[hb][ec]\s+)?[A-Z][\w .'’]{1,50}\s*[:;.]?\s*$")
_LONGEST_LABEL, _CONTACT_POINTS = 60, 130.0


def contacts(document: ParsedDocument) -> list[str]:
    """The lines of the local party's own contacts, without those of ICE."""
    lines = _beside_label(pieces(document))
    is_own = False
    for block in (block for block in document.blocks if block.kind.is_content):
        words = document.text[block.start : block.end]
        if OF_ICE.match(words):
            is_own = False
        elif OF_LEA.match(words) or (
            (head := HEADED.match(words)) and len(words) < 90 and normalised(head["name"]).text
        ):
            is_own = True
        elif len(words) > 220:
            is_own = False
        if is_own:
            lines.append(words)
    return lines


def _beside_label(printed: Sequence[Piece]) -> list[str]:
    """What stands on the page between "For the LEA:" and the next such label, in whichever column."""
    lines: list[str] = []
    for label in printed:
        if (
            label.is_margin
            or len(label.text) > _LONGEST_LABEL
            or not _FOR_OWN.match(label.text)
            or OF_ICE.match(label.text)
        ):
            continue
        others = [
            p.top for p in printed
            if p.page == label.page and p.top > label.top + 4 and len(p.text) <= _LONGEST_LABEL
            and (_FOR_OWN.match(p.text) or OF_ICE.match(p.text) or p.is_prose)
        ]  # fmt: skip
        end = min(others, default=label.top + _CONTACT_POINTS)
        # Where both parties' lists stand side by side, each ends where the other begins.
        right = min((
            p.x0 for p in printed
            if p.page == label.page and p.x0 > label.x1 and abs(p.top - label.top) < 9 and OF_ICE.match(p.text)
        ), default=9999.0)  # fmt: skip
        left = label.x0 - 8 if any(
            p.page == label.page and p.x0 < label.x0 - 60 and abs(p.top - label.top) < 9 and OF_ICE.match(p.text)
            for p in printed
        ) else -9999.0  # fmt: skip
        lines += [
            p.text for p in printed
            if p.page == label.page and not p.is_margin and not p.is_prose and label.top - 6 <= p.top < end - 4
            and left <= p.x0 < right - 8
        ]  # fmt: skip
    return lines
