"""Topics and violation types are named by their titles."""

from __future__ import annotations

from policyscan.agreements.topics import topics
from policyscan.rights import violations
from policyscan.taxonomy.titles import in_a_sentence, titles


def test_every_topic_and_violation_type_has_its_title() -> None:
    assert titles("topics") == {topic.id: topic.title for topic in topics()}
    assert titles("violations") == {one.id: one.title for one in violations.load().violations}


def test_within_a_sentence_a_title_begins_small_and_an_unknown_id_is_its_words() -> None:
    assert in_a_sentence("violations", "torture-ill-treatment") == "torture and ill-treatment"
    assert in_a_sentence("violations", "corruption") == "corruption"
    assert in_a_sentence("topics", "corruption") == "corruption and integrity"
    assert in_a_sentence("topics", "not-a-topic") == "not a topic"
