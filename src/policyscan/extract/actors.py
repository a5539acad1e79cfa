"""Find who a clause speaks to, by dependency parse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policyscan.extract.language import parser

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SUBJECTS = ("nsubj", "nsubjpass")
LONGEST_ACTOR = 60
BATCH = 64


def find(texts: Sequence[str]) -> list[str]:
    """The acting party of each clause ("officers", "the supervisor"), empty where none is named."""
    return [_actor(doc) for doc in parser().pipe(texts, batch_size=BATCH)]


def _actor(doc: Doc) -> str:
    for sentence in doc.sents:
        root = sentence.root
        passive_agent = [
            child
            for token in root.children
            if token.dep_ == "agent"
            for child in token.children
            if child.dep_ == "pobj"
        ]
        subjects = [token for token in root.children if token.dep_ in _SUBJECTS]
        for token in [*passive_agent, *subjects]:
            span = doc[token.left_edge.i : token.i + 1]
            if token.tag_.startswith(("NN", "PRP")):
                return span.text[-LONGEST_ACTOR:].strip(" ,.;:\"'()").lower()
    return ""
