"""Cut the local party's name out of the sentence with which a memorandum of delegation opens."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.fuzz import ratio

from policyscan.agreements.endings import is_force
from policyscan.agreements.names import normalised

# "… the Department of Homeland Security (DHS), and the X, pursuant to which ICE delegates …", with the slips of OCR.
_PURSUANT = r"p[uo]?r[s5]u\w{1,4}\s*[tf]?\s?[o0]\b"
_HEREIN = r"[hb][ec]r[ec][il1]n\w*"
_END = (
    rf"(?=[\s_,;(]*(?:{_PURSUANT}|pursuant\s*to|{_HEREIN}|\(\s*{_HEREIN}|w[hb][il1][ce][hb]\s*[I1l]C[EF]\s+d"
    r"|to\s+(?:delegate|authorize)))"
)
_THE = r"(?:[tf][hb][ec](?=[\s_A-Z]))?"
_OPENINGS = tuple(
    re.compile(form, re.IGNORECASE | re.DOTALL)
    for form in (
        rf"H\w{{2,4}}\s?[l1I]?\s?\w{{2,4}}\s*[S5][ec]\w+\W{{0,4}}(?:\(?\s?[DO0][HI][S5]\)?\W{{0,4}})?(?:[ao]n?[nu]?d|&)\s*{_THE}(?P<name>.{{0,160}}?){_END}",
        rf"agreement\s+between\s+.{{0,90}}?(?:\(ICE\)|Enforcement)\W{{0,4}}(?:and|&)\s*(?:the\b)?(?P<name>.{{0,160}}?){_END}",
        r"agreement\s+between\s+(?:the\s+)?(?P<name>[A-Z].{3,90}?)\s*,?\s+and\s+(?:the\s+)?(?:U\.?\s?S\.?|United\s+States|ICE\b)",
        r"Customs\s+Enforcement\s*\(ICE\)\s*,?\s+and\s+(?:the\s+)?(?P<name>[^,;]{3,90}?)\s*,?\s*herein\w+",
        r"between\s+.{0,140}?(?:Enforcement|Security)\W{0,4}(?:\(\W*(?:the\s+)?\W*(?:ICE|DHS)\W{0,3}\)\W{0,3})?(?:and|&)\s+(?:the\s+)?"
        r"(?P<name>(?!(?:U\.?S\.?|United|Immigration)\b)[^;()]{3,90}?)\s*,?\s*\(\s*(?:the|collectively)?\s*[\"“”']",
    )
)
# Where the name slid behind the words that follow the blank: "the ____, pursuant toLake County SO which ICE".
_SLID = re.compile(r"pursuant\s*to(?P<name>(?!\s*which).{3,90}?)\s*which\s+ICE", re.IGNORECASE | re.DOTALL)
_THROUGH = re.compile(
    r",?\s+(?:acting\s+)?by\s*and\s*through\s*(?:its\s+|the\s+)?|,?\s+(?:acting\s+)?through\s+(?:its\s+|the\s+)", re.I
)
_DESCRIBED = re.compile(
    r"\s(?:that|which|who)\s+(?:is|are|has)\b|,\s*(?:an?\s|acting|on\s+behalf|whose|located|a\s+political|in\s+his|as\s)",
    re.IGNORECASE,
)
# Words behind a name that OCR may have damaged.
_BEHIND_NAME = ("pursuant", "hereinafter", "hereafter", "referred", "interchangeably", "whereby")
_NEAR_WORD = 78.0
BETWEEN = re.compile(r"(?:agreement|made|entered\s+into|executed)\W+(?:by\s+and\s+)?between", re.IGNORECASE)


def in_opening(text: str) -> Iterator[tuple[str, int, int]]:
    """The name in the opening of a text, and where it stands."""
    for form in _OPENINGS:
        match = form.search(text[:6000])
        if not match:
            continue
        name, start = match["name"], match.start("name")
        if sum(char.isalpha() for char in name) < 3:
            slid = _SLID.search(text, match.start(), match.end() + 160)
            if not slid:
                continue
            name, start = slid["name"], slid.start("name")
        ended = re.search(rf"[\s,(]+(?:{_PURSUANT}|{_HEREIN})", name, re.IGNORECASE)
        name = name[: ended.start()] if ended and ended.start() > 3 else name
        slid_in = re.match(rf"[\s_,]*{_PURSUANT}\s*", name, re.IGNORECASE)
        if slid_in:
            name, start = name[slid_in.end() :], start + slid_in.end()
        described = _DESCRIBED.search(name)
        if described and described.start() > 3:
            name = name[: described.start()]
        part, at = acting(cut_short(name))
        yield tidy(part), start + at, start + at + len(part)
        return


def tidy(words: str) -> str:
    """A name on one line, without what stands behind it."""
    return re.sub(r"\s+", " ", cut_short(words)).strip(" ,;")


def cut_short(words: str) -> str:
    """The words up to one that only stands behind a name, misread or not: "…, ·ursuant to", "…, heneinafter"."""
    for token in list(re.finditer(r"\S+", words))[1:]:
        bare = re.sub(r"^\W+|\W+$", "", token[0]).casefold()
        if len(bare) >= 6 and any(ratio(bare, behind) >= _NEAR_WORD for behind in _BEHIND_NAME):
            return words[: token.start()]
    return words


def acting(words: str) -> tuple[str, int]:
    """Of "the County of X, by and through the X County Sheriff's Office" the force, and where it begins."""
    parts = _THROUGH.split(words)
    # "the County of X and the X County Sheriff": the force is whom it is with.
    both = re.split(r"\s+and\s+(?:the\s+)?(?=[A-Z])", parts[-1])
    if len(both) > 1 and is_force(both[-1]) and len(both[-1].split()) > 2 and not normalised(both[-1]).is_generic:
        parts = both
    return parts[-1], words.rfind(parts[-1])
