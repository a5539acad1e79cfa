"""Which reason code a careful reader would give a "no", learned from the codes that readers gave."""

from __future__ import annotations

from policyscan.reasons.model import CODES, Facts, Model, load

__all__ = ["CODES", "Facts", "Model", "load"]
