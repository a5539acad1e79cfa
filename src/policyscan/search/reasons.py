"""Say in words for people why a passage was found."""

from __future__ import annotations

from collections.abc import Sequence

from policyscan.search.expand import Meant
from policyscan.search.query import Query
from policyscan.search.rank import Ranked
from policyscan.search.words import WORD, finder, found, holds_phrase, plain, stem


def reasons(
    one: Ranked, query: Query, meant: Sequence[Meant] = (), near: Sequence[tuple[str, str]] = ()
) -> tuple[str, ...]:
    """Why a passage was found; `near` are typed words with another that may stand for them."""
    why = [f'phrase: "{phrase}"' for phrase in query.phrases if holds_phrase(one.passage.text, phrase)]
    text, whole = plain(one.passage.text), plain(one.passage.embed_text)
    words = held_words(one, query)
    inside = found(text, words, finder(words))
    for label, stems in (("words", inside), ("in its heading", words - inside)):
        # Of two typed words with one stem the first speaks for both.
        told = {stem(word): word for word in reversed(query.typed) if stem(word) in stems}
        if told:
            why.append(f"{label}: {', '.join(word for word in query.typed if word in told.values())}")
    standing = frozenset(WORD.findall(text))
    # What stands there as it was typed is told already, and a piece of a longer word is none.
    other = [
        f"{held} for {asked}"
        for asked, held in near
        if asked in query.typed and held in standing and stem(asked) not in words and stem(asked) != stem(held)
    ]
    if other:
        why.append(f"near: {', '.join(other)}")
    terms = [
        f"{' '.join(term.group().split())} for {said.typed}"
        for said in meant
        if not said.stems <= words and (term := said.pattern.search(whole))
    ]
    if terms:
        why.append(f"meant: {', '.join(terms)}")
    why += [f"measure: {name}" for name in one.measures]
    why += [f"force type: {name}" for name in one.force_types]
    why.append(f"meaning: {one.cosine:.2f}")
    return tuple(why)


def held_words(one: Ranked, query: Query) -> frozenset[str]:
    """The stems of a question that stand in a passage or its headings."""
    return found(plain(one.passage.embed_text), query.content, finder(query.content))
