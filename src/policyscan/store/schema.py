"""The tables of a workspace, as numbered migrations from the first version.

A migration, once released, is never edited: a change of the schema is a new entry at the end of
`MIGRATIONS`. `PRAGMA user_version` holds the number of the last one that was applied.
"""

from __future__ import annotations

# "PSCN" in ASCII: tells our files from other programs' SQLite files.
APPLICATION_ID = 0x5053434E

_FIRST = (
    """
    CREATE TABLE meta (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE documents (
        sha256 TEXT PRIMARY KEY,
        size_bytes INTEGER NOT NULL,
        language TEXT NOT NULL,
        title TEXT NOT NULL,
        digest TEXT NOT NULL,
        metadata TEXT NOT NULL,
        text TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE layouts (
        sha256 TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
        data BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE pages (
        sha256 TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
        position INTEGER NOT NULL,
        number INTEGER NOT NULL,
        label TEXT NOT NULL,
        width REAL NOT NULL,
        height REAL NOT NULL,
        rotation INTEGER NOT NULL,
        source TEXT NOT NULL,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        note TEXT NOT NULL,
        PRIMARY KEY (sha256, position)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE sections (
        sha256 TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
        position INTEGER NOT NULL,
        number TEXT NOT NULL,
        title TEXT NOT NULL,
        level INTEGER NOT NULL,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        parent INTEGER NOT NULL,
        path TEXT NOT NULL,
        PRIMARY KEY (sha256, position)
    ) WITHOUT ROWID
    """,
    # No reference to documents: a page's OCR is kept before its document is put, since it is the
    # costliest thing here.
    """
    CREATE TABLE ocr_pages (
        sha256 TEXT NOT NULL,
        engine TEXT NOT NULL,
        number INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (sha256, engine, number)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE stages (
        sha256 TEXT NOT NULL,
        stage TEXT NOT NULL,
        version TEXT NOT NULL,
        seconds REAL NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (sha256, stage)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE listings (
        id TEXT PRIMARY KEY,
        file TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES documents,
        place_id TEXT NOT NULL,
        place TEXT NOT NULL,
        region TEXT NOT NULL,
        country TEXT NOT NULL,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        issuer TEXT NOT NULL,
        published TEXT NOT NULL,
        series TEXT NOT NULL,
        address TEXT NOT NULL,
        valid_from TEXT NOT NULL,
        valid_to TEXT NOT NULL,
        guessed TEXT NOT NULL,
        removed INTEGER NOT NULL,
        removed_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX listings_by_document ON listings (sha256, removed)",
    """
    CREATE TABLE readings (
        sha256 TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
        speaks_of_force INTEGER NOT NULL,
        clauses INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        findings INTEGER NOT NULL,
        digest TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE clauses (
        id TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL REFERENCES readings ON DELETE CASCADE,
        position INTEGER NOT NULL,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        text TEXT NOT NULL,
        text_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        page INTEGER NOT NULL,
        section INTEGER NOT NULL,
        language TEXT NOT NULL,
        lead TEXT NOT NULL,
        modality TEXT NOT NULL,
        negated INTEGER NOT NULL,
        condition TEXT NOT NULL,
        exception TEXT NOT NULL,
        actor TEXT NOT NULL,
        force_types TEXT NOT NULL,
        cues TEXT NOT NULL
    )
    """,
    "CREATE INDEX clauses_by_document ON clauses (sha256, position)",
    "CREATE INDEX clauses_by_wording ON clauses (text_id)",
    # The integer key stays in the store: it joins a passage to its full-text row, and an explicit
    # one is not renumbered by VACUUM.
    """
    CREATE TABLE passages (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        sha256 TEXT NOT NULL REFERENCES readings ON DELETE CASCADE,
        position INTEGER NOT NULL,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        text TEXT NOT NULL,
        embed_text TEXT NOT NULL,
        embed_id TEXT NOT NULL,
        page INTEGER NOT NULL,
        section INTEGER NOT NULL,
        language TEXT NOT NULL,
        clause_ids TEXT NOT NULL,
        measures TEXT NOT NULL,
        force_types TEXT NOT NULL,
        modalities TEXT NOT NULL
    )
    """,
    "CREATE INDEX passages_by_document ON passages (sha256, position)",
    "CREATE INDEX passages_by_embedding ON passages (embed_id)",
    """
    CREATE VIRTUAL TABLE passages_fts USING fts5(
        embed_text, content='passages', content_rowid='row',
        tokenize="porter unicode61 remove_diacritics 2"
    )
    """,
    """
    CREATE TRIGGER passages_inserted AFTER INSERT ON passages BEGIN
        INSERT INTO passages_fts (rowid, embed_text) VALUES (new.row, new.embed_text);
    END
    """,
    """
    CREATE TRIGGER passages_deleted AFTER DELETE ON passages BEGIN
        INSERT INTO passages_fts (passages_fts, rowid, embed_text) VALUES ('delete', old.row, old.embed_text);
    END
    """,
    """
    CREATE TABLE findings (
        sha256 TEXT NOT NULL REFERENCES readings ON DELETE CASCADE,
        position INTEGER NOT NULL,
        measure TEXT NOT NULL,
        rule TEXT NOT NULL,
        effect TEXT NOT NULL,
        reason TEXT NOT NULL,
        says TEXT NOT NULL,
        weight REAL NOT NULL,
        clause_id TEXT NOT NULL REFERENCES clauses DEFERRABLE INITIALLY DEFERRED,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        page INTEGER NOT NULL,
        part TEXT NOT NULL,
        cues TEXT NOT NULL,
        PRIMARY KEY (sha256, position)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX findings_by_clause ON findings (clause_id)",
    """
    CREATE TABLE embeddings (
        embed_id TEXT NOT NULL,
        model_id TEXT NOT NULL,
        vector BLOB NOT NULL,
        PRIMARY KEY (model_id, embed_id)
    )
    """,
    """
    CREATE TABLE judgements (
        position INTEGER PRIMARY KEY,
        place_id TEXT NOT NULL,
        place TEXT NOT NULL,
        region TEXT NOT NULL,
        country TEXT NOT NULL,
        measure TEXT NOT NULL,
        state TEXT NOT NULL,
        verdict TEXT NOT NULL,
        adopted INTEGER,
        reason_code TEXT NOT NULL,
        reason TEXT NOT NULL,
        confidence REAL NOT NULL,
        evidence TEXT NOT NULL,
        searched TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        as_of TEXT NOT NULL,
        UNIQUE (place_id, measure, decided_by)
    )
    """,
    """
    CREATE TABLE failures (
        file TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL,
        fault TEXT NOT NULL,
        problem TEXT NOT NULL,
        fix TEXT NOT NULL,
        at TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE runs (
        position INTEGER PRIMARY KEY,
        started TEXT NOT NULL,
        finished TEXT NOT NULL,
        summary TEXT NOT NULL
    )
    """,
)

# Persons' answers outlive the judgements that they are about, so they refer to none.
_REVIEWS = (
    """
    CREATE TABLE reviews (
        position INTEGER PRIMARY KEY,
        place_id TEXT NOT NULL,
        place TEXT NOT NULL,
        region TEXT NOT NULL,
        country TEXT NOT NULL,
        measure TEXT NOT NULL,
        answer INTEGER,
        comment TEXT NOT NULL,
        reviewer TEXT NOT NULL,
        at TEXT NOT NULL,
        reading TEXT NOT NULL,
        documents TEXT NOT NULL,
        rules_adopted INTEGER,
        rules_reason TEXT NOT NULL,
        rules_by TEXT NOT NULL
    )
    """,
    "CREATE INDEX reviews_by_cell ON reviews (place_id, measure, reviewer)",
)

# What agreements and rights reports say, each document's in one JSON text.
_STATEMENTS = tuple(
    f"""
    CREATE TABLE {table} (
        sha256 TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
        data TEXT NOT NULL
    ) WITHOUT ROWID
    """
    for table in ("agreements", "report_readings")
)

# What is watched, each version of it that arrived, and what was told to whom.
_WATCHING = (
    """
    CREATE TABLE watched (
        name TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        address TEXT NOT NULL,
        facts TEXT NOT NULL,
        state TEXT NOT NULL,
        fault TEXT NOT NULL,
        problem TEXT NOT NULL,
        fix TEXT NOT NULL,
        in_force TEXT NOT NULL,
        held TEXT NOT NULL,
        etag TEXT NOT NULL,
        last_modified TEXT NOT NULL,
        checked TEXT NOT NULL,
        changed TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE versions (
        position INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        address TEXT NOT NULL,
        headers TEXT NOT NULL,
        fetched TEXT NOT NULL,
        replaced TEXT NOT NULL,
        standing TEXT NOT NULL,
        reason TEXT NOT NULL
    )
    """,
    "CREATE INDEX versions_by_name ON versions (name, position)",
    """
    CREATE TABLE subscriptions (
        name TEXT PRIMARY KEY,
        spec TEXT NOT NULL,
        since TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE notices (
        position INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        subscription TEXT NOT NULL,
        kind TEXT NOT NULL,
        data TEXT NOT NULL,
        at TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE deliveries (
        notice TEXT NOT NULL,
        channel TEXT NOT NULL,
        state TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (notice, channel)
    ) WITHOUT ROWID
    """,
)

# Unbroken runs of failures of one document at one stage, counted, so that each is told once and the next again. What
# failed when last heard of was told without a number, and has none until it went well.
_STREAKS = (
    """
    CREATE TABLE streaks (
        stage TEXT NOT NULL,
        name TEXT NOT NULL,
        origin TEXT NOT NULL,
        number INTEGER NOT NULL,
        failing INTEGER NOT NULL,
        PRIMARY KEY (stage, name, origin)
    ) WITHOUT ROWID
    """,
    """
    INSERT OR IGNORE INTO streaks (stage, name, origin, number, failing)
    SELECT stage, name, '', 0, 1 FROM (
        SELECT
            json_extract(item.value, '$.stage') AS stage,
            json_extract(item.value, '$.document') AS name,
            json_extract(item.value, '$.outcome') AS outcome,
            max(runs.position)
        FROM runs, json_each(runs.summary, '$.rows') AS item
        GROUP BY json_extract(runs.summary, '$.flow'), json_extract(item.value, '$.document')
    )
    WHERE outcome = 'failed' AND stage IS NOT NULL AND name IS NOT NULL
    """,
)

# A version may come back and go again, and each time is a change of its own: for files that are ingested, how often a
# listing went; for what is watched, up to which arrival all were told as one.
_TURNS = (
    """
    CREATE TABLE removals (
        listing TEXT PRIMARY KEY,
        times INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    "INSERT INTO removals (listing, times) SELECT id, 1 FROM listings",
    """
    CREATE TRIGGER listings_removed AFTER UPDATE OF removed ON listings WHEN new.removed = 1 AND old.removed = 0 BEGIN
        INSERT INTO removals (listing, times) VALUES (new.id, 1)
        ON CONFLICT (listing) DO UPDATE SET times = times + 1;
    END
    """,
    """
    INSERT OR REPLACE INTO meta (key, value)
    SELECT 'turns_told_as_one', CAST(coalesce(max(position), 0) AS TEXT) FROM versions
    """,
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _REVIEWS, _STATEMENTS, _WATCHING, _STREAKS, _TURNS)


def known_version() -> int:
    """Return the newest schema this program can read and write."""
    return len(MIGRATIONS)
