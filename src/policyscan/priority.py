"""Let other programs go first while documents are read."""

from __future__ import annotations

import os

# Of 20 steps down: beside a program that wants both cores, an ingest gets a tenth of them, and alone it gets all.
GIVEN_WAY = 10


def give_way() -> None:
    """Lower this process, and what it starts from now on, so that whoever searches meanwhile does not wait for it.

    A process that stands as low already stays where it is, and so does one on a system that knows no such order. It
    cannot be taken back without privileges: it is for programs of our own, not for a program that calls the library.
    """
    if hasattr(os, "setpriority") and os.getpriority(os.PRIO_PROCESS, 0) < GIVEN_WAY:
        os.setpriority(os.PRIO_PROCESS, 0, GIVEN_WAY)
