"""Dates as documents print them, as ISO 8601; and which of them is a document's own."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    r"(?<![\d/.-])(?:"
    r"(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<a2>\d{1,2})[-/.](?P<b2>\d{1,2})[-/.](?P<y2>(?:19|20)\d\d|\d\d)"
    r"|" + _MONTH.format(3) + r"\.?\s*(?P<d3>\d{1,2})(?:st|nd|rd|th)?,?\s*(?P<y3>(?:19|20)\d\d)"
    r"|(?P<d4>\d{1,2})(?:st|nd|rd|th)?[\s-]*(?:of\s+)?" + _MONTH.format(4) + r"\.?,?[\s-]*(?P<y4>(?:19|20)\d\d)"
    r"|" + _MONTH.format(5) + r"\.?,?\s+(?P<y5>(?:19|20)\d\d)"
    r")(?![\d/-])",
    re.IGNORECASE,
)
_ISO = re.compile(r"((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?")

# What stands before a date that is this version's own, and before one that is not.
_OWN = re.compile(
    r"effective|eff\b|issued?\b|date\s+of\s+issue|adopt(?:ed|ion)|publi(?:shed|cation)|revis(?:ed|ion)|rev\b|updated"
    r"|amended|current\s+(?:at|as\s+of)|approved|distr\b|\bdate\b|last\s+review",
    re.IGNORECASE,
)
_NOT_OWN = re.compile(
    r"review\s+due|next\s+review|due|replac|rescind|supersed|expir|amends|order\s+\S+\s*\(|previous|copyright|©|until",
    re.IGNORECASE,
)
# A label stands so near: "Effective Date: By Order of the Chief: June 5, 2020".
_LABEL_REACH = 60


def to_iso(text: str, *, day_first: bool = False) -> str:
    """Read one date, in any usual form, as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; empty if it is none."""
    text = text.strip()
    iso = _ISO.fullmatch(text)
    if iso:
        return text if _is_real(*(int(part) if part else 0 for part in iso.groups())) else ""
    found = _DATE.fullmatch(text)
    return _as_iso(found, day_first) if found else ""


def find_dates(text: str, *, day_first: bool = False) -> list[tuple[int, int, str]]:
    """All dates of a text: start, end, ISO form."""
    found = ((match.start(), match.end(), _as_iso(match, day_first)) for match in _DATE.finditer(text))
    return [(start, end, iso) for start, end, iso in found if iso]


def own_date(front: str, *, day_first: bool = False) -> str:
    """Return the date of this version by the labels of its first pages: the latest of them.

    Without a label, the first full date of the first lines counts.
    """
    dates = find_dates(front, day_first=day_first)
    labelled: list[str] = []
    barred: set[int] = set()
    for index, (start, _, iso) in enumerate(dates):
        previous_end = dates[index - 1][1] if index else 0
        before = front[max(previous_end, start - _LABEL_REACH) : start]
        own = [match.start() for match in _OWN.finditer(before)]
        other = [match.start() for match in _NOT_OWN.finditer(before)]
        # Dates may follow one another below one label: "Revised 06/05/00, 09/22/00".
        goes_on = index > 0 and not before.strip(" ,;&\n")
        if (goes_on and index - 1 in barred) or (other and (not own or other[-1] > own[-1])):
            barred.add(index)
        elif own or (goes_on and labelled):
            labelled.append(iso)
    if labelled:
        return max(labelled)
    free = [
        iso for index, (start, _, iso) in enumerate(dates) if index not in barred and start < 1_500 and len(iso) == 10
    ]
    return free[0] if free else ""


def date_in_name(stem: str) -> str:
    """Read a date or a year from a file's name."""
    found = re.search(r"(?<!\d)((?:19|20)\d\d)(?:[-_.]?([01]\d)(?:[-_.]?([0-3]\d))?)?(?!\d)", stem)
    if not found:
        return ""
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if _is_real(year, month, day):
        return "-".join(part for part in found.groups() if part)
    return found[1]


def _as_iso(match: re.Match[str], day_first: bool) -> str:
    group = match.groupdict()
    if group["y1"]:
        year, month, day = int(group["y1"]), int(group["m1"]), int(group["d1"])
    elif group["y2"]:
        first, second = int(group["a2"]), int(group["b2"])
        year = int(group["y2"])
        if year < 100:
            year += 2000 if year < 50 else 1900
        month, day = (second, first) if (day_first and second <= 12) or first > 12 else (first, second)
    elif group["y5"]:
        return f"{group['y5']}-{_month(group['month5']):02}"
    else:
        n = "3" if group["y3"] else "4"
        year, month, day = int(group[f"y{n}"]), _month(group[f"month{n}"]), int(group[f"d{n}"])
    return f"{year}-{month:02}-{day:02}" if _is_real(year, month, day) and day else ""


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].casefold()) + 1


def _is_real(year: int, month: int, day: int) -> bool:
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return False
    return True
