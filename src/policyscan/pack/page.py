"""Make a pack's page: the HTML export, with a link from each quote to its cut-out."""

from __future__ import annotations

import re
from pathlib import Path

from policyscan.export import Format, render
from policyscan.model import Comparison
from policyscan.pack.cutouts import CutOuts

# A quote as the export writes it; what a document supplies is escaped, so that no "<" or ">" of its own stands there.
_QUOTE = re.compile(
    r'(<blockquote [^<>]*data-sha256="(?P<sha256>[0-9a-f]*)"[^<>]*data-start="(?P<start>\d+)" data-end="(?P<end>\d+)"'
    r"[^<>]*>[^<]*</blockquote>\s*<figcaption>.*?)(?=</figcaption>)",
    re.DOTALL,
)


def index_html(comparison: Comparison, cuts: CutOuts) -> bytes:
    """The comparison as a page that opens offline, beside the folder of cut-outs."""
    (data,) = render(comparison, Format.HTML, Path("index.html")).values()

    def linked(found: re.Match[str]) -> str:
        names = cuts.names.get((found["sha256"], int(found["start"]), int(found["end"])), ())
        links = (
            f'<span class="picture"><a href="{name}">{_words(at, len(names))}</a></span>\n'
            for at, name in enumerate(names, start=1)
        )
        return found[1] + "".join(links)

    return _QUOTE.sub(linked, data.decode("utf-8")).encode("utf-8")


def _words(number: int, of: int) -> str:
    return "Picture of the place" if of == 1 else f"Picture of the place ({number} of {of})"
