"""Agencies and the places in their names: "Springfield Police Department", "City of X"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from policyscan.sources.gazetteer import fold, gazetteer

# Endings of an agency's name, and how surely the words before them are a place.
_ENDINGS = (
    (r"police\s+(?:department|dept\b\.?|service|division|bureau|svs\s+dept|force)|department\s+of\s+police", 1.0),
    (r"division\s+of\s+police|(?:metropolitan|metro)\s+police|constabulary|public\s+safety\s+department", 1.0),
    (r"sheriff\s?['’]?s?\s+(?:office|department|dept\b\.?)", 1.0),
    (r"city\s+council|board\s+of\s+supervisors|municipal\s+code|administrative\s+code", 1.0),
    (r"state\s+police|highway\s+patrol|department\s+of\s+corrections|department\s+of\s+public\s+safety", 0.5),
    (r"sheriff\b(?!['’]?s?\s+(?:office|dep))|police\b(?!\s+(?:department|dep|service|division|bureau|svs|force))", 0.3),
)
_ENDING = re.compile(
    r"\b(?:" + "|".join(f"(?P<e{index}>{ending})" for index, (ending, _) in enumerate(_ENDINGS)) + r")", re.IGNORECASE
)
_OF = re.compile(r"\b(?P<what>city|town|village|county|borough|township)\s+(?:and\s+county\s+)?of\s+", re.IGNORECASE)
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
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    agencies: dict[str, Counter[str]] = defaultdict(Counter)
    on_first_page = {_key(place) for place, _, _ in _mentions(first)}
    counts: Counter[str] = Counter()
    for place, name, weight in [*_mentions(whole), *_mentions(first)]:
        key = _key(place)
        counts[key] += 1
        if counts[key] <= _MOST_COUNTED:
            scores[key] += weight
        spellings[key][place] += 1
        if name:
            agencies[key][name] += 1
    compact_stem = _compact(stem)
    for key in scores:
        if key in on_first_page:
            scores[key] += _PAGE_BONUS
        if len(key) > 3 and compact_stem.startswith(_compact(key)):
            scores[key] += _NAME_BONUS + len(key)
    ranked = sorted(scores, key=lambda key: (-scores[key], key))
    return [
        Agency(
            agencies[key].most_common(1)[0][0] if agencies[key] else "",
            _best_spelling(spellings[key]),
            scores[key],
        )
        for key in ranked
    ]


def _mentions(text: str) -> list[tuple[str, str, float]]:
    """Every mention of an agency or a "City of X": the place, the agency's name, a weight."""
    found = []
    for match in _ENDING.finditer(text):
        group = next(name for name, value in match.groupdict().items() if value)
        words = _words_before(text, match.start())
        crossed = False
        if not words:
            words, crossed = _words_of_next_or_previous_line(text, match), True
        if not words:
            continue
        ending = " ".join(match.group().split())
        place = _as_place(words, ending)
        if place:
            weight = _ENDINGS[int(group[1:])][1]
            name = "" if crossed and not ending else f"{place_words(words)} {_title(ending)}"
            found.append((place, name, weight))
    for match in _OF.finditer(text):
        words = _words_after(text, match.end())
        if words:
            place = place_words(words)
            if match["what"].casefold() == "county":
                place += " County"
            found.append((place, "", 1.0))
    return found


def _words_before(text: str, end: int) -> list[str]:
    """Return the capitalised words that lead up to an offset, on the same line."""
    start = max(text.rfind("\n", 0, end) + 1, end - 80)
    tokens = text[start:end].split()
    words: list[str] = []
    for token in reversed(tokens):
        if len(words) >= MOST_WORDS or not _may_belong(token, words):
            break
        words.insert(0, token)
    return _trimmed(words)


def _words_after(text: str, start: int) -> list[str]:
    words: list[str] = []
    line = text[start : start + 60].partition("\n")[0]
    for token in line.split():
        word = re.sub(r"['’]s$", "", token.rstrip(",;:.)") if not _is_short(token) else token)
        if not (_WORD.fullmatch(word) and word[0].isupper()) or word.casefold() in _NOT_NAMES - _ONLY_WITH_A_NAME:
            break
        words.append(word)
        if word != token and not _is_short(token):
            break
        if len(words) == 3:
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
        return _trimmed(name.split())
    above = text[: max(line_start - 1, 0)].rpartition("\n")[2].strip()
    if len(above) > 40 or not above or not all(_may_belong(token, ["x"]) for token in above.split()):
        return []
    return _trimmed(above.split())


def _may_belong(token: str, words: list[str]) -> bool:
    if not _WORD.fullmatch(token) or (token.endswith(".") and not _is_short(token)):
        return False
    folded = token.casefold().rstrip(".")
    if not token[0].isupper():
        return bool(words) and folded in _CONNECTORS
    if folded == "of":
        return bool(words)
    if folded in _ONLY_WITH_A_NAME or folded in {"metropolitan", "metro", "regional", "municipal"}:
        return True
    return folded not in _NOT_NAMES


def _is_short(token: str) -> bool:
    """An abbreviation within a name: "St.", "Ft.", "Mt."."""
    return len(token) <= 3 and token.endswith(".")


def _trimmed(words: list[str]) -> list[str]:
    """Cut what stands around a name; nothing is left where there was no name."""
    kept = list(words)
    while kept and kept[-1].casefold() in {"metropolitan", "metro", "regional", "municipal", "of"}:
        kept.pop()
    while kept and "of" in (word.casefold() for word in kept):
        at = max(index for index, word in enumerate(kept) if word.casefold() == "of")
        if at and kept[at - 1].casefold() in _OF_BEFORE:
            break
        kept = kept[at + 1 :]
    while kept and kept[0].casefold() in (_CONNECTORS - {"la", "las", "los", "del"}) | {"city", "county", "state"}:
        kept.pop(0)
    if kept and kept[0].casefold() in _ONLY_WITH_A_NAME and len(kept) == 1:
        return []
    return [] if all(word.casefold() in _NOT_NAMES for word in kept) else kept


def _as_place(words: list[str], ending: str) -> str:
    name = place_words(words)
    if "sheriff" in ending.casefold() and not re.search(r"county|parish", name, re.IGNORECASE):
        return f"{name} County" if name else ""
    return name


def place_words(words: list[str]) -> str:
    """Join a name's words in title case, unless they have their own: "ST. PAUL", "McAllen"."""
    return " ".join(word if not word.isupper() else _title(word) for word in words)


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


def _best_spelling(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _key(place: str) -> str:
    return re.sub(r"\bst\.? ", "saint ", fold(place))


def _compact(name: str) -> str:
    folded = re.sub(r"\bsaint\b", "st", fold(name))
    return "".join(char for char in folded if char.isalnum())
