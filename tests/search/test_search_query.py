from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.errors import QueryError
from policyscan.search.query import match_expression, parse
from policyscan.search.words import fold, holds_phrase, stem


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("duty to intervene", '"duty" OR "intervene"'),
        ("Must officers intervene?", '"officers" OR "intervene"'),
        ('"verbal warning"', '("verbal warning") AND ("verbal warning")'),
        ("“verbal warning” taser", '("verbal warning") AND ("verbal warning" OR "taser")'),
        ('"use of force" "last resort"', '("use of force" AND "last resort") AND ("use of force" OR "last resort")'),
        ("less-lethal", '"less" OR "lethal"'),
        ("taser -dog", '"taser"'),
        # Only stop words: better those than nothing.
        ("must not", '"must" OR "not"'),
        # What FTS5 would take for its own.
        ("force NEAR(a b) OR col:x* ^y {z}", '"force" OR "near" OR "b" OR "col" OR "x" OR "y" OR "z"'),
        ("taser taser TASER", '"taser"'),
        ('x " y', '"x" OR "y"'),
    ],
)
def test_a_query_becomes_an_expression_of_quoted_words(typed: str, expression: str) -> None:
    assert match_expression(parse(typed)) == expression


@pytest.mark.parametrize(
    ("typed", "plain", "excluded"),
    [
        ("warning -taser", "warning", ("taser",)),
        ('warning -"less lethal" before', "warning before", ("less lethal",)),
        ("de-escalation - now", "de-escalation now", ()),
        ('-taser "a  phrase" word', "a  phrase word", ("taser",)),
    ],
)
def test_what_is_left_out_is_not_embedded(typed: str, plain: str, excluded: tuple[str, ...]) -> None:
    query = parse(typed)
    assert (query.plain, query.excluded) == (plain, excluded)


def test_a_query_that_only_leaves_out_is_refused() -> None:
    with pytest.raises(QueryError) as caught:
        parse("-taser -dog")
    assert caught.value.problem == "the query only leaves out words"


@pytest.mark.parametrize(
    ("typed", "content"),
    [
        ("Must officers use force?", {"officer", "use", "forc"}),
        ("Must officers intervene?", {"interven"}),
        ('"excessive force" warnings', {"excessiv", "warn"}),
    ],
)
def test_words_of_every_policy_tell_nothing_unless_alone(typed: str, content: set[str]) -> None:
    assert parse(typed).content == content


@pytest.mark.parametrize(
    ("typed", "telling"),
    [
        ("may officers use a taser", ("taser",)),
        ("police use of force", ("police", "use", "force")),
        ('"excessive force" by officers who intervene', ("intervene",)),
    ],
)
def test_words_of_every_policy_are_not_looked_for_unless_alone(typed: str, telling: tuple[str, ...]) -> None:
    assert parse(typed).telling == telling


@given(st.text(max_size=60))
def test_every_expression_is_one_that_fts5_understands(typed: str) -> None:
    words = sqlite3.connect(":memory:")
    words.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    try:
        expression = match_expression(parse(typed))
    except QueryError:
        return
    words.execute("SELECT * FROM words WHERE words MATCH ?", (expression,)).fetchall()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("intervene", "intervening"),
        ("warning", "warned"),
        ("policies", "policy"),
        ("restraint", "restraints"),
        ("duty", "duties"),
        ("use", "uses"),
    ],
)
def test_forms_of_a_word_share_their_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("bus", "bush"), ("force", "fort"), ("arm", "army"), ("intervene", "interview")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_folding_takes_case_accents_ligatures_and_spaces_away() -> None:
    assert fold("  The “Of\ufb01cer’s”\n\u00a0Política ") == 'the "officer\'s" politica'


@pytest.mark.parametrize(
    ("text", "phrase", "holds"),
    [
        ("A Verbal\nWarning is given.", "verbal warning", True),
        ("Officers shall inter-vene.", "shall intervene", True),
        ("Less-lethal force", "less-lethal", True),
        ("an unarmed man", "armed man", False),
        ("the officer’s duty", "officer's duty", True),
        ("verbal warnings", "verbal warning", False),
        ("warning, verbal", "warning verbal", False),
        ("cost $5 (five)", "$5 (five)", True),
    ],
)
def test_a_phrase_is_held_word_for_word(text: str, phrase: str, holds: bool) -> None:
    assert holds_phrase(text, phrase) is holds


def test_more_than_anybody_types_is_refused() -> None:
    with pytest.raises(QueryError, match="4,001 characters"):
        parse("a" * 4001)
