"""Where in a JSON text something stands, so that a mistake can be shown with its line."""

from json.decoder import JSONDecoder
from typing import Any

_WHITE = " \t\r\n"
_READ = JSONDecoder()


def line_of(text: str, path: tuple[int | str, ...]) -> int:
    """The line (from 1) of the value at `path` in a text that is JSON; of what surrounds it, where it is missing."""
    at = _white(text, 0)
    for part in path:
        found = _inside(text, at, part)
        if found is None:
            break
        at = found
    return text.count("\n", 0, at) + 1


def _inside(text: str, at: int, part: int | str) -> int | None:
    """Where the member `part` of the object or list at `at` begins."""
    opened = text[at]
    if opened not in "{[" or isinstance(part, str) != (opened == "{"):
        return None
    at, index = _white(text, at + 1), 0
    while text[at] not in "}]":
        name: Any = index
        if opened == "{":
            name, at = _READ.raw_decode(text, at)
            at = _white(text, _white(text, at) + 1)  # over the colon
        if name == part:
            return at
        _, at = _READ.raw_decode(text, at)
        at, index = _white(text, at), index + 1
        if text[at] == ",":
            at = _white(text, at + 1)
    return None


def _white(text: str, at: int) -> int:
    while at < len(text) and text[at] in _WHITE:
        at += 1
    return at
