"""Load the vocabulary: the words that people type for a thing, and those that documents use for it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policyscan.errors import TaxonomyError

FILE = "vocabulary.toml"


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Words for the same thing: `say` is what people type, `mean` what documents use, best first."""

    say: tuple[str, ...]
    mean: tuple[str, ...]


@cache
def vocabulary(folder: Path | None = None) -> tuple[WordGroup, ...]:
    """The groups in `folder`, or those that come with the package; none where there is no such file.

    Raises `TaxonomyError` for a file that cannot be read or breaks its form.
    """
    path = (folder or Path(__file__).parent) / FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TaxonomyError(f"{FILE}: cannot be read ({error})", fix="Correct the file at that place.") from error
    groups = []
    for number, entry in enumerate(table.get("group", ()), start=1):
        words = [entry.get(name) if isinstance(entry, dict) else None for name in ("say", "mean")]
        for name, given in zip(("say", "mean"), words, strict=True):
            if not isinstance(given, list) or not given or not all(isinstance(one, str) and one for one in given):
                raise TaxonomyError(
                    f"{FILE}: group {number} has no list of words under `{name}`", fix=f'Write {name} = ["…", "…"].'
                )
        say, mean = (tuple(map(str, given or ())) for given in words)
        groups.append(WordGroup(say, mean))
    return tuple(groups)
