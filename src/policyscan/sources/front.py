"""The first pages of a document, line by line: where it says what it is."""

from __future__ import annotations

from dataclasses import dataclass

from policyscan.model import Block, BlockKind, ParsedDocument

PAGES = 3
# Names are counted in so much of the text; beyond it they repeat.
COUNTED_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Front:
    """`first` is page 1, `text` the first pages, `whole` the text that names are counted in.

    Printed lines stay apart, by newlines. `heading` is the first heading that says anything.
    """

    first: str
    text: str
    whole: str
    heading: str
    title: str


def read_front(document: ParsedDocument) -> Front:
    """Collect the lines of the first pages, running heads included: they often name the agency."""
    pages: dict[int, list[str]] = {}
    for line in document.lines:
        if line.page <= PAGES:
            pages.setdefault(line.page, []).append(document.text[line.start : line.end].strip())
    if pages:
        first = "\n".join(pages.get(1, []))
        text = "\n".join("\n".join(lines) for _, lines in sorted(pages.items()))
    else:
        first = text = document.text[:6_000]
    # Running heads stand at the end of the text.
    whole = document.text[:COUNTED_CHARACTERS]
    if len(document.text) > COUNTED_CHARACTERS:
        whole += "\n" + document.text[-COUNTED_CHARACTERS // 4 :]
    heading = next((words for block in document.blocks if (words := _heading(document, block))), "")
    return Front(first, text, whole, heading, clean_title(document.title))


def clean_title(title: str) -> str:
    """Drop what programs write where a title should stand."""
    title = " ".join(title.split()).removeprefix("Microsoft Word - ").strip(" -_")
    name, dot, ending = title.rpartition(".")
    if dot and ending.casefold() in {"doc", "docx", "pdf", "rtf", "wpd", "txt", "indd", "odt", "pages"}:
        title = readable(name)
    is_junk = title.casefold() in {"untitled", "title", "document", "document1", "none", "slide 1"}
    has_word = any(len(word) > 3 and word.isalpha() for word in title.split())
    return title if has_word and not is_junk else ""


def readable(stem: str) -> str:
    """Turn a file's stem into words: "use-of_force" becomes "Use of force"."""
    words = " ".join(stem.replace("_", " ").replace("-", " ").replace("+", " ").split())
    return words[:1].upper() + words[1:]


def _heading(document: ParsedDocument, block: Block) -> str:
    if block.kind is not BlockKind.HEADING or block.page > PAGES:
        return ""
    words = " ".join(document.text[block.start : block.end].split())
    words = words.removeprefix(block.marker).strip(" .:-–—") if block.marker else words
    if len(words) > 120 or not any(len(word) > 3 and word.isalpha() for word in words.split()):
        return ""
    says_nothing = words.casefold() in {"table of contents", "contents", "policy", "purpose", "index", "definitions"}
    return "" if says_nothing else words
