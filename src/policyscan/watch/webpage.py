"""Say what a web page is that arrived in place of a PDF."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_READ_BYTES = 200_000
_LOGIN = re.compile(r"\b(?:log|sign)[ -]?(?:in|on)\b|\bpassword\b|\bauthenticat", re.IGNORECASE)
_MISSING = re.compile(
    r"\b404\b|\b(?:not|cannot be|can't be|could not be) found\b|\bno longer (?:available|exists?)\b"
    r"|\bdoes(?: not|n't) exist\b|\bpage (?:is )?unavailable\b",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"\bcaptcha\b|\bare you (?:a )?human\b|\bverify you are\b|\benable javascript\b|\baccess denied\b"
    r"|\brequest blocked\b|\bjust a moment\b|\bchecking your browser\b",
    re.IGNORECASE,
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.words: list[str] = []
        self.asks_password = False
        self._inside = ""

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """As a browser does: what is no section is a comment."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"title", "script", "style"}:
            self._inside = tag
        if tag == "input" and (dict(attrs).get("type") or "").casefold() == "password":
            self.asks_password = True

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        elif not self._inside:
            self.words.append(data)


def is_web_page(data: bytes) -> bool:
    """Whether bytes begin as HTML does."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!--", b"<script", b"<title"))


def describe(data: bytes) -> tuple[str, str]:
    """A fault in one word (login, not_found, blocked, web_page) and what the page is, with its title."""
    words = _Words()
    words.feed(data[:_READ_BYTES].decode("utf-8", "replace"))
    title = " ".join(words.title.split())[:80]
    text = " ".join(" ".join(words.words).split())[:5000]
    named = f" titled “{title}”" if title else ""
    if words.asks_password or _LOGIN.search(title):
        return "login", f"a login page{named} arrived, not a PDF"
    # A long page that says somewhere that something was not found is no error page.
    head = f"{title} {text[:600]}"
    if _MISSING.search(head):
        return "not_found", f"a page{named} that says that nothing is there arrived with a status of success"
    if _ROBOT.search(head):
        return "blocked", f"a page{named} that turns programs away arrived, not a PDF"
    return "web_page", f"a web page{named} arrived, not a PDF"
