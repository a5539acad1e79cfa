"""Read when an agreement begins, how long it lasts and how often it is reviewed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from policyscan.agreements.terms_clauses import Clause
from policyscan.agreements.terms_context import AGREEMENT, Context, tidy
from policyscan.agreements.terms_end import ends, renewal
from policyscan.agreements.terms_numbers import NUMBER, Span, add, dates, number_of, spans
from policyscan.agreements.terms_rules import cue
from policyscan.model import Term

_THIS = re.compile(
    rf"\b(?:this|the|present|such|these)\s+(?:\w+\s+){{0,4}}?{AGREEMENT}s?\b|\bit\b"
    rf"|\bthe\s+(?:\w+\s+)?(?:exchange|secondment|twinning|attachment|cooperation|collaboration|affiliation|training)\b"
    rf"|\bperiod of performance\b|\binitial term\b",
    re.IGNORECASE,
)
# What else may begin, end or be renewed in an agreement.
_OTHER = re.compile(
    r"\b(?:terminat|suspen|withdraw|amend|modif|revoc|revok|renew|notice|denunc|addend|appendi"
    r"|authori[sz]ation|credential"
    r"|polic(?:y|ies)\b|training|certificat|appointment|employment|lease|secondment|insurance)\w*[^.;]{0,60}$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|through|thru|to|ends?(?: on)?|expires?(?: on)?|terminates?(?: on)?|and ending"
    r"|-)\s*(?:and including\s+)?$",
    re.IGNORECASE,
)
_NTH_DAY = re.compile(
    rf"(?P<number>{NUMBER}|\w+(?:ieth|th|st|nd|rd))\s*\(?\d*\)?\s*days?\s+(?:following|after|from)", re.IGNORECASE
)
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fifth": 5,
    "tenth": 10,
    "fifteenth": 15,
    "twentieth": 20,
    "thirtieth": 30,
    "sixtieth": 60,
    "ninetieth": 90,
}
_SIGNED = (
    (
        re.compile(
            r"\blast\b[^.;]{0,60}\bnotif|notif[^.;]{0,90}\b(?:internal|domestic|constitutional|legal)"
            r"|exchange of (?:diplomatic )?notes",
            re.IGNORECASE,
        ),
        "last notification",
    ),
    (
        re.compile(
            r"\b(?:last|final|later|latest|latter)\b[^.;]{0,40}\bsign|\b(?:both|all"
            r"|each)(?: of)?(?: the)? (?:contracting )?(?:part|partic|sid|signator|member"
            r"|govern)\w+[^.;]{0,40}\b(?:sign|execut)|\b(?:sign|execut)\w*[^.;]{0,50}\b(?:both|all|each"
            r"|last)\b|\b(?:second|last|final) (?:party|participant|signatory|side)\b[^.;]{0,30}\bsign"
            r"|\bfully executed",
            re.IGNORECASE,
        ),
        "last signature",
    ),
    (re.compile(r"\b(?:approv|ratif|adopt)\w*", re.IGNORECASE), "approval"),
    (re.compile(r"\b(?:signature|signing|signed|execution|executed)\b", re.IGNORECASE), "signature"),
)


_MADE = re.compile(
    r"\b(?:made|entered\s+into|dated|executed|concluded|effective)\b[^.;]{0,40}\b(?:this|as\s+of|on|the)\b",
    re.IGNORECASE,
)
_FIRST_WRITTEN = re.compile(
    r"\b(?:date|day)\b[^.;]{0,30}\b(?:first|above|hereof|paragraph|written|opening)\b|\bdate\s+of\s+this\s+\w+\b",
    re.IGNORECASE,
)
_DEFINED_DAY = re.compile(
    r"\(?\s*(?:the\s+)?[\"“”']\s*(?:effective|commencement|start)\s+date\s*[\"“”']", re.IGNORECASE
)
_NEAR_DATE = 30
# More months than these are no length in which people think.
_MOST_MONTHS = 24
# "and, unless terminated earlier, expires on"
_UNLESS = re.compile(r",?\s*\bunless\b[^,.;]*,")
# How sure it must be who may end an agreement, for that to say that it has no end of its own.
_SURE_END = 0.85


def timing(context: Context, signed: date | None = None) -> Iterator[Term]:
    """Terms about time, as they stand; `signed` is the day of the last signature, where that is known."""
    lasting: list[tuple[Span, Clause, tuple[int, int]]] = []
    found: list[Term] = []
    drawn_up = _drawn_up(context)
    for clause in context.clauses:
        found += _effective(context, clause, drawn_up)
        for term, length in _term(context, clause):
            found.append(term)
            if length is not None:
                lasting.append(length)
        found += renewal(context, clause)
        found += ends(context, clause)
        found += _review(context, clause)
    begun = _begun(found, signed)
    if begun is not None and lasting:
        span, clause, at = lasting[0]
        found.append(
            context.term("end_date", last_day(begun, span).isoformat(), clause, at, 0.5, f"{span} from {begun}")
        )
    drawn = list(_drawn(found, begun, lasting))
    has_length = any(term.name == "term" and term.value[0].isdigit() for term in drawn)
    for term in found:
        # A length says more than "until" the date that stands under its own name.
        is_later = has_length and term.name == "term" and term.value.startswith("until 2")
        yield replace(term, confidence=round(term.confidence - 0.05, 2)) if is_later else term
    yield from drawn


def _drawn(
    found: Sequence[Term], begun: date | None, lasting: Sequence[tuple[Span, Clause, tuple[int, int]]]
) -> Iterator[Term]:
    """What follows from the terms that are said: a length from two dates, an end by expiry, or none."""
    said = {name: [term for term in found if term.name == name] for name in ("term", "end_date", "ends")}
    end = said["end_date"][0] if said["end_date"] else None
    if end is not None and begun is not None and not lasting:
        length = _whole(begun, date.fromisoformat(end.value))
        if length is not None:
            yield replace(end, name="term", value=str(length), note=f"{begun} to {end.value}")
    if not said["ends"]:
        if end is not None:
            yield replace(end, name="ends", value=f"expires {end.value}", confidence=0.7)
        elif lasting and said["term"]:
            yield replace(said["term"][0], name="ends", value=f"expires after {lasting[0][0]}", confidence=0.6)
    elif not said["term"] and end is None and said["ends"][0].confidence >= _SURE_END:
        yield replace(said["ends"][0], name="term", value="indefinite", confidence=0.5, note="no end is set")


def _begun(found: Sequence[Term], signed: date | None) -> date | None:
    """The day from which a term counts: the one that is said, else that of the signatures."""
    values = [term.value for term in found if term.name == "effective"]
    for value in values:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return date.fromisoformat(value)
    return signed if not values or values[0] in {"signature", "last signature"} else None


def _drawn_up(context: Context) -> date | None:
    """The day on which an agreement says at its head that it is made: "the date first above written"."""
    for clause in context.clauses[:12]:
        if _MADE.search(clause.text):
            found = dates(clause.text, day_first=context.day_first)
            if found:
                return found[0][0]
    return None


def last_day(begun: date, span: Span) -> date:
    """The last day of a term: two years from the 1st of June end on the 31st of May."""
    return add(begun, span) - timedelta(days=1)


def _whole(begun: date, end: date) -> Span | None:
    """The years or months from a first to a last day, where they are whole."""
    months = 12 * (end.year - begun.year) + end.month - begun.month
    for number in (months, months + 1):
        span = Span(number // 12, "year", 0, 0) if number % 12 == 0 else Span(number, "month", 0, 0)
        is_length = number > 0 and (number % 12 == 0 or number <= _MOST_MONTHS)
        if is_length and end in {last_day(begun, span), add(begun, span)}:
            return span
    return None


def _effective(context: Context, clause: Clause, drawn_up: date | None) -> Iterator[Term]:
    if defined := _DEFINED_DAY.search(clause.text):
        known = dates(clause.text[: defined.start() + 1], day_first=context.day_first)
        if known and defined.start() - known[-1][2] < _NEAR_DATE:
            yield context.term("effective", known[-1][0].isoformat(), clause, defined.span(), 0.85)
            return
    for match in cue("effective").finditer(clause.text):
        before = clause.text[max(0, match.start() - 90) : match.start()]
        if _OTHER.search(before) or cue("not_effective").search(clause.text):
            continue
        after = clause.text[match.start() : match.end() + 220]
        here = [
            day
            for day, a, _ in dates(after, day_first=context.day_first)[:1]
            if not _UNTIL.search(f"{after[:a].rstrip(' ,')} ")
        ]
        if not here and drawn_up is not None and _FIRST_WRITTEN.search(after):
            here = [drawn_up]
        if not here and re.match(r"[\w ]*\bimmediately\b", after):
            # "entered into this 4th day of May, 2016, and effective immediately"
            here = [day for day, _, _ in dates(clause.text[: match.start()], day_first=context.day_first)[-1:]]
        nth = _NTH_DAY.search(after)
        base = next((value for pattern, value in _SIGNED if pattern.search(after)), "")
        if here and (not base or after.lower().find(base.split()[-1][:4]) > 60):
            value = here[0].isoformat()
        elif nth and base:
            word = nth["number"].lower()
            value = f"{_ORDINALS.get(word) or number_of(word)} days after {base}"
        elif base:
            value = base
        else:
            continue
        sure = 0.9 if _THIS.search(before + match.group()) else 0.7
        yield context.term("effective", value, clause, match.span(), sure)
        return


def _term(context: Context, clause: Clause) -> Iterator[tuple[Term, tuple[Span, Clause, tuple[int, int]] | None]]:
    for match in cue("term").finditer(clause.text):
        before = _UNLESS.sub(" ", clause.text[max(0, match.start() - 200) : match.start()])
        if (
            _OTHER.search(before[-60:])
            or not _THIS.search(before + match.group())
            or cue("not_term").search(clause.text)
        ):
            continue
        after = clause.text[match.start() : match.end() + 200]
        last = [
            (day, a, b)
            for day, a, b in dates(after, day_first=context.day_first)
            if _UNTIL.search(after[:a].rstrip(" ,") + " ")
        ]
        lengths = [span for span in spans(after) if not re.search(r"\bnotice\b", after[span.end : span.end + 25])]
        indefinite = re.search(
            r"\bindefinite|\bunlimited|without limit"
            r"|\b(?:no|without an?)\s+(?:fixed\s+|set\s+|definite\s+)?(?:end|term|expir\w+|time limit)",
            after,
            re.IGNORECASE,
        )
        until = re.search(r"\buntil\b", after, re.IGNORECASE)
        length = None
        if last:
            value = f"until {last[0][0].isoformat()}"
            yield context.term("end_date", last[0][0].isoformat(), clause, match.span(), 0.9), None
        elif indefinite:
            value = "indefinite"
        elif (
            until
            and re.search(
                r"\b(?:terminat|suspen|withdraw|denounc|cancel|superseded|rescind"
                r"|notice|notif|writes?|revok|dissolv|ended|end it|should end)",
                after[until.start() :],
                re.IGNORECASE,
            )
            and not (lengths and lengths[0].start < until.start())
        ):
            value = "until terminated"
        elif whole := re.search(
            r"\bfor the (?:full |entire |whole )?(?:term|duration|life) of the (?!agreement|mou|moa"
            r"|memorandum)[\w' ]{3,50}",
            after,
            re.IGNORECASE,
        ):
            value = tidy(re.split(r"\b(?:after|unless|and|at)\b", whole.group())[0])
        elif lengths and lengths[0].start < 110:
            value = str(lengths[0])
            length = (lengths[0], clause, match.span())
        else:
            continue
        yield context.term("term", value, clause, match.span(), 0.9 if _THIS.search(before) else 0.75), length
        return


def _review(context: Context, clause: Clause) -> Iterator[Term]:
    for match in cue("review").finditer(clause.text):
        if cue("not_review").search(clause.text):
            return
        if often := how_often(clause.text):
            yield context.term("review", often, clause, match.span(), 0.8)
            return


def how_often(text: str) -> str:
    """How often something is done, as "every year" or "twice a year"; blank where a text does not say."""
    lowered = text.lower()
    if re.search(r"\b(?:twice|two times)\s+(?:a|each|per|every)\s+(?:calendar )?year|semi-?annual", lowered):
        return "twice a year"
    if re.search(
        r"\bannual|\byearly\b|\b(?:each|every|once a|once per|per|once each|once every) (?:calendar "
        r"|fiscal )?year\b|\beach (?:january|february|march|april|may|june|july|august|september|october"
        r"|november|december)\b|\bevery (?:12|twelve) months",
        lowered,
    ):
        return "every year"
    if re.search(r"\bquarterly\b|\b(?:each|every|per|once a) (?:calendar )?quarter\b", lowered):
        return "every quarter"
    if re.search(r"\bmonthly\b|\b(?:each|every|once a|per) month\b", lowered):
        return "every month"
    if re.search(r"\bbiennial|every other year", lowered):
        return "every 2 years"
    if every := re.search(rf"\bevery\s+(?P<length>{NUMBER}[\s-]+(?:years?|months?))", lowered):
        return f"every {spans(every['length'])[0]}"
    return ""
