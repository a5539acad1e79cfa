"""Words of documents stay words in feed, HTML and Markdown."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from notices_samples import NOW, wexcombe

from policyscan.notices import Notice, NoticeKind, digest, feed
from policyscan.notices.words import as_markdown, clean, line, web_address

NASTY = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("https://evil.example","x")',
    "# heading",
    "1. item",
    "- item",
    "+ item",
    "> quote",
    "```js",
    "~~~",
    "***",
    "---",
    "===",
    "    code",
    "a | b",
    "&lt;b&gt; &amp; &#106;",
    "<https://evil.example>",
    "[x]: https://evil.example",
    "a\u202eb\x00c\x1bd\ud800e\ufffef",
    "]]> <!-- --> <![CDATA[",
    "*bold* _it_ `code` \\* $x$",
)


def notice(text: str) -> Notice:
    return Notice(
        "0" * 16, "wexcombe", NoticeKind.MATCH, text, text, f"{text}\n{text}", NOW, 2, text, "a" * 64,
        "https://x.example/a.pdf#page=2",
    )  # fmt: skip


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: str) -> Tags:
    found = Tags()
    found.feed(page)
    found.close()
    return found


PLAIN = read(digest.html(wexcombe(), "2026-01-02", [notice("word")]).decode()).tags
MARKDOWN = read(
    MarkdownIt("gfm-like", {"linkify": False}).render(digest.markdown(wexcombe(), "d", [notice("word")]).decode())
).tags


def check(text: str) -> None:
    shown = line(text)
    page = read(digest.html(wexcombe(), "2026-01-02", [notice(text)]).decode())
    assert page.tags == PLAIN
    assert shown in " ".join(" ".join(page.words).split())
    rendered = read(
        MarkdownIt("gfm-like", {"linkify": False}).render(digest.markdown(wexcombe(), "d", [notice(text)]).decode())
    )
    assert rendered.tags == MARKDOWN
    assert shown in " ".join(" ".join(rendered.words).split())
    atom = ET.fromstring(feed.render(wexcombe(), [notice(text)]))
    entry = atom.find("{*}entry")
    assert entry is not None
    content = read(str(entry.findtext("{*}content")))
    assert [tag for tag, _ in content.tags] == ["p", "p", "p", "a"]
    assert shown in " ".join(" ".join(content.words).split())


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_a_document_says_becomes_markup(text: str) -> None:
    check(text)


@given(st.text(alphabet=st.sampled_from("<>&\"'[]()!#*_`~|\\-+=:.1a \t@/$\x00\u202e{}"), max_size=30))
def test_no_mixture_of_marks_becomes_markup(text: str) -> None:
    # Text that shows nothing leaves an empty quote, which is no markup of its own.
    if line(text):
        check(text)


@given(st.text())
def test_what_is_left_can_stand_in_xml(text: str) -> None:
    root = ET.Element("a")
    root.text = clean(text)
    assert ET.fromstring(ET.tostring(root, encoding="utf-8")).text in {clean(text), None}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("see http://evil.example", "see http\\://evil.example"),
        ("see www.evil.example", "see www\\.evil.example"),
        ("mail a@evil.example", "mail a\\@evil.example"),
        ("Policy 4-02: use of force", "Policy 4-02: use of force"),
    ],
)
def test_what_becomes_a_link_by_itself_is_broken(given: str, shown: str) -> None:
    assert as_markdown(given) == shown


@pytest.mark.parametrize(
    ("address", "page", "link"),
    [
        ("https://x.example/a.pdf", 3, "https://x.example/a.pdf#page=3"),
        ("https://x.example/a.pdf#top", 3, "https://x.example/a.pdf#top"),
        ('https://x.example/a b(1)<>".pdf', 0, "https://x.example/a%20b%281%29%3C%3E%22.pdf"),
        ("javascript:alert(1)", 1, ""),
        ("data:text/html,x", 1, ""),
        ("/home/a.pdf", 1, ""),
        ("https://", 1, ""),
        ("http://[::1", 1, ""),
        ("", 1, ""),
    ],
)
def test_only_web_addresses_become_links(address: str, page: int, link: str) -> None:
    assert web_address(address, page) == link
