"""Comparisons of fictional cities, small and large, honest and hostile."""

from __future__ import annotations

import hashlib
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from policyscan.model import Box, Comparison, Coverage, Evidence, Judgement, Place, Searched, State

TAXONOMY = "5f1d0c2ab9e47788"
MADE_AT = "2026-03-04T09:15:00+00:00"

MEASURES = {
    "require-de-escalation": "Require de-escalation",
    "ban-chokeholds": "Ban chokeholds and strangleholds",
    "duty-to-intervene": "Duty to intervene",
    "warn-before-shooting": "Warn before shooting",
    "restrict-shooting-at-vehicles": "Ban shooting at moving vehicles",
    "comprehensive-reporting": "Report every use of force",
    "exhaust-alternatives": "Exhaust alternatives before shooting",
    "force-continuum": "Use-of-force continuum",
}
PLACES = (
    Place("Alder Falls", "Oregon", "US"),
    Place("Brackwater", "Maine", "US"),
    Place("Cinder Junction", "New Mexico", "US"),
    Place("Dunmore Bay", "Washington", "US"),
    Place("Eskridge County", "Virginia", "US"),
    Place("Fairhollow", "", "NZ"),
    Place("Grand Mesilla and Upper Valley Townships", "Colorado", "US"),
    Place("Havnsund", "Nordre", "NO"),
)
# One letter a cell: y yes, n no, s silent, c contested yes, d contested no, u unreadable, - not collected.
CODES = ("ynysynyn", "nnyynnsn", "yyyyyyny", "sdnsnsss", "ycyynyns", "nsynnnys", "uuuunuyu", "--------")
QUOTES = {
    "y": "Any officer present and observing another officer using force that is clearly beyond that which is "
    "objectively reasonable shall, when in a position to do so, intercede to prevent the use of such force.",
    "n": "Officers may, where time and circumstances permit, consider other means before resorting to force.",
    "s": "Supervisors shall review each report within three working days.",
    "c": "The carotid restraint is prohibited except where the use of deadly force is authorised.",
    "d": "An officer may apply a vascular neck restraint to an actively resisting subject.",
}
REASONS = {
    "y": ("adopted", "The rule is there: officers must step in when they see excessive force."),
    "n": ("optional", "It is allowed or encouraged, not required: “may” leaves it to the officer."),
    "s": ("silent", "Readable, searched, and nothing is said."),
    "c": ("contested", "Two clauses contradict each other; the newer manual bans it."),
    "d": ("contested", "Two clauses contradict each other; the more specific one allows it."),
    "u": ("unreadable", "12 of 41 pages could not be read; the rule may stand on one of them."),
    "-": ("other", "No policy on the use of force was collected for this place."),
}
STATES = {"y": State.JUDGED, "n": State.JUDGED, "s": State.SILENT, "c": State.CONTESTED, "d": State.CONTESTED,
          "u": State.UNREADABLE, "-": State.NOT_COLLECTED}  # fmt: skip
ADOPTED = {"y": 1, "n": 0, "s": 0, "c": 1, "d": 0, "u": None, "-": None}


def digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def evidence(text: str, document: str, *, page: int = 3, label: str = "", start: int = 100, says: str = "") -> Evidence:
    boxes = (Box(page, 72.0, 144.04, 500.5, 156.0), Box(page, 72.0, 158.0, 310.25, 170.0))
    return Evidence(
        text, document, digest(document), page, label, "300.4 Use of Force", start, start + len(text), boxes, says=says
    )


def judgement(place: Place, measure: str, code: str, quotes: tuple[Evidence, ...]) -> Judgement:
    reason_code, reason = REASONS[code]
    searched = Searched(0, 0, 0, 0) if code == "-" else Searched(2, 41, 12 if code == "u" else 0, 1204)
    verdict = {"y": "required", "n": "not required", "s": "not required", "c": "prohibited", "d": "permitted"}.get(
        code, ""
    )
    confidence = 0.0 if ADOPTED[code] is None else 0.8712345
    return Judgement(
        place, measure, STATES[code], verdict, ADOPTED[code], reason_code, reason, confidence, quotes, searched,
        f"rules@{TAXONOMY}", MADE_AT,
    )  # fmt: skip


def comparison(judgements: list[Judgement], *, files: tuple[tuple[str, str], ...] = (), note: str = "") -> Comparison:
    documents = {quote.document: quote.sha256 for cell in judgements for quote in cell.evidence}
    coverage = []
    for measure in dict.fromkeys(cell.measure for cell in judgements):
        cells = [cell for cell in judgements if cell.measure == measure]
        counts = Counter(cell.state for cell in cells)
        values = Counter(cell.adopted for cell in cells)
        coverage.append(
            Coverage(measure, len(cells), values[1], values[0], counts[State.SILENT], counts[State.UNREADABLE],
                     counts[State.NOT_COLLECTED], counts[State.CONTESTED])
        )  # fmt: skip
    titles = tuple((line.measure, MEASURES[line.measure]) for line in coverage)
    return Comparison(
        tuple(judgements), tuple(coverage), titles, tuple(documents.items()), files, TAXONOMY, MADE_AT, note
    )


def eight_places(files: Path | None = None) -> Comparison:
    """Eight places on eight measures, every state among them."""
    cells = []
    for number, (place, codes) in enumerate(zip(PLACES, CODES, strict=True)):
        document = f"{place.name.lower().replace(' ', '-')}/use-of-force.pdf"
        for at, (measure, code) in enumerate(zip(MEASURES, codes, strict=True)):
            page = number * 5 + at + 1
            quotes = [evidence(QUOTES[code], document, page=page, label=f"{300 + page}")] if code in QUOTES else []
            if code in "cdny" and at % 2:
                quotes.append(
                    evidence(QUOTES["n"], document, page=page + 1, start=900, says="It is allowed, not required.")
                )
                quotes.append(evidence(QUOTES["c"], "annex B (2024).pdf", page=2, label="ii", start=40))
            cells.append(judgement(place, measure, code, tuple(quotes)))
    hashes = {quote.sha256 for cell in cells for quote in cell.evidence}
    paths = tuple((sha256, str(files / sha256)) for sha256 in sorted(hashes)) if files else ()
    return comparison(cells, files=paths, note="Read by written rules. Each answer covers the documents listed only.")


HOSTILE = (
    '=HYPERLINK("http://example.invalid","x")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    '"><svg onload=alert(3)>{{ 7*7 }}',
    "#N/A",
    "bell \x07 and half a pair \ud800 stay harmless",
)


# --- reading exports back ---------------------------------------------------------------------


class Page(HTMLParser):
    """All that a page shows and all that stands in its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.strings: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.elements.append((tag, values))
        self.strings.extend(values.values())

    def handle_data(self, data: str) -> None:
        self.strings.append(data)

    def values(self, tag: str, name: str) -> list[str]:
        return [values[name] for found, values in self.elements if found == tag and name in values]


def cells_of(path: Path) -> list[Any]:
    book = load_workbook(path)
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
