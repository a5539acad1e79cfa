"""The words of documents are put beside those of a question, and nothing else of it is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from search_corpus import ALDER, Source, Written

from policyscan.errors import QueryError, TaxonomyError
from policyscan.search.expand import MOST_TERMS, Expansion, expand
from policyscan.search.query import match_expression, parse
from policyscan.search.words import WORD, fold, stem
from policyscan.taxonomy.vocabulary import FILE, WordGroup, vocabulary

STUN = WordGroup(("stun gun", "zapper"), ("conducted energy device", "taser"))
GUN = WordGroup(("gun", "pistol"), ("firearm", "handgun"))
CAMERA = WordGroup(("bodycam", "body cam"), ("body-worn camera",))
GROUPS = (GUN, STUN, CAMERA)
# Words with a stem that stands in no group.
OTHERS = st.sampled_from(
    ["officer", "may", "use", "the", "run", "bod", "camera", "Taser", "energy", "punt", "2", "é", "-x", "?"]
)
SAID = st.sampled_from([said for group in GROUPS for said in group.say])


def plain(typed: str) -> str:
    return expand(parse(typed), GROUPS).plain


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("may they use a stun gun on me?", "may they use a conducted energy device on me?"),
        # The longest run of words, and then the shorter ones.
        ("stun gun or gun", "conducted energy device or firearm"),
        ("Stun-Guns, pistols; BODYCAMS", "conducted energy device, firearm; body-worn camera"),
        ("gun gun", "firearm firearm"),
        ("who wears a body cam", "who wears a body-worn camera"),
        # Another word, or half of a run.
        ("gunpowder stun body", "gunpowder stun body"),
        # Neither what is left out nor a filter is a word of the question.
        ("force -gun place:gun", "force"),
    ],
)
def test_words_of_people_become_words_of_documents(typed: str, meant: str) -> None:
    assert plain(typed) == meant


def test_what_documents_say_too_stays_as_typed_and_still_brings_its_group() -> None:
    group = WordGroup(("taser", "tazer"), ("conducted energy device", "taser"))
    found = expand(parse("Tasers or tazers"), (group,))
    assert found.plain == "Tasers or conducted energy device"
    assert [(one.typed, one.terms) for one in found.meant] == [("Tasers", group.mean), ("tazers", group.mean)]


def test_an_expansion_says_what_stands_for_what() -> None:
    found = expand(parse("a Stun Gun or pistols"), GROUPS)
    assert [(one.typed, one.stems, one.terms) for one in found.meant] == [
        ("Stun Gun", {"stun", "gun"}, STUN.mean),
        ("pistols", {"pistol"}, GUN.mean),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a conducted energy device", "conducted energy device"),
        ("Conducted-Energy\nDevices", "conducted-energy devices"),
        ("TASERS", "tasers"),
        ("multitaser", None),
        ("conducted device", None),
    ],
)
def test_terms_are_found_in_any_case_spacing_and_ending(text: str, found: str | None) -> None:
    (one,) = expand(parse("zapper"), GROUPS).meant
    match = one.pattern.search(fold(text))
    assert (match and match.group()) == found


def test_only_the_first_terms_of_a_group_are_looked_for() -> None:
    many = WordGroup(("thing",), tuple(f"term {number}" for number in range(MOST_TERMS + 5)))
    (one,) = expand(parse("thing"), (many,)).meant
    assert one.terms == many.mean[:MOST_TERMS]


@given(st.lists(OTHERS, max_size=8).map(" ".join))
def test_a_query_without_words_of_a_group_stays_as_it_is(typed: str) -> None:
    try:
        asked = parse(typed)
    except QueryError:
        assume(False)
        raise
    assert expand(asked, GROUPS) == Expansion((), asked.plain)
    assert expand(asked, ()) == Expansion((), asked.plain)


@given(st.lists(OTHERS | SAID, min_size=1, max_size=4).map(" ".join).filter(WORD.search), st.lists(OTHERS, max_size=3))
def test_phrases_are_taken_as_typed(phrase: str, loose: Sequence[str]) -> None:
    asked = parse(" ".join([*loose, f'"{phrase}"']))
    assert expand(asked, GROUPS) == Expansion((), asked.plain)


@given(st.lists(OTHERS | SAID, min_size=1, max_size=6))
def test_every_other_word_stays_where_it_was(words: list[str]) -> None:
    assume(any(WORD.search(word) and not word.startswith("-") for word in words))
    asked = parse(" ".join(words))
    found = expand(asked, GROUPS)
    # Taken back one by one, the terms give the words that were typed.
    rest, back = found.plain, ""
    for one in found.meant:
        before, _, rest = rest.partition(one.terms[0])
        back += before + one.typed
    assert back + rest == asked.plain
    said = {tuple(stem(word) for word in WORD.findall(fold(said))) for group in GROUPS for said in group.say}
    assert all(tuple(stem(word) for word in WORD.findall(fold(one.typed))) in said for one in found.meant)


@given(st.lists(OTHERS | SAID, min_size=1, max_size=6).map(" ".join), st.booleans())
def test_further_terms_only_add_to_the_expression(typed: str, quoted: bool) -> None:
    try:
        asked = parse(f'{typed} "last resort"' if quoted else typed)
    except QueryError:
        assume(False)
        raise
    terms = [term for one in expand(asked, GROUPS).meant for term in one.terms]
    expression, more = match_expression(asked), match_expression(asked, terms)
    assert more.startswith(expression.removesuffix(")"))
    assert set(more.removesuffix(")").removeprefix(expression.removesuffix(")")).split(" OR ")) <= {
        "", *(f'"{" ".join(WORD.findall(term))}"' for term in terms)
    }  # fmt: skip


# --- in a search ----------------------------------------------------------------------------

SAYS = Written("A conducted energy device is carried on the left side.")


def test_a_passage_in_the_words_of_documents_is_found_and_says_for_what(ask_of: Any, speak: Any) -> None:
    ask = ask_of([Source("one.pdf", ALDER, (SAYS, Written("Vehicles are washed on Tuesdays.")))])
    assert ask("zapper carried").hits == ()
    speak(GROUPS)
    (hit,) = ask("zapper carried")
    assert hit.text == SAYS.text
    assert "meant: conducted energy device for zapper" in hit.why


def test_a_phrase_is_looked_for_as_typed_whatever_it_means(ask_of: Any, speak: Any) -> None:
    speak(GROUPS)
    ask = ask_of([Source("one.pdf", ALDER, (SAYS, Written("A zapper is carried, too.")))])
    assert [hit.page for hit in ask('"zapper" carried')] == [2]


def test_what_is_left_out_stays_out_where_a_term_would_find_it(ask_of: Any, speak: Any) -> None:
    speak(GROUPS)
    ask = ask_of([Source("one.pdf", ALDER, (SAYS, Written("A taser is carried on the left side.")))])
    assert {hit.page for hit in ask("zapper carried on the left side")} == {1, 2}
    assert [hit.page for hit in ask("zapper carried on the left side -taser")] == [1]


# --- the file -------------------------------------------------------------------------------


def test_every_word_of_the_vocabulary_has_letters() -> None:
    for group in vocabulary():
        assert group.say
        assert group.mean
        assert [words for words in (*group.say, *group.mean) if not WORD.search(fold(words))] == []


def test_no_group_lists_a_word_twice() -> None:
    for group in vocabulary():
        for words in (group.say, group.mean):
            assert [word for word, count in Counter(map(fold, words)).items() if count > 1] == []


def test_what_people_say_stands_in_one_group_only() -> None:
    groups: dict[tuple[str, ...], set[int]] = {}
    for number, group in enumerate(vocabulary(), start=1):
        for said in group.say:
            # As `expand` looks for it: folded words without their endings.
            groups.setdefault(tuple(stem(word) for word in WORD.findall(fold(said))), set()).add(number)
    assert {" ".join(run): sorted(found) for run, found in groups.items() if len(found) > 1} == {}


def test_each_thing_that_people_say_brings_its_group() -> None:
    for group in vocabulary():
        for said in group.say:
            meant = expand(parse(said), vocabulary()).meant
            assert [one.terms for one in meant] == [group.mean[:MOST_TERMS]], said


def test_a_folder_without_the_file_has_no_groups(tmp_path: Path) -> None:
    assert vocabulary(tmp_path) == ()


def test_groups_are_read_in_their_order(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        '[[group]]\nsay = ["é"]\nmean = ["b", "c"]\n[[group]]\nsay = ["d", "e"]\nmean = ["f"]\n', encoding="utf-8"
    )
    assert vocabulary(tmp_path) == (WordGroup(("é",), ("b", "c")), WordGroup(("d", "e"), ("f",)))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("[[group]", "cannot be read ("),
        ('[[group]]\nsay = ["a"]\n', "group 1 has no list of words under `mean`"),
        ('[[group]]\nsay = ["a"]\nmean = ["b"]\n[[group]]\nsay = "a"\nmean = ["b"]\n', "group 2 has no list of words under `say`"),
        ('[[group]]\nsay = []\nmean = ["b"]\n', "group 1 has no list of words under `say`"),
        ('[[group]]\nsay = ["a"]\nmean = ["b", ""]\n', "group 1 has no list of words under `mean`"),
        ('[[group]]\nsay = ["a"]\nmean = [1]\n', "group 1 has no list of words under `mean`"),
    ],
)  # fmt: skip
def test_a_file_that_breaks_its_form_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    with pytest.raises(TaxonomyError) as caught:
        vocabulary(tmp_path)
    assert caught.value.problem.startswith(f"{FILE}: {problem}")
