"""Gather what the API says of one document, and of what is watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyscan.workbench.render import NotHere

if TYPE_CHECKING:
    from policyscan.model import Listing, Page
    from policyscan.workspace import Workspace


def document_of(work: Workspace, sha256: str) -> dict[str, object]:
    """One document in plain values. Raises `NotHere` for a hash that is not in the workspace."""
    store = work.store
    if sha256 not in store.document_hashes():
        raise NotHere("such document")
    evidence = [
        {"place": judgement.place.name, "measure": judgement.measure, "rank": rank, **quote.as_dict()}
        for judgement in store.judgements()
        for rank, quote in enumerate(judgement.evidence, start=1)
        if quote.sha256 == sha256
    ]
    return {
        "sha256": sha256,
        "listings": [_listing(item) for item in store.listings() if item.sha256 == sha256],
        "pages": [_page(page) for page in store.pages(sha256)],
        "sections": [
            {"name": section.name, "level": section.level, "start": section.start, "end": section.end}
            for section in store.sections(sha256)
        ],
        "clauses": store.clause_count(sha256),
        "evidence": evidence,
    }


def sources_of(work: Workspace) -> dict[str, object]:
    """What is watched, as `policyscan sources list --format json` says it."""
    path = work.sources.path()
    listed = work.sources.listed(path) if path.exists() else None
    watched = work.sources.watched()
    known = {item.name for item in watched}
    return {
        "watched": watched,
        "not_checked": [
            {"name": entry.name, "address": entry.address, "form": entry.form, "group": entry.group}
            for entry in (listed.entries if listed else ())
            if entry.name not in known
        ],
        "failures": listed.failures if listed else (),
    }


def _listing(listing: Listing) -> dict[str, object]:
    names = ("file", "kind", "title", "issuer", "published", "series", "address", "valid_from", "valid_to")
    place = listing.place
    where = {"place": place.name, "region": place.region, "country": place.country}
    return {name: getattr(listing, name) for name in names} | where | {"guessed": list(listing.guessed)}


def _page(page: Page) -> dict[str, object]:
    names = ("number", "label", "width", "height", "source", "is_readable", "note")
    return {name: getattr(page, name) for name in names}
