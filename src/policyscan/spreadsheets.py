"""Keep spreadsheets from reading the text of a document as a formula, whoever writes the table."""

from __future__ import annotations

# How spreadsheets know a formula; a tab or a carriage return before one is skipped by some.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutralise(text: str) -> str:
    """Text that no spreadsheet takes for a formula: one apostrophe before `=`, `+`, `-`, `@`, tab or return."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def restored(text: str) -> str:
    """Text as it was before `neutralise`: the one apostrophe before a formula is taken off, and nothing else."""
    return text[1:] if text.startswith("'") and neutralise(text[1:]) == text else text
