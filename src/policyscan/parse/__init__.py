"""Turn a PDF into text with sections and a place for every character.

`parse` is the door. pypdfium2 reads characters and boxes, pdfplumber finds ruled tables, rapidocr
reads pages without usable text.
"""

from policyscan.parse.fillings import flattened
from policyscan.parse.glance import Glance, glance_at
from policyscan.parse.look import SecondLook, cut_out
from policyscan.parse.ocr import OCR_ENGINE
from policyscan.parse.reader import PARSER_VERSION, parse
from policyscan.parse.records import OcrLine, OcrPage, ParseResult

__all__ = [
    "OCR_ENGINE",
    "PARSER_VERSION",
    "Glance",
    "OcrLine",
    "OcrPage",
    "ParseResult",
    "SecondLook",
    "cut_out",
    "flattened",
    "glance_at",
    "parse",
]
