"""What the tests of watching share: PDFs to serve, settings that ask loopback, a workspace with its list."""

from __future__ import annotations

import io
from pathlib import Path

from reportlab.pdfgen import canvas

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.fetch import FetchSettings
from policyscan.watch import WatchSettings

ENGLISH = (
    "Officers shall intervene to stop any use of force that is beyond what is reasonable under the law.",
    "All uses of force shall be reported to a supervisor before the end of the shift in which they occur.",
    "The department will review each report of force within thirty days and keep it for five years.",
)
SPANISH = (
    "Los agentes deben intervenir para detener el uso de la fuerza que sea mayor de lo que la ley permite.",
    "Todos los usos de la fuerza se deben comunicar a un supervisor antes del fin del turno en que ocurren.",
    "El departamento revisa cada informe de la fuerza en un plazo de treinta días y lo guarda cinco años.",
)


def pdf(pages: int = 3, lines: tuple[str, ...] = ENGLISH, *, mark: str = "") -> bytes:
    """A PDF of so many pages with these lines on each; `mark` makes it another."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, invariant=1)
    for number in range(1, pages + 1):
        sheet.drawString(72, 760, f"Use of Force, section {number} {mark}")
        for at, line in enumerate(lines):
            sheet.drawString(72, 720 - 16 * at, line)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def settings(**values: object) -> WatchSettings:
    """Settings for servers on loopback that need no patience."""
    fetch = FetchSettings(
        contact="tests@example.org",
        allow_private=True,
        seconds_between=0.0,
        per_host=8,
        retries=0,
        first_wait_seconds=0.0,
        connect_seconds=5.0,
        read_seconds=1.0,
        seconds_in_all=2.0,
    )
    return WatchSettings(fetch=fetch, **values)  # type: ignore[arg-type]


class Desk:
    """A workspace and its list of sources."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources = folder / "sources.csv"
        self.workspace = open_workspace(folder, create=True, embedder=FakeEmbedder())

    def list(self, *rows: str, header: str = "address,file,place,form,pattern,language,pages,published,title") -> None:
        """Write the list of sources; short rows are filled up."""
        wanted = header.count(",")
        self.sources.write_text("\n".join([header, *(row + "," * (wanted - row.count(",")) for row in rows)]) + "\n")

    def check(self, **options: object):
        """Check all, and give each name's outcome with the whole report."""
        report = self.workspace.sources.check(settings=settings(), **options)
        return {row.name: row.outcome.value for row in report.checks}, {row.name: row for row in report.checks}

    def of(self, name: str):
        """How an address stands."""
        return next(item for item in self.workspace.store.watched() if item.name == name)

    def standings(self, name: str) -> list[str]:
        """What became of the versions under a name, oldest first."""
        return [version.standing.value for version in self.workspace.store.versions(name)]

    def in_force(self) -> set[str]:
        """Names of the documents in force."""
        return {source.file for source in self.workspace.sources.intake().collected.sources}
