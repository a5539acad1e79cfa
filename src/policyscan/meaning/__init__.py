"""Score clauses by what they mean, in words that no rule knows; a linear model over their embeddings.

The model proposes clauses and tells how sure a judgement may be. It never gives a reason: that comes
from the reading of the clause.
"""

from __future__ import annotations

from policyscan.meaning.model import Meaning, clause_string, features, load

__all__ = ["Meaning", "clause_string", "features", "load"]
