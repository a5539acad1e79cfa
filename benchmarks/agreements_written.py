"""Say how well made-up agreements of many kinds are read: `python -m benchmarks.agreements_written`.

`--sets ab` reads some only, `--show` prints what is not right, `--rules` leaves the learned readers out. The texts
(`corpora/agreements/`, 13 sets of eight, eight of sixteen and three of 32) and their answers were written without sight
of the rules; each set was read once before anything was changed for it. The reader of names has learned from `a` to
`r`, that of directions also from `w` and `x`; `s` to `u` and `y` were only counted, all others are known by now
(docs/decisions/0004-agreements-and-reports.md).
A line of the text is a line of the page.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from benchmarks.agreements import fold
from policyscan.agreements import read
from policyscan.agreements.directed import Judge
from policyscan.agreements.learned import Tag
from policyscan.model import Agreement, Role
from policyscan.parse import parse
from policyscan.who import country
from policyscan.work import Directions, tag

WRITTEN = Path(__file__).parent.parent / "corpora" / "agreements"
NAMES = ("local_party", "counterparty")
_OF_THE_LOCAL = ("jurisdiction", "country")
FIELDS = (*NAMES, *_OF_THE_LOCAL, "direction", "signed")
EITHER = "either"
_TURNED = {"inbound training": "outbound training", "outbound training": "inbound training"}
# Points: where the first line stands on a page, and how far the next is below.
LEFT, TOP, LEADING, SIZE = 50, 750, 11.5, 9


def typeset(text: str) -> bytes:
    """A PDF with a page for each part between form feeds and a line for each line."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=letter, invariant=1)
    for page in text.split("\f"):
        canvas.setFont("Courier", SIZE)
        for number, line in enumerate(page.strip("\n").split("\n")):
            canvas.drawString(LEFT, TOP - LEADING * number, line)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def given(agreement: Agreement) -> dict[str, str]:
    """What was read, by field."""
    local, other = agreement.party(Role.LOCAL), agreement.party(Role.COUNTERPARTY)
    home = country(local.country) if local and local.country else None
    return {
        "local_party": local.name if local else "",
        "counterparty": other.name if other else "",
        "jurisdiction": (local.region or (home.name if home else "")) if local else "",
        "country": local.country if local else "",
        "direction": next((term.value for term in agreement.named("direction")), ""),
        "signed": next((term.value for term in agreement.named("signed")), ""),
    }


def _plain(name: str) -> str:
    """A name without its article and the letters in brackets behind it, else as the other benchmark folds names."""
    return fold(re.sub(r"^the\s+|\s*\([^)]*\)$", "", name, flags=re.IGNORECASE))


def judged(sets: str, tag: Tag | None = None, judge: Judge | None = None) -> Iterator[tuple[str, str, str, str, str]]:
    """File, field, what was wanted, what was read, and whether that is right, wrong or blank."""
    with (WRITTEN / "answers.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["file"][0] not in sets:
                continue
            document = parse(typeset((WRITTEN / row["file"]).read_text(encoding="utf-8"))).document
            yield from compared(row, given(read(document, None, tag, judge)))


def compared(row: Mapping[str, str], found: Mapping[str, str]) -> Iterator[tuple[str, str, str, str, str]]:
    """What was read of one agreement beside the answers; sides of which neither is more local may stand either way."""
    wanted = {field: row[field] for field in FIELDS}
    turned = {**wanted, "local_party": wanted["counterparty"], "counterparty": wanted["local_party"]}
    turned["direction"] = _TURNED.get(wanted["direction"], wanted["direction"])
    if (
        row["sides"] == EITHER
        and sum(is_answer(turned[n], found[n]) - is_answer(wanted[n], found[n]) for n in NAMES) > 0
    ):
        wanted = {field: value for field, value in turned.items() if field not in _OF_THE_LOCAL}
    for field, value in wanted.items():
        is_right = is_answer(value, found[field])
        yield row["file"], field, value, found[field], "right" if is_right else "wrong" if found[field] else "blank"


def is_answer(wanted: str, found: str) -> bool:
    """Whether what was read is one of the answers that are equally right."""
    return _plain(found) in {_plain(one) for one in wanted.split("|")}


def main() -> None:
    """Print a row for each field, and each miss where that is asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sets", default="abcdefghijklmnopqrstuwxy", help="letters of the sets to read")
    options.add_argument("--show", action="store_true", help="print what is not right")
    options.add_argument("--rules", action="store_true", help="read by rules alone, without the learned readers")
    asked = options.parse_args()
    counts = {field: Counter[str]() for field in FIELDS}
    for file, field, wanted, found, verdict in judged(
        asked.sets, *((None, None) if asked.rules else (tag, Directions()))
    ):
        counts[field][verdict] += 1
        if asked.show and verdict != "right":
            print(f"{file} {field}: {verdict}: {found!r} for {wanted!r}")
    for field, verdicts in counts.items():
        print(f"{field:14} right {verdicts['right']:3}  wrong {verdicts['wrong']:3}  blank {verdicts['blank']:3}")


if __name__ == "__main__":
    main()
