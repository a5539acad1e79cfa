"""Bring onto the page what was filled into a form, typed over it, or drawn by a digital signature.

Such words stand in annotations, which text extraction does not see; flattening makes them page content.
"""

from __future__ import annotations

import io
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_WITH_WORDS = frozenset(
    {
        pdfium_c.FPDF_FORMFIELD_TEXTFIELD,
        pdfium_c.FPDF_FORMFIELD_COMBOBOX,
        pdfium_c.FPDF_FORMFIELD_LISTBOX,
        pdfium_c.FPDF_FORMFIELD_SIGNATURE,
    }
)


def prepare(document: Any) -> None:
    """Make a just opened pdfium document ready for `flatten`; a form that cannot be read is left alone."""
    try:
        document.init_forms()
    except pdfium.PdfiumError:
        return


def flatten(document: Any, page: Any, index: int) -> Any:
    """The page to read: the one given, or the same with its fillings on it (the one given is then closed)."""
    if not _has_words(document, page.raw):
        return page
    # Straight to pdfium: pypdfium2 asks for a form, and typed notes need none.
    done = pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY)
    if done != pdfium_c.FLATTEN_SUCCESS:
        return page
    page.close()
    return document[index]


def flattened(data: bytes, password: str = "") -> bytes:
    """The PDF with its fillings on the pages, for another reader; the same bytes where there are none.

    Raises `DocumentError` as `open_pdf` does.
    """
    from policyscan.parse.door import open_pdf
    from policyscan.parse.pictures import PDFIUM

    with PDFIUM:
        document = open_pdf(data, password)
        try:
            changed = False
            for index in range(len(document)):
                try:
                    before = document[index]
                except pdfium.PdfiumError:
                    continue
                page = flatten(document, before, index)
                changed = changed or page is not before
                page.close()
            if not changed:
                return data
            out = io.BytesIO()
            document.save(out)
            return out.getvalue()
        finally:
            document.close()


def _has_words(document: Any, page: Any) -> bool:
    form = document.formenv.raw if document.formenv else None
    for place in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, place)
        if not annotation:
            continue
        try:
            kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
            if kind == pdfium_c.FPDF_ANNOT_FREETEXT:
                return True
            if kind == pdfium_c.FPDF_ANNOT_WIDGET and form and _is_filled(form, annotation):
                return True
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)
    return False


def _is_filled(form: Any, annotation: Any) -> bool:
    field = pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation)
    if field == pdfium_c.FPDF_FORMFIELD_SIGNATURE:
        return True
    # The length counts the closing zero of UTF-16.
    return field in _WITH_WORDS and pdfium_c.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0) > 2
