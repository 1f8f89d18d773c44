"""The paid support organisation, the supervising organisation, the group that helps and a labour union are four bodies.
One word for two of them sends the worker's complaint to the body it is about."""

import re
from collections.abc import Iterator

from ..finding import Severity
from .book import Text, TextRule
from .too_long import READING
from .words import bodies, names_of_bodies, squeezed

_SIGNS = re.compile(r"[._]")


def look(text: Text) -> Iterator[str]:
    """Bodies that the translation names and the English does not."""
    own_part = text.key.rpartition(".choice.")[2]  # a button is one of several bodies, the question asks which
    subject = _SIGNS.sub(" ", own_part)  # "them" in the English is named where the language has to
    shown = squeezed(READING.sub("", text.text), text.language)
    for body, words in bodies().items():
        own = words.get(text.language)
        found = own.search(shown) if own is not None else None
        if found and not words["english"].search(f"{text.source} {subject}"):
            name = names_of_bodies()[body]
            yield f"“{found.group()}” is {name}, which the English does not speak of here. Name the right body."


RULE = TextRule("bodies", Severity.FINDING, look)
