"""Fold names to what tells them apart, and mend the characters that PDFs break in them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

APOSTROPHES = "'’‘‛`´ʼʹ′ˈ"
# Bytes of one table read by another: Mac Roman as Windows-1252 turns ’ into Õ and ô into ™, UTF-8 turns é into Ã©.
_WRONG_READINGS = (("cp1252", "mac_roman"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "mac_roman"))
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ı": "i"})
_WRITTEN_OUT = {
    "st": "saint",
    "ft": "fort",
    "mt": "mount",
    "dept": "department",
    "co": "county",
    "svs": "services",
    "svcs": "services",
}
# Ends of words that were broken with their apostrophe: "SheriffÕs", "Sheriff?s", "Sheriffâ€™s", "dÕIvoire".
_NOISE = re.compile(
    f"[{APOSTROPHES}\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}]|(?<=\\w)[?\N{REPLACEMENT CHARACTER}](?=s\\b)|(?<=[a-z])Õ|â€™"
)
_BETWEEN = re.compile(r"[^\w&]+|_")
_INVERTED = re.compile(r"^(?P<name>[^(),]+?)\s*(?:\((?P<inside>[^()]+)\)|,\s*(?P<after>[^(),]+))$")


def ascii_name(name: str) -> str:
    """The name without accents: "Curaçao" is printed "Curacao"."""
    if name.isascii():
        return name
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def unmarked(name: str) -> str:
    """The name in plain letters, without the marks of a transliteration: "‘Ajmān" as "Ajman"."""
    return ascii_name(_NOISE.sub("", name)).strip()


def words(name: str) -> list[str]:
    """The folded words of a name: no case, accents, apostrophes, points or articles; "St." and "&" written out."""
    if name.isascii() and name.isalpha():
        alone = name.lower()
        return [_WRITTEN_OUT.get(alone, alone)] if alone != "the" else []
    plain = ascii_name(_NOISE.sub("", name)).casefold()
    plain = re.sub(r"\b((?:\w\.){2,})", lambda match: match.group(1).replace(".", ""), plain)
    plain = plain.replace("&", " and ")
    folded: list[str] = []
    for word in _BETWEEN.split(plain):
        if word == "s" and folded:  # "Sheriff s Office": the apostrophe was lost
            folded[-1] += "s"
        elif word and word != "the":
            folded.append(_WRITTEN_OUT.get(word, word))
    return folded


def fold(name: str) -> str:
    """The folded words, joined by spaces."""
    return " ".join(words(name))


def squash(name: str) -> str:
    """The folded words without space, so that a line's end inside a name ("Nether-lands") makes no difference."""
    return "".join(words(name))


def mendings(name: str) -> Iterator[str]:
    """What the name may have been before it was read by the wrong table of characters; nothing for plain ASCII."""
    if name.isascii():
        return
    for written, meant in _WRONG_READINGS:
        try:
            mended = name.encode(written).decode(meant)
        except UnicodeError:
            continue
        if mended != name:
            yield mended


def turned(name: str) -> str:
    """A register's order turned round: "Iran (Islamic Republic of)" and "Iran, Islamic Republic of"; else nothing."""
    match = _INVERTED.match(name.strip())
    if not match:
        return ""
    rest = (match["inside"] or match["after"]).strip()
    return f"{rest} {match['name']}"


@lru_cache(maxsize=8)
def table(name: str) -> dict[str, Any]:
    """A file of `taxonomy`, read once."""
    return tomllib.loads(resources.files("policyscan").joinpath("taxonomy", name).read_text("utf-8"))
