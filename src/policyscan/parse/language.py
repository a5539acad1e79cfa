"""Guess a text's language from its commonest words."""

from __future__ import annotations

import re
from collections import Counter

_WORDS = {
    "en": "the of and to in is that for with be shall are not this by or any from as which will has",
    "es": "de la que el en y los del las por con para una su al se es como más o sus",
    "fr": "de la le les des et du en que dans une pour par sur au est qui aux ne pas ce",
    "de": "der die das und zu den von mit ist des ein eine im auf für nicht sich dem als auch wird",
    "sl": "je in v na za da se so ki ne s z po od pri kot ali tudi bi ter iz",
    "it": "di il che la e per un una non della dei con del le è sono gli nel alla da",
    "pt": "de que e do da em um para com não uma os no se na por mais as dos ao",
    "nl": "de het een van en in is dat op te zijn voor met die niet aan er om ook als",
    "hr": "je i u na se da za su od s koji ne o iz kao ili te što biti prema",
    "pl": "w i na z do nie się że jest o to od za po przez oraz jak lub są dla",
    "sv": "och i att det som en på är av för med den till inte om ett har de vid eller",
}
_STOPS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE_CHARACTERS = 40_000
_FEWEST_HITS, _LOWEST_SHARE = 8, 0.12
_SCRIPTS = (
    ("ar", "\u0600", "\u06ff"),
    ("ru", "\u0400", "\u04ff"),
    ("zh", "\u4e00", "\u9fff"),
    ("el", "\u0370", "\u03ff"),
)


def guess_language(text: str) -> str:
    """The ISO 639-1 code of the likeliest language, "und" where too little speaks for one."""
    words = Counter(word.casefold() for word in _WORD.findall(text[:_SAMPLE_CHARACTERS]))
    total = sum(words.values())
    if not total:
        return "und"
    letters = sum(len(word) * count for word, count in words.items())
    for code, low, high in _SCRIPTS:
        if sum(len(word) * count for word, count in words.items() if low <= word[0] <= high) > 0.5 * letters:
            return code
    hits = {language: sum(words[word] for word in stops) for language, stops in _STOPS.items()}
    best = max(hits, key=lambda language: (hits[language], language))
    return best if hits[best] >= _FEWEST_HITS and hits[best] >= _LOWEST_SHARE * total else "und"
