"""Reading an answer: what a tap or a typed text means for a step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .asking import NONE_FITS, REGIONS, choices_of, has_none_fits
from .events import Typed
from .inputs import Limits, Parsed, Understood, parse, yes_no
from .inputs.amounts import says_nothing
from .inputs.choice import is_list
from .inputs.choice_sentence import in_sentence
from .inputs.periods import months_back
from .inputs.prefecture import prefectures
from .mere import stands_for
from .model import Kind, Step
from .state import MAX_TEXT, JsonState
from .tapped_days import narrowed


@dataclass(frozen=True)
class Value:
    """This is the answer. ``day``: the very day that was written, where the step has a question for it."""

    value: Any
    day: str | None = None


@dataclass(frozen=True)
class Toggled:
    """A tick was set or taken away."""


@dataclass(frozen=True)
class Ticked:
    """These ticks were set by what was written; ``values``: all that are set now, in order."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class Nothing:
    """Nothing is ticked where a choice says that none fits: ask whether it is so."""


@dataclass(frozen=True)
class Denied:
    """What was understood is not right: ask again."""


@dataclass(frozen=True)
class Narrowed:
    """A region was chosen: now ask for the prefecture. Or a year or month: now ask for the month or day."""


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


Answer = Value | Toggled | Ticked | Nothing | Denied | Narrowed | Doubtful | Unreadable | Foreign

CODES = frozenset(p.code for p in prefectures())
_SKIPS = {"_unknown": "unknown", "_skip": "skip", "_prefer_not": "prefer_not"}


def tapped(step: Step, state: JsonState, choice: str) -> Answer:
    """What a pressed button means."""
    if choice in _SKIPS:
        reason = _SKIPS[choice]
        return Value({"skipped": reason}) if reason in step.allow else Foreign()
    if choice == "_no" and state.get("doubt") is not None:
        return Denied()
    if choice.startswith("="):
        return _value_button(step, choice[1:])
    match step.kind:
        case Kind.CHOICE:
            return Value(choice) if any(c.id == choice for c in choices_of(step, state)) else Foreign()
        case Kind.YES_NO:
            return Value(choice == "yes") if choice in ("yes", "no") else Foreign()
        case Kind.MULTI_CHOICE | Kind.OPTIONS:
            return _tick(step, state, choice)
        case Kind.PREFECTURE:
            return _prefecture(state, choice)
        case Kind.DATE | Kind.MONTH:
            state["region"] = narrowed(choice) or state["region"]
            return Narrowed() if narrowed(choice) else Foreign()
        case Kind.FILE:
            return Value(list(state["files"])) if choice == "_done" and state["files"] else Foreign()
        case _:
            return Foreign()


def typed(step: Step, state: JsonState, event: Typed, today: date) -> Answer:
    """What a written text means. Where it was asked whether an answer is right, yes and no answer that, unless the text
    says an answer of its own."""
    doubt = state.get("doubt")
    if doubt is None:
        return _read(step, state, event, today)
    if yes_no.bare(event.text, event.lexicon):
        return _said(doubt, yes_no.parse(event.text, event.lexicon))
    answer = _read(step, state, event, today)
    if not isinstance(answer, Unreadable):
        return answer
    return _said(doubt, yes_no.leading(event.text, event.lexicon))


def _said(doubt: Any, said: Parsed) -> Answer:
    if not isinstance(said, Understood):
        return Unreadable()
    return Value(doubt) if said.value else Denied()


def in_own_words(event: Typed) -> bool:
    """Whether a text is more than what stands on a button, its number, or a bare yes or no."""
    said = event.lexicon.fold(event.text)
    labels = {event.lexicon.fold(label) for shown in event.labels.values() for label in shown}
    return not said.isdecimal() and said not in labels and not yes_no.bare(event.text, event.lexicon)


def _read(step: Step, state: JsonState, event: Typed, today: date) -> Answer:
    text = event.text
    if step.kind is Kind.TEXT:
        return Value(text.strip()[:MAX_TEXT]) if text.strip() else Unreadable()
    if step.kind is Kind.FILE:
        return _no_more(step, state, event)
    mere = stands_for(step, event)
    if step.kind is Kind.CHOICE and step.input is not None and (mere is None or step.if_no is None):
        if len(written := _written_out(event)) == 1:
            return tapped(step, state, written[0])
        # "5" under a question about hours means five hours, not the fifth button
        found = _by_range(step, _understood(step, event, today), more=event.lexicon.says_more(text))
        if not isinstance(found, Unreadable):
            return found
    matched = (_by_label(event, text, today) or meant(step, event.meant)) if mere is None else mere
    listed = step.kind is Kind.MULTI_CHOICE and (mere is None or len(mere) == 1)
    if listed and (answer := _many(step, state, event, matched, today)):
        return answer
    if len(matched) == 1:
        return tapped(step, state, matched[0])
    if matched:
        return Doubtful(matched)
    if step.day is not None:
        return _by_day(step, event, today)
    if step.kind in (Kind.CHOICE, Kind.MULTI_CHOICE, Kind.OPTIONS):
        return Unreadable()
    understood = _understood(step, event, today)
    if understood is None:
        return Unreadable()
    if understood.ambiguous:
        return Doubtful(tuple(understood.ambiguous))
    if step.ask_back and understood.value is False and not yes_no.bare(text, event.lexicon):
        return Unreadable()
    if understood.implausible:
        return Doubtful((understood.value,), implausible=True)
    return Value(understood.value)


def _no_more(step: Step, state: JsonState, event: Typed) -> Answer:
    """A bare "no" or "none" where files are asked for: there are none, or no more than came already."""
    said = yes_no.parse(event.text, event.lexicon) if yes_no.bare(event.text, event.lexicon) else None
    if not (isinstance(said, Understood) and said.value is False) and not says_nothing(event.text, event.lexicon):
        return Unreadable()
    if state["files"]:
        return Value(list(state["files"]))
    return Value({"skipped": "skip"}) if "skip" in step.allow else Unreadable()


def meant(step: Step, spoken_of: tuple[str, ...]) -> tuple[str, ...]:
    """The choices that were spoken of; where there is none, those behind which one of them is."""
    there = tuple(c.id for c in step.choices if c.id in spoken_of)
    return there or tuple(c.id for c in step.choices if not set(c.leads_to).isdisjoint(spoken_of))


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


def _many(
    step: Step, state: JsonState, event: Typed, matched: tuple[str, ...], today: date
) -> Value | Ticked | None:
    """A written list answers; other words tick the choices they speak of. One choice alone is ticked, too, or no
    longer, as by its button."""
    order = [choice.id for choice in step.choices]
    listed = () if len(matched) == 1 else _listed(event, today)
    if listed and is_list(event.text, event.lexicon, event.labels):
        return Value([choice for choice in order if choice in {*state["ticked"], *listed}])
    spoken = {*in_sentence(event.text, event.lexicon, event.labels), *listed} - {NONE_FITS}
    if len(matched) == 1:
        spoken |= {*matched}
    if not spoken:
        return None
    again = not in_own_words(event) and spoken <= {*state["ticked"]}
    ticked = {*state["ticked"]} - spoken if again else {*state["ticked"], *spoken}
    state["ticked"] = [choice for choice in order if choice in ticked]
    return Ticked(tuple(state["ticked"]))


def _written_out(event: Typed) -> tuple[str, ...]:
    """The choices whose label a text is, word for word: "More than 80 hours"."""
    said = event.lexicon.fold(event.text)
    return tuple(choice for choice, shown in event.labels.items() if said in map(event.lexicon.fold, shown))


def _by_range(step: Step, understood: Understood | None, *, more: bool) -> Answer:
    """The one range that every reading of the text falls into; where they differ ("40 to 50"), all from the first to
    the last are asked about. What is hard to believe (300 months, or weeks where months are counted) has to be
    confirmed by its button. ``more``: more than the number was said."""
    readings = (understood.ambiguous or (understood.value,)) if understood is not None else ()
    found = {_range_of(step, reading, more=more) for reading in readings}
    if understood is None or not found or None in found:
        return Unreadable()
    places = [place for place, one in enumerate(step.ranges) if one.choice in found]
    chosen = tuple(one.choice for one in step.ranges[places[0] : places[-1] + 1])
    if len(chosen) > 1:
        return Doubtful(chosen)
    return Doubtful(chosen, implausible=True) if understood.implausible else Value(chosen[0])


def _by_day(step: Step, event: Typed, today: date) -> Answer:
    """The choice that a written day falls into, counted in months of the calendar, and the day itself. Days to come are
    none, nor are those that may only have been meant."""
    if step.input == Kind.DATE.value:
        return _by_coming_day(step, event, today)
    found = parse(Kind.DATE.value, event.text, event.lexicon, today, limits=Limits(None, 0))
    if not isinstance(found, Understood) or found.implausible:
        more = event.lexicon.says_more(event.text)
        return _by_months_back(step, months_back(event.text, event.lexicon, today), more=more)
    days = [date.fromisoformat(str(reading)) for reading in found.ambiguous or (found.value,)]
    back = [_months_between(day, today) for day in days]
    chosen = _by_months_back(step, back)
    return replace(chosen, day=days[0].isoformat()) if isinstance(chosen, Value) and len(days) == 1 else chosen


def _by_coming_day(step: Step, event: Typed, today: date) -> Answer:
    """The same of a day to come, counted in days from today."""
    found = _understood(step, event, today)
    if found is None or found.implausible:
        return Unreadable()
    days = [date.fromisoformat(str(reading)) for reading in found.ambiguous or (found.value,)]
    chosen = {_range_of(step, (day - today).days, more=False) for day in days} - {None}
    if len(chosen) > 1:
        return Doubtful(tuple(one.choice for one in step.ranges if one.choice in chosen))
    return Value(chosen.pop(), days[0].isoformat() if len(days) == 1 else None) if chosen else Unreadable()


def _by_months_back(step: Step, back: Sequence[int], *, more: bool = False) -> Answer:
    chosen = {next(one.choice for one in step.ranges if one.to is None or months + more <= one.to) for months in back}
    if len(chosen) > 1:
        return Doubtful(tuple(one.choice for one in step.ranges if one.choice in chosen))
    return Value(chosen.pop()) if chosen else Unreadable()


def lies_in(step: Step, choice: str, day: str, today: date) -> bool:
    """Whether a day (2026-11-05) is one of those that a choice stands for today."""
    told = date.fromisoformat(day)
    if step.input == Kind.DATE.value:
        return told >= today and _range_of(step, (told - today).days, more=False) == choice
    return _by_months_back(step, [_months_between(told, today)]) == Value(choice)


def _months_between(day: date, today: date) -> int:
    return (today.year - day.year) * 12 + today.month - day.month


def _range_of(step: Step, reading: object, *, more: bool) -> str | None:
    if not isinstance(reading, int | float):
        return None
    amount = reading / (60 if step.input == "hours" else 1)
    fits = (r.choice for r in step.ranges if r.to is None or amount < r.to or (amount == r.to and not more))
    return next(fits, None)


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
    if choice == "_done" and not state["ticked"] and has_none_fits(step) and not state.get("nothing"):
        return Nothing()
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
