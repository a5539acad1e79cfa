"""Write the notices of one day as a digest in Markdown and in HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import Template

from policyscan.model.notices import Notice, NoticeKind, Subscription
from policyscan.notices.words import as_html, as_markdown

_HEADINGS = {
    NoticeKind.FAILURE: "Failures",
    NoticeKind.CHANGE: "Changes",
    NoticeKind.EXPIRY: "Running out",
    NoticeKind.DOCUMENT: "New documents",
    NoticeKind.MATCH: "New matches",
}
# Nothing in the page may run or be fetched, whatever the documents say.
_PAGE = Template("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>$title</title>
<style>
body { font: 16px/1.5 sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
p { margin: .3rem 0; overflow-wrap: anywhere }
p.source { color: #555; font-size: .9rem }
</style>
</head>
<body>
<h1>$title</h1>
<p>$count</p>
$body
</body>
</html>
""")


def markdown(subscription: Subscription, day: str, notices: Sequence[Notice]) -> bytes:
    """The digest of a day as Markdown (CommonMark)."""
    lines = [f"# {as_markdown(_title(subscription, day))}", "", _count(notices)]
    for kind, found in _grouped(notices):
        lines += ["", f"## {_HEADINGS[kind]}"]
        for notice in found:
            lines += ["", f"### {as_markdown(notice.title)}", ""]
            # Two lines of one quote are two paragraphs of it.
            lines += ["> " + "\n>\n> ".join(as_markdown(text) for text in notice.text.split("\n") if text.strip())]
            if source := _source(notice):
                lines += ["", as_markdown(source)]
            if notice.link:
                lines += ["", f"<{notice.link}>"]
    return ("\n".join(lines) + "\n").encode()


def html(subscription: Subscription, day: str, notices: Sequence[Notice]) -> bytes:
    """The digest of a day as one HTML page without scripts."""
    parts = []
    for kind, found in _grouped(notices):
        parts.append(f"<h2>{_HEADINGS[kind]}</h2>")
        for notice in found:
            parts += [f"<h3>{as_html(notice.title)}</h3>", body_html(notice)]
    page = _PAGE.substitute(
        title=as_html(_title(subscription, day)), count=as_html(_count(notices)), body="\n".join(parts)
    )
    return page.encode()


def body_html(notice: Notice) -> str:
    """What one notice says, without its title, as a piece of HTML."""
    parts = [f"<p>{as_html(text)}</p>" for text in notice.text.split("\n") if text.strip()]
    source = as_html(_source(notice))
    if source and notice.link:
        source = f'<a href="{as_html(notice.link)}">{source}</a>'
    if source:
        parts.append(f'<p class="source">{source}</p>')
    return "\n".join(parts)


def _title(subscription: Subscription, day: str) -> str:
    return f"policyscan: {subscription.name}, {day}"


def _count(notices: Sequence[Notice]) -> str:
    return f"{len(notices):,} notice{'' if len(notices) == 1 else 's'}."


def _source(notice: Notice) -> str:
    page = f"page {notice.page}" if notice.page else ""
    return ", ".join(part for part in (notice.document, page) if part)


def _grouped(notices: Sequence[Notice]) -> Iterator[tuple[NoticeKind, list[Notice]]]:
    for kind in NoticeKind:
        found = [notice for notice in notices if notice.kind is kind]
        if found:
            yield kind, found
