"""Make words of documents harmless in XML, HTML and Markdown."""

from __future__ import annotations

import html
import re
from urllib.parse import quote, urlsplit

# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets), other control characters, and those that turn the
# direction of the text around.
_UNWANTED = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
# Marks that mean something anywhere in a line (https://spec.commonmark.org/0.31.2/, and GitHub's tables, struck words
# and formulas).
_MARKS = re.compile(r"([\\`*_{}\[\]<>~|&$])")
# What becomes a link by itself on GitHub: "http://", "mailto:", "www.", "a@b".
_SCHEME = re.compile(r"(?<=[A-Za-z]):(?=\S)")
_HOST = re.compile(r"(?i)\b(www)\.")
_MAIL = re.compile(r"(?<=\S)@(?=\S)")
# What makes a heading, list, rule or code of a line by standing first in it.
_FIRST = re.compile(r"^([#+=!:-])")
_NUMBERED = re.compile(r"^(\d+)([.)])")


def clean(text: str) -> str:
    """Text without the characters that XML cannot hold or that steer what shows it."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str) -> str:
    """Clean text on one line."""
    return " ".join(clean(text).split())


def as_html(text: str) -> str:
    """Clean text for HTML, in elements and attributes."""
    return html.escape(clean(text), quote=True)


def as_markdown(text: str) -> str:
    """One line for Markdown that shows as the words themselves: no link, picture, heading, list or HTML."""
    shown = _MARKS.sub(r"\\\1", line(text))
    shown = _MAIL.sub(r"\\@", _HOST.sub(r"\1\\.", _SCHEME.sub(r"\\:", shown)))
    return _NUMBERED.sub(r"\1\\\2", _FIRST.sub(r"\\\1", shown))


def web_address(address: str, page: int = 0) -> str:
    """The address, at the page of a PDF, with all unusual characters encoded; empty where it is not http(s)."""
    try:
        parts = urlsplit(clean(address).strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return ""
    except ValueError:
        return ""
    found = quote(parts.geturl(), safe="%/:?#@!$&+,;=~-._")
    return f"{found}#page={page}" if page and not parts.fragment else found
