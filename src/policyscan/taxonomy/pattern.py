"""Turn the phrases of rule files into regular expressions.

A phrase is written as a person would write it; five signs widen it:

    interven*          any ending of the word
    (stop|prevent)     one of these
    [reasonable]       these words or nothing
    {deadly}           any phrase of the concept of that name
    ...  or  ..4       up to eight words, or up to four, in the same sentence

Words match whole, without regard to case; a space matches any run of spaces,
hyphens, slashes, commas, colons, quotes and brackets, so that phrases need none of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from policyscan.errors import TaxonomyError
from policyscan.taxonomy.literals import required

# A gap written "..." spans at most this many words: measured on the coders' quotes, nine in ten
# pairs of trigger and object stand closer.
GAP_WORDS = 8

# Signs that no phrase holds (a private use area of Unicode), for concepts.
_FIRST_SIGN = 0xF0000

_TOKEN = re.compile(
    r"\{(?P<concept>[\w-]+)\}|\.\.\.?(?P<gap>\d*)|(?P<sign>[()\[\]|])|(?P<word>[\w*'&$%-]+(?:[./][\w*'&$%-]+)*\.?)"
)
# What may stand between two words of a phrase.
_SPACE = r"""(?:[\s,:/"'()\-\u2010-\u2015]+)"""
# Apostrophes and hyphens come in several shapes.
_APOSTROPHE = "['\u2019\u2018]"
_HYPHEN = r"[\s\-\u2010-\u2015]?"
_SHAPES = re.compile("[\u2010-\u2015\u2018\u2019]")
# The same for texts without these shapes: classes of characters beyond the first 256 take half of the time in which
# the expressions are compiled.
_PLAIN = ((_SPACE, r"""(?:[\s,:/"'()\-]+)"""), (_APOSTROPHE, "'"), (_HYPHEN, r"[\s\-]?"))


def _gap(words: int) -> str:
    # Up to `words` words with what stands between them, but no sentence end or semicolon. Every word
    # needs a separator before it, which keeps the search linear.
    return rf"(?:[^\w.;]+\w+(?:\.\w+)*){{0,{words}}}?[^\w.;]+"


def _word(word: str) -> str:
    body = "".join(r"\w*" if char == "*" else re.escape(char) for char in word)
    if word[0] != "*" and (word[0].isalnum() or word[0] == "_"):
        body = rf"\b{body}"
    if word[-1] != "*" and (word[-1].isalnum() or word[-1] == "_"):
        body = rf"{body}\b"
    return body.replace("'", _APOSTROPHE).replace(r"\-", _HYPHEN)


def to_regex(phrase: str, concepts: Mapping[str, str], *, where: str) -> str:
    """The regular expression for one phrase; `where` names the file for the error."""
    parts: list[str] = []
    depth: list[str] = []
    glue = False  # whether the next item must be parted from the last by a space
    position = 0
    for match in _TOKEN.finditer(phrase):
        if phrase[position : match.start()].strip():
            raise TaxonomyError(
                f"{where}: '{phrase}' has a sign that phrases do not know: "
                f"'{phrase[position : match.start()].strip()}'",
                fix="Write words, (a|b), [optional], {concept}, ... or ..4 only.",
            )
        position = match.end()
        if name := match["concept"]:
            if name not in concepts:
                raise TaxonomyError(
                    f"{where}: '{phrase}' names the concept '{name}', which is not defined",
                    fix=f"Define it under [concepts], or use one of: {', '.join(sorted(concepts))}.",
                )
            parts.append((_SPACE if glue else "") + f"(?:{concepts[name]})")
            glue = True
        elif match["gap"] is not None:
            parts.append(_gap(int(match["gap"] or GAP_WORDS)))
            glue = False
        elif sign := match["sign"]:
            if sign == "(":
                parts.append((_SPACE if glue else "") + "(?:")
                depth.append(")")
                glue = False
            elif sign == "[":
                # The space before an optional word belongs to the option.
                parts.append("(?:" + (_SPACE if glue else "") + "(?:")
                depth.append("]" if glue else "] ")
                glue = False
            elif sign == "|":
                parts.append("|")
                glue = False
            elif depth and depth[-1][0] == sign:
                opened = depth.pop()
                if sign == ")":
                    parts.append(")")
                    glue = True
                elif opened == "]":
                    parts.append("))?")
                    glue = True
                else:
                    parts.append(")" + _SPACE + ")?")
                    glue = False
            else:
                depth.append("never closes")
                break
        else:
            parts.append((_SPACE if glue else "") + _word(match["word"]))
            glue = True
    if depth or phrase[position:].strip():
        raise TaxonomyError(f"{where}: the brackets of '{phrase}' do not close", fix="Close every ( and [.")
    return "".join(parts)


class Pattern:
    """A regular expression that ignores case and is compiled when it is first used.

    There are hundreds; a search asks for a handful of them. Texts without any of the words that a match must hold are
    told at once. `find_literals` finds those words where that takes less than to read the whole expression.
    """

    __slots__ = ("_compiled", "_find_literals", "_literals", "_plain", "expression")

    def __init__(self, expression: str, find_literals: Callable[[], tuple[str, ...]] | None = None) -> None:
        self.expression = expression
        self._compiled: re.Pattern[str] | None = None
        self._plain: re.Pattern[str] | None = None
        self._literals: tuple[str, ...] | None = None
        self._find_literals = find_literals

    @property
    def literals(self) -> tuple[str, ...]:
        """Small-letter words, one of which stands in any text that matches; none where no such words are known."""
        if self._literals is None:
            self._literals = self._find_literals() if self._find_literals else required(self.expression)
        return self._literals

    def may_match(self, text: str) -> bool:
        """Whether a match is possible: False is certain, True is not."""
        lowered = text.lower()
        return not self.literals or any(literal in lowered for literal in self.literals)

    def for_text(self, text: str) -> re.Pattern[str]:
        """A compiled expression that finds in `text` what `compiled` does, and is made in half of the time."""
        if not text.isascii() and _SHAPES.search(text):
            return self.compiled
        if self._plain is None:
            expression = self.expression
            for every, plain in _PLAIN:
                expression = expression.replace(every, plain)
            self._plain = re.compile(expression, re.IGNORECASE)
        return self._plain

    @property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        if self._compiled is None:
            self._compiled = re.compile(self.expression, re.IGNORECASE)
        return self._compiled

    def search(self, text: str) -> re.Match[str] | None:
        """The first match anywhere in `text`."""
        return self.for_text(text).search(text) if self.may_match(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in `text` that do not overlap."""
        return self.for_text(text).finditer(text) if self.may_match(text) else iter(())


def compile_any(phrases: Sequence[str], concepts: Mapping[str, str], *, where: str) -> Pattern:
    """One expression that matches any of the phrases."""
    return Pattern(_any(phrases, concepts, where), lambda: _literals(phrases, concepts))


def _any(phrases: Sequence[str], concepts: Mapping[str, str], where: str) -> str:
    return "|".join(f"(?:{to_regex(phrase, concepts, where=where)})" for phrase in phrases)


def _literals(phrases: Sequence[str], concepts: Mapping[str, str]) -> tuple[str, ...]:
    """What `required` finds, each concept being one sign: concepts are long and stand in many expressions."""
    signs = {name: chr(_FIRST_SIGN + number) for number, name in enumerate(concepts)}
    return required(_any(phrases, signs, ""), {sign: concepts[name] for name, sign in signs.items()})


def build_concepts(tables: Mapping[str, Sequence[str]], known: Mapping[str, str], *, where: str) -> dict[str, str]:
    """Regular expressions by concept name; a concept may use those defined before it."""
    concepts = dict(known)
    for name, phrases in tables.items():
        concepts[name] = "|".join(to_regex(phrase, concepts, where=where) for phrase in phrases)
    return concepts
