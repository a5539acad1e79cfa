"""spaCy components, so that any pipeline can read police policies as policyscan does.

    nlp = spacy.blank("en")
    nlp.add_pipe("policyscan_clauses")      # sentence starts, as rule books write sentences
    nlp.add_pipe("policyscan_force")        # doc.spans["policyscan_force"], label = force type
    nlp.add_pipe("policyscan_modality")     # doc.spans["policyscan_cues"], sent._.modality
    nlp.add_pipe("policyscan_measures")     # doc.spans["policyscan_measures"], doc._.policyscan_findings

Each component separates finding from setting, and leaves what others set alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span

from policyscan.extract.reading import read_text
from policyscan.extract.scope import Scope
from policyscan.extract.sentences import split
from policyscan.model import Finding, Modality
from policyscan.taxonomy import load

if TYPE_CHECKING:
    from collections.abc import Iterable

FORCE_KEY = "policyscan_force"
CUES_KEY = "policyscan_cues"
MEASURES_KEY = "policyscan_measures"

if not Span.has_extension("modality"):
    Span.set_extension("modality", getter=lambda span: _modality_of(span))
if not Doc.has_extension("policyscan_findings"):
    Doc.set_extension("policyscan_findings", default=())


def _spans(doc: Doc, found: Iterable[tuple[int, int, str]]) -> list[Span]:
    spans = (doc.char_span(start, end, label=label, alignment_mode="expand") for start, end, label in found)
    return [span for span in spans if span is not None]


def _modality_of(span: Span) -> str:
    """The modality of a span's first governing cue: "must", "must_not", "may", … or "none"."""
    known = {modality.value for modality in Modality}
    for cue in span.doc.spans.get(CUES_KEY, ()):
        if span.start <= cue.start < span.end and cue.label_ in known:
            return str(cue.label_)
    return Modality.NONE.value


class Clauses:
    """Sets sentence starts."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark each token that opens a sentence; a space never does."""
        starts = {start for start, _ in split(doc.text)}
        pending = False
        for token in doc:
            pending = pending or token.idx in starts
            token.is_sent_start = (pending and not token.is_space) or token.i == 0
            if pending and not token.is_space:
                pending = False
        return doc


class Force:
    """Finds mentions of kinds of force."""

    def __init__(self, folder: Path | None) -> None:
        self._types = load(folder).force_types

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans["policyscan_force"]`, labelled with the force type's id."""
        found = [(m.start(), m.end(), t.id) for t in self._types for m in t.pattern.finditer(doc.text)]
        doc.spans[FORCE_KEY] = _spans(doc, sorted(found))
        return doc


class Cues:
    """Finds the words that say how a clause is meant."""

    def __init__(self, folder: Path | None) -> None:
        self._scope = Scope(load(folder))

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans["policyscan_cues"]`, labelled with the category ("must_not", "exception", …)."""
        doc.spans[CUES_KEY] = _spans(doc, ((cue.start, cue.end, cue.category) for cue in self._scope.find(doc.text)))
        return doc


class Measures:
    """Holds a text against the measures."""

    def __init__(self, folder: Path | None) -> None:
        self._taxonomy = load(folder)

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans["policyscan_measures"]` and `doc._.policyscan_findings`."""
        findings: tuple[Finding, ...] = read_text(doc.text, self._taxonomy).findings
        doc._.policyscan_findings = findings
        doc.spans[MEASURES_KEY] = _spans(doc, ((f.start, f.end, f"{f.measure}:{f.effect}") for f in findings))
        return doc


@Language.factory("policyscan_clauses", assigns=["token.is_sent_start"])
def make_clauses(nlp: Language, name: str) -> Clauses:
    """Sentence starts for rule books."""
    return Clauses()


@Language.factory("policyscan_force", default_config={"taxonomy": None})
def make_force(nlp: Language, name: str, taxonomy: str | None) -> Force:
    """Mentions of force; `taxonomy` names another folder of rule files."""
    return Force(Path(taxonomy) if taxonomy else None)


@Language.factory("policyscan_modality", default_config={"taxonomy": None})
def make_modality(nlp: Language, name: str, taxonomy: str | None) -> Cues:
    """Deontic cues, exceptions and conditions."""
    return Cues(Path(taxonomy) if taxonomy else None)


@Language.factory("policyscan_measures", default_config={"taxonomy": None})
def make_measures(nlp: Language, name: str, taxonomy: str | None) -> Measures:
    """Findings on the reform measures."""
    return Measures(Path(taxonomy) if taxonomy else None)
