"""Hold the words of a question against those of a passage, near words too: "cop" matches "officer"."""

from policyscan.matching.model import Matcher, Ways, Weights, load

__all__ = ["Matcher", "Ways", "Weights", "load"]
