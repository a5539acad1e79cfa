"""Show how a judgement came about: its clauses with their cues, the rows that were tried, what would change it."""

from policyscan.explain.answer import explain
from policyscan.explain.records import Clause, Document, Explanation, Piece, Row, cut, marked

__all__ = ["Clause", "Document", "Explanation", "Piece", "Row", "cut", "explain", "marked"]
