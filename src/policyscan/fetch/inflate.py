"""Decompress in small pieces, so that no bomb goes off before somebody counts."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

# zlib's own words for "find out whether this is gzip or zlib".
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
PIECE_BYTES = 65536
ENCODINGS = frozenset({"gzip", "x-gzip", "deflate"})


class Inflater:
    """One gzip (of any number of members) or zlib stream; `ValueError` where it is neither."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what comes of the next bytes, at most 64 KB at a time."""
        while data:
            if self._stream.eof:
                # Zero bytes may pad a gzip file; anything else is the next member.
                data = data.lstrip(b"\0")
                if not data:
                    return
                self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
            self._begun = True
            try:
                piece = self._stream.decompress(data, PIECE_BYTES)
            except zlib.error as error:
                raise ValueError(f"not compressed as it says ({error})") from error
            data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
            if piece:
                yield piece

    @property
    def is_whole(self) -> bool:
        """Whether the stream has come to its end."""
        return self._stream.eof or not self._begun


def inflate(data: bytes, most_bytes: int) -> bytes:
    """All of a compressed file; `ValueError` where it is broken or gives more than `most_bytes`."""
    inflater = Inflater()
    pieces: list[bytes] = []
    size = 0
    for piece in inflater.feed(data):
        size += len(piece)
        if size > most_bytes:
            raise ValueError(f"more than {most_bytes:,} bytes after decompression")
        pieces.append(piece)
    if not inflater.is_whole:
        raise ValueError("breaks off in the middle")
    return b"".join(pieces)
