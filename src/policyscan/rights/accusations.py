"""Read from a rights report the passages that find, document, allege, fear or deny violations."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policyscan import taxonomy
from policyscan.extract.clean import Clean, clean
from policyscan.model import Cue, ParsedDocument
from policyscan.model.documents import Block, BlockKind
from policyscan.model.rights import Accusation, Firmness
from policyscan.rights import learned
from policyscan.rights.acc_closely import correct
from policyscan.rights.acc_details import body_of, period_of
from policyscan.rights.acc_firmness import firmest, firmness_of
from policyscan.rights.acc_judge import accuses
from policyscan.rights.acc_phrases import Phrases
from policyscan.rights.acc_reading import Hit, Passage
from policyscan.rights.acc_sentences import Sentence, sentences
from policyscan.rights.acc_voice import Voice, voice_of
from policyscan.rights.violations import Row, Rules, Violation, load

if TYPE_CHECKING:
    from policyscan.rights.learned import Closely

_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})
# A rule book: of passages this long, in characters, more than this share say what is to be done. Of rights reports up
# to a tenth do, of policies and agreements of police forces an eighth to two thirds (69 documents, November 2026).
_PASSAGE = 60
_FEWEST_PASSAGES = 20
_NORMATIVE = 0.12


def read(document: ParsedDocument, closely: Closely | None = None) -> tuple[Accusation, ...]:
    """One record for each paragraph, list item or table row that bears at least one type, in order.

    `closely` is the learned reader; without it only rules read. `country` and `place` are left blank.
    """
    rules = load()
    cleaned = clean(document.text, document.soft_hyphens)
    tells = not _is_rule_book(document, rules)
    voice = voice_of(document, rules.voices)
    passages = [
        _passage(document, block, cleaned, rules, voice, tells=tells)
        for block in document.blocks
        if block.kind in _KINDS
    ]
    if closely is not None and tells:
        correct(passages, learned.load().types, closely, voice, rules)
    return tuple(_record(document, passage, cleaned, rules) for passage in passages if passage.hits)


def types_of(text: str, heading: str = "") -> dict[str, list[tuple[int, int]]]:
    """The types that a passage bears by rules, each with the spans of the words that gave it."""
    hits = _read(text, heading, load())
    return {kind: [hit.span for hit in found] for kind, found in hits.items()}


def alone(
    pairs: Sequence[tuple[str, str]], voices: Sequence[Voice], closely: Closely | None = None
) -> list[tuple[set[str], Firmness | None]]:
    """What passages without their reports bear, given as heading and words, and how firmly each accuses."""
    rules = load()
    passages = [
        Passage(text, heading, _read(text, heading, rules, voice))
        for (heading, text), voice in zip(pairs, voices, strict=True)
    ]
    if closely is not None:
        for voice in Voice:
            spoken = [passage for passage, own in zip(passages, voices, strict=True) if own is voice]
            correct(spoken, learned.load().types, closely, voice, rules)
    return [(set(passage.hits), firmest(passage.firmness) if passage.hits else None) for passage in passages]


def firmness(text: str, heading: str = "", voice: Voice = Voice.OTHER) -> Firmness | None:
    """How firmly a passage of a report with this voice accuses; None where it bears no type."""
    return alone([(heading, text)], [voice])[0][1]


def _is_rule_book(document: ParsedDocument, rules: Rules) -> bool:
    """Whether so many passages say what is to be done that the document tells of nothing that happened."""
    texts = [document.text[block.start : block.end] for block in document.blocks if block.kind in _KINDS]
    passages = [text for text in texts if len(text) >= _PASSAGE]
    normative = sum(rules.cues.rules.search(text) is not None for text in passages)
    return len(passages) >= _FEWEST_PASSAGES and normative > _NORMATIVE * len(passages)


def _passage(
    document: ParsedDocument, block: Block, cleaned: Clean, rules: Rules, voice: Voice, *, tells: bool
) -> Passage:
    start, end = (bisect_left(range(len(cleaned.text)), at, key=cleaned.to_printed) for at in (block.start, block.end))
    text = cleaned.text[start:end]
    heading = document.sections[block.section].title if block.section >= 0 else ""
    return Passage(text, heading, _read(text, heading, rules, voice, tells=tells), block, start)


def _record(document: ParsedDocument, passage: Passage, cleaned: Clean, rules: Rules) -> Accusation:
    text, start, block = passage.text, passage.start, passage.block
    if block is None:
        raise ValueError("a passage without its report has no record")
    accusing = " ".join(text[s.start : s.start + len(s.text)] for s in passage.sentences)
    hit = min((hit for found in passage.hits.values() for hit in found), key=lambda hit: hit.span)
    first, sentence = hit.span[0], hit.sentence
    body = body_of(text[sentence.start : sentence.start + len(sentence.text)], first - sentence.start, rules.bodies)
    return Accusation(
        sha256=document.sha256,
        start=block.start,
        end=block.end,
        page=block.page,
        violations=tuple(passage.hits),
        firmness=firmest(passage.firmness),
        body=body or body_of(accusing, 0, rules.bodies),
        force_types=tuple(kind.id for kind in taxonomy.load().force_types if kind.pattern.search(accusing)),
        groups=tuple(group.id for group in rules.groups if group.pattern.search(accusing)),
        period=period_of(accusing),
        cues=tuple(
            _cue(document, cleaned, kind, start + hit.span[0], start + hit.span[1])
            for kind, found in passage.hits.items()
            for hit in found
        ),
    )


def _cue(document: ParsedDocument, cleaned: Clean, category: str, start: int, end: int) -> Cue:
    first, last = cleaned.span(start, end)
    return Cue(category=category, text=document.text[first:last], start=first, end=last)


def _read(
    text: str, heading: str, rules: Rules, voice: Voice = Voice.OTHER, *, tells: bool = True
) -> dict[str, list[Hit]]:
    hits: dict[str, list[Hit]] = {}
    heading = rules.cues.names.blank(heading)
    found = list(sentences(text, heading, rules, answers=voice is Voice.ANSWERS))
    for violation in rules.violations:
        open_to = [sentence for sentence in found if violation.may_match(sentence.held)]
        if not open_to:
            continue
        told = [violation.ignore.blank(s.text, s.held) if violation.ignore else s.text for s in found]
        for number, sentence in enumerate(found):
            if sentence not in open_to:
                continue
            around = (told[number], *told[max(number - 1, 0) : number], heading)
            after = told[number + 1] if number + 1 < len(told) else ""
            for (start, end), verdict in _hits(violation, around, after, sentence, rules, tells=tells):
                span = sentence.start + start, sentence.start + end
                firm = Firmness.DENIED if verdict == "denied" else firmness_of(sentence, text, voice, rules.cues)
                hits.setdefault(violation.id, []).append(Hit(span, sentence, firm))
    return hits


def _hits(
    violation: Violation, around: tuple[str, ...], after: str, sentence: Sentence, rules: Rules, *, tells: bool
) -> list[tuple[tuple[int, int], str]]:
    """The words of a sentence that accuse, each with the verdict; none overlaps another.

    `around` are the sentence, the one before it if there is one, and the heading.
    """
    words, heading = around[0], around[-1]
    found: list[tuple[tuple[int, int], str]] = []
    candidates = [(pattern, row, pattern is row.strong) for row in violation.rows for pattern in (row.strong, row.weak)]
    if violation.under and violation.heading and violation.heading.search(heading):
        candidates.append((violation.under, Row(violation.under, None, violation.rows[0].needs, None, None), True))
    for pattern, row, strong in candidates:
        if pattern is None or not pattern.may_match(sentence.held) or (row.indirect and not tells):
            continue
        matches = list((pattern.each if row.indirect else pattern.finditer)(words, sentence.held))
        if not matches or not _holds(row, (*around, after) if row.indirect else around, violation.keep):
            continue
        for match in matches:
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
                rules=rules,
            )
            if verdict:
                found.append((span, verdict))
    return sorted(found)


def _holds(row: Row, places: tuple[str, ...], keep: Phrases | None) -> bool:
    for needed in (row.needs, row.also):
        if needed is not None and not any(needed.search(place) for place in places):
            return False
    return not (row.unless and row.unless.search(places[0])) or bool(keep and keep.search(places[0]))


def _tight(matched: str, start: int) -> tuple[int, int]:
    """The span of matched words without the spaces and marks around them."""
    left = len(matched) - len(matched.lstrip(" ,;:\"'()-"))
    right = len(matched.rstrip(" ,;:\"'()-"))
    return start + left, start + max(right, left + 1)
