"""Judging: states stay apart, parts add up, defeats decide, contradictions are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policyscan import quotable, reasons
from policyscan.confidence import Model as ConfidenceModel
from policyscan.extract import read_text
from policyscan.judge import Chapter, Source, in_force, judge_place
from policyscan.model import Candidate, Evidence, Finding, Kind, Listing, Modality, Place, State
from policyscan.taxonomy import load

TAXONOMY = load()
PLACE = Place("Testville", "Nowhere", "XA")


def listing(name: str, *, published: str = "", title: str = "", series: str = "") -> Listing:
    return Listing(name, name * 8, PLACE, Kind.POLICY, title=title, published=published, series=series)


def source(text: str, name: str = "a", *, unreadable: int = 0, force: bool = True, published: str = "") -> Source:
    reading = read_text(text, TAXONOMY)
    found = tuple(Finding(**{**{f: getattr(x, f) for f in x.__slots__}, "sha256": name * 8}) for x in reading.findings)
    return Source(listing(name, published=published), 3, unreadable, len(reading.clauses), force, found)


def quote(sha256: str, start: int, end: int, finding: Finding | None) -> Evidence:
    return Evidence(
        f"{start}-{end}", sha256[0], sha256, 1, "1", "", start, end, (), says=finding.says if finding else ""
    )


def judge(measure: str, *sources: Source, nearest=None):
    judged = judge_place(PLACE, sources, TAXONOMY, as_of="2026-01-01", quote=quote, nearest=nearest)
    assert [j.measure for j in judged] == [m.id for m in TAXONOMY.measures]
    return next(j for j in judged if j.measure == measure)


DUTY = "Any officer who sees another officer use excessive force shall intervene."


def test_a_rule_that_is_there_is_adopted_with_its_words():
    found = judge("duty-to-intervene", source(DUTY))
    assert (found.state, found.adopted, found.verdict, found.reason_code) == (State.JUDGED, 1, "required", "adopted")
    assert found.evidence[0].text == f"0-{len(DUTY)}"


def test_silence_is_a_zero_that_says_what_was_searched():
    found = judge(
        "duty-to-intervene", source("Force is reported."), nearest=lambda hashes, measure: [((hashes[0], 1, 4), 0.5)]
    )
    assert (found.state, found.adopted, found.reason_code) == (State.SILENT, 0, "silent")
    assert "3 pages" in found.reason
    assert found.evidence[0].text == "1-4"


def test_pages_that_nobody_could_read_never_become_silence():
    found = judge("duty-to-intervene", source("Force is reported.", unreadable=1))
    assert (found.state, found.adopted, found.verdict) == (State.UNREADABLE, None, "not assessable")


def test_the_reason_names_the_pages_that_could_not_be_read():
    read = source("Force is reported.", unreadable=2)
    read = replace(read, listing=replace(read.listing, file="order.pdf"), unread=(2, 3))
    assert "2 pages of 3 could not be read (order.pdf, pages 2, 3)" in judge("duty-to-intervene", read).reason


def test_a_part_without_its_other_part_beside_unreadable_pages_is_no_bare_zero():
    text = "Officers shall not use a chokehold."
    assert judge("ban-chokeholds", source(text)).adopted == 0
    assert judge("ban-chokeholds", source(text, unreadable=1)).state is State.UNREADABLE


def test_a_clause_that_allows_the_forbidden_is_a_zero_whatever_could_not_be_read():
    text = "Officers may use a chokehold when necessary to subdue a resisting person."
    found = judge("ban-chokeholds", source(text, unreadable=1))
    assert (found.state, found.adopted) == (State.JUDGED, 0)
    assert found.evidence


def test_a_weaker_clause_with_unreadable_pages_is_no_bare_zero():
    text = "An officer who witnesses excessive force by another officer shall report it."
    assert judge("duty-to-intervene", source(text)).reason_code == "report-only"
    assert judge("duty-to-intervene", source(text, unreadable=1)).state is State.UNREADABLE


def test_no_document_and_no_word_of_force_are_not_collected():
    assert judge("duty-to-intervene").state is State.NOT_COLLECTED
    about_cameras = judge("duty-to-intervene", source("Cameras are worn.", force=False))
    assert (about_cameras.state, about_cameras.adopted) == (State.NOT_COLLECTED, None)


@pytest.mark.parametrize(
    ("text", "adopted", "reason"),
    [
        ("Officers shall not use a chokehold. A carotid restraint shall not be used.", 1, "adopted"),
        ("Officers shall not use a chokehold.", 0, "one-of-two"),
        ("Officers shall not use a chokehold. The carotid control hold may be used on a violent subject.", 0, "one-of-two"),
        ("Chokeholds and vascular restraints are prohibited unless deadly force is authorized.", 1, "adopted"),
        ("A chokehold means any pressure to the neck that inhibits breathing or blood flow. Chokeholds are prohibited.", 1, "adopted"),
    ],
)  # fmt: skip
def test_parts_add_up(text, adopted, reason):
    found = judge("ban-chokeholds", source(text))
    assert (found.adopted, found.reason_code) == (adopted, reason)


def test_two_documents_that_contradict_are_contested_and_the_newer_counts():
    ban = "Officers shall not fire at a moving vehicle unless threatened with deadly force by means other than the vehicle."
    leave = "Officers shall not fire at a moving vehicle unless there is an imminent threat of death."
    old, new = source(ban, "a", published="2019"), source(leave, "b", published="2022")
    found = judge("restrict-shooting-at-vehicles", old, new)
    assert (found.state, found.adopted, found.reason_code) == (State.CONTESTED, 0, "contested")
    assert {e.document for e in found.evidence[:2]} == {"a", "b"}
    turned = judge(
        "restrict-shooting-at-vehicles", source(leave, "a", published="2019"), source(ban, "b", published="2022")
    )
    assert turned.adopted == 1


def test_of_a_series_only_the_newest_is_in_force():
    old, new, other = (
        listing("a", published="2019", title="Force"),
        listing("b", published="2023", title="Force"),
        listing("c", title="Taser"),
    )
    assert in_force([old, new, other]) == [new, other]
    assert in_force([new, old]) == [new]
    undated = listing("d", title="Force")
    assert undated in in_force([old, undated])


BAN = "Officers shall not fire at a moving vehicle."
LEAVE = "Officers may fire at a moving vehicle that is used as a weapon."


def chaptered(first: str, second: str, titles: tuple[str, str]) -> Source:
    text = f"# {titles[0]}\n{first}\n# {titles[1]}\n{second}"
    turn = text.index(f"# {titles[1]}")
    return replace(source(text), chapters=(Chapter(titles[0], 0, turn), Chapter(titles[1], turn, len(text))))


def test_two_chapters_that_contradict_each_other_are_contested_and_the_specific_one_is_named():
    found = judge("restrict-shooting-at-vehicles", chaptered(BAN, LEAVE, ("4 Vehicle Pursuits", "9 Force")))
    assert (found.state, found.adopted, found.reason_code) == (State.CONTESTED, 1, "contested")
    assert "'4 Vehicle Pursuits', the more specific" in found.reason
    assert {e.says for e in found.evidence[:2]} >= {"Officers may fire when the vehicle itself is the threat."}
    swapped = judge("restrict-shooting-at-vehicles", chaptered(BAN, LEAVE, ("4 Force", "9 Vehicle Pursuits")))
    assert (swapped.state, swapped.adopted) == (State.CONTESTED, 0)


def test_leave_in_the_same_chapter_is_an_exception_not_a_contradiction():
    found = judge("restrict-shooting-at-vehicles", source(f"{BAN}\n{LEAVE}"))
    assert (found.state, found.adopted) == (State.JUDGED, 0)


SILENT = "Members carry a whistle. Members shall lend a lantern to a partner who has none of his own."


def candidate(sha256: str, score: float, modality: Modality = Modality.MUST, start: int = 25, end: int = len(SILENT)):
    return Candidate(sha256, start, end, "a clause", modality, (score,), -9.0, 5.0, "optional")


def meant(score: float, modality: Modality = Modality.MUST):
    def of(hashes, measure):
        return [candidate(hashes[0], score, modality)] if measure.id == "duty-to-intervene" else []

    return of


@pytest.fixture
def sure(monkeypatch):
    """A confidence model that trusts the close reading alone."""
    weights = {"reading": 3.0, "adopted": 0.5}
    monkeypatch.setattr("policyscan.confidence.load", lambda: ConfidenceModel(-3.0, weights, "test"))


def settled(score: float, modality: Modality = Modality.MUST, text: str = SILENT):
    judged = judge_place(PLACE, [source(text)], TAXONOMY, as_of="", quote=quote, meant=meant(score, modality))
    return next(j for j in judged if j.measure == "duty-to-intervene")


def test_a_clause_that_means_it_turns_silence_into_a_yes_with_its_words(sure):
    found = settled(9.0)
    assert (found.state, found.adopted, found.reason_code, found.verdict) == (State.JUDGED, 1, "adopted", "required")
    assert found.evidence[0].text == f"25-{len(SILENT)}"
    assert "no rule knows" in found.reason
    assert found.searched.best_score == 1.0


def test_a_clause_that_hardly_means_it_is_only_said_to_have_been_searched(sure):
    found = settled(-2.0)
    assert (found.state, found.adopted) == (State.SILENT, 0)
    assert found.searched.best_score == pytest.approx(0.12)


def test_leave_never_becomes_a_duty_by_its_meaning(sure):
    assert settled(9.0, Modality.MAY).adopted == 0


def test_words_that_a_rule_knows_but_that_do_not_mean_it_are_a_no_that_says_so(sure):
    found = settled(-5.0, text=DUTY)
    assert (found.state, found.adopted, found.verdict) == (State.JUDGED, 0, "not required")
    assert found.reason.startswith("By their meaning these words do not meet the measure")
    assert found.evidence[0].text == f"0-{len(DUTY)}"
    assert found.reason_code in {"other", "optional"}


def test_a_yes_shows_the_clause_that_means_it_beside_the_one_that_a_rule_knows(sure):
    found = settled(9.0, text=f"{DUTY}\n{SILENT}")
    assert found.adopted == 1
    assert found.evidence[0].text == f"0-{len(DUTY)}"


def test_unreadable_pages_stay_unreadable_unless_a_clause_means_it(sure):
    hazy = source(SILENT, unreadable=1)
    for score, state in ((-5.0, State.UNREADABLE), (9.0, State.JUDGED)):
        judged = judge_place(PLACE, [hazy], TAXONOMY, as_of="", quote=quote, meant=meant(score))
        assert next(j for j in judged if j.measure == "duty-to-intervene").state is state


def test_each_part_of_a_measure_needs_a_clause_that_means_it(sure):
    def of(*parts):
        return lambda hashes, measure: [
            Candidate(hashes[0], number, number + 1, "", Modality.MUST_NOT, odds, -9.0, 5.0, "one-of-two")
            for number, odds in enumerate(parts)
            if measure.id == "ban-chokeholds"
        ]

    def adopted(meant):
        judged = judge_place(PLACE, [source(SILENT)], TAXONOMY, as_of="", quote=quote, meant=meant)
        return next(j for j in judged if j.measure == "ban-chokeholds")

    assert adopted(of((9.0, -9.0))).adopted == 0
    both = adopted(of((9.0, -9.0), (-9.0, 9.0)))
    assert (both.adopted, [e.text for e in both.evidence[:2]]) == (1, ["0-1", "1-2"])


def test_a_part_that_a_rule_knows_and_one_that_a_clause_means_add_up(monkeypatch):
    weights = {"reading": 1.0, "adopted": 4.0}
    monkeypatch.setattr("policyscan.confidence.load", lambda: ConfidenceModel(-2.0, weights, "test"))
    airway = "Officers shall not use a chokehold."
    text = f"{airway}\n{SILENT}"

    def of(hashes, measure):
        start = len(airway) + 1
        odds = (-0.5, 9.0) if measure.id == "ban-chokeholds" else (-9.0,) * max(1, len(measure.parts))
        return [Candidate(hashes[0], start, len(text), "", Modality.MUST_NOT, odds, -9.0, 5.0, "one-of-two")]

    judged = judge_place(PLACE, [source(text)], TAXONOMY, as_of="", quote=quote, meant=of)
    found = next(j for j in judged if j.measure == "ban-chokeholds")
    assert judge("ban-chokeholds", source(text)).reason_code == "one-of-two"
    assert found.adopted == 1
    assert [e.text for e in found.evidence[:2]] == [f"{len(airway) + 1}-{len(text)}", f"0-{len(airway)}"]


def test_a_clause_in_which_a_rule_finds_both_parts_counts_for_both(monkeypatch):
    weights = {"reading": 3.0, "adopted": 0.5}
    monkeypatch.setattr("policyscan.confidence.load", lambda: ConfidenceModel(-3.0, weights, "test"))
    both = source("Officers shall not use chokeholds or carotid restraints.")
    (clause,) = {f.clause_id for f in both.findings if f.measure == "ban-chokeholds" and "," in f.part}

    def adopted(clause_id):
        def of(hashes, measure):
            odds = (-9.0, 9.0) if measure.id == "ban-chokeholds" else (-9.0,) * max(1, len(measure.parts))
            return [Candidate(hashes[0], 0, 20, clause_id, Modality.MUST_NOT, odds, -9.0, 5.0, "one-of-two")]

        judged = judge_place(PLACE, [both], TAXONOMY, as_of="", quote=quote, meant=of)
        return next(j for j in judged if j.measure == "ban-chokeholds").adopted

    assert adopted(clause) == 1
    assert adopted("another clause") == 0


def test_a_part_spread_over_a_document_is_likelier_than_one_clause_shows(sure):
    def adopted(*parts):
        def of(hashes, measure):
            if measure.id != "comprehensive-reporting":
                return []
            return [
                Candidate(hashes[0], number, number + 1, "", Modality.MUST, odds, -9.0, 5.0, "not-pointing")
                for number, odds in enumerate(parts)
            ]

        judged = judge_place(PLACE, [source(SILENT)], TAXONOMY, as_of="", quote=quote, meant=of)
        return next(j for j in judged if j.measure == "comprehensive-reporting").adopted

    # (every use of force, pointing), in log-odds: the first part is made likelier by 2.
    assert adopted((1.2, -9.0), (-9.0, 9.0)) == 1
    assert adopted((0.8, -9.0), (-9.0, 9.0)) == 0
    # In one clause the reader sees both parts, and the limit of the first.
    assert adopted((1.2, 9.0)) == 0
    # The other part is as it is read.
    assert adopted((9.0, -9.0), (-9.0, 1.2)) == 0


def test_a_part_is_weighed_by_the_clauses_in_which_rules_find_that_part(monkeypatch):
    weights = {"reading-of-the-rule": 3.0}
    monkeypatch.setattr("policyscan.confidence.load", lambda: ConfidenceModel(-1.0, weights, "test"))
    text = source("Officers shall not use chokeholds. Officers shall not use carotid restraints.")
    airway, blood = (
        next(f.clause_id for f in text.findings if f.measure == "ban-chokeholds" and f.part == part)
        for part in next(m for m in TAXONOMY.measures if m.id == "ban-chokeholds").parts
    )

    def adopted(first, second):
        def of(hashes, measure):
            width = max(1, len(measure.parts))
            odds = (first, second) if measure.id == "ban-chokeholds" else ((-9.0,) * width,) * 2
            return [
                Candidate(hashes[0], start, start + 30, clause, Modality.MUST_NOT, each, -9.0, 5.0, "one-of-two")
                for start, clause, each in ((0, airway, odds[0]), (35, blood, odds[1]))
            ]

        judged = judge_place(PLACE, [text], TAXONOMY, as_of="", quote=quote, meant=of)
        return next(j for j in judged if j.measure == "ban-chokeholds").adopted

    # The second part is the weaker; only the clause in which a rule finds it says how sure it is.
    assert adopted((9.0, -9.0), (-9.0, 2.0)) == 1
    assert adopted((9.0, 2.0), (-9.0, -5.0)) == 0


def reasoned(monkeypatch, wanted, candidates, text=SILENT):
    """The judgement on the duty to intervene by numbers that are sure of one reason code."""
    numbers = {code: {"bias": 9.0 if code == wanted else 0.0} for code in reasons.CODES}
    monkeypatch.setattr("policyscan.reasons.load", lambda: reasons.Model(numbers, ""))

    def of(hashes, measure):
        return candidates if measure.id == "duty-to-intervene" else []

    judged = judge_place(PLACE, [source(text)], TAXONOMY, as_of="", quote=quote, meant=of)
    return next(j for j in judged if j.measure == "duty-to-intervene")


REPORT = "An officer who witnesses excessive force by another officer shall report it."


def test_a_reason_that_only_the_clause_reader_knows_shows_its_clause_first(monkeypatch):
    found = reasoned(monkeypatch, "optional", [candidate("a" * 8, -2.0)])
    assert (found.state, found.adopted, found.reason_code) == (State.JUDGED, 0, "optional")
    assert found.reason.startswith("By their meaning the nearest words do not meet the measure: ")
    assert found.evidence[0].text == f"25-{len(SILENT)}"


def test_a_reason_for_which_there_are_no_words_is_not_given(monkeypatch):
    found = reasoned(monkeypatch, "lesser-force-only", [candidate("a" * 8, -2.0)])
    assert (found.state, found.reason_code) == (State.SILENT, "silent")


def test_what_a_rule_took_for_near_language_may_be_silence(monkeypatch):
    assert judge("duty-to-intervene", source(REPORT)).reason_code == "report-only"
    found = reasoned(monkeypatch, "silent", [candidate("a" * 8, -9.0, start=90, end=99)], REPORT)
    assert (found.state, found.adopted, found.reason_code) == (State.SILENT, 0, "silent")
    assert found.reason.startswith("What comes nearest is about another matter. Searched: 3 pages")
    assert found.evidence[0].text == f"0-{len(REPORT)}"


def test_what_allows_the_forbidden_is_no_silence(monkeypatch):
    numbers = {code: {"bias": 9.0 if code == "silent" else 0.0} for code in reasons.CODES}
    monkeypatch.setattr("policyscan.reasons.load", lambda: reasons.Model(numbers, ""))

    def of(hashes, measure):
        width = max(1, len(measure.parts))
        return [Candidate(hashes[0], 90, 99, "", Modality.MUST, (-9.0,) * width, -9.0, 0.0, "other")]

    text = source("Officers shall not use a chokehold. The carotid control hold may be used on a violent subject.")
    judged = judge_place(PLACE, [text], TAXONOMY, as_of="", quote=quote, meant=of)
    assert next(j for j in judged if j.measure == "ban-chokeholds").reason_code == "one-of-two"


def test_where_nothing_was_read_closely_the_rules_reason_stands(monkeypatch):
    assert reasoned(monkeypatch, "silent", [], REPORT).reason_code == "report-only"


def test_a_yes_has_no_reason_to_weigh(monkeypatch):
    assert reasoned(monkeypatch, "silent", [], DUTY).reason_code == "adopted"


def test_a_yes_says_what_its_first_quote_says(monkeypatch):
    words = "Officers shall use de-escalation techniques whenever possible before force is used."
    near = "Officers shall use advisements, warnings and verbal persuasion before they use force."
    # The passages' nearness alone says what is quoted.
    numbers = {"bias": 0.0, "cosine": 9.0}
    monkeypatch.setattr("policyscan.quotable.load", lambda: quotable.Model(numbers, numbers, ""))
    spans = ((0, len(words)), (len(words) + 1, len(words) + 1 + len(near)))

    def found(*cosines):
        text = replace(source(f"{words}\n{near}"), text=f"{words}\n{near}")
        return judge(
            "require-de-escalation",
            text,
            nearest=lambda hashes, measure: [
                ((hashes[0], *span), cosine) for span, cosine in zip(spans, cosines, strict=True)
            ],
        )

    for cosines, start, said in (((0.9, 0.1), 0, "de-escalation"), ((0.1, 0.9), len(words) + 1, "persuasion")):
        assert found(*cosines).evidence[0].text.startswith(f"{start}-")
        assert said in found(*cosines).evidence[0].says
        assert found(*cosines).reason == found(*cosines).evidence[0].says
