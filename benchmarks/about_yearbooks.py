"""Typeset seeded yearbooks of human rights, an entry for each country, with the truth about every passage.

The layouts follow what yearbooks of large organisations and of foreign ministries look like: names in capitals or
in large print, official names and heads of state below, one column or two, chapters by region or one alphabet,
running heads of every kind. Names of places and figures are invented.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)
from reportlab.platypus.tableofcontents import TableOfContents

from benchmarks.about_layouts import Layout
from benchmarks.about_names import ADJECTIVES, OFFICIAL, REGIONS, TERRITORIES, name_in
from benchmarks.about_said import Words, said

SECTIONS = (
    "Section 1. Respect for the Integrity of the Person",
    "a. Arbitrary Deprivation of Life",
    "b. Disappearance",
    "Section 2. Respect for Civil Liberties",
    "Section 6. Worker Rights",
)
TOPICS = (
    "Background",
    "Torture and Other Ill-Treatment",
    "Freedom of Expression",
    "Police and Security Forces",
    "Refugees and Migrants",
    "Death Penalty",
    "Violence Against Women",
    "Impunity",
)


@dataclass(frozen=True, slots=True)
class Truth:
    """A passage, the codes that are right for it ("" for none), and what kind of passage it is."""

    text: str
    countries: frozenset[str]
    kind: str


@dataclass(slots=True)
class Yearbook:
    """A PDF with the truth about its passages, and the codes of its entries in order."""

    layout: Layout
    pdf: bytes = b""
    truths: list[Truth] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)


class _Mark(Flowable):  # type: ignore[misc]
    """Tells the page which entry it is in; takes no room."""

    def __init__(self, name: str, region: str = "") -> None:
        super().__init__()
        self.name, self.region = name, region
        self.width = self.height = 0

    def draw(self) -> None:
        canvas: Any = self.canv
        canvas.here = self.name
        canvas.region = self.region
        canvas.first = getattr(canvas, "first", "") or self.name


class _Book(BaseDocTemplate):  # type: ignore[misc]
    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        entry = getattr(flowable, "entry", None)
        if entry is not None:
            self.notify("TOCEntry", (entry[0], entry[1], self.page))


def make(layout: Layout, seed: int, *, most: int = 150, fewest: int = 60) -> Yearbook:
    """One yearbook; the same seed gives the same."""
    return _Writer(layout, random.Random(seed), fewest, most).write()


class _Writer:
    def __init__(self, layout: Layout, rng: random.Random, fewest: int, most: int) -> None:
        self.layout, self.rng, self.book = layout, rng, Yearbook(layout)
        codes = [code for members in REGIONS.values() for code in members]
        chosen = set(rng.sample(codes, min(len(codes), rng.randint(fewest, most))))
        self.regions = {r: [c for c in members if c in chosen] for r, members in REGIONS.items()}
        if "few" in layout.extras:
            chosen = set(rng.sample(sorted(chosen), rng.randint(4, 6)))
            self.regions = {r: [c for c in members if c in chosen] for r, members in self.regions.items()}
        self.chosen = [code for members in self.regions.values() for code in members]
        self.year = rng.randint(1996, 2022)
        self.title = rng.choice(("Annual Report", "World Report", "Rights in the World", "State of Rights"))
        self.story: list[Any] = []
        self.words = Words(rng)
        self.run_in = ""
        left = TA_CENTER if layout.centred else 0
        font = "Helvetica-Bold" if layout.bold else "Times-Roman"
        body = ParagraphStyle("b", fontName="Times-Roman", fontSize=10, leading=12.2, spaceAfter=5)
        if layout.columns == 2 or rng.random() < 0.5:
            body.alignment = TA_JUSTIFY
        big = layout.size
        self.styles = {
            "body": body,
            "entry": ParagraphStyle("e", fontName=font, fontSize=big, leading=big * 1.2, alignment=left,
                                    spaceBefore=14, spaceAfter=6, keepWithNext=1),
            "region": ParagraphStyle("r", fontName="Helvetica-Bold", fontSize=max(26, big + 4), leading=32,
                                     alignment=TA_CENTER, spaceAfter=20),
            "sub": ParagraphStyle("s", parent=body, fontName="Times-Bold",
                                  spaceBefore=6, keepWithNext=1),
            "part": ParagraphStyle("p", fontName="Helvetica-Bold", fontSize=max(20, big), leading=26, spaceAfter=12),
            "fact": ParagraphStyle("f", parent=body, fontName="Helvetica", fontSize=8.5, leading=10, spaceAfter=1),
            "official": ParagraphStyle("o", parent=body, fontName="Helvetica-Bold", fontSize=10, spaceAfter=2),
            "small": ParagraphStyle("m", parent=body, fontSize=8, leading=9.5, spaceAfter=1),
        }  # fmt: skip

    def name(self, code: str) -> str:
        return name_in(self.layout.style, code)

    def tell(self, text: str, countries: set[str], kind: str) -> None:
        self.book.truths.append(Truth(text, frozenset(countries), kind))
        if self.run_in:
            sign = "." if self.rng.random() < 0.2 else ":"
            self.story.append(Paragraph(f"<b>{self.run_in}</b>{sign} {text}", self.styles["body"]))
            self.run_in = ""
            return
        self.add(text)

    def add(self, text: str, style: str = "body") -> None:
        self.story.append(Paragraph(text.replace("&", "&amp;"), self.styles[style]))

    def finding(self, code: str, right: set[str]) -> None:
        text, kind = self.words.finding(code)
        self.tell(text, right, kind)

    def others(self, code: str, count: int) -> list[str]:
        return self.words.others(code, count)

    # What a book is made of.
    def overview(self, members: list[str]) -> None:
        for text, countries, kind in self.words.overview(members):
            self.tell(text, countries, kind)

    def heading(self, code: str, number: str) -> None:
        layout, name = self.layout, self.name(code)
        shown = name.upper() if layout.heading == "caps" else name
        if layout.heading == "report":
            shown = f"{name.upper()} {self.year} HUMAN RIGHTS REPORT"
        if layout.heading == "subtitle":
            shown = f"{name}: {self.rng.choice(('A Year of Fear', 'Promises Broken', 'Waiting for Justice'))}"
        if layout.heading == "official":
            shown = (OFFICIAL.get(code) or name).upper()
        if "noise" in layout.extras and self.rng.random() < 0.2:
            shown = self.misread(shown)
        self.headed(f"{number} {shown}".strip(), name)

    def misread(self, text: str) -> str:
        """One letter lost, doubled or taken for another, as by OCR."""
        place = self.rng.randrange(len(text))
        new = self.rng.choice(
            ("", text[place] * 2, {"I": "1", "O": "0", "E": "F", "U": "ll", "N": "M"}.get(text[place], ""))
        )
        return text[:place] + new + text[place + 1 :]

    def headed(self, shown: str, name: str, region: str = "") -> None:
        if self.layout.new_page:
            self.story.append(PageBreak())
        self.story.append(_Mark(name, region))
        if self.layout.heading == "run-in":
            self.run_in = name
            return
        if self.layout.heading == "picture":
            self.story.append(Spacer(1, 60))
            return
        style = self.styles["entry"]
        if "noise" in self.layout.extras:
            most = 0.1 if "scan" in self.layout.extras else 0.04
            size = style.fontSize * self.rng.uniform(1 - most, 1 + most)
            style = ParagraphStyle("n", parent=style, fontSize=size)
        paragraph = Paragraph(shown.replace("&", "&amp;"), style)
        paragraph.entry = (1 if self.layout.regional else 0, name)
        self.story.append(paragraph)

    def facts(self, code: str) -> None:
        official = OFFICIAL.get(code, "")
        leader = f"{self.words.town()} {self.words.town()}"
        if self.layout.facts == "amnesty":
            if official:
                self.add(official.upper() if self.layout.subheads != "caps" else official, "official")
            self.add(f"Head of state: {leader}", "fact")
            self.add(f"Head of government: {self.words.town()} {self.words.town()}", "fact")
            self.add(f"Death penalty: {self.rng.choice(('retentionist', 'abolitionist for all crimes'))}", "fact")
            self.add(f"Population: {self.rng.randint(1, 99)}.{self.rng.randint(1, 9)} million", "fact")
        elif self.layout.facts == "official" and official:
            self.add(official, "official")
            self.add(f"Head of state: {leader}", "fact")
        elif self.layout.facts == "freedom":
            for label in ("Political Rights", "Civil Liberties"):
                self.add(f"{label}: {self.rng.randint(1, 7)}", "fact")
            self.add(f"Status: {self.rng.choice(('Free', 'Partly Free', 'Not Free'))}", "fact")
            self.add(f"Population: {self.rng.randint(100, 9000)},000", "fact")
            self.add(f"Capital: {self.words.town()}", "fact")

    def subhead(self, text: str) -> None:
        self.add(text.upper() if self.layout.subheads == "caps" else text, "sub")

    def entry(self, code: str, number: str) -> None:
        self.book.entries.append(code)
        self.heading(code, number)
        self.facts(code)
        right = {code}
        if self.layout.short:
            for _ in range(self.rng.randint(1, 3)):
                self.finding(code, right)
            return
        if self.layout.subheads == "sections":
            topics = list(SECTIONS[: self.rng.randint(2, 5)])
        else:
            topics = self.rng.sample(TOPICS, self.rng.randint(1, 4))
        for topic in topics:
            self.subhead(topic)
            for _ in range(self.rng.randint(1, 3)):
                self.finding(code, right)
        if "neighbours" in self.layout.extras and self.rng.random() < 0.3:
            a, b = self.others(code, 2)
            self.subhead(self.rng.choice((a, f"Relations with {a}", f"{a} and {b}", f"Refugees from {b}")))
            self.finding(code, right)
        if "quotes" in self.layout.extras and self.rng.random() < 0.4:
            self.add(
                f"“They took {self.words.number()} of us to {self.words.town()} and beat us until the morning.”",
                "region",
            )
        if code == "CN" and self.layout.style != "inverted":
            self.subhead("Hong Kong")
            self.finding(code, {"CN", "HK"})
        if code == "RS" and self.layout.style == "short":
            for part in ("Serbia", "Kosovo"):
                self.subhead(part)
                self.finding(code, {"RS", "XK"} if part == "Kosovo" else {"RS"})
        if self.layout.style == "plain":
            self.subhead("Key International Actors")
            a, b = self.others(code, 2)
            text = (
                f"The United States, France and {a} raised {self.words.number()} cases of detainees with the "
                f"government; {b} abstained, and Russia and China blocked a statement by the Security Council."
            )
            self.tell(text, right, "neighbours")

    def union(self) -> None:
        self.headed("EUROPEAN UNION" if self.layout.heading == "caps" else "European Union", "European Union")
        self.tell(f"Across the Union police forces detained {self.words.number()} asylum seekers.", {""}, "general")
        for code in self.rng.sample(["DE", "FR", "GR", "HU", "IT", "NL", "ES", "SE", "RO", "PL"], 5):
            self.subhead(self.name(code))
            self.tell(
                f"Police in {self.words.town()} beat {self.words.number()} people of foreign birth.", {code}, "member"
            )

    def part(self, title: str, *, page: bool = True) -> None:
        if page:
            self.story.append(PageBreak())
        self.story.append(_Mark(""))
        paragraph = Paragraph(title, self.styles["part"])
        paragraph.entry = (0, title)
        self.story.append(paragraph)

    def front(self) -> None:
        self.add(f"{self.title} {self.year}", "region")
        self.add("The state of human rights in the world", "sub")
        self.story.append(NextPageTemplate("body"))
        self.part("Preface")
        self.add(
            "This volume describes the year in many countries and territories. The absence of an entry does not mean "
            "that no violations took place there."
        )
        self.add("Countries in this volume: " + ", ".join(sorted(map(said, self.chosen))) + ".")
        if self.layout.contents:
            self.story += [PageBreak(), Paragraph("Contents", self.styles["part"])]
            contents = TableOfContents()
            level = ParagraphStyle("t", parent=self.styles["body"], spaceAfter=0)
            contents.levelStyles = [level, ParagraphStyle("t2", parent=level, leftIndent=14)]
            contents.dotsMinLevel = 0 if self.rng.random() < 0.6 else 9
            self.story.append(contents)
        self.part("Introduction")
        members = [code for codes in self.regions.values() for code in codes]
        self.overview(members)
        if "essays" in self.layout.extras:
            self.part("A Time for Courage")
            self.overview(members)

    def tail(self) -> None:
        if "territories" in self.layout.extras:
            self.part("Related and Disputed Territories")
            for name, right in TERRITORIES:
                self.headed(name, name)
                self.finding(next(code for code in sorted(right) if code in ADJECTIVES), set(right))
        if "treaties" in self.layout.extras:
            self.part("Selected Treaties")
            names = sorted(map(self.name, self.chosen))
            rows = [[name, str(self.rng.randint(1970, 2010)), "x"] for name in names[:60]]
            look = [("FONTSIZE", (0, 0), (-1, -1), 8), ("GRID", (0, 0), (-1, -1), 0.3, black)]
            self.story.append(Table(rows, rowHeights=11, style=look))
        self.part("About this Report")
        text = f"The organisation has {self.words.number()} members, and has documented killings by police since 1961."
        self.tell(text, {""}, "general")
        self.part("Index of Countries")
        for code in sorted(self.chosen, key=self.name):
            self.add(f"{self.name(code)}, {self.rng.randint(20, 400)}", "small")

    def write(self) -> Yearbook:
        self.front()
        count = 0
        extra_union = "union" in self.layout.extras
        if self.layout.regional:
            for region, members in self.regions.items():
                self.story += [PageBreak(), _Mark("", region)]
                title = Paragraph(region.upper(), self.styles["region"])
                title.entry = (0, region)
                self.story.append(title)
                if self.layout.overviews:
                    self.overview(members)
                names = sorted(members, key=lambda code: self.name(code).casefold())
                for place, code in enumerate(names, 1):
                    count += 1
                    if extra_union and region.startswith("Europe") and self.name(code) > "European" and extra_union:
                        self.union()
                        extra_union = False
                    self.entry(code, f"{place}." if self.layout.numbered else "")
        else:
            if self.layout.overviews:
                for region, members in self.regions.items():
                    self.part(f"{region} Regional Overview")
                    self.overview(members)
            order = sorted(self.chosen, key=lambda code: self.name(code).casefold())
            if "few" in self.layout.extras:
                self.rng.shuffle(order)
            elif self.rng.random() < 0.6:
                self.part("Country Entries")
            if "parts" in self.layout.extras:
                self.part("Part I: Police")
                for code in order:
                    self.entry(code, "")
                self.part("Part II: Prisons")
            for code in order:
                if extra_union and self.name(code) > "European Union":
                    self.union()
                    extra_union = False
                self.entry(code, "")
        self.tail()
        self.book.pdf = self._build()
        return self.book

    def _build(self) -> bytes:
        buffer = io.BytesIO()
        width, height = self.layout.paper
        margin, gap = 22 * mm, 7 * mm
        inner = width - 2 * margin
        column = (inner - gap * (self.layout.columns - 1)) / self.layout.columns
        frames = [Frame(margin + place * (column + gap), 24 * mm, column, height - 50 * mm, 0, 0, 0, 0, id=f"f{place}")
                  for place in range(self.layout.columns)]  # fmt: skip
        book = _Book(buffer, pagesize=self.layout.paper, invariant=1, title=f"{self.title} {self.year}")
        book.addPageTemplates([
            PageTemplate("cover", [Frame(margin, 24 * mm, inner, height - 50 * mm)]),
            PageTemplate("body", frames, onPage=_turn, onPageEnd=self._head),
        ])  # fmt: skip
        book.multiBuild(self.story)
        return buffer.getvalue()

    def _head(self, canvas: Any, _: Any) -> None:
        width, height = self.layout.paper
        here, first = getattr(canvas, "here", ""), getattr(canvas, "first", "")
        number, is_left = canvas.getPageNumber(), canvas.getPageNumber() % 2 == 0
        head = {
            "title": f"{self.title} {self.year}",
            "country": here.upper() if self.layout.heading in ("caps", "picture") else here,
            "range": f"{first} – {here}" if first and first != here else here,
            "letter": here[:1],
            "region": getattr(canvas, "region", ""),
            "none": "",
        }[self.layout.heads]
        if self.layout.heads in ("country", "range") and is_left and self.layout.size > 15:
            head = f"{self.title} {self.year}"
        canvas.setFont("Helvetica", 8)
        if head and self.layout.size % 2:
            canvas.drawString(22 * mm, height - 14 * mm, f"{number}  {head}" if is_left else head)
        elif head:
            canvas.drawRightString(width - 22 * mm, height - 14 * mm, head)
        canvas.drawCentredString(width / 2, 13 * mm, str(number))


def _turn(canvas: Any, _: Any) -> None:
    canvas.first = getattr(canvas, "here", "")
