"""A conversation that is only looked at: the real questions in memory, in any wording. Nothing is stored or sent.

What was pressed and written so far is given anew each time, so that nothing has to be kept. The way is the data of the
buttons, ``w:`` before what was typed, ``f:`` for a photo.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.clock import date_in_japan
from bot.wording.languages import ENDONYMS, NAMES
from bot.wording.served import Snapshot
from flows import effects as fx
from flows import engine
from flows.asking import choices_of
from flows.events import Control, Correct, Danger, Event, Options, Sent, Start, Tap, Typed
from flows.inputs import danger
from flows.inputs.lexicon import Lexicon
from flows.model import ROOT, Kind, Structure
from flows.state import JsonState
from storage.models import COORDINATOR

from .bubbles import Payload, bubble
from .inbound import read_tap
from .offices import contacts, status_of
from .render import Renderer
from .samples import samples

TYPED, PHOTO = "w:", "f:"
_DELETE = "delete"
"""The menu's button that is left out: there is nothing here to delete."""
LONGEST_WAY = 150
LONGEST_TYPED = 200
_SAMPLES = ("NPO A", "Union B")
"""Organisations that are offered in a preview."""


class Begins(StrEnum):
    """As what a conversation is tried: what is known before its first question (see `flows.events.GIVEN`)."""

    REPORT = "report"
    """A worker writes alone."""
    BESIDE = "beside"
    """Somebody of an organisation enters the report together with the worker."""
    CHECK = "check"
    """The support check of a worker who has sent a report."""
    CHECK_NEW = "check_new"
    """The support check of a worker who has not."""

    @property
    def given(self) -> Mapping[str, str]:
        """What is known from the beginning."""
        return _GIVEN.get(self, {})


_GIVEN: Mapping[Begins, Mapping[str, str]] = {
    Begins.BESIDE: {"helper": "partner"}, Begins.CHECK: {"check": "reported"}, Begins.CHECK_NEW: {"check": "new"},
}  # fmt: skip


@dataclass(frozen=True)
class Looked:
    """What the phone shows after a way was gone. ``at``: the path of the open question; ``keys``: its texts;
    ``ended``: there is no question any more; ``sent``: the report would have been sent; ``samples``: answers that
    could be typed now."""

    bubbles: tuple[Payload, ...]
    at: str | None
    keys: tuple[str, ...]
    ended: bool
    sent: bool
    samples: tuple[str, ...] = ()


def look(
    structure: Structure, wording: Snapshot, language: str, lexicons: Mapping[str, Lexicon], way: Sequence[str],
    now: datetime, begins: Begins = Begins.REPORT,
) -> Looked:
    """Go a way from the beginning. What does not fit where it is said changes nothing, as in a real conversation."""
    run = Run(structure, wording, language, lexicons, now, begins)
    run.begin()
    for said in way[:LONGEST_WAY]:
        run.take(said)
    return run.looked()


def question(
    structure: Structure, wording: Snapshot, language: str, path: str, variables: Mapping[str, Any], now: datetime
) -> Payload | None:
    """One question as a phone shows it, without the way to it; None for a step that asks nothing."""
    if not structure.step(path)[1].kind.asks:
        return None
    taken = engine.step(structure, None, Correct(path, dict(variables)), now)
    renderer = Renderer(wording, language)
    return next((renderer.ask(effect) for effect in taken.effects if isinstance(effect, fx.Ask)), None)


@dataclass
class Run:
    """A conversation on its way. ``pressed``: what was done so far; ``asked``: the open question."""

    structure: Structure
    wording: Snapshot
    language: str
    lexicons: Mapping[str, Lexicon]
    now: datetime
    begins: Begins = Begins.REPORT
    state: JsonState | None = None
    bubbles: list[Payload] = field(default_factory=list)
    keys: tuple[str, ...] = ()
    sent: bool = False
    asked: fx.Ask | None = None
    pressed: list[str] = field(default_factory=list)

    @property
    def at(self) -> str | None:
        """The path of the open question."""
        state = self.state
        return None if state is None or state["ended"] else state["at"]

    @property
    def visit(self) -> int:
        """The number that the buttons of the open question carry."""
        return int(self.state["visit"]) if self.state is not None else 0

    def copy(self) -> "Run":
        """The same, to go on in another way; what was shown before is left behind."""
        return replace(self, bubbles=[], pressed=list(self.pressed))

    @property
    def renderer(self) -> Renderer:
        return Renderer(self.wording, self.language, likely=(self.language,))

    def begin(self) -> None:
        """The beginning, with the language chosen already."""
        ready = {*self.wording.languages, self.language}
        choices = [choice.id for choice in self.structure.flows[ROOT].steps[0].choices]
        offered = tuple(code for code in choices if code in ready) or tuple(choices)
        first = self.language if self.language in offered else offered[0]
        self.go(Start(offered, self.begins.given))
        assert self.state is not None
        self.bubbles.clear()
        self.go(Tap(self.state["visit"], first))
        self.bubbles = [one for one in self.bubbles if one["type"] == "bubble"]

    def take(self, said: str) -> None:
        """One thing that was pressed, typed or sent."""
        assert self.state is not None
        self.pressed.append(said)
        if said.startswith(TYPED):
            self.typed(said.removeprefix(TYPED)[:LONGEST_TYPED])
        elif said == PHOTO:
            self.said("📷")
            self.go(Sent("preview", "photo"))
        else:
            pressed = read_tap(said)
            if isinstance(pressed, Control):
                if pressed.name.startswith(_DELETE):
                    return
                self._in_language(pressed.name)
            if isinstance(pressed, Tap | Control):
                self.said(self._label(said))
                self.go(pressed)

    def typed(self, text: str) -> None:
        """Words, read with the language's word list."""
        assert self.state is not None
        self.said(text)
        lexicon = self.lexicons.get(self.language) or self.lexicons.get("en")
        if lexicon is None or self.state["at"] is None:
            return
        self.go(Typed(text, lexicon, self._labels(lexicon)))
        found = danger.find(text, tuple(self.lexicons.values()))
        if found and self.state is not None:
            self.go(Danger(found[0].kind))

    def go(self, event: Event) -> None:
        """One step of the engine, and what it shows."""
        before = self.state
        taken = engine.step(self.structure, before, event, self.now)
        self.state = taken.state
        for effect in taken.effects:
            self.do(effect)

    def do(self, effect: fx.Effect) -> None:
        """Show an effect."""
        match effect:
            case fx.Ask():
                self.asked = effect
                buttons = (button.key for button in effect.buttons)
                noted = (effect.note, effect.note_way)
                self.keys = tuple(dict.fromkeys(key for key in (effect.key, *noted, *buttons) if key))
                self.bubbles.append(self.renderer.ask(effect))
            case fx.Say():
                self.bubbles.append(self.renderer.say(effect) | {"key": effect.key})
            case fx.Overlay():
                kept = tuple(button for button in effect.buttons if button.id != _DELETE)
                self.bubbles.append(self.renderer.overlay(replace(effect, buttons=kept)))
            case fx.Card():
                self._card(effect)
            case fx.Answered():
                self.bubbles.append(self.renderer.answered(effect))
            case fx.Redraw():
                self.bubbles.append(self.renderer.redraw(effect))
            case fx.NeedOptions():
                coordinator = self.wording.text(self.language, "case.coordinator_name")
                items = [*((name, name) for name in _SAMPLES), (COORDINATOR, coordinator)]
                self.go(Options(effect.source, tuple(items)))
            case fx.Submit():
                self.sent = True
            case fx.Stale():
                self.note("common.stale_button")
            case fx.Stopped():
                self.note("common.stopped_kept_30_days")
            case _:
                pass  # answers are not kept here

    def note(self, key: str) -> None:
        """Said beside the flow."""
        self.bubbles.append(bubble("note", self.language, self.wording.text(self.language, key)) | {"key": key})

    def said(self, words: str) -> None:
        """What the worker did."""
        self.bubbles.append({"type": "said", "from": "worker", "shown": words, "lang": self.language})

    def looked(self) -> Looked:
        """What is shown now."""
        at = self.at
        bubbles = tuple({"from": "bot", **one} for one in self.bubbles)
        return Looked(bubbles, at, self.keys if at else (), at is None, self.sent, self.samples)

    @property
    def samples(self) -> tuple[str, ...]:
        """Answers that could be typed to the open question."""
        if self.at is None or self.state is None or self.state["overlay"]:
            return ()
        return samples(self.structure.step(self.at)[1], date_in_japan(self.now))

    def _in_language(self, control: str) -> None:
        """The menu's choice of another language."""
        code = control.removeprefix("lang/")
        if code != control and code in self.wording.all_languages:
            self.language = code

    def _card(self, effect: fx.Card) -> None:
        self.bubbles.append(self.renderer.card(effect) | {"key": f"card.{effect.name}"})
        if effect.name != "emergency":
            return
        assert self.state is not None
        listed = contacts(self.wording, self.language, status_of(self.state["vars"]), self.now)
        if listed:
            title = self.wording.text(self.language, "office.title")
            self.bubbles.append(bubble("say", self.language, f"{title}\n{listed}") | {"key": "office.title"})

    def _labels(self, lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
        """What the open question's buttons say, and other words for it."""
        assert self.state is not None
        flow, step = self.structure.step(self.state["at"])
        if step.id == "language":  # its buttons bear each language's own name
            offered = [choice.id for choice in choices_of(step, self.state)]
            return {code: (ENDONYMS.get(code, code), code, *NAMES.get(code, ())) for code in offered}
        labels = {}
        for choice in step.choices:
            key = f"{flow.id}.{step.id}.choice.{choice.id}"
            shown = (self.wording.text(language, key) for language in (self.language, "en"))
            labels[choice.id] = tuple(dict.fromkeys((*shown, *lexicon.synonyms(step.id, choice.id))))
        return labels

    def _label(self, data: str) -> str:
        """What the button with this data says, as far as it is shown."""
        for payload in reversed(self.bubbles):
            for row in payload.get("rows", ()):
                for button in row:
                    if button["data"] == data:
                        return str(button["label"])
        return "…"


def takes_photo(structure: Structure, at: str | None) -> bool:
    """Whether a photo can be sent at this question."""
    return at is not None and structure.step(at)[1].kind is Kind.FILE
