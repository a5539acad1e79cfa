from __future__ import annotations

from policyscan.store.recent import Recent


def test_the_oldest_go_first_when_the_weight_passes_the_limit() -> None:
    recent: Recent[str] = Recent(10)
    recent.put("a", "A", 4)
    recent.put("b", "B", 4)
    assert recent.get("a") == "A"
    recent.put("c", "C", 4)
    assert [recent.get(key) for key in "abc"] == ["A", None, "C"]


def test_one_value_beyond_the_limit_is_kept_alone() -> None:
    recent: Recent[str] = Recent(10)
    recent.put("a", "A", 4)
    recent.put("b", "B", 99)
    assert [recent.get(key) for key in "ab"] == [None, "B"]
    recent.put("c", "C", 1)
    assert [recent.get(key) for key in "bc"] == [None, "C"]


def test_a_value_put_twice_counts_once() -> None:
    recent: Recent[str] = Recent(10)
    for _ in range(5):
        recent.put("a", "A", 6)
    recent.put("b", "B", 4)
    assert [recent.get(key) for key in "ab"] == ["A", "B"]
    recent.clear()
    assert len(recent) == 0
    recent.put("c", "C", 10)
    assert recent.get("c") == "C"
