"""The errors of this package. The docstring of each class is the sentence a coordinator or operator reads."""

from __future__ import annotations

import inspect


class FlowError(Exception):
    """Something in the flows or word lists is wrong. Run `todoke check` to see the file and the line."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or inspect.getdoc(type(self)))
