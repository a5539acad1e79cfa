"""Write the line by which a passage is cited: place, document, date, section, page, permalink."""

from __future__ import annotations

from policyscan.model import Hit, Place


def citation(
    *,
    title: str,
    page: int,
    place: Place | str = "",
    published: str = "",
    section: str = "",
    page_label: str = "",
    permalink: str = "",
) -> str:
    """One line that leads another person to the same words; what is not known is left out.

    `page` counts the PDF's pages from 1, `page_label` is the number printed on the page, `published` an ISO date:
    "Wexcombe, Brackenmoor, XC. Directive 3.1: Use of Force, 2023-08-21, “4 Deadly Force”, p. 12 (PDF page 14).
    http://…"
    """
    where = place.full_name if isinstance(place, Place) else _plain(place)
    named = _plain(section)
    parts = (_plain(title).rstrip("."), _plain(published), f"“{named}”" if named else "", page_line(page, page_label))
    line = ". ".join(part for part in (where.rstrip("."), ", ".join(part for part in parts if part)) if part)
    return f"{line}. {permalink}" if permalink else f"{line}."


def cite(hit: Hit, permalink: str = "") -> str:
    """The line by which a hit is cited."""
    return citation(
        title=hit.title or hit.document,
        page=hit.page,
        place=Place(hit.place, hit.region, hit.country),
        published=hit.published,
        section=hit.section,
        page_label=hit.page_label,
        permalink=permalink,
    )


def page_line(page: int, page_label: str = "") -> str:
    """The page as printed with its place in the PDF: "p. 12 (PDF page 14)", or "p. 14" where they agree."""
    label = _plain(page_label)
    return f"p. {label} (PDF page {page})" if label and label != str(page) else f"p. {page}"


def _plain(words: str) -> str:
    return " ".join(words.split())
