"""How sure a judgement is: a share of right answers, learned from coded places."""

from __future__ import annotations

from policyscan.confidence.model import FEATURES, LEAST, MOST, Grounds, Model, Reading, load

__all__ = ["FEATURES", "LEAST", "MOST", "Grounds", "Model", "Reading", "load"]
