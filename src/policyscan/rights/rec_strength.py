"""How much a recommendation asks, by its first verb of action, and what it is about."""

from __future__ import annotations

import re
from functools import lru_cache

from policyscan.rights.rec_rules import rules

# What may stand before the first verb without being one: "to", "further", "in particular", an adverb, "that it".
_CONNECTIVE = (
    r"(?:to|and|further|also|as well as|in particular|more|that it|it|should|must|not to|not|either|or|then|please|"
    r"\w+ly)"
)


@lru_cache(maxsize=1)
def _verbs() -> tuple[re.Pattern[str], dict[str, int]]:
    levels: dict[str, int] = {}
    for step in rules().strengths:
        for verb in step.verbs:
            for form in forms(verb):
                levels.setdefault(form, step.level)
    longest = sorted(levels, key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest)
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE), levels


def forms(verb: str) -> tuple[str, ...]:
    """A verb as a recommendation may print it: "ratify", "ratifying"; "be ratified" and "should ratify" hold both."""
    first, _, rest = verb.partition(" ")
    if first.endswith(("al", "ment", "tion", "sion")) and rest:
        return (verb,)
    if first.endswith("ie"):
        stem = first[:-2] + "y"
    elif first.endswith("e") and not first.endswith(("ee", "ye", "oe")):
        stem = first[:-1]
    elif re.fullmatch(r"\w?[^aeiou][aeiou][bdgmnpt]|.*(?:admit|permit|submit|commit|outlet|forbid|set)", first):
        stem = first + first[-1]
    else:
        stem = first
    return tuple(f"{form} {rest}".strip() for form in (first, stem + "ing"))


def strength(text: str) -> int:
    """1 (continue) to 5 (a specific act); 0 where there is no verb of action."""
    pattern, levels = _verbs()
    found = pattern.search(text)
    if not found:
        return 0
    return levels[" ".join(found.group().casefold().split())]


def opens_with_act(text: str) -> bool:
    """Whether words begin with a verb of action, with no more before it than "and", "to", "further" and the like."""
    pattern, _ = _verbs()
    start = re.match(rf"\W*(?:{_CONNECTIVE}\W+)*", text, re.IGNORECASE)
    return bool(start and pattern.match(text, start.end())) or bool(pattern.match(text.lstrip(" ,;(")))


def is_bare_act(text: str) -> bool:
    """Whether words are verbs of action and nothing else, so that what is to be done still has to follow."""
    pattern, _ = _verbs()
    rest = pattern.sub(" ", text)
    return rest != text and not re.sub(rf"(?<!\w){_CONNECTIVE}(?!\w)|\W", "", rest, flags=re.IGNORECASE)


def themes(text: str) -> tuple[str, ...]:
    """The ids of the themes of which a phrase stands in the text, in the order of the rule file."""
    return tuple(theme.id for theme in rules().themes if theme.pattern.search(text))
