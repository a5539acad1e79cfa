"""Listings: which document stands for which place, and since when it no longer does."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from policyscan.model import Kind, Listing, Place
from policyscan.store.base import Part, as_json_list, dump_strings, load_strings

_COLUMNS = (
    "id, file, sha256, place_id, place, region, country, kind, title, issuer, published, series, address, "
    "valid_from, valid_to, guessed, removed, removed_at"
)


class Listings(Part):
    """What the sources said of the documents."""

    # The live listings, and the state of the database that they were read in: each search asks for them.
    _live: tuple[tuple[int, int] | None, tuple[Listing, ...]]

    def put_listing(self, listing: Listing) -> None:
        """Keep a listing, in place of one with the same id. Its document must be here."""
        place = listing.place
        values = (
            listing.id,
            listing.file,
            listing.sha256,
            place.id,
            place.name,
            place.region,
            place.country,
            listing.kind,
            listing.title,
            listing.issuer,
            listing.published,
            listing.series,
            listing.address,
            listing.valid_from,
            listing.valid_to,
            dump_strings(listing.guessed),
            int(listing.removed),
            _now() if listing.removed else "",
        )
        with self._database.transaction():
            self._database.run(
                f"INSERT OR REPLACE INTO listings ({_COLUMNS}) VALUES "  # noqa: S608
                "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )

    def listings(self, *, include_removed: bool = False) -> tuple[Listing, ...]:
        """Return listings sorted by file, place, kind and document."""
        if include_removed:
            return self._read(include_removed=True)
        state, known = self._live
        now = self._database.state()
        if now is not None and now == state:
            return known
        found = self._read(include_removed=False)
        # Had another process written meanwhile, the state would be another one next time.
        self._live = (now, found)
        return found

    def _read(self, *, include_removed: bool) -> tuple[Listing, ...]:
        rows = self._database.rows(
            """
            SELECT file, sha256, place, region, country, kind, title, issuer, published, series, address,
                valid_from, valid_to, removed, guessed
            FROM listings WHERE removed <= ? ORDER BY file, place, region, country, kind, sha256
            """,
            (int(include_removed),),
        )
        return tuple(
            Listing(
                file=row[0],
                sha256=row[1],
                place=Place(*row[2:5]),
                kind=Kind(row[5]),
                title=row[6],
                issuer=row[7],
                published=row[8],
                series=row[9],
                address=row[10],
                valid_from=row[11],
                valid_to=row[12],
                removed=bool(row[13]),
                guessed=load_strings(row[14]),
            )
            for row in rows
        )

    def mark_removed(self, listing_ids: Collection[str]) -> None:
        """Record now as the time from which these sources were gone; nothing is deleted."""
        with self._database.transaction():
            self._database.run(
                """
                UPDATE listings SET removed = 1, removed_at = ?
                WHERE removed = 0 AND id IN (SELECT value FROM json_each(?))
                """,
                (_now(), as_json_list(listing_ids)),
            )

    def removed_at(self, listing_id: str) -> str:
        """Return the time at which a listing was marked as removed, empty for a live one.

        Earlier versions kept the day only, which sorts before every time of that day.
        """
        return str(self._database.value("SELECT removed_at FROM listings WHERE id = ?", (listing_id,)) or "")

    def places(self) -> tuple[Place, ...]:
        """Return the places of live listings, sorted."""
        rows = self._database.rows(
            """
            SELECT min(place), min(region), min(country) FROM listings WHERE removed = 0 GROUP BY place_id
            """
        )
        return tuple(sorted(Place(*row) for row in rows))

    def prune(self) -> int:
        """Delete the readings of documents without a live listing, and vectors that nothing uses.

        Originals, texts and OCR stay, so that a source that comes back is read again quickly.
        Returns the number of readings deleted. Nothing calls this by itself.
        """
        with self._database.transaction():
            gone = [
                sha256
                for (sha256,) in self._database.rows(
                    "SELECT sha256 FROM readings WHERE sha256 NOT IN (SELECT sha256 FROM listings WHERE removed = 0)"
                )
            ]
            for table in ("findings", "passages", "clauses", "readings", "stages"):
                self._database.run(
                    f"DELETE FROM {table} WHERE sha256 IN (SELECT value FROM json_each(?))",  # noqa: S608
                    (as_json_list(gone),),
                )
            self._database.run("DELETE FROM embeddings WHERE embed_id NOT IN (SELECT embed_id FROM passages)")
        return len(gone)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
