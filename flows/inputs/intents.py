"""Words typed where a button could have been pressed: help, tulong, bantuan, मद्दत; menu, back, stop, skip …"""

from __future__ import annotations

from collections.abc import Iterable

from flows.inputs.lexicon import Lexicon, symbol
from flows.inputs.lexicon_data import Intent

_LONGEST = 60


def find(text: str, lexicons: Iterable[Lexicon]) -> Intent | None:
    """What the whole text asks for, or None. The worker's own lexicon comes first; the first that knows it wins.

    Only the whole text counts, apart from polite words around it: "please help" is a control, "they did not help me"
    an answer.
    """
    stripped = text.strip().lstrip("/")
    if not stripped or len(stripped) > _LONGEST:
        return None
    for lexicon in lexicons:
        found = lexicon.intents.get(lexicon.fold(stripped) or symbol(stripped))
        if found:
            return found
        found = lexicon.intents.get(_without_fillers(stripped, lexicon))
        if found:
            return found
    return None


def _without_fillers(text: str, lexicon: Lexicon) -> str:
    return " ".join(word for word in lexicon.fold(text).split() if word not in lexicon.fillers)


__all__ = ["Intent", "find"]
