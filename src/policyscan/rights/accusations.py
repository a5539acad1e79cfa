"""Read from a rights report the passages that find, document, allege, fear or deny violations."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from policyscan import taxonomy
from policyscan.extract.clean import Clean, clean
from policyscan.model import Cue, ParsedDocument
from policyscan.model.documents import Block, BlockKind
from policyscan.model.rights import Accusation, Firmness
from policyscan.rights.acc_details import body_of, period_of
from policyscan.rights.acc_firmness import firmest, firmness_of
from policyscan.rights.acc_judge import accuses
from policyscan.rights.acc_sentences import Sentence, blank, sentences
from policyscan.rights.violations import Row, Rules, Violation, load
from policyscan.taxonomy.pattern import Pattern

_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})


@dataclass(slots=True)
class _Reading:
    """What was read in a passage: hits by type as offsets of its text, how firm, and the sentences that hold them."""

    hits: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    firmness: list[Firmness] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)


def read(document: ParsedDocument) -> tuple[Accusation, ...]:
    """One record for each paragraph, list item or table row that bears at least one type, in order.

    `country` and `place` are left blank.
    """
    rules = load()
    cleaned = clean(document.text, document.soft_hyphens)
    records = (_record(document, block, cleaned, rules) for block in document.blocks if block.kind in _KINDS)
    return tuple(record for record in records if record is not None)


def types_of(text: str, heading: str = "") -> dict[str, list[tuple[int, int]]]:
    """The types that a passage bears, each with the spans of the words that gave it."""
    return _read(text, heading, load()).hits


def firmness(text: str, heading: str = "") -> Firmness | None:
    """How firmly a passage accuses; None where it bears no type."""
    values = _read(text, heading, load()).firmness
    return firmest(values) if values else None


def _record(document: ParsedDocument, block: Block, cleaned: Clean, rules: Rules) -> Accusation | None:
    start, end = (bisect_left(range(len(cleaned.text)), at, key=cleaned.to_printed) for at in (block.start, block.end))
    text = cleaned.text[start:end]
    heading = document.sections[block.section].title if block.section >= 0 else ""
    reading = _read(text, heading, rules)
    if not reading.hits:
        return None
    accusing = " ".join(text[s.start : s.start + len(s.text)] for s in reading.sentences)
    first = min(at for spans in reading.hits.values() for at, _ in spans)
    sentence = next(s for s in reading.sentences if s.start <= first < s.start + len(s.text))
    body = body_of(text[sentence.start : sentence.start + len(sentence.text)], first - sentence.start, rules.bodies)
    return Accusation(
        sha256=document.sha256,
        start=block.start,
        end=block.end,
        page=block.page,
        violations=tuple(reading.hits),
        firmness=firmest(reading.firmness),
        body=body or body_of(accusing, 0, rules.bodies),
        force_types=tuple(kind.id for kind in taxonomy.load().force_types if kind.pattern.search(accusing)),
        groups=tuple(group.id for group in rules.groups if group.pattern.search(accusing)),
        period=period_of(accusing),
        cues=tuple(
            _cue(document, cleaned, kind, start + at, start + to)
            for kind, spans in reading.hits.items()
            for at, to in spans
        ),
    )


def _cue(document: ParsedDocument, cleaned: Clean, category: str, start: int, end: int) -> Cue:
    first, last = cleaned.span(start, end)
    return Cue(category=category, text=document.text[first:last], start=first, end=last)


def _read(text: str, heading: str, rules: Rules) -> _Reading:
    reading = _Reading()
    heading = blank(heading, rules.cues.names)
    found = list(sentences(text, heading, rules.cues))
    for violation in rules.violations:
        before = ""
        for sentence in found:
            words = blank(sentence.text, violation.ignore)
            for span, verdict in _hits(violation, words, before, heading, sentence, rules):
                at = (sentence.start + span[0], sentence.start + span[1])
                reading.hits.setdefault(violation.id, []).append(at)
                if sentence not in reading.sentences:
                    reading.sentences.append(sentence)
                reading.firmness.append(
                    Firmness.DENIED
                    if verdict == "denied"
                    else firmness_of(
                        sentence.text,
                        text,
                        recommends=sentence.recommends,
                        is_state=sentence.is_state,
                        cues=rules.cues,
                    )
                )
            before = words
    reading.sentences.sort(key=lambda sentence: sentence.start)
    return reading


def _hits(
    violation: Violation, words: str, before: str, heading: str, sentence: Sentence, rules: Rules
) -> list[tuple[tuple[int, int], str]]:
    """The words of a sentence that accuse, each with the verdict; none overlaps another."""
    found: list[tuple[tuple[int, int], str]] = []
    candidates = [(pattern, row, pattern is row.strong) for row in violation.rows for pattern in (row.strong, row.weak)]
    if violation.under and violation.heading and violation.heading.search(heading):
        candidates.append((violation.under, Row(violation.under, None, violation.rows[0].needs, None), True))
    for pattern, row, strong in candidates:
        if pattern is None or not _holds(row, words, before, heading, violation.keep):
            continue
        for match in pattern.finditer(words):
            span = _tight(match.group(), match.start())
            if any(span[0] < to and at < span[1] for (at, to), _ in found):
                continue
            first, last = sentence.around(*span)
            verdict = accuses(
                words[first:last],
                span[0] - first,
                span[1] - first,
                strong=strong,
                recommends=sentence.recommends,
                is_state=sentence.is_state,
                cues=rules.cues,
            )
            if verdict:
                found.append((span, verdict))
    return sorted(found)


def _holds(row: Row, words: str, before: str, heading: str, keep: Pattern | None) -> bool:
    if row.needs and not any(row.needs.search(place) for place in (words, before, heading)):
        return False
    return not (row.unless and row.unless.search(words)) or bool(keep and keep.search(words))


def _tight(matched: str, start: int) -> tuple[int, int]:
    """The span of matched words without the spaces and marks around them."""
    left = len(matched) - len(matched.lstrip(" ,;:\"'()-"))
    right = len(matched.rstrip(" ,;:\"'()-"))
    return start + left, start + max(right, left + 1)
