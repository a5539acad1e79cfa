"""What a second process does in the tests: `python store_child.py hold|write|create FOLDER [SEED]`."""

from __future__ import annotations

import sys
from pathlib import Path

from store_records import make_document, make_judgement, make_listing, make_reading

from policyscan.store import Store


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def hold(folder: Path) -> None:
    with Store.open(folder) as store, store.writing():
        say("held")
        sys.stdin.read()


def write(folder: Path, seed: int) -> None:
    """Write for ever, a word after each step, until somebody kills it."""
    with Store.open(folder, create=True) as store, store.writing():
        step = 0
        while True:
            data = f"document {(seed + step) % 3}".encode()
            document = make_document(data, sentences=60 + step % 7, word=f"force{step}")
            store.put_blob(data)
            say("blob")
            store.put_document(document, size_bytes=len(data))
            say("document")
            store.put_listing(make_listing(document, file=f"{seed}.pdf"))
            store.put_reading(make_reading(document, says=f"step {step}"))
            say("reading")
            store.put_embeddings("model", ((p.embed_id, b"\0\0\0\0") for p in store.passages(document.sha256)))
            store.put_judgements([make_judgement(measure=f"m{n}") for n in range(step % 5)], key=f"{seed}.{step}")
            say("judgements")
            step += 1


def create(folder: Path) -> None:
    """Wait for a word, then make the workspace: several of these race."""
    say("ready")
    sys.stdin.readline()
    with Store.open(folder, create=True) as store:
        store.put_meta("made", "yes")
    say("made")


if __name__ == "__main__":
    what, where, *rest = sys.argv[1:]
    if what == "hold":
        hold(Path(where))
    elif what == "write":
        write(Path(where), int(rest[0]))
    else:
        create(Path(where))
