"""Decide for each page whether its text can be used, whether it is blank, or whether OCR must read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policyscan.model import PageSource
from policyscan.parse.records import Drawing, Piece

# Above this share of unmapped, control or private characters a page is garbled.
_STRANGE_SHARE = 0.12
# Of running text at least a quarter is stop words in the languages measured; half of that is
# already strange, and less than this with odd words beside it is garbled.
_FEW_STOP_WORDS, _ODD_WORDS = 0.06, 0.3
_ENOUGH_WORDS = 40
# A picture that covers this share of a page with less text than this may hold the page's words.
_COVER, _LITTLE_TEXT = 0.3, 400
# An invisible text layer of this length is somebody else's OCR of a short page, a signature page say.
_FEWEST_HIDDEN = 150
# From this share on the picture is the page.
_FULL_COVER = 0.6

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STOP_WORD_LIST = (
    "the of and to in a is that for on with as by be or an are not this from at it which shall will may any "
    "de la le les des et du en un une que dans pour par sur au aux el los las del y por con para se su una "
    "der die das und in zu den von mit ist des ein eine im auf für nicht je in na za da ki se ne so bi pri iz "
    "di il che per non della dei è o os do dos em um uma não ao"
)
_STOP_WORDS = frozenset(_STOP_WORD_LIST.split())
# One of these in every hundred characters is prose; most pages need no closer look.
_PLAIN_PROSE = (" the ", " of ", " to ", " and ", " de ", " la ", " der ", " die ", " je ")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a page: its source as it stands, whether OCR should try, and why."""

    source: PageSource
    wants_ocr: bool = False
    note: str = ""


def judge_page(pieces: Sequence[Piece], strange: int, drawing: Drawing, *, is_hidden: bool = False) -> Verdict:
    """Look at a page's text and pictures; `is_hidden` says that the text is an invisible layer over a scan.

    `NONE` means that the text is of no use; `BLANK` needs a look at the rendered page first where
    something is drawn on it.
    """
    letters = sum(len(piece.text) for piece in pieces)
    if not letters:
        if drawing.image_cover < 0.005 and not drawing.paths and not strange:
            return Verdict(PageSource.BLANK)
        return Verdict(PageSource.NONE, wants_ocr=True, note="no text on the page")
    if strange > _STRANGE_SHARE * (letters + strange):
        return Verdict(PageSource.NONE, wants_ocr=True, note="garbled text: characters without a meaning")
    if is_garbled(" ".join(piece.text for piece in pieces)):
        return Verdict(PageSource.NONE, wants_ocr=True, note="garbled text: hardly any words")
    has_layer = is_hidden and letters >= _FEWEST_HIDDEN
    if drawing.image_cover >= _COVER and letters < _LITTLE_TEXT and not has_layer:
        source = PageSource.NONE if drawing.image_cover >= _FULL_COVER else PageSource.TEXT
        return Verdict(source, wants_ocr=True, note="little text over a picture")
    return Verdict(PageSource.TEXT)


def is_garbled(text: str) -> bool:
    """Whether a longer text in Latin letters has hardly any stop words and many odd words."""
    if sum(map(text.count, _PLAIN_PROSE)) > 0.01 * len(text):
        return False
    words = _WORD.findall(text)
    visible = len(text) - text.count(" ")
    if visible >= 150 and sum(map(len, words)) < 0.4 * visible and sum(char.isdigit() for char in text) < 0.3 * visible:
        return len(words) < _ENOUGH_WORDS or _stop_share(words) < _FEW_STOP_WORDS
    latin = [word for word in words if word[0] < "\u0250"]
    if len(latin) < max(_ENOUGH_WORDS, 0.6 * len(words)):
        return False
    if _stop_share(latin) >= _FEW_STOP_WORDS:
        return False
    return sum(_is_odd(word) for word in latin) >= _ODD_WORDS * len(latin)


def _stop_share(words: Sequence[str]) -> float:
    return sum(word.casefold() in _STOP_WORDS for word in words) / max(1, len(words))


def _is_odd(word: str) -> bool:
    """Whether letters follow one another as in no word: case jumps, no vowel, long runs of consonants."""
    if len(word) == 1:
        return word.casefold() not in "aeioy"
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return True
    plain = word.casefold()
    if len(plain) >= 4 and not any(vowel in plain for vowel in "aeiouyäöüéèêàáíóúåøæ"):
        return not word.isupper()
    return re.search(r"[bcdfghjklmnpqrstvwxz]{5}", plain) is not None
