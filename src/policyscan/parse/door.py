"""Open a PDF from its bytes, or say in one line why it cannot be opened."""

from __future__ import annotations

from typing import Any

import pypdfium2 as pdfium

from policyscan.errors import DocumentError, DocumentFault
from policyscan.parse import fillings

# The standard lets a header stand within the first 1024 bytes.
_HEADER_BYTES = 1024
_FORMAT_ERROR, _PASSWORD_ERROR = 3, 4
_GET_AGAIN = "download or export the file again"


def open_pdf(data: bytes, password: str = "") -> Any:
    """The opened pdfium document, with at least one page.

    Raises DocumentError: EMPTY, NOT_A_PDF, BROKEN or NEEDS_PASSWORD.
    """
    if not data:
        raise DocumentError("the file is empty (0 bytes)", fix=_GET_AGAIN, fault=DocumentFault.EMPTY)
    if b"%PDF-" not in data[:_HEADER_BYTES]:
        raise DocumentError(_what_it_is(data), fix=f"{_GET_AGAIN} as a PDF", fault=DocumentFault.NOT_A_PDF)
    try:
        document = pdfium.PdfDocument(data, password=password or None)
        # Forms must be known before the first page is loaded.
        fillings.prepare(document)
        pages = len(document)
    except pdfium.PdfiumError as error:
        raise _refusal(error, password) from error
    if not pages:
        raise DocumentError("the PDF has no pages", fix=_GET_AGAIN, fault=DocumentFault.BROKEN)
    return document


def _what_it_is(data: bytes) -> str:
    start = data[:_HEADER_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<")):
        return "the file is a web page, not a PDF"
    if start.startswith(b"pk\x03\x04"):
        return "the file is a zip archive or office document, not a PDF"
    return "the file is not a PDF (it has no PDF header)"


def _refusal(error: Any, password: str) -> DocumentError:
    code = getattr(error, "err_code", None)
    if code == _PASSWORD_ERROR or "password" in str(error).lower():
        problem = "the password does not open the PDF" if password else "the PDF is protected by a password"
        fix = "give its password in the manifest's column `password`, or list an unprotected copy"
        return DocumentError(problem, fix=fix, fault=DocumentFault.NEEDS_PASSWORD)
    return DocumentError("the PDF is damaged beyond repair", fix=_GET_AGAIN, fault=DocumentFault.BROKEN)
