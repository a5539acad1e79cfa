"""Write a pack's note on method: what was read, by what, its limits, and how anybody can check it."""

from __future__ import annotations

from collections import Counter

from policyscan.export import words
from policyscan.model import Comparison
from policyscan.pack.cutouts import CutOuts, Key

_NOTE = """\
# Evidence pack: how it was made, and how to check it

Made by {made_by} at {made_at}, by the rules of taxonomy `{taxonomy}`.

## What was read

{places} and {measures}: {cells}, {quotes} from {documents}.

{coverage}

## Limits

{note}

{persons}Pages count from 1 as a PDF viewer does; `page_label` is the number that is printed on the page, where there is
one. Boxes are `[page, left, top, right, bottom]` in points (1/72 inch) from the top left of the page. `start` and `end`
count characters of the text that policyscan read from the document.
{lacking}
## What is in here

| file | holds |
|---|---|
| `index.html` | the matrix and every quote, to read in a browser; no network is needed |
| `matrix.csv`, `matrix.xlsx` | a row for each place and measure; `matrix.csv.about.json` tells what the CSV cannot |
| `quotes.csv` | every quote with document, hash, page, section, characters, boxes and the name of its cut-out |
| `cutouts/` | the places of the quotes on their pages, the words marked |
| `documents.csv` | the documents, with the SHA-256 of their bytes |
| `SHA256SUMS` | the SHA-256 of all the other files |

The documents themselves are not in here: get them from their publishers.

## How to check it

1. That nothing in here was changed: `sha256sum -c SHA256SUMS` (on a Mac: `shasum -a 256 -c SHA256SUMS`).
2. That a document is the one that was read: `sha256sum FILE.pdf`, and look for the sum in `documents.csv`.
3. That a quote stands on its page, without policyscan: with Python and pdfplumber (`pip install pdfplumber`), save this
   beside `quotes.csv` as `check.py` and run `python check.py FILE.pdf`:

```python
import csv, hashlib, json, sys
import pdfplumber

data = open(sys.argv[1], "rb").read()
mine = hashlib.sha256(data).hexdigest()
with pdfplumber.open(sys.argv[1]) as pdf, open("quotes.csv", encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        if row["sha256"] == mine:
            print(row["place"], row["measure"], "page", row["page"], "quotes:", row["evidence"])
            for page, left, top, right, bottom in json.loads(row["boxes"]):
                here = []
                for char in pdf.pages[int(page) - 1].chars:
                    across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
                    if left <= across <= right and top <= down <= bottom:
                        here.append((across, char["text"]))
                print("    the page has:", "".join(text for _, text in sorted(here)))
```

   Spaces may be missing: many PDFs have none. Pages that are scans have no text of their own: look at the cut-out.
4. With policyscan and the workspace: `policyscan verify quotes.csv --workspace DIR`, and the same for `matrix.csv`,
   `matrix.xlsx` and `index.html`.
"""


def method_md(comparison: Comparison, cuts: CutOuts) -> bytes:
    """The note as Markdown."""
    judgements = comparison.judgements
    about = words.about(comparison)
    note = _NOTE.format(
        made_by=about["made_by"],
        made_at=about["made_at"],
        taxonomy=about["taxonomy"],
        places=_count(len({judgement.place for judgement in judgements}), "place"),
        measures=_count(len({judgement.measure for judgement in judgements}), "measure"),
        cells=_count(len(judgements), "cell"),
        quotes=_count(sum(len(judgement.evidence) for judgement in judgements), "quote"),
        documents=_count(len(comparison.documents), "document"),
        coverage="\n".join(f"- {line['title']}: {line['sentence']}" for line in words.coverage(comparison)),
        note=about["note"],
        persons=_persons(comparison),
        lacking=_lacking(cuts.lacking),
    )
    return note.encode("utf-8", "replace")


def _persons(comparison: Comparison) -> str:
    by = [judgement.person for judgement in comparison.judgements if judgement.person]
    if not by:
        return ""
    return (
        f"In {_count(len(by), 'cell')} a person's answer stands in place of the rules' one; the column `by` names the "
        "person, and `reason` says what the rules say.\n\n"
    )


def _lacking(lacking: dict[Key, str]) -> str:
    reasons = Counter(lacking.values())
    lines = [f"- {_count(number, 'quote')} without a cut-out: {_plain(why)}" for why, number in sorted(reasons.items())]
    return "\n" + "\n".join(lines) + "\n" if lines else ""


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".") + "."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
