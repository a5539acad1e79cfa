from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policyscan.model import Kind, Listing, Place
from policyscan.sources import resolve_places


def _listing(name: str, region: str = "", country: str = "", *, guessed: bool = False) -> Listing:
    return Listing(
        file=f"{name}-{region}-{country}.pdf",
        sha256="0" * 64,
        place=Place(name, region, country),
        kind=Kind.POLICY,
        guessed=("place",) if guessed else (),
    )


def _resolve(*listings: Listing) -> tuple[list[Place], tuple[str, ...]]:
    places, notes = resolve_places(listings)
    return [places[listing.id] for listing in listings], notes


def test_a_blank_region_joins_the_only_place_of_that_name_and_country() -> None:
    full = _listing("Atlanta", "Georgia", "US")
    assert _resolve(full, _listing("Atlanta", "", "US")) == ([full.place, full.place], ())
    assert _resolve(full, _listing("Atlanta")) == ([full.place, full.place], ())


def test_a_blank_region_that_may_be_two_places_stays_and_is_named() -> None:
    one, two, blank = (
        _listing("Springfield", "Illinois", "US"),
        _listing("Springfield", "Missouri", "US"),
        _listing("Springfield", "", "US"),
    )
    places, notes = _resolve(one, two, blank)
    assert places == [one.place, two.place, blank.place]
    assert notes == (
        "Springfield, US is ambiguous: it may be Springfield, Illinois, US or Springfield, Missouri, US. "
        "Give its region and country in the manifest.",
    )


def test_another_country_is_another_place() -> None:
    one, two = _listing("Wellington", "", "NZ"), _listing("Wellington", "Florida", "US")
    assert _resolve(one, two) == ([one.place, two.place], ())


def test_a_region_without_a_country_joins_that_region_only() -> None:
    full, other = _listing("Springfield", "Illinois", "US"), _listing("Springfield", "Ohio", "US")
    assert _resolve(full, other, _listing("Springfield", "Illinois"))[0][2] == full.place


def test_a_blank_place_that_stands_alone_stays_as_it_is() -> None:
    blank = _listing("New Zealand", "", "NZ")
    assert _resolve(blank) == ([blank.place], ())


def test_steps_lead_to_the_fullest_place() -> None:
    full = _listing("Atlanta", "Georgia", "US")
    assert _resolve(_listing("Atlanta"), _listing("Atlanta", "", "US"), full)[0] == [full.place] * 3


def test_spellings_become_the_one_that_somebody_gave() -> None:
    given = _listing("St. Paul", "Minnesota", "US")
    guesses = [_listing("Saint Paul", "Minnesota", "US", guessed=True), _listing("SAINT PAUL", "", "US", guessed=True)]
    assert _resolve(*guesses, given)[0] == [given.place] * 3


_names = st.sampled_from(["Springfield", "springfield", "St. Paul", "Saint Paul"])
_listings = st.lists(
    st.builds(
        _listing,
        _names,
        st.sampled_from(["", "Illinois", "Ohio"]),
        st.sampled_from(["", "US", "NZ"]),
        guessed=st.booleans(),
    ),
    max_size=8,
)


@given(listings=_listings)
def test_every_listing_has_a_place_that_agrees_with_its_own(listings: list[Listing]) -> None:
    places, _ = resolve_places(listings)
    assert set(places) == {listing.id for listing in listings}
    for listing in listings:
        found = places[listing.id]
        assert listing.place.region in {"", found.region}
        assert listing.place.country in {"", found.country}


@given(listings=_listings, order=st.randoms())
def test_the_order_of_listings_makes_no_difference(listings: list[Listing], order) -> None:
    shuffled = list(listings)
    order.shuffle(shuffled)
    assert resolve_places(shuffled) == resolve_places(listings)
