"""What a passage accuses whom of: types, firmness, victims, force, period and body."""

from __future__ import annotations

import pytest

from policyscan.model import Block, BlockKind, Firmness, Page, PageSource, ParsedDocument, Section
from policyscan.rights.acc_details import body_of, period_of
from policyscan.rights.accusations import firmness, read, types_of
from policyscan.rights.violations import load


def types(text: str, heading: str = "") -> list[str]:
    return sorted(types_of(text, heading))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two detainees were tortured.", ["torture-ill-treatment"]),
        ("It recommended ratifying the Convention against Torture.", []),
        ("It recommended ratifying the Convention and investigating all allegations of torture.", ["torture-ill-treatment"]),
        ("The Committee against Torture met.", []),
        ("The Committee against Torture was concerned at reports of torture.", ["torture-ill-treatment"]),
        ("The law prohibits torture.", []),
        ("The law prohibits torture, but reports of torture persist.", ["torture-ill-treatment"]),
        ("There were no reports of torture.", []),
        ("There were reports of torture.", ["torture-ill-treatment"]),
        ("It welcomed the measures to combat corruption.", []),
        ("It should step up its measures to combat corruption.", ["corruption"]),
        ("It welcomed the measures to combat corruption but was concerned at bribery of judges.", ["corruption"]),
        ("Police are trained to avoid excessive use of force.", []),
        ("Police used excessive force.", ["excessive-force"]),
        ("Police used excessive force at the demonstration.", ["force-against-protesters"]),
        ("Police used excessive force, including against demonstrators.", ["excessive-force", "force-against-protesters"]),
        ("The authorities failed to prevent rape in the camps.", ["sexual-violence"]),
        ("The programme is to prevent rape in the camps.", []),
        ("It should establish a register of allegations of torture.", []),
        ("Police officers were trained on deaths in custody.", []),
    ],
)  # fmt: skip
def test_a_pair_that_differs_in_what_is_said_differs_in_its_types(text: str, expected: list[str]) -> None:
    assert types(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We find that the department engages in a pattern or practice of excessive force.", ["excessive-force"]),
        ("Officers stop drivers without reasonable suspicion.", ["stop-and-search"]),
        ("Deputies arrest bystanders for recording officers.", ["attacks-on-journalists-defenders"]),
        ("The enforcement practices disproportionately harm African Americans.", ["racial-profiling"]),
        ("Supervisors do not investigate complaints of misconduct.", ["impunity"]),
        ("In one incident, an officer punched a boy who lay on the ground.", ["excessive-force"]),
        ("Of the files reviewed, 19 uses of force were not consistent with policy.", ["excessive-force"]),
        ("The policy requires that officers stop excessive force by others.", []),
        ("Officers received 40 hours of training on the use of force.", []),
        ("The department answered 40,000 calls and made 3,100 arrests.", []),
    ],
)
def test_reports_of_monitors_and_departments_are_read(text: str, expected: list[str]) -> None:
    assert types(text) == expected


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        ("Three people died in June.", "", []),
        ("Three people died in June.", "Deaths in custody", ["deaths-in-custody"]),
        ("A decree gives the Bureau direct access to the networks.", "", []),
        ("A decree gives the Bureau direct access to the networks.", "Surveillance", ["unlawful-surveillance"]),
    ],
)
def test_a_passage_is_read_with_its_heading(text: str, heading: str, expected: list[str]) -> None:
    assert types(text, heading) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The driver was dragged along the road.", []),
        ("Two officers got out of the patrol car. The driver was dragged along the road.", ["excessive-force"]),
        ("The driver was dragged along the road. Two officers had shouted at him.", ["excessive-force"]),
        ("It was handed over with a banknote.", []),
        (
            "Soldiers stop every lorry at the roadblock. The papers are handed over with a banknote between them.",
            ["corruption"],
        ),
        ("The man was found hanging from the bars.", []),
        ("He had been arrested that morning. The man was found hanging from the bars.", ["deaths-in-custody"]),
    ],
)
def test_who_acted_may_stand_in_the_sentence_beside(text: str, expected: list[str]) -> None:
    assert types(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The court found that officers had tortured two men.", Firmness.FOUND),
        ("The delegation acknowledged that officers had tortured two men.", Firmness.FOUND),
        ("In March 2012 officers tortured two men in the cells.", Firmness.DOCUMENTED),
        ("It is alleged that officers tortured two men.", Firmness.ALLEGED),
        ("It was concerned about the torture of two men.", Firmness.CONCERNED),
        ("End the torture of detainees.", Firmness.CONCERNED),
        ("The delegation denied that torture was practised.", Firmness.DENIED),
        ("The trees were cut.", None),
    ],
)
def test_firmness_follows_who_says_it_and_how(text: str, expected: Firmness | None) -> None:
    assert firmness(text) is expected


def test_the_firmest_of_several_sentences_holds() -> None:
    assert (
        firmness("It is alleged that officers tortured men. A court found that officers tortured two.")
        is Firmness.FOUND
    )


def test_a_denial_of_a_state_bears_its_type_and_one_of_an_observer_does_not() -> None:
    assert types("The delegation stated that there were no cases of torture.") == ["torture-ill-treatment"]
    assert types("The monitors saw no cases of torture.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Between 2005 and 2008 nine people were killed.", "Between 2005 and 2008"),
        ("It happened on 17 September 2020 and since 2021 again.", "17 September 2020; since 2021"),
        ("The Police Act of 2009 was amended.", ""),
        ("It happened in the 1990s.", "the 1990s"),
        ("The 2009 Constitution protects 2000 people.", "2000"),
        ("Nothing is dated.", ""),
    ],
)
def test_the_period_is_printed_and_years_of_laws_are_none(text: str, expected: str) -> None:
    assert period_of(text).lower() == expected.lower()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In June the National Gendarmerie beat two men.", "the National Gendarmerie"),
        ("The Committee said that police officers beat two men.", "police officers"),
        ("Beatings by prison staff continue.", "prison staff"),
        ("The Commission on the Police noted that security forces fired.", "security forces"),
        ("Nobody is named.", ""),
        ("Officers of the Marlow Junction Police Department hit him.", "the Marlow Junction Police Department"),
    ],
)
def test_the_body_is_as_printed(text: str, expected: str) -> None:
    assert body_of(text, len(text), load().bodies) == expected


HEADING = "Use of force"
PASSAGE = "In May 2012 police officers beat a Roma woman with batons and used tear gas; the police de\u00adny nothing."


def document(text: str, kinds: list[BlockKind]) -> ParsedDocument:
    """A document of one page whose lines are blocks of these kinds, under one section."""
    blocks, at = [], 0
    for line, kind in zip(text.split("\n"), kinds, strict=True):
        blocks.append(Block(kind, at, at + len(line), page=1, section=0))
        at += len(line) + 1
    section = Section("", HEADING, 1, 0, len(text), -1, (HEADING,))
    page = Page(1, "", 600, 800, 0, PageSource.TEXT, 0, len(text))
    return ParsedDocument("ab" * 32, text, "en", "", (page,), (), tuple(blocks), (section,))


def test_one_record_for_each_passage_that_bears_a_type() -> None:
    text = f"{HEADING}\nThe report was printed.\n{PASSAGE}\nPolice beat a man."
    made = document(text, [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FOOTNOTE])
    (record,) = read(made)
    assert made.text[record.start : record.end] == PASSAGE
    assert record.violations == ("excessive-force",)
    assert (record.country, record.place, record.page) == ("", "", 1)
    assert record.groups == ("women", "roma")
    assert record.force_types == ("chemical-agent", "impact-weapon")
    assert record.period == "May 2012"
    assert record.body == "police officers"
    assert {cue.category for cue in record.cues} == {"excessive-force"}


def test_cues_stand_where_they_say() -> None:
    text = f"{HEADING}\nThe o\ufb03cers \u201cbeat\u201d two men. Police o\ufb03cers beat three men."
    made = document(text, [BlockKind.HEADING, BlockKind.PARAGRAPH])
    (record,) = read(made)
    assert record.cues
    for cue in record.cues:
        assert made.text[cue.start : cue.end] == cue.text
        assert record.start <= cue.start < cue.end <= record.end


ACT = "A deputy pressed his knee on the neck of the man until he fainted."
DUTY = "Deputies shall notify a supervisor at once and write a report before the end of the shift."


PRINTED = "The report was printed in the capital and sent to every station in June."


@pytest.mark.parametrize(("duties", "expected"), [(2, 1), (20, 0)])
def test_a_rule_book_tells_of_nothing(duties: int, expected: int) -> None:
    lines = [ACT] + [DUTY] * duties + [PRINTED] * 30
    assert len(read(document("\n".join(lines), [BlockKind.PARAGRAPH] * len(lines)))) == expected


def test_an_empty_document_accuses_nobody() -> None:
    assert read(document("", [BlockKind.PARAGRAPH])) == ()
