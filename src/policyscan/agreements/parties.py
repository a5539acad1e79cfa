"""Say who the parties of an agreement of any kind are, and which of them is the local one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from policyscan.agreements.between import phrases_of
from policyscan.agreements.endings import is_force, says_kind_only
from policyscan.agreements.layout import pieces
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.names import in_title_case, normalised
from policyscan.agreements.parties_around import around, at_own_place, in_full
from policyscan.agreements.parties_named import called
from policyscan.agreements.parties_place import country_in, located, placed, region_in, state_name
from policyscan.agreements.parties_sides import PLACE, role_of, with_roles, with_shared_region
from policyscan.agreements.parties_words import firm, is_body, is_holder, is_national, is_unit, known, words
from policyscan.agreements.phrases import DEFINED, Phrase
from policyscan.agreements.signing import signers
from policyscan.model import ParsedDocument, Party, Role
from policyscan.who import find_country, resolve

_THROUGH = re.compile(
    r"\b(?:by\s+and\s+through|acting\s+(?:by\s+and\s+)?through|through|by|for\s+and\s+on\s+behalf\s+of|on\s+behalf\s+of|for\s+the\s+(?:use\s+and\s+)?benefit\s+of|for)"
    r"\s+(?P<its>its|the)\s+(?P<name>[A-Z][\w'’]*(?:[^\S\n]+(?:of\s+(?:the\s+)?)?[A-Z][\w'’]*){0,6})"
)
_STATE = re.compile(r"(?:State|Commonwealth)\s+of\s+(?P<name>[^,(]+)$", re.IGNORECASE)
_FUND = re.compile(
    r"\bthe\s+(?P<name>(?:[A-Z][\w'’]*\s+(?:of\s+|for\s+|and\s+)*){1,7}(?:Fund|Foundation|Trust|Endowment)(?:\s+of\s+the(?:\s+[A-Z]\w+|\s+of){1,5})?)"
)
_ACTS = re.compile(r"police|gendarm|sheriff|guard|ministry|constabul|carabin|public safety", re.IGNORECASE)
_NO_PARTY = frozenset(
    {"party", "parties", "agreement", "memorandum", "mou", "moa", "contract", "member", "participant"}
)
_PLACE_PART = re.compile(r"[A-ZÀ-Þ][\w.'’-]*(?:\s(?:of\s)?[A-ZÀ-Þ][\w.'’-]*){0,3}(?:\s[\d-]{5,10})?")

_STREET = re.compile(
    r"\b(?:road|street|st|avenue|ave|drive|lane|way|boulevard|blvd|square|house|hall|park|floor|suite|building|highway|plaza|court|yard)\.?$",
    re.IGNORECASE,
)


def parties_of(document: ParsedDocument) -> tuple[Party, ...]:
    """The parties, the local one first, then whom it agrees with, then funds and those by whom a party acts."""
    phrases = phrases_of(document.text, signers(document.text, pieces(document)))
    groups = with_shared_region([list(_parties_in(phrase, document)) for phrase in phrases])
    groups = called(
        [
            [_at_home(located(at_own_place(p, document.text), document.text), document.text) for p in group]
            for group in groups
        ],
        document.text,
    )
    found = with_roles(_told_around(groups, document.text))
    found += _funds(document, found)
    order = {Role.LOCAL: 0, Role.COUNTERPARTY: 1, Role.OTHER: 2}
    return tuple(sorted(_once(found), key=lambda party: order[party.role]))


def party_of(phrase: Phrase, document: ParsedDocument) -> Party:
    """The body at the head of a phrase, with what is said there of it and of its place."""
    party = next(iter(_parties_in(phrase, document)))
    return _at_home(located(at_own_place(party, document.text), document.text), document.text)


def placed_around(party: Party, others: Sequence[Party], text: str) -> Party:
    """A party without a country or region with the one of which the agreement speaks, and which is no other party's."""
    named = [replace(one, country=one.country or country_in(one.name)) for one in others]
    return _at_home(around(replace(party, country=party.country or country_in(party.name)), text, named), text)


def _told_around(groups: Sequence[Sequence[Party]], text: str) -> list[list[Party]]:
    """The parties by their names in full, with the places that are said elsewhere; those of known countries first."""
    full = [[in_full(party, text) for party in group] for group in groups]
    named = [replace(p, country=p.country or country_in(p.name)) for group in full for p in group]
    return [[_at_home(around(p, text, [q for q in named if q.name != p.name]), text) for p in group] for group in full]


def _parties_in(phrase: Phrase, document: ParsedDocument) -> Iterator[Party]:
    head, region = _name_and_state(phrase.head, document.text)
    shorts = _shorts(phrase.said)
    page = document.page_at(phrase.start)
    name, short, of_name = _named(head)
    region = state_name(region or of_name) or region_in(phrase.said)
    party = Party(
        name, role_of(name), " / ".join(shorts) or short or phrase.short, region, "", phrase.start, phrase.end, page,
        0.85 if shorts else 0.7,
    )  # fmt: skip
    behind = phrase.said[len(head) :]
    through = _THROUGH.search(phrase.said, max(0, len(phrase.head) - 1))
    second = _second(party, through, head) if through else None
    party = placed(party, behind)
    if second is None or through is None:
        yield party
        return
    start = phrase.start + through.start("name")
    second = replace(second, start=start, end=start + len(through["name"]))
    second = placed(second, behind)
    second = (
        second if second.region or not party.region else replace(second, region=party.region, country=party.country)
    )
    is_aside = phrase.said[: through.start()].rstrip().endswith("(")
    if through["its"] == "its" and _state_of(head):
        yield replace(second, short=party.short)
        yield replace(party, role=Role.OTHER, short="")
        return
    if is_force(second.name) and party.role is not Role.COUNTERPARTY and through["its"] == "the" and not is_aside:
        # The county acts by its sheriff: the force is whose agreement it is.
        yield replace(second, short=party.short)
        yield replace(party, role=Role.OTHER, short="")
        return
    yield party
    yield second


def _named(head: str) -> tuple[str, str, str]:
    """The name of a body, what a bracket calls it, and the state that stands in it."""
    if full := known(head):
        return full, "", ""
    first, comma, part = head.partition(", ")
    if comma and _is_office(first):
        return _cased(head), "", ""
    if comma and is_unit(part):
        of_whole, short, region = _named(first)
        return f"{_whole(of_whole, first)}, {_cased(part)}", short, region
    end = firm().search(head)
    name = normalised(head)
    shown, region = name.text, name.region
    if region and is_national(head) and find_country(region):
        # The country, and no state: "Ministry of Internal Affairs of Georgia".
        shown, region = f"{shown} of {region}", ""
    if end and not firm().search(shown):
        # "LLC" may stand there in the title case of other words in capitals.
        form = end[0].strip(" ,")
        said = re.search(rf",?\s*{re.escape(form)}\.?$", shown, re.IGNORECASE)
        shown = f"{shown[: said.start()] if said else shown}, {form}"
    # "X Division of Police" is the whole name of a force.
    shown = shown.removesuffix(" Department") if re.search(r"\bof\s+Police$", head, re.IGNORECASE) else shown
    # Agreements say "County of X", lists of forces "X County".
    shown = head if re.fullmatch(r"County of [A-Z][\w.'-]+(?: [A-Z][\w.'-]+)?", head) else shown
    # "Police Service" is no slip for "Police Services".
    if "Services" in shown and "Services" not in head and re.search(r"\bService\b", head, re.IGNORECASE):
        shown = shown.replace("Services", "Service")
    return shown, name.short, region


def _is_office(name: str) -> bool:
    """Whether a name is that of an office which does not say whose: "Commissioner of Police"."""
    return is_holder(name) and says_kind_only(name.rpartition(" of ")[2])


def _cased(name: str) -> str:
    return in_title_case(name) if name.isupper() else name


def _whole(name: str, printed: str) -> str:
    """A name without the "Department" that nothing printed says."""
    return name if "department" in printed.casefold() else name.removesuffix(" Department")


def _at_home(party: Party, text: str) -> Party:
    """Outside the United States "X Police" is the whole name of a force."""
    printed = text[party.start : party.end].partition(",")[0].rstrip()
    if (
        party.country != "US"
        and not lexicon().state(party.region)
        and party.name.endswith("Police Department")
        and printed.casefold().endswith("police")
    ):
        return replace(party, name=party.name.removesuffix(" Department"))
    return party


def _shorts(said: str) -> list[str]:
    """What the first bracket with a defined term calls a party; "each called a Party" defines nobody."""
    for bracket in re.finditer(r"\([^)]*\)?|hereina\w+[^,;()]{0,60}", said):
        found = [match["short"] or match["bare"] for match in DEFINED.finditer(bracket[0])]
        kept = [short for short in found if short.casefold() not in _NO_PARTY]
        if kept:
            return list(dict.fromkeys(kept[:2]))
    return []


def _state_of(head: str) -> str:
    """The state of "State of X"; blank for countries."""
    found = _STATE.match(head)
    state = lexicon().state(_cased(found["name"].strip())) if found else None
    return state.name if state else ""


def _second(party: Party, through: re.Match[str], head: str) -> Party | None:
    """The force by or for which a party acts: "its Police Department" of the City of X is X's."""
    name = through["name"]
    if through["its"] == "its" and (state := _state_of(head)):
        # The department is named for its state, and acts for it.
        full = name if name.startswith(state) else f"{state} {name}"
        return replace(party, name=full, confidence=0.6) if is_body(name) else None
    if through["its"] == "its":
        place = PLACE.match(head)
        if not place and not re.search(r"university|college|county", head, re.IGNORECASE):
            return None
        name = f"{_named(place['name'] if place else head)[0]} {name}"
        if not place and not is_force(name):
            return None
    full = _named(name)[0]
    # "by the Mayor", "for the term": only forces and authorities act, and no holder of an office alone.
    if is_holder(name) or not (is_force(full) or _ACTS.search(full)):
        return None
    return replace(party, name=full, confidence=0.6)


def _name_and_state(head: str, text: str) -> tuple[str, str]:
    """The name and the state of "City of Harrow Bend, Tallowa"; addresses, units and countries behind it go."""
    if full := known(head):
        return full, ""
    name, *rest = (part.strip() for part in head.split(","))
    region = ""
    for part in rest:
        if is_unit(part) and (is_national(name) or country_in(name) or (not is_force(part) and is_force(name))):
            # "Netherlands Police, Rotterdam Unit"
            name = f"{name}, {part}"
        elif _is_office(name) and "," not in name:
            # "Commissioner of Police, X City"
            name = f"{name}, {part}"
        elif firm().fullmatch(part) or firm().fullmatch(f", {part}"):
            name = f"{name}, {part}"
        elif re.search(r"\d|#", part) and not re.match(r"\D+\s\d{5}", part):
            continue
        elif (
            known(part)
            or (is_force(part) and (is_national(name) or PLACE.match(name)))
            or (is_national(name) and not words("national").search(name.split(" of ")[0]) and is_body(part))
        ):
            # "Department of Justice, Drug Enforcement Administration"
            name = part if not PLACE.match(name) else f"{name}, {part}"
        elif is_force(part) and not is_force(name):
            name = f"{name}, {part}"
        elif is_body(part):
            # "Central District, New Zealand Police"
            name = (
                f"{name}, {part}" if _ACTS.search(part) and not _ACTS.search(name) and not PLACE.match(name) else name
            )
        elif _PLACE_PART.fullmatch(part) and not region and _is_region(part, text):
            region = re.sub(r"\s[\d-]+$", "", part)
    return name, region


def _is_region(part: str, text: str) -> bool:
    plain = re.sub(r"\s[\d-]+$", "", part)
    if _STREET.search(plain):
        return False
    if lexicon().state(plain):
        return True
    # A place that no register knows may be a region, where it is spoken of again and not an address alone.
    return text.count(plain) > 1 and not find_country(plain) and not resolve(plain).candidates


def _funds(document: ParsedDocument, found: Sequence[Party]) -> Iterator[Party]:
    names = {party.name.removesuffix(", Inc.").casefold() for party in found}
    for match in _FUND.finditer(document.text):
        name = " ".join(match["name"].split())
        if name.casefold() in names or re.search(
            r"\b(?:and|of|for)\s+(?:fund|foundation|trust|endowment)\b", name, re.I
        ):
            continue
        if re.search(r"\bgeneral\s+fund\b", name, re.IGNORECASE) or name.split()[0] in {"The", "This"}:
            continue
        names.add(name.casefold())
        defined = DEFINED.search(document.text[match.end() : match.end() + 40])
        short = (defined["short"] or defined["bare"]) if defined else ""
        page = document.page_at(match.start("name"))
        yield Party(name, Role.OTHER, short, "", country_in(name), match.start("name"), match.end("name"), page, 0.7)


def _once(found: Sequence[Party]) -> list[Party]:
    kept: dict[str, Party] = {}
    for party in found:
        kept.setdefault(party.name.casefold(), party)
    return list(kept.values())
