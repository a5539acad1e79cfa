"""Say what changed in substance between the versions of a document."""

from policyscan.changes.register import changes

__all__ = ["changes"]
