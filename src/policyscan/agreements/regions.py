"""Find the state in which a US party is: from its name, addresses, telephone numbers, cited laws and field office."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from policyscan.agreements.lexicon import lexicon
from policyscan.who import resolve

# How much each sign counts. A state behind the name was written for the purpose; an area code moves with its owner.
_NAME, _OWN, _ADDRESS, _ZIP, _PHONE, _MAIL, _LAW, _WORD, _OFFICE, _GAZETTEER = (
    5.0,
    8.0,
    3.0,
    1.5,
    1.0,
    1.5,
    0.7,
    0.3,
    1.2,
    2.5,
)
_ADDRESS_FORM = re.compile(
    r"(?P<state>[A-Z][A-Za-z]{1,3}\.?|[A-Z]\.\s?[A-Z]\.|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)[\s,.]{1,4}(?P<zip>\d{5})(?:-\d{4})?\b"
)
_CITY_STATE = re.compile(r"[A-Z][a-z]+,\s*(?P<state>[A-Z]{2}|[A-Z][a-z]{1,3}\.|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\b")
# The same in the party's own contacts, where a misread point is likelier than another number: "919.5550180".
_OWN_PHONE_FORM = re.compile(r"(?<!\d)\(?(?P<area>[2-9]\d\d)\)?[-.\s]{0,3}\d{3}[-.\s]{0,3}\d{4}(?!\d)")
# Letters in the middle of a number: "2O7.555.0155".
_DIGIT_BETWEEN = re.compile(r"(?<=\d)[OoQlISBz](?=[\d.-])")
_DIGITS = {"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "S": "5", "B": "8", "z": "2"}
_PHONE_FORM = re.compile(r"(?<!\d)\(?(?P<area>[2-9]\d\d)\)?\s?[-.\s]\s?\d{3}\s?[-.]\s?\d{4}(?!\d)")
_MAIL_FORM = re.compile(r"@(?:[\w-]+\.)*(?P<stem>[A-Za-z-]+?)(?P<code>[A-Za-z]{2})\.(?:gov|us|org)\b", re.IGNORECASE)
_MAIL_US = re.compile(r"[@.](?P<code>[a-z]{2})\.us\b", re.IGNORECASE)
_OFFICE_FORM = "{0}\\W{{0,3}}\\s*field\\s+off|field\\s+office[\\s\\w]{{0,14}}{0}"
# The address of ICE's lawyers is often in another state.
_LEGAL_OFFICE = re.compile(r"(?:principal\s+legal\s+advisor|chief\s+counsel)[^\n]{0,160}", re.IGNORECASE)
_CAPITAL = re.compile(r"washington\W{1,4}d\W?\s?c\W?", re.IGNORECASE)
_MOST_LAWS, _MOST_WORDS = 3, 6
_TOWN = 1.5
_LEAST = 0.6
_TIE = 0.05
# A place with which a name begins may be another's: "Franklin University".
_PREFIX = 0.6


def region_of(
    name: str, named: Iterable[tuple[str, float]], text: str, contacts: Sequence[str] = (), *, least: float = _LEAST
) -> str:
    """The state of a party, blank where nothing tells.

    `named` are states that stood behind its name with the weight of the place, `text` is the whole document,
    `contacts` are the party's own addresses.
    """
    votes: dict[str, float] = defaultdict(float)
    for state, weight in named:
        votes[state] += _NAME * weight
    _from_own_name(name, votes)
    own = _DIGIT_BETWEEN.sub(lambda match: _DIGITS[match[0]], "\n".join(contacts))
    for words, share in ((own, 1.0), (_LEGAL_OFFICE.sub(" ", text), 0.5)):
        _from_contacts(_CAPITAL.sub(" ", words), name, votes, share)
    _from_text(_CAPITAL.sub(" ", text), votes)
    _from_gazetteer(name, votes)
    _from_field_office(text, votes)
    ranked = sorted(votes, key=lambda state: -votes[state])
    if not ranked or votes[ranked[0]] < least:
        return ""
    is_tied = len(ranked) > 1 and votes[ranked[0]] - votes[ranked[1]] < _TIE
    return "" if is_tied else ranked[0]


def _from_own_name(name: str, votes: dict[str, float]) -> None:
    knows = lexicon()
    for state in knows.states:
        own = re.search(rf"\b{re.escape(state.name)}\b", name)
        if not own:
            continue
        before, after = name[: own.start()].strip(), name[own.end() :].split()
        longer = any(
            s is not state and state.name in s.name and re.search(rf"\b{s.name}\b", name) for s in knows.states
        )
        if longer:
            continue
        if (not before or before.endswith("of the")) and after and after[0] in knows.statewide:
            votes[state.name] += _OWN
        elif re.search(r"(?:university|college|state|commonwealth|department\s+of\s+\w+)\s*(?:of|for)?$", before, re.I):
            votes[state.name] += _OWN if "of" in before.split()[-1:] else _NAME
        elif before.endswith(("of South", "of North", "of West", "of Central", "of East")):
            votes[state.name] += _NAME


def _from_contacts(words: str, name: str, votes: dict[str, float], share: float) -> None:
    knows = lexicon()
    for match in _ADDRESS_FORM.finditer(words):
        if match["state"] == "Box":
            continue
        printed, of_zip = (
            knows.state(match["state"].split()[-1]) or knows.state(match["state"]),
            knows.state_of_zip(match["zip"]),
        )
        if printed and printed.name != "District of Columbia":
            votes[printed.name] += share * (_ADDRESS + (_ZIP if of_zip is printed else 0))
        elif of_zip and of_zip.name != "District of Columbia":
            votes[of_zip.name] += share * _ZIP
    if share == 1.0:
        _from_streets(words, name, votes)
        for match in _CITY_STATE.finditer(words):
            state = knows.state(match["state"])
            if state:
                votes[state.name] += _ADDRESS
    for match in (_OWN_PHONE_FORM if share == 1.0 else _PHONE_FORM).finditer(words):
        state = knows.state_of_phone(match["area"])
        if state and state.name != "District of Columbia":
            votes[state.name] += share * _PHONE
    tokens = re.findall(r"[a-z]{4,}", name.casefold())
    for match in _MAIL_FORM.finditer(words):
        state = knows.state(match["code"])
        stem = match["stem"].casefold().replace("-", "")
        if state and any(stem.endswith(token) for token in tokens):
            votes[state.name] += share * _MAIL
    for match in _MAIL_US.finditer(words):
        state = knows.state(match["code"])
        if state:
            votes[state.name] += share * _MAIL


def _from_streets(words: str, name: str, votes: dict[str, float]) -> None:
    """The town at the end of an address: "100 Main St. Gadsden", or in the line below the street."""
    regions: set[str] = set()
    after_street = False
    for line in words.split("\n"):
        has_number = bool(re.search(r"\b\d{2,5}\s+[NSEW]?\w", line)) and not _PHONE_FORM.search(line)
        if has_number or after_street:
            parts = re.findall(r"[A-Z][A-Za-z]+", line.split(",")[-1] if "," in line else line)
            for size in (3, 2, 1):
                town = resolve(" ".join(parts[-size:]), country="US").entity if len(parts) >= size else None
                if town is not None and town.kind == "city" and town.region:
                    # The place that the name begins with is asked by itself.
                    if not name.startswith(" ".join(parts[-size:])):
                        regions.add(town.region)
                    break
        after_street = has_number
    for region in regions:
        state = lexicon().state(region.removeprefix("US-"))
        if state:
            votes[state.name] += _TOWN


def _from_text(text: str, votes: dict[str, float]) -> None:
    for state in lexicon().states:
        if state.name == "District of Columbia":
            continue
        laws = sum(len(re.findall(rf"(?<!\w){re.escape(law)}(?!\w)", text)) for law in state.laws)
        votes_of_laws = _LAW * min(laws, _MOST_LAWS)
        words = min(
            len(re.findall(rf"(?<![\w])(?<!West ){state.name}(?!\s+(?:County|v\.|Field))(?!\w)", text)), _MOST_WORDS
        )
        if laws or words:
            votes[state.name] += votes_of_laws + _WORD * words


def _from_gazetteer(name: str, votes: dict[str, float]) -> None:
    """What the gazetteer knows by that name; else of the place with which it begins."""
    words = name.split()
    for size in range(len(words), 0, -1):
        found = resolve(" ".join(words[:size]), country="US")
        regions = {entity.region for entity in found.candidates if entity.country == "US" and entity.region}
        if regions:
            share = _GAZETTEER / len(regions) * (1.0 if size == len(words) else _PREFIX)
            for region in regions:
                state = lexicon().state(region.removeprefix("US-"))
                if state:
                    votes[state.name] += share
            return


def _from_field_office(text: str, votes: dict[str, float]) -> None:
    for office, states in lexicon().field_offices.items():
        if re.search(_OFFICE_FORM.format(re.escape(office)), text, re.IGNORECASE):
            for state in states:
                votes[state] += _OFFICE / (1 if len(states) == 1 else 2)
