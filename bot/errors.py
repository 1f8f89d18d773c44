"""The errors a person may read: the docstring of each class is its sentence.

A docstring says what happened, where, and what to do next. `{name}` in it is filled from the keyword
arguments the error is raised with:

    raise NotFound(what="case", key="K7F3-2Q")
"""

import inspect
from typing import Any, ClassVar

from storage.errors import StorageFull

__all__ = ["NotAllowed", "NotFound", "SettingsError", "StorageFull", "TodokeError"]


class TodokeError(Exception):
    """Something in Todoke went wrong. The log around this line says where; please try again."""

    exit_code: ClassVar[int] = 1
    """What the command line exits with when this error ends a command."""

    def __init__(self, message: str | None = None, /, **fields: Any) -> None:
        """Take the class's own sentence filled with `fields`, or `message` word for word."""
        self.fields = fields
        super().__init__(self._sentence().format(**fields) if message is None else message)

    @classmethod
    def _sentence(cls) -> str:
        return " ".join(inspect.cleandoc(cls.__doc__ or cls.__name__).split())


class SettingsError(TodokeError):
    """{setting}: {problem}. {remedy}"""

    exit_code = 2


class NotAllowed(TodokeError):
    """This account may not do that: {action}. Ask the coordinator for the role that may."""


class NotFound(TodokeError):
    """There is no {what} {key}. Check the spelling, or list what there is."""
