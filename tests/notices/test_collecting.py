"""What is new is told once; what was there before is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from notices_samples import CALM, HOLDS, LATER, NOW, keep, put, register, searching, wexcombe

from policyscan.errors import QueryError
from policyscan.exchanges.leaving import leaving
from policyscan.model import Agreement, Form, Kind, Party, Role, Term
from policyscan.notices import (
    Notice,
    Subscription,
    collect,
    collect_all,
    preview,
    remove,
    standing,
    subscription,
    subscriptions,
)
from policyscan.store import Store


def told(store: Store, wanted: Subscription, now: str = NOW, **sources: Any) -> list[str]:
    return [notice.title for notice in collect(store, wanted, now=now, **sources)]


# --- documents ------------------------------------------------------------------------------


def test_what_was_there_before_is_not_new(store: Store) -> None:
    put(store, "old.pdf", CALM)
    assert told(store, wexcombe()) == []
    put(store, "new.pdf", HOLDS, title="Holds")
    assert told(store, wexcombe(), LATER) == ["Wexcombe: new policy: Holds"]
    assert told(store, wexcombe(), LATER) == []


def test_the_baseline_outlives_the_process(store: Store) -> None:
    put(store, "old.pdf", CALM)
    told(store, wexcombe())
    store.close()
    with Store.open(store.folder) as opened:
        put(opened, "new.pdf", HOLDS)
        assert told(opened, wexcombe()) == ["Wexcombe: new policy: new.pdf"]


def test_the_same_bytes_under_another_name_are_not_new(store: Store) -> None:
    put(store, "old.pdf", CALM, data=b"same")
    told(store, wexcombe())
    put(store, "renamed.pdf", CALM, data=b"same")
    assert told(store, wexcombe()) == []


def test_only_the_places_and_kinds_asked_for_are_told(store: Store) -> None:
    wanted = wexcombe(kinds=("policy",))
    told(store, wanted)
    put(store, "elsewhere.pdf", CALM, place="Osterly")
    put(store, "agreement.pdf", CALM, kind=Kind.AGREEMENT)
    put(store, "here.pdf", CALM, place="WEXCOMBE")
    assert told(store, wanted) == ["WEXCOMBE: new policy: here.pdf"]


def test_only_documents_that_speak_of_the_measure_are_told(store: Store) -> None:
    wanted = Subscription("holds", measures=("ban-holds",), what=("documents",), since=NOW)
    told(store, wanted)
    put(store, "other.pdf", CALM)
    put(store, "holds.pdf", HOLDS, measures={HOLDS: ("ban-holds",)})
    assert told(store, wanted) == ["Wexcombe: new policy: holds.pdf"]


def test_a_subscription_that_asks_for_something_else_gets_another_baseline(store: Store) -> None:
    told(store, wexcombe())
    put(store, "elsewhere.pdf", CALM, place="Osterly")
    assert told(store, wexcombe(places=("Wexcombe", "Osterly"))) == []


# --- matches --------------------------------------------------------------------------------


def calming(**values: Any) -> Subscription:
    return Subscription(**{"name": "calm", "query": "calm", "what": ("matches",), "since": NOW, **values})


def test_new_words_that_answer_the_query_are_told_once(store: Store) -> None:
    put(store, "old.pdf", CALM)
    assert told(store, calming(), search=searching(store)) == []
    put(store, "new.pdf", "Before force comes calm talk.", HOLDS)
    found = collect(store, calming(), search=searching(store), now=LATER)
    assert [(n.title, n.text, n.page, n.document) for n in found] == [
        ("Wexcombe: new words on “calm”", "Before force comes calm talk.", 1, "new.pdf")
    ]
    assert told(store, calming(), search=searching(store)) == []


def test_the_same_words_in_a_new_version_are_not_new(store: Store) -> None:
    put(store, "v1.pdf", CALM, HOLDS)
    told(store, calming(), search=searching(store))
    put(store, "v2.pdf", HOLDS, CALM.upper().replace("CALM", "calm"), a_page=1)
    assert told(store, calming(), search=searching(store)) == []


def test_words_that_stood_inside_a_longer_passage_are_not_new(store: Store) -> None:
    put(store, "v1.pdf", f"{HOLDS} {CALM} They wait.")
    told(store, calming(), search=searching(store))
    put(store, "v2.pdf", CALM)
    assert told(store, calming(), search=searching(store)) == []


def test_words_that_were_new_in_one_version_are_not_new_in_the_next(store: Store) -> None:
    told(store, calming(), search=searching(store))
    put(store, "v1.pdf", CALM)
    assert len(told(store, calming(), search=searching(store))) == 1
    put(store, "v2.pdf", f"{CALM}  ", HOLDS)
    assert told(store, calming(), search=searching(store)) == []


def test_an_old_passage_that_rises_among_the_hits_is_not_new(store: Store) -> None:
    put(store, "old.pdf", "A calm one.", "A calm two.")
    told(store, calming(), search=searching(store, most=1))
    assert told(store, calming(), search=searching(store, most=2)) == []


def test_a_document_that_is_read_anew_tells_nothing(store: Store) -> None:
    put(store, "old.pdf", CALM, data=b"bytes")
    told(store, calming(), search=searching(store))
    put(store, "old.pdf", "Officers", "shall try to calm", data=b"bytes")
    assert told(store, calming(), search=searching(store)) == []


def test_the_same_words_in_another_place_are_new(store: Store) -> None:
    put(store, "a.pdf", CALM)
    told(store, calming(), search=searching(store))
    put(store, "b.pdf", CALM, place="Osterly")
    assert told(store, calming(), search=searching(store)) == ["Osterly: new words on “calm”"]


def test_hits_below_the_least_score_are_not_told(store: Store) -> None:
    wanted = calming(least_score=30.0)
    told(store, wanted, search=searching(store))
    put(store, "a.pdf", "calm", CALM)
    found = collect(store, wanted, search=searching(store), now=LATER)
    assert [notice.text for notice in found] == [CALM]


def test_a_measure_without_a_query_tells_the_words_that_speak_of_it(store: Store) -> None:
    wanted = Subscription("holds", measures=("ban-holds",), what=("matches",), since=NOW)
    told(store, wanted)
    put(store, "a.pdf", CALM, HOLDS, measures={HOLDS: ("ban-holds",)})
    found = collect(store, wanted, now=LATER)
    assert [(notice.title, notice.text) for notice in found] == [("Wexcombe: new words on ban-holds", HOLDS)]
    assert told(store, wanted) == []


# --- changes --------------------------------------------------------------------------------


def test_changes_in_substance_are_told_once_with_both_texts(store: Store) -> None:
    assert told(store, wexcombe(), changes=register()) == []
    rows = register({}, {"change": "unchanged"}, {"change": "moved"}, {"place": "Osterly"})
    (found,) = collect(store, wexcombe(), changes=rows, now=LATER)
    assert (found.title, found.page, found.document, found.sha256) == (
        "Wexcombe: weakened (duty-to-intervene)", 4, "new.pdf", "b" * 64,
    )  # fmt: skip
    assert found.text == (
        "Before (page 3): Officers shall intervene.\nNow (page 4): Officers may intervene.\n"
        "Deciding words: shall -> may\nWhy: a duty became leave"
    )
    assert told(store, wexcombe(), changes=rows) == []


def test_changes_that_were_there_before_are_the_baseline(store: Store) -> None:
    assert told(store, wexcombe(), changes=register({})) == []
    assert told(store, wexcombe(), changes=register({})) == []
    assert len(told(store, wexcombe(), changes=register({}, {"change": "removed", "new_text": ""}))) == 1


def test_a_change_that_is_repaged_or_tagged_anew_is_the_same_change(store: Store) -> None:
    told(store, wexcombe(), changes=register())
    assert len(told(store, wexcombe(), changes=register({}))) == 1
    again = {
        "old_page": 7,
        "new_text": "Officers may  inter-vene.",
        "measure": "duty-to-intervene;reporting",
        "why": "",
    }
    assert told(store, wexcombe(), changes=register(again)) == []


def test_two_rows_of_the_same_words_are_two_changes(store: Store) -> None:
    told(store, wexcombe(), changes=register())
    assert len(told(store, wexcombe(), changes=register({"measure": "a"}, {"measure": "b"}))) == 2


def test_a_judgement_that_flips_is_told_by_its_measure_once(store: Store) -> None:
    told(store, wexcombe(), changes=register())
    flips = [{"subject": "judgement", "measure": name, "section": ""} for name in ("holds", "reporting")]
    titles = [
        "Wexcombe: judgement weakened (holds)",
        "Wexcombe: judgement weakened (reporting)",
        "Wexcombe: weakened (holds)",
    ]
    assert told(store, wexcombe(), changes=register(*flips, {"measure": "holds", "subject": "clause"})) == titles
    other_evidence = [{**row, "old_text": "Another clause."} for row in reversed(flips)]
    assert told(store, wexcombe(), changes=register(*other_evidence)) == []


def test_changes_are_told_by_measure(store: Store) -> None:
    wanted = Subscription("reporting", measures=("reporting",), what=("changes",), since=NOW)
    told(store, wanted, changes=register())
    rows = register({}, {"measure": "holds;reporting", "change": "added", "old_text": "", "old_page": None})
    assert told(store, wanted, changes=rows) == ["Wexcombe: added (holds, reporting)"]


def test_a_part_without_its_source_keeps_no_baseline(store: Store) -> None:
    told(store, wexcombe())
    assert told(store, wexcombe(), changes=register({})) == []


# --- agreements that run out ----------------------------------------------------------------


def agreement(store: Store, until: str, *, renewal: str = "") -> None:
    sha256 = put(store, f"{until}.pdf", f"It lasts until {until}.", kind=Kind.AGREEMENT)
    terms = [Term("term", f"until {until}", 0, 26, 1, 0.9)]
    terms += [Term("renewal", renewal, 0, 5, 1, 0.9)] if renewal else []
    parties = (Party("City of Wexcombe", Role.LOCAL, "", "", "", 0, 0, 1, 0.9),)
    store.put_agreement(Agreement(sha256, Form.AGREEMENT, parties, tuple(terms)))


def test_an_agreement_that_runs_out_soon_is_told_once_even_from_the_start(store: Store) -> None:
    agreement(store, "2026-03-01")
    found = collect(store, wexcombe(), leaving=leaving, now=NOW)
    assert [(notice.title, notice.text) for notice in found] == [
        (
            "Wexcombe: runs out on 2026-03-01: 2026-03-01.pdf",
            "Last day: 2026-03-01\nBetween: City of Wexcombe\nIt says: It lasts until 2026-03-01.",
        )
    ]
    assert told(store, wexcombe(), LATER, leaving=leaving) == []


@pytest.mark.parametrize("until", ["2026-01-01", "2026-04-03"])
def test_what_ran_out_before_or_runs_on_is_not_told(store: Store, until: str) -> None:
    agreement(store, until)
    assert told(store, wexcombe(), leaving=leaving) == []


def test_a_day_that_passed_between_two_runs_is_told(store: Store) -> None:
    agreement(store, "2026-02-01")
    wanted = wexcombe(expires_within_days=0)
    assert told(store, wanted, leaving=leaving) == []
    assert len(told(store, wanted, "2026-02-03T00:00:00+00:00", leaving=leaving)) == 1


def test_what_is_renewed_of_itself_does_not_run_out(store: Store) -> None:
    agreement(store, "2026-03-01", renewal="1 year, automatic")
    assert told(store, wexcombe(), leaving=leaving) == []
    assert date(2026, 3, 1) > date.fromisoformat(NOW[:10])


# --- failures -------------------------------------------------------------------------------

RUN = {
    "id": "r1",
    "flow": "watch",
    "state": "failed",
    "reasons": ["no source reachable"],
    "failed": [
        {"file": "a.pdf", "place": "Wexcombe", "problem": "It is no PDF.", "fix": "Get it again."},
        {"file": "b.pdf", "place": "Osterly", "problem": "It is empty.", "fix": "Get it again."},
    ],
}


def test_a_failed_run_is_told_with_its_reasons_and_documents(store: Store) -> None:
    found = collect(store, wexcombe(what=("failures",)), run=RUN, now=NOW)
    assert [(notice.title, notice.text) for notice in found] == [
        ("watch failed: no source reachable", "no source reachable\nRun: r1"),
        ("a.pdf failed", "It is no PDF.\nFix: Get it again."),
    ]
    assert told(store, wexcombe(what=("failures",)), run=RUN) == []
    assert len(told(store, wexcombe(what=("failures",)), run={**RUN, "id": "r2"})) == 2


def test_a_document_that_fails_in_a_good_run_is_told_once(store: Store) -> None:
    wanted = wexcombe(what=("failures",))
    good = {**RUN, "state": "completed"}
    assert told(store, wanted, run=good) == ["a.pdf failed"]
    assert told(store, wanted, run={**good, "id": "r2"}) == []


# --- subscriptions --------------------------------------------------------------------------


def test_a_subscription_comes_back_as_it_was_put(store: Store) -> None:
    wanted = Subscription(
        "all-of-it", ("A",), ("m",), ("policy",), "q", 0.5, ("matches",), False, False, "https://x.example/h", "KEY",
        ("mail", "me"), 30,
    )  # fmt: skip
    kept = keep(store, wanted, NOW)
    assert subscriptions(store) == (kept,) == (replace(wanted, since=NOW),)
    assert keep(store, replace(wanted, query="other"), LATER).since == NOW


@pytest.mark.parametrize(
    "name", ["", "A", "a b", "../a", "a/b", ".a", "-a", "a.b", "ä", "a" * 61, "a-2026-01-02", "a\n"]
)
def test_a_name_that_is_no_safe_file_name_is_refused(name: str) -> None:
    with pytest.raises(QueryError, match="is no name for a subscription"):
        Subscription(name)


@pytest.mark.parametrize(
    "address",
    ["ftp://x.example/", "file:///etc/passwd", "javascript:alert(1)", "https://", "x.example", "https://x.example/a b",
     "https://user:word@x.example/", "http://[::1", "https://x.example/\r\nHost: y"],
)  # fmt: skip
def test_only_plain_web_addresses_are_webhooks(address: str) -> None:
    with pytest.raises(QueryError, match="webhook"):
        Subscription("a", webhook=address)


def test_the_operators_name_is_taken(store: Store) -> None:
    with pytest.raises(QueryError, match="operator"):
        keep(store, Subscription("operator"), NOW)


def test_an_unknown_name_lists_those_there_are(store: Store) -> None:
    keep(store, wexcombe(), NOW)
    with pytest.raises(QueryError) as error:
        subscription(store, "osterly")
    assert error.value.fix == "Use one of: wexcombe."


def test_a_removed_subscription_drops_what_was_not_sent_and_begins_anew(store: Store) -> None:
    keep(store, wexcombe(webhook="https://x.example/h"), NOW)
    collect_all(store, now=NOW)
    put(store, "a.pdf", CALM)
    collect_all(store, now=NOW)
    remove(store, "wexcombe")
    assert set(standing(store, "wexcombe")) == {("webhook", "dropped"), ("digest", "dropped")}
    put(store, "b.pdf", HOLDS)
    keep(store, wexcombe(), LATER)
    assert collect_all(store, now=LATER).new == {"wexcombe": 0}


def test_one_that_fails_does_not_keep_back_the_others(store: Store) -> None:
    def search(*_: object, **__: object) -> list[object]:
        raise QueryError("there is no place 'Wexcombe' here", fix="look")

    keep(store, calming(), NOW)
    keep(store, wexcombe(), NOW)
    report = collect_all(store, search=search, now=NOW)  # type: ignore[arg-type]
    assert (report.new, [name for name, _ in report.failed]) == ({"wexcombe": 0}, ["calm"])


def test_a_preview_records_nothing(store: Store) -> None:
    wanted = keep(store, wexcombe(), NOW)
    collect(store, wanted, now=NOW)
    put(store, "a.pdf", CALM)
    collect(store, wanted, now=NOW)
    put(store, "b.pdf", HOLDS)
    before = store.notices(), store.deliveries()
    titles = ["Wexcombe: new policy: a.pdf", "Wexcombe: new policy: b.pdf"]
    assert [notice.title for notice in preview(store, wanted, now=LATER)] == titles
    assert [notice.title for notice in preview(store, wanted, now=LATER)] == titles
    assert (store.notices(), store.deliveries()) == before


def test_a_notice_comes_back_as_it_was_put(store: Store) -> None:
    collect(store, wexcombe(), now=NOW)
    put(store, "a.pdf", CALM, address="https://x.example/a.pdf")
    (found,) = collect(store, wexcombe(), now=NOW)
    assert found.link == "https://x.example/a.pdf"
    assert [Notice.from_row(row) for row in store.notices("wexcombe")] == [found]
