"""The layouts in which yearbooks are typeset for the measurement of who a passage is about."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.pagesizes import A4, letter


@dataclass(frozen=True, slots=True)
class Layout:
    """How one yearbook is set.

    `style` chooses the spelling of names; `heading` is "caps", "title" or "report" ("X 2011 HUMAN RIGHTS REPORT");
    `size` its size, with a body of 10 points; `facts` what stands below it: "", "amnesty", "freedom" or "official".
    """

    name: str
    style: str
    heading: str = "caps"
    size: float = 18
    bold: bool = True
    centred: bool = False
    facts: str = ""
    columns: int = 1
    regional: bool = False
    new_page: bool = False
    contents: bool = True
    heads: str = "title"  # title, country, range, letter, region, none
    subheads: str = "bold"  # bold, caps, big, sections
    short: bool = False
    numbered: bool = False
    paper: tuple[float, float] = A4
    overviews: bool = True
    extras: tuple[str, ...] = ()


LAYOUTS = (
    Layout("capitals, facts, two columns", "short", facts="amnesty", columns=2, heads="letter", extras=("treaties",)),
    Layout("capitals, official name, caps subheads", "short", facts="amnesty", columns=2, subheads="caps", size=15),
    Layout("official name, running countries", "inverted", facts="official", heads="country", size=20, new_page=True),
    Layout("regions, title case", "plain", "title", 22, regional=True, heads="title", extras=("union", "essays")),
    Layout("alphabet, title case, new page", "plain", "title", 24, new_page=True, heads="country", extras=("union",)),
    Layout("regions, plain capitals, no larger", "inverted", size=10, bold=False, centred=True, regional=True,
           subheads="sections", heads="none", new_page=True, paper=letter),
    Layout("regions, bold capitals, no contents", "inverted", size=11, centred=True, regional=True,
           subheads="sections", heads="country", contents=False, paper=letter),
    Layout("name with the report's title", "inverted", "report", 13, centred=True, subheads="sections",
           heads="country", new_page=True, paper=letter),
    Layout("ratings, territories", "brackets", "title", 16, facts="freedom", columns=2, heads="title",
           extras=("territories",)),
    Layout("short entries, bold names", "short", "title", 11, short=True, heads="range", subheads="bold"),
    Layout("numbered chapters", "plain", "title", 14, numbered=True, regional=True, heads="title"),
    Layout("capitals like the subheads", "short", size=12, subheads="caps", heads="country", contents=False),
    Layout("no overviews, subheads of neighbours", "plain", "caps", 14, overviews=False, extras=("neighbours",)),
    Layout("misread headings, uneven sizes", "short", size=15, facts="amnesty", heads="country", extras=("noise",)),
    Layout("large quotations", "plain", "title", 16, columns=2, extras=("quotes",)),
    Layout("two parts with an alphabet each", "plain", "title", 15, extras=("parts",), heads="title", overviews=False),
    Layout("official names as headings", "short", "official", 13, heads="none", extras=("quotes",)),
    Layout("names run in", "plain", "run-in", 10, short=True, heads="title", contents=False),
    Layout("plain lines, new page", "plain", "title", 10, bold=False, new_page=True, heads="none"),
    Layout("a few countries, not sorted", "plain", "title", 18, extras=("few", "neighbours"), overviews=False),
    Layout("body-size bold names in regions", "brackets", "title", 10, regional=True, heads="region", columns=2),
    Layout("only running heads", "short", "picture", 10, heads="country", new_page=True),
    Layout("capitals equal to the subheads", "short", size=10, subheads="caps", facts="official", heads="letter"),
    Layout("names with subtitles", "plain", "subtitle", 15, columns=2, heads="title", extras=("neighbours",)),
    Layout("sizes as in a scan", "short", size=14, heads="title", subheads="caps", extras=("noise", "scan")),
)  # fmt: skip
