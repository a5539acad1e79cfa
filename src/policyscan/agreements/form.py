"""Tell an agreement, which binds parties, from a rule about agreements."""

from __future__ import annotations

import re

from policyscan.agreements.lexicon import lexicon
from policyscan.model import Form, ParsedDocument

# What the first characters of a document say of it counts twice.
_FRONT = 2500
_MOST_OF_ONE = 3
# What a document calls itself at its head counts as much as two plain signs of it.
_TITLE, _TITLED = 250, 12.0
_BINDS = re.compile(
    r"\b(?:agreement|memorandum\s+of\s+\w+|contract|compact|protocol|arrangement|letter\s+of\s+(?:agreement|intent|understanding))\b",
    re.IGNORECASE,
)
_RULES = re.compile(
    r"\b(?:polic(?:y|ies)|general\s+order|special\s+order|manual|directive|procedures?|chapter|lexipol|guidelines?|agreements)\b",
    re.IGNORECASE,
)


def form_of(document: ParsedDocument) -> Form:
    """The form, by signs of both; in doubt an agreement, for that is how the document was filed."""
    scores = {form: _score(document.text, form) for form in ("agreement", "policy")}
    title = document.text[:_TITLE]
    if _BINDS.search(title) and not _RULES.search(title):
        scores["agreement"] += _TITLED
    return Form.POLICY if scores["policy"] > scores["agreement"] else Form.AGREEMENT


def _score(text: str, form: str) -> float:
    total = 0.0
    for weight, pattern in lexicon().form[form]:
        found: dict[str, float] = {}
        for match in list(pattern.finditer(text))[:200]:
            key = " ".join(match[0].casefold().split())[:24]
            found[key] = min(_MOST_OF_ONE, found.get(key, 0.0) + (2.0 if match.start() < _FRONT else 0.5))
        total += weight * sum(found.values())
    return total
