"""Hold the words of a question against those of a passage, near words too: "cop" matches "officer"."""

from policyscan.matching.model import Matcher, Weights, load

__all__ = ["Matcher", "Weights", "load"]
