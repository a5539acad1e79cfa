"""Read closely the clauses that may decide a measure: by what they mean, in words that no rule knows.

A small trained change to the embedding model answers, for a clause with its heading, lead-in and items,
whether it meets a measure, takes it away or is about it at all. How it is read (duty, ban, leave) and
its words are shown with it.
"""

from __future__ import annotations

from policyscan.meaning.context import Context, contexts
from policyscan.meaning.model import Answer, ClauseReader, load

# Raise with every change here or in `candidates` that can change what is read closely.
CODE_VERSION = "3"

__all__ = ["CODE_VERSION", "Answer", "ClauseReader", "Context", "contexts", "load"]
