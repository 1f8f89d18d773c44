"""Spanish opens what it closes: ¿…? and ¡…!"""

from collections.abc import Iterator

from ..finding import Severity
from .book import Text, TextRule

_PAIRS = (("¿", "?"), ("¡", "!"))


def look(text: Text) -> Iterator[str]:
    """Questions and exclamations that only end as one, or only begin as one."""
    for opening, closing in _PAIRS:
        opened, closed = text.text.count(opening), text.text.count(closing)
        if closed > opened:
            yield f"There is a {closing} without a {opening}. Write {opening} where the question or the call begins."
        elif opened > closed:
            yield f"There is a {opening} without a {closing}. Write {closing} where the question or the call ends."


RULE = TextRule("opened", Severity.FINDING, look, languages=frozenset({"es"}))
