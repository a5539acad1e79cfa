"""Whether `changes` finds edits that are known: `python -m benchmarks.edits --workspace DIR [--seed N]`.

Takes the clauses of the longest policy of a workspace as lines, makes 30 edits at random places, reads both texts and
compares them. An edit is found where a row of its kind names its very clauses; any other row is spurious. The edits
are plain ones, by words that the rules know: this tells how surely clauses are matched in a long manual, and how long
that takes, not how well directions are told in the wild.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from policyscan.changes.compare import compare
from policyscan.changes.rules import load as load_rules
from policyscan.changes.words import side
from policyscan.extract import document_of, read
from policyscan.model import BlockKind, Kind, ParsedDocument, Reading
from policyscan.store import Store
from policyscan.taxonomy import load

# An edit: the kind that it should be told as, the clause before and the clause after.
Edit = tuple[str, str, str]
# Edits keep this many lines between them, so that one is not told as part of another.
_APART = 3


class Editor:
    """Edits lines at random places, none near another."""

    def __init__(self, lines: list[str], seed: int) -> None:
        self.lines = lines
        self.edits: list[Edit] = []
        self._new: dict[int, list[str]] = {}
        self._random = random.Random(seed)
        self._used: set[int] = set()
        self._counts = {line: lines.count(line) for line in set(lines)}

    def pick(self, fits: Callable[[str], object]) -> int:
        """A line that fits, stands once, and is far from those picked before."""
        good = [
            at
            for at, line in enumerate(self.lines)
            if 40 < len(line) < 300
            and not line.startswith("#")
            and self._counts[line] == 1
            and all(abs(at - other) > _APART for other in self._used)
            and fits(line)
        ]
        if not good:
            raise SystemExit("The policy has no line left for an edit: name a workspace with a longer one.")
        at = self._random.choice(good)
        self._used.add(at)
        return at

    def reword(self, kind: str, count: int, fits: Callable[[str], object], change: Callable[[str], str]) -> None:
        """Change the words of so many lines."""
        for _ in range(count):
            at = self.pick(fits)
            self._new[at] = [change(self.lines[at])]
            self.edits.append((kind, self.lines[at], self._new[at][0]))

    def remove(self, count: int) -> None:
        """Leave so many lines out."""
        for _ in range(count):
            at = self.pick(bool)
            self._new[at] = []
            self.edits.append(("removed", self.lines[at], ""))

    def add(self, count: int) -> None:
        """Put so many lines in."""
        for number in range(count):
            at = self.pick(bool)
            line = f"Employees of the harbor unit keep log number {number} of the tides for the warden of the pier."
            self._new[at] = [self.lines[at], line]
            self.edits.append(("added", "", line))

    def move(self, count: int) -> None:
        """Have so many lines stand elsewhere."""
        for _ in range(count):
            at, to = self.pick(lambda line: not line[0].islower()), self.pick(bool)
            self._new[at], self._new[to] = [], [self.lines[to], self.lines[at]]
            self.edits.append(("moved", self.lines[at], self.lines[at]))

    def text(self) -> str:
        """The edited lines."""
        return "\n".join(line for at, old in enumerate(self.lines) for line in self._new.get(at, [old]))


def edited(lines: list[str], seed: int) -> Editor:
    """Thirty edits."""
    made = Editor(lines, seed)
    actors = r"(officers?|employees?|members?|supervisors?)"
    made.reword("weakened", 4, re.compile(rf"^[A-Za-z ]*\b{actors} shall (?!not|only)(?!.*\bshall\b)", re.I).match,
                lambda line: re.sub(r"\bshall\b", "may", line, count=1))  # fmt: skip
    made.reword("weakened", 3, lambda line: " shall not " in line and "unless" not in line,
                lambda line: line.replace(" shall not ", " should not ", 1))  # fmt: skip
    made.reword("weakened", 4, re.compile(r"(?!.*(unless|except|only)).* (shall|must) (?!not).*\.$").match,
                lambda line: f"{line[:-1]} unless the chief decides otherwise.")  # fmt: skip
    made.reword("strengthened", 3, lambda line: " should not " in line,
                lambda line: line.replace(" should not ", " shall not ", 1))  # fmt: skip
    made.reword("strengthened", 3, re.compile(rf".*\b{actors} should (?!not|only)").match,
                lambda line: line.replace(" should ", " shall ", 1))  # fmt: skip
    made.reword("weakened", 2, re.compile(r"(?!.*unless).*(shall|must)[^.]* within (24|48|72) hours").match, _later)
    made.reword(
        "reworded", 2, lambda line: " vehicle " in line, lambda line: line.replace(" vehicle ", " conveyance ", 1)
    )
    made.remove(4)
    made.add(3)
    made.move(2)
    return made


def _later(line: str) -> str:
    return re.sub(r"within (\d+) hours", lambda found: f"within {int(found[1]) * 5} hours", line)


def longest(store: Store) -> list[str]:
    """The clauses of the longest policy as lines, headings marked as such."""
    policies = {listing.sha256 for listing in store.listings() if listing.kind is Kind.POLICY}
    if not policies:
        raise SystemExit("The workspace holds no policy.")
    clauses = store.clauses(max(sorted(policies), key=store.clause_count))
    lines = [("# " if item.kind is BlockKind.HEADING else "") + " ".join(item.text.split()) for item in clauses]
    return [line for line in lines if line.strip("# ")]


def main() -> int:
    """Print what was found, missed and spurious; 1 where anything was not found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with Store.open(given.workspace) as store:
        lines = longest(store)
    made = edited(lines, given.seed)
    taxonomy, rules = load(), load_rules()
    old, new = document_of("\n".join(lines)), document_of(made.text())
    started = time.perf_counter()
    sides = [_side(document, read(document, taxonomy), rules) for document in (old, new)]
    compared_from = time.perf_counter()
    found = compare(*sides, rules)
    ended = time.perf_counter()
    left = list(made.edits)
    for change in found.changes:
        texts = [
            text.text[span.start : span.end] if span else "" for text, span in ((old, change.old), (new, change.new))
        ]
        row = (change.kind.value, *(text.strip()[-40:] for text in texts))
        match = next((edit for edit in left if (edit[0], edit[1].strip()[-40:], edit[2].strip()[-40:]) == row), None)
        if match is not None:
            left.remove(match)
        else:
            print("spurious:", change.kind, "|", *(text[:160] for text in texts))
    for edit in left:
        print("missed:", *(part[:160] for part in edit))
    right = len(made.edits) - len(left)
    spurious = len(found.changes) - right
    print(
        f"seed {given.seed}: {len(made.edits)} edits among {len(sides[0].parts):,} clauses: {right} "
        f"found, {spurious} spurious; {found.unchanged:,} unchanged; compared in {ended - compared_from:.1f} s, read "
        f"in {compared_from - started:.1f} s"
    )
    return 1 if left or spurious else 0


def _side(document: ParsedDocument, reading: Reading, rules: object) -> object:
    return side(reading.clauses, document.sections, rules)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
