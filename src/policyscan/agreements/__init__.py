"""Read agreements: who the parties are, what programme it is, when it was signed, and what it says."""

from policyscan.agreements.read import CODE_VERSION, Look, read
from policyscan.agreements.whole import read_all, version

__all__ = ["CODE_VERSION", "Look", "read", "read_all", "version"]
