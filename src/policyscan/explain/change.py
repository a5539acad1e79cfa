"""Say in a sentence what would change an answer, from the measure's table and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from policyscan.explain.records import Clause, Document, counted, key_of_finding, key_of_quote
from policyscan.model import Effect, Finding, Judgement, Modality, State
from policyscan.taxonomy import Measure, Rule

if TYPE_CHECKING:
    from policyscan.store import Store

_MODAL_WORDS = {
    Modality.MUST: "shall",
    Modality.SHOULD: "should",
    Modality.MUST_NOT: "shall not",
    Modality.SHOULD_NOT: "should not",
    Modality.MAY_ONLY: "may only",
    Modality.MAY: "may",
}
# Longest stretch of an exception that a sentence quotes.
_QUOTED = 120


def what_would_change(
    store: Store,
    judgement: Judgement,
    measure: Measure,
    clauses: Sequence[Clause],
    findings: Sequence[Finding],
    documents: Sequence[Document],
) -> str:
    """What would change the answer; `findings` are the measure's, of all documents searched."""
    if judgement.state is State.NOT_COLLECTED:
        return "A policy on use of force of this place: none that speaks of force has been collected."
    if judgement.state is State.UNREADABLE:
        unread = "; ".join(
            f"{each.file}, {'page' if len(each.unreadable_pages) == 1 else 'pages'} "
            f"{', '.join(map(str, each.unreadable_pages))}"
            for each in documents
            if each.unreadable_pages
        )
        return f"The words of the pages that could not be read ({unread}): read them by OCR, or find a better copy."
    if judgement.state is State.CONTESTED:
        if len({evidence.sha256 for evidence in judgement.evidence[:2]}) == 1:
            return "One of the two chapters changed to say what the other says."
        return (
            "Only one of the two documents in force: give both the same series in the manifest, so that the newer "
            "takes the place of the older, or leave out the one that was withdrawn."
        )
    if judgement.adopted == 1:
        return _change_of_a_yes(measure, clauses, findings)
    return _change_of_a_no(store, judgement, measure, findings)


def _change_of_a_yes(measure: Measure, clauses: Sequence[Clause], findings: Sequence[Finding]) -> str:
    quoted = {key_of_quote(clause.evidence) for clause in clauses if clause.decides}
    deciding = {finding.clause_id for finding in findings if key_of_finding(finding) in quoted}
    supporting = {f.clause_id for f in findings if f.effect in {Effect.MEETS, Effect.PART}} - deciding
    holds = all(_is_met(measure, [f for f in findings if f.clause_id != lost]) for lost in deciding)
    words = "the deciding clause" if len(deciding) == 1 else "one of the deciding clauses"
    if not deciding:
        words = "the clauses" if sum(clause.decides for clause in clauses) > 1 else "the clause"
        sentence = f"The loss of {words} quoted first, or a wording that leaves the choice to the officer."
    elif holds:
        verb = "supports" if len(supporting) == 1 else "support"
        sentence = f"Not the loss of {words} alone: {counted(len(supporting), 'other clause')} {verb} the answer too."
    else:
        sentence = f"The loss of {words}: what else was found does not meet the measure."
    defeats = _says(rule for rule in measure.rules if rule.effect is Effect.DEFEATS)
    return f"{sentence} A clause that says one of these would count against it: {defeats}" if defeats else sentence


def _is_met(measure: Measure, findings: Sequence[Finding]) -> bool:
    supplied = {part for f in findings if f.effect is Effect.PART for part in f.part.split(",")}
    return any(f.effect is Effect.MEETS for f in findings) or (bool(measure.parts) and supplied >= {*measure.parts})


def _change_of_a_no(store: Store, judgement: Judgement, measure: Measure, findings: Sequence[Finding]) -> str:
    wanted = [rule for rule in measure.rules if rule.effect in {Effect.MEETS, Effect.PART}]
    any_row = f"a clause that says one of these: {_says(wanted)}"
    first = judgement.evidence[0] if judgement.evidence else None
    finding = next((f for f in findings if first and key_of_finding(f) == key_of_quote(first)), None)
    if judgement.state is State.SILENT or first is None or finding is None:
        return _capital(any_row)
    code = judgement.reason_code
    if code == "optional":
        asked = {m for rule in wanted for m in rule.modality}
        # A duty takes the place of leave; bans are asked for only where the measure is one.
        duties = {Modality.MUST, Modality.SHOULD} & asked or asked
        modals = [modality for modality in _MODAL_WORDS if modality in duties]
        words = " or ".join(f"'{_MODAL_WORDS[modality]}'" for modality in modals) or "'shall' or 'must'"
        cue = next((cue.text for cue in finding.cues if cue.category in {*map(str, _MODAL_WORDS)}), "")
        instead = f"in place of '{cue}'" if cue else "in place of what leaves it to the officer"
        return f"A clause with {words} {instead} in the words quoted first; or {any_row}"
    if code == "exception-swallows-rule":
        return f"The exception left out or narrowed{_exception(store, finding)}; or {any_row}"
    if code in dict(measure.missing).values():
        return _missing_part(measure, findings, finding)
    if finding.effect in {Effect.MEETS, Effect.PART}:
        return f"Words that hold without the limits around those quoted first: {any_row}"
    if finding.effect is Effect.DEFEATS:
        return f"The words quoted first left out ({_lower(finding.says)}), and {any_row}"
    return _capital(any_row)


def _missing_part(measure: Measure, findings: Sequence[Finding], deciding: Finding) -> str:
    supplied = {part for f in findings if f.effect is Effect.PART for part in f.part.split(",")}
    missing = [part for part in measure.parts if part not in supplied]
    rows = [rule for rule in measure.rules if rule.effect is Effect.PART and set(missing) & set(rule.parts)]
    allows = f"The words quoted first left out ({_lower(deciding.says)})" if deciding.effect is Effect.DEFEATS else ""
    if not missing:
        return f"{allows}." if allows else f"A clause that says one of these: {_says(rows)}"
    asked = f"a clause for the missing part ({' and '.join(missing)}) that says one of these: {_says(rows)}"
    return f"{allows}, and {asked}" if allows else _capital(asked)


def _exception(store: Store, finding: Finding) -> str:
    clause = store.clause(finding.clause_id)
    words = clause.exception
    if not words:
        cue = next((cue for cue in finding.cues if cue.category == "exception"), None)
        inside = cue is not None and clause.start <= cue.start < clause.end
        words = clause.text[cue.start - clause.start :] if cue is not None and inside else ""
    plain = " ".join(words.split())
    short = plain if len(plain) <= _QUOTED else f"{plain[:_QUOTED].rsplit(' ', 1)[0]} …"
    return f" ('{short}')" if short else ""


def _says(rules: Iterable[Rule]) -> str:
    """The rows' words as one list."""
    return " / ".join(dict.fromkeys(rule.says for rule in rules))


def _lower(says: str) -> str:
    plain = says.rstrip(".")
    return plain[:1].lower() + plain[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
