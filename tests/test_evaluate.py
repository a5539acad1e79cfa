"""Evaluation: figures worked out by hand, abstentions, quotes, and files that break the contract."""

from __future__ import annotations

import pytest

from policyscan.errors import ManifestError
from policyscan.evaluate import Confusion, Interval, evaluate, evaluate_both, firm
from policyscan.model import Evidence, Judgement, Place, Searched, State

QUOTE = "Officers shall intervene when they see another officer use excessive force."


def judgement(place: str, adopted: int | None, measure: str = "duty-to-intervene") -> Judgement:
    state = State.UNREADABLE if adopted is None else State.JUDGED
    evidence = (Evidence(QUOTE, "a.pdf", "0" * 64, 1, "1", "", 0, len(QUOTE), ()),)
    return Judgement(
        Place(place), measure, state, "", adopted, "", "", 0.5, evidence, Searched(1, 1, 0, 1), "rules@x", "2026"
    )


def write(path, header, *rows):
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


def test_wilson_interval_of_eight_in_ten():
    low, high = Interval(8, 10).bounds
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)


def test_kappa_and_f1_by_hand():
    # 20 yes/yes, 15 no/no, 5 only ours, 10 only theirs: observed .7, chance .5, kappa .4.
    counts = Confusion(both_yes=20, both_no=15, only_ours=5, only_theirs=10)
    assert counts.accuracy.share == pytest.approx(0.7)
    assert counts.kappa == pytest.approx(0.4)
    assert counts.f1 == pytest.approx(40 / 55)


def test_an_abstention_counts_as_wrong(tmp_path):
    gold = write(tmp_path / "g.csv", "place,measure,adopted", "A,duty-to-intervene,1", "B,duty-to-intervene,0")
    result = evaluate([judgement("A", 1), judgement("B", None)], gold)
    assert (result.overall.accuracy.hits, result.overall.accuracy.of) == (1, 2)
    assert result.overall.abstained_no == 1


def test_rows_of_other_versions_and_places_are_counted_apart(tmp_path):
    gold = write(
        tmp_path / "g.csv",
        "place,measure,adopted,pdf",
        "A,duty-to-intervene,1,same-version",
        "a ,duty-to-intervene,0,other-version",
        "Z,duty-to-intervene,0,same-version",
    )
    result = evaluate([judgement("A", 1)], gold)
    assert (result.overall.cells, result.other_rows, result.not_in_workspace) == (1, 1, 1)
    assert evaluate([judgement("A", 1)], gold, all_rows=True).overall.cells == 2


def test_quotes_are_looked_for_in_the_evidence(tmp_path):
    gold = write(
        tmp_path / "g.csv",
        "place,measure,adopted,quote",
        f'A,duty-to-intervene,1,"{QUOTE[:-1].upper()}"',
        'B,duty-to-intervene,1,"Nothing of the kind is said on any of the pages of the manual."',
    )
    result = evaluate([judgement("A", 1), judgement("B", 1)], gold)
    assert (result.evidence_yes.hits, result.evidence_yes.of) == (1, 2)


def test_firm_cells_are_those_on_which_both_agree(tmp_path):
    one = write(tmp_path / "1.csv", "place,measure,adopted", "A,duty-to-intervene,1", "B,duty-to-intervene,0")
    two = write(tmp_path / "2.csv", "place,measure,adopted", "A,duty-to-intervene,1", "B,duty-to-intervene,1")
    assert firm(one, two, [judgement("A", 1), judgement("B", 1)]).overall == Confusion(both_yes=1)


def test_two_codings_are_held_against_ours_and_one_another(tmp_path):
    header = "place,measure,adopted"
    one = write(
        tmp_path / "1.csv",
        header,
        *(f"{place},duty-to-intervene,{value}" for place, value in zip("ABCD", "1001", strict=True)),
    )
    two = write(
        tmp_path / "2.csv",
        header,
        *(f"{place},duty-to-intervene,{value}" for place, value in zip("ABCE", "1100", strict=True)),
    )
    ours = [judgement(place, value) for place, value in zip("ABCDE", (1, 1, 1, None, 0), strict=True)]
    result = evaluate_both(ours, one, two)
    assert result.first.overall == Confusion(both_yes=1, only_ours=2, abstained_yes=1)
    assert result.second.overall == Confusion(both_yes=2, only_ours=1, both_no=1)
    # A, B and C are coded by both, who part on B.
    assert result.between.overall == Confusion(both_yes=1, both_no=1, only_ours=1)
    assert [name for name, _ in result.between.by_measure] == ["duty-to-intervene"]
    assert result.firm.overall == Confusion(both_yes=1, only_ours=1)
    assert list(result.as_dict()) == ["first", "second", "between", "firm"]
    assert result.as_dict()["between"]["overall"]["kappa"] == pytest.approx(0.4)
    assert [part.splitlines()[0] for part in result.as_text().split("\n\n")] == [
        "Against the first coding",
        "Against the second coding",
        'The codings against one another ("ours" is the second)',
        "On the cells where the codings agree",
    ]
    assert list(result.to_pandas().groupby("against").size().sort_index()) == [3, 2, 4, 4]


def test_a_cell_with_nothing_in_it_is_skipped_in_either_coding(tmp_path):
    one = write(tmp_path / "1.csv", "place,measure,adopted", "A,duty-to-intervene,", "B,duty-to-intervene,1")
    two = write(tmp_path / "2.csv", "place,measure,adopted", "A,duty-to-intervene,0", "B,duty-to-intervene, ")
    result = evaluate_both([judgement("A", 0), judgement("B", 1)], one, two)
    assert [part.overall.cells for _, _, part in result.parts()] == [1, 1, 0, 0]
    assert "nan" not in result.as_text()


def test_the_row_of_a_bad_value_is_counted_in_the_file(tmp_path):
    gold = write(tmp_path / "g.csv", "place,measure,adopted,pdf", "A,m,1,other-version", "A,m,yes,same-version")
    with pytest.raises(ManifestError) as raised:
        evaluate([], gold)
    assert raised.value.problem == f"{gold}: row 3 has adopted = 'yes'"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("place,adopted\nA,1\n", "measure is not there"),
        ("place,measure,adopted\nA,m,yes\n", "adopted = 'yes'"),
        ("", "not there"),
    ],
)
def test_a_gold_file_that_cannot_be_used_is_one_line(tmp_path, text, problem):
    path = tmp_path / "g.csv"
    path.write_text(text)
    with pytest.raises(ManifestError) as raised:
        evaluate([], path)
    assert problem in raised.value.problem
