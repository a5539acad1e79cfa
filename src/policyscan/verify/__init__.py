"""Read the original bytes again, with another reader, and hold quotes against them.

We read with pypdfium2, so pdfplumber checks: the letters whose middle lies inside a quote's boxes
must be the quote's letters, in order. Pages read by OCR have no letters of their own: there the
stored OCR is held against the quote. Where neither can be done, the quote is checked on the stored
text alone, and named.
"""

from policyscan.verify.check import Check, check, check_quotes, stands_in_text, verify, verify_quotes
from policyscan.verify.records import By, Verification, Verified
from policyscan.verify.second import letters, read_boxes, read_ocr

__all__ = [
    "By",
    "Check",
    "Verification",
    "Verified",
    "check",
    "check_quotes",
    "letters",
    "read_boxes",
    "read_ocr",
    "stands_in_text",
    "verify",
    "verify_quotes",
]
