"""Turn a force's name as it was filled in or scanned into its name as a list gives it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from policyscan.agreements.lexicon import lexicon

_SMALL = frozenset({"of", "the", "and", "de", "du", "la", "del", "for", "in", "at", "&"})
# Words this near to one of the lexicon's are that word, misread.
_NEAR = 80.0
_APOSTROPHES = str.maketrans("’‘`´", "''''")
_SHORTEST_REPAIRED = 5
_SHERIFF = re.compile(
    r"\b[s5][hb][ec]r+[il1]\s?[fit]{0,2}\s?['’`´‘*]?\s?(?:[rs5]{1,2}['’]?)?\s+(?P<what>of{1,2}[il1]{0,2}c\w{0,2}|off?i?$|o$|dep\w*)\b\.?",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\(\s*[\"“”']?(?:the\s+)?[\"“”']?(?P<short>[A-Z][A-Z&. ]{0,9}[A-Z]|[A-Z]{2,8})[\"“”']?\s*\)")
_OFFICIAL = re.compile(
    r"^(?:sheriff|chief|director|commissioner)\s+[A-Z][\w.]+(?:\s+[A-Z][\w.]+){0,2}\s*,\s*(?=.*\b(?:county|city|police))",
    re.IGNORECASE,
)
_OF_PLACE = re.compile(
    r"^(?:the\s+)?(?:city|town|village|borough|township|municipality)\s+of\s+(?=.*\b(?:police|marshal)\b)", re.I
)
_COUNTY_OF = re.compile(
    r"^county\s+of\s+(?P<name>[\w .'-]+?)\s*,?\s*(?P<what>sheriff's\s+\w+|department\s.*|jail)$", re.I
)
_SHERIFF_OF = re.compile(
    r"^(?:the\s+)?(?:office\s+of\s+(?:the\s+)?sheriff|sheriff(?:'s\s+office)?)\s*(?:of|for|,)\s*(?:the\s+)?"
    r"(?:county\s+of\s+(?P<late>[\w .'-]+)|(?P<name>[\w .'-]+?(?:county|parish)))$",
    re.I,
)
_OF_STATE = re.compile(
    r"^(?:the\s+)?(?:state|commonwealth)\s+of\s+(?P<name>[A-Z]\w+(?:\s[A-Z]\w+)?)\s*,?\s+(?P<what>(?:department|division|office|bureau|highway"
    r"|national|fish|board)\b.+)$",
    re.I,
)
_POLICE_OF = re.compile(
    r"^(?:the\s+)?(?:police\s+department|department\s+of\s+police|division\s+of\s+police)\s*(?:of|for|,)\s*(?:the\s+)?"
    r"(?:city|town|village|borough)\s+of\s+(?P<name>[\w .'-]+)$",
    re.I,
)  # fmt: skip
_OFFICE_OF_SHERIFF = re.compile(r"^(?P<name>[\w .'-]+?(?:county|parish))\s+office\s+of\s+(?:the\s+)?sheriff$", re.I)
# Forces that are called "Police" and nothing more.
_POLICE_ALONE = re.compile(
    r"\b(?:national|state|federal|royal|metropolitan|military|border|transit|capitol|sheriff's|civil|provincial|tourist|judicial|israel|nsw"
    r"|of\s[\w\s]+)\s+police$|^new\s+zealand\s+police$",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"\b(?P<first>police|sheriff's|corrections|safety)\s+(?P<rest>[a-z]{1,9})$", re.I)
_REST = {"police": "department", "sheriff's": "office", "corrections": "department", "safety": "department"}
# How the words of endings are abbreviated, cut off by a form's field, or misread.
_TOLERANT = (
    ("'", r"\s?['’]?\s?"),
    ("Department", r"Dep(?:[ao]\w{0,9}|t\.?)"),
    ("Services", r"(?:Services|Svcs?\.?|Svs\.?)"),
    ("Office", r"Of\w{0,2}[il1]ce"),
    ("Police", r"Pol[il1][co]e"),
)
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
        generic = lexicon().generic
        return all(word in generic for word in re.findall(r"[^\W_][\w']*", self.text.casefold()))


@lru_cache(maxsize=4096)
def normalised(raw: str) -> Name:
    """The name in full words and title case, without state, acronym and blank lines."""
    # Ligatures ("Oﬃce") in plain letters, apostrophes of every shape in one.
    plain = unicodedata.normalize("NFKC", raw).translate(_APOSTROPHES)
    words = re.sub(r"[_|~•*]+|\.{3,}|-{2,}", " ", plain)
    words = re.sub(r"\b([SP])\.\s?([OD])\b\.?", r"\1\2", words)
    acronym = _ACRONYM.search(words)
    words = re.sub(r"\([^)]*\)?", _state_only, words)
    words = _bare(words)
    words, region = _without_state(words)
    is_shouted = _is_shouted(words)
    words = " ".join(_split(words))
    words = _SHERIFF.sub(lambda m: "Sheriff's " + ("Department" if m["what"][0] in "dD" else "Office"), words)
    words = " ".join(_full(word) for word in words.split())
    words = _CUT_OFF.sub(_completed, words)
    words, later = _without_state(_bare(words))
    words = _restructured(words)
    return Name(
        _cased(words, is_shouted=is_shouted), region or later, acronym["short"].replace(" ", "") if acronym else ""
    )


def is_force(words: str) -> bool:
    """Whether words end, or begin, as the names of forces do."""
    return endings().search(words) is not None


def cut_behind_force(words: str) -> str:
    """The words up to the last ending of a force's name that begins in them, without what follows."""
    best = None
    for match in endings().finditer(words):
        best = match if best is None or match.start() <= best.end() + 1 else best
    return words[: best.end()] if best else words


@lru_cache(maxsize=1)
def endings() -> re.Pattern[str]:
    """What the names of forces end in, tolerant of blanks and apostrophes."""
    words = "|".join(re.escape(ending).replace(r"\ ", r"\s+") for ending in lexicon().endings)
    for plain, tolerant in _TOLERANT:
        words = words.replace(plain, tolerant)
    return re.compile(rf"(?<![^\W_])(?:{words}|(?-i:P\.?D\.?|S\.?O\.?))(?![\w])", re.IGNORECASE)


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
    bare = word.strip(".,;:")
    known = lexicon().abbreviations.get(bare.casefold())
    if known and (bare.isupper() or "." in word or bare.casefold() not in {"so", "off", "comm", "corr", "co"}):
        return known
    if known and bare == "Co":
        return known
    if len(bare) < _SHORTEST_REPAIRED or bare.casefold() in lexicon().keep:
        return word.strip(";:") if not word.endswith(",") else word
    for right in lexicon().repair:
        if bare.casefold() == right.casefold():
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


def _restructured(words: str) -> str:
    # "Sheriff Ann Bell, Lake County Sheriff's Office": the person goes.
    words = _OFFICIAL.sub("", words) or words
    words = re.sub(r"\b([A-Za-z]{3,}(?:\s[A-Za-z]+)?)\s+\1\b", r"\1", _OF_PLACE.sub("", words), flags=re.IGNORECASE)
    for pattern, form in (
        (_COUNTY_OF, "{name} County {what}"),
        (_OFFICE_OF_SHERIFF, "{name} Sheriff's Office"),
        (_OF_STATE, "{name} {what}"),
        (_POLICE_OF, "{name} Police Department"),
    ):
        match = pattern.match(words)
        if match:
            words = form.format(**{key: value.strip() for key, value in match.groupdict().items() if value})
    match = _SHERIFF_OF.match(words)
    if match:
        words = (f"{match['late'].strip()} County" if match["late"] else match["name"]) + " Sheriff's Office"
    words = (
        re.sub(r"\bsheriff'?s?$", "Sheriff's Office", words, flags=re.IGNORECASE) if len(words.split()) > 1 else words
    )
    words = re.sub(r"\bsheriff\s+(office|department)$", r"Sheriff's \1", words, flags=re.IGNORECASE)
    if re.search(r"\w\s+police$", words, re.IGNORECASE) and not _POLICE_ALONE.search(words):
        words += " Department"
    words = re.sub(r"\s*,\s*(?=(?:police|sheriff|department)\b)", " ", words, flags=re.IGNORECASE)
    before, comma, after = words.partition(",")
    if (
        comma
        and is_force(before)
        and not is_force(after)
        and re.fullmatch(r"\s*[A-Z][\w.]+(?:\s[A-Z][\w.]+){0,2}", after)
    ):
        # The town where its office stands.
        words = before
    return words


def _is_shouted(words: str) -> bool:
    # Words of three letters may be acronyms; longer ones, and those with vowels, are shouted.
    long = [word for word in re.findall(r"[^\W\d_]{4,}", words) if re.search(r"[AEIOUYaeiouy]", word)]
    return bool(long) and sum(word.isupper() for word in long) > 0.5 * len(long)


def _cased(words: str, *, is_shouted: bool) -> str:
    """Title case where the words have none of their own."""
    shown = []
    for number, word in enumerate(words.split()):
        plain = word.casefold()
        if plain in _SMALL and number:
            shown.append(plain)
        elif (is_shouted and word.isupper() and len(word.strip(".,")) > 1 and "&" not in word) or word.islower():
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
