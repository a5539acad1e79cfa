"""Look after a workspace: write out all that it holds, back it up, put it back, drop bytes that are not in force."""

from __future__ import annotations

from policyscan.upkeep.backup import BackupReport, backup
from policyscan.upkeep.dump import dump, dump_lines
from policyscan.upkeep.prune import Dropped, PruneReport, prune
from policyscan.upkeep.restore import restore
from policyscan.upkeep.tables import DUMPED, LEFT_OUT

__all__ = [
    "DUMPED",
    "LEFT_OUT",
    "BackupReport",
    "Dropped",
    "PruneReport",
    "backup",
    "dump",
    "dump_lines",
    "prune",
    "restore",
]
