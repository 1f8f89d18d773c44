"""The buttons under a question."""

from datetime import date, timedelta
from typing import Any

from .effects import Button, Redraw
from .inputs.prefecture import codes_in
from .model import Choice, Kind, Step
from .state import JsonState
from .tapped_days import calendar
from .walk import Place

Bound = str | float | None
TRIES_BEFORE_BUTTONS = 3
REGIONS = ("hokkaido", "tohoku", "kanto", "chubu", "kinki", "chugoku", "shikoku", "kyushu")
_QUICK: dict[Kind, tuple[Any, ...]] = {
    Kind.HOURS: (30, 60, 120, 180, 300, 480, 600, 1200, 1800, 2700, 3600, 4800),
    Kind.NUMBER: (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30),
    Kind.MONEY: (1000, 1100, 1200, 1300, 1500, 5000, 10000, 20000, 50000, 100000, 150000, 200000, 250000),
}


def buttons(place: Place, state: JsonState, today: date, values: tuple[Any, ...] = ()) -> tuple[Button, ...]:
    """The answers that can be tapped now. ``values``: possible readings of what was typed, offered instead."""
    step = place.step
    text = f"{place.flow.id}.{step.id}.choice."
    if state.get("doubt") is not None:
        return _confirming(step, state, text)
    if step.kind in (Kind.CHOICE, Kind.MULTI_CHOICE):
        offered = tuple(b for b in _choices(step, state, text) if not values or b.id in values)
    elif values:
        offered = tuple(_value(step, v) for v in values)
    elif step.kind is Kind.YES_NO:
        offered = (Button("yes", "ui.yes"), Button("no", "ui.no"))
    elif step.kind is Kind.PREFECTURE:
        offered = _prefectures(state)
    elif step.kind is Kind.OPTIONS:
        offered = tuple(Button(i, label=label, ticked=i in state["ticked"]) for i, label in state["options"])
    else:
        offered = _typed(step, state, today)
    if step.kind in (Kind.MULTI_CHOICE, Kind.OPTIONS) or (step.kind is Kind.FILE and state["files"]):
        offered += (Button("_done", "ui.done"),)
    if step.kind is Kind.FILE and state["files"]:
        return offered
    return offered + tuple(Button(f"_{a}", _ALLOW[a]) for a in step.allow)


def _confirming(step: Step, state: JsonState, text: str) -> tuple[Button, ...]:
    """Yes and no; and where another button may be the right one, those."""
    doubt = state["doubt"]
    if step.kind is not Kind.CHOICE:
        return (Button(f"={doubt}", "ui.yes"), Button("_no", "ui.no"))
    others = (button for button in _choices(step, state, text) if button.id != doubt)
    skips = (Button(f"_{a}", _ALLOW[a]) for a in step.allow)
    return (Button(doubt, "ui.yes"), Button("_no", "ui.no"), *others, *skips)


def presses(step: Step) -> bool:
    """Whether buttons alone lead to every likely answer, once words were not understood again and again."""
    return step.kind in (Kind.CHOICE, Kind.MULTI_CHOICE, Kind.YES_NO, Kind.PREFECTURE) or step.kind.of_calendar


def none_fits(place: Place) -> str | None:
    """The key of the button that says that no choice of the question fits."""
    return f"{place.flow.id}.{place.step.id}.choice.{NONE_FITS}" if has_none_fits(place.step) else None


def has_none_fits(step: Step) -> bool:
    """Whether a choice of its own says that none fits."""
    return any(choice.id == NONE_FITS for choice in step.choices)


def way_out(place: Place) -> tuple[str, str | None]:
    """What to say to somebody whose words were not understood again and again under buttons: the key of the sentence
    and of the button for whoever finds none that fits."""
    choices = [choice.id for choice in place.step.choices]
    text = f"{place.flow.id}.{place.step.id}.choice."
    if _OWN_WORDS in choices:
        return "common.try_own_words", text + _OWN_WORDS
    keys = [text + choice for choice in _NONE_FITS if choice in choices] + [_ALLOW[a] for a in place.step.allow]
    return ("common.try_button", keys[0]) if keys else ("common.use_buttons", None)


NONE_FITS = "none_of_these"
_OWN_WORDS, _NONE_FITS = "something_else", ("other", NONE_FITS, "none")
_ALLOW = {"unknown": "ui.dont_know", "skip": "ui.skip", "prefer_not": "ui.prefer_not"}


def redraw(place: Place, state: JsonState, today: date) -> Redraw:
    """The same question with other ticks, or nearer to the answer."""
    return Redraw(state["visit"], buttons(place, state, today))


def choices_of(step: Step, state: JsonState) -> tuple[Choice, ...]:
    """The choices of a question. Of languages those that are offered, in the order they were offered in."""
    if step.id != "language" or not state.get("languages"):
        return step.choices
    known = {c.id: c for c in step.choices}
    return tuple(known[language] for language in state["languages"] if language in known)


def _choices(step: Step, state: JsonState, text: str) -> tuple[Button, ...]:
    chosen = choices_of(step, state)
    many = step.kind is Kind.MULTI_CHOICE
    return tuple(
        Button(c.id, text + c.id, pictogram=c.pictogram, ticked=c.id in state["ticked"] if many else None)
        for c in chosen
    )


def _prefectures(state: JsonState) -> tuple[Button, ...]:
    if state["region"] is None:
        return tuple(Button(f"r.{region}", f"region.{region}") for region in REGIONS)
    inside = (Button(code, f"prefecture.{code}") for code in codes_in(state["region"]))
    return (*inside, Button("_regions", "ui.other_region"))


def _typed(step: Step, state: JsonState, today: date) -> tuple[Button, ...]:
    if step.kind.of_calendar and state["tries"] >= TRIES_BEFORE_BUTTONS:
        return calendar(step, state["region"], today)
    if step.kind.of_calendar:
        return tuple(_value(step, counted(step.kind, n, today)) for n in _near(step))
    if state["tries"] < TRIES_BEFORE_BUTTONS or step.kind not in _QUICK:
        return ()
    scale = 60 if step.kind is Kind.HOURS else 1
    low = (step.minimum if step.minimum is not None else 0) * scale
    high = (step.maximum if step.maximum is not None else float("inf")) * scale
    return tuple(_value(step, v) for v in _QUICK[step.kind] if low <= v <= high)


def _near(step: Step) -> list[int]:
    """Days or months from the present one that are offered: the latest that are allowed; the nearest, where only coming
    ones are. None for a day that may lie anywhere: the end of a stay is hardly today."""
    if step.kind is Kind.DATE and step.minimum is None and step.maximum is None:
        return []
    many = 2 if step.kind is Kind.DATE else 3
    low = step.minimum if step.minimum is not None else -float("inf")
    high = step.maximum if step.maximum is not None else float("inf")
    past = [n for n in range(0, -many, -1) if low <= n <= high]
    return past if len(past) > 1 else [n for n in range(many) if low <= n <= high]


def counted(kind: Kind, count: float, today: date) -> str:
    """The day or month that lies ``count`` from the present one; the calendar's end where it would lie beyond."""
    if kind is Kind.MONTH:
        months = min(max(today.year * 12 + today.month - 1 + int(count), 12), 12 * 9999 + 11)
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    try:
        return (today + timedelta(days=count)).isoformat()
    except OverflowError:
        return (date.max if count > 0 else date.min).isoformat()


def bounds(step: Step, today: date) -> tuple[Bound, Bound]:
    """The lowest and highest plausible answer as one would write it: a day, a month, hours, yen or a number."""
    if not step.kind.typed:
        return None, None
    low, high = step.minimum, step.maximum
    if not step.kind.of_calendar:
        return low, high
    return (
        None if low is None else counted(step.kind, low, today),
        None if high is None else counted(step.kind, high, today),
    )


def _value(step: Step, value: Any) -> Button:
    kind = step.input or step.kind.value
    return Button(f"={value}", value=value, kind=kind)
