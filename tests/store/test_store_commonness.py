"""How many passages hold a word, in any form, and of a term its rarest word."""

from __future__ import annotations

from dataclasses import replace

from store_records import make_document, make_reading

from policyscan.store import Store


def test_a_term_is_as_common_as_the_rarest_of_its_words(store: Store) -> None:
    document = make_document()
    store.put_document(document, size_bytes=1)
    reading = make_reading(document)
    texts = ("Officers carry batons.", "An officer reports.", "Reports of a baton and a whistle.")
    passages = tuple(
        replace(reading.passages[0], start=number, end=number + 1, text=text, embed_text=text)
        for number, text in enumerate(texts)
    )
    store.put_reading(replace(reading, passages=passages))
    asked = ["baton", "Officers", "reported by officers", "whistle baton", "taser", "--", "baton"]
    assert store.commonness(asked) == {
        "baton": 2,
        "Officers": 2,
        "reported by officers": 0,
        "whistle baton": 1,
        "taser": 0,
        "--": 0,
    }
    assert store.commonness([]) == {}


def test_asking_how_common_words_are_writes_nothing(store: Store) -> None:
    store.commonness(["baton"])
    before = store._database.state()
    store.commonness(["whistle"])
    assert store._database.state() == before
