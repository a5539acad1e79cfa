"""Decide which addresses may be asked at all, by their words and by where their names lead."""

from __future__ import annotations

import ipaddress
import re
import socket
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import httpx

from policyscan.fetch.records import FetchError, FetchFault

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
# Private addresses that may be asked: none, all, or those of some networks.
Allowed = bool | tuple[str, ...]
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")
# Translates to IPv4 at the network's edge (RFC 6052): only the embedded address says where it leads.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_HOST = re.compile(r"[A-Za-z0-9._\-]+")
_LOCAL_NAMES = ("localhost", "localdomain", "ip6-localhost", "ip6-loopback")


def file_of(address: str) -> Path | None:
    """The path that a `file:` address or a plain path means; None for an address of another scheme."""
    if not _SCHEME.match(address):
        return Path(address)
    if address[:5].lower() != "file:":
        return None
    parts = urlsplit(address)
    if parts.netloc.lower() not in {"", "localhost"} or not parts.path.startswith("/") or "%00" in parts.path:
        raise FetchError(
            f"{address}: a file: address names a file of this machine by its whole path.",
            fault=FetchFault.ADDRESS,
            address=address,
            fix="Write file:///folder/file.pdf, or just the path.",
        )
    return Path(unquote_to_bytes(parts.path).decode("utf-8", "surrogateescape"))


def parse(address: str) -> httpx.URL:
    """The address in its normal form, without fragment; `FetchError` where it cannot or must not be asked."""
    try:
        url = httpx.URL(address.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as error:
        raise _unusable(address, f"is no address ({error})") from error
    if url.scheme not in {"http", "https"}:
        raise _unusable(address, f"has the scheme {url.scheme or 'nothing'!r}")
    if not url.host:
        raise _unusable(address, "names no host")
    if literal(url.host) is None and not _HOST.fullmatch(url.raw_host.decode("ascii", "replace")):
        raise _unusable(address, f"has no usable host ({url.host})")
    if url.port is not None and not 0 < url.port < 65536:
        raise _unusable(address, f"has no usable port ({url.port})")
    if url.userinfo:
        raise _unusable(address.replace(url.userinfo.decode("ascii", "replace"), "…"), "holds a user name or password")
    return url.copy_with(fragment=None)


def may_ask(ip: Ip, allowed: Allowed) -> bool:
    """Whether an address may be asked: it is on the open internet, or in what is allowed (all, or some networks)."""
    if allowed is True or is_public(ip):
        return True
    return any(ip in ipaddress.ip_network(network) for network in allowed or ())


def check_words(url: httpx.URL, allowed: Allowed) -> None:
    """Refuse, before any name is looked up, a host that is private by its words.

    Where some networks are allowed, a name is left to what it leads to.
    """
    name = url.host.rstrip(".").lower()
    if not allowed and any(name == local or name.endswith(f".{local}") for local in _LOCAL_NAMES):
        raise private(url.host, "this machine")
    ip = literal(name)
    if ip is not None and not may_ask(ip, allowed):
        raise private(url.host, str(ip))


def literal(host: str) -> Ip | None:
    """The address that a host's words are, in any form that a C library reads: 127.1, 0x7f000001, 017700000001."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass
    if re.fullmatch(r"[0-9a-fA-FxX.]+", host) and host[:1].isdigit():
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except OSError:
            return None
    return None


def is_public(ip: Ip) -> bool:
    """Whether an address leads to the open internet, whatever it is wrapped in."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    barred = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_reserved or ip.is_multicast
    return ip.is_global and not barred and not ip.is_unspecified


def private(host: str, where: str) -> FetchError:
    """The refusal of a host that leads to a private address."""
    return FetchError(
        f"{host} is not on the open internet ({where}), so it is not asked.",
        fault=FetchFault.PRIVATE_ADDRESS,
        address=host,
    )


def _unusable(address: str, what: str) -> FetchError:
    return FetchError(f"{address} {what}, so it cannot be fetched.", fault=FetchFault.ADDRESS, address=address)
