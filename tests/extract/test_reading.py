"""Reading: sentences, repaired text, what governs, minimal pairs, and places that hold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.extract import read_text
from policyscan.extract.clean import clean
from policyscan.extract.scope import Scope
from policyscan.extract.sentences import split
from policyscan.model import Modality
from policyscan.taxonomy import load

TAXONOMY = load()


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Officers shall act. They may wait.", ["Officers shall act.", "They may wait."]),
        ("See Sec. 4 of the U.S. Code. It applies.", ["See Sec. 4 of the U.S. Code.", "It applies."]),
        ("(a) Tell the person. Then act.", ["(a) Tell the person.", "Then act."]),
        ("1. Use words first.", ["1. Use words first."]),
        (
            "Fire only if: 1. the life is at risk; or 2. A car is used.",
            ["Fire only if: 1. the life is at risk; or 2. A car is used."],
        ),
        ('He said "Stop." Then he ran.', ['He said "Stop."', "Then he ran."]),
        ("At 5 p.m. officers met.", ["At 5 p.m. officers met."]),
        ("", []),
    ],
)
def test_sentences_end_where_rule_books_end_them(text, expected):
    assert sentences(text) == expected


@given(st.text(alphabet="ab .;\n(1)A\u2019", max_size=400))
def test_sentences_are_in_order_and_lose_only_space(text):
    spans = split(text)
    assert all(end > start for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


@given(st.text(alphabet="abc-\ufb01\u2019 ", max_size=60))
def test_clean_text_maps_back_to_the_printed_letters(text):
    hyphens = [i for i, char in enumerate(text) if char == "-"]
    made = clean(text, hyphens)
    for i, char in enumerate(made.text):
        start, end = made.span(i, i + 1)
        printed = text[start:end]
        assert char in {"f", "i"} if printed == "\ufb01" else clean(printed).text == char


def test_hyphens_at_line_ends_are_repaired_unless_the_word_keeps_them():
    text = "obtain co-operation or un-reasonable non-deadly force in an operation"
    hyphens = [i for i, char in enumerate(text) if char == "-"]
    assert clean(text, hyphens).text == "obtain co-operation or unreasonable non-deadly force in an operation"


@pytest.mark.parametrize(
    ("sentence", "anchor", "modality"),
    [
        ("Officers shall intervene.", "intervene", Modality.MUST),
        ("Officers may intervene.", "intervene", Modality.MAY),
        ("Officers should intervene.", "intervene", Modality.SHOULD),
        ("Officers shall not fire at a vehicle.", "fire at a vehicle", Modality.MUST_NOT),
        ("No officer shall fire at a vehicle.", "fire at a vehicle", Modality.MUST_NOT),
        ("No officer shall fail to intervene.", "intervene", Modality.MUST),
        ("Officers shall refrain from firing at a vehicle.", "firing at a vehicle", Modality.MUST_NOT),
        ("Firing at a moving vehicle is prohibited.", "Firing at a moving vehicle", Modality.MUST_NOT),
        ("Under no circumstances will officers fire at a vehicle.", "fire at a vehicle", Modality.MUST_NOT),
        ("A warning shall be given before force.", "warning", Modality.MUST),
        ("A warning may be given before force.", "warning", Modality.MAY),
        ("Nothing in this policy requires an officer to retreat.", "retreat", Modality.MAY),
        ("An officer need not retreat.", "retreat", Modality.MAY),
        ("Officers are encouraged to use persuasion.", "persuasion", Modality.MAY),
        ("Neck restraints may only be used when life is at risk.", "Neck restraints", Modality.MAY_ONLY),
        ("Officers shall use force only when it is necessary.", "force", Modality.MAY_ONLY),
        ("The department values life.", "life", Modality.NONE),
    ],
)
def test_what_governs(sentence, anchor, modality):
    scope = Scope(TAXONOMY)
    start = sentence.index(anchor)
    found, _ = scope.governing(sentence, scope.find(sentence), start, start + len(anchor))
    assert found is modality


def effects(text: str, measure: str) -> set[str]:
    return {f.effect.value for f in read_text(text, TAXONOMY).findings if f.measure == measure}


@pytest.mark.parametrize(
    ("measure", "meets", "fails"),
    [
        ("duty-to-intervene", "Any officer who sees another officer use excessive force shall intervene.", "Any officer who sees another officer use excessive force may intervene."),
        ("require-de-escalation", "Officers shall use de-escalation techniques before force.", "Officers may use de-escalation techniques before force."),
        ("warn-before-shooting", "A warning shall be given before deadly force is used.", "A warning may be given before deadly force is used."),
        ("warn-before-shooting", "A warning shall be given before deadly force is used.", "A warning shall be given before the taser is used."),
        ("restrict-shooting-at-vehicles", "Officers shall not fire at a moving vehicle.", "Officers shall not fire at a moving vehicle unless life is in danger; death is imminent."),
        ("comprehensive-reporting", "Pointing a firearm at a person shall be reported.", "Pointing a firearm at a person need not be reported."),
        ("exhaust-alternatives", "Officers shall exhaust all other reasonable means before deadly force.", "Officers need not exhaust all other reasonable means before deadly force."),
    ],
)  # fmt: skip
def test_minimal_pairs_flip(measure, meets, fails):
    assert effects(meets, measure) & {"meets", "part"}
    assert not effects(fails, measure) & {"meets", "part"}


def test_a_list_item_is_read_with_its_lead_in():
    text = "Officers shall not:\n(a) fire at a moving vehicle;\n(b) fire warning shots."
    assert "meets" in effects(text, "restrict-shooting-at-vehicles")
    assert "meets" not in effects(text.replace("shall not", "may"), "restrict-shooting-at-vehicles")


@pytest.mark.parametrize("note", ["", " (Re-numbered and Revised 06-01-93)", " (A 1.3.6b.) (Added 06-18-03)"])
def test_notes_of_revision_do_not_part_a_list_from_its_lead(note):
    lead = "A report is due whenever, on duty or off, for any reason, within the city or outside of it, a member:"
    text = f"{lead}{note}\n(a) draws a firearm, but for training;\n(Added 06-18-03) (A 1.3.6d.)\n(b) points a firearm;"
    found = read_text(text, TAXONOMY).clauses
    items = [clause for clause in found if clause.text.startswith(("(a)", "(b)"))]
    assert [clause.lead for clause in items] == [found[0].id, found[0].id]


def test_clauses_quote_the_printed_text_and_know_their_lead():
    text = "Officers shall not:\n(a) fire at a moving vehicle;\n(b) fire warning shots."
    reading = read_text(text, TAXONOMY)
    assert [text[c.start : c.end] for c in reading.clauses] == [c.text for c in reading.clauses]
    first = reading.clauses[0]
    assert [clause.lead for clause in reading.clauses] == ["", first.id, first.id]
    assert [clause.modality for clause in reading.clauses] == [Modality.MUST_NOT] * 3


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("A neck restraint shall not be used unless deadly force is authorized.", Modality.MUST_NOT),
        ("A warning shall be given unless the officer may be endangered by it.", Modality.MUST),
        ("Neck restraints may be used unless they are forbidden by the commander.", Modality.MAY),
    ],
)
def test_what_an_exception_says_does_not_govern_its_clause(text, modality):
    (clause,) = read_text(text, TAXONOMY).clauses
    assert clause.modality is modality


def test_exceptions_conditions_and_actors_are_kept():
    reading = read_text(
        "When feasible, officers shall give a warning unless death is imminent and they use a taser.", TAXONOMY
    )
    (clause,) = reading.clauses
    assert clause.condition.startswith("When feasible")
    assert clause.exception.startswith("unless death is imminent")
    assert clause.actor == "officers"
    assert clause.force_types == ("conducted-energy",)


@given(
    st.lists(
        st.sampled_from(
            ["Officers shall warn.", "They may wait for 5 minutes.", "(a) fire at a car;", "Force is used."]
        ),
        min_size=1,
        max_size=12,
    )
)
def test_passages_are_runs_of_clauses_that_quote_the_text(lines):
    text = "\n".join(lines)
    reading = read_text(text, TAXONOMY)
    assert all(text[p.start : p.end] == p.text for p in reading.passages)
    assert all(len(p.text.split()) >= 8 for p in reading.passages)
    ids = [name for passage in reading.passages for name in passage.clause_ids]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {clause.id for clause in reading.clauses}


def test_components_work_in_any_pipeline():
    import spacy

    nlp = spacy.blank("en")
    for name in ("clauses", "force", "modality", "measures"):
        nlp.add_pipe(f"policyscan_{name}")
    doc = nlp("Officers shall not use a chokehold. See Sec. 4 for the taser.")
    assert [sent.text for sent in doc.sents] == ["Officers shall not use a chokehold.", "See Sec. 4 for the taser."]
    assert [span.label_ for span in doc.spans["policyscan_force"]] == ["neck-restraint", "conducted-energy"]
    assert [sent._.modality for sent in doc.sents] == ["must_not", "none"]
    assert "ban-chokeholds:part" in {span.label_ for span in doc.spans["policyscan_measures"]}
    assert {finding.measure for finding in doc._.policyscan_findings} == {"ban-chokeholds"}


def test_a_quote_that_leaves_off_for_a_list_takes_in_its_items():
    text = (
        "A use of force report is required when an officer:\n(a) strikes a person;\n(b) uses a baton.\nForms are kept."
    )
    finding = next(f for f in read_text(text, TAXONOMY).findings if f.measure == "comprehensive-reporting")
    assert text[finding.start : finding.end].endswith("(b) uses a baton.")
