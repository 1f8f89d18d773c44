"""The buttons under a question."""

from datetime import date, timedelta
from typing import Any

from .effects import Button, Redraw
from .inputs.prefecture import codes_in
from .model import Kind, Step
from .state import JsonState
from .walk import Place

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
    if values:
        offered = tuple(_value(step, v) for v in values)
    elif step.kind in (Kind.CHOICE, Kind.MULTI_CHOICE):
        offered = _choices(step, state, text)
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


_ALLOW = {"unknown": "ui.dont_know", "skip": "ui.skip", "prefer_not": "ui.prefer_not"}


def redraw(place: Place, state: JsonState) -> Redraw:
    """The same question with other ticks."""
    return Redraw(state["visit"], buttons(place, state, date.min))


def _choices(step: Step, state: JsonState, text: str) -> tuple[Button, ...]:
    chosen = step.choices
    if step.id == "language" and state.get("languages"):
        offered = {c.id: c for c in step.choices}
        chosen = tuple(offered[language] for language in state["languages"] if language in offered)
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
    if step.kind is Kind.DATE:
        return tuple(_value(step, (today - timedelta(days=n)).isoformat()) for n in (0, 1))
    if step.kind is Kind.MONTH:
        return tuple(_value(step, month) for month in _months_before(today, 3))
    if state["tries"] < TRIES_BEFORE_BUTTONS or step.kind not in _QUICK:
        return ()
    scale = 60 if step.kind is Kind.HOURS else 1
    low = (step.minimum if step.minimum is not None else 0) * scale
    high = (step.maximum if step.maximum is not None else float("inf")) * scale
    return tuple(_value(step, v) for v in _QUICK[step.kind] if low <= v <= high)


def _months_before(today: date, count: int) -> list[str]:
    months = []
    year, month = today.year, today.month
    for _ in range(count):
        months.append(f"{year:04d}-{month:02d}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return months


def _value(step: Step, value: Any) -> Button:
    kind = step.input or step.kind.value
    return Button(f"={value}", value=value, kind=kind)
