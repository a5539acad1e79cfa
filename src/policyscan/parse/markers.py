"""Read the number or sign that opens a list item or a heading, and know which follows which."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BULLET = r"(?:[•‣◦●○■□▪▫►▶➢➤✓✔❖♦◆·∙⁃‐‑–—*¾ØÜ©!\uf0b7\uf0a7\uf0d8-]|(?-i:o|[vx](?=\s[A-Z])))"
_NUMBER = r"\d{1,4}(?:(?:\.\d{1,3}){1,6}|-\d{1,3})"
_ROMAN = r"[IVXLC]{1,8}|[ivxlc]{1,8}"
_PATTERN = re.compile(
    rf"""
    (?P<bullet>{_BULLET})(?=\s\S)
    | (?P<word>(?:article|section|sec\.|chapter|part|annex|appendix|policy|title|procedure)\s+
        (?:\d+(?-i:[A-Z])?(?:\.\d+)*|(?-i:[IVXLC]+|[A-Z]))
        (?:[.:](?!\d)|(?=\s*$|\s*[-–—‐‑]|\s(?-i:[A-Z(“"]))))
    | (?-i:(?P<path>[IVX]+\.(?:[A-Z0-9]{{1,3}}\.)*(?:[A-Z0-9]{{1,3}})\.?)(?=\s|$))
    | (?P<decimal>§?\s?{_NUMBER}(?P<letter>(?-i:[A-Z]))?)(?P<after>[.):]?)(?=\s|$)
    | (?P<odd>§\s?\d+[\w.]*|\d{{1,3}}/\d{{1,4}}(?:\.\d{{1,3}})+|\d{{1,3}}-\d{{1,3}}-\d{{1,3}}(?=\s(?-i:[A-Z])))(?=\s)
    | (?P<paren>\((?P<inner>\d{{1,3}}|[A-Za-z]{{1,2}}|{_ROMAN})\)\.?)(?=\s|$|[A-Z("“])
    | (?P<plain>(?P<core>\d{{1,3}}|[A-Za-z]|{_ROMAN}|[a-z]{{2}}|[A-Z]{{2}})(?P<end>\)\.?|\.\)?))
        (?=\s|$|,\s|(?-i:[A-Z][a-z]))
    | (?P<bare>\d{{1,2}}|[A-Z])(?=\s[A-Z“"])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ABBREVIATIONS = frozenset({"mr", "ms", "dr", "st", "no", "co", "vs", "us", "or", "to", "in", "of", "is", "it"})
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Marker:
    """An opening number as printed.

    `style` names its family ("bullet", "decimal2", "1.", "(a)", "A.", "I.", "word", "path3");
    `value` is its place in the family, 0 where there is no order; `other` is its reading as a Roman
    numeral where it may be one: (style, value).
    """

    text: str
    style: str
    value: int
    other: tuple[str, int] | None = None
    parts: tuple[int, ...] = ()

    @property
    def is_bullet(self) -> bool:
        """Whether it is a sign and no number."""
        return self.style.startswith("bullet")

    @property
    def is_first(self) -> bool:
        """Whether a list may start with it."""
        return self.value == 1 or (self.other is not None and self.other[1] == 1)


def read_marker(text: str) -> Marker | None:
    """The marker at the start of a line, if there is one."""
    found = _PATTERN.match(text)
    if found is None:
        return None
    printed = found.group(0)
    if found["bullet"]:
        sign = found["bullet"]
        return Marker(sign, f"bullet{sign}", 0)
    if found["word"]:
        word, _, number = printed.rstrip(".:").partition(" ")
        return Marker(printed, f"word {word.lower()}", _any_value(number.strip()))
    if found["path"]:
        return _path(printed)
    if found["decimal"]:
        parts = tuple(int(part) for part in re.findall(r"\d+", found["decimal"]))
        if found["letter"]:
            parts = (*parts, ord(found["letter"]) - ord("A") + 1)
        return Marker(printed, f"decimal{len(parts)}", parts[-1], parts=parts)
    if found["odd"]:
        parts = tuple(int(part) for part in re.findall(r"\d+", printed))
        return Marker(printed, f"decimal{len(parts)}", parts[-1], parts=parts)
    if found["paren"]:
        return _single(printed, found["inner"], "(", ")")
    if found["plain"]:
        if found["core"].lower() in _ABBREVIATIONS:
            return None
        if (
            found["end"] == "."
            and text[len(printed) :][:1].isalpha()
            and found["core"].isupper()
            and len(found["core"]) == 1
        ):
            return None
        return _single(printed, found["core"], "", found["end"][0] if found["end"] != ".)" else ")")
    if found["bare"] and found["bare"].isdigit():
        return Marker(printed, "bare1", int(printed))
    return None


def _path(printed: str) -> Marker | None:
    parts = [part for part in printed.split(".") if part]
    first = _roman(parts[0])
    if len(parts) < 2 or not parts[0].isupper() or not first:
        return _single(printed, parts[0], "", ".") if len(parts) == 1 else None
    values = (first, *(_any_value(part) for part in parts[1:]))
    return Marker(printed, f"path{len(parts)}", values[-1], parts=values)


def _single(printed: str, core: str, before: str, after: str) -> Marker | None:
    if core.isdigit():
        return Marker(printed, f"{before}1{after}", int(core))
    family = "A" if core.isupper() else "a"
    roman_style = f"{before}{'I' if core.isupper() else 'i'}{after}"
    if not (core.isupper() or core.islower()):
        return None
    roman = _roman(core)
    if len(core) == 1:
        value = ord(core.lower()) - ord("a") + 1
        return Marker(printed, f"{before}{family}{after}", value, (roman_style, roman) if roman else None)
    if roman:
        return Marker(printed, roman_style, roman)
    if len(core) == 2 and core[0] == core[1]:
        return Marker(printed, f"{before}{family * 2}{after}", ord(core[0].lower()) - ord("a") + 1)
    return None


def _any_value(text: str) -> int:
    if text.isdigit():
        return int(text)
    return _roman(text) or (ord(text[0].lower()) - 96 if text[:1].isalpha() else 0)


def _roman(text: str) -> int:
    """The value of a Roman numeral written in the usual way, 0 for anything else."""
    total = 0
    values = [_ROMAN_VALUES.get(letter, 0) for letter in text.lower()]
    if not values or 0 in values:
        return 0
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total if to_roman(total) == text.lower() else 0


def to_roman(value: int) -> str:
    """A number up to 399 in small Roman letters."""
    pairs = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    letters = ""
    for size, sign in pairs:
        while value >= size:
            letters += sign
            value -= size
    return letters
