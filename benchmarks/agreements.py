"""Say how well agreements are read: parties, jurisdiction, programme and date, against coded ones.

    python -m benchmarks.agreements --gold FILE --workspace DIR [--pdfs DIR] [--cache DIR] [--show]

The gold has the columns file, local_party, counterparty, jurisdiction, programme, and date_in_public_listing or signed,
as `corpora/memoranda/answers.csv` has; `|` parts answers that are equally right. The workspace holds the same files,
ingested. With `--pdfs` pages may be read a second time by OCR, kept in `--cache`.
"""

from __future__ import annotations

import argparse
import csv
import pickle
import re
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from policyscan.agreements import read
from policyscan.model import Agreement, Party, Role
from policyscan.parse import OcrLine, SecondLook
from policyscan.store import Store
from policyscan.work import tag

FIELDS = ("local_party", "counterparty", "jurisdiction", "programme", "signed")
# A listing's date and the last signature's differ by the days until it is listed.
MOST_DAYS = 31
_SAME = (
    (r"\bu\.?\s?s\.?(?=\s)", "us"),
    (r"\bpd\b|\bpolice dep(?:artmen)?t\b\.?", "police department"),
    (r"\bso\b", "sheriffs office"),
    (r"\bco\b\.?", "county"),
)


def main() -> None:
    """Print a row for each field, and each miss."""
    options = _options()
    store = Store.open(options.workspace, create=False)
    by_file = {Path(listing.file).name: listing.sha256 for listing in store.listings()}
    counts = {field: Counter[str]() for field in FIELDS}
    looked = 0
    started = time.perf_counter()
    with options.gold.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        if row["file"] not in by_file:
            print(f"{row['file']}: not in the workspace")
            continue
        document = store.document(by_file[row["file"]])
        look = Look(options.pdfs / row["file"], options.cache) if options.pdfs else None
        agreement = read(document, look, tag)
        looked += len(look.pages) if look else 0
        for field in FIELDS:
            wanted, given, verdict = judge(field, row, agreement)
            counts[field][verdict] += 1
            if verdict != "right" or options.show:
                print(f"{row['file']} {field}: {verdict}: {given!r} for {wanted!r}")
    for field, verdicts in counts.items():
        print(f"{field:14} right {verdicts['right']:3}  wrong {verdicts['wrong']:3}  blank {verdicts['blank']:3}")
    print(f"{looked} pages looked at again, {time.perf_counter() - started:.1f} s for {len(rows)} documents")


def judge(field: str, row: dict[str, str], agreement: Agreement) -> tuple[str, str, str]:
    """What was wanted, what was given, and whether that is right, wrong or blank."""
    if field == "signed":
        wanted = row.get("date_in_public_listing") or row[field]
        given = next((term.value for term in agreement.named(field)), "")
        is_right = given == wanted or (bool(given and wanted) and _days(given, wanted) <= MOST_DAYS)
        return wanted, given, _verdict(given, is_right=is_right)
    if field == "programme":
        given = next((term.value for term in agreement.named(field)), "")
    elif field == "jurisdiction":
        given = _text(agreement.party(Role.LOCAL), "region")
    else:
        given = _text(agreement.party(Role.LOCAL if field == "local_party" else Role.COUNTERPARTY), "name")
    is_right = fold(given) in {fold(one) for one in row[field].split("|")}
    return row[field], given, _verdict(given, is_right=is_right)


def _days(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def _verdict(given: str, *, is_right: bool) -> str:
    return "right" if is_right else "wrong" if given else "blank"


def fold(name: str) -> str:
    """A name without what makes no difference: case, punctuation, abbreviated kinds of force."""
    folded = " ".join(name.casefold().replace("’", "'").split())
    for pattern, plain in _SAME:
        folded = re.sub(pattern, plain, folded)
    return " ".join(re.sub(r"[^\w\s]", "", folded).split())


def _text(party: Party | None, field: str) -> str:
    return str(getattr(party, field)) if party else ""


class Look:
    """Reads a page's picture by OCR; keeps what it read in a folder."""

    def __init__(self, path: Path, cache: Path) -> None:
        self.path, self.cache = path, cache
        self.pages: list[int] = []

    def __call__(self, number: int) -> Sequence[OcrLine]:
        """The lines of a page."""
        self.pages.append(number)
        kept = self.cache / f"{self.path.stem}-{number}.pickle"
        if not kept.is_file():
            self.cache.mkdir(parents=True, exist_ok=True)
            with SecondLook(self.path.read_bytes()) as look:
                kept.write_bytes(pickle.dumps(tuple(look(number))))
        lines: tuple[OcrLine, ...] = pickle.loads(kept.read_bytes())
        return lines


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--pdfs", type=Path, default=None)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "policyscan-looks")
    parser.add_argument("--show", action="store_true", help="print what is right, too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
