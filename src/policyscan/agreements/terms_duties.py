"""Read what an agreement lets and makes people do: powers, training, people, equipment, and its plain rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policyscan.agreements.terms_clauses import Clause, without_marker
from policyscan.agreements.terms_context import Context, tidy
from policyscan.agreements.terms_numbers import NUMBER, number_of
from policyscan.agreements.terms_rules import Row, cue, rows
from policyscan.agreements.terms_time import how_often
from policyscan.model import Term

_PERSONS = (
    r"(?P<noun>officers?|deput(?:y|ies)|cadets?|students?|instructors?|participants?|trainees?"
    r"|agents?|trainers?|troopers?|candidates?|experts?|advis[eo]rs?|gendarmes?|police officers?"
    r"|personnel|detectives?)"
)
_PEOPLE = re.compile(
    rf"(?:(?P<more>up to|at least|no fewer than|not fewer than|a minimum of|not more than|no more than"
    rf"|not less than|a maximum of)\s+)?"
    rf"\b(?P<number>{NUMBER})(?:\s+(?:to|-)\s+(?P<upper>{NUMBER}))?\s+(?:(?!years?|months?|days?"
    rf"|hours?|weeks?|courses?)[\w-]+\s+){{0,4}}?{_PERSONS}\b",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"(?:(?P<before>.+?)(?:'s?)? (?:(?:deadly |lethal )?use of (?:\w+ )?force \w+|polic(?:y"
    r"|ies) (?:on|concerning|regarding|for)\b.*)"
    r"|polic(?:y|ies) of (?:the )?(?P<after>.+?) on the use of (?:\w+ )?force)$",
    re.IGNORECASE,
)
# A list of powers is cut before each further verb.
_AND_POWER = re.compile(
    r",\s+(?:and\s+|or\s+)?(?=_V)|\s+(?:and|or)\s+(?=_V)".replace(
        "_V", r"(?:make|issue|carry|serve|arrest|detain|conduct|enforce|search|interrogate|stop|seize|question)\b"
    )
)
_POWER_OPENING = (
    r"^(?:(?:the )?(?:powers?|authority)(?: and authority)?\s+to\s+|(?:shall|will|must)\s+(?:also\s+)?(?=have|not)"
    r"|may\s+(?:also\s+)?(?!not)|(?:are|is|shall be|be) authorized to\s+|(?:shall )?ha(?:ve"
    r"|s) (?:the )?authority to\s+)*"
    r"(?:(?:have|has|having)\s+(?=no\b|all\b|full\b|the\b))?"
)
_PHRASE_END = re.compile(
    r"[;:(]|(?<![A-Z])\.|,(?!\s+(?:and\s+|or\s+)?(?:make|issue|carry|serve|arrest|detain|conduct"
    r"|enforce|search|interrogate|stop|seize|question)\b)|\band (?:shall|will)\b|\b(?:subject to"
    r"|pursuant to|provided that|unless|except|in accordance)\b"
)


def duties(context: Context) -> Iterator[Term]:
    """Terms about powers, people and things, and those that the rows of `terms.toml` find."""
    for clause in context.clauses:
        yield from _powers(context, clause)
        yield from _personnel(context, clause)
        yield from _by_actor(context, clause, "equipment")
        yield from _by_actor(context, clause, "training_duty")
        yield from _required(context, clause)
        for row in rows():
            if (term := by_row(context, clause, row)) is not None:
                yield term


def by_row(context: Context, clause: Clause, row: Row) -> Term | None:
    """The term that a row of `terms.toml` finds in a clause, if any."""
    match = row.match.search(clause.text)
    if match is None or (row.unless is not None and row.unless.search(clause.text)):
        return None
    if any(not need.search(clause.text) for need in row.needs):
        return None
    value = row.value
    if "{pick}" in value:
        picked = row.pick.search(clause.text) if row.pick is not None else None
        if picked is None:
            return None
        value = value.replace("{pick}", _picked(context, picked.group()))
    if "{actor}" in value:
        opening = re.match(context.actors.pattern, without_marker(clause.text))
        actor = context.actors.first(clause.text) or (context.actors.resolve(opening.group()) if opening else "")
        if not actor:
            return None
        value = value.replace("{actor}", actor)
    if "{by}" in value:
        agent = re.match(rf"\s*(?:of\s+|by\s+|to\s+)?({context.actors.pattern})", clause.text[match.end() :])
        if agent is None:
            return None
        value = value.replace("{by}", context.actors.resolve(agent.group(1)))
    if "{often}" in value:
        often = how_often(clause.text)
        value = value.replace("{often}", often) if often else value.replace(", {often}", "")
    return context.term(row.name, value, clause, match.span(), row.confidence)


def _picked(context: Context, words: str) -> str:
    """Picked words as a value; of a policy, the party whose it is."""
    words = re.sub(r"^(?:the|an?|both)\s+", "", re.sub(r"\s+", " ", words), flags=re.IGNORECASE)
    if owner := _OWNED.match(words):
        named = (owner["before"] or owner["after"]).strip()
        party = context.actors.resolve(named)
        return party if context.actors.known.match(named) else words
    return context.actors.resolve(words)


def _powers(context: Context, clause: Clause) -> Iterator[Term]:
    text = without_marker(clause.text)
    if cue("not_powers").search(text):
        return
    read = 0
    for match in cue("powers").finditer(text):
        if match.start() < read:
            continue
        rest = text[match.start() :]
        phrase = re.sub(_POWER_OPENING, "", rest, flags=re.IGNORECASE)
        opened = len(rest) - len(phrase)
        stop = _PHRASE_END.search(phrase, 12)
        phrase = phrase[: stop.start()] if stop else phrase
        read = match.start() + opened + len(phrase)
        for piece in _AND_POWER.split(phrase):
            if value := tidy(piece, 22):
                value = value[0].lower() + value[1:] if value[1:2].islower() else value
                yield context.term("powers", value, clause, match.span(), 0.85)


def _personnel(context: Context, clause: Clause) -> Iterator[Term]:
    if cue("personnel").search(clause.text) is None:
        return
    for match in _PEOPLE.finditer(clause.text):
        number = number_of(match["number"])
        noun = match["noun"].lower()
        if not 0 < number < 2000 or re.search(r"\$\s*$", clause.text[: match.start("number")]):
            continue
        more = (match["more"] or "").lower()
        limit = (
            "at least "
            if re.search(r"at least|no fewer|not fewer|not less|minimum", more)
            else "up to "
            if more
            else ""
        )
        upper = f" to {number_of(match['upper'])}" if match["upper"] else ""
        if number == 1 and not upper:
            noun = re.sub(r"ies$", "y", noun).removesuffix("s")
        often = ""
        if re.match(r"\s*(?:,\s*)?each\b", clause.text[match.end() :]):
            often = " per course"
        elif re.search(
            r"\b(?:in|per|each|every|a)\s+(?:each\s+|every\s+)?(?:calendar\s+)?year\b|\bannually\b|\bper annum\b",
            clause.text,
            re.IGNORECASE,
        ):
            often = " a year"
        yield context.term("personnel", f"{limit}{number}{upper} {noun}{often}", clause, match.span(), 0.8)


def _by_actor(context: Context, clause: Clause, name: str) -> Iterator[Term]:
    """Terms whose value is the party that does what the cue says, in the active or the passive voice."""
    if cue(f"not_{name}").search(clause.text):
        return
    for match in cue(name).finditer(clause.text):
        # "an ICE-provided network" gives nothing.
        subject = None if clause.text[: match.start()].endswith("-") else _doer(context, clause.text, match)
        if subject is None:
            continue
        words = subject.group(1)
        value = context.actors.resolve(words)
        yield context.term(
            name,
            value,
            clause,
            match.span(),
            0.85 if context.actors.known.search(words) else 0.65,
            tidy(without_marker(clause.text), 14),
        )
        return


def _required(context: Context, clause: Clause) -> Iterator[Term]:
    """That people must complete a training or pass a test."""
    if (match := cue("training_required").search(clause.text)) and not cue("not_training_required").search(clause.text):
        words = tidy(clause.text[match.start() :], 14)
        yield context.term("training_duty", "must be completed", clause, match.span(), 0.75, words)


def _doer(context: Context, text: str, match: re.Match[str]) -> re.Match[str] | None:
    """The party that does what the cue says: before it, or after "by"."""
    actor = context.actors.pattern
    before = text[max(0, match.start() - 200) : match.start()]
    return (
        re.search(rf"({actor})\s+(?:shall|will)\b[^.;]{{3,160}}\band (?:shall |will )$", before)
        or re.search(
            rf"({actor})(?:\s+(?:in|at|for|of)\s[^,;.]{{0,40}},?)?\s*(?:\b(?:shall|will|must|agrees? to|is to"
            rf"|also|further|hereby"
            r"|may|is|are|be|responsible|for|the)\b\s*)*$",
            before,
        )
        or re.match(rf"(?:[^.;]{{0,60}}?\b(?:by|of|from)\s+|\s+)({actor})", text[match.end() :])
    )
