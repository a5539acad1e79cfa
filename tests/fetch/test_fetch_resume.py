"""A download that breaks off goes on where it stopped, and is never a mixture."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fetch.web import LONG_AGO, Document, Web, in_turn, status

from policyscan.fetch import FetchError, FetchFault
from policyscan.fetch.inflate import inflate
from policyscan.fetch.partial import Part, strong_validator

OLD = b"%PDF-1.7 old " + bytes(range(256)) * 400
NEW = b"%PDF-1.7 new " + bytes(reversed(range(256))) * 400
ADDRESS = "/policy.pdf"


def broken(fetcher, web: Web, partial: Path, data: bytes = OLD, after: int = 50_000, **options) -> None:
    """Leave a broken download behind."""
    web.routes[ADDRESS] = Document(data, cut=after, **options)
    with pytest.raises(FetchError) as caught:
        fetcher(retries=0).fetch(web.url(ADDRESS), partial=partial)
    assert caught.value.fault == FetchFault.TRUNCATED


def test_the_next_fetch_goes_on_where_the_last_one_stopped(web, fetcher, tmp_path):
    partial = tmp_path / "part"
    broken(fetcher, web, partial, etag='"v1"')
    assert partial.read_bytes() == OLD[:50_000]
    web.routes[ADDRESS] = Document(OLD, etag='"v1"')
    got = fetcher().fetch(web.url(ADDRESS), partial=partial)
    assert got.data == OLD
    assert (got.status, got.received_bytes) == (206, len(OLD) - 50_000)
    asked = web.asked(ADDRESS)[-1].headers
    assert (asked["range"], asked["if-range"]) == ("bytes=50000-", '"v1"')
    assert (got.headers["content-length"], got.headers["content-type"]) == (str(len(OLD)), "application/pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_retry_goes_on_too_without_a_file(web, fetcher):
    web.routes[ADDRESS] = Document(OLD, cut=40_000, cuts=2)
    got = fetcher().fetch(web.url(ADDRESS))
    assert (got.data, got.retries, got.received_bytes) == (OLD, 2, len(OLD))
    assert [seen.headers.get("range") for seen in web.asked(ADDRESS)] == [None, "bytes=40000-", "bytes=80000-"]


def test_a_server_that_always_breaks_off_ends_as_truncated(web, fetcher):
    web.routes[ADDRESS] = Document(OLD, cut=10, ranges=False)
    with pytest.raises(FetchError) as caught:
        fetcher().fetch(web.url(ADDRESS))
    assert caught.value.fault == FetchFault.TRUNCATED
    assert len(web.asked(ADDRESS)) == 4


def test_a_changed_document_is_fetched_anew(web, fetcher, tmp_path):
    partial = tmp_path / "part"
    broken(fetcher, web, partial)
    web.routes[ADDRESS] = Document(NEW)
    got = fetcher().fetch(web.url(ADDRESS), partial=partial)
    assert (got.data, got.status) == (NEW, 200)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_serves_the_rest_of_another_version_is_not_believed(web, fetcher, tmp_path):
    class Careless(Document):
        """Looks at Range but not at If-Range."""

        def _start(self, headers, etag):
            return super()._start({name: value for name, value in headers.items() if name != "if-range"}, etag)

    partial = tmp_path / "part"
    broken(fetcher, web, partial)
    web.routes[ADDRESS] = Careless(NEW)
    assert fetcher().fetch(web.url(ADDRESS), partial=partial).data == NEW
    assert [seen.headers.get("range") for seen in web.asked(ADDRESS)] == [None, "bytes=50000-", None]


def test_a_server_without_ranges_starts_anew(web, fetcher, tmp_path):
    partial = tmp_path / "part"
    broken(fetcher, web, partial, etag='"v1"')
    web.routes[ADDRESS] = Document(OLD, etag='"v1"', ranges=False)
    got = fetcher().fetch(web.url(ADDRESS), partial=partial)
    assert (got.data, got.received_bytes) == (OLD, len(OLD))


def test_a_document_that_shrank_below_the_part_is_fetched_anew(web, fetcher, tmp_path):
    partial = tmp_path / "part"
    broken(fetcher, web, partial, etag='"same"')
    web.routes[ADDRESS] = Document(OLD[:100], etag='"same"')
    assert fetcher().fetch(web.url(ADDRESS), partial=partial).data == OLD[:100]


@pytest.mark.parametrize(
    "content_range",
    [
        "bytes 0-102412/102413",
        "bytes 0-9/102413",
        "bytes 50000-60000/102413",
        "bytes 50000-99999/100000",
        "bytes */102413",
        "lines 1-2/3",
        "",
    ],
)
def test_a_part_that_does_not_fit_is_not_taken(web, fetcher, tmp_path, content_range):
    partial = tmp_path / "part"
    broken(fetcher, web, partial, etag='"v1"')
    odd = lambda exchange: exchange.answer(206, {"Content-Range": content_range, "ETag": '"v1"'}, b"x" * 10)  # noqa: E731
    web.routes[ADDRESS] = in_turn(odd, Document(OLD, etag='"v1"'))
    assert fetcher().fetch(web.url(ADDRESS), partial=partial).data == OLD


def test_a_part_that_is_shorter_than_it_says_is_not_the_end(web, fetcher, tmp_path):
    partial = tmp_path / "part"
    broken(fetcher, web, partial, etag='"v1"')
    rest = {"Content-Range": f"bytes 50000-{len(OLD) - 1}/{len(OLD)}", "ETag": '"v1"'}
    short = lambda exchange: exchange.answer(206, rest, OLD[50_000:50_010])  # noqa: E731
    web.routes[ADDRESS] = in_turn(short, Document(OLD, etag='"v1"'))
    got = fetcher().fetch(web.url(ADDRESS), partial=partial)
    assert (got.data, got.retries) == (OLD, 1)


@pytest.mark.parametrize("validators", [{"etag": 'W/"v1"'}, {"etag": "", "last_modified": ""}])
def test_without_a_strong_validator_nothing_is_gone_on_with(web, fetcher, tmp_path, validators):
    partial = tmp_path / "part"
    broken(fetcher, web, partial, **validators)
    assert list(tmp_path.iterdir()) == []
    web.routes[ADDRESS] = Document(OLD, cut=5, cuts=1, **validators)
    got = fetcher().fetch(web.url(ADDRESS), partial=partial)
    assert (got.data, got.retries) == (OLD, 1)
    assert ["range" in seen.headers for seen in web.asked(ADDRESS)] == [False, False, False]


def test_a_date_is_a_validator_once_it_is_old(web, fetcher, tmp_path):
    partial = tmp_path / "part"
    broken(fetcher, web, partial, etag="")
    web.routes[ADDRESS] = Document(OLD, etag="")
    assert fetcher().fetch(web.url(ADDRESS), partial=partial).data == OLD
    assert web.asked(ADDRESS)[-1].headers["if-range"] == LONG_AGO
    now = {"last-modified": LONG_AGO, "date": "Mon, 01 Jan 2024 00:00:59 GMT"}
    assert strong_validator(now) == ""
    assert strong_validator({**now, "date": "Mon, 01 Jan 2024 00:01:00 GMT"}) == LONG_AGO


def test_what_came_from_another_address_is_of_no_use(web, fetcher, tmp_path):
    partial = tmp_path / "part"
    broken(fetcher, web, partial, etag='"v1"')
    web.routes["/other.pdf"] = Document(NEW, etag='"v1"')
    assert fetcher().fetch(web.url("/other.pdf"), partial=partial).data == NEW
    assert "range" not in web.asked("/other.pdf")[0].headers


def test_a_document_that_is_known_after_all_ends_the_partial_download(web, fetcher, tmp_path):
    partial = tmp_path / "part"
    web.routes[ADDRESS] = Document(NEW)
    known = fetcher().fetch(web.url(ADDRESS)).known
    broken(fetcher, web, partial)
    web.routes[ADDRESS] = Document(NEW)
    assert fetcher().fetch(web.url(ADDRESS), known=known, partial=partial).data is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", [404, 410, 403])
def test_a_document_that_is_no_more_leaves_no_part(web, fetcher, tmp_path, code):
    partial = tmp_path / "part"
    broken(fetcher, web, partial)
    web.routes[ADDRESS] = status(code)
    with pytest.raises(FetchError):
        fetcher().fetch(web.url(ADDRESS), partial=partial)
    assert list(tmp_path.iterdir()) == []


def test_a_busy_server_costs_nothing_of_what_is_here(web, fetcher, tmp_path):
    partial = tmp_path / "part"
    broken(fetcher, web, partial)
    web.routes[ADDRESS] = status(503)
    with pytest.raises(FetchError):
        fetcher().fetch(web.url(ADDRESS), partial=partial)
    assert partial.read_bytes() == OLD[:50_000]


@pytest.mark.parametrize(
    "note", ["", "{", "[]", '{"kept": 50000}', '{"address": 1, "validator": 2, "total": 3, "kept": 4, "headers": {}}']
)
def test_a_part_with_an_unreadable_note_is_thrown_away(web, fetcher, tmp_path, note):
    partial = tmp_path / "part"
    broken(fetcher, web, partial)
    (tmp_path / "part.json").write_text(note)
    web.routes[ADDRESS] = Document(OLD)
    assert fetcher().fetch(web.url(ADDRESS), partial=partial).data == OLD
    assert "range" not in web.asked(ADDRESS)[-1].headers


def test_bytes_that_were_not_yet_safe_on_the_disk_are_fetched_again(web, fetcher, tmp_path):
    partial = tmp_path / "part"
    broken(fetcher, web, partial)
    partial.write_bytes(OLD[:50_000] + bytes(7))
    web.routes[ADDRESS] = Document(OLD)
    assert fetcher().fetch(web.url(ADDRESS), partial=partial).data == OLD
    assert web.asked(ADDRESS)[-1].headers["range"] == "bytes=50000-"


def test_a_part_shorter_than_its_note_is_thrown_away(web, fetcher, tmp_path):
    partial = tmp_path / "part"
    broken(fetcher, web, partial)
    partial.write_bytes(OLD[:100])
    web.routes[ADDRESS] = Document(OLD)
    assert fetcher().fetch(web.url(ADDRESS), partial=partial).data == OLD
    assert "range" not in web.asked(ADDRESS)[-1].headers


def test_a_part_that_cannot_be_written_is_told(web, fetcher, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FetchError) as caught:
        fetcher().fetch(web.url(ADDRESS), partial=tmp_path / "file" / "part")
    assert caught.value.fault == FetchFault.UNREADABLE_PATH
    assert web.seen == []


def test_a_process_that_dies_leaves_what_it_had_put_on_the_disk(tmp_path):
    """`close` is what a killed process never reaches."""
    size = 9 * 1024 * 1024
    part = Part(tmp_path / "part", 10 * size)
    part.begin("http://example.org/a", {"etag": '"v1"'}, total=size + 1, resumable=True)
    for start in range(0, size, 65536):
        part.append(bytes([start // 65536 % 251]) * 65536)
    whole = part.data()
    again = Part(tmp_path / "part", 10 * size)
    assert again.size == 8 * 1024 * 1024
    assert again.data() == whole[: again.size]
    assert again.wishes("http://example.org/a")["Range"] == f"bytes={again.size}-"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 3000), second=st.integers(0, 3000), ranges=st.booleans(), changed=st.booleans())
def test_wherever_it_breaks_the_bytes_are_the_servers(web, fetcher, tmp_path, cut, second, ranges, changed):
    data, other = OLD[:3001], NEW[:2500]
    partial = tmp_path / "part"
    one = fetcher(retries=0, obey_robots=False)
    for at in (cut, second):
        web.routes[ADDRESS] = Document(data, cut=at)
        try:
            assert one.fetch(web.url(ADDRESS), partial=partial).data == data
        except FetchError as error:
            assert error.fault == FetchFault.TRUNCATED
    final = other if changed else data
    web.routes[ADDRESS] = Document(final, ranges=ranges)
    assert one.fetch(web.url(ADDRESS), partial=partial).data == final
    assert list(tmp_path.iterdir()) == []


def test_a_compressed_file_of_several_members_is_read_whole_and_a_broken_one_is_told():
    import gzip

    assert inflate(gzip.compress(b"one") + gzip.compress(b"two") + b"\0\0", 6) == b"onetwo"
    with pytest.raises(ValueError, match="more than 5"):
        inflate(gzip.compress(b"onetwo"), 5)
    with pytest.raises(ValueError, match="breaks off"):
        inflate(gzip.compress(OLD)[:-9], 1_000_000)
    with pytest.raises(ValueError, match="not compressed"):
        inflate(b"plain words", 1_000_000)
