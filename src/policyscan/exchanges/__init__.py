"""Lay agreements and rights reports side by side: who trains whom, and what is on record about them."""

from policyscan.exchanges.register import exchanges

__all__ = ["exchanges"]
