"""A stretch of a file, as players of sound ask for one (HTTP Range): some play nothing without it."""

import re

_ONE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


def stretch_of(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte that a Range header asks for; None for all of it, or where it makes no sense."""
    found = _ONE.fullmatch(asked.strip())
    if found is None:
        return None
    first = int(found[1])
    last = min(int(found[2] or size), size - 1)
    return (first, last) if first <= last else None
