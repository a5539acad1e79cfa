"""Tell an agreement, which binds parties, from a rule about agreements."""

from __future__ import annotations

from policyscan.agreements.lexicon import lexicon
from policyscan.model import Form, ParsedDocument

# What the first characters of a document say of it counts twice.
_FRONT = 2500
_MOST_OF_ONE = 3


def form_of(document: ParsedDocument) -> Form:
    """The form, by signs of both; in doubt an agreement, for that is how the document was filed."""
    scores = {form: _score(document.text, form) for form in ("agreement", "policy")}
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
