"""The one way to say which links are wanted."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from policyscan.errors import QueryError

_REGULAR = "re:"


def matcher(pattern: str) -> Callable[..., bool]:
    """Return what tells whether one of an address and further texts is meant; case never counts.

    - empty: the address's path ends with `.pdf`; a query may follow;
    - `re:` and a regular expression (Python's `re`): it is found anywhere in one of them;
    - anything else: a glob in which `*` stands for any characters, `?` for one, and all others for themselves; it
      matches one of them as a whole.
    """
    if not pattern:
        return _is_pdf
    try:
        if pattern.startswith(_REGULAR):
            found = re.compile(pattern.removeprefix(_REGULAR), re.I).search
        else:
            glob = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern)
            found = re.compile(glob, re.I | re.S).fullmatch
    except re.error as error:
        raise QueryError(
            f"The pattern {pattern!r} cannot be read ({error}).",
            fix="Mend the regular expression after re:, or write a glob such as *policy*.pdf.",
        ) from error
    return lambda *texts: any(found(text) is not None for text in texts)


def _is_pdf(address: str, *_texts: str) -> bool:
    return unquote(urlsplit(address).path).lower().endswith(".pdf")
