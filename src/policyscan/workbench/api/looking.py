"""Gather what the API says of one document, and of what is watched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyscan.model import plain
from policyscan.workbench import addresses
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


def sources_of(work: Workspace) -> Any:
    """What is watched, as `policyscan sources list --format json` says it, but for the folders of this machine."""
    return _shown(plain(work.sources.overview()))


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shown(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_shown(part) for part in value]
    return addresses.shown(value) if isinstance(value, str) else value


def _listing(listing: Listing) -> dict[str, object]:
    names = ("file", "kind", "title", "issuer", "published", "series", "address", "valid_from", "valid_to")
    place = listing.place
    where = {"place": place.name, "region": place.region, "country": place.country}
    told = {"address": addresses.shown(listing.address), "guessed": list(listing.guessed)}
    return {name: getattr(listing, name) for name in names} | where | told


def _page(page: Page) -> dict[str, object]:
    names = ("number", "label", "width", "height", "source", "is_readable", "note")
    return {name: getattr(page, name) for name in names}
