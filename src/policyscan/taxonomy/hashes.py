"""Hashes of parts of the taxonomy, so that a stage depends on the files that it reads and no others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from policyscan.errors import TaxonomyError


def data_hash(parts: Sequence[str], folder: Path | None = None) -> str:
    """The hash of files ("terms.toml") and folders of files ("topics") of the taxonomy, by name and content.

    Raises `TaxonomyError` for a part that is not there.
    """
    root = folder or Path(__file__).parent
    digest = hashlib.sha256()
    for part in sorted(parts):
        path = root / part
        files = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
        for file in files:
            try:
                data = file.read_bytes()
            except OSError as error:
                raise TaxonomyError(
                    f"{part}: not in the taxonomy", fix="Put the file back, or install again."
                ) from error
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(data)
    return digest.hexdigest()[:16]
