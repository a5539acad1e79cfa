"""Turn a force's name as it was filled in or scanned into its name as a list gives it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from policyscan.agreements.endings import is_force, says_kind_only
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.order import in_order

__all__ = ["Name", "is_force", "normalised"]

_SMALL = frozenset({"of", "the", "and", "de", "du", "la", "del", "for", "in", "at", "&"})
# Words this near to one of the lexicon's are that word, misread.
_NEAR = 80.0
# Abbreviations that are words, or parts of names, without a point.
_ALSO_WORDS = frozenset({"so", "off", "comm", "corr", "co", "sp", "det", "reg", "inv", "bur", "mun", "coll"})
_APOSTROPHES = str.maketrans("’‘`´", "''''")
_SHORTEST_REPAIRED = 5
_SHERIFF = re.compile(
    r"\b[s5][hb][ec]r+[il1]\s?[fitw]{0,2}\s?['’`´‘*]?\s?(?:[rs5]{1,2}['’]?)?\s+(?P<what>of{1,2}[il1]{0,2}c\w{0,2}|off?i?$|o$|dep\w*)\b\.?",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\(\s*[\"“”']?(?:the\s+)?[\"“”']?(?P<short>[A-Z][A-Z&. ]{0,9}[A-Z]|[A-Z]{2,8})[\"“”']?\s*\)")
_CUT_OFF = re.compile(r"\b(?P<first>police|sheriff's|corrections|safety)\s+(?P<rest>[a-z]{1,9})$", re.I)
# "[Chief of] Police Harbor State University Police Department".
_TITLE_BEFORE = re.compile(
    r"^(?:Police|Sheriff)\s+(?!(?:and|of|for|department|services?|academy|the)\b)(?=\S.*\b(?:Police\s+Department|Sheriff's\s+Office)$)",
    re.IGNORECASE,
)
_REST = {"police": "department", "sheriff's": "office", "corrections": "department", "safety": "department"}
# A letter that OCR took for a digit: "5tate", "P0lice"; ordinals ("14th") are none.
_DIGIT_IN_WORD = re.compile(r"[015](?=[^\W\d_]{2})|(?<=[^\W\d_])[015](?=[^\W\d_])")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_LOWER, _UPPER = str.maketrans("015", "ols"), str.maketrans("015", "OIS")
_TRAILING = re.compile(
    r"[\s,;:.\-–—/|]+$|^[\s,;:.\-–—/|*•]+|\s+(?:and|the|of|in|for|with|which|pursuant|hereinafter)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as a list gives it, what stood with it (state, acronym), and whether it names anybody at all."""

    text: str
    region: str = ""
    short: str = ""

    @property
    def is_generic(self) -> bool:
        """Whether only the kind of force is said: "University Police Department"."""
        return says_kind_only(self.text)


@lru_cache(maxsize=4096)
def normalised(raw: str) -> Name:
    """The name in full words and title case, without state, acronym and blank lines."""
    # Ligatures ("Oﬃce") in plain letters, apostrophes of every shape in one.
    plain = unicodedata.normalize("NFKC", raw.translate(_APOSTROPHES))
    words = re.sub(r"[_|~•*]+|\.{3,}|-{2,}", " ", plain)
    words = re.sub(r"\b([SP])\.\s?([OD])\b\.?", r"\1\2", words)
    # "Coiinty".
    words = re.sub(r"(?<=\bCo)ii(?=nty\b)", "u", words)
    # A constable's precinct.
    words = re.sub(r"\bP[ec]t\b\.?\s*(?=\d)", "Precinct ", words)
    acronym = _ACRONYM.search(words)
    words = re.sub(r"\([^)]*\)?", _state_only, words)
    words = _bare(words)
    words, region = _without_state(words)
    is_shouted = _is_shouted(words)
    words = " ".join(_split(words))
    # "HolIow", "PoIice"; but "McIntosh", "DeIsle", and words whose blank was lost.
    words = re.sub(r"(?<=[a-z]{2})(?<!\bMac)I(?=[a-z]{1,4}\b)", "l", words)
    words = _SHERIFF.sub(lambda m: "Sheriff's " + ("Department" if m["what"][0] in "dD" else "Office"), words)
    words = " ".join(_full(word) for word in words.split())
    words = _CUT_OFF.sub(_completed, words)
    words, later = _without_state(_bare(words))
    words = _TITLE_BEFORE.sub("", in_order(words))
    return Name(
        _cased(words, is_shouted=is_shouted), region or later, acronym["short"].replace(" ", "") if acronym else ""
    )


def _state_only(match: re.Match[str]) -> str:
    inner = match[0].strip("() ")
    return f", {inner}" if lexicon().state(inner) else " "


def _bare(words: str) -> str:
    words = " ".join(words.split())
    while (trimmed := _TRAILING.sub("", words)) != words:
        words = trimmed
    return re.sub(r"^(?:and\s+)?[tf][hb][ec]\s+", "", words, flags=re.IGNORECASE)


def _split(words: str) -> list[str]:
    # OCR and form fields lose blanks: "CountySheriff's", "PoliceDepartment".
    words = re.sub(r"\b(and|of)(?=[A-Z])", r"\1 ", words)
    # Or put one in: "S heriff's Office", "P olice".
    words = re.sub(r"\b([SPODCU])\s(?=(?:heriff|olice|ffice|epartment|ounty|niversity)\b)", r"\1", words)
    parted = re.sub(r"(?<=[a-z])(?=(?:Police|S[hb][ec]r[il1]|County|Department|Office|University|Highway))", " ", words)
    return parted.split()


def _without_state(words: str) -> tuple[str, str]:
    """The words without a state that only says where they are, and that state."""
    knows = lexicon()
    # "Palm Bay, FL Police Department", "Lake County Sheriff's Office, Florida", "Lake County SO - FL".
    for form in (r"[A-Z][a-z]+\s[A-Z][a-z]+", r"[A-Z]{2}|[A-Z][a-z]+\.?"):
        inner = re.search(rf",\s*(?P<state>{form})\s*,?\s+(?=[A-Z])", words)
        if inner and (state := knows.state(inner["state"])):
            return words[: inner.start()] + " " + words[inner.end() :], state.name
    # What was typed into the next field, run together with the state: "Lake County, FLLCSO".
    glued = re.search(r",\s*(?P<state>[A-Z]{2})[A-Z]{2,6}$", words)
    if glued and (state := knows.state(glued["state"])):
        return _bare(words[: glued.start()]), state.name
    tail = re.search(r"(?P<mark>\s*[,\-–]\s*|\s+)(?P<state>[A-Za-z.]{2,}(?:\s[A-Z][a-z]+)?)\s*$", words)
    if tail and (state := knows.state(tail["state"])):
        is_code = tail["state"].strip(".").isupper() and len(tail["state"].strip(".")) == 2
        is_apart = bool(tail["mark"].strip())
        before = words[: tail.start()]
        # "University of Florida" and "SO" end in no state; "Lake County Sheriff's Office Florida" does.
        if is_apart or (is_code and len(before.split()) > 1) or (is_force(before) and not before.endswith(" of")):
            return _bare(before), state.name
    two = re.search(r",?\s+(?P<state>(?:North|South|West|New|Rhode)\s[A-Z][a-z]+)\s*$", words)
    if two and (state := knows.state(two["state"])) and is_force(words[: two.start()]):
        return _bare(words[: two.start()]), state.name
    return words, ""


def _full(word: str) -> str:
    """A word in full: abbreviations written out, misread words repaired."""
    if not _ORDINAL.match(word):
        word = _DIGIT_IN_WORD.sub(
            lambda m: m[0].translate(_UPPER if m.start() == 0 or word.isupper() else _LOWER), word
        )
    bare = word.strip(".,;:")
    known = lexicon().abbreviations.get(bare.casefold())
    if known and (bare.isupper() or "." in word or bare.casefold() not in _ALSO_WORDS):
        return known
    if known and bare == "Co":
        return known
    if len(bare) < _SHORTEST_REPAIRED or bare.casefold() in lexicon().keep:
        return word.strip(";:") if not word.endswith(",") else word
    for right in lexicon().repair:
        if bare.casefold() in {right.casefold(), f"{right.casefold()}'s"}:
            return word
    letters = bare.casefold().translate(str.maketrans("01il5", "ollls"))
    best = max(
        lexicon().repair,
        key=lambda right: ratio(letters, right.casefold().replace("i", "l")) + 8 * (right[0] == bare[0].upper()),
    )
    near = ratio(letters, best.casefold().replace("i", "l"))
    # A name's own word may be near too ("Marshall"), but never with a digit in it.
    limit = _NEAR if any(char.isdigit() for char in bare) or len(best) > 6 else _NEAR + 3
    return best if near >= limit and abs(len(bare) - len(best)) <= 2 else word


def _completed(match: re.Match[str]) -> str:
    whole = _REST[match["first"].casefold()]
    rest = match["rest"].casefold()
    return f"{match['first']} {whole.title()}" if whole.startswith(rest) else match[0]


def _is_shouted(words: str) -> bool:
    # Words of three letters may be acronyms; longer ones, and those with vowels, are shouted.
    long = [word for word in re.findall(r"[^\W\d_]{4,}", words) if re.search(r"[AEIOUYaeiouy]", word)]
    return bool(long) and sum(word.isupper() for word in long) > 0.5 * len(long)


# Before these a word in capitals is a place's name, where it is longer than abbreviations are.
_COUNTIES, _LETTERS = (["County"], ["Parish"], ["Township"], ["Borough"]), 4


def in_title_case(words: str) -> str:
    """Shouted words in title case: "WAAL UNIT" as "Waal Unit"."""
    return _cased(words, is_shouted=True)


def _cased(words: str, *, is_shouted: bool) -> str:
    """Title case where the words have none of their own."""
    shown = []
    every = words.split()
    for number, word in enumerate(every):
        plain = word.casefold()
        # Typed into a blank in capitals: "LARKSPUR County".
        is_filled_in = word.isupper() and len(word) > _LETTERS and every[number + 1 : number + 2] in _COUNTIES
        if plain in _SMALL and number:
            shown.append(plain)
        elif (
            is_filled_in
            or (is_shouted and word.isupper() and len(word.strip(".,")) > 1 and "&" not in word)
            or word.islower()
        ):
            shown.append(_titled(word))
        else:
            shown.append(word)
    return " ".join(shown)


def _titled(word: str) -> str:
    parts = re.split(r"([-/'])", word.lower())
    shown = "".join(
        part.capitalize()
        if index == 0 or parts[index - 1] in "-/" or (parts[index - 1] == "'" and len(part) > 2)
        else part
        for index, part in enumerate(parts)
    )
    return re.sub(r"^Mc([a-z])", lambda m: "Mc" + m[1].upper(), shown)
