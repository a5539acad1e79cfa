"""Put the words of a force's name in the order in which lists give them: "Lake County Sheriff's Office"."""

from __future__ import annotations

import re

from policyscan.agreements.endings import is_force, says_kind_only
from policyscan.agreements.lexicon import lexicon

_OFFICIAL = re.compile(
    r"^(?:sheriff|chief|director|commissioner)\s+[A-Z][\w.]+(?:\s+[A-Z][\w.]+){0,2}\s*,\s*(?=.*\b(?:county|city|police))",
    re.IGNORECASE,
)
_OF_PLACE = re.compile(
    r"^(?:the\s+)?(?:city|town|village|borough|township|municipality)\s+of\s+(?=.*\b(?:police|marshal|public\s+safety)\b)",
    re.I,
)
_COUNTY_OF = re.compile(
    r"^(?P<kind>county|parish)\s+of\s+(?P<name>[\w .'-]+?)\s*,?\s*(?P<what>sheriff's\s+\w+|department\s.*|jail)$", re.I
)
_COUNTY_ALONE = re.compile(r"^(?:the\s+)?county\s+of\s+(?P<name>[A-Z][\w.'-]*(?:\s[A-Z][\w.'-]*){0,2})$", re.IGNORECASE)
_SHERIFF_OF = re.compile(
    r"^(?:the\s+)?(?:office\s+of\s+(?:the\s+)?sheriff|sheriff(?:'s\s+office)?)\s*(?:of|for|,)\s*(?:the\s+)?"
    r"(?:county\s+of\s+(?P<late>[\w .'-]+)|(?P<name>[\w .'-]+?(?:county|parish)))$",
    re.I,
)
_OF_STATE = re.compile(
    r"^(?:the\s+)?(?:state|commonwealth)\s+of\s+(?P<name>[A-Z]\w+(?:\s[A-Z]\w+)?)\s*,?\s+(?P<what>(?:department|division|office|bureau|highway"
    r"|national|fish|board)\b.+)$",
    re.I,
)
_POLICE_OF = re.compile(
    r"^(?:the\s+)?(?:police\s+department|department\s+of\s+police|division\s+of\s+police)\s*(?:of|for|,)\s*(?:the\s+)?"
    r"(?:city|town|village|borough)\s+of\s+(?P<name>[\w .'-]+)$",
    re.I,
)  # fmt: skip
_SHERIFFS_OFFICE_OF = re.compile(
    r"^office\s+of\s+(?:the\s+)?(?P<name>[\w .'-]+?(?:county|parish))\s+sheriff(?:'?s)?$", re.I
)
# "Constable Precinct 3, Hood County", "Department of Corrections, State of Georgia".
_PLACE_LAST = re.compile(
    r"^(?P<what>[^,]+?)\s*,\s*(?:(?:state|commonwealth|city|town)\s+of\s+(?P<of>[A-Z][\w .'-]+)"
    r"|(?P<name>[A-Z][\w .'-]*?\s(?:county|parish)))$",
    re.I,
)
_OFFICE_OF_SHERIFF = re.compile(r"^(?P<name>[\w .'-]+?(?:county|parish))\s+office\s+of\s+(?:the\s+)?sheriff$", re.I)
# Forces that are called "Police" and nothing more.
_POLICE_ALONE = re.compile(
    r"\b(?:national|state|federal|royal|metropolitan|military|border|transit|capitol|sheriff's|civil|provincial|tourist|judicial|israel|nsw"
    r"|of\s[\w\s]+)\s+police$|^new\s+zealand\s+police$",
    re.IGNORECASE,
)


def in_order(words: str) -> str:
    """The name with its place in front and its kind of force behind."""
    # "Sheriff Ann Bell, Lake County Sheriff's Office": the person goes.
    official = _OFFICIAL.match(words)
    if official:
        words = words[official.end() :]
        if official[0].casefold().startswith("sheriff") and re.search(r"\b(?:county|parish)$", words, re.IGNORECASE):
            words += " Sheriff's Office"
    words = _place_first(words)
    words = re.sub(r"\b([A-Za-z]{3,}(?:\s[A-Za-z]+)?)\s+\1\b", r"\1", _OF_PLACE.sub("", words), flags=re.IGNORECASE)
    for pattern, form in (
        (_COUNTY_OF, "{name} {kind} {what}"),
        (_OFFICE_OF_SHERIFF, "{name} Sheriff's Office"),
        (_SHERIFFS_OFFICE_OF, "{name} Sheriff's Office"),
        (_OF_STATE, "{name} {what}"),
        (_POLICE_OF, "{name} Police Department"),
    ):
        match = pattern.match(words)
        if match:
            parts = {key: value.strip() for key, value in match.groupdict().items() if value}
            words = form.format(**(parts | {"kind": parts.get("kind", "").capitalize()}))
    match = _SHERIFF_OF.match(words)
    if match:
        words = (f"{match['late'].strip()} County" if match["late"] else match["name"]) + " Sheriff's Office"
    words = (
        re.sub(r"\bsheriff'?s?$", "Sheriff's Office", words, flags=re.IGNORECASE) if len(words.split()) > 1 else words
    )
    words = re.sub(r"\bsheriff\s+(office|department)$", r"Sheriff's \1", words, flags=re.IGNORECASE)
    if re.search(r"\w\s+police$", words, re.IGNORECASE) and not _POLICE_ALONE.search(words):
        words += " Department"
    words = re.sub(r"\s*,\s*(?=(?:police|sheriff|department)\b)", " ", words, flags=re.IGNORECASE)
    before, comma, after = words.partition(",")
    if (
        comma
        and is_force(before)
        and not is_force(after)
        and re.fullmatch(r"\s*[A-Z][\w.]+(?:\s[A-Z][\w.]+){0,2}", after)
    ):
        # The town where its office stands.
        words = before
    return words


def _place_first(words: str) -> str:
    """The name of a state's body, or of one whose place stands last, with the place in front."""
    head, _, rest = words.partition(" ")
    state = lexicon().state(head) if rest.split()[:1] and rest.split()[0] in lexicon().statewide else None
    if state and head != state.name:
        return f"{state.name} {rest}"
    match = _PLACE_LAST.match(words)
    if not match or not is_force(match["what"]) or re.search(r"sheriff", match["what"], re.IGNORECASE):
        return words
    is_kind = says_kind_only(re.sub(r"\d", "", match["what"]))
    return f"{match['of'] or match['name']} {match['what']}" if is_kind else words


def county_first(words: str) -> str:
    """A county as lists of delegations give it: "Lake County" for "County of Lake"."""
    match = _COUNTY_ALONE.match(words)
    return f"{match['name']} County" if match else words
