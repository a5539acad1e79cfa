"""Find dates in words that are printed, stamped, typed or put there by a digital signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rapidfuzz.fuzz import ratio

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
# Months in other languages of agreements, in capitals or not, and how they are cut short.
_ABROAD = {
    1: "enero|janeiro|janvier|januar|gennaio|ene", 2: "febrero|fevereiro|février|fevrier|februar|febbraio|fev",
    3: "maart|marts|marzo|março|marco|mars|märz|maerz",
    4: "abril|avril|aprile|abr|avr", 5: "mei|maj|mayo|maio|mai|maggio",
    6: "junio|junho|juin|juni|giugno", 7: "julio|julho|juillet|juli|luglio", 8: "augustus|augusti|agosto|août|aout|ago",
    9: "septiembre|setiembre|setembro|septembre|settembre|set", 10: "octubre|outubro|octobre|oktober|ottobre|okt|out",
    11: "noviembre|novembro|novembre", 12: "diciembre|dezembro|décembre|decembre|dezember|dicembre|dic|dez",
}  # fmt: skip
# A month's name may be misread or cut off: `_number_of` says whether the word is near enough to one.
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7})(?![a-z])"
_NEAR = 75.0
_YEAR = r"(?P<year>(?:19|20)\s?\d\s?\d)(?!\d)"
_SHORT_YEAR = r"['’]?(?P<year>[0-6]\d)(?=\W*$)"
_DAY = r"(?P<day>\d\s?\d|\d)(?!\d)"
_GAP = r"[\s.,\-–_]*"
_OTHER_MONTH = rf"(?P<month>{'|'.join(_ABROAD.values())})(?![^\W\d_])"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # What Acrobat prints: 2025.02.26 14:31:07 -05'00', also where the blank before the hour is lost.
        r"(?<!\d)(?P<year>20\d\d)\.\s?(?P<month>\d\d)\.\s?(?P<day>\d\d)(?=\s?\d\d?\s?:|\s|$|[^\d.])",
        r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?=T|\D|$)",
        r"(?<![\d/])(?P<year>20\d\d)/(?P<month>\d\d)/(?P<day>\d\d)(?=[^\d/]|$)",
        # Also glued to its label: "DateMarch 7, 2025".
        rf"(?:(?<![^\W_]|/)|(?<=date)|(?<=dated)){_MONTH}{_GAP}{_DAY}(?:st|nd|rd|th)?{_GAP}{_YEAR}",
        rf"(?<![\d/.]){_DAY}(?:\s?(?:st|nd|rd|th))?{_GAP}(?:(?:day\s+)?of{_GAP})?{_MONTH}{_GAP}(?:(?:in\s+the\s+year|of)\s+)?{_YEAR}",
        # "22 de julio de 2022", "17 SET. 2019", "3. Mai 2019".
        rf"(?<![\d/.]){_DAY}(?:\s?º)?{_GAP}(?:d[eo]\s+)?{_OTHER_MONTH}{_GAP}(?:d[eo]l?\s+)?{_YEAR}",
        # "2019. 10. 8.", as in East Asia.
        r"(?<![\d.])(?P<year>20\d\d)\.\s(?P<month>\d\d?)\.\s(?P<day>\d\d?)\.",
        # As written by hand, with nothing behind: "17 Jun 25", "Jun. 17, '25".
        rf"(?<![\d/.:]){_DAY}[\s.\-]*{_MONTH}[\s.,\-]+{_SHORT_YEAR}",
        rf"(?<![^\W_]|/){_MONTH}[\s.]*{_DAY}(?:st|nd|rd|th)?(?:,\s*|/|\s*(?=['’])){_SHORT_YEAR}",
    )
)
# "the twelfth day of the month of June of the year two thousand and twenty-four"
_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: E501, SIM905
_FIRSTS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()  # noqa: E501, SIM905
_DAYS = {name: number for number, name in enumerate(_FIRSTS, 1)}
_DAYS |= {f"twenty-{name}": 20 + number for number, name in enumerate(_FIRSTS[:9], 1)}
_DAYS |= {"thirtieth": 30, "thirty-first": 31}
_YEARS = {name: 2000 + number for number, name in enumerate(_UNITS, 1)}
_YEARS |= {"twenty": 2020, "thirty": 2030}
_YEARS |= {f"twenty-{name}": 2020 + number for number, name in enumerate(_UNITS[:9], 1)}
_SPELLED = re.compile(
    rf"\b(?P<day>{'|'.join(sorted(_DAYS, key=len, reverse=True))})\s+(?:day\s+)?of\s+(?:the\s+month\s+of\s+)?"
    rf"{_MONTH},?\s+"
    rf"(?:(?:of|in)\s+)?(?:the\s+year\s+)?(?:of\s+)?two\s+thousand\s+(?:and\s+)?"
    rf"(?P<year>{'|'.join(sorted(_YEARS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    r"(?<![\d/.,'’-])(?<!\d:)(?P<one>\d{1,2})\s?(?P<sep>[/.\-])\s?(?P<two>\d{1,2})\s?(?P=sep)\s?"
    r"(?P<year>(?:19|20)\d\d|(?!20_)\d\d)(?![^\W_]|/|[.,:]\d|\s?[/\-]\s?\d)"
)
# The same filled in over a line of underscores: "___1-27-20____" has a year, "1/27/20__" has not.
_FILLED = re.compile(r"(?<=_)(?P<one>\d{1,2})(?P<sep>[/.\-])(?P<two>\d{1,2})(?P=sep)(?P<year>\d\d)(?=_)")
_EARLIEST, _LATEST = 1950, 2100


@dataclass(frozen=True, slots=True)
class Found:
    """A date at `start, end` of the words searched.

    `has_hour` where the time of day follows, as machines write it; `is_acrobat` for the form that Acrobat prints.
    """

    value: date
    start: int
    end: int
    has_hour: bool = False
    is_acrobat: bool = False

    @property
    def is_digital(self) -> bool:
        """Whether a machine put it there when it was signed."""
        return self.has_hour


def find_dates(words: str, *, day_first: bool = False) -> list[Found]:
    """All full dates in the order in which they stand; `day_first` reads 4/3/2025 as the 4th of March.

    A date that does not exist, or lacks its day or year, is none.
    """
    found: list[Found] = []
    for index, form in enumerate(_FORMS):
        for match in form.finditer(words):
            value = _date(match["year"], match["month"], match["day"])
            if value:
                found.append(Found(value, match.start(), match.end(), _has_hour(words, match.end()), index == 0))
    for match in _SPELLED.finditer(words):
        day, year = _DAYS[match["day"].casefold()], _YEARS[match["year"].casefold()]
        if value := _date(str(year), match["month"], str(day)):
            found.append(Found(value, match.start(), match.end()))
    for match in (*_NUMERIC.finditer(words), *_FILLED.finditer(words)):
        one, two = (match["two"], match["one"]) if day_first else (match["one"], match["two"])
        value = _date(match["year"], one, two)
        if value is None and (match["sep"] != "." or len(match["one"] + match["two"]) == 4):
            # 26/02/2025 can only be one day, whoever wrote it.
            value = _date(match["year"], two, one) if len(match["year"]) == 4 else None
        if value:
            found.append(Found(value, match.start(), match.end(), _has_hour(words, match.end())))
    return list(_without_overlaps(sorted(found, key=lambda f: (f.start, -f.end))))


def _has_hour(words: str, end: int) -> bool:
    return bool(re.match(r"[\s|,]*(?:at\s+)?\d{1,2}\s?:\s?\d\d", words[end : end + 14]))


def _date(year: str, month: str, day: str) -> date | None:
    number = _number_of(month)
    if number is None:
        return None
    whole = int(re.sub(r"\s", "", year))
    whole += 2000 if whole < 70 else 1900 if whole < 100 else 0
    try:
        value = date(whole, number, int(re.sub(r"\s", "", day)))
    except ValueError:
        return None
    return value if _EARLIEST < value.year < _LATEST else None


def _number_of(month: str) -> int | None:
    if month.isdigit():
        return int(month)
    word = month.casefold()
    if told := next((number for number, names in _ABROAD.items() if word in names.split("|")), None):
        return told
    number = next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(word[:3]))
    name = _MONTHS[number - 1]
    return number if name.startswith(word) or word == "sept" or ratio(word, name) >= _NEAR else None


def _without_overlaps(found: list[Found]) -> Iterator[Found]:
    end = -1
    for item in found:
        if item.start >= end:
            yield item
            end = item.end
