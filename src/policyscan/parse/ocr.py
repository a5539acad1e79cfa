"""Read the words of a page's picture with rapidocr, with a place for every character."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from policyscan.model import Box
from policyscan.parse.records import Frame, OcrLine, OcrPage, Piece

OCR_ENGINE = "rapidocr-3/pp-ocrv6-small/200dpi-2"

_DPI = 200
# Larger pictures gain nothing: the engine shrinks them to 2000 pixels.
_LONGEST_SIDE = 2400
# Lines are looked for in a smaller picture: as many are found on the scans measured for
# docs/decisions/0002-parsing.md as in the full one, in a third of the time.
_DETECTION_SIDE = 1280
# Below this certainty the engine mostly reads stamps, seals and signatures.
_LOWEST_SCORE = 0.6
# A page with less ink than this share of its pixels is blank: specks and scanner edges stay below.
_INK_SHARE = 0.0006
_DARK = 170
# Tones this near to the commonest are one colour: a page that is all black shows nothing, either.
_SAME_TONE = 24
_THREADS_VARIABLE = "POLICYSCAN_OCR_THREADS"


def has_ink(page: Any) -> bool:
    """Whether a pdfium page shows more than one colour or pale specks, at 50 dpi without its outermost edge."""
    picture = page.render(scale=50 / 72, grayscale=True).to_numpy()
    picture = picture[..., 0] if picture.ndim == 3 else picture
    rows, columns = picture.shape
    inner = picture[rows // 40 : rows - rows // 40, columns // 40 : columns - columns // 40]
    if not inner.size or float((inner < _DARK).mean()) <= _INK_SHARE:
        return False
    ground = float(np.median(inner))
    return float((np.abs(inner - ground) > _SAME_TONE).mean()) > _INK_SHARE


def read_page(page: Any, number: int, frame: Frame) -> OcrPage:
    """All lines that the engine reads on a pdfium page, from top to bottom."""
    left, top, right, bottom = frame.visible
    scale = min(_DPI / 72, _LONGEST_SIDE / max(1.0, right - left, bottom - top))
    picture = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=False).to_numpy()
    picture = np.ascontiguousarray(picture[..., :3] if picture.ndim == 3 else np.stack([picture] * 3, axis=-1))
    result = _engine(_threads())(picture)
    lines = []
    if result.boxes is not None:
        words = result.word_results or ((),) * len(result.txts)
        for quad, text, score, parts in zip(result.boxes, result.txts, result.scores, words, strict=True):
            line = _line(quad, text, float(score), parts, number, scale, left, top)
            if line is not None:
                lines.append(line)
    lines.sort(key=lambda line: (line.box.top, line.box.x0))
    return OcrPage(number, OCR_ENGINE, tuple(lines))


def _threads() -> int:
    wanted = os.environ.get(_THREADS_VARIABLE, "")
    return int(wanted) if wanted.isdigit() and int(wanted) > 0 else max(1, min(2, os.cpu_count() or 1))


@cache
def _engine(threads: int) -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.return_word_box": True,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTION_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _line(
    quad: npt.NDArray[np.float64],
    text: str,
    score: float,
    parts: Sequence[Any],
    number: int,
    scale: float,
    left: float,
    top: float,
) -> OcrLine | None:
    words = _plain(text).split()
    text = " ".join(words)
    if not text or score < _LOWEST_SCORE:
        return None
    xs = [left + float(x) / scale for x in quad[:, 0]]
    ys = [top + float(y) / scale for y in quad[:, 1]]
    spans = [
        (_plain(part[0]), left + min(x for x, _ in part[2]) / scale, left + max(x for x, _ in part[2]) / scale)
        for part in parts
        if len(part) >= 3 and part[2] is not None and len(part[2])
    ]
    edges = _edges(text, min(xs), max(xs), spans)
    # Rounded as the store rounds it, so that a page read just now and one read before are laid out alike.
    box = Box(number, *(round(value, 2) for value in (min(xs), min(ys), max(xs), max(ys))))
    return OcrLine(text, box, round(score, 3), edges)


def _plain(text: str) -> str:
    """Full-width letters and one-sign Roman numerals, which the engine likes, in plain letters."""
    kept = (char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char)[0] != "C")
    return "".join(kept)


def _edges(text: str, x0: float, x1: float, spans: Sequence[tuple[str, float, float]]) -> tuple[float, ...]:
    """Character edges: known at words where the engine tells their places, even in between."""
    known: dict[int, float] = {0: x0, len(text): x1}
    place = 0
    for word, left, right in spans:
        found = text.find(word, place) if word else -1
        if found < 0:
            continue
        known.setdefault(found, left)
        place = found + len(word)
        known.setdefault(place, right)
    marks = sorted(known)
    edges = np.interp(np.arange(len(text) + 1), marks, [min(max(known[mark], x0), x1) for mark in marks])
    rounded = np.maximum.accumulate(np.round(edges, 2))
    return tuple(float(edge) for edge in rounded)


def as_pieces(page: OcrPage) -> list[Piece]:
    """The lines of a page as pieces, ready to be laid out."""
    pieces = []
    for line in page.lines:
        height = line.box.bottom - line.box.top
        # The engine's boxes stand a little off the letters.
        pieces.append(
            Piece(line.text, list(line.edges), line.box.top, line.box.bottom, 0.8 * height, page.number, is_ocr=True)
        )
    return pieces
