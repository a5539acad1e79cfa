"""Say which way training, or power, goes under an agreement, seen from the local party."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from policyscan.agreements.mending import is_noisy, mended
from policyscan.agreements.parties_sides import only_teaches
from policyscan.agreements.terms_rules import table
from policyscan.model import Direction, ParsedDocument, Party, Role
from policyscan.who import demonym_of

_NOT_GIVEN = re.compile(
    r"\b(?:shall|will|may|is|are)\s+not\b|\bno\s+(?:part|cost|instructors?|trainers?|officers?)\b|\bneither\b|\bnothing\b|\bnever\b"
    r"|\b(?:is|are|stands?)\s+(?:struck|deleted|removed)\b",
    re.IGNORECASE,
)
_NO_POWERS = re.compile(
    r"\b(?:not|no|neither|nothing|without)\b[^.;]{0,60}$|\bdeputy\s+(?:chief|director|minister|commissioner)", re.I
)
_WILL = r"(?:shall|will|may|agrees?\s+to|undertakes?\s+to|intends?\s+to|is\s+to|are\s+to)"
# Who was sent: "They shall teach", where the sentence before says who sends.
_SENT = re.compile(
    r"^\W*(?:they|(?:the|this|that|each)\s+(?:team|detail|mission|group|officers?|members|advis[eo]rs?|experts?|secondees?))"
    r"\s+(?=(?:shall|will)\b)",
    re.IGNORECASE,
)
# What a country's side is called by its adjective: "the Kuwaiti Side".
_SIDE = re.compile(r"\b(?P<adjective>[A-ZÀ-Þ]\w+)\s+(?:Party|Side|Participant|Police)\b")
# "OBLIGATIONS OF THE X", and what stands below: "I - to send four trainers".
_HEADED = (
    r"(?:obligations|duties|responsibilities|undertakings|commitments|tasks|role)\s+of\s+(?:the\s+)?(?P<who>{names})\b"
    r"|\b(?P<whose>{names})\b\s+(?:will|shall|undertakes|agrees|commits(?:\s+itself)?)(?:\s+to)?"
    r"(?:,?\s+(?:upon|on|at)\s+request)?\s*:"
)
_TASK = re.compile(
    r"\W*(?:(?:[IVXivx]{1,4}|[a-z0-9]{1,2})?\s?[-–.)]?\s*to\s+|\(?(?:[ivx]{1,4}|[a-z])\s?[-–.)]+\s*)(?=[a-z])",
    re.IGNORECASE,
)
_UNDER = 2000
# Few words in between: within these, a sentence speaks of one thing.
_NEAR, _FAR = r"\W+(?:[\w'’-]+\W+){0,4}?", r"\W+(?:[\w'’(),-]+\W+){0,14}?"
_PLACE = re.compile(r"^(?P<kind>City|Town|Village|County|Borough|Township)\s+of\s+(?P<name>.+)$")
_PLAIN_WORDS = frozenset(
    [
        "City",
        "Police",
        "Department",
        "Office",
        "Service",
        "Services",
        "Force",
        "County",
        "Town",
        "Agency",
        "Bureau",
        "Academy",
        "Group",
        "Inc",
        "Inc.",
        "LLC",
    ]
)
# The title says what an agreement is for.
TITLE_AT, _IN_TITLE = 220, 2
_LEAST_AID = 2
# So many sentences speak of training where that is what an agreement is about; how sure the kind of a party is.
_LEAST_TRAINING, _GUESSED = 4, 0.5


def direction_of(document: ParsedDocument, parties: Sequence[Party]) -> tuple[Direction, int, int, float] | None:
    """The direction, the words that say so and how sure that is; None where neither party trains the other."""
    sentences = list(sentences_of(document))
    powers = [(start, end) for words, start, end in sentences if _gives_powers(words)]
    aids = sum(_mutual(words, start) for words, start, _ in sentences if start < TITLE_AT)
    # An agreement on mutual aid may deputise in passing.
    if powers and not (aids and len(powers) == 1):
        return Direction.DELEGATION, *powers[0], 0.85 if len(powers) > 1 else 0.7
    home, others = ([party for party in parties if party.role is role] for role in (Role.LOCAL, Role.COUNTERPARTY))
    if others and all(_pattern("pupils").search(party.name) for party in others):
        return None
    both = [(start, end) for words, start, end in sentences for _ in range(_mutual(words, start))]
    local, other = called(document.text, parties)
    if local and other:
        sentences = list(_with_subjects(sentences, document.text, (local, other)))
    out = list(_given(sentences, local, other)) if local and other else []
    back = list(_given(sentences, other, local)) if local and other else []
    return _weighed(both, out, back) or _by_kind(sentences, home, others)


def _by_kind(
    sentences: Sequence[tuple[str, int, int]], home: Sequence[Party], others: Sequence[Party]
) -> tuple[Direction, int, int, float] | None:
    """A school, firm or foundation that agrees with a force on training trains it, though no sentence says so."""
    training = _pattern("training")
    said = [(start, end) for words, start, end in sentences if training.search(words) and not _NOT_GIVEN.search(words)]
    ours, theirs = (bool(side) and all(map(only_teaches, side)) for side in (home, others))
    if len(said) < _LEAST_TRAINING or ours == theirs or not home or not others:
        return None
    return (Direction.OUTBOUND if ours else Direction.INBOUND), *said[0], _GUESSED


def _weighed(
    both: Sequence[tuple[int, int]], out: Sequence[tuple[int, int]], back: Sequence[tuple[int, int]]
) -> tuple[Direction, int, int, float] | None:
    most, least = max(len(out), len(back)), min(len(out), len(back))
    # A title that speaks of exchange is outweighed by a text in which training goes one way only.
    is_title_alone = len(set(both)) == 1 and most > 0 and not least
    if len(both) >= _LEAST_AID and len(both) > most - least and not is_title_alone:
        return Direction.MUTUAL, *both[0], 0.85
    if not most:
        return (Direction.MUTUAL, *both[0], 0.6) if both else None
    if 2 * least > most:
        return Direction.MUTUAL, *min([*out, *back]), 0.55
    is_out = len(out) > len(back)
    sure = 0.65 if least or both else 0.85
    return (Direction.OUTBOUND if is_out else Direction.INBOUND), *min(out if is_out else back), sure


def called(text: str, parties: Sequence[Party]) -> tuple[str, str]:
    """An alternation of all that a text calls the local party, and one for the other; blank where there is none."""
    home, others = ([party for party in parties if party.role is role] for role in (Role.LOCAL, Role.COUNTERPARTY))
    by_country = _by_country(text, home, others)
    return _called(home, by_country), _called(others, by_country)


def sentences_of(document: ParsedDocument) -> Iterator[tuple[str, int, int]]:
    """Sentences with their places, misread words mended where the pages were read by OCR."""
    is_bent = is_noisy(document)
    for sentence in re.finditer(r"(?:[^.;\n]|\.(?=\S)|(?<=\b[A-Z])\.){12,900}", document.text):
        words = sentence[0]
        start = sentence.start() + len(words) - len(words.lstrip())
        yield (mended(words) if is_bent else words), start, sentence.end()


def _gives_powers(words: str) -> bool:
    match = _pattern("powers").search(words)
    return match is not None and not _NO_POWERS.search(words[: match.start()])


def _mutual(words: str, start: int) -> int:
    if not _pattern("mutual").search(words) or _pattern("not_mutual").search(words) or _NOT_GIVEN.search(words):
        return 0
    return _IN_TITLE if start < TITLE_AT else 1


def _given(sentences: Sequence[tuple[str, int, int]], giver: str, taker: str) -> Iterator[tuple[int, int]]:
    """The sentences by which one party trains the other."""
    gives, takes_in, sends, teachers, learners, training = (
        _one_of(name) for name in ("gives", "takes_in", "sends", "teachers", "learners", "training")
    )
    will = rf"(?:{_WILL}{_NEAR})?"
    theirs = (
        rf"(?:{learners}\W+(?:of|from)\s+(?:the\s+)?(?:{taker})|(?:{taker})(?:['’]s?)?\s+(?:\w+\s+){{0,2}}{learners})"
    )
    forms = [
        rf"\b(?:{giver})\b{_NEAR}{will}{gives}\b{_FAR}{training}",
        rf"\b(?:{giver})\b{_NEAR}{_WILL}\W+(?:train|teach|instruct|mentor)\b",
        rf"\b{teachers}\s+(?:of|from)\s+(?:the\s+)?(?:{giver})\b|\b(?:{giver})(?:['’]s)?\s+{teachers}\b",
        rf"\b(?:{giver})\b{_NEAR}{will}{sends}\b{_FAR}{teachers}\b",
        rf"\b(?:{giver})\b{_NEAR}{_WILL}\W+{sends}\b{_FAR}(?:officers|staff|members)\b{_FAR}to\s+(?:train|teach|instruct|mentor|deliver|coach)\b",
        rf"\b(?:{giver})\b{_NEAR}{_WILL}\W+{takes_in}\b{_FAR}(?:{taker})\b{_FAR}{training}",
        rf"\b(?:{giver})\b{_NEAR}{_WILL}\W+(?:enrol|admit)\w*\b{_FAR}(?:learners|trainees|students|cadets|recruits)\b",
        rf"\b{teachers}\s+{_WILL}{_NEAR}(?:train|teach|instruct|mentor|coach)\b{_FAR}(?:{taker})\b",
        rf"\b(?:{giver})\b{_NEAR}{will}{takes_in}\b{_FAR}{theirs}\b{_FAR}(?:{training}|program(?:me)?\b|session|visit)",
        rf"\btrain(?:s|ing)?{_NEAR}{theirs}\b",
        rf"\b(?:taught|given|delivered|presented|offered|provided){_NEAR}(?:to|for)\b{_NEAR}{theirs}\b",
        rf"\b{training}{_FAR}for\s+{theirs}\b",
        rf"\b{theirs}\b{_FAR}(?:attends?\b|admitted|(?:take\s+part|participate)\s+in\s+(?:the\s+)?(?:\w+\s+)?(?:courses?|training)|to\s+the\s+following\s+courses)",
        rf"\b(?:{taker})\b{_NEAR}{will}(?:sends?|nominates?)\b{_NEAR}{learners}\b{_FAR}(?:attend|{training}|academy)",
        rf"\b(?:{taker})\b{_NEAR}(?:nominates?|selects?|chooses?)\b{_FAR}(?:course\s+members|trainees|students|participants|candidates)\b",
        rf"\b(?:{taker})\b{_NEAR}(?:pays?|reimburses?)\s+(?:to\s+)?(?:the\s+)?(?:{giver})\b",
    ]
    wanted = [re.compile(form, re.IGNORECASE) for form in forms]
    for words, start, end in sentences:
        if len(words) >= 20 and not _NOT_GIVEN.search(words) and any(form.search(words) for form in wanted):
            yield start, end


def _with_subjects(
    sentences: Sequence[tuple[str, int, int]], text: str, sides: tuple[str, str]
) -> Iterator[tuple[str, int, int]]:
    """Sentences that say only "to send two instructors" with the side under whose heading they stand."""
    heads = sorted(
        (match.start(), match["who"] or match["whose"])
        for side in sides
        for match in re.finditer(_HEADED.format(names=side), text, re.IGNORECASE)
    )
    sends = re.compile(
        rf"\W*(?:\w{{1,3}}\W+)?(?:the\s+)?(?P<who>{'|'.join(sides)}){_NEAR}(?:{_WILL}{_NEAR})?{_one_of('sends')}\b",
        re.IGNORECASE,
    )
    sender = ""
    for words, start, end in sentences:
        task = _TASK.match(words)
        above = [who for at, who in heads if start - _UNDER < at < start]
        sent = _SENT.match(words)
        if task and above:
            words = f"{above[-1]} will {words[task.end() :]}"
        elif sent and sender:
            words = f"instructors of {sender} {words[sent.end() :]}"
        else:
            found = sends.match(words)
            sender = found["who"] if found else ""
        yield words, start, end


def _by_country(text: str, home: Sequence[Party], others: Sequence[Party]) -> dict[str, set[str]]:
    """What the sides are called by their countries' adjectives ("the Georgian Party"), where these differ."""
    ours, theirs = ({party.country for party in side if party.country} for side in (home, others))
    found: dict[str, set[str]] = {}
    for match in _SIDE.finditer(text):
        country = demonym_of(match["adjective"])
        if country is not None and country.code in ours ^ theirs:
            found.setdefault(str(country.code), set()).add(match[0])
    return found


def _called(parties: Sequence[Party], by_country: Mapping[str, set[str]]) -> str:
    """An alternation of all that the text may call the parties of one side."""
    forms = {form for party in parties for form in by_country.get(party.country, ())}
    for party in parties:
        if not party.name.strip():
            continue
        last = party.name.split(" of ")[0].split()[-1]
        forms |= {party.name, *party.short.split(" / "), "" if last in _PLAIN_WORDS else last}
        place = _PLACE.match(party.name)
        if place:
            forms |= {f"{place['name']} Police Department", f"{place['name']} police"}
        if not party.short:
            # "the Department shall …", where the text has no other name for it.
            forms.add(last if last in {"Department", "Office", "Service", "Foundation", "Academy"} else "")
    return "|".join(re.escape(form) for form in sorted({f for f in forms if f}, key=len, reverse=True))


@lru_cache(maxsize=16)
def _pattern(name: str) -> re.Pattern[str]:
    said = table()["direction"][name]
    return re.compile(rf"(?<!\w)(?:{'|'.join(said if isinstance(said, list) else [said])})", re.IGNORECASE)


@lru_cache(maxsize=16)
def _one_of(name: str) -> str:
    return rf"(?:{'|'.join(table()['direction'][name])})"
