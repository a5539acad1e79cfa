"""Read whom an accusation names, and when: the force or authority and the period, as printed."""

from __future__ import annotations

import re

from policyscan.rights.violations import Bodies

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = r"(?:19[4-9]|20[0-4])\d"
_DATE = rf"(?:(?:\d{{1,2}} )?{_MONTH} (?:\d{{1,2}}, )?)?{_YEAR}"
_PERIOD = re.compile(
    rf"\b(?:[Bb]etween {_DATE} and {_DATE}|[Ff]rom {_DATE} (?:to|until|through) {_DATE}"
    rf"|(?:[Ss]ince|[Uu]ntil|[Bb]efore|[Aa]fter) (?:the )?{_DATE}"
    rf"|{_DATE} ?(?:-|to|/) ?(?:{_DATE}|\d\d)\b|(?:the )?(?:1\d|20)\d0s|{_DATE})(?!\w)"
)
# Years that belong to a name: "the Police Act of 2009", "the 2009 Constitution", "resolution 2005/12".
_OF_NAME = re.compile(
    r"(?:\b(?:Act|Law|Code|Constitution|Convention|Protocol|Decree|resolution|Resolution|Bill|Ordinance|Amendment|No\.)"
    r"\s*(?:\([^)]*\)\s*)?(?:of|,|No\.|in)?\s*\(?|/)$"
)
_NAME_FOLLOWS = re.compile(
    r"^[-/]?\d*\s*(?:Act|Law|Code|Constitution|Convention|Protocol|Decree|Bill|Amendment|\w+ Act)\b|^/\d"
)
_RUN = re.compile(r"(?:\b[Tt]he )?\b[A-Z][\w'&-]*(?: (?:(?:of|for|and|the|on|de|la|del|in) ){0,2}[A-Z][\w'&-]*)*")
_STRANGER = re.compile(
    r"\b(?:Committee|Commission|Commissioner|Rapporteur|Act|Code|Law|Ombuds\w+|Convention|Council|Group|Court|Institute|"
    r"Principles|Amnesty|Watch|Union|Declaration|Protocol|Academy|Minister|Programme|Center|Centre|Network)\b"
)
_ARTICLE = re.compile(r"^(?:in|at|on|by|while|when|according|during|since|under|a|an|by|of) ", re.IGNORECASE)


def period_of(text: str) -> str:
    """The years and dates of a sentence as printed, parted by "; "; blank if there are none."""
    found: list[str] = []
    for match in _PERIOD.finditer(text):
        if _OF_NAME.search(text, 0, match.start()) or _NAME_FOLLOWS.match(text[match.end() : match.end() + 30]):
            continue
        if match.group() not in found:
            found.append(match.group())
    return "; ".join(found)


def body_of(text: str, near: int, bodies: Bodies) -> str:
    """The force or authority that stands nearest to the offset `near`, a printed name before a plain word."""
    named = [(match.start(), match.group()) for match in _RUN.finditer(text) if _is_body(match.group(), bodies)]
    plain = [(match.start(), match.group()) for match in bodies.plain.finditer(text)]
    for found in (named, plain):
        if found:
            name = min(found, key=lambda item: abs(item[0] - near))[1]
            return _trim(name, bodies)
    return ""


def _is_body(name: str, bodies: Bodies) -> bool:
    words = [word.lower().strip("'") for word in re.findall(r"[\w']+", name)]
    if _STRANGER.search(name) or len(words) < 2:
        return False
    singular = {word.removesuffix("'s") for word in words}
    return bool(singular & bodies.heads) and bool(singular & bodies.need)


def _trim(name: str, bodies: Bodies) -> str:
    """The name without what stands before it: "In June the National Gendarmerie", "Officers of the Police"."""
    while (match := _ARTICLE.match(name)) is not None:
        name = name[match.end() :]
    _, article, rest = name.partition("the ")
    return f"{article}{rest}" if article and (_is_body(rest, bodies) or bodies.plain.compiled.fullmatch(rest)) else name
