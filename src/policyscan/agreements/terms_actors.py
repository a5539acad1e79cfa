"""Tell which party words of an agreement mean: "the City", "INP", "each Party", "the Requesting Party"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policyscan.model import Party, Role

_GENERIC = (
    r"(?:part(?:y|ies)|participants?|members?|signator(?:y|ies)|sides?|agenc(?:y|ies)|entit(?:y|ies)"
    r"|municipalit(?:y|ies)|governments?|states?|institutions?|departments?|jurisdictions?|forces?|services?|towns?|cities|count(?:y|ies)"
    r"|chief constables?|chiefs?|police forces?|boards?(?: of \w+)?|universit(?:y|ies)|academ(?:y|ies)"
    r"|partners?|organi[sz]ations?|ministr(?:y|ies))"
)
_ROLES = (
    r"(?:requesting|requested|responding|aiding|assisting|providing|sending|receiving|host(?:ing)?|visiting|employing"
    r"|home|sponsoring|lending|borrowing|supplying|training)"
)
# Words for the forces in general, that stand for the local party where the agreement calls it so.
_LOCAL_WORDS = ("LEA", "law enforcement agency")
_ICE_WORDS = ("ICE", "DHS", "Department of Homeland Security")
_NAME = r"(?:[A-Z][\w'&-]*)(?:\s+(?:of|the|for|on|and|de|la|du)(?=\s+(?:\w+\s+)?[A-Z])|\s+[A-Z][\w'&-]*){0,9}"
_DEFINED = re.compile(
    rf"(?P<name>{_NAME})(?:,\s+(?:an?|the)\s[^()\"]{{0,80}})?\s*\((?:hereinafter|hereafter"
    rf"|henceforth)?[^()\"]{{0,40}}\"(?:the\s+)?(?P<short>[A-Z][\w' ]{{1,30}})\""
)
_ALIASES = re.compile(
    r"\"(?:the\s+)?(?P<one>[A-Z][\w' ]{1,30})\"\s+or\s+(?:the\s+)?\"(?:the\s+)?(?P<other>[A-Z][\w' ]{1,30})\""
)
# Who acts for a party acts as it: "the ICE Director".
_TITLE = r"(?:directors?|chief|commander|commissioner|officers?|personnel|instructors?|supervisors?)"
_NO_NAME = (
    r"(?!(?:The|This|These|Those|Each|Any|All|If|In|On|At|For|Upon|When|Before|After|No|Nothing|Such"
    r"|Where|It|As|To|By|A|An|And"
    r"|Or|Both|Either|Neither|There|Every|Participating|Section|Article|Training|Approximately|During"
    r"|Thereafter|With|Whereas"
    r"|WHEREAS|However|Any|Other|Its|Their|Not|Visiting|Seconded|Responding)\b"
    r"|(?:MOU|MOA|Agreement|Memorandum|Contract|Pact|Arrangement|Protocol|Programme|Program)\b(?!\s+[A-Z]))"
)
# Letters that OCR takes for one another in acronyms.
_CONFUSED = str.maketrans("BF0QD185", "EEOOOISS")
_FUNCTION = frozenset(["the", "a", "an", "of", "for", "and", "by"])


class Actors:
    """The parties of one agreement by every name that the text calls them."""

    def __init__(self, parties: Sequence[Party], text: str) -> None:
        names: dict[str, str] = {}
        for match in _DEFINED.finditer(text):
            if match["short"].casefold() not in {
                "parties",
                "party",
                "agreement",
                "memorandum",
                "mou",
                "moa",
                "program",
            }:
                names.setdefault(match["short"].casefold(), re.sub(r"^The\s+", "", match["name"]))
        for party in parties:
            for name in _names_of(party):
                names[name.casefold()] = party.name
        for match in _ALIASES.finditer(text):
            one, other = match["one"].casefold(), match["other"].casefold()
            if (one in names) != (other in names):
                names[other if one in names else one] = names[one if one in names else other]
        self._names = names
        known = "|".join(_loose(name) for name in sorted(names, key=len, reverse=True))
        known = rf"\b(?:the\s+)?(?:{known})(?=\W|$)(?:\s+{_TITLE}\b)?" if known else r"(?!)"
        general = (
            rf"\b(?:the\s+|each\s+|every\s+|either\s+|neither\s+|any\s+|no\s+|both\s+|all\s+|a\s+|an\s+)?(?:other\s+)?"
            rf"(?:(?:{_ROLES}|contracting|participating)\s+)*{_GENERIC}\b"
        )
        host = rf"\bthe\s+{_ROLES}\b(?:\s+(?!shall|will|must|may|is|are|bears|pays|provides)\w+\b)?"
        name = rf"(?:\b[Tt]he\s+)?\b{_NO_NAME}{_NAME}(?:\s+(?:authorities|officials|government))?"
        # "either the Office or the Department", "any of them"
        pair = r"\beither\s+(?:the\s+)?[A-Z][\w'&-]*(?:\s+[\w'&-]+){0,5}?\s+or\s+"
        pair += r"(?:the\s+)?[A-Z][\w'&-]*(?:\s+[A-Z][\w'&-]*){0,4}"
        them = rf"\b(?:either|any|one|each)(?:\s+one)?\s+of\s+(?:them|us|the\s+(?:two\s+)?{_GENERIC})\b"
        # Names keep their case in the last branch only.
        self.pattern = rf"(?:(?i:{pair})|(?i:{them})|(?i:{known})|(?i:{general})|(?i:{host})|(?-i:{name}))"
        self.known = re.compile(known, re.IGNORECASE)

    def resolve(self, words: str) -> str:
        """The party that words mean by its name, or the words themselves without article."""
        plain = re.sub(r"\s+", " ", words.strip(" ,;'\"")).removesuffix("'s").removesuffix("'")
        bare = re.sub(r"^(?:the|an?)\s+", "", plain, flags=re.IGNORECASE)
        for name, party in self._names.items():
            if re.fullmatch(rf"{_loose(name)}(?:\s+{_TITLE})?", bare, re.IGNORECASE):
                return party
        if bare.isupper() and len(bare) < 7:
            for name, party in self._names.items():
                if name.upper().translate(_CONFUSED) == bare.translate(_CONFUSED):
                    return party
        if of := re.fullmatch(
            rf"(either|any|one|each)(?: one)? of (?:them|us|the (?:two )?{_GENERIC})", plain, re.IGNORECASE
        ):
            return f"{'either' if of[1].lower() == 'one' else of[1].lower()} party"
        if re.fullmatch(r"either\s.+\sor\s.+", plain, re.IGNORECASE):
            return "either party"
        if re.fullmatch(rf"(?:either|both|each|neither|all|every)\s+.*{_GENERIC}", plain, re.IGNORECASE):
            first = plain.split()[0].lower()
            return {"both": "both parties", "all": "all parties", "every": "each party"}.get(first, f"{first} party")
        if re.fullmatch(
            rf"(?:any|an?|no)\s+(?:other\s+)?(?:contracting\s+|participating\s+)?{_GENERIC}", plain, re.IGNORECASE
        ):
            return "no party" if plain.lower().startswith("no ") else "any party"
        return bare

    def first(self, text: str) -> str:
        """The known party that a text names first, blank where it names none."""
        match = self.known.search(text)
        return self.resolve(match.group()) if match else ""


def _names_of(party: Party) -> list[str]:
    names = [party.name]
    short = re.sub(r"^the\s+", "", party.short.strip(" \"'"), flags=re.IGNORECASE)
    names += [short] if short else []
    words = [word for word in re.split(r"[\s-]+", party.name) if word.lower() not in _FUNCTION]
    initials = "".join(word[0] for word in words if word[:1].isupper())
    names += [initials] if len(initials) > 2 else []
    if "customs enforcement" in party.name.lower():
        names += _ICE_WORDS
    elif party.role is Role.LOCAL:
        names += _LOCAL_WORDS
    if match := re.search(r"(?:Sheriff'?s (?:Office|Department)|Police (?:Department|Division))$", party.name):
        names.append(match.group())
    if match := re.match(r"(?P<kind>City|Town|Village|County|Township|State|Borough) of\b", party.name):
        names.append(match["kind"])
    return names


def _loose(name: str) -> str:
    """A name as OCR may have left it: spaces of any width, the apostrophe of "Sheriff's" lost or misread."""
    body = r"\s+".join(re.escape(word) for word in name.split())
    return re.sub(r"sheriff(?:'?s)\b", r"sheri\\w{0,3}(?:'s|s)?", body, flags=re.IGNORECASE)
