"""Two to six places side by side on one measure, or on one kind of force."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from policyscan.compare import match
from policyscan.export import words
from policyscan.workbench import addresses
from policyscan.workbench.compare_choice import FEWEST, MOST, chosen
from policyscan.workbench.compare_force import SHOWN, on_force
from policyscan.workbench.compare_measure import on_measure
from policyscan.workbench.matrix_marks import CUES
from policyscan.workbench.matrix_rows import by_place
from policyscan.workbench.render import Work, show

router = APIRouter()


@router.get("/compare", response_model=None)
def compare(request: Request, work: Work) -> Response:
    """Places side by side; where something is missing, the form with a line that says what."""
    given = request.query_params
    names = [name for name in given.getlist("place") if name.strip()]
    if "on" in given:
        # The form has one field for both; the address that is kept and shared says which it is.
        kind, _, name = given["on"].partition(":")
        where = addresses.compared(names, **({"force": name} if kind == "force" else {"measure": name}))
        return RedirectResponse(where, HTTPStatus.SEE_OTHER)
    return _page(request, work, names, given.get("measure", ""), given.get("force", ""))


def _page(request: Request, work: Work, names: list[str], measure: str, force: str) -> HTMLResponse:
    taxonomy = work.taxonomy
    forces = {each.id: each for each in taxonomy.force_types}
    # With both in an address, the measure counts.
    on_a_measure = taxonomy.measure_by_id[match(measure, taxonomy.measure_by_id, "measure")] if measure else None
    on_a_force = forces[match(force, forces, "kind of force")] if force and not measure else None
    places = by_place(work.compare().judgements)
    choice = chosen(names, places)
    judged = [places[place] for place in choice.places]
    by_side = by_force = None
    if choice.is_enough and on_a_measure:
        by_side = on_measure(work, [found[on_a_measure.id] for found in judged])
    elif choice.is_enough and on_a_force:
        by_force = on_force(work, on_a_force, choice.places)
    return show(
        request,
        "compare.jinja",
        here="/compare",
        choice=choice,
        fields=[*choice.names, *[""] * (1 if FEWEST <= len(choice.names) < MOST else FEWEST - len(choice.names))],
        known=[place.full_name for place in places],
        on={"measure": on_a_measure.id if on_a_measure else "", "force": on_a_force.id if on_a_force else ""},
        subject=on_a_measure or on_a_force,
        measures=taxonomy.measures,
        forces=taxonomy.force_types,
        judged=judged,
        differing={
            each.id
            for each in taxonomy.measures
            if len({words.word(found[each.id]) if each.id in found else "" for found in judged}) > 1
        },
        by_side=by_side,
        by_force=by_force,
        most=MOST,
        shown_at_once=SHOWN,
        cues=CUES,
    )
