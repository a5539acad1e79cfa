"""Cut a numbered item into the recommendations that it holds, each with the states that made it.

Older reviews put what several states said under one number: "Ratify the Convention (A, B); sign the Protocol (C)", or
go on after a bracket: "Fight crime (A), in order to protect victims (B)". A bracket with states closes a
recommendation; what goes on as a verb of its own stands alone, what only adds to the words before is read with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from policyscan.rights.rec_states import NO_NAMES, Bracket, brackets
from policyscan.rights.rec_strength import is_bare_act, opens_with_act

# Between two brackets that name the states of one recommendation: "(A) (B)", "(A); (B)", "(A) and (B)".
_ADJACENT = re.compile(r"[\s;,./&*†]*(?:and)?[\s*†]*")
# What follows a bracket and begins something new.
_NEW = re.compile(r"[\s*†]*(?:[;.]|/)[\s;./]*")
_SOFT = re.compile(r"[\s*†]*[,;/]?\s*")
# Behind a semicolon, words that only add: "; in particular by security forces".
_ADDS_STILL = re.compile(r"(?:in particular|particularly|especially|including|notably|with)\b")
# Words that add to what was said before the bracket, and those that name a further object of its verb.
_ADDS = re.compile(
    r"(?:(?:and|as well as|also|including|particularly|especially|in particular|notably)\s+)*"
    r"(?:in order|so as|so that|to|through|with|without|in|as|when|where|while|which|who|that|for|on|at|by|under|from|"
    r"particularly|especially|including|notably|within|during|before|after|until|whenever|if|based|taking|upon|against)\b",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"(?:(?:and|as well as|also|or|including)\s+)*(?:the|its|their|a|an|all|other|any)\b", re.IGNORECASE
)
_ALONE = re.compile(
    r"(?:and\s+|as well as\s+|also\s+|in particular\s+|particularly\s+|further\s+|including\s+(?:through|by)\s+|"
    r"including\s+|to\s+(?:also\s+)?)+",
    re.IGNORECASE,
)
# Closing signs behind the last bracket that belong to the recommendation.
_CLOSING = re.compile(r"[\s*†]*[;.,]?")
# Behind the last bracket, words with a number of their own are the next paragraph.
_NEXT_PARAGRAPH = re.compile(r"\s\d{1,3}\.\s+[A-Z]")
_LONGEST_TAIL = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """One recommendation of an item: `start` to `end`, and the states in its last bracket or brackets."""

    start: int
    end: int
    states: tuple[str, ...]


def pieces(text: str, names: frozenset[str] = NO_NAMES) -> list[Piece]:
    """The recommendations in an item's text, in order; at least one, with no states where no bracket names any."""
    groups = _groups(text, brackets(text, names))
    if not groups:
        return [Piece(*_trimmed(text, 0, len(text)), ())]
    found: list[Piece] = []
    for start, segment in _segments(text, groups):
        found += _of_segment(text, start, segment)
    return _with_tail(text, found)


def _groups(text: str, found: list[Bracket]) -> list[Bracket]:
    """Brackets with nothing but signs between them, as one."""
    groups: list[Bracket] = []
    for bracket in found:
        if groups and _ADJACENT.fullmatch(text, groups[-1].end, bracket.start):
            states = tuple(dict.fromkeys((*groups[-1].states, *bracket.states)))
            groups[-1] = Bracket(groups[-1].start, bracket.end, states)
        else:
            groups.append(bracket)
    return groups


def _segments(text: str, groups: list[Bracket]) -> list[tuple[int, list[Bracket]]]:
    """Brackets by the sentence that they belong to: where each sentence starts, and its brackets."""
    segments: list[tuple[int, list[Bracket]]] = [(0, [])]
    for group, following in zip(groups, [*groups[1:], None], strict=True):
        segments[-1][1].append(group)
        if following is None:
            break
        new = _NEW.match(text, group.end)
        if _waits(text, segments[-1]) and ";" not in (new.group() if new else ""):
            continue
        if new and not _goes_on(new.group(), text[new.end() : following.start]):
            segments.append((new.end(), []))
            continue
        soft = _SOFT.match(text, group.end)
        at = soft.end() if soft else group.end
        if _stands_alone(text[at : following.start]):
            segments.append((at, []))
    return segments


def _stands_alone(words: str) -> bool:
    """Whether words behind a bracket are a recommendation of their own: a verb of action, behind "and" or the like."""
    lead = _ALONE.match(words)
    rest = words[lead.end() :] if lead else words
    if lead is None:
        return opens_with_act(words) and not _ADDS.match(words)
    if lead.group().casefold().split()[0] == "to":
        return False
    return opens_with_act(rest)


def _goes_on(sign: str, words: str) -> bool:
    """Whether words behind a semicolon or slash only add to those before it, or offer others for them."""
    if _stands_alone(words) or not words[:1].islower():
        return False
    return bool(_ADDS_STILL.match(words)) or sign.strip() == "/"


def _waits(text: str, segment: tuple[int, list[Bracket]]) -> bool:
    """Whether the words up to the first bracket are a verb whose object follows: "Combat (A) and ..."."""
    start, groups = segment
    return is_bare_act(text[start : groups[0].start])


def _of_segment(text: str, start: int, groups: list[Bracket]) -> list[Piece]:
    if _waits(text, (start, groups)):
        # "Combat (A) and eradicate (B) poverty (A, B)", "Consider ratifying (A) / Ratify (B) the Protocol".
        states = tuple(dict.fromkeys(state for group in groups for state in group.states))
        return [Piece(start, groups[-1].end, states)]
    if len(groups) == 1:
        return [Piece(start, groups[0].end, groups[0].states)]
    last = groups[-1]
    before = {state for group in groups[:-1] for state in group.states}
    commas = any(text[group.end : group.end + 1] == "," for group in groups[:-1])
    if before <= set(last.states) and not commas:
        # "Apply throughout (A) and at once (B) the law (A, B)": the inner brackets say who said which word.
        return [Piece(start, last.end, last.states)]
    found = [Piece(start, groups[0].end, groups[0].states)]
    added: set[str] = set()
    for previous, group in pairwise(groups):
        soft = _SOFT.match(text, previous.end)
        at = soft.end() if soft else previous.end
        instead = "/" in text[previous.end : at]
        if _OBJECT.match(text, at) and not _ADDS.match(text, at) and not instead:
            found.append(Piece(at, group.end, group.states))
        elif added and set(group.states) <= added:
            # A closing word of states that have had theirs.
            found[-1] = Piece(found[-1].start, group.end, found[-1].states)
        else:
            found.append(Piece(start, group.end, group.states))
            added |= set(group.states)
    return found


def _with_tail(text: str, found: list[Piece]) -> list[Piece]:
    """The pieces with their closing signs, the last with the few words that may stand behind its bracket."""
    done = []
    for piece in found:
        closing = _CLOSING.match(text, piece.end)
        end = closing.end() if closing else piece.end
        done.append(Piece(*_trimmed(text, piece.start, end), piece.states))
    tail_start = done[-1].end
    following = _NEXT_PARAGRAPH.search(text, tail_start)
    tail = text[tail_start : following.start() if following else len(text)]
    if len(tail.split()) < 2 or len(tail) > _LONGEST_TAIL:
        return done
    if not text[tail_start - 1 : tail_start].startswith((";", ".")):
        done[-1] = Piece(*_trimmed(text, done[-1].start, tail_start + len(tail)), done[-1].states)
    elif opens_with_act(tail):
        done.append(Piece(*_trimmed(text, tail_start, tail_start + len(tail)), ()))
    return done


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip(" \n,;.")), start + len(words.rstrip())
