"""Tell a document's kind by counted phrases, read from the rule files of the kinds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from policyscan.errors import TaxonomyError
from policyscan.model import Kind

_MOST_COUNTED = 3
# In the title or the file's name a phrase says more than in the text.
_TITLE_FACTOR = 3
# A title page's words stand in its first letters.
_OPENING = 300
# Two passing words of weight 1 do not make a document a policy.
LEAST_SCORE = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that speak for a kind; some only in a title, where a policy's text has them too."""

    text: str
    weight: int
    only_in_title: bool = False


@dataclass(frozen=True, slots=True)
class KindRule:
    """How one kind is recognised."""

    kind: Kind
    phrases: tuple[Phrase, ...]
    issuers: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]


@lru_cache(maxsize=1)
def kind_rules() -> tuple[KindRule, ...]:
    """Read the rule files, in the order of `Kind`."""
    folder = resources.files("policyscan.taxonomy").joinpath("kinds")
    rules = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".toml"):
            continue
        try:
            table = tomllib.loads(entry.read_text("utf-8"))
            if table["id"] != entry.name.removesuffix(".toml"):
                raise ValueError(f"id '{table['id']}' is not the file's name")
            rules.append(
                KindRule(
                    Kind(table["id"]),
                    tuple(Phrase(**phrase) for phrase in table["phrases"]),
                    tuple((words.casefold(), issuer) for words, issuer in table["issuers"]),
                    tuple(table["examples"]),
                )
            )
        except (KeyError, TypeError, ValueError) as error:
            raise TaxonomyError(
                f"kinds/{entry.name}: {error}", fix="Write it like the other files of the folder."
            ) from error
    order = list(Kind)
    return tuple(sorted(rules, key=lambda rule: order.index(rule.kind)))


def score_kinds(text: str, titles: str) -> dict[Kind, int]:
    """Add up the weights of each kind's phrases in the first pages and in the titles.

    The first lines of the text count as a title too.
    """
    text = _fold(text)
    titles = _fold(titles) + " | " + text[:_OPENING]
    return {
        rule.kind: sum(
            phrase.weight
            * (
                (0 if phrase.only_in_title else min(text.count(phrase.text), _MOST_COUNTED))
                + _TITLE_FACTOR * (phrase.text in titles)
            )
            for phrase in rule.phrases
        )
        for rule in kind_rules()
    }


def guess_kind(text: str, titles: str, whole: str = "") -> Kind:
    """Return the kind with the highest score; `OTHER` where all are low.

    Where the first pages say too little (a long table of contents), the whole text is counted.
    """
    for words in (text, whole):
        scores = score_kinds(words, titles)
        best = max(scores, key=lambda kind: scores[kind])
        if scores[best] >= LEAST_SCORE:
            return best
    return Kind.OTHER


def known_issuer(text: str) -> str:
    """Return the body that the first pages name as the author of a rights report, if any."""
    text = _fold(text)
    return next((issuer for rule in kind_rules() for words, issuer in rule.issuers if words in text), "")


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
