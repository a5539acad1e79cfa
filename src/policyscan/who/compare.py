"""Whether two names mean the same body, one within the other, the state itself, or nobody in common."""

from __future__ import annotations

from collections.abc import Iterator

from policyscan.who.forces import forces
from policyscan.who.records import PLACE_KINDS, Entity, Resolution

# Bodies that stand for all police of their country or region.
_GENERAL = ("-police", "-security-forces")


def same_body(a: Resolution, b: Resolution) -> str:
    """`same`, `part`, `state`, `no` or `ambiguous`.

    `part`: one is part of the other (the police of a ministry, a squad of the police, a city's department of the city).
    `state`: of one country or region, where one is the state itself or its police in general. `ambiguous`: one is
    unknown, or what remains possible would give different answers.
    """
    if not a.candidates or not b.candidates:
        return "ambiguous"
    answers = {_relation(one, other) for one in a.candidates for other in b.candidates}
    return answers.pop() if len(answers) == 1 else "ambiguous"


def _relation(a: Entity, b: Entity) -> str:
    if a.id == b.id:
        return "same"
    for one, other in ((a, b), (b, a)):
        if any(above == one.id and not _is_state(one) for above in _above(other)):
            return "part"
    if not a.country or a.country != b.country:
        return "no"
    for one, other in ((a, b), (b, a)):
        if (_is_state(one) or _is_general(one)) and one.region in {"", other.region} and not one.city:
            return "state"
    return "no"


def _is_state(entity: Entity) -> bool:
    return entity.kind in PLACE_KINDS and entity.id.startswith(("country:", "region:"))


def _is_general(entity: Entity) -> bool:
    """Police without a further name: `force:ge-police`, `force:us-tx-police`."""
    place = (entity.region or entity.country).lower()
    return entity.kind not in PLACE_KINDS and entity.id in {f"force:{place}{ending}" for ending in _GENERAL}


def _above(entity: Entity) -> Iterator[str]:
    seen: set[str] = set()
    above = entity.part_of
    while above and above not in seen:
        seen.add(above)
        yield above
        parent = forces().by_id.get(above)
        above = parent.part_of if parent else ""
