"""Which topics meet which violations, and which words take in which kinds of force: `taxonomy/exchanges.toml`."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from policyscan.taxonomy.pattern import Pattern, compile_any

# Characters before and after a name in which words decide what part its body plays.
_AROUND = 70


@dataclass(frozen=True, slots=True)
class TakesIn:
    """Words for forces in general, and the kinds of force that they take in."""

    name: str
    pattern: Pattern
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class ExchangeRules:
    """`meets` maps a topic to the violations that mark it; the rest decides links to forces not named in full."""

    hash: str
    meets: dict[str, frozenset[str]]
    takes_in: tuple[TakesIn, ...]
    of_the_state: frozenset[str]
    state_kinds: frozenset[str]
    of_police: frozenset[str]
    unpunished: frozenset[str]
    private: Pattern
    not_private: Pattern
    not_national: Pattern
    short: dict[str, Pattern]
    victims_listed: re.Pattern[str]
    victims_before: Pattern
    victims_after: Pattern
    reviewers_before: Pattern
    reviewers_after: Pattern
    kinds: dict[str, Pattern]

    def general(self, text: str) -> list[tuple[frozenset[str], int, int]]:
        """Words for forces in general, as they stand: the kinds that they take in, and where."""
        found = [
            (entry.kinds, match.start(), match.end())
            for entry in self.takes_in
            for match in entry.pattern.finditer(text)
        ]
        return sorted(found, key=lambda item: item[1])

    def national(self, text: str) -> list[tuple[frozenset[str], int, int]]:
        """As `general`, without what a town, county or state of the country has: "municipal officers"."""
        # "In Manila city, police shot him" is no city's police.
        local = [m.span() for m in self.not_national.finditer(text) if not re.search(r"[.,;:]", m.group())]
        return [one for one in self.general(text) if not any(start <= one[1] < end for start, end in local)]

    def is_private(self, sentences: Sequence[str], violations: frozenset[str]) -> bool:
        """Whether all that is charged is what is left unpunished, in sentences on what private persons do."""
        return violations <= self.unpunished and all(
            _says(self.private, words) and not _says(self.not_private, words) for words in sentences
        )

    def short_name(self, kind: str, text: str) -> tuple[int, int] | None:
        """Where a text names a force of that kind in short ("the Department", "its officers")."""
        pattern = self.short.get(kind)
        match = next(iter(pattern.finditer(text)), None) if pattern else None
        return (match.start(), match.end()) if match else None

    def is_bystander(self, text: str, start: int, end: int) -> bool:
        """Whether the body named there suffers what the passage tells, or only looks into it."""
        before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
        if any(
            " by " not in match.group() and _reaches(match.end(), before)
            for match in self.victims_listed.finditer(before)
        ):
            return True
        return any(
            _reaches(match.end(), before)
            for pattern in (self.victims_before, self.reviewers_before)
            for match in pattern.finditer(before)
        ) or any(
            match.start() <= 1
            for pattern in (self.victims_after, self.reviewers_after)
            for match in pattern.finditer(after)
        )

    def kind_of(self, name: str) -> str:
        """The kind of force that a name speaks of, by its words alone; empty where it tells nothing."""
        return next((kind for kind, pattern in self.kinds.items() if pattern.search(name)), "")


def _says(pattern: Pattern, words: str) -> bool:
    return next(iter(pattern.finditer(words)), None) is not None


def _reaches(end: int, before: str) -> bool:
    return end >= len(before.rstrip()) - 1


@lru_cache(maxsize=1)
def load() -> ExchangeRules:
    """The rules that come with the package."""
    text = resources.files("policyscan.taxonomy").joinpath("exchanges.toml").read_text("utf-8")
    table = tomllib.loads(text)

    def compiled(phrases: list[str]) -> Pattern:
        return compile_any(phrases, {}, where="exchanges.toml")

    return ExchangeRules(
        hash=hashlib.sha256(text.encode()).hexdigest()[:16],
        meets={topic: frozenset(violations) for topic, violations in table["meets"].items()},
        takes_in=tuple(
            TakesIn(name, compiled(entry["words"]), frozenset(entry["kinds"]))
            for name, entry in table["takes_in"].items()
        ),
        of_the_state=frozenset(table["of_the_state"]["violations"]),
        state_kinds=frozenset(table["of_the_state"]["kinds"]),
        of_police=frozenset(table["of_the_state"]["police"]),
        unpunished=frozenset(table["of_the_state"]["unpunished"]),
        private=compiled(table["of_the_state"]["private"]),
        not_private=compiled(table["of_the_state"]["not_private"]),
        not_national=compiled(table["not_national"]["words"]),
        short={kind: compiled(phrases) for kind, phrases in table["short"].items()},
        victims_listed=re.compile(
            rf"\b(?:{'|'.join(table['victims']['listed'])})\b(?:[\s,]+\w+){{0,8}}[\s,]*$", re.IGNORECASE
        ),
        victims_before=compiled(table["victims"]["before"]),
        victims_after=compiled(table["victims"]["after"]),
        reviewers_before=compiled(table["reviewers"]["before"]),
        reviewers_after=compiled(table["reviewers"]["after"]),
        kinds={kind: compiled(phrases) for kind, phrases in table["kinds"].items()},
    )


def marked(topics: Iterator[str] | tuple[str, ...], violations: frozenset[str]) -> list[tuple[str, str]]:
    """The pairs of a topic and a violation that meet."""
    meets = load().meets
    return [(topic, kind) for topic in topics for kind in sorted(meets.get(topic, frozenset()) & violations)]
