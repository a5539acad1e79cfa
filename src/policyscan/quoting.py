"""Turn spans of documents into evidence: the words with page, label, section and boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policyscan.model import Box, Evidence, Finding, Section

if TYPE_CHECKING:
    from policyscan.store import Store


@dataclass(frozen=True, slots=True)
class _Known:
    text: str
    sections: tuple[Section, ...]
    labels: Mapping[int, str]


class Quoting:
    """Quotes documents of one store; `files` maps their hashes to the names to show."""

    def __init__(self, store: Store, files: Mapping[str, str]) -> None:
        self._store = store
        self._files = files
        self._known: dict[str, _Known] = {}

    def quote(self, sha256: str, start: int, end: int, finding: Finding | None = None) -> Evidence:
        """The evidence that stands at a span of a document, as a finding or as the nearest language."""
        if finding is None:
            return self.words(sha256, [(start, end)], "The nearest language found.")[0]
        found = self.words(sha256, [(start, end)], finding.says, page=finding.page)[0]
        return replace(found, rule=finding.rule, effect=finding.effect.value)

    def words(self, sha256: str, spans: Sequence[tuple[int, int]], says: str = "", *, page: int = 1) -> list[Evidence]:
        """Evidence for several spans of one document, with one remark; `page` is for spans without boxes."""
        known = self._of(sha256)
        found = []
        for (start, end), boxes in zip(spans, self._store.boxes(sha256, spans), strict=True):
            number = boxes[0].page if boxes else page
            inside = (s for s in reversed(known.sections) if s.start <= start < max(s.end, s.start + 1))
            found.append(
                Evidence(
                    text=known.text[start:end],
                    document=self._files.get(sha256, ""),
                    sha256=sha256,
                    page=number,
                    page_label=known.labels.get(number, ""),
                    section=next((section.name for section in inside), ""),
                    start=start,
                    end=end,
                    boxes=boxes,
                    says=says,
                )
            )
        return found

    def seen(self, sha256: str, words: str, box: Box, says: str = "") -> Evidence:
        """Evidence that was read from a page's picture and stands in no text: it has a box and no characters."""
        known = self._of(sha256)
        return Evidence(
            text=words,
            document=self._files.get(sha256, ""),
            sha256=sha256,
            page=box.page,
            page_label=known.labels.get(box.page, ""),
            section="",
            start=0,
            end=0,
            boxes=(box,),
            says=says,
        )

    def _of(self, sha256: str) -> _Known:
        if sha256 not in self._known:
            store = self._store
            self._known[sha256] = _Known(
                store.text(sha256),
                store.sections(sha256),
                {page.number: page.label for page in store.pages(sha256)},
            )
        return self._known[sha256]
