"""Reading an answer: what a tap or a typed text means for a step."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from .asking import REGIONS
from .events import Typed
from .inputs import Limits, Understood, parse
from .inputs.prefecture import prefectures
from .model import Kind, Step
from .state import MAX_TEXT, JsonState


@dataclass(frozen=True)
class Value:
    """This is the answer."""

    value: Any


@dataclass(frozen=True)
class Toggled:
    """A tick was set or taken away."""


@dataclass(frozen=True)
class Narrowed:
    """A region was chosen: now ask for the prefecture."""


@dataclass(frozen=True)
class Doubtful:
    """It may mean these values, or the one value that is hard to believe: ask which."""

    values: tuple[Any, ...]
    implausible: bool = False


@dataclass(frozen=True)
class Unreadable:
    """No answer can be read from it."""


@dataclass(frozen=True)
class Foreign:
    """A button this question does not have: nothing is done."""


Answer = Value | Toggled | Narrowed | Doubtful | Unreadable | Foreign

CODES = frozenset(p.code for p in prefectures())
_SKIPS = {"_unknown": "unknown", "_skip": "skip", "_prefer_not": "prefer_not"}


def tapped(step: Step, state: JsonState, choice: str) -> Answer:
    """What a pressed button means."""
    if choice in _SKIPS:
        reason = _SKIPS[choice]
        return Value({"skipped": reason}) if reason in step.allow else Foreign()
    if choice.startswith("="):
        return _value_button(step, choice[1:])
    match step.kind:
        case Kind.CHOICE:
            return Value(choice) if any(c.id == choice for c in step.choices) else Foreign()
        case Kind.YES_NO:
            return Value(choice == "yes") if choice in ("yes", "no") else Foreign()
        case Kind.MULTI_CHOICE | Kind.OPTIONS:
            return _tick(step, state, choice)
        case Kind.PREFECTURE:
            return _prefecture(state, choice)
        case Kind.FILE:
            return Value(list(state["files"])) if choice == "_done" and state["files"] else Foreign()
        case _:
            return Foreign()


def typed(step: Step, state: JsonState, event: Typed, today: date) -> Answer:
    """What a written text means."""
    text = event.text
    if step.kind is Kind.TEXT:
        return Value(text.strip()[:MAX_TEXT]) if text.strip() else Unreadable()
    if step.kind is Kind.FILE:
        return Unreadable()
    hard_to_believe: Answer = Unreadable()
    if step.kind is Kind.CHOICE and step.input is not None:
        # "5" under a question about hours means five hours, not the fifth button
        found = _by_range(step, _understood(step, event, today))
        if isinstance(found, Value):
            return found
        hard_to_believe = found
    matched = _by_label(event, text, today) or tuple(c.id for c in step.choices if c.id in event.meant)
    if len(matched) == 1:
        return tapped(step, state, matched[0])
    if step.kind is Kind.MULTI_CHOICE and (listed := _listed(event, today)):
        ticked = {*state["ticked"], *listed}
        return Value([c.id for c in step.choices if c.id in ticked])
    if matched:
        return Doubtful(matched)
    if step.kind in (Kind.CHOICE, Kind.MULTI_CHOICE, Kind.OPTIONS):
        return hard_to_believe
    understood = _understood(step, event, today)
    if understood is None:
        return Unreadable()
    if understood.ambiguous:
        return Doubtful(tuple(understood.ambiguous))
    if understood.implausible:
        return Doubtful((understood.value,), implausible=True)
    return Value(understood.value)


def _understood(step: Step, event: Typed, today: date) -> Understood | None:
    limits = Limits(step.minimum, step.maximum, step.unit)
    found = parse(step.input or step.kind.value, event.text, event.lexicon, today, limits=limits)
    return found if isinstance(found, Understood) else None


def _by_label(event: Typed, text: str, today: date) -> tuple[Any, ...]:
    """The choices whose label the text may be."""
    if not event.labels:
        return ()
    found = parse("choice", text, event.lexicon, today, limits=Limits(), options=event.labels)
    return (found.ambiguous or (found.value,)) if isinstance(found, Understood) else ()


def _listed(event: Typed, today: date) -> tuple[str, ...]:
    """The choices of a written list: numbers or labels, "1, 3", "1 and 3"; empty if any part of it is none."""
    found = parse("multi_choice", event.text, event.lexicon, today, limits=Limits(), options=event.labels)
    return tuple(found.value) if isinstance(found, Understood) and isinstance(found.value, list) else ()


def _by_range(step: Step, understood: Understood | None) -> Answer:
    """The one range that every reading of the text falls into; none if they differ. What is hard to believe (300
    months, or weeks where months are counted) has to be confirmed by its button."""
    readings = (understood.ambiguous or (understood.value,)) if understood is not None else ()
    found = {_range_of(step, reading) for reading in readings}
    chosen = found.pop() if len(found) == 1 else None
    if understood is None or chosen is None:
        return Unreadable()
    return Doubtful((chosen,), implausible=True) if understood.implausible else Value(chosen)


def _range_of(step: Step, reading: object) -> str | None:
    if not isinstance(reading, int | float):
        return None
    amount = reading / (60 if step.input == "hours" else 1)
    return next((r.choice for r in step.ranges if r.to is None or amount <= r.to), None)


def _value_button(step: Step, plain: str) -> Answer:
    match step.kind:
        case Kind.HOURS | Kind.MONEY:
            return Value(int(plain)) if plain.isdecimal() else Foreign()
        case Kind.NUMBER:
            try:
                number = float(plain)
            except ValueError:
                return Foreign()
            return Value(int(number) if number.is_integer() else number)
        case Kind.DATE | Kind.MONTH:
            try:
                date.fromisoformat(plain if step.kind is Kind.DATE else plain + "-01")
            except ValueError:
                return Foreign()
            return Value(plain)
        case Kind.PREFECTURE:
            return Value(plain) if plain in CODES else Foreign()
        case _:
            return Foreign()


def _tick(step: Step, state: JsonState, choice: str) -> Answer:
    order = [c.id for c in step.choices] if step.kind is Kind.MULTI_CHOICE else [i for i, _ in state["options"]]
    if choice == "_done":
        return Value([i for i in order if i in state["ticked"]])
    if choice not in order:
        return Foreign()
    ticked = state["ticked"]
    state["ticked"] = [t for t in ticked if t != choice] if choice in ticked else [*ticked, choice]
    return Toggled()


def _prefecture(state: JsonState, choice: str) -> Answer:
    if choice == "_regions":
        state["region"] = None
        return Narrowed()
    if choice.startswith("r.") and choice[2:] in REGIONS:
        state["region"] = choice[2:]
        return Narrowed()
    return Value(choice) if choice in CODES else Foreign()
