"""Write a subscription's notices as an Atom feed (RFC 4287): the same bytes for the same notices."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from policyscan.model.notices import Notice, Subscription
from policyscan.notices.digest import body_html
from policyscan.notices.words import clean

MOST_ENTRIES = 200
_ATOM = "http://www.w3.org/2005/Atom"
# Any fixed one will do: it makes our ids differ from those of others who hash the same words.
_OURS = uuid.UUID("6f1b7d0e-3c5a-4e0f-9b7e-5a0f2f6d9c41")


def render(subscription: Subscription, notices: Sequence[Notice]) -> bytes:
    """The feed of these notices, given oldest first; the newest come first in it, and no more than fit."""
    shown = list(reversed(notices))[:MOST_ENTRIES]
    feed = ET.Element("feed", {"xmlns": _ATOM})
    _add(feed, "id", _urn(f"feed {subscription.name} {subscription.since}"))
    _add(feed, "title", f"policyscan: {subscription.name}")
    _add(feed, "updated", max((notice.at for notice in shown), default=subscription.since))
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{subscription.name}.atom")
    _add(feed, "generator", "policyscan")
    _add(ET.SubElement(feed, "author"), "name", "policyscan")
    for notice in shown:
        entry = ET.SubElement(feed, "entry")
        _add(entry, "id", _urn(f"notice {notice.id}"))
        _add(entry, "title", notice.title)
        _add(entry, "updated", notice.at)
        _add(entry, "category", term=notice.kind.value)
        if notice.link:
            _add(entry, "link", rel="alternate", href=notice.link)
        _add(entry, "content", body_html(notice), type="html")
    ET.indent(feed, space=" ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'.encode()


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> None:
    element = ET.SubElement(parent, name, {key: clean(value) for key, value in attributes.items()})
    if text is not None:
        element.text = clean(text)


def _urn(name: str) -> str:
    return uuid.uuid5(_OURS, name).urn
