"""Run all benchmarks: `python -m benchmarks [--corpus DIR] [--json FILE]`.

The corpus is the real one where it is present (a folder `corpora` beside the checkout under
`../shared`, or POLICYSCAN_REAL_CORPUS), else the sample. Times are of this machine and this run;
the ratios are what can be compared.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks import speed, truth, watching

ROOT = Path(__file__).parent.parent


def corpus_folder() -> Path:
    named = os.environ.get("POLICYSCAN_REAL_CORPUS")
    for folder in (Path(named) if named else None, ROOT.parent / "shared" / "corpora"):
        if folder is not None and (folder / "policies").is_dir():
            return folder / "policies"
    return ROOT / "corpora" / "sample"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=corpus_folder())
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    files = sorted(given.corpus.glob("*.pdf"))
    print(f"{len(files)} PDFs of {given.corpus.name}; {os.cpu_count()} cores, Python {platform.python_version()}")
    results: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="policyscan-bench-") as scratch:
        results |= speed.run(files, given.corpus, Path(scratch))
        results |= truth.run(Path(scratch) / "workspace")
        results |= watching.run(given.corpus, Path(scratch) / "watching")
    for name, value in results.items():
        print(f"{name:74} {value}")
    if given.json:
        given.json.write_text(json.dumps(results, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
