"""What can happen to a conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .inputs import Lexicon


@dataclass(frozen=True)
class Start:
    """The worker begins (or begins again). ``languages`` in the order in which they are offered; ``given``: what is
    known before the first question, of the names in GIVEN. ``said``: what the first questions are answered with, one
    after the other, as far as each has that choice."""

    languages: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    said: tuple[str, ...] = ()


GIVEN = frozenset({"helper", "check"})
"""Variables that no step sets. ``helper``: "partner" where somebody of an organisation enters the report together with
the worker. ``check``: of whoever came for the support check: "reported" if they have sent a report, else "new"."""


@dataclass(frozen=True)
class Tap:
    """A button of visit ``visit`` was pressed."""

    visit: int
    choice: str


@dataclass(frozen=True)
class Typed:
    """Something was written. The words of the worker's language come with it: its lexicon, and what the buttons of
    the present question say (choice id → label, in every language that the worker may have seen, and other words for
    it). ``meant``: choices of which the text speaks, where it is none of the labels."""

    text: str
    lexicon: Lexicon
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    meant: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    """A photo, document or voice message came; ``media`` of photo, file, voice."""

    file: str
    media: str


@dataclass(frozen=True)
class Control:
    """A control was used: ``back``, ``menu``, ``close``, ``change``, ``change/<path>``, ``changes/<n>``,
    ``language``, ``lang/<code>``, ``help``, ``stop``, ``resume``, ``restart``, ``danger/yes``, ``danger/no``.
    ``visit`` None: typed or a command."""

    name: str
    visit: int | None = None


@dataclass(frozen=True)
class Danger:
    """A danger word was found in what the worker wrote: of kind danger, self_harm or trafficking."""

    kind: str


@dataclass(frozen=True)
class Options:
    """The choices of an ``options`` step: ``(id, label)`` in order, asked for by the effect NeedOptions."""

    source: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Correct:
    """A report that was sent is corrected: the question at ``path`` is asked once more, and nothing else.
    ``variables``: all that was answered."""

    path: str
    variables: Mapping[str, Any] = field(default_factory=dict)


Event = Start | Tap | Typed | Sent | Control | Danger | Options | Correct

JsonState = dict[str, Any]
