"""What a cell is called, and what stands in an export about itself."""

from __future__ import annotations

from dataclasses import dataclass

from policyscan import __version__
from policyscan.model import Comparison, Judgement, State


@dataclass(frozen=True, slots=True)
class Answer:
    """One kind of cell: a symbol and a word that tell it apart without colour, and what it means."""

    key: str
    symbol: str
    word: str
    meaning: str


ANSWERS = (
    Answer("yes", "✓", "yes", "The documents contain the rule."),
    Answer(
        "no", "✕", "no", "The documents speak of it, but do not go as far as the rule. The nearest words are quoted."
    ),
    Answer("silent", "○", "silent", "The text was readable and was searched; nothing is said. Counts as no."),
    Answer("contested", "≠", "contested", "Two passages disagree. The newer or more specific one counts."),
    Answer("unreadable", "?", "unreadable", "Pages that may hold the rule could not be read. Neither yes nor no."),
    Answer("not_collected", "–", "not collected", "No policy on the use of force is at hand. Neither yes nor no."),
)
_BY_KEY = {answer.key: answer for answer in ANSWERS}
_BY_STATE = {
    State.SILENT: "silent",
    State.CONTESTED: "contested",
    State.UNREADABLE: "unreadable",
    State.NOT_COLLECTED: "not_collected",
}

# Stands where the comparison brings no note of its own.
METHOD = (
    "Each cell was read by written rules from the documents listed here and quotes the words that decided it, with "
    "their page. It covers these documents only: a rule that stands in another directive is not seen. Confidence is an "
    "estimate. Read the quoted words before relying on a cell; this is no legal advice."
)


def answer(judgement: Judgement) -> Answer:
    """Find the kind of cell that a judgement makes."""
    key = _BY_STATE.get(judgement.state) or ("yes" if judgement.adopted else "no")
    return _BY_KEY[key]


def word(judgement: Judgement) -> str:
    """Put the cell in words: "yes", "silent", "contested: yes"."""
    found = answer(judgement)
    if judgement.state is State.CONTESTED and judgement.adopted is not None:
        return f"{found.word}: {'yes' if judgement.adopted else 'no'}"
    return found.word


def titles(comparison: Comparison) -> dict[str, str]:
    """Give plain titles of the measures compared, by id, in the comparison's order."""
    known = dict(comparison.titles)
    return {judgement.measure: known.get(judgement.measure, judgement.measure) for judgement in comparison.judgements}


def about(comparison: Comparison) -> dict[str, str]:
    """Say what the export rests on: maker, time, the taxonomy's hash, and the note on method and limits."""
    return {
        "made_by": f"policyscan {__version__}",
        "made_at": comparison.made_at,
        "taxonomy": comparison.taxonomy,
        "note": comparison.note.strip() or METHOD,
    }


def coverage(comparison: Comparison) -> list[dict[str, object]]:
    """Give counts and sentence for each measure."""
    known = dict(comparison.titles)
    return [
        {
            "measure": line.measure,
            "title": known.get(line.measure, line.measure),
            "places": line.places,
            "yes": line.yes,
            "no": line.no,
            "silent": line.silent,
            "unreadable": line.unreadable,
            "not_collected": line.not_collected,
            "contested": line.contested,
            "sentence": line.sentence,
        }
        for line in comparison.coverage
    ]


def documents(comparison: Comparison) -> list[dict[str, str]]:
    """List the documents read, with the hash of their bytes."""
    return [{"document": name, "sha256": sha256} for name, sha256 in comparison.documents]
