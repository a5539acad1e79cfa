"""Read how an agreement is renewed, and who may end it with what notice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policyscan.agreements.terms_clauses import Clause
from policyscan.agreements.terms_context import AGREEMENT, Context, tidy
from policyscan.agreements.terms_numbers import NUMBER, Span, number_of, spans
from policyscan.agreements.terms_rules import cue
from policyscan.model import Term

_UNLESS = re.compile(r"\bunless\b(?P<why>[^.;]{0,200})", re.IGNORECASE)
_COUNT = re.compile(
    rf"\b(?:up to|not more than|no more than|a maximum of)?\s*(?P<number>{NUMBER})\s+(?:additional"
    rf"|further|successive|consecutive|option|renewal|optional|more)\b(?:\s+(?:successive|consecutive"
    rf"|option|renewal))?\s*(?:option |renewal )?(?:{NUMBER}[- ](?:year|month)|periods?|terms?"
    rf"|options?|extensions?|years?)",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:by|upon|with|through|subject to|at)\s+(?:an?\s+|the\s+|their\s+)?(?P<how>(?:mutual\s+"
    r"|prior\s+|joint\s+)?(?:written\s+|signed\s+)?(?:agreement|consent|amendment|approval"
    r"|exchange of (?:letters|notes)|option|addendum))(?:\s+in writing)?",
    re.IGNORECASE,
)


def renewal(context: Context, clause: Clause) -> Iterator[Term]:
    """How long an agreement is renewed or extended for, how often, and how: "1 year, by mutual agreement"."""
    for match in cue("renewal").finditer(clause.text):
        if cue("not_renewal").search(clause.text):
            return
        whole = clause.text[max(0, match.start() - 120) : match.end() + 320]
        after = clause.text[match.start() : match.end() + 320]
        unless = _UNLESS.search(after)
        said = after[: unless.start()] if unless else after
        lengths = [
            span for span in spans(said) if not re.search(r"notice|before|prior", said[span.end : span.end + 20])
        ]
        parts: list[str] = []
        if lengths:
            parts.append(str(lengths[0]))
        elif re.search(r"\b(?:like|same|similar|equal) (?:terms?|periods?)", said, re.IGNORECASE):
            parts.append("like terms")
        if count := _COUNT.search(whole):
            parts.append(_times(number_of(count["number"])))
        elif re.search(r"\bonce\b", said, re.IGNORECASE):
            parts.append("once")
        elif re.search(r"\btwice\b", said, re.IGNORECASE):
            parts.append(_times(2))
        parts += _manner(whole, said, unless)
        if parts:
            yield context.term("renewal", ", ".join(parts), clause, match.span(), 0.85 if len(parts) > 1 else 0.7)
            return


def _times(number: int) -> str:
    return "once" if number == 1 else f"up to {number} times"


def _manner(whole: str, said: str, unless: re.Match[str] | None) -> list[str]:
    automatic = re.search(r"automatic|tacit", whole, re.IGNORECASE)
    why = ""
    if unless:
        days = spans(unless["why"])
        why = f"unless {days[0].notice} notice" if days else f"unless {tidy(unless['why'], 8)}"
    if automatic or (
        unless and re.search(r"\b(?:is|be|are|stands?) (?:further )?(?:renewed|extended|prolonged)", whole)
    ):
        return [f"automatic {why}".strip()]
    if how := _BY.search(said):
        words = re.sub(r"\s+", " ", how["how"].lower())
        words = "option" if "option" in words else words
        if words in {"agreement", "consent"} and "in writing" in how.group().lower():
            words = f"written {words}"
        words = "written agreement" if "amendment" in words or "addendum" in words else words
        return [f"by {words}"]
    return ["by option"] if re.search(r"\boption", whole, re.IGNORECASE) else []


def ends(context: Context, clause: Clause) -> Iterator[Term]:
    """Who may end an agreement and with what notice, and the days of that notice."""
    for match in cue("ends").finditer(clause.text):
        if _is_other(clause.text):
            return
        who, since = _who(context, clause.text, match)
        nobody = not who
        if nobody and not re.search(
            rf"{AGREEMENT}s?\W+(?:may|can)(?: also)? be $", clause.text[: match.start()], re.IGNORECASE
        ):
            continue
        # "upon 30 days' notice, or for cause immediately" are two ways.
        for part in re.split(
            r"(?<=,) or (?=for (?:cause|convenience)|immediately)", clause.text[min(since, match.start()) :]
        ):
            value, notice = _how(who, match.group(), part, clause.text[max(0, match.start() - 100) : match.start()])
            value = who if who == "both parties" else value.removeprefix(", ").strip()
            if not value or (nobody and notice is None):
                continue
            yield context.term("ends", value, clause, match.span(), 0.9 if who.endswith(("party", "parties")) else 0.8)
            if notice is not None:
                yield context.term("notice_days", str(notice.days), clause, match.span(), 0.9)
        return


def _is_other(text: str) -> bool:
    """Whether the clause speaks of another end; "unless sooner terminated on 30 days' notice" speaks of this one."""
    other = cue("not_ends").search(text)
    if other is None:
        return False
    is_exception = re.match(r"unless", other.group(), re.IGNORECASE)
    return not (is_exception and re.search(r"\bnotice\b", text[other.end() : other.end() + 120]))


def _who(context: Context, text: str, match: re.Match[str]) -> tuple[str, int]:
    """Who may end the agreement, and where in the text the words about it begin; blank where nobody is named."""
    actor = context.actors.pattern
    first = max(0, match.start() - 200)
    before = text[first : match.start()]
    verb = r"(?:may|shall|can|will|reserves|has|have|elects?|decides?|wish|should|,|also|at any time|unilaterally|\s)"
    right = r"(?:\s+(?:the|right|to|be|entitled|free|unilaterally|immediately)\b)*"
    if notifying := re.search(
        rf"({actor})\s+(?:shall|will|must)\s+(?:provide|give|serve)\b[^.;]{{0,80}}\bnotice\b", text
    ):
        return context.actors.resolve(notifying.group(1)), notifying.end(1)
    if giving := re.search(rf"\buntil\s+({actor})\s+(?:gives?|serves?|writes?|notif)", text, re.IGNORECASE):
        return context.actors.resolve(giving.group(1)), giving.end(1)
    for pattern in (
        rf"({actor})\s+(?:may|can|shall),[^.;]{{0,140}},\s*(?:elect to\s*)?$",
        rf"({actor})\s*(?:,[^,.;]{{0,80}},)?\s*{verb}*{right}\s*(?:provides\s+)?$",
    ):
        if subject := re.search(pattern, before):
            return context.actors.resolve(subject.group(1)), first + subject.end(1)
    after = text[match.end() : match.end() + 120]
    if re.match(r"[^.;]{0,40}?\b(?:by|upon|with)\s+(?:the\s+)?(?:written\s+)?mutual\b", after):
        return "both parties", match.start()
    by = r"\s+" if match.group().lower().endswith(" by") else r"[^.;]{0,70}?\bby\s+"
    if agent := re.match(rf"{by}(?:the\s+)?({actor})", after):
        return context.actors.resolve(agent.group(1)), match.start()
    if until := re.search(rf"\b(?:until|unless|if)\s+(?:sooner\s+|earlier\s+)?({actor})[^.;]{{0,60}}$", before):
        return context.actors.resolve(until.group(1)), first + until.end(1)
    return "", 0


def _how(who: str, verb: str, said: str, before: str) -> tuple[str, Span | None]:
    lengths = [
        span
        for span in spans(said[:420])
        if re.search(
            r"notice|notif|written|prior|before|advance|after|following",
            said[max(0, span.start - 40) : span.end + 45],
            re.IGNORECASE,
        )
    ]
    written = re.search(r"\bwrit(?:ten|ing)\b", said[:300] + before, re.IGNORECASE)
    at_once = re.search(
        r"\bimmediate(?:ly)?\b|\bforthwith\b|\bat once\b|\bwith immediate effect\b",
        said[:200] + before[-40:],
        re.IGNORECASE,
    )
    if lengths and not (at_once and at_once.start() < lengths[0].start):
        return f"{who}, {lengths[0].notice}{' written' if written else ''} notice", lengths[0]
    if re.search(r"\bsuspend", verb, re.IGNORECASE):
        return (f"{who}, immediate suspension", None) if at_once else ("", None)
    if at_once:
        in_writing = written is not None and written.start() < at_once.start()
        return f"{who}, {'written notice, effective immediately' if in_writing else 'immediately'}", None
    at_any_time = " at any time" if re.search(r"\bat any time\b", said + before, re.IGNORECASE) else ""
    return f"{who}{at_any_time}{', written notice' if written else ''}", None
