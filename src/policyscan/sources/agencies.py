"""Agencies and the places in their names: "Springfield Police Department", "City of X"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from policyscan.sources.gazetteer import fold, gazetteer

# Endings of an agency's name, and how surely the words before them are a place.
_ENDINGS = (
    (r"police\s+(?:department|dept\b\.?|service|division|bureau|svs\s+dept|force)|department\s+of\s+police", 1.0),
    (r"division\s+of\s+police|constabulary|public\s+safety\s+department", 1.0),
    (r"sheriff\s?['’]?s?\s+(?:office|department|dept\b\.?)", 1.0),
    (r"city\s+council|board\s+of\s+supervisors|municipal\s+code|administrative\s+code", 1.0),
    (
        r"state\s+police|highway\s+patrol|national\s+guard|department\s+of\s+corrections|department\s+of\s+public\s+safety",
        0.5,
    ),
    (r"sheriff\b(?!['’]?s?\s+(?:office|dep))|police\b(?!\s+(?:department|dep|service|division|bureau|svs|force))", 0.3),
)
_ENDING = re.compile(
    r"\b(?:" + "|".join(f"(?P<e{index}>{ending})" for index, (ending, _) in enumerate(_ENDINGS)) + r")", re.IGNORECASE
)
_OF_A_STATE = re.compile(_ENDINGS[4][0], re.IGNORECASE)
_OF = re.compile(
    r"\b(?P<what>city|town|village|county|borough|township|national\s+(?:police|gendarmerie|guard))\s+"
    r"(?:and\s+county\s+)?of\s+",
    re.IGNORECASE,
)
# Words that stand before an agency without being part of its name, or are no name by themselves.
_NOT_NAMES = frozenset(
    """
    a all an and any at by each every for former from his if in its local no of off on or other our own private
    such that the their these this those to under upon was with within police policy policies manual manuals
    order orders general special standard operating procedure procedures directive directives department
    departments departmental division divisions chief officer officers force use deadly subject title number
    section chapter page effective date issued revised state states federal national municipal metropolitan metro
    regional tribal military campus transit housing school university college airport county city town village
    interim acting deputy assistant commander captain lieutenant sergeant detective director mayor sworn
    law enforcement agency agencies public safety security community civilian professional commission review
    training academy association internal affairs secret new old first second july june january february march april
    may august september october november december monday tuesday wednesday thursday friday saturday sunday
    attachment appendix index contents approved authority signature member members employee employees
    immigration customs homeland united field patrol bureau office sheriff sheriffs uniform uniformed unit
    memorandum agreement between code annual report investigation who when where while because she he they
    warrant service services jail model task multiple responding joint however therefore also
    """.split()  # noqa: SIM905
)
# "New" and "City" stand at the beginning or end of real names too.
_ONLY_WITH_A_NAME = frozenset({"new", "city", "county", "state", "university", "old", "village", "national"})
_CONNECTORS = frozenset({"de", "du", "la", "las", "los", "del", "des", "of"})
_NEVER_FIRST = frozenset({"de", "du", "des", "of", "city", "county", "state"})
_NEVER_LAST = frozenset({"metropolitan", "metro", "regional", "municipal", "of"})
_OF_BEFORE = frozenset({"university", "district"})
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]|\.(?=\w))*\.?")
MOST_WORDS = 4
_PAGE_BONUS = 5.0
_NAME_BONUS = 15.0
_MOST_COUNTED = 20


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as a document names it; `place` is the place within its name."""

    name: str
    place: str
    score: float


def find_agencies(first: str, whole: str, stem: str) -> list[Agency]:
    """Rank the agencies of a text by how often they are named, and named where it counts.

    `first` is the first page, `stem` the file's name without its ending: both weigh more than the
    rest of the text.
    """
    scores: dict[str, float] = defaultdict(float)
    places: dict[str, Counter[str]] = defaultdict(Counter)
    agencies: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    counts: Counter[str] = Counter()
    opening = _mentions(first)
    for mention in [*_mentions(whole), *opening]:
        key = _key(mention.place)
        counts[key] += 1
        if counts[key] <= _MOST_COUNTED:
            scores[key] += mention.weight
        places[key][mention.place] += 1
        if mention.agency:
            # Whom a city's name belongs to is only a stopgap where no agency is named.
            agencies[key][mention.agency] += 0.01 if " of " in mention.agency else mention.weight
    for key in {_key(mention.place) for mention in opening}:
        scores[key] += _PAGE_BONUS
    compact_stem = _compact(stem)
    for key in scores:
        if len(key) > 3 and compact_stem.startswith(_compact(key)):
            scores[key] += _NAME_BONUS + len(key)
    return [
        Agency(_best(agencies[key]), _best(places[key]), scores[key])
        for key in sorted(scores, key=lambda key: (-scores[key], key))
    ]


@dataclass(frozen=True, slots=True)
class _Mention:
    place: str
    agency: str
    weight: float


def _mentions(text: str) -> list[_Mention]:
    """Find every mention of an agency or a "City of X"."""
    found = []
    for match in _ENDING.finditer(text):
        group = next(name for name, value in match.groupdict().items() if value)
        words = _words_before(text, match.start()) or _words_of_next_or_previous_line(text, match)
        ending = _title(" ".join(match.group().split()))
        place = _as_place(_trimmed(words), ending)
        if place and _may_have(place, ending):
            # A code is the work of an agency, not one.
            agency = "" if ending.endswith("Code") else f"{_join(words)} {ending}"
            found.append(_Mention(place, agency, _ENDINGS[int(group[1:])][1]))
    for match in _OF.finditer(text):
        name = _join(_words_after(text, match.end()))
        if name:
            what = _title(match["what"])
            found.append(_Mention(f"{name} County" if what == "County" else name, f"{what} of {name}", 0.9))
    return found


def _words_before(text: str, end: int) -> list[str]:
    """Return the capitalised words that lead up to an offset, on the same line."""
    start = max(text.rfind("\n", 0, end) + 1, end - 80)
    words: list[str] = []
    for token in reversed(text[start:end].split()):
        if len(words) >= MOST_WORDS or not _may_belong(token, words):
            break
        words.insert(0, token)
    return _without_lead(words)


def _words_after(text: str, start: int) -> list[str]:
    """Return the capitalised words that follow an offset, on the same line."""
    words: list[str] = []
    for token in text[start : start + 60].partition("\n")[0].split():
        is_last = not _is_short(token) and token[-1] in ",;:.)"
        word = re.sub(r"['’]s$", "", token.rstrip(",;:.)") if is_last else token)
        if not (_WORD.fullmatch(word) and word[0].isupper()) or word.casefold() in _NOT_NAMES - _ONLY_WITH_A_NAME:
            break
        words.append(word)
        if is_last or word != token or len(words) == MOST_WORDS - 1:
            break
    return _trimmed(words)


def _words_of_next_or_previous_line(text: str, match: re.Match[str]) -> list[str]:
    """A letterhead in two lines: the name above the ending, or "HANOVER PARK, ILLINOIS" below it."""
    line_start = text.rfind("\n", 0, match.start()) + 1
    if text[line_start : match.start()].strip():
        return []
    line_end = text.find("\n", match.end())
    if line_end < 0:
        line_end = len(text)
    if text[match.end() : line_end].strip():
        return []
    below = text[line_end + 1 :].partition("\n")[0]
    name, comma, region = below.partition(",")
    if comma and gazetteer().region(region.strip(" .")):
        return _without_lead(name.split())
    above = text[: max(line_start - 1, 0)].rpartition("\n")[2].strip()
    if len(above) > 40 or not above or not all(_may_belong(token, ["x"]) for token in above.split()):
        return []
    return _without_lead(above.split())


def _may_belong(token: str, words: list[str]) -> bool:
    if not _WORD.fullmatch(token) or (token.endswith(".") and not _is_short(token)):
        return False
    folded = token.casefold().rstrip(".")
    if not token[0].isupper():
        return bool(words) and folded in _CONNECTORS
    if folded == "of":
        return bool(words)
    if folded in _ONLY_WITH_A_NAME | _NEVER_LAST:
        return True
    return folded not in _NOT_NAMES


def _is_short(token: str) -> bool:
    """An abbreviation within a name: "St.", "Ft.", "Mt."."""
    return len(token) <= 3 and token.endswith(".")


def _without_lead(words: list[str]) -> list[str]:
    """Cut what stands before a name: "Manual of the Long Beach", "City of Austin"."""
    kept = list(words)
    while "of" in (folded := [word.casefold() for word in kept]):
        at = len(folded) - 1 - folded[::-1].index("of")
        if at and folded[at - 1] in _OF_BEFORE:
            break
        kept = kept[at + 1 :]
    while kept and kept[0].casefold() in _NEVER_FIRST:
        kept.pop(0)
    return kept


def _trimmed(words: list[str]) -> list[str]:
    """Cut what follows a place in an agency's name; nothing is left where there was no name."""
    kept = _without_lead(words)
    while kept and kept[-1].casefold() in _NEVER_LAST:
        kept.pop()
    return [] if all(word.casefold() in _NOT_NAMES for word in kept) else kept


def _may_have(place: str, ending: str) -> bool:
    """Whether the place can have such an agency: a state has state police, and no police department."""
    names = gazetteer()
    return not names.region(place) or fold(place) in names.cities or bool(_OF_A_STATE.match(ending))


def _as_place(words: list[str], ending: str) -> str:
    name = _join(words)
    if name and "sheriff" in ending.casefold() and not re.search(r"county|parish", name, re.IGNORECASE):
        return f"{name} County"
    return name


def _join(words: list[str]) -> str:
    """Join a name's words in title case, unless they have their own: "ST. PAUL", "McAllen"."""
    return " ".join(_title(word) if word.isupper() else word for word in words)


def _title(words: str) -> str:
    small = {"of", "the", "and", "de", "du", "la"}
    shown: list[str] = []
    for word in words.replace("’", "'").split():
        folded = word.casefold()
        if folded in small and shown:
            shown.append(folded)
        else:
            shown.append("-".join(part[:1].upper() + part[1:].lower() for part in word.split("-")))
    return " ".join(shown)


def _best(weights: Mapping[str, float]) -> str:
    return min(weights, key=lambda name: (-weights[name], name), default="")


def _key(place: str) -> str:
    return re.sub(r"\bst\.? ", "saint ", fold(place))


def _compact(name: str) -> str:
    folded = re.sub(r"\bsaint\b", "st", fold(name))
    return "".join(char for char in folded if char.isalnum())
