"""Read numbers, lengths of time, dates and sums of money as agreements write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ONES = f"zero one two three four five six seven eight nine {_TEENS}".split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: n for n, word in enumerate(_ONES)} | {word: 20 + 10 * n for n, word in enumerate(_TENS)}
_WORD = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?"
    rf"|{'|'.join(sorted(_ONES[1:], key=len, reverse=True))})"
)
# "three (3)", "3", "ninety", "one hundred eighty (180)"; OCR takes 0 and 1 for letters.
NUMBER = (
    rf"(?:(?:{_WORD}|one hundred(?:(?: and)?[- ]{_WORD})?|a hundred)\s*\(\s*[\dOlI]{{1,4}}\s*\)"
    rf"|one hundred(?:(?: and)?[- ]{_WORD})?|\b{_WORD}\b|(?<![\d.])\b\d{{1,4}}\b(?![.,]\d)|\b\d[\dOl]{{1,2}}\b)"
)
_UNIT = r"(?P<unit>calendar day|business day|working day|day|week|month|school year|fiscal year|calendar year|year)s?'?"
DURATION = re.compile(
    rf"(?P<number>{NUMBER})[\s-]+(?:additional |consecutive |full |successive )?{_UNIT}\b", re.IGNORECASE
)
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year{0}>(?:19|20)\s?\d\s?\d)\b"
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
]
_IN_WORDS = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_DAY = rf"(?P<day{{0}}>[0-3]?[\dOl](?=\b|st|nd|rd|th)|{_IN_WORDS})(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"\b{_MONTH.format(1)}\s+{_DAY.format(1)}\s*,?\s+{_YEAR.format(1)}"
    rf"|\b{_DAY.format(2)}\s+(?:day\s+)?(?:of\s+)?{_MONTH.format(2)}\s*,?\s+{_YEAR.format(2)}"
    rf"|\b(?P<year3>20\d\d|19\d\d)-(?P<month3>[01]\d)-(?P<day3>[0-3]\d)\b"
    r"|\b(?P<first>[0-3]?\d)[/.-](?P<second>[0-3]?\d)[/.-](?P<year4>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?P<sign>US\s?\$|C\$|A\$|NZ\$|\$|\u20ac|\u00a3|\b(?:USD|EUR|GBP|CHF|CAD|AUD"
    r"|NZD)\b)\s*(?P<sum>\d[\d,]*(?:[ \u00a0]\d{3})*(?:\.\d{1,2})?)"
    r"(?P<scale>\s+(?:million|thousand))?"
    r"|\b(?P<sum2>\d[\d,]*(?:[ \u00a0]\d{3})*(?:\.\d{1,2})?)(?P<scale2>\s+(?:million|thousand))?\s+"
    r"(?P<word>(?:US |U\.S\. )?dollars|euros?|pounds(?: sterling)?|USD|EUR|GBP|CHF)\b"
)  # fmt: skip
_CURRENCIES = {
    "us$": "USD", "c$": "CAD", "a$": "AUD", "nz$": "NZD", "\u20ac": "EUR", "\u00a3": "GBP", "dollars": "USD",
    "us dollars": "USD", "u.s. dollars": "USD", "euro": "EUR", "euros": "EUR", "pounds": "GBP",
    "pounds sterling": "GBP",
}  # fmt: skip
_DOLLARS = {"CA": "CAD", "AU": "AUD", "NZ": "NZD"}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as printed from `start` to `end` of a text."""

    number: int
    unit: str
    start: int
    end: int

    @property
    def days(self) -> int:
        """About how many days it is: a month counts 30."""
        return self.number * _DAYS[self.unit]

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"

    @property
    def notice(self) -> str:
        """As in "90 days' notice"."""
        return f"{self.number} {self.unit}{chr(39) + 's' if self.number == 1 else 's' + chr(39)}"


def number_of(words: str) -> int:
    """The number that words or digits say; digits in brackets win: "ninety (90)"."""
    if digits := re.search(r"\d[\dOlI]*|(?<=\()\s*[\dOlI]+", words):
        return int(digits.group().strip().replace("O", "0").replace("l", "1").replace("I", "1"))
    total = 100 if "hundred" in words.lower() else 0
    rest = words.lower().split("hundred")[-1]
    return total + sum(WORDS.get(word, 0) for word in re.split(r"[\s-]+", rest))


def spans(text: str) -> list[Span]:
    """The lengths of time that a text names, in order."""
    return [
        Span(number_of(match["number"]), match["unit"].lower().split()[-1], match.start(), match.end())
        for match in DURATION.finditer(text)
    ]


def dates(text: str, *, day_first: bool = False) -> list[tuple[date, int, int]]:
    """The dates that a text names, with their places; `day_first` settles 03/04/2021, where nothing else does."""
    found = []
    for match in _DATE.finditer(text):
        if (day := _date(match, day_first)) is not None:
            found.append((day, match.start(), match.end()))
    return found


def _date(match: re.Match[str], day_first: bool) -> date | None:
    if match["first"]:
        first, second = int(match["first"]), int(match["second"])
        if first > 12 or (day_first and second <= 12):
            first, second = second, first
        parts = (int(match["year4"]), first, second)
    elif match["year3"]:
        parts = (int(match["year3"]), int(match["month3"]), int(match["day3"]))
    else:
        at = "1" if match["month1"] else "2"
        month = next(n for n, name in enumerate(_MONTHS, 1) if match[f"month{at}"].lower().startswith(name))
        said = match[f"day{at}"]
        word = said.lower()
        day = _ORDINALS.index(word) + 1 if word in _ORDINALS else int(said.replace("O", "0").replace("l", "1"))
        parts = (int(re.sub(r"\s", "", match[f"year{at}"])), month, day)
    try:
        return date(*parts)
    except ValueError:
        return None


def add(day: date, span: Span) -> date:
    """The same day of the month after a length of time; the 29th of February becomes the 28th."""
    if span.unit in {"day", "week"}:
        return date.fromordinal(day.toordinal() + span.days)
    months = day.month - 1 + (12 * span.number if span.unit == "year" else span.number)
    year, month = day.year + months // 12, months % 12 + 1
    for back in range(4):
        try:
            return date(year, month, day.day - back)
        except ValueError:
            continue
    return day


def sums(text: str, country: str = "") -> Iterator[tuple[str, int, int]]:
    """Sums of money as "USD 61500" with their places; a bare dollar sign is that of the party's country."""
    for match in _MONEY.finditer(text):
        sign = re.sub(r"(?<=s)\s+(?=\$)", "", (match["sign"] or match["word"]).lower())
        currency = _CURRENCIES.get(sign, _DOLLARS.get(country, "USD") if sign == "$" else sign.upper())
        number = float(re.sub(r"[,\s\u00a0]", "", match["sum"] or match["sum2"]))
        scale = (match["scale"] or match["scale2"] or "").strip().lower()
        number *= {"million": 1_000_000, "thousand": 1000}.get(scale, 1)
        shown = f"{number:.2f}".removesuffix(".00")
        yield f"{currency} {shown}", match.start(), match.end()
