"""Decide between the names that a document gives its local party: each place that supports a name adds its weight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from policyscan.agreements.candidates import WEIGHTS, Candidate, Source
from policyscan.agreements.endings import has_body, is_force
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.spelling import is_known, mended

# Names this alike are one name, misread in places.
_SAME = 91.0
_SAME_WORD = 80.0
# What a fuller name gains from places that say only a part of it, or only the kind of force.
_PART, _KIND = 0.6, 0.3
_FORCE_BONUS = 1.5
_KNOWN_BONUS = 1.0
_SURE_SCORE = 9.0
# A name without a body ("Franklin") steps back behind one with this much support.
_BODY_SCORE = 3.0
# Where the party's own name is filled in; a board that stands there is still that of a force.
_FILLED = frozenset({Source.OPENING, Source.AGAIN, Source.OFF_LINE, Source.EMPLOYEES, Source.SECOND})
_BOARD = re.compile(r"\b(?:board|commissioners|supervisors)\b", re.IGNORECASE)
# Who speaks for a force without being one: a board, a county.
_GOVERNMENT = re.compile(
    r"^(?:board|commissioners?|county|city|town|village|borough|parish|township)\b|\b(?:board|commissioners|supervisors)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The name that won, its best printed words, what the text calls it, and how sure that is."""

    name: str
    short: str
    start: int
    end: int
    page: int
    confidence: float
    supporters: tuple[Candidate, ...]


def decide(found: Sequence[Candidate]) -> Decision | None:
    """The name with most support, or None where no place names anybody."""
    named = [c for c in found if c.name.text and not c.is_acronym and not c.name.is_generic and _may_win(c)]
    if not named:
        return None
    forms = sorted({c.name.text for c in named})
    # "FIU Police Department" steps back behind the name that it abbreviates.
    forms = [form for form in forms if not any(_abbreviates(_words(form), _words(full)) for full in forms)] or forms
    scores = {form: _score(form, found) for form in forms}
    filled = {c.name.text for c in named if c.source in _FILLED and not _BOARD.search(c.name.text)}
    forms = [
        form for form in forms if form in filled or not any(_speaks_for(form, other, scores) for other in forms)
    ] or forms  # fmt: skip
    bodied = [form for form in forms if has_body(form)]
    if any(scores[form] >= _BODY_SCORE for form in bodied):
        forms = bodied
    # Of two spellings of one name, the one that more places give.
    best = max(
        forms, key=lambda form: (round(scores[form], 3), _direct(form, found), bool(re.search(r"\d", form)), -len(form))
    )
    best = _as_the_title_has_it(best, named)
    supporters = tuple(c for c in named if _relation(c.name.text, best) == "same")
    printed = [c for c in supporters if c.end > c.start] or [
        c for c in named if c.end > c.start and (_relation(c.name.text, best) or _relation(best, c.name.text))
    ]
    quoted = max(printed, key=lambda c: (c.name.text == best, WEIGHTS[c.source], -c.start), default=None)
    short = next((c.name.short for c in supporters if c.name.short), "") or next(
        (
            c.raw.strip(" _.,()")
            for c in found
            if c.is_acronym and c.source in {Source.EMPLOYEES, Source.REPRESENTS, Source.SECOND}
        ),
        "",
    )
    confidence = min(0.97, 0.35 + 0.6 * min(1.0, _score(best, found) / _SURE_SCORE))
    # What two places spell alike was hardly misread.
    name = best if _apart(c for c in supporters if c.name.text == best) else mended(best)
    return Decision(
        name, short, quoted.start if quoted else 0, quoted.end if quoted else 0, quoted.page if quoted else 1,
        round(confidence, 2), supporters,
    )  # fmt: skip


def _apart(found: Iterable[Candidate]) -> bool:
    """Whether they are more than one place in the document: several sources may be the same printed words."""
    end, places = -1, 0
    for candidate in sorted(found, key=lambda c: c.start):
        places += candidate.start >= end
        end = max(end, candidate.end)
    return places > 1


def _speaks_for(government: str, force: str, scores: Mapping[str, float]) -> bool:
    """Whether a board or county is that of a force which is named, too: the force is whom it is with."""
    if not _GOVERNMENT.search(government) or _GOVERNMENT.search(force) or not is_force(force):
        return False
    place = set(_words(government)) - lexicon().generic
    return bool(place) and place < set(_words(force)) and scores[force] >= _BODY_SCORE


def _may_win(candidate: Candidate) -> bool:
    """Whether it is a name by itself; a file's title and a running foot may be anything."""
    if candidate.source not in {Source.TITLE, Source.MARGIN} or candidate.is_force:
        return True
    name = candidate.name.text
    return has_body(name) or is_known(name)


def decide_by_state(found: Sequence[Candidate], region: str) -> Decision | None:
    """The state's body of that kind, where only the kind is named: "Department of Corrections" of Alaska."""
    statewide = lexicon().statewide
    kinds = [c for c in found if c.is_force and c.name.is_generic and c.name.text.split()[0] in statewide]
    if not kinds or not region:
        return None
    best = max(kinds, key=lambda c: WEIGHTS[c.source])
    return Decision(f"{region} {best.name.text}", best.name.short, best.start, best.end, best.page, 0.6, (best,))


def _score(form: str, found: Sequence[Candidate]) -> float:
    best: dict[Source, float] = {}
    for candidate in found:
        share = {"same": 1.0, "part": _PART, "kind": _KIND, "": 0.0}[_relation(candidate.name.text, form)]
        best[candidate.source] = max(best.get(candidate.source, 0.0), share * WEIGHTS[candidate.source])
    # A spelling that the gazetteer knows is likelier than one that it does not.
    known = _KNOWN_BONUS if is_known(form) else 0.0
    return sum(best.values()) + (_FORCE_BONUS if is_force(form) else 0.0) + known


def _direct(form: str, found: Sequence[Candidate]) -> float:
    return sum(WEIGHTS[candidate.source] for candidate in found if candidate.name.text == form)


def _relation(given: str, form: str) -> str:
    """How a name that was given supports a form: it is the same, a part of it, or says its kind only."""
    one, other = _words(given), _words(form)
    if not one:
        return ""
    if one == other or (ratio(" ".join(one), " ".join(other)) >= _SAME and _alike(one, other)):
        return "same"
    if _abbreviates(one, other):
        return "same"
    generic = lexicon().generic
    if all(word in generic for word in one):
        return "kind" if set(one) & set(other) - {"department", "office"} and set(one) <= set(other) else ""
    if not is_force(given):
        # "City of Clearlake" supports "Clearlake Police Department".
        one = [word for word in one if word not in generic]
    held = [any(ratio(word, theirs) >= _SAME_WORD for theirs in other) for word in one]
    return "part" if all(held) and len(one) < len(other) else ""


def _abbreviates(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a name begins with the initials of another: "FIU Police Department"."""
    if not one or not 2 <= len(one[0]) <= 5 or len(other) <= len(one):
        return False
    letters = one[0]
    initials = "".join(word[0] for word in other)
    spelt = initials[: len(letters)] == letters and one[0] not in other
    return spelt and set(one[1:]) <= set(other)


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether names differ by slips only, and not in a word: "Lee County" is not "Leon County"."""
    if len(one) != len(other):
        return "".join(one) == "".join(other) or abs(len(one) - len(other)) <= 1
    return all(ratio(mine, theirs) >= _SAME_WORD for mine, theirs in zip(one, other, strict=True))


def _as_the_title_has_it(best: str, named: Sequence[Candidate]) -> str:
    """The cataloguer's wording of the same name, where it leaves a word out or adds one."""
    for candidate in named:
        title = candidate.name.text
        if candidate.source is not Source.TITLE or not is_force(title) or title == best:
            continue
        one, other = set(_words(title)), set(_words(best))
        kinds = {"police", "sheriff's", "corrections", "guard"}
        if (one < other or other < one) and one & kinds == other & kinds and len(one ^ other) <= 2:
            return title
    return best


def _words(name: str) -> list[str]:
    # "F.C." is one word.
    plain = re.sub(r"\b(?:\w\.){2,}", lambda match: match[0].replace(".", ""), name.casefold().replace("’", "'"))
    words = re.findall(r"[^\W_][\w'&]*", plain)
    return [word for word in words if word not in {"of", "the", "and"}]
