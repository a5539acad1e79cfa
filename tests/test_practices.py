"""Practices: every rule file's own examples, how a programme's status is told, and the register."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policyscan import vectorise
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError, TaxonomyError
from policyscan.model import Place
from policyscan.practices import COLUMNS, load, practices
from policyscan.practices.reading import read, sentences
from policyscan.practices.rules import Status
from policyscan.practices.similar import Sizes
from policyscan.store import Store
from policyscan.vectors import VectorIndex, build_index
from policyscan.who.population import population

RULES = load()
EXAMPLES = [(practice.id, text) for practice in RULES.practices for text in practice.examples]
NEAR_MISSES = [(practice.id, text) for practice in RULES.practices for text in practice.near_misses]
ASKED = "violence interruption program with interrupters"


def found(example: str) -> dict[str, str]:
    """Practice and status of a sentence; a heading may stand before it, with " // " between."""
    heading, _, text = example.rpartition(" // ")
    return {match.practice: match.status.value for match in read(RULES, text, heading)}


def told(example: str) -> set[str]:
    """The practices that a sentence tells of, without those that it denies."""
    return {name for name, status in found(example).items() if status != Status.NONE}


@pytest.fixture(scope="module")
def store(sample_folder):
    with Store.open(sample_folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def index(store):
    return vectorise.open_index(store, FakeEmbedder())


# --- the rule files --------------------------------------------------------------------------


@pytest.mark.parametrize(("practice", "text"), EXAMPLES)
def test_an_example_tells_of_its_practice_and_of_no_other(practice, text):
    assert told(text) == {practice}


@pytest.mark.parametrize(("practice", "text"), NEAR_MISSES)
def test_a_near_miss_tells_of_no_practice(practice, text):
    assert told(text) == set()


@pytest.mark.parametrize(("text", "status"), RULES.examples)
def test_a_sentence_says_how_its_programme_stands(text, status):
    assert list(found(text).values()) == [status.value]


def test_every_practice_has_enough_to_be_found_by():
    for practice in RULES.practices:
        assert len(practice.examples) >= 10, practice.id
        assert len(practice.near_misses) >= 10, practice.id
        assert len(practice.synonyms) >= 3, practice.id


def test_the_gate_lets_every_example_through():
    for practice in RULES.practices:
        for text in practice.examples:
            assert practice.is_hinted_in(text.casefold()), text


def test_a_rule_file_with_an_unknown_key_is_refused_by_name(tmp_path):
    from policyscan.practices import rules

    source = rules.Path(rules.policyscan.taxonomy.__file__).parent / "practices"
    for name in (rules.SHARED, "koban.toml"):
        (tmp_path / name).write_text((source / name).read_text("utf-8"), "utf-8")
    (tmp_path / "koban.toml").write_text('colour = "red"\n' + (tmp_path / "koban.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(TaxonomyError, match=r"practices/koban\.toml: unknown key 'colour'"):
        load(tmp_path)


# --- other wordings: written after the rules, in the words of council papers, reports and newspapers ---------------


@pytest.mark.parametrize(
    ("text", "practice", "status"),
    [
        ("A nonprofit sends a medic and a crisis worker to low-risk 911 calls.", "crisis-teams", "running"),
        (
            "Officers and mental health nurses patrol together and attend psychiatric emergencies.",
            "crisis-teams",
            "running",
        ),
        ("The co-responder pilot ended in 2017 after the grant expired.", "crisis-teams", "ended"),
        ("The unit regarded knife crime as a disease to be diagnosed and treated.", "violence-interruption", "running"),
        ("The county intends to fund hospital-based violence intervention.", "violence-interruption", "planned"),
        ("Female recruits are matched with senior officers who mentor them.", "mentorship", "running"),
        ("The project aims to give each boy a mentor for two years.", "mentorship", "running"),
        ("The mayor has promised neighborhood police posts in every district.", "koban", "planned"),
        ("The city terminated its entire 270-officer police force.", "rebuilding-a-force", "running"),
        ("The sheriff took over after the council eliminated the police department.", "rebuilding-a-force", "running"),
        (
            "Activists call for diverting a quarter of police funding to housing.",
            "money-moved-to-services",
            "recommended",
        ),
        (
            "The mayor's plan would take $20 million out of policing for youth jobs.",
            "money-moved-to-services",
            "planned",
        ),
        (
            "A majority-civilian police board may order the chief to adopt policies and reviews them.",
            "civilian-oversight",
            "running",
        ),
        ("The city lacks a civilian board that may investigate complaints.", "civilian-oversight", "none"),
        (
            "Officers refer young offenders to a family group conference instead of laying charges.",
            "restorative-justice",
            "running",
        ),
        ("Minor collisions are investigated by civilians hired for it.", "unarmed-traffic-enforcement", "running"),
        ("Officers with many force reports are flagged by the early warning system.", "early-intervention", "running"),
        ("Three in ten patrol officers are certified in crisis intervention.", "crisis-trained-officers", "running"),
    ],
)
def test_other_words_for_a_practice_are_read_too(text, practice, status):
    assert found(text) == {practice: status}


# --- minimal pairs -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The county has a mobile crisis team.", "running"),
        ("The county has no mobile crisis team.", "none"),
        ("The county should have a mobile crisis team.", "recommended"),
        ("The county will set up a mobile crisis team.", "planned"),
        ("The county closed its mobile crisis team.", "ended"),
        ("The mobile crisis team has no weapons.", "running"),
        ("No charge is made when it rains, and so the mobile crisis team comes free.", "running"),
        ("Next steps // A mobile crisis team with a nurse.", "planned"),
        ("Recommendations // A mobile crisis team with a nurse.", "recommended"),
    ],
)
def test_a_word_changes_the_status_and_only_then(text, status):
    assert found(text) == {"crisis-teams": status}


def test_what_is_only_pointed_at_scores_below_what_is_described():
    described = read(RULES, "The mobile crisis team answers calls about people in distress.")[0]
    pointed = read(RULES, "The officer shall request the mobile crisis team.")[0]
    assert (described.practice, pointed.practice) == ("crisis-teams", "crisis-teams")
    assert pointed.score < described.score - 0.2


def test_an_item_is_governed_by_its_lead_in():
    text = "The Commission recommends:\n(a) a mobile crisis team;\n(b) longer opening hours."
    assert [(match.practice, match.status.value) for match in read(RULES, text)] == [("crisis-teams", "recommended")]


def test_a_word_broken_at_a_line_end_is_read_and_marked_as_printed():
    printed = "Twelve violence inter-rupters work here."
    (match,) = read(RULES, printed, "", "Twelve violence interrupters work here.")
    assert match.practice == "violence-interruption"
    assert [printed[start:end] for start, end in match.marks] == ["violence inter-rupters"]


def test_marks_are_the_words_that_decided():
    text = "It rained.\nThe koban on Mill Street is open at night."
    (match,) = read(RULES, text)
    assert [text[start:end] for start, end in match.marks] == ["koban"]
    assert match.words == ("koban",)


def test_sentences_end_at_points_but_not_after_abbreviations():
    text = "Lt. Gray spoke. It was late; nobody came.\n1. First item."
    assert [piece for _, piece, _ in sentences(text)] == [
        "Lt. Gray spoke.",
        "It was late; nobody came.",
        "1. First item.",
    ]
    assert all(text[start:].startswith(piece) for start, piece, _ in sentences(text))


# --- the register ------------------------------------------------------------------------------


def test_the_sample_report_shows_its_programmes(store):
    register = practices(store, None, None, places=["Port Ellery"])
    rows = {record.get("practice"): record for record in register.records if record.get("kind") == "other"}
    assert {name: row.get("status") for name, row in rows.items()} == {
        "violence-interruption": "running",
        "mentorship": "running",
        "crisis-teams": "running",
        "money-moved-to-services": "running",
        "civilian-oversight": "running",
        "koban": "planned",
    }
    assert {row.get("place") for row in rows.values()} == {"Port Ellery"}
    assert register.columns == COLUMNS
    assert register.rules == f"practices@{RULES.hash}"


def test_a_row_is_the_passage_that_its_place_says(store):
    for record in practices(store, None, None).records:
        values = dict(record.values)
        assert tuple(values) == COLUMNS
        assert values["text"] == store.text(values["sha256"])[values["start"] : values["end"]]
        assert 1 <= len(record.cited("text")) <= 3
        assert record.cited("text")[0].evidence.text == values["text"]
        for cited in record.quotes:
            evidence = cited.evidence
            assert evidence.text == store.text(evidence.sha256)[evidence.start : evidence.end]
            assert cited.marks
            assert all(0 <= start < end <= len(evidence.text) for start, end in cited.marks)


def test_rows_stand_best_first_and_one_practice_of_a_place_is_one_row(store):
    records = practices(store, None, None).records
    scores = [record.get("score") for record in records]
    assert scores == sorted(scores, reverse=True)
    keys = [(record.get("practice"), record.get("place"), record.get("country")) for record in records]
    assert len(keys) == len(set(keys))


def test_a_question_chooses_the_practice_that_it_names(store, index):
    register = practices(store, index, FakeEmbedder(), like=ASKED)
    assert register.records[0].get("practice") == "violence-interruption"
    assert {record.get("practice") for record in register.records} <= {"violence-interruption", ""}
    assert "violence-interruption" in register.note


def test_a_question_raises_the_score_of_what_is_near_it(store, index):
    plain = practices(store, None, None, practices=["violence-interruption"])
    asked = practices(store, index, FakeEmbedder(), like=ASKED, practices=["violence-interruption"])
    assert asked.records[0].get("score") > plain.records[0].get("score")


def test_a_passage_that_is_not_indexed_yet_is_told_by_its_words(store, index, tmp_path):
    first = practices(store, None, None).records[-1]
    told = next(one for one in store.passages(first.get("sha256")) if one.start == first.get("start"))
    whole = practices(store, index, FakeEmbedder(), like=told.text)
    ids = [name for name in index.ids if name != told.id]
    build_index(tmp_path, replace(index.card, count=len(ids)), ids, index.vectors_of(ids))
    some = practices(store, VectorIndex.open(tmp_path), FakeEmbedder(), like=told.text)
    scores = [
        {(row.get("practice"), row.get("start")): row.get("score") for row in found.records} for found in (whole, some)
    ]
    key = (first.get("practice"), told.start)
    assert scores[1].pop(key) < scores[0].pop(key)
    assert scores[0] == scores[1]


def test_passages_near_in_meaning_alone_say_so_and_stand_last(store, index):
    text = store.passages(next(item.sha256 for item in store.listings() if item.kind == "policy"))[0].text
    register = practices(store, index, FakeEmbedder(), like=text)
    near = [record for record in register.records if record.get("why") == "meaning"]
    assert near
    assert {(record.get("practice"), record.get("status")) for record in near} == {("", "")}
    words = [record for record in register.records if record.get("why") != "meaning"]
    assert all(row.get("score") > near[0].get("score") for row in words)
    assert register.records[-1] == near[-1]


def test_where_nothing_is_near_the_note_says_what_was_searched(store, index):
    register = practices(store, index, FakeEmbedder(), like="zebra quagga okapi")
    count = len(store.passage_embed_ids())
    assert register.records == ()
    assert register.note.startswith(f"Nothing found. Searched {count} passages of ")
    assert "'zebra quagga okapi'" in register.note


def test_practices_places_and_a_limit_narrow_the_register(store):
    assert {row.get("practice") for row in practices(store, None, None, practices=["koban"]).records} == {"koban"}
    assert practices(store, None, None, places=["Nowhere"]).records == ()
    assert "0 passages of 0 documents" in practices(store, None, None, places=["Nowhere"]).note
    whole = practices(store, None, None)
    assert practices(store, None, None, limit=2).records == whole.records[:2]
    assert "The 2 best of" in practices(store, None, None, limit=2).note


def test_an_unknown_practice_names_those_that_are_near(store):
    with pytest.raises(QueryError, match=r"no practice 'crisis-team'(.|\n)*crisis-teams"):
        practices(store, None, None, practices=["crisis-team"])


def test_what_cannot_be_asked_is_refused(store, index):
    with pytest.raises(QueryError, match="asks for nothing"):
        practices(store, None, None, limit=0)
    with pytest.raises(QueryError, match="needs the vector index"):
        practices(store, None, None, like="mentors")
    with pytest.raises(QueryError, match="the query"):
        practices(store, index, FakeEmbedder(), like="?!")


# --- places of about the same size -------------------------------------------------------------


def test_the_nearest_places_of_the_same_country_come_first():
    home, near, nearer, far, abroad = (
        Place("Home", "", "XA"),
        Place("Near", "", "XA"),
        Place("Nearer", "", "XA"),
        Place("Far", "", "XA"),
        Place("Abroad", "", "XB"),
    )
    known = {home: 100_000, near: 240_000, nearer: 90_000, far: 251_000, abroad: 100_000}
    sizes = Sizes([*known, Place("Unknown", "", "XA")], known.get)
    assert list(sizes.similar(home)) == [(nearer, 90_000), (near, 240_000), (abroad, 100_000)]
    assert list(sizes.similar(Place("Unknown", "", "XA"))) == []


def test_no_more_than_three_are_named():
    known = {Place(f"P{number}", "", "XA"): 1000 + number for number in range(6)}
    assert len(Sizes(known, known.get).similar(Place("P0", "", "XA"))) == 3


@pytest.mark.parametrize(
    "place",
    [
        Place("Port Ellery", "Tallowa", "XC"),
        Place("Springfield", "", "US"),
        Place("Houston", "Tallowa", "XC"),
        Place("Slovenia", "", "SI"),
        Place("Alaska", "", "US"),
        Place("", "", "US"),
    ],
)
def test_no_size_is_guessed(place):
    assert population(place) is None


def test_a_city_is_known_by_its_region():
    illinois, missouri = (
        population(Place("Springfield", "Illinois", "US")),
        population(Place("Springfield", "Missouri", "US")),
    )
    assert illinois is not None
    assert missouri is not None
    assert 50_000 < illinois < missouri < 300_000
