"""Read what is expected of a number: "300", "200-300", "200+", "at most 2 MB"."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A single expected number allows half of it to twice as much.
_TOLERANCE = 2.0
_UNITS = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3}
# "1,500" and "1 500" are thousands, "1.5" and "1,5" are not whole.
_NUMBER = r"(\d{1,3}(?:[, ]\d{3})+|\d+(?:[.,]\d{1,2})?)\s*([kmg]?b)?"
_BETWEEN = re.compile(rf"{_NUMBER}\s*(?:-|–|to|\.\.)\s*{_NUMBER}", re.IGNORECASE)
_AT_LEAST = re.compile(rf"(?:>=?\s*|from\s+|at least\s+){_NUMBER}|{_NUMBER}\s*\+", re.IGNORECASE)
_AT_MOST = re.compile(rf"(?:<=?\s*|up to\s+|at most\s+){_NUMBER}", re.IGNORECASE)
_ABOUT = re.compile(rf"(?:about\s+|~\s*)?{_NUMBER}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; None for no limit."""

    low: float | None = None
    high: float | None = None

    def __contains__(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return f"at most {self.high:,.0f}" if self.low is None else f"at least {self.low:,.0f}"
        return f"{self.low:,.0f} to {self.high:,.0f}"


def read_range(text: str, *, units: bool = False) -> Range | None:
    """Read "300", "200-300", "200+" or "at most 300"; with `units` also "2 MB". None for nothing.

    A single number allows half of it to twice as much. Raises `ValueError` for anything else.
    """
    text = text.strip().casefold().replace("pages", "").replace("page", "").strip() if not units else text.strip()
    if not text:
        return None
    for pattern, low, high in ((_BETWEEN, True, True), (_AT_LEAST, True, False), (_AT_MOST, False, True)):
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = match.groups()
        pairs = [(parts[at], parts[at + 1]) for at in range(0, len(parts), 2) if parts[at] is not None]
        # "1-3 MB" gives the first number the second's unit.
        last_unit = pairs[-1][1]
        numbers = [_number(number, unit or last_unit, units=units) for number, unit in pairs]
        if low and high and numbers[0] > numbers[1]:
            raise ValueError(text)
        return Range(numbers[0] if low else None, numbers[-1] if high else None)
    match = _ABOUT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    number = _number(match[1], match[2], units=units)
    return Range(number / _TOLERANCE, number * _TOLERANCE)


def _number(number: str, unit: str | None, *, units: bool) -> float:
    if unit and not units:
        raise ValueError(unit)
    if re.search(r"[, ]\d{3}", number):
        return float(re.sub(r"[, ]", "", number)) * _UNITS[(unit or "").casefold()]
    value = float(number.replace(",", ".")) * _UNITS[(unit or "").casefold()]
    if not units and not value.is_integer():
        raise ValueError(number)
    return value
