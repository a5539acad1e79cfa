"""Rights reports: what they say about forces and authorities, and what they recommend."""

from policyscan.rights.read import CODE_VERSION, read, version

__all__ = ["CODE_VERSION", "read", "version"]
