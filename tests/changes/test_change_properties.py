"""What holds of any two versions: nothing against itself, only moves in a permutation, the mirror of an exchange."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import combinations, pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from policyscan.changes.compare import compare, mirrored
from policyscan.changes.exact import heaviest_rising, longest_rising
from policyscan.changes.rules import load
from policyscan.changes.words import Side, side
from policyscan.extract import document_of, read
from policyscan.model import ChangeKind
from policyscan.taxonomy import load as load_taxonomy

RULES = load()
CLAUSES = (
    "Officers shall not fire at a moving vehicle.",
    "Officers shall not fire at a moving vehicle unless a person in it is shooting.",
    "Officers may fire at a moving vehicle.",
    "Officers shall call for medical aid at once.",
    "Officers should call for medical aid.",
    "A written report shall be filed within 24 hours of any use of force.",
    "A written report shall be filed within 72 hours of any use of force.",
    "Two supervisors shall review the report and interview each witness.",
    "The chief may publish a summary of the review on the website of the city.",
    "Violations of this section are referred to the Office of Standards.",
    "Members are trained in crisis intervention every spring by the academy.",
    "Spit hoods are kept in the trunk of every patrol car of the division.",
)
TITLES = ("Purpose", "Deadly Force", "Lesser Force", "Reporting", "Training")

sections = st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=5).map(tuple)
policies = st.lists(sections, min_size=1, max_size=5).map(tuple)


@cache
def side_of(policy: tuple[tuple[str, tuple[str, ...]], ...]) -> Side:
    text = "\n".join(f"# {title}\n" + "\n".join(clauses) for title, clauses in policy)
    document = document_of(text)
    return side(read(document, load_taxonomy()).clauses, document.sections, RULES)


def titled(policy: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(zip(TITLES, policy, strict=False))


@settings(deadline=None, max_examples=80)
@given(policies)
def test_a_version_against_itself_has_no_change(policy):
    one = side_of(titled(policy))
    found = compare(one, one, RULES)
    assert found.changes == ()
    assert found.unchanged == len(one.parts) == sum(map(len, policy))


@settings(deadline=None, max_examples=80)
@given(st.permutations(range(4)), st.permutations(CLAUSES))
def test_a_permutation_of_sections_only_moves(order, clauses):
    policy = [(TITLES[at], tuple(clauses[3 * at : 3 * at + 3])) for at in range(4)]
    one, other = side_of(tuple(policy)), side_of(tuple(policy[at] for at in order))
    found = compare(one, other, RULES)
    assert {change.kind for change in found.changes} <= {ChangeKind.MOVED}
    assert len(found.changes) + found.unchanged == 12
    if list(order) != sorted(order):
        assert found.changes


@settings(deadline=None, max_examples=150)
@given(policies, policies)
def test_old_and_new_exchanged_give_the_mirror(one, other):
    first, second = side_of(titled(one)), side_of(titled(other))
    there, back = compare(first, second, RULES), compare(second, first, RULES)
    kinds = Counter(change.kind for change in there.changes)
    turned = Counter(mirrored(change).kind for change in back.changes)
    for of in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.STRENGTHENED, ChangeKind.WEAKENED, ChangeKind.REWORDED):
        assert kinds[of] == turned[of], of


# A clause whose words stand in a longer one that went is not that one cut otherwise.
@example(one=((CLAUSES[1], CLAUSES[0], CLAUSES[0]),), other=((CLAUSES[0],), (CLAUSES[0], CLAUSES[0])))
# Nor is one whose words stand in one of several like it that went.
@example(
    one=((CLAUSES[0], CLAUSES[1]), (CLAUSES[0], CLAUSES[1], CLAUSES[0], CLAUSES[0])),
    other=((CLAUSES[0], CLAUSES[0], CLAUSES[0]), (CLAUSES[0], CLAUSES[0], CLAUSES[1])),
)
# Nor is one whose words another clause was reworded to.
@example(
    one=(
        ("Officers may fire at a moving vehicle.",),
        ("Officers shall not fire at a moving vehicle.",),
        ("Officers shall not fire at a moving vehicle.",),
    ),
    other=(
        ("Officers shall call for medical aid at once.",),
        (
            "Officers shall not fire at a moving vehicle unless a person in it is shooting.",
            "Officers shall not fire at a moving vehicle.",
        ),
    ),
)
@settings(deadline=None, max_examples=80)
@given(policies, policies)
def test_every_clause_is_told_once(one, other):
    first, second = side_of(titled(one)), side_of(titled(other))
    found = compare(first, second, RULES)
    old = [change.old for change in found.changes if change.old]
    new = [change.new for change in found.changes if change.new]
    assert len(set(old)) == len(old)
    assert len(set(new)) == len(new)
    assert len(new) + found.unchanged == len(second.parts)
    assert len(old) + found.unchanged == len(first.parts)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(CLAUSES), min_size=2, max_size=8, unique=True), st.data())
def test_one_clause_taken_out_is_the_one_removed(clauses, data):
    gone = data.draw(st.integers(0, len(clauses) - 1))
    left = tuple(clause for at, clause in enumerate(clauses) if at != gone)
    one, other = side_of((("Purpose", tuple(clauses)),)), side_of((("Purpose", left),))
    found = compare(one, other, RULES)
    assert [change.kind for change in found.changes] == [ChangeKind.REMOVED]
    assert found.changes[0].old is not None
    assert one.parts[gone].clause.start == found.changes[0].old.start


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5)), max_size=9))
def test_the_heaviest_rising_part_is_found(items):
    numbers, weights = [number for number, _ in items], [weight for _, weight in items]
    rising = [
        chosen
        for size in range(len(items) + 1)
        for chosen in combinations(range(len(items)), size)
        if all(numbers[one] < numbers[other] for one, other in pairwise(chosen))
    ]
    found = heaviest_rising(numbers, weights)
    assert tuple(found) in rising
    assert sum(weights[at] for at in found) == max(sum(weights[at] for at in chosen) for chosen in rising)
    assert len(longest_rising(numbers)) == max(map(len, rising))
