"""Draw passages of rights reports to be coded by hand: `python -m benchmarks.draw_passages REPORTS OUTPUT`.

REPORTS is a folder of PDFs. Every paragraph or list item of 25 to 160 words may be drawn. Some are drawn from
all, a report's share growing with the square root of its passages, so that long ones do not crowd out
short ones; some for each type of violation from those that hold one of a few broad word stems, because most
types are rare. `stratum` tells which; recall is to be read off the first kind, too. The draw is seeded: the
same files give the same passages. Written are sha256, page and characters, never the words.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import re
from pathlib import Path

from policyscan.model import Block, BlockKind, ParsedDocument
from policyscan.parse import parse

SEED, MANY, FOR_EACH = 2026, 200, 24
FEWEST, MOST = 25, 160
HEADER = ("sha256", "page", "start", "end", "stratum")
ALL = "all"
STEMS = {
    "extrajudicial-killing": r"kill|execution|shot dead|lethal|deaths? squad",
    "excessive-force": r"force|brutal|police violence|beat|shoot|taser",
    "force-against-protesters": r"protest|demonstrat|assembl|rall(?:y|ies)|tear gas|crowd",
    "torture-ill-treatment": r"tortur|ill-treat|degrading|inhuman|cruel",
    "enforced-disappearance": r"disappear|secret|rendition|abduct",
    "arbitrary-detention": r"detain|detention|arrest|imprison|custody",
    "unlawful-surveillance": r"surveill|intercept|wiretap|privacy|personal data|database|monitor(?:ing)? of",
    "racial-profiling": r"profil|racial|ethnic|minorit|Roma\b|race",
    "stop-and-search": r"search|stopp|identity check|raid|frisk",
    "attacks-on-journalists-defenders": r"journalis|defender|lawyer|activist|press\b|media",
    "impunity": r"impun|unpunished|prosecut|investigat|accountab|amnest|immunit",
    "corruption": r"corrupt|brib|extort",
    "sexual-violence": r"sexual|rape|mutilation|sterili",
    "deaths-in-custody": r"(?:death|died|suicide).{0,200}(?:custody|prison|detention|jail)|custody.{0,99}death",
}


def passages(document: ParsedDocument) -> list[Block]:
    """The blocks of a document that may be drawn."""
    kinds = {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}
    return [
        block
        for block in document.blocks
        if block.kind in kinds and FEWEST <= len(document.text[block.start : block.end].split()) <= MOST
    ]


Drawn = tuple[ParsedDocument, Block, str]


def draw(documents: list[ParsedDocument], seed: int = SEED) -> list[Drawn]:
    """Passages of the documents with their stratum, in a random order; none is drawn twice."""
    chance = random.Random(seed)
    ordered = sorted(documents, key=lambda document: document.sha256)
    shares = [(document, passages(document)) for document in ordered]
    pool = [(document, block) for document, blocks in shares for block in blocks]
    roots = sum(math.sqrt(len(blocks)) for _, blocks in shares)
    drawn: dict[tuple[str, int], Drawn] = {}
    for document, blocks in shares:
        for block in chance.sample(blocks, min(len(blocks), round(MANY * math.sqrt(len(blocks)) / roots))):
            drawn[document.sha256, block.start] = (document, block, ALL)
    for violation, stems in STEMS.items():
        pattern = re.compile(stems, re.IGNORECASE)
        holding = [
            (document, block)
            for document, block in pool
            if (document.sha256, block.start) not in drawn and pattern.search(document.text, block.start, block.end)
        ]
        for document, block in chance.sample(holding, min(len(holding), FOR_EACH)):
            drawn[document.sha256, block.start] = (document, block, violation)
    found = list(drawn.values())
    chance.shuffle(found)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path)
    parser.add_argument("output", type=Path)
    given = parser.parse_args()
    documents = [parse(path.read_bytes(), ocr=False).document for path in sorted(given.reports.glob("*.pdf"))]
    with given.output.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEADER)
        rows.writerows((d.sha256, block.page, block.start, block.end, stratum) for d, block, stratum in draw(documents))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
