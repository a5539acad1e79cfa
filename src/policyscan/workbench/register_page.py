"""Show a register's page: what every one of them needs in its template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyscan.export.register.rows import about
from policyscan.workbench import addresses
from policyscan.workbench.register_records import cards
from policyscan.workbench.render import count, show

if TYPE_CHECKING:
    from fastapi import Request
    from fastapi.responses import HTMLResponse

    from policyscan.workbench.register_list import Listed

# The registers, as a reader goes from one to the next.
PARTS = (
    ("agreements", "Agreements"),
    ("exchanges", "Side by side"),
    ("findings", "Findings"),
    ("recommendations", "Recommendations"),
    ("practices", "Practices"),
)
_NOUNS = {"exchanges": "row", "changes": "change"}


def parameters_of(request: Request) -> dict[str, list[str]]:
    """Every value of each parameter in the address."""
    values = request.query_params
    return {name: values.getlist(name) for name in values}


def show_register(request: Request, template: str, found: Listed, *, here: str, **more: Any) -> HTMLResponse:
    """A register's page from its template, which gets `found`, its `cards` and what the head of the page says."""
    name = found.asked.name
    shown = count(len(found.register.records), _NOUNS.get(name, name.removesuffix("s")))
    values = {
        "found": found,
        "about": about(found.register),
        "shown": shown,
        "parts": tuple((addresses.register(part), title, part == name) for part, title in PARTS),
        **more,
    }
    if "cards" not in values:
        values["cards"] = cards(name, found.records)
    return show(request, template, here=here, **values)
