"""Cut the sentence that names the parties ("by and between the City of X, …, and Y") into a part for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.names import is_force

_FRONT = 7000
_OPENING = re.compile(
    r"\b(?i:by\s+and\s+between|by\s+and\s+among|entered\s+into\s+(?:by|between)|between|among)[\s:]+(?=(?:the\s+)?[\"“]?[A-Z(])"
)
# "The Ministry of X and the Directorate of Y, hereinafter the Parties, have agreed …"
_AS_PARTIES = re.compile(
    r"(?m)^(?P<who>(?:The\s+)?[A-Z][^\n]{10,300}?),?\s*\(?(?:hereinafter|jointly|collectively)[^\n]{0,40}\bparties\b",
    re.IGNORECASE,
)
_TITLE_PAGE = re.compile(
    r"\bbetween\s*:?\s*\n+\s*(?P<a>[^\n]{4,140}?),?(?:\s*\n+\s*and|\s+and)\s*\n+\s*(?P<b>[^\n]{4,140})", re.IGNORECASE
)
_SENTENCE_END = re.compile(
    r"(?<!\bSt)(?<!\bNo)(?<!\bU\.S)(?<!\bMt)(?<!\bFt)(?<!\bCo)(?<!\bDept)(?<![A-Z])\.(?=\s+[A-Z\"“(]|\s*$|\n)"
)
# What parts one party from the next, in the order in which it is tried.
_PARTINGS = (
    re.compile(r"(?<=\))\s*[,;]?\s*(?i:and|&)\s+(?=(?i:the\s+)?[A-Z])"),
    re.compile(r"\s*;\s*(?:and\s+)?(?=(?:the\s+)?[A-Z])"),
    re.compile(r",\s+(?i:and)\s+(?:between\s+)?(?=(?i:the\s+)?[A-Z])"),
    re.compile(
        r"\s+and\s+(?=(?:the\s+)?(?:City|Town|Village|County|Borough|Township|State|Commonwealth|Government|Ministry|Republic|Kingdom|National"
        r"|Federal|Royal|United|U\.?S\.?|Department|Office|Police|University|Embassy|International|Public|Board|School|[A-Z][\w.]+(?:\s[A-Z][\w.]+){0,3}\s"
        r"(?:Police|County|Sheriff|Ministry|National|Constabulary|School|University|Department|Academy)))"
    ),
    re.compile(r"\s+(?i:and\s+(?=the\s)(?=the\s+[A-Z]))"),
)
_MORE = re.compile(
    r"(?<=\))\s*,\s+(?=(?:the\s+)?[A-Z])|,\s+(?=(?:the\s+)?(?:City|Town|Village|County|Borough|Township|Parish)\s+of\s+[A-Z])"
)
_HEAD_END = re.compile(
    r"\s*\(|,\s*(?=(?:an?|acting|by|through|represented|hereina\w*|each|being|both|on|for|whose|located|as|which|who|in|duly|its|with|under|organi[sz]ed"
    r"|party|collectively|together|all)\b)|\s+(?:hereina\w+|acting\s+(?:by|through)|represented\s+by|\(hereina|on\s+behalf|for\s+the\s+purpose|to\s+(?:provide|establish)"
    r"|regarding|concerning|for\s+(?!the\s+(?:city|county))|is\s|are\s|agree|shall\s|pursuant|under\s+the|each\s|collectively|both\s|whereby|effective|dated|wherein)",
    re.IGNORECASE,
)
DEFINED = re.compile(
    r"[\"“”]\s*(?:the\s+)?(?P<short>[A-Z][\w.'’&\s-]{0,30}?)[,.]?\s*[\"“”]|\(\s*(?:the\s+)?(?P<bare>[A-Z]{2,8})\s*\)"
)
_SIGNED_FOR = re.compile(r"^\W*for\s+(?:the\s+)?(?P<name>.{4,90}?)\W*$", re.IGNORECASE)
_MOST = 6
_MOST_BLOCKS = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """One party's part of the opening: its head as printed, and all that is said of it."""

    head: str
    said: str
    start: int
    end: int


def phrases_of(text: str) -> list[Phrase]:
    """The parts of the best sentence or title of the front; else the heads of the signature block."""
    front = text[:_FRONT]
    best: list[Phrase] = []
    for match in _OPENING.finditer(front):
        phrases = next(
            (found for clause in _clauses(text, match.end()) if len(found := _split(clause, match.end())) >= 2), []
        )
        if _worth(phrases) > _worth(best):
            best = phrases
    for match in _AS_PARTIES.finditer(front):
        phrases = _split(match["who"], match.start("who"))
        if _worth(phrases) > _worth(best):
            best = phrases
    title = _TITLE_PAGE.search(front)
    if title:
        on_title = [_phrase(title[name], title.start(name)) for name in ("a", "b")]
        if _worth(on_title) > _worth(best):
            best = on_title
    return best or _from_signatures(text)


def _clauses(text: str, at: int) -> Iterator[str]:
    """The words from an offset to the end of its block, then with the next blocks, for titles run over several."""
    sentence = _SENTENCE_END.search(text, at)
    limit = min(sentence.start() if sentence else len(text), at + 1500)
    end = at
    for _ in range(_MOST_BLOCKS):
        end = text.find("\n", end + 1, limit)
        if end < 0:
            break
        yield text[at:end]
    yield text[at:limit]


def _worth(phrases: Sequence[Phrase]) -> float:
    """How much phrases look like parties: names of places and forces, with terms defined for them."""
    if sum(1 for p in phrases if _is_party(p.head)) < 2:
        return 0.0
    # A head with "and the …" in it holds two parties.
    doubled = sum(1 for p in phrases if re.search(r"\band\s+the\s", p.head, re.IGNORECASE) or len(p.head) > 90)
    defined = sum(1 for p in phrases if DEFINED.search(p.said))
    return len(phrases) + 0.5 * defined - 1.5 * doubled - 0.2 * sum(1 for p in phrases if p.head.isupper())


def _is_party(head: str) -> bool:
    roles = lexicon().roles
    return 3 < len(head) < 140 and (is_force(head) or any(pattern.search(head) for pattern in roles.values()))


def _split(clause: str, at: int) -> list[Phrase]:
    for parting in _PARTINGS:
        cuts = [match.span() for match in parting.finditer(clause)]
        pieces = _cut(clause, cuts)
        phrases = [_phrase(clause[start:end], at + start) for start, end in pieces]
        if len(phrases) >= 2 and all(_is_party(phrase.head) for phrase in phrases[:2]):
            more = [match.span() for match in _MORE.finditer(clause) if match.start() < pieces[-1][0]]
            if more:
                pieces = _cut(clause, sorted([*cuts, *more]))
                wider = [_phrase(clause[start:end], at + start) for start, end in pieces]
                phrases = wider if all(_is_party(phrase.head) for phrase in wider) else phrases
            return [phrase for phrase in phrases if _is_party(phrase.head)][:_MOST]
    return []


def _cut(clause: str, cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(clause)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]


def _phrase(words: str, at: int) -> Phrase:
    lead = re.match(r"\s*(?:the\s+)?", words, re.IGNORECASE)
    skip = lead.end() if lead else 0
    end = _HEAD_END.search(words, skip + 3)
    head = words[skip : end.start() if end else len(words)].rstrip(" ,;.")
    return Phrase(" ".join(head.split()), words[skip:], at + skip, at + skip + len(head))


def _from_signatures(text: str) -> list[Phrase]:
    """Where no sentence names the parties: the heads of the signature block."""
    tail_at = int(len(text) * 0.6)
    phrases = []
    for match in re.finditer(r"[^\n]+", text[tail_at:]):
        words, at = match[0], tail_at + match.start()
        head = _SIGNED_FOR.match(words) or re.match(
            r"^\W*(?P<name>(?:the\s+)?(?:city|town|county|republic|ministry|kingdom)\s+of\s+.{3,80})$", words, re.I
        )
        if head and _is_party(head["name"]) and len(words) < 100:
            phrases.append(_phrase(words[head.start("name") : head.end("name")], at + head.start("name")))
    return phrases[:2] if len(phrases) >= 2 else []
