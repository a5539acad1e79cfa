"""Ids that are functions of content."""

from __future__ import annotations

import hashlib


def content_id(*parts: object) -> str:
    """A 16-digit id that is a function of its parts and nothing else."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]
