"""Say who the parties are by rules and by the learned reader of names together.

The reader says who is named and on which side; rules say what the text calls a party afterwards, where it is, and by
whom it acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.fuzz import ratio

from policyscan.agreements.learned import Tag
from policyscan.agreements.names import in_title_case
from policyscan.agreements.parties import parties_of, party_of, placed_around
from policyscan.agreements.parties_words import firm, is_body
from policyscan.agreements.phrases import DEFINED, Phrase
from policyscan.agreements.tagged import Body, Naming, bodies_of, folded
from policyscan.model import ParsedDocument, Party, Role

# From so much on, over all its namings, a body is a side at all.
_SIDE = 0.5
# Below this the rules' other side is believed, where it is not the body that the reader takes for the local one.
_SURELY = 1.0
# A second body that is so local is the other side where nobody else is.
_EQUAL = 0.7
# The rules' other side stays where the reader puts it there so much as the body that it puts there most.
_AS_GOOD = 0.4
# A place behind a name has so many words at most.
_PLACE_WORDS = 3
# What is said of a party stands so far behind its name, and its term so near.
_SAID, _TERM = 300, 60
# How sure a name is where rules say the same, and where only the reader says it surely.
_BOTH, _READER = 0.9, 0.7


def parties_by_both(document: ParsedDocument, tag: Tag) -> tuple[Party, ...]:
    """The parties, the local one first, then whom it agrees with, then the others."""
    ruled = parties_of(document)
    bodies = bodies_of(document.text, tag)
    local = max(bodies, key=lambda body: body.local, default=None)
    if local is None or local.local < _SIDE:
        return ruled
    other = _other_side(ruled, local, [body for body in bodies if body is not local])
    sides = [(local, Role.LOCAL), *([(other, Role.COUNTERPARTY)] if other is not None else [])]
    known = [_known(body, role, ruled) for body, role in sides]
    shown = [
        _party(body, role, same, document, [one for one in bodies if one is not body])
        for (body, role), same in zip(sides, known, strict=True)
    ]
    shown = [placed_around(party, [one for one in shown if one is not party], document.text) for party in shown]
    names = {party.name.casefold() for party in (*shown, *filter(None, known))}
    # By whom our side acts is on our side as long as it is our side.
    is_ours = any(local.is_called(party.name) for party in ruled if party.role is Role.LOCAL)
    for party in ruled:
        if party.name.casefold() in names:
            continue
        body = _called(party.name, bodies)
        is_told = body is not None and body.share >= _SIDE
        is_aside = party.role is Role.OTHER or (is_ours and party.role is Role.LOCAL)
        if is_aside or (is_told and body is not local):
            # A second name of the other side.
            shown.append(replace(party, role=Role.OTHER) if body is not None and body is other else party)
        elif other is None and party.role is Role.COUNTERPARTY and body is not local:
            shown.append(party)
    order = {Role.LOCAL: 0, Role.COUNTERPARTY: 1, Role.OTHER: 2}
    shown = [
        party if at == 0 or is_ours or party.role is not Role.LOCAL else replace(party, role=Role.OTHER)
        for at, party in enumerate(shown)
    ]
    return tuple(sorted(shown, key=lambda party: order[party.role]))


def _other_side(ruled: Sequence[Party], local: Body, bodies: Sequence[Body]) -> Body | None:
    """The body on the other side; None where that is whom the rules say, or nobody."""
    said = next((party.name for party in ruled if party.role is Role.COUNTERPARTY), "")
    best = max(bodies, key=lambda body: body.counterparty, default=None)
    if best is None or (best.counterparty < _SURELY and said and not local.is_called(said)):
        return None
    if best.counterparty < _SIDE:
        # Two towns agree: both are as local.
        equal = max(bodies, key=lambda body: body.local)
        return equal if equal.local >= _EQUAL else None
    theirs = _called(said, bodies) if said else None
    return theirs if theirs is not None and theirs.counterparty >= _AS_GOOD * best.counterparty else best


def _called(name: str, bodies: Sequence[Body]) -> Body | None:
    """Of the bodies with that name the one whose own is most like it."""
    named = [body for body in bodies if body.is_called(name)]
    return max(named, key=lambda body: ratio(folded(body.best.head), folded(name)), default=None)


def _known(body: Body, role: Role, ruled: Sequence[Party]) -> Party | None:
    """The body as the rules know it, in that role if in several."""
    known = [party for party in ruled if body.is_called(party.name)]
    return next((party for party in known if party.role is role), known[0] if known else None)


def _party(body: Body, role: Role, same: Party | None, document: ParsedDocument, others: Sequence[Body]) -> Party:
    """A body as a party: as the rules know it, by the name that it is called most, or made from what is said of it."""
    best = body.best
    sure = _BOTH if same is not None and same.role is role else _READER
    quoted = _quoted(body, best, document.text)
    if same is not None and _goes_on(quoted, same, document.text):
        quoted = replace(quoted, head=same.name, end=quoted.start + len(same.name))
    quoted = _without_place(quoted, document.text)
    name = in_title_case(quoted.head) if quoted.head.isupper() else quoted.head
    if same is None:
        said = document.text[quoted.start : _said_until(quoted, document, others)]
        same = party_of(Phrase(quoted.head, said, quoted.start, quoted.end), document)
    page = document.page_at(quoted.start)
    confidence = round(sure * min(1.0, quoted.share), 2)
    return replace(same, name=name, role=role, start=quoted.start, end=quoted.end, page=page, confidence=confidence)


def _said_until(one: Naming, document: ParsedDocument, others: Sequence[Body]) -> int:
    """Where what is said of a party ends: with its block, before the next body, or far enough behind."""
    starts = [naming.start for body in others for naming in body.namings if naming.start >= one.end]
    ends = [block.end for block in document.blocks if block.start <= one.start < block.end]
    return max(one.end, min([*starts, *ends, one.start + _SAID]))


def _without_place(one: Naming, text: str) -> Naming:
    """The naming without a place behind a comma: "City of X, Y"; units and forms of firms stay."""
    first, comma, behind = one.head.rpartition(",")
    part = behind.strip()
    is_place = part.istitle() or part.isupper()
    if not comma or not is_place or len(part.split()) > _PLACE_WORDS or is_body(part) or firm().search(one.head):
        return one
    printed = text[one.start : one.end].rpartition(",")[0].rstrip(" ,\n")
    return replace(one, head=first.rstrip(" ,"), end=one.start + len(printed))


def _goes_on(one: Naming, known: Party, text: str) -> bool:
    """Whether the name that rules know begins as this one and stands there: the reader stopped short."""
    full = known.name.casefold()
    return full.startswith(f"{one.head.casefold()} ") and text[one.start :].casefold().startswith(full)


def _quoted(body: Body, best: Naming, text: str) -> Naming:
    """The naming to quote: the first by that name behind which a term is defined, else the surest."""
    alike = sorted((one for one in body.namings if one.head.casefold() == best.head.casefold()), key=lambda o: o.start)
    return next((one for one in alike if DEFINED.search(text[one.end : one.end + _TERM])), best)
