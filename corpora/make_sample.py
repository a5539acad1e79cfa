"""Write the sample corpus: each text in `sample_sources/` becomes a PDF, and the manifest lists them.

    python corpora/make_sample.py [FOLDER]

FOLDER is `corpora/sample` unless given. `gold.csv` is kept by hand and is not written.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from typesetting.blocks import Source, read_source
from typesetting.pages import NOTICE, typeset

HERE = Path(__file__).resolve().parent
COLUMNS = ("file", "kind", "place", "region", "country", "issuer", "title", "published", "series")
SCAN_DPI = 170


def read_sources(folder: Path = HERE / "sample_sources") -> list[Source]:
    """Read all sources, in the order of their file names."""
    return [read_source(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]


def scan(pdf: bytes, *, seed: int) -> bytes:
    """Return the same pages as grey pictures, a little askew, blurred and speckled, without a text layer."""
    random = np.random.default_rng(seed)
    document = pypdfium2.PdfDocument(pdf)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=0, invariant=1)
    canvas.setSubject(NOTICE)
    for page in document:
        width, height = page.get_size()
        picture = page.render(scale=SCAN_DPI / 72, grayscale=True).to_pil().convert("L")
        picture = picture.rotate(float(random.uniform(-0.7, 0.7)), Image.Resampling.BICUBIC, fillcolor=250)
        grey = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float64)
        # A copier's uneven lamp: lighter to one side, and specks of dust.
        lamp = np.linspace(random.uniform(-9, 0), random.uniform(-4, 3), grey.shape[1])
        grey = grey * 0.93 + lamp + random.normal(0, 3.0, grey.shape)
        for row, column in random.integers((0, 0), grey.shape, size=(160, 2)):
            grey[row : row + 2, column : column + 2] -= 110
        jpeg = io.BytesIO()
        Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(jpeg, "JPEG", quality=38)
        jpeg.seek(0)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(jpeg), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def make(source: Source) -> bytes:
    """Make the PDF of one source."""
    pdf = typeset(source)
    seed = source.meta.get("scan")
    return scan(pdf, seed=int(seed)) if seed else pdf


def manifest_rows(sources: list[Source]) -> list[dict[str, str]]:
    """List the manifest's rows, one a listing: a document that serves two places has two."""
    rows = []
    for source in sources:
        meta = {name: source.meta.get(name, "") for name in COLUMNS}
        rows.append(meta)
        if "also_place" in source.meta:
            rows.append({**meta, "place": source.meta["also_place"]})
    return rows


def source_rows(sources: list[Source], folder: str = "sample") -> list[dict[str, str]]:
    """List the same documents as sources to watch: addresses relative to the list, which lies beside the folder."""
    facts = [name for name in COLUMNS if name != "file"]
    rows = []
    for row in manifest_rows(sources):
        address = f"{folder}/{row['file']}"
        again = any(other["address"] == address for other in rows)
        name = f"{row['place']}/{row['file']}" if again else row["file"]
        rows.append({"address": address, "file": name, **{fact: row[fact] for fact in facts}, "group": "daily"})
    return rows


def main(folder: Path = HERE / "sample") -> None:
    """Write every PDF and the manifest into `folder`, and the list of sources beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = read_sources()
    for source in sources:
        (folder / source.meta["file"]).write_bytes(make(source))
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(manifest_rows(sources))
    rows = source_rows(sources, folder.name)
    with (folder.parent / "sources.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
