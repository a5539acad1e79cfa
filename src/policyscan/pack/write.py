"""Write the evidence pack: one ZIP, whole or not at all, its pictures one after another."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.export import Format, render
from policyscan.model import Comparison
from policyscan.pack.bundle import Bundle, timeless
from policyscan.pack.cutouts import CutOuts, cut_all
from policyscan.pack.method import method_md
from policyscan.pack.page import index_html
from policyscan.pack.tables import documents_csv, quotes_csv

if TYPE_CHECKING:
    from policyscan.store import Store


@dataclass(frozen=True, slots=True)
class PackReport:
    """What went into a pack; `lacking` counts the quotes that have no cut-out (`method.md` says why)."""

    path: Path
    cells: int
    quotes: int
    cutouts: int
    lacking: int


def write_pack(
    store: Store,
    comparison: Comparison,
    path: Path | str,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> PackReport:
    """Write a comparison with its evidence to a ZIP.

    The same comparison gives the same bytes. `on_progress` gets how many quotes are cut out, and of how many. Raises
    `QueryError` for another suffix and for a file that cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() != ".zip":
        raise QueryError(
            f"{target}: an evidence pack is a ZIP", fix=f"Name the file {target.with_suffix('.zip').name}."
        )
    final = target.resolve()
    beside = final.with_name(f".{final.name}.{secrets.token_hex(4)}.part")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("wb") as out, Bundle(out) as bundle:
                cuts = _fill(bundle, store, comparison, on_progress)
            beside.replace(final)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise QueryError(
            f"{target}: cannot be written ({error.strerror or error})",
            fix="Name a file in a folder that you may write to, on a disk that has room.",
        ) from error
    quotes = sum(len(judgement.evidence) for judgement in comparison.judgements)
    return PackReport(target, len(comparison), quotes, cuts.count, len(cuts.lacking))


def _fill(
    bundle: Bundle, store: Store, comparison: Comparison, on_progress: Callable[[int, int], None] | None
) -> CutOuts:
    cuts = CutOuts()
    for name, png in cut_all(store, comparison, cuts, on_progress):
        bundle.add(name, png)
    # A pack goes to others: no address of this machine's own files.
    plain = replace(comparison, files=())
    bundle.add("method.md", method_md(plain, cuts))
    bundle.add("index.html", index_html(plain, cuts))
    for file, data in render(plain, Format.CSV, Path("matrix.csv")).items():
        bundle.add(file.name, data)
    (workbook,) = render(plain, Format.XLSX, Path("matrix.xlsx")).values()
    bundle.add("matrix.xlsx", timeless(workbook, comparison.made_at))
    bundle.add("quotes.csv", quotes_csv(plain, cuts))
    bundle.add("documents.csv", documents_csv(store, plain))
    return cuts
