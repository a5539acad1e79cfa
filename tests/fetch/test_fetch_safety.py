"""Nothing private is asked, however its address is dressed up."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl

import httpcore
import pytest
from tests.fetch.fetch_parts import Internet
from tests.fetch.web import Document, Web, in_turn, redirect, status, text

from policyscan.errors import QueryError
from policyscan.fetch import Fetcher, FetchError, FetchFault, FetchSettings
from policyscan.fetch.addresses import is_public

PDF = b"%PDF-1.7 policy"
PUBLIC = "93.184.215.14"
PUBLIC_6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


def refused(fetcher, address: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(address)
    assert caught.value.fault == FetchFault.PRIVATE_ADDRESS
    return caught.value


@pytest.fixture
def abroad(fetcher, internet):
    """Makes fetchers that may ask no private address, for whom every name and address leads to the loopback server."""

    def make(*answers: str, **options):
        names = iter(answers or [PUBLIC])
        last = [PUBLIC]

        def resolve(host: str, port: int) -> list[str]:
            last[0] = next(names, last[0])
            return last[0].split()

        return fetcher(allow_private=False, parts={"resolve": resolve, "backend": internet}, **options)

    return make


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0.0.0.0",
        "0",
        "10.0.0.8",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0177.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a00:8]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fc00::1]",
        "[ff02::1]",
        "localhost",
        "LOCALHOST.",
        "printer.localhost",
        "localhost.localdomain",
    ],
)
def test_a_private_address_is_refused_without_any_request(web, fetcher, internet, host):
    looked_up = []
    parts = {"backend": internet, "resolve": lambda name, port: looked_up.append(name) or ["127.0.0.1"]}
    address = f"http://{host}:{web.port}/policy.pdf"
    error = refused(fetcher(allow_private=False, parts=parts), address)
    assert error.address == address
    assert (internet.called, web.seen, looked_up) == ([], [], [])


def test_four_numbers_of_which_one_is_octal_are_no_address(fetcher, internet):
    with pytest.raises(FetchError) as caught:
        fetcher(allow_private=False, parts={"backend": internet}).fetch("http://0177.0.0.1/policy.pdf")
    assert (caught.value.fault, internet.called) == (FetchFault.ADDRESS, [])


def test_it_is_refused_by_default_and_asked_where_that_is_allowed(web, fetcher):
    web.routes["/policy.pdf"] = Document(PDF)
    refused(fetcher(allow_private=False), web.url("/policy.pdf"))
    assert web.seen == []
    assert fetcher(allow_private=True).fetch(f"http://localhost:{web.port}/policy.pdf").data == PDF


@pytest.mark.parametrize(
    "answer", ["127.0.0.1", "::1", "::ffff:10.0.0.1", "fe80::1%eth0", f"{PUBLIC} 10.0.0.1", "no-ip"]
)
def test_a_name_that_leads_to_a_private_address_is_refused(web, abroad, internet, answer):
    refused(abroad(answer), "http://policies.example/policy.pdf")
    assert (internet.called, web.seen) == ([], [])


def test_a_public_name_is_asked_at_the_address_that_was_checked(web, abroad, internet):
    web.routes["/policy.pdf"] = Document(PDF)
    assert abroad(PUBLIC).fetch("http://policies.example/policy.pdf").data == PDF
    assert set(internet.called) == {PUBLIC}
    assert {seen.headers["host"] for seen in web.seen} == {"policies.example"}


def test_the_next_address_of_a_name_is_tried_where_one_does_not_answer(web, fetcher):
    class Half(Internet):
        def connect_tcp(self, host, *args, **options):
            if ":" in host:
                self.called.append(host)
                raise httpcore.ConnectError("no IPv6 here")
            return super().connect_tcp(host, *args, **options)

    half = Half(web.port)
    web.routes["/policy.pdf"] = Document(PDF)
    parts = {"resolve": lambda *_: [PUBLIC_6, PUBLIC], "backend": half}
    got = fetcher(allow_private=False, parts=parts, obey_robots=False).fetch("http://policies.example/policy.pdf")
    assert (got.data, got.retries) == (PDF, 0)
    assert half.called == [PUBLIC_6, PUBLIC]


def test_a_name_that_changes_its_address_between_check_and_use_gets_nowhere(web, abroad, internet):
    """The first look-up is the one that is used; the second, for a new connection, is checked like the first."""

    def hang_up(exchange):
        exchange.head(503, {"Content-Length": "0", "Connection": "close"})
        exchange.hang_up()

    web.routes["/policy.pdf"] = in_turn(hang_up, Document(PDF))
    one = abroad(PUBLIC, "127.0.0.1", obey_robots=False)
    refused(one, "http://policies.example/policy.pdf")
    assert internet.called == [PUBLIC]
    assert len(web.seen) == 1


def test_robots_and_document_are_checked_each(web, abroad, internet):
    def hang_up(exchange):
        exchange.head(404, {"Content-Length": "0", "Connection": "close"})
        exchange.hang_up()

    web.routes["/robots.txt"] = hang_up
    refused(abroad(PUBLIC, "10.0.0.1"), "http://policies.example/policy.pdf")
    assert internet.called == [PUBLIC]
    assert [seen.path for seen in web.seen] == ["/robots.txt"]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/secret.pdf",
        "http://[::ffff:127.0.0.1]/secret.pdf",
        "//localhost/secret.pdf",
        "http://0x7f.1/secret.pdf",
        "file:///etc/hostname",
        "FILE:/etc/hostname",
    ],
)
def test_a_redirect_to_a_private_address_or_a_file_is_refused(web, abroad, internet, target):
    web.routes["/policy.pdf"] = redirect(target)
    refused(abroad(), "http://policies.example/policy.pdf")
    assert set(internet.called) == {PUBLIC}
    assert [seen.path for seen in web.seen] == ["/robots.txt", "/policy.pdf"]


def test_a_redirect_to_a_file_is_refused_even_where_private_addresses_are_allowed(web, fetcher, tmp_path):
    (tmp_path / "secret.pdf").write_bytes(PDF)
    web.routes["/policy.pdf"] = redirect((tmp_path / "secret.pdf").as_uri())
    refused(fetcher(), web.url("/policy.pdf"))


def test_a_redirect_to_another_name_is_looked_up_and_checked(web, fetcher, internet):
    book = {"policies.example": [PUBLIC], "inside.example": ["192.168.0.1"]}
    web.routes["/policy.pdf"] = redirect("http://inside.example/secret.pdf")
    parts = {"resolve": lambda host, port: book[host], "backend": internet}
    refused(fetcher(allow_private=False, parts=parts), "http://policies.example/policy.pdf")
    assert set(internet.called) == {PUBLIC}


@pytest.mark.parametrize("target", ["ftp://policies.example/a.pdf", "http://user:word@policies.example/a.pdf"])
def test_a_redirect_to_what_cannot_be_fetched_is_a_fault(web, abroad, target):
    web.routes["/policy.pdf"] = redirect(target)
    with pytest.raises(FetchError) as caught:
        abroad().fetch("http://policies.example/policy.pdf")
    assert caught.value.fault == FetchFault.ADDRESS


def test_robots_that_redirect_to_a_private_address_are_refused(web, abroad, internet):
    web.routes["/robots.txt"] = redirect("http://127.0.0.1/secret.txt")
    refused(abroad(), "http://policies.example/policy.pdf")
    assert [seen.path for seen in web.seen] == ["/robots.txt"]


def test_no_cookie_goes_from_one_host_to_another(web, abroad):
    web.routes["/a"] = in_turn(
        lambda exchange: exchange.answer(302, {"Location": "http://b.example/b", "Set-Cookie": "a=b"})
    )
    web.routes["/b"] = Document(PDF)
    assert abroad().fetch("http://a.example/a").data == PDF
    assert all("cookie" not in seen.headers for seen in web.seen)


@pytest.mark.parametrize(
    "ip", [PUBLIC, PUBLIC_6, f"::ffff:{PUBLIC}", "64:ff9b::5db8:d70e", "2002:5db8:d70e::1", "8.8.8.8"]
)
def test_public_addresses_are_public_in_any_wrapping(ip):
    assert is_public(ipaddress.ip_address(ip))


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A certificate for policies.example, its key, and who trusts it."""
    pytest.importorskip("cryptography", reason="makes the certificate for the test of secure connections")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "policies.example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("policies.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    own = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(own + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    names: list[str] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with Web(ssl_context=context) as server:
        server.routes["/policy.pdf"] = Document(PDF)
        yield server, names


def test_a_secure_connection_sees_the_name_not_the_address(secure, fetcher, authority):
    server, names = secure
    parts = {
        "resolve": lambda *_: [PUBLIC],
        "backend": Internet(server.port),
        "ssl_context": ssl.create_default_context(cafile=str(authority)),
    }
    got = fetcher(allow_private=False, parts=parts).fetch("https://policies.example/policy.pdf")
    assert got.data == PDF
    assert set(names) == {"policies.example"}
    assert {seen.headers["host"] for seen in server.seen} == {"policies.example"}


def test_a_certificate_for_another_name_is_a_fault_that_no_retry_mends(secure, fetcher, authority, clock):
    server, _ = secure
    parts = {
        "resolve": lambda *_: [PUBLIC],
        "backend": Internet(server.port),
        "ssl_context": ssl.create_default_context(cafile=str(authority)),
    }
    with pytest.raises(FetchError) as caught:
        fetcher(allow_private=False, parts=parts).fetch("https://other.example/policy.pdf")
    assert caught.value.fault == FetchFault.TLS
    assert (server.seen, clock.slept) == ([], [])


def test_a_certificate_that_nobody_vouches_for_is_a_fault(secure, fetcher):
    server, _ = secure
    with pytest.raises(FetchError) as caught:
        fetcher().fetch(server.url("/policy.pdf"))
    assert caught.value.fault == FetchFault.TLS
    assert server.seen == []


def test_plain_words_where_a_secure_connection_is_asked_for_are_a_fault(web, fetcher):
    web.routes["/robots.txt"] = status(404)
    web.routes["/policy.pdf"] = text("plain")
    with pytest.raises(FetchError) as caught:
        fetcher(obey_robots=False, read_seconds=1).fetch(web.url("/policy.pdf").replace("http:", "https:"))
    assert caught.value.fault in {FetchFault.TLS, FetchFault.UNREACHABLE}


def test_a_network_that_is_allowed_opens_no_other(web):
    web.routes["/in"] = Document(b"%PDF-1.4 in")
    web.routes["/out"] = redirect("http://127.0.0.3:9/latest")
    web.routes["/other"] = redirect(web.url("/in").replace("127.0.0.1", "127.0.0.2"))
    with Fetcher(FetchSettings(contact="a@example.org", allow_private=("127.0.0.1",), seconds_between=0)) as fetcher:
        assert fetcher.fetch(web.url("/in")).data == b"%PDF-1.4 in"
        for path in ("/out", "/other"):
            with pytest.raises(FetchError) as raised:
                fetcher.fetch(web.url(path))
            assert raised.value.fault is FetchFault.PRIVATE_ADDRESS


def test_an_allowed_network_that_is_none_is_refused():
    with pytest.raises(QueryError, match="is no network"):
        FetchSettings(contact="a@example.org", allow_private=("10.0.0.0/99",))
