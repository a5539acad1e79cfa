"""Say how well pages of many layouts are read: `python -m benchmarks.layouts [--sets l] [--show]`.

`corpora/layouts` holds invented PDFs of policies, reports, newsletters, slides, letters and contracts, set by hands
that saw no rule, and what a person reads on their pages, in order. A passage is whole if its letters stand together in
the text that parsing gives, without what stands beside it on the page; spaces and hyphens do not count. Sets that were
looked into are known by now (docs/decisions/0002-parsing.md).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from policyscan.model import ParsedDocument
from policyscan.parse import parse

LAYOUTS = Path(__file__).parent.parent / "corpora" / "layouts"
READ = frozenset({"heading", "paragraph", "item", "cell", "footnote", "caption", "sidebar", "note"})
# What has its place among the rest; a sidebar or note may stand elsewhere.
IN_ORDER = frozenset({"heading", "paragraph", "item"})
# Shorter passages may stand together by chance, in letters.
SHORTEST = 12
_LEFT_OUT = re.compile(r"[\s\u00ad\u2010\u2011-]+")


def squash(text: str) -> str:
    """Letters alone: without spaces and hyphens."""
    return _LEFT_OUT.sub("", text)


def gold(sets: str = "") -> dict[str, list[dict[str, str]]]:
    """The passages of each file, in reading order."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for path in sorted(LAYOUTS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            passage = json.loads(line)
            if not sets or passage["file"][0] in sets:
                found[passage["file"]].append(passage)
    return dict(found)


def score(document: ParsedDocument, passages: list[dict[str, str]]) -> tuple[Counter[str], list[str]]:
    """Counts of passages, of whole ones, of blocks of their own, and of pairs out of order; what is not right."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    text = squash(document.text)
    blocks = {squash(document.text[block.start : block.end]) for block in document.blocks}
    places: list[tuple[int, str]] = []
    for passage in passages:
        letters = squash(passage["text"])
        if passage["kind"] not in READ or len(letters) < SHORTEST:
            continue
        at = text.find(letters)
        shown = f"{passage['file']} p. {passage['page']} {passage['kind']}: {passage['text'][:80]}"
        counts["passages"] += 1
        counts["whole"] += at >= 0
        if at < 0:
            wrong.append(f"broken: {shown}")
        elif passage["kind"] in IN_ORDER:
            places.append((at, shown))
            if passage["kind"] != "heading":
                counts["paragraphs and items"] += 1
                counts["blocks of their own"] += letters in blocks
    for (before, _), (after, shown) in pairwise(places):
        if after < before:
            counts["out of order"] += 1
            wrong.append(f"out of order: {shown}")
    return counts, wrong


def read_all(sets: str = "") -> Iterator[tuple[str, Counter[str], list[str]]]:
    """Each file with its counts and what is not right."""
    for file, passages in sorted(gold(sets).items()):
        document = parse((LAYOUTS / file).read_bytes(), ocr=False).document
        yield file, *score(document, passages)


def main() -> None:
    """Print a line for each file, and the sum."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sets", default="", help="letters of the sets to read; all if left out")
    options.add_argument("--show", action="store_true", help="print what is not right")
    given = options.parse_args()
    total: Counter[str] = Counter()
    for file, counts, wrong in read_all(given.sets):
        _print(file, counts)
        total += counts
        for line in wrong if given.show else ():
            print(f"    {line}")
    _print("all", total)


def _print(name: str, counts: Counter[str]) -> None:
    blocks = f"{counts['blocks of their own']} of {counts['paragraphs and items']}"
    print(
        f"{name}: {counts['whole']} of {counts['passages']} passages whole, {counts['out of order']} out of order; "
        f"{blocks} paragraphs and items are blocks of their own"
    )


if __name__ == "__main__":
    main()
