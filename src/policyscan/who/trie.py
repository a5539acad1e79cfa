"""One pattern for thousands of names: alternatives that begin alike share their beginning."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from policyscan.who.names import APOSTROPHES

_Node: TypeAlias = "dict[str, _Node]"
_END = "\0"


def names_pattern(names: Iterable[str]) -> str:
    """A pattern that matches any of the names, the longest first: any space and any apostrophe where a name has one."""
    root: _Node = {}
    for name in names:
        node = root
        for letter in name:
            node = node.setdefault(letter, {})
        node[_END] = {}
    return _pattern(root)


def _pattern(node: _Node) -> str:
    ends = _END in node
    branches = []
    for letter, below in sorted(node.items()):
        if letter != _END:
            branches.append(_letter(letter) + _pattern(below))
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{joined})?" if ends else joined


def _letter(letter: str) -> str:
    if letter.isspace():
        return r"\s+"
    if letter in APOSTROPHES:
        return f"[{APOSTROPHES}Õ]"
    return re.escape(letter)
