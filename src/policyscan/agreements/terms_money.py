"""Read who pays for what under an agreement, and how much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policyscan.agreements.terms_clauses import Clause, without_marker
from policyscan.agreements.terms_context import Context, tidy
from policyscan.agreements.terms_numbers import sums
from policyscan.agreements.terms_rules import cue
from policyscan.model import Term

_AUX = (
    r"(?:\s+(?:not|shall|will|must|may|agrees? to|undertakes? to|is to|are to|also|hereby|further"
    r"|only|continue to|thereafter|be|and|solely|required to|obligated to|obliged to"
    r"|for its part)){0,5}"
)
_OUTLAY = (
    r"(?:cost|expense|expenditure|fee|salar|wage|overtime|benefit|travel|lodging|accommodation|meal"
    r"|board\b|tuition|per diem|allowance|premium|charge|price|material|ammunition|transport|airfare"
    r"|compensation|loss|payment|invoice)"
)
_ACTIVE = (
    r"(?P<verb>pays?|reimburses?|contributes?|compensates?|funds?|finances?|bears?|meets?|covers?"
    r"|absorbs?|defrays?|assumes?)\b(?P<what>(?:[^.;]|\.(?=\d)){2,260})"
)
_CHARGED = (
    r"(?:(?:is|are|remains?|be|shall be|will be)(?:\s+not)?\s+)?(?:solely |fully |financially "
    r"|also )?responsible for\s+(?P<what>(?:[^.;]|\.(?=\d)){2,260})"
)
_FREE = (
    r"(?:provides?|furnish(?:es)?|suppl(?:y|ies)"
    r"|makes? available)\b(?P<what>[^.;]{2,160}?)\s+(?:free of charge|without charge|at no (?:cost"
    r"|charge))"
)
_PASSIVE = (
    r"(?:shall be|will be|are to be|is to be|are|is|be)\s+(?:\w+ly\s+)?(?P<verb>paid|borne|met|funded"
    r"|covered|financed|reimbursed|defrayed)\b[^.;]{0,60}?\s+(?:by|from|out of|through)\s+"
)
_GIVERS = (
    r"(?:(?:private|corporate|outside|federal|state|individual|international|local)\s+)?(?:donations?"
    r"|donors?|sponsors?|grants?(?: funds)?|contributions?|foundations?|funds)\b"
)
_AT_EXPENSE = re.compile(r"\bat (?P<who>[^.;,]{2,60}?)(?:'s|s'|')?\s+(?:own\s+|sole\s+)?expense\b", re.IGNORECASE)
_ITS_OWN = re.compile(r"\b(?:its|their|his|her) own\b|\b(?:of|on) (?:its|their) (?:respective|own)\b", re.IGNORECASE)
_NO_PAYMENT = re.compile(
    r"\b(?:without (?:any )?(?:charge|compensation|reimbursement|payment)|free of charge|at no (?:cost|charge))\b",
    re.IGNORECASE,
)
_TAXPAYERS = re.compile(
    r"\b(?:no|not|nor)\b[^.;]{0,90}\b(?P<who>taxpayers(?: of (?:the )?(?:[A-Z][\w'-]+(?: of)?\s?)+)?)", re.IGNORECASE
)
_AND_OTHER = r"^[^.;]{0,80}?\band\s+(?P<who>%s)\s+(?P<what>the (?:costs?|expenses?|fees?) of [^.;]{3,80})"
_PERIOD = (
    (re.compile(r"\b(?:school|academic) year", re.IGNORECASE), " a school year"),
    (
        re.compile(
            r"(?:\ba|\bper|\beach|\bevery|/)\s*(?:calendar |fiscal |contract )?year\b|\bannual|\bper annum|\byearly",
            re.IGNORECASE,
        ),
        " a year",
    ),
    (re.compile(r"(?:\ba|\bper|\beach|\bevery|/)\s*month\b|\bmonthly", re.IGNORECASE), " a month"),
    (re.compile(r"(?:\ba|\bper|\beach|\bevery|/)\s*(?:calendar )?day\b|\bdaily\b|\bper diem", re.IGNORECASE), " a day"),
    (re.compile(r"(?:\ban?|\bper|\beach|\bevery|\band|/)\s*hour\b|\bhourly", re.IGNORECASE), " an hour"),
)
_UNIT = re.compile(
    (
        r"\b(?:per|for each|for every|each)\s+(?P<unit>student|officer|deputy|participant|trainee|cadet"
        r"|course|class|event|occurrence|incident|claim|person|instructor|vehicle|session|seat|head)s?\b"
    ),
    re.IGNORECASE,
)
_CEILING = re.compile(
    (
        r"(?:not[- ]to[- ]exceed|not (?:to )?exceed(?:ing)?|up to|at most|no more than|not more than"
        r"|ceiling of|maximum of|limited to)[^.;$]{0,40}$"
    ),
    re.IGNORECASE,
)
_FLOOR = re.compile(r"(?:not less than|no less than|at least|minimum of)[^.;$]{0,30}$", re.IGNORECASE)


def money(context: Context) -> Iterator[Term]:
    """Terms about who pays and how much, as they stand."""
    for clause in context.clauses:
        payers = list(_payers(context, clause))
        yield from payers
        yield from _amounts(context, clause, payers)


def _payers(context: Context, clause: Clause) -> Iterator[Term]:
    text = clause.text
    if cue("not_payer").search(text):
        return
    if taxed := _TAXPAYERS.search(text):
        yield context.term("payer", f"no cost to the {tidy(taxed['who'])}", clause, taxed.span(), 0.85)
        return
    actor = context.actors.pattern
    found = False
    seen: set[int] = set()
    for pattern, needs in ((_ACTIVE, True), (_CHARGED, True), (_FREE, False)):
        for match in re.finditer(rf"(?P<who>{actor}){_AUX}\s+{pattern}", text):
            verb = (match.groupdict().get("verb") or "").lower()
            if (
                needs
                and not verb.startswith(("pay", "reimburs", "compens", "fund", "financ"))
                and not re.search(_OUTLAY, match["what"], re.IGNORECASE)
            ):
                continue
            if match.start() in seen:
                continue
            seen.add(match.start())
            found = True
            more = re.match(_AND_OTHER % actor, match["what"])
            what = match["what"][: more.start("who")] if more else match["what"]
            yield _payer(context, clause, match["who"], what, match.span(), _negated(text, match))
            if more:
                yield _payer(context, clause, more["who"], more["what"], match.span(), False)
    for match in re.finditer(
        rf"(?P<what>[^.;]{{3,200}}?)\s(?i:{_PASSIVE})(?P<who>{actor}|{_GIVERS})", without_marker(text)
    ):
        if re.search(_OUTLAY, match["what"], re.IGNORECASE) or "cost" in clause.heading.lower():
            found = True
            yield _payer(context, clause, match["who"], match["what"], (0, len(text)), _negated(text, match))
    if expense := _AT_EXPENSE.search(text):
        found = True
        yield _payer(context, clause, expense["who"], text[: expense.start()], expense.span(), False)
    if not found and (free := _NO_PAYMENT.search(text)) and cue("given").search(text):
        yield context.term("payer", "no payment", clause, free.span(), 0.75, tidy(without_marker(text), 12))


def _negated(text: str, match: re.Match[str]) -> bool:
    """Whether nothing is paid: "neither Party pays", "shall not be required to reimburse", "pays for nothing"."""
    if match.start("who") < match.start("what"):
        between = text[match.start("who") : match.start("what")]
    else:
        between = text[match.end("what") : match.start("who")]
    return bool(
        re.match(r"(?:neither|no)\b", match["who"], re.IGNORECASE)
        or re.search(r"\b(?:not|never)\b", between)
        or re.match(r"(?:for\s+)?no(?:thing)?\b", match["what"].strip(), re.IGNORECASE)
    )


def _payer(context: Context, clause: Clause, who: str, what: str, at: tuple[int, int], negated: bool) -> Term:
    if who.strip().lower() in {"its", "their", "his or her"}:
        subject = re.match(context.actors.pattern, without_marker(clause.text))
        who = subject.group() if subject else who
    value = context.actors.resolve(
        re.sub(r"^(?:it is agreed that|thereafter)\s+", "", who.strip(), flags=re.IGNORECASE)
    )
    note = tidy(
        re.split(
            r"\b(?:unless|except|provided that|whether)\b", re.sub(r"^\s*(?:for\s+)?(?:the\s+(?=[a-z]))?", "", what)
        )[0],
        16,
    )
    if negated:
        return context.term(
            "payer", "no payment", clause, at, 0.8, f"{value}: {note}" if _is_party(context, who) else note
        )
    if value in {"each party", "both parties", "all parties", "Parties", "parties", "any party"} and _ITS_OWN.search(
        clause.text
    ):
        value = "each bears its own"
    return context.term(
        "payer", value, clause, at, 0.9 if _is_party(context, who) or value.startswith("each") else 0.75, note
    )


def _is_party(context: Context, who: str) -> bool:
    """Whether words name a party, rather than "no Member"."""
    return context.actors.known.search(who) is not None


def _amounts(context: Context, clause: Clause, payers: list[Term]) -> Iterator[Term]:
    text = clause.text
    paying = [term.value for term in payers if term.value not in {"no payment"}]
    for value, start, end in sums(text, context.country):
        after = re.split(r"[;]|\.\s|\$|\bEUR\b|\bUSD\b|,\s(?=and\b|in all)", text[end : end + 70])[0]
        before = re.split(r"[;$]", text[max(0, start - 70) : start])[-1]
        shown = value
        daily = re.search(r"\b(?P<word>daily|hourly|monthly|annual)\b[^.;]{0,40}$", before, re.IGNORECASE)
        shown += next(
            (words for pattern, words in _PERIOD if pattern.search(after) or (daily and pattern.search(daily.group()))),
            "",
        )
        if unit := _UNIT.search(after) or re.search(r"\bper (?P<unit>officer|student)\b", after):
            shown += f" per {unit['unit'].lower()}"
        if re.search(r"\bin (?:all|total)\b", text[end : end + 20], re.IGNORECASE):
            shown += " in all"
        if _CEILING.search(before):
            shown += ", at most"
        elif _FLOOR.search(before):
            shown += ", at least"
        what = tidy(
            re.split(r",\s|\b(?:in the amount|at the rate|up to|not to exceed|which)\b", without_marker(text[:start]))[
                0
            ][-120:],
            16,
        )
        note = f"{what}; by {paying[0]}" if paying else what
        yield context.term("amounts", shown, clause, (start, end), 0.9, note)
