"""What is watched, its versions, and what was told to subscribers: given back as it was put."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from policyscan.model import SourceState, Standing, Version, Watched
from policyscan.store import Store

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
watched = st.builds(
    Watched,
    name=names,
    source=text,
    address=text,
    facts=st.dictionaries(text, text, max_size=3),
    state=st.sampled_from(SourceState),
    fault=text,
    problem=text,
    fix=text,
    in_force=text,
    held=text,
    etag=text,
    last_modified=text,
    checked=text,
    changed=text,
)
versions = st.builds(
    Version,
    name=names,
    sha256=text,
    size_bytes=st.integers(0, 2**40),
    address=text,
    headers=st.dictionaries(text, text, max_size=3),
    fetched=text,
    replaced=text,
    standing=st.sampled_from(Standing),
    reason=text,
    position=st.just(0),
)


@given(st.lists(watched, max_size=4))
def test_the_last_word_on_each_watched_address_is_kept(tmp_path_factory, rows):
    with Store.open(folder(tmp_path_factory), create=True) as store:
        for row in rows:
            store.put_watched(row)
        last = {row.name: row for row in rows}
        assert store.watched() == tuple(last[name] for name in sorted(last, key=lambda name: name.encode()))


@given(st.lists(versions, max_size=5))
def test_every_arrival_is_kept_in_order(tmp_path_factory, rows):
    with Store.open(folder(tmp_path_factory), create=True) as store:
        for row in rows:
            store.put_version(row)
        kept = store.versions()
        assert [item.position for item in kept] == list(range(1, len(rows) + 1))
        plain = [Version(**{**fields(item), "position": 0}) for item in kept]
        assert plain == rows
        for name in {row.name for row in rows}:
            assert [item for item in kept if item.name == name] == list(store.versions(name))


def test_only_the_newest_arrival_of_the_same_bytes_changes_its_standing(tmp_path):
    with Store.open(tmp_path / "ws", create=True) as store:
        for fetched in ("2026-01-01", "2026-02-01"):
            store.put_version(Version("a.pdf", "11", 5, "", {}, fetched, "", Standing.HELD))
        store.set_standing("a.pdf", "11", Standing.IN_FORCE, "accepted")
        assert [(item.fetched, item.standing, item.reason) for item in store.versions("a.pdf")] == [
            ("2026-01-01", Standing.HELD, ""),
            ("2026-02-01", Standing.IN_FORCE, "accepted"),
        ]


def test_what_is_watched_no_longer_keeps_its_versions(tmp_path):
    with Store.open(tmp_path / "ws", create=True) as store:
        store.put_watched(Watched("a.pdf", "a.pdf", "file:a.pdf"))
        store.put_watched(Watched("b.pdf", "b.pdf", "file:b.pdf"))
        store.put_version(Version("a.pdf", "11", 5, "", {}, "2026-01-01", "", Standing.IN_FORCE))
        store.forget_watched(["a.pdf"])
        assert [item.name for item in store.watched()] == ["b.pdf"]
        assert [item.name for item in store.versions()] == ["a.pdf"]


def folder(factory) -> Path:
    return factory.mktemp("store") / "ws"


def fields(item: Version) -> dict[str, object]:
    return {name: getattr(item, name) for name in Version.__slots__}
