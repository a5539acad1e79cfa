"""What a backup file is: a gzipped tar whose first member lists all others with size and sha256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from policyscan.errors import WorkspaceError

MANIFEST = "policyscan-backup.json"
FORMAT = 1
# Originals hardly shrink, and level 1 packs the database four times as fast as level 6.
LEVEL = 1
CHUNK = 1 << 20
# A line of the manifest takes some 170 bytes, so that this is room for six million members.
LARGEST_MANIFEST = 1 << 30


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the workspace: its path in the folder, with slashes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, and which program made it of which schema."""

    version: str
    schema: int
    made_at: str
    members: tuple[Member, ...]

    def as_json(self) -> bytes:
        """The manifest as it stands in the file."""
        head = {"format": FORMAT, "version": self.version, "schema": self.schema, "made_at": self.made_at}
        rows = ",\n".join(json.dumps([member.name, member.size, member.sha256]) for member in self.members)
        return f'{{{json.dumps(head)[1:-1]}, "members": [\n{rows}\n]}}\n'.encode()


def read_manifest(data: bytes, file: Path, *, schema: int) -> Manifest:
    """Read what `as_json` made; `schema` is the newest that this program knows."""
    try:
        values = json.loads(data)
        found = int(values["format"])
        if found > FORMAT or int(values["schema"]) > schema:
            raise WorkspaceError(
                f"{file} was made by a newer policyscan ({values['version']}).",
                fix="Upgrade policyscan, then restore it.",
            )
        members = tuple(Member(str(name), int(size), str(sha256)) for name, size, sha256 in values["members"])
        manifest = Manifest(str(values["version"]), int(values["schema"]), str(values["made_at"]), members)
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(file, "its list of members cannot be read") from error
    for member in members:
        if not is_safe(member.name) or member.size < 0:
            raise damaged(file, f"it names a member {member.name!r} that lies outside a workspace")
    if len({member.name for member in members}) != len(members):
        raise damaged(file, "it names a member twice")
    return manifest


def is_safe(name: str) -> bool:
    """Whether a name is a plain relative path that stays inside its folder."""
    path = PurePosixPath(name)
    return (
        bool(path.parts)
        and str(path) == name
        and not path.is_absolute()
        and ".." not in path.parts
        and "\\" not in name
        and name.isprintable()
    )


def damaged(file: Path, why: str) -> WorkspaceError:
    """The error for a backup that is not as it was written."""
    return WorkspaceError(
        f"{file} is no whole backup: {why}.", fix="Take another copy of the backup; nothing was restored from this one."
    )


def hash_file(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def total(members: Iterable[Member]) -> int:
    """Bytes of all members."""
    return sum(member.size for member in members)
