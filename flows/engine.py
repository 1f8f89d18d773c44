"""One step of a conversation: ``step(structure, state, event, now) -> Step(state, effects)``. Pure: no clock, no words,
no network; the same inputs always give the same result, and the state given in is not changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from . import answering, asking, misread, overlays
from .compute import FUNCTIONS, RELATIVE
from .conditions import known
from .effects import (
    Answered,
    Ask,
    Card,
    Corrected,
    Effect,
    Ended,
    NeedOptions,
    Overlay,
    Recorded,
    Say,
    Shown,
    Stale,
    Submit,
    Written,
)
from .events import Control, Correct, Danger, Event, Options, Sent, Start, Tap, Typed
from .model import VOICE, Kind, Structure
from .state import MAX_ANSWERED, MAX_TEXT, JsonState, copied, new_state
from .walk import Place, next_place, remaining

_JAPAN = ZoneInfo("Asia/Tokyo")
_CARD_OF = {"danger": "emergency", "self_harm": "self_harm", "trafficking": "trafficking"}


@dataclass(frozen=True)
class Step:
    """The outcome: the new state (JSON) and what to do, in order."""

    state: JsonState
    effects: tuple[Effect, ...]


def step(structure: Structure, state: JsonState | None, event: Event, now: datetime) -> Step:
    """Take one event. ``now`` is UTC; dates are those of Japan."""
    whole = new_state() | copied(state) if state else new_state()  # what an earlier version wrote may lack a part
    turn = Turn(structure, whole, now.astimezone(_JAPAN).date())
    match event:
        case Start():
            turn.start(event)
        case Tap():
            turn.tap(event)
        case Typed():
            turn.typed(event)
        case Sent():
            turn.sent(event)
        case Control():
            turn.control(event)
        case Danger():
            turn.danger(event)
        case Options():
            turn.options(event)
        case Correct():
            turn.correct(event)
    return Step(turn.state, tuple(turn.effects))


class Turn:
    """The work of one step; lives no longer than that."""

    def __init__(self, structure: Structure, state: JsonState, today: date) -> None:
        self.structure = structure
        self.state = state
        self.today = today
        self.effects: list[Effect] = []
        self.days: list[str] = []
        """Paths of days that were answered along with the question for about when."""

    # ---- events

    def start(self, event: Start) -> None:
        """Begin anew; visits go on counting."""
        self.state = new_state(self.state["visit"])
        self.state["languages"] = list(event.languages)
        self.state["vars"] = dict(event.given)
        for choice in event.said:
            place = next_place(self.structure, self.state["vars"], self.state["done"].keys())
            if place is None or choice not in {one.id for one in place.step.choices}:
                break
            self.state["visit"] += 1
            self.accept(place, choice, raw="", shown=None)
        self.go_on()

    def correct(self, event: Correct) -> None:
        """Ask one question of a report that was sent; visits go on counting."""
        self.state = new_state(self.state["visit"])
        self.state.update(
            vars=dict(event.variables), done={"language": 0}, asked_before=[event.path], correcting=event.path
        )
        flow, step_ = self.structure.step(event.path)
        self.ask(Place(event.path, flow, step_.shown_in(event.variables.get("language")), None))

    def end_correction(self, *, changed: bool) -> None:
        """Nothing else is asked."""
        path = self.state.pop("correcting")
        self.state.update(at=None, overlay=None, ended=True)
        self.effects.append(Corrected(path, changed, tuple(self.days)))

    def tap(self, event: Tap) -> None:
        """A choice was pressed."""
        place = self.place()
        if place is None or event.visit != self.state["visit"] or self.state["overlay"]:
            self.effects.append(Stale())
            return
        self.take(place, answering.tapped(place.step, self.state, event.choice), raw=event.choice, button=True)

    def typed(self, event: Typed) -> None:
        """Something was written: an answer to the present question, in whatever form."""
        place = self.place()
        if place is None:
            self.effects.append(Stale())
            return
        self.state["overlay"] = None
        answer = answering.typed(place.step, self.state, event, self.today)
        read = isinstance(answer, answering.Value | answering.Foreign) or not answering.in_own_words(event)
        if isinstance(answer, answering.Unreadable) or not read:
            self.written(place, event.text)
        unread = isinstance(answer, answering.Unreadable)
        hint = misread.hint(place.step, event, self.today) if unread else misread.EXAMPLE
        self.take(place, answer, raw=event.text, button=False, hint=hint, meant=event.meant)

    def written(self, place: Place, text: str) -> None:
        """Words that are not the answer itself are never lost."""
        step, kept = place.step, text.strip()[:MAX_TEXT]
        if kept:
            self.effects.append(Written(place.path, place.flow.id, step.id, step.save, self.state["visit"], kept))

    def sent(self, event: Sent) -> None:
        """A file came: an answer where one was asked for; otherwise it only goes along with the report. Of a voice
        message instead of an answer that leads on or is counted with, it is said that nobody hears it now."""
        place = self.place()
        if place is None or event.media not in place.step.accept:
            unheard = place is not None and event.media == VOICE
            self.effects.append(Say("common.voice_not_here" if unheard else "common.file_kept"))
            if place is not None:
                self.ask(place)
            return
        file = {"file": event.file, "media": event.media}
        if place.step.kind is Kind.TEXT:
            self.effects.append(Say("common.file_kept"))
            self.take(place, answering.Value([file]), raw="", button=False)
            return
        self.state["files"].append(file)
        if place.step.many:
            self.effects.append(Say("common.file_kept"))
            self.ask(place)
        else:
            self.take(place, answering.Value(list(self.state["files"])), raw="", button=False)

    def keep_files(self) -> None:
        """Files came, and another answer is changed before "Done": they are the answer all the same."""
        place = self.place()
        if place is not None and place.step.kind is Kind.FILE and self.state["files"]:
            self.accept(place, list(self.state["files"]), raw="", shown=None)

    def options(self, event: Options) -> None:
        """The choices of an options question are known now."""
        place = self.place()
        if place is None or place.step.kind is not Kind.OPTIONS or place.step.source != event.source:
            return
        if not event.items:
            self.accept(place, [], raw="", shown=None)
            self.go_on()
            return
        struck = self.struck_before(place)
        self.state["options"] = [list(item) for item in event.items]
        self.state["labels"] = dict(event.items)
        self.state["ticked"] = [item[0] for item in event.items if item[0] not in struck]
        self.ask(place)

    def control(self, event: Control) -> None:
        """A control was used."""
        if event.visit is not None and event.visit != self.state["visit"]:
            self.effects.append(Stale())
            return
        overlays.handle(self, event.name)

    def danger(self, event: Danger) -> None:
        """A danger word was read: ask about it, or show the card that fits."""
        if event.kind == "danger":
            self.overlay("danger", overlays.danger_buttons())
        else:
            self.effects.append(Card(_CARD_OF[event.kind]))
            self.again()

    # ---- answers

    def take(
        self, place: Place, answer: answering.Answer, *, raw: str, button: bool, hint: str = misread.EXAMPLE,
        meant: tuple[str, ...] = (),
    ) -> None:
        """Do with a reading of the worker's input what it calls for. ``hint``: what to say where nothing was read;
        ``meant``: what was spoken of, for the questions behind this one."""
        match answer:
            case answering.Value(value) if self.out_of_order(place, value):
                self.take(place, answering.Doubtful((value,), implausible=True), raw=raw, button=button)
            case answering.Value(value, day):
                shown = self.shown(place, value)
                if button:  # its label stands on the answered keyboard
                    self.effects.append(Answered(self.state["visit"], None if place.step.sensitive else shown))
                # A number or date is always shown back: it stands in the chat as typed, and it may be misread.
                confirm = not button and (not place.step.sensitive or place.step.kind.typed)
                self.accept(place, value, raw=raw, shown=shown if confirm else None)
                self.keep_day(place, day, raw)
                self.follow(meant, raw)
                self.go_on()
            case answering.Toggled() | answering.Narrowed():
                self.effects.append(asking.redraw(place, self.state, self.today))
            case answering.Ticked(chosen):
                self.ask(place, understood=self.shown(place, chosen))
            case answering.Nothing():
                self.state["nothing"] = True
                self.ask(place, note="input.multi_choice.nothing", note_way=asking.none_fits(place))
            case answering.Denied():
                self.ask(place)
            case answering.Doubtful(values, implausible):
                kind = Kind.CHOICE if place.step.kind is Kind.MULTI_CHOICE else place.step.kind
                note = f"input.{kind}." + ("implausible" if implausible else "ask_which")
                self.ask(place, note=note, values=values, doubt=values[0] if implausible else None)
            case answering.Unreadable():
                self.state["tries"] += 1
                # How a day was meant (in another calendar) says more than that it was not understood again.
                told = place.step.kind.of_calendar and hint != misread.EXAMPLE
                again = self.state["tries"] >= asking.TRIES_BEFORE_BUTTONS
                if again and asking.presses(place.step) and not told:
                    note, way = asking.way_out(place)
                    self.ask(place, note=note, note_way=way)
                else:
                    self.ask(place, note=hint)
            case answering.Foreign():
                self.effects.append(Stale())

    def accept(self, place: Place, value: Any, *, raw: str, shown: Shown | None) -> None:
        """Keep an answer and mark its step as done."""
        step, state = place.step, self.state
        state["vars"][step.save] = value
        if step.save in RELATIVE:
            state.setdefault("said", {})[step.save] = self.today.isoformat()
        changed = place.path in state["asked_before"]
        if not changed:
            state["asked_before"].append(place.path)
        state["done"][place.path] = state["visit"]
        state["order"] = [p for p in state["order"] if p != place.path] + [place.path]
        state["last"] = place.path if shown is not None and known(value) else None
        variables = state["vars"]
        risks = tuple(r.adds for r in step.risk if r.when is None or r.when.holds(variables))
        self.effects.append(
            Recorded(
                place.path, place.flow.id, step.id, step.save, state["visit"], raw, value, changed, step.sensitive,
                step.evidence, risks,
            )
        )

    def keep_day(self, place: Place, day: str | None, raw: str) -> None:
        """A day that was written where only about when was asked answers the question for the day, too. Another answer
        takes a day told before away that does not lie in it: it is wrong now, and is asked for again."""
        state = self.state
        if place.step.day is None:
            return
        path = "/".join((*place.path.split("/")[:-1], place.step.day))
        flow, step = self.structure.step(path)
        before, chosen = state["vars"].get(step.save), state["vars"][place.step.save]
        told = known(before)
        if day is None and (not told or answering.lies_in(place.step, chosen, before, self.today)):
            return
        state["visit"] += 1
        if told and path not in state["asked_before"]:
            state["asked_before"].append(path)
        own, value = Place(path, flow, step, place.topic), {"skipped": "unknown"} if day is None else day
        self.accept(own, value, raw=raw, shown=None if day is None else self.shown(own, day))
        self.days.append(path)
        state["order"] = [one for one in state["order"] if one not in (path, place.path)] + [path, place.path]
        if day is None:
            del state["done"][path]
            state["order"].remove(path)

    def follow(self, meant: tuple[str, ...], raw: str) -> None:
        """Words that mean a choice some screens further on answer the screens before it, too."""
        while meant and "correcting" not in self.state:
            place = next_place(self.structure, self.state["vars"], self.state["done"].keys())
            if place is None or place.step.kind is not Kind.CHOICE:
                return
            found = answering.meant(place.step, meant)
            if len(found) != 1:
                return
            self.state["visit"] += 1
            self.accept(place, found[0], raw=raw, shown=self.shown(place, found[0]))

    # ---- going on

    def out_of_order(self, place: Place, value: Any) -> bool:
        """Whether a day lies on the wrong side of another one that was told. Once it was said to be right, it is."""
        if not isinstance(value, str) or self.state["doubt"] == value:
            return False
        first, last = (self.state["vars"].get(name or "") for name in (place.step.not_before, place.step.not_after))
        return (isinstance(first, str) and value < first) or (isinstance(last, str) and value > last)

    def go_on(self) -> None:
        """Say and compute what comes next, up to the next question or the end."""
        self.state.update(at=None, tries=0, ticked=[], region=None, files=[], options=[], overlay=None, nothing=False)
        if "correcting" in self.state:
            self.end_correction(changed=True)
            return
        for _ in range(MAX_ANSWERED):
            place = next_place(self.structure, self.state["vars"], self.state["done"].keys())
            if place is None:
                self.state["ended"] = True
                self.effects.append(Ended())
                return
            if place.step.kind.asks:
                self.state["at"] = place.path
                if place.step.kind is Kind.OPTIONS:
                    self.effects.append(NeedOptions(place.step.source or ""))
                else:
                    self.state["ticked"] = self.ticked_before(place)
                    self.ask(place)
                return
            self.pass_through(place)
        raise RuntimeError(f"The flow {self.structure.root!r} does not come to a question within {MAX_ANSWERED} steps.")

    def pass_through(self, place: Place) -> None:
        """A step that asks nothing."""
        step, variables = place.step, self.state["vars"]
        self.state["done"][place.path] = self.state["visit"]
        if step.kind is Kind.INFO:
            params = {name: variables.get(variable) for name, variable in step.params.items()}
            self.effects.append(Say(f"{place.flow.id}.{step.id}.info", params))
        elif step.kind is Kind.COMPUTE:
            said = {name: date.fromisoformat(day) for name, day in self.state.get("said", {}).items()}
            variables.update(FUNCTIONS[step.call or ""](variables, self.today, said))
        elif step.kind is Kind.SUBMIT:
            self.effects.append(Submit(place.topic or place.flow.id, dict(variables)))

    def ask(
        self, place: Place, *, note: str | None = None, values: tuple[Any, ...] = (), doubt: Any = None,
        note_way: str | None = None, understood: Shown | None = None,
    ) -> None:
        """Ask (again): a new visit, so that earlier buttons are stale. ``doubt``: whether the answer is this one, yes
        or no. ``understood``: of this question itself."""
        state = self.state
        state.update(at=place.path, overlay=None, doubt=doubt)
        state["visit"] += 1
        left: int | None = None
        if "correcting" not in state:
            left = remaining(self.structure, state["vars"], state["done"].keys())
        if state["left"] is not None and left is not None and left > state["left"]:
            left = None  # never a rising number: after "Add details" it is shown again once it is lower
        else:
            state["left"] = left
        change = None
        if state["last"] and note is None and understood is None:
            change = f"change/{state['last']}"
            flow, step_ = self.structure.step(state["last"])
            understood = self.shown(Place(state["last"], flow, step_, None), state["vars"].get(step_.save))
        lowest, highest = asking.bounds(place.step, self.today)
        self.effects.append(
            Ask(
                flow=place.flow.id, step=place.step.id, kind=place.step.kind.value,
                key=f"{place.flow.id}.{place.step.id}.ask", visit=state["visit"],
                buttons=asking.buttons(place, state, self.today, values), understood=understood, left=left, note=note,
                note_value=doubt, note_way=note_way, sensitive=place.step.sensitive, back=bool(state["order"]),
                params={name: state["vars"].get(variable) for name, variable in place.step.params.items()},
                lowest=lowest, highest=highest, accept=place.step.accept, many=place.step.many,
                written=place.step.input, change=change,
            )
        )

    def again(self) -> None:
        """Ask the present question once more."""
        place = self.place()
        if place is not None:
            self.ask(place)

    def reopen(self, path: str) -> None:
        """Mark an answered step as not done, with everything said after it, and go on from there."""
        state = self.state
        visit = state["done"].pop(path, None)
        state["order"] = [p for p in state["order"] if p != path]
        state["last"] = None
        if visit is not None:
            for other in [p for p, v in state["done"].items() if v >= visit]:
                if not self.structure.step(other)[1].kind.asks:
                    del state["done"][other]
        self.go_on()

    def ticked_before(self, place: Place) -> list[str]:
        """What was ticked when the question was answered earlier: going back to it takes nothing away."""
        value = self.state["vars"].get(place.step.save)
        if place.step.kind is not Kind.MULTI_CHOICE or place.path not in self.state["asked_before"] or not known(value):
            return []
        return [choice.id for choice in place.step.choices if choice.id in value]

    def struck_before(self, place: Place) -> set[str]:
        """Who was offered and taken out when this was answered earlier: asked again, they are not put back."""
        value = self.state["vars"].get(place.step.save)
        if place.path not in self.state["asked_before"] or not known(value):
            return set()
        return {*self.state["labels"]} - {*value}

    def overlay(self, name: str, buttons: tuple[Any, ...]) -> None:
        """Ask something beside the flow."""
        self.state["visit"] += 1
        self.state["overlay"] = name
        self.effects.append(Overlay(name, self.state["visit"], buttons))

    def place(self) -> Place | None:
        """The present question."""
        path = self.state["at"]
        if path is None or self.state["ended"]:
            return None
        flow, step = self.structure.step(path)
        return Place(path, flow, step.shown_in(self.state["vars"].get("language")), None)

    def shown(self, place: Place, value: Any) -> Shown:
        """An answer as it is shown back."""
        labels = dict(self.state["labels"]) if place.step.kind is Kind.OPTIONS else {}
        return Shown(place.flow.id, place.step.id, place.step.kind.value, value, labels)


Handler = Callable[[Turn], None]
