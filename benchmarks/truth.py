"""Whether every exported quote stands where it says, by another reader of the original bytes."""

from __future__ import annotations

from pathlib import Path

SHOWN = 12


def run(workspace: Path) -> dict[str, object]:
    from policyscan import open_workspace
    from policyscan.verify import check

    with open_workspace(workspace) as place:
        checks = check(place.compare(), place.store)
    on_text = [item for item in checks if item.boxes is not None]
    good = sum(1 for item in on_text if item.boxes)
    share = good / len(on_text) if on_text else 0.0
    results: dict[str, object] = {
        "exported quotes": len(checks),
        "quotes that stand at their document and characters": sum(1 for item in checks if item.stands_in_text),
        "quotes on pages with a text layer": len(on_text),
        "of these, same letters by pdfplumber inside the boxes": f"{good} ({share:.1%})",
    }
    for item in [item for item in on_text if not item.boxes][:SHOWN]:
        quote = item.evidence
        results[f"  differs: {quote.document} p. {quote.page}"] = f"{quote.text[:50]!r} / {item.seen[:50]!r}"
    return results
