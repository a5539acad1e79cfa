"""What the store keeps of subscriptions comes back, and is durable before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest
from notices_samples import LATER, NOW

from policyscan.store import Store


def test_deliveries_come_back_in_the_order_of_their_notices(store: Store) -> None:
    for name in ("b", "a", "c"):
        assert store.put_notice(name, "one" if name != "c" else "two", "match", {"n": 1}, NOW)
        assert not store.put_notice(name, "other", "match", {"n": 2}, LATER)
    store.put_deliveries({"a": NOW, "b": LATER}, "webhook", "sending")
    store.put_delivery("c", "webhook", "sent", NOW)
    store.put_delivery("a", "webhook", "sent", LATER)
    assert list(store.deliveries("one").items()) == [
        (("b", "webhook"), ("sending", LATER)),
        (("a", "webhook"), ("sent", LATER)),
    ]
    assert store.deliveries() == store.deliveries("one") | {("c", "webhook"): ("sent", NOW)}
    assert store.notices("two") == (("c", "two", "match", {"n": 1}, NOW),)


def test_a_baseline_ends_with_its_subscription_and_no_other(store: Store) -> None:
    for name in ("a", "a_", "ab", "b"):
        store.put_subscription(name, {"x": 1}, NOW)
        store.put_baseline(name, "documents/1", {"notices": [name]})
    store.put_meta("baseline", "another note")
    assert store.forget_subscription("a")
    assert not store.forget_subscription("a")
    found = {name: store.baseline(name, "documents/1") for name in ("a", "a_", "ab", "b")}
    assert found == {"a": None, **{name: {"notices": [name]} for name in ("a_", "ab", "b")}}
    assert store.get_meta("baseline") == "another note"
    assert [row[0] for row in store.subscriptions()] == ["a_", "ab", "b"]


def test_notices_are_put_aside_for_one_name_and_by_turn(store: Store) -> None:
    for turn in (1, 2):
        for name in ("a", "a_", "ab"):
            store.put_notice(f"{name}{turn if name == 'a' else ''}", name, "match", {}, NOW)
            store.put_delivery(f"{name}{turn if name == 'a' else ''}", "webhook", "sent", NOW)
        store.put_notices_aside("a")
    store.put_notices_aside("none")
    assert [(row[0], row[1]) for row in store.notices()] == [
        ("a1#1", "a#1"), ("a_", "a_"), ("ab", "ab"), ("a2#2", "a#2"),
    ]  # fmt: skip
    assert [notice for notice, _ in store.deliveries()] == ["a1#1", "a_", "ab", "a2#2"]
    assert (store.notices("a"), store.deliveries("a")) == ((), {})


def test_what_is_about_to_be_sent_is_on_the_disk_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    levels: list[Any] = []
    real = store._database.run_many

    def run_many(sql: str, rows: Any) -> None:
        levels.append(store._database.value("PRAGMA synchronous"))
        real(sql, rows)

    monkeypatch.setattr(store._database, "run_many", run_many)
    store.put_deliveries({"a": NOW}, "webhook", "sending")
    with store.transaction():
        store.put_deliveries({"a": NOW}, "webhook", "sent")
    full, normal = 2, 1
    assert levels == [full, normal]
    assert store._database.value("PRAGMA synchronous") == normal
    assert store.deliveries() == {("a", "webhook"): ("sent", NOW)}
