"""Read a question and a passage together and say how likely the one answers the other."""

from policyscan.answerability.model import AnswerReader, Bounds, load

__all__ = ["AnswerReader", "Bounds", "load"]
