"""Read one agreement: its form, its parties, its programme and when it was signed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from policyscan.agreements import delegation
from policyscan.agreements.candidates import WEIGHTS, Candidate, Source
from policyscan.agreements.directed import Judge
from policyscan.agreements.direction import direction_of
from policyscan.agreements.direction_both import direction_by_both
from policyscan.agreements.form import form_of
from policyscan.agreements.layout import Piece, pieces, seen
from policyscan.agreements.learned import Tag
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.parties import parties_of
from policyscan.agreements.parties_both import parties_by_both
from policyscan.agreements.programme import is_delegation, model_of, programme_of
from policyscan.agreements.regions import region_of
from policyscan.agreements.signatures import find_signed
from policyscan.agreements.tagged import bodies_of
from policyscan.agreements.vote import Decision, decide, decide_by_state
from policyscan.model import Agreement, Direction, Form, PageSource, ParsedDocument, Party, Role, Term
from policyscan.parse.records import OcrLine

# Raise with every change to this package that can change what is read.
CODE_VERSION = "11"
Look = Callable[[int], Sequence[OcrLine]]
ICE = "US Immigration and Customs Enforcement"
# Letters may be misread; "ICE delegates" is left where the name is beyond mending.
_ICE = re.compile(
    r"(?:(?:United\s+States|U\.\s?S\.?|US)\s+)?[Il1]m[mn]\w{5,9}\s+(?:\w{2,4}|&)\s+[CG]u\w{3,7}\s+[EF]n\w{6,10}"
    r"|\bICE\s+de\w{4,7}",
    re.IGNORECASE,
)
_DHS = re.compile(r"(?:U\.?S\.?\s+)?Department\s+of\s+Home\s?land\s+Security", re.IGNORECASE)
_MONTHS = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY_FIRST = re.compile(rf"\b\d{{1,2}}\s+{_MONTHS}\s+\d{{4}}\b")
_MONTH_FIRST = re.compile(rf"\b{_MONTHS}\s+\d{{1,2}},?\s+\d{{4}}\b")
_SURE = 0.75
# Below this a vote on a memorandum of delegation asks how any agreement names its parties.
_WEAK = 0.6
# Where a county alone is named and its sheriff signs, the sheriff's office is whom such agreements are listed with.
_COUNTY = re.compile(r"(?:[A-Z][\w.'-]*\s){1,3}(?:County|Parish)$")
_SHERIFF_SIGNS = re.compile(r"\b(?:title|for\s+the\s+lea)\s*:\s*sheriff\b(?!['’]|\s+deput)", re.IGNORECASE)
# A name is the local party's where the reader of names says so rather than not.
_LIKELY = 0.5


def read(
    document: ParsedDocument, look: Look | None = None, tag: Tag | None = None, judge: Judge | None = None
) -> Agreement:
    """Who agreed with whom, under which programme, and when they signed.

    `look(page)` reads a page's picture by OCR. It is asked for the page of the opening where the text gives no sound
    name, and for pages with places for dates that the text leaves empty. `tag` is the learned reader of names
    (`agreements.learned`), `judge` that of directions (`agreements.directed`); without them only rules say who the
    parties are, and who trains whom.
    """
    form = form_of(document)
    if form is Form.POLICY:
        return Agreement(document.sha256, form)
    terms: list[Term] = []
    if is_delegation(document.text):
        printed = pieces(document)
        parties = _delegation_parties(document, printed, look, tag)
        chosen = model_of(document, printed)
        if chosen:
            terms.append(
                _term(document, "programme", chosen.name, chosen.start, chosen.end, chosen.confidence, chosen.note)
            )
            terms.append(_term(document, "direction", Direction.DELEGATION, chosen.start, chosen.end, 0.95))
    else:
        parties = parties_of(document) if tag is None else parties_by_both(document, tag)
        programme = programme_of(document)
        if programme:
            terms.append(
                _term(document, "programme", programme.name, programme.start, programme.end, programme.confidence)
            )
        direction = direction_of(document, parties) if judge is None else direction_by_both(document, parties, judge)
        if direction:
            way, start, end, sure = direction
            terms.append(_term(document, "direction", way, start, end, sure))
    terms += find_signed(document, look, day_first=_is_day_first(document, parties))
    return Agreement(document.sha256, form, tuple(parties), tuple(terms))


def _is_day_first(document: ParsedDocument, parties: Sequence[Party]) -> bool:
    """Whether 4/3/2025 is the 4th of March: as the parties' countries write, in doubt as its other dates do."""
    countries = {party.country for party in parties if party.country}
    if "US" in countries or not countries:
        return False
    day_first, month_first = len(_DAY_FIRST.findall(document.text)), len(_MONTH_FIRST.findall(document.text))
    if day_first != month_first:
        return day_first > month_first
    local = next((party for party in parties if party.role is Role.LOCAL), None)
    # "Police Department" and "Sheriff" are words of the United States.
    return not (local and not local.country and re.search(r"Police Department|Sheriff|County", local.name))


def _delegation_parties(
    document: ParsedDocument, printed: Sequence[Piece], look: Look | None, tag: Tag | None
) -> tuple[Party, ...]:
    found = delegation.candidates(document, printed)
    decision = decide(found)
    first = _opening_page(document)
    is_ocr = any(page.number == first and page.source is PageSource.OCR for page in document.pages)
    is_weak = decision is None or (not delegation.opening_is_sound(found) and decision.confidence < _SURE)
    if look and is_weak and not is_ocr:
        found += delegation.read_again(seen(look(first)))
        decision = decide(found)
    if decision is None or decision.confidence < _WEAK:
        # It is drafted otherwise than memoranda of delegation are: what any agreement says of its parties helps.
        found += _as_in_any(document, tag)
        decision = _with_short(decide(found), document)
    region = _region(document, decision, found)
    decision = decision or decide_by_state(found, region)
    counterparty = _counterparty(document)
    if decision is None:
        return (counterparty,)
    county = _COUNTY.match(decision.name)
    if county and _SHERIFF_SIGNS.search(document.text):
        decision = replace(
            decision, name=f"{decision.name} Sheriff's Office", confidence=min(_SURE, decision.confidence)
        )
    local = Party(
        decision.name, Role.LOCAL, decision.short, region, "US",
        decision.start, decision.end, decision.page, decision.confidence,
    )  # fmt: skip
    return (local, counterparty)


def _with_short(decision: Decision | None, document: ParsedDocument) -> Decision | None:
    """A decision with what the text calls the party, where only the rules of any agreement know that."""
    if decision is None or decision.short:
        return decision
    shorts = [party.short for party in parties_of(document) if party.name == decision.name and party.short]
    return replace(decision, short=shorts[0]) if shorts else decision


def _as_in_any(document: ParsedDocument, tag: Tag | None) -> Iterator[Candidate]:
    """Names of the local party as agreements of any kind give them."""
    federal = lexicon().federal
    for party in parties_of(document):
        if party.role is Role.LOCAL and not federal.search(party.name):
            yield Candidate(party.name, Source.PARTIES, party.start, party.end, party.page)
    for body in bodies_of(document.text, tag) if tag is not None else ():
        best = body.best
        if best.local >= _LIKELY and not federal.search(best.head):
            yield Candidate(best.head, Source.READ, best.start, best.end, document.page_at(best.start))


def _opening_page(document: ParsedDocument) -> int:
    match = re.search(r"agreement\s+between", document.text, re.IGNORECASE)
    return document.page_at(match.start()) if match else 1


def _region(document: ParsedDocument, decision: Decision | None, found: Sequence[Candidate]) -> str:
    supporters = {candidate.raw for candidate in decision.supporters} if decision else {c.raw for c in found}
    named = [
        (candidate.name.region, WEIGHTS[candidate.source] / WEIGHTS[Source.OPENING])
        for candidate in found
        if candidate.name.region and (candidate.raw in supporters or candidate.source is Source.TITLE)
    ]
    return region_of(decision.name if decision else "", named, document.text, delegation.contacts(document))


def _counterparty(document: ParsedDocument) -> Party:
    match = _ICE.search(document.text) or _DHS.search(document.text)
    start, end = match.span() if match else (0, 0)
    name = ICE if match is None or _ICE.match(match[0]) else "US Department of Homeland Security"
    return Party(name, Role.COUNTERPARTY, "ICE", "", "US", start, end, document.page_at(start), 0.97 if match else 0.6)


def _term(
    document: ParsedDocument, name: str, value: str, start: int, end: int, confidence: float, note: str = ""
) -> Term:
    page = document.page_at(start) if document.lines else 1
    return Term(name, value, start, end, page, confidence, note)
