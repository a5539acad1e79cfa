"""Find the parties by the terms that an agreement defines for bodies ('the City of X (the "City")') and lets act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from policyscan.agreements.parties_words import is_body
from policyscan.agreements.phrases import Phrase, is_sentence, phrase, sentence_end

_FRONT = 7000
# How far a term stands behind the name for which it is defined, at most, and the fewest that make an agreement.
_FAR, _FEWEST, _MOST = 450, 2, 24
# Names that follow one another stand no further behind the term of the one before.
_BESIDE, _SAME_SENTENCE = 120, 300
_OPENS = re.compile(r"\b(?:between|among|made\s+by)\b", re.IGNORECASE)
_CALLED = (
    r"(?:(?:referred\s+to|known|designated|denominated|styled|named|called|to\s+be\s+called)\s+(?:as\s+|simply\s+)*)?"
)
_AFTER = (
    r"(?:here\s?(?:in)?\s?after|hereafter|henceforth|henceforward|from\s+(?:here|now)\s+on|in\s+what\s+follows|below)"
)
_HEREINAFTER = rf"(?i:{_AFTER}\b[\s,:]*{_CALLED}(?:the\s+)?)"
_QUOTED = r"[\"“„«]\s*(?i:the\s+)?(?P<{0}>[A-Z][\w.'’&/ -]{{0,40}}?)[,.]?\s*[\"”»“]"
_TERM = re.compile(
    rf"\(\s*(?:{_HEREINAFTER}|(?i:the)\s+)?{_QUOTED.format('quoted')}"
    rf"|\b{_HEREINAFTER}{_QUOTED.format('named')}"
    rf"|\(\s*{_HEREINAFTER}(?P<bare>[A-Z][\w.'’&/-]*(?:\s[A-Z][\w.'’&/-]*){{0,3}})\s*\)"
    rf"|\b{_HEREINAFTER}(?P<plain>[A-Z][\w.'’&/-]*(?:\s[A-Z][\w.'’&/-]*){{0,3}})(?=\s*(?:[-–—,;]|$|\n))"
    r"|\b(?i:short\s+form\s+name):?\s+(?P<form>\S[^\n]{0,30})"
)
# Terms for what is no body, or for all of them.
_NO_BODY = re.compile(
    r"^(?:(?:the\s+)?(?:part(?:y|ies|ners?|icipants?|icipating \w+)|sides?|signatories|undersigned|agencies|members?)"
    r"|.*\b(?:agreement|memorandum|mou|moa|convention|contract|declaration|protocol|deed|programm?e?|project|plan|act|code|law|"
    r"treaty|bylaw|services|equipment|data|information|term|course|scheme|event|period|date|officers?|costs?|funds?|area))$",
    re.IGNORECASE,
)
_REPRESENTED = re.compile(
    r"[,(]?\s*\b(?:(?:herein|duly|legally|lawfully|hereby|in\s+this\s+act)\s+)*represented\s+(?:\w+\s+){0,2}by\b",
    re.IGNORECASE,
)
# What cannot stand inside what is said of one party: its part of the opening begins behind.
_MARK = r"(?:\(\w{1,3}\)\s*|\d{1,2}[.)]\s*|(?:first|second|third|fourth)\s+(?:side|party|part|partner)\b[\s:.)-]*)?"
_BEGINS = re.compile(
    # "of that Republic" goes on with what is said of it.
    r"\b(?:I|we|(?<!of )(?<!in )(?<!by )(?<!under )(?<!to )that|what|whereby|whereas|therefore|namely"
    rf"|between|among|amongst|(?:are|is)(?=\s+(?:the\s|(?-i:[A-Z]))))\b[\s,:]*{_MARK}"
    r"|(?:^|\n)\s*(?:\(?\d{1,2}[.)]|\(\w{1,3}\)|[A-Z]\)|(?<=[.;:]\n)[A-Z]\."
    r"|(?:Name|First|Second|Third|Fourth|And|Between)\b)"
    rf"(?:\s+(?:side|party|part|partner)\b)?[\s:.)-]*{_MARK}"
    rf"|\n(?=(?:The|THE)\s)|[;:]\s*(?:and\s+)?{_MARK}"
    r"|\b(?:on|of|for|from)\s+(?:the\s+)?(?:one|other|another|first|second|third)\s+(?:part|hand|side)?\b[\s,:]*(?:by\s+)?",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:and|by|with|of|behalf\s+of|from|to)\s+(?=(?:the\s+)?[A-ZÀ-Þ])|[,-]\s+(?=(?:the\s+)?[A-ZÀ-Þ])", re.IGNORECASE
)
_CAPITAL = re.compile(r"\s*(?:[Tt]he\s+|THE\s+)?[\"“]?[A-ZÀ-Þ]")
# A name without any word that tells a body.
_OWN_NAME = re.compile(r"[A-ZÀ-Þ][\w.'’-]+(?:\s[A-ZÀ-Þ][\w.'’-]+){1,5}$")
_TWO = re.compile(r"\s(?:and|&)\s+(?:the\s+)?(?=[A-ZÀ-Þ])")
_NEXT_LINE = re.compile(r"\n(?![a-z])")
_NEW = re.compile(r"\n\s*(?:The|THE)\s*$")
_LABELLED = re.compile(
    r"(?m)^\W*(?i:contractor|consultant|vendor|provider)(?i:\s+legal)?(?i:\s+name)?\s*:\s*(?P<name>[A-ZÀ-Þ][^\n]{3,90})"
)
# What may stand between a term and the next name of the same row.
_FOLLOWS = re.compile(r"\W*(?:and|&)?\s*(?:the\s+)?", re.IGNORECASE)
# What they do under it: binding words, and plain ones, of which one alone may be said of anybody.
_BESIDES = r"\s*[\"”»]?\s+(?:(?:also|hereby|further|likewise|each|both|and\s+the\s+[A-Z]\w+)\s+)*"
_BINDS = (
    r"(?:shall|will|may|must|agrees?|undertakes?|accepts?|retains?|reserves?|commits?|declares?|warrants?|intends?"
    r"|is\s+responsible)\b"
)
_DOES = r"(?:pays?|bears?|sends?|grants?|provides?|requests?|nominates?|designates?|delivers?|hosts?)\b"


@dataclass(frozen=True, slots=True)
class _Defined:
    """A body with the term that is defined for it: where that ends, and whether it does something later on.

    `begins` where its name begins a part of the opening, and is not said within another.
    """

    named: Phrase
    end: int
    acts: bool
    begins: bool


def defined(text: str) -> list[Phrase]:
    """The parts of the front in which bodies are named with the terms that are defined for them.

    Those that are named one after another are the parties, of several such rows those that act most under their terms;
    else all that act. Others are named in passing: who advised, allowed or paid is no party.
    """
    found = [one for one in _bodies(text) if one.acts or one.begins]
    rows: list[list[_Defined]] = []
    for one in found:
        between = text[rows[-1][-1].end : one.named.start] if rows else ""
        is_parted = bool(sentence_end.search(between) or _NEW.search(between))
        near = len(between) <= (_BESIDE if is_parted else _SAME_SENTENCE)
        # Who is named in another sentence and does nothing is no party where somebody does something.
        near = near and not (is_parted and not one.acts and ("\n" not in between or any(o.acts for o in rows[-1])))
        if rows and near and not _OPENS.search(between):
            rows[-1].append(one)
        else:
            rows.append([one])
    row = max(rows, key=lambda row: (len(row) >= _FEWEST, sum(one.acts for one in row)), default=[])
    chosen = row if len(row) >= _FEWEST else [one for one in found if one.acts]
    names = {one.named.head.casefold(): one.named for one in reversed(chosen)}
    if len(names) == 1 and (contractor := _LABELLED.search(text[:_FRONT])):
        # "the Contractor named above": on the cover sheet.
        named = phrase(contractor["name"], contractor.start("name"))
        names = {named.head.casefold(): named} | names
    return list(reversed(names.values()))[:_MOST] if len(names) >= _FEWEST else []


def represented(text: str) -> list[Phrase]:
    """The parts of the front in which bodies are named with who represents them."""
    found: dict[str, Phrase] = {}
    before = 0
    for match in _REPRESENTED.finditer(text[:_FRONT]):
        named = _named(text, max(before, match.start() - _FAR), match, acts=True)
        if named is not None and named[1]:
            found.setdefault(named[0].head.casefold(), named[0])
        before = match.end()
    return list(found.values())[:_MOST]


def _bodies(text: str) -> Iterator[_Defined]:
    before = 0
    for match in _TERM.finditer(text[:_FRONT]):
        short = _short(match)
        if not _NO_BODY.match(short):
            acts = _acts(short, text)
            named = _named(text, max(before, match.start() - _FAR), match, acts=acts)
            if named is not None:
                yield _Defined(replace(named[0], short=short), match.end(), acts, named[1])
        before = match.end()


def _acts(short: str, text: str) -> bool:
    """Whether the text binds somebody by this name, or says twice what they do."""
    said = rf"(?<!\w){re.escape(short)}{_BESIDES}"
    binds = re.search(said + _BINDS, text, re.IGNORECASE)
    return binds is not None or len(re.findall(said + _DOES, text, re.IGNORECASE)) > 1


def _short(match: re.Match[str]) -> str:
    return " ".join(next(group for group in match.groups() if group).split())


def _named(text: str, start: int, term: re.Match[str], *, acts: bool) -> tuple[Phrase, bool] | None:
    """The body for which a term is defined: the first that is named in the last part before it that names one.

    With it whether the name begins that part.
    """
    said = text[start : term.start()]
    begins = {0, *(match.end() for match in sentence_end.finditer(said)), *(m.end() for m in _BEGINS.finditer(said))}
    for at in sorted(begins, reverse=True):
        for first in _starts(said, at):
            found = _in_line(phrase(text[start + first : term.end()], start + first), text)
            if is_sentence(found.head) or _are_two(found.head):
                continue
            if is_body(found.head) or (acts and first == at and _OWN_NAME.match(found.head)):
                return found, first == at or bool(_FOLLOWS.fullmatch(said, 0, first))
    return None


def _in_line(found: Phrase, text: str) -> Phrase:
    """The part with a head that ends where its line does, unless the next one goes on in small letters."""
    printed = text[found.start : found.end]
    first = printed.partition("\n")[0]
    line = (first if first.isupper() and not printed.isupper() else _NEXT_LINE.split(printed)[0]).rstrip(" ,;")
    return found if line == printed else replace(found, head=" ".join(line.split()), end=found.start + len(line))


def _are_two(head: str) -> bool:
    """Whether a head holds two names: of two bodies, or of one that was named and is now called by its letters."""
    return any(
        head[: cut.start()].endswith(",")
        or (is_body(head[cut.end() :]) and (head[: cut.start()].isupper() or is_body(head[: cut.start()])))
        for cut in _TWO.finditer(head)
    )


def _starts(said: str, at: int) -> Iterator[int]:
    """Where a name may begin: here, and behind each word that may stand before one."""
    for first in (at, *(match.end() for match in _WORDS.finditer(said, at))):
        if _CAPITAL.match(said, first):
            yield first
