"""Cut the sentence that names the parties ("by and between the City of X, …, and Y") into a part for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from policyscan.agreements.defined import defined, represented
from policyscan.agreements.parties_words import is_body, words
from policyscan.agreements.phrases import DEFINED, Phrase, is_sentence, phrase, sentence_end
from policyscan.agreements.signing import alike
from policyscan.who import resolve

_FRONT = 7000
_OPENING = re.compile(
    r"\b(?i:by\s+and\s+between|by\s+and\s+among|entered\s+into\s+(?:by|between)|between|among|brings?\s+together|links)[\s:]+(?!(?i:themselves))(?=(?:(?i:the)\s+)?[\"“]?[A-Z(])"
)
# "among the following towns of the State of X:", and a line for each.
_LISTED = re.compile(
    r"\b(?:between|among|amongst|parties\s+to\s+this\s+\w+\s+are)\b[^\n:]{0,30}?\b(?:following|undersigned)\b(?P<lead>[^\n]{0,160}?)[:,]?\s*\n(?P<rows>(?:[^\n]{4,100}\n){2,24})",
    re.IGNORECASE,
)
# "PARTICIPATING AGENCIES", and a line for each.
_HEADED = re.compile(
    r"(?:^|\n)[^\n]{0,12}\b(?P<lead>(?:parties|participating\s+(?:agencies|members)|participants|signatories|members?\s+agencies"
    r"|partner\s+agencies))[^\n\w]{0,4}\n(?P<rows>(?:[^\n]{4,100}\n){2,24})",
    re.IGNORECASE,
)
# "(1) THE CHIEF CONSTABLE OF X", a line for each, on the cover of a deed.
_NUMBERED = re.compile(r"(?:^|\n)(?P<lead>)(?P<rows>(?:\s*\(\d\)\s+[^\n]{4,100}(?:\n|$)){2,8})")
# "From one side the X, …, and from the other side the Y"
_SIDES = re.compile(
    r"\b(?:on|from|of|for)\s+(?:the\s+)?one\s+(?:part|side|hand)\b[,:]?\s+(?:by\s+)?(?P<a>[^\n;]{4,300}?)[,;]?\s+(?:and,?\s+)?"
    r"(?:on|from|of|for)\s+(?:the\s+|an)?other\s+(?:part|side|hand)\b[,:]?\s+(?:by\s+)?(?P<b>[^\n;]{4,300})",
    re.IGNORECASE,
)
# Parties that are counted: "The parties are (i) the X, by …, and (ii) the Y".
_COUNTED = re.compile(
    r"(?:\b(?i:parties)(?:\s+to\s+this\s+\w+)?\s+are:?|(?m:^)(?i:the\s+)?(?i:parties)\s*[.:])\s*\(?(?:i|1|a)\)\s*(?:[Tt]he\s+)?"
    r"(?P<a>[A-ZÀ-Þ][^\n;]{3,300}?)[,;.]?\s+(?:and,?\s+)?\((?:ii|2|b)\)\s*(?:[Tt]he\s+)?(?P<b>[A-ZÀ-Þ][^\n;]{3,300})"
)
_ROW_MARK = re.compile(r"\s*(?:[-•*–]|\(?\w{1,3}[.)])?\s*(?:and\s+)?(?:the\s+)?", re.IGNORECASE)
_TITLE_PAGE = re.compile(
    r"\b(?:between|among)\s*:?\s*\n+\s*(?P<a>[^\n]{4,140}?),?(?:\s*\n+\s*and|\s+and)\s*\n+\s*(?P<b>[^\n]{4,140})",
    re.IGNORECASE,
)
# What parts one party from the next.
_PARTINGS = (
    re.compile(r"(?<=\))\s*[,;]?\s*(?i:and|&)\s+(?=(?i:the\s+)?[A-Z])"),
    re.compile(r"\s*;\s*(?:and\s+)?(?=(?:the\s+)?[A-Z])"),
    re.compile(r",\s+(?i:and)\s+(?:between\s+)?(?=(?i:the\s+)?[A-Z])"),
    re.compile(r"\s+(?i:and\s+(?=the\s)(?=the\s+[A-Z]))"),
    re.compile(
        r"\s+(?i:and)\s+(?=(?:the\s+)?(?:City|Town|Village|County|Borough|Township|State|Commonwealth|Government|Ministry|Republic|Kingdom|National"
        r"|Federal|Royal|United|U\.?S\.?|Department|Office|Police|University|Embassy|International|Public|Board|School|Polizei\w*|Politie|Polic[ií]a|Drug"
        r"|[A-ZÀ-Þ][\w.’'-]+(?:\s[A-ZÀ-Þ][\w.’'-]+){0,3}\s"
        r"(?:Police|County|Sheriff|Ministry|National|Constabulary|School|University|College|Department|Academy|Prefectur\w+|Gendarmerie|Service|Force|Nation|Tribe|Bureau|Agency)))"
    ),
    re.compile(r"\s+and\s+(?=[A-ZÀ-Þ])"),
)
_MORE = re.compile(
    r"(?<=\))\s*,\s+(?=(?:the\s+)?[A-Z])|,\s+(?=(?:the\s+)?(?:City|Town|Village|County|Borough|Township|Parish)\s+of\s+[A-Z])"
)
# "both in the County of X and State of Y"
_IN_PLACE = re.compile(r"\b(?:in|within)\s+the\s+[^,;()]{0,40}$", re.IGNORECASE)
_MOST = 24
_MOST_BLOCKS = 4
# In a title names stand without what tells where they are and what they are called: an opening says more.
_TITLE = 0.3
# What names by the signatures alone are worth, how many of them, and what it adds to a name that it stands there, too.
_BY_SIGNATURES, _SIGNERS, _SIGNS = 1.0, 2, 0.8
# A part whose body does something under the term defined for it.
_ACTING = 0.5
_KNOWN, _TWO_IN_ONE = 0.5, 0.8


def phrases_of(text: str, signed: Sequence[Phrase] = ()) -> list[Phrase]:
    """The parts of the best sentence or title of the front; else the names by the signatures.

    Of several, those count for more whose bodies sign.
    """
    found: list[tuple[float, list[Phrase]]] = []
    front = text[:_FRONT]
    for match in _OPENING.finditer(front):
        phrases = next(
            (cut for clause in _clauses(text, match.end()) if len(cut := _split(clause, match.end())) >= 2), []
        )
        is_title = "\n" in match[0] or "\n" in text[match.end() : phrases[-1].start if phrases else match.end()]
        found.append((_worth(phrases) - _TITLE * is_title, phrases))
    for match in (*_LISTED.finditer(front), *_HEADED.finditer(front), *_NUMBERED.finditer(front)):
        phrases = list(_rows(match))
        found.append((_worth(phrases), phrases))
    for match in _as_subject().finditer(front):
        phrases = _split(match["who"], match.start("who"))
        found.append((_worth(phrases) - _TITLE * (match["who"].isupper()), phrases))
    for match in (*_SIDES.finditer(front), *_COUNTED.finditer(front)):
        phrases = [phrase(match[name], match.start(name)) for name in ("a", "b")]
        found.append((_worth(phrases), phrases))
    by_terms = defined(text)
    found.append((_worth(by_terms) + _ACTING * len(by_terms), by_terms))
    by_signers = represented(text)
    found.append((_worth(by_signers) + _ACTING * len(by_signers), by_signers))
    title = _TITLE_PAGE.search(front)
    if title:
        on_title = [phrase(title[name], title.start(name)) for name in ("a", "b")]
        found.append((_worth(on_title) - _TITLE, on_title))
    if len(signed) > 1:
        found.append((_BY_SIGNATURES, list(signed[:_SIGNERS])))
    best = max(((worth + _signed(phrases, signed), phrases) for worth, phrases in found), key=lambda item: item[0])
    return best[1] if best[0] > 0 else []


def _signed(phrases: Sequence[Phrase], signed: Sequence[Phrase]) -> float:
    """What it adds that bodies of an opening sign: each of its names that stands by the signatures."""
    return _SIGNS * sum(any(alike(part.head, one.head) for one in signed) for part in phrases[: _SIGNERS + 1])


@lru_cache(maxsize=1)
def _as_subject() -> re.Pattern[str]:
    """A sentence at the head of a block: "The Ministry of X and the Directorate of Y, the Parties, have agreed …"."""
    return re.compile(
        rf"(?m)^(?:\d+[.)]?\s+)?(?P<who>(?:The\s+)?[A-ZÀ-Þ][^\n]{{3,400}}?\s(?i:and)\s[^\n]{{4,300}}?),?\s+(?i:{words('deeds').pattern})"
    )


def _clauses(text: str, at: int) -> Iterator[str]:
    """The words from an offset to the end of its block, then with the next blocks, for titles run over several."""
    sentence = sentence_end.search(text, at)
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
    if sum(1 for p in phrases if is_body(p.head) and not is_sentence(p.head)) < 2:
        return 0.0
    # A head with "and the …" in it holds two parties.
    doubled = sum(
        1 for p in phrases if re.search(r"\band\s+the\s", p.head, re.IGNORECASE) or len(p.head.partition(",")[0]) > 90
    )
    defined = sum(1 for p in phrases if DEFINED.search(p.said))
    return min(len(phrases), 6) + 0.5 * defined - 1.5 * doubled - 0.2 * sum(1 for p in phrases if p.head.isupper())


def _split(clause: str, at: int) -> list[Phrase]:
    """The parts of the parting that leaves the best names, of equals the one that is tried first."""
    best: list[Phrase] = []
    for parting in _PARTINGS:
        cuts = [
            match.span()
            for match in parting.finditer(clause)
            if not _IN_PLACE.search(clause, 0, match.start()) and not _in_brackets(clause, match.start())
        ][:6]
        for some in [cuts, *([cut] for cut in cuts if len(cuts) > 1)]:
            phrases = _parted(clause, at, some)
            if phrases and _fit(phrases) > _fit(best) + 0.01:
                best = phrases
    return best


def _in_brackets(clause: str, at: int) -> bool:
    return clause.count("(", 0, at) > clause.count(")", 0, at)


def _parted(clause: str, at: int, cuts: Sequence[tuple[int, int]]) -> list[Phrase]:
    pieces = _cut(clause, cuts)
    phrases = [phrase(clause[start:end], at + start) for start, end in pieces]
    if len(phrases) < 2 or not all(is_body(phrase.head) for phrase in phrases[:2]):
        return []
    more = [match.span() for match in _MORE.finditer(clause) if match.start() < pieces[-1][0]]
    if more:
        wider = [phrase(clause[start:end], at + start) for start, end in _cut(clause, sorted([*cuts, *more]))]
        phrases = wider if all(is_body(phrase.head) for phrase in wider) else phrases
    return [phrase for phrase in phrases if is_body(phrase.head)][:_MOST]


def _fit(phrases: Sequence[Phrase]) -> float:
    """How well a cut leaves one name in each part."""
    if not phrases:
        return 0.0
    total = 0.0
    for part in phrases:
        known = _is_known(re.split(r",\s", part.head)[0])
        double = not known and re.search(r"\sand\s|,\s+the\s", part.head)
        total += 1.0 + _KNOWN * known - _TWO_IN_ONE * bool(double)
    return total / len(phrases) + 0.05 * min(len(phrases), 6)


@lru_cache(maxsize=2048)
def _is_known(name: str) -> bool:
    return len(name) < 90 and any(entity.country for entity in resolve(name).candidates)


def _cut(clause: str, cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(clause)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]


def _rows(match: re.Match[str]) -> Iterator[Phrase]:
    """The rows of a list of parties, to the first that is none; the first is told what the lead says of all."""
    at = match.start("rows")
    for line in match["rows"].splitlines(keepends=True):
        mark = _ROW_MARK.match(line)
        named = phrase(line[mark.end() if mark else 0 :].rstrip(), at + (mark.end() if mark else 0))
        if not is_body(named.head):
            return
        yield Phrase(named.head, f"{named.said} {match['lead']}", named.start, named.end)
        at += len(line)
