"""What a step of a conversation asks the outside to do, in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Button:
    """A button: a choice id, the key of its label (or the label itself), a pictogram, and whether it is ticked."""

    id: str
    key: str | None = None
    label: str | None = None
    pictogram: str | None = None
    ticked: bool | None = None
    value: Any = None  # a value to be formatted as the label
    kind: str | None = None  # what kind of value it is


@dataclass(frozen=True)
class Shown:
    """An answer as it is shown back: whose step, what kind, the value."""

    flow: str
    step: str
    kind: str
    value: Any
    labels: Mapping[str, str] = field(default_factory=dict)  # of options: id → label


@dataclass(frozen=True)
class Say:
    """Say something that needs no answer. ``params`` are variables' values, formatted by the language."""

    key: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ask:
    """Ask. ``understood`` is what was understood before, ``change`` the control that asks it again; ``left`` about how
    many questions are left.

    ``lowest``, ``highest``: plausible answers as one would write them ("2026-11-21", "2026-11", hours, yen, a number).
    ``written``: what kind of answer may be written instead of pressing a button (hours, number), if any.
    ``accept``, ``many``: what may be sent where a file is asked for, and whether more than one.
    """

    flow: str
    step: str
    kind: str
    key: str
    visit: int
    buttons: tuple[Button, ...]
    understood: Shown | None = None
    left: int | None = None
    note: str | None = None  # key of a line above the question: example, which one, really?
    note_value: Any = None
    note_way: str | None = None  # key of the button that the line names
    sensitive: bool = False
    back: bool = True
    params: Mapping[str, Any] = field(default_factory=dict)
    lowest: str | float | None = None
    highest: str | float | None = None
    accept: tuple[str, ...] = ()
    many: bool = False
    written: str | None = None
    change: str | None = None


@dataclass(frozen=True)
class Redraw:
    """The buttons of the present question changed: a tick, or the prefectures of a region."""

    visit: int
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Answered:
    """The buttons of a visit are done with: show what was chosen, or only a tick when sensitive (None)."""

    visit: int
    shown: Shown | None


@dataclass(frozen=True)
class Overlay:
    """A question beside the flow: ``menu``, ``change``, ``language``, ``danger``, ``resume``. Buttons are controls."""

    name: str
    visit: int
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Recorded:
    """An answer to keep, as given and as understood."""

    path: str
    flow: str
    step: str
    variable: str
    visit: int
    raw: str
    value: Any
    changed: bool
    sensitive: bool
    evidence: str | None
    risks: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """What was typed under a question and not, or not wholly, understood as its answer: to be kept as it stands."""

    path: str
    flow: str
    step: str
    variable: str
    visit: int
    text: str


@dataclass(frozen=True)
class Card:
    """Show a card: ``emergency``, ``self_harm``, ``trafficking``."""

    name: str


@dataclass(frozen=True)
class NeedOptions:
    """The next question's choices come from outside: answer with the event Options."""

    source: str


@dataclass(frozen=True)
class Submit:
    """File the report now: its topic and all variables."""

    topic: str
    variables: Mapping[str, Any]


@dataclass(frozen=True)
class Stale:
    """A button of an earlier question was pressed: nothing was changed."""


@dataclass(frozen=True)
class Stopped:
    """The worker stops for now; the answers are kept."""


@dataclass(frozen=True)
class Restarted:
    """The worker begins again: what was answered so far counts no more."""


@dataclass(frozen=True)
class Ended:
    """The flow has come to its end."""


@dataclass(frozen=True)
class Corrected:
    """The one question of a correction is done with; ``changed``: with an answer. ``days``: the paths of those for
    a day that were answered along with it."""

    path: str
    changed: bool
    days: tuple[str, ...] = ()


Effect = (
    Say | Ask | Redraw | Answered | Overlay | Recorded | Card | NeedOptions | Submit | Stale | Stopped | Ended
    | Restarted | Corrected | Written
)
