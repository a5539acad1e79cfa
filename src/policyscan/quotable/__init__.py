"""How likely a careful reader would quote a clause for a measure's answer, learned from what readers quoted."""

from __future__ import annotations

from policyscan.quotable.model import FEATURES, Known, Meaning, Model, load

__all__ = ["FEATURES", "Known", "Meaning", "Model", "load"]
