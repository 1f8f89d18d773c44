"""One inbound event of one conversation: the step, its answers and its replies, in the caller's transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.assisted.sitting import draft_of, given, is_sitting, too_late
from bot.cases.notifier import Notifier
from bot.clock import Clock
from bot.wording import values
from bot.wording.languages import ENDONYMS, from_tag
from bot.wording.served import Snapshot, Wording
from flows import effects as fx
from flows import engine
from flows.events import Control, Event, Options, Start, Tap
from flows.inputs.lexicon import Lexicon
from flows.model import VOICE, Kind
from flows.state import JsonState, new_state
from storage.models import COORDINATOR, AssistedDraft
from storage.rows import Row
from storage.uow import UnitOfWork

from . import (
    asked,
    candidates,
    checks,
    clearing,
    commands,
    correcting,
    files,
    filing,
    helped,
    home,
    in_danger,
    invited,
    leaving,
    letters,
    likely,
    moment,
    papers,
    pin,
    posted,
    withdrawing,
    worktime,
    written,
)
from .bubbles import ButtonJson, Payload, ack, bubble
from .counting import StepCounts
from .inbound import Inert, QuestionTap, StaffTap, read_tap
from .outgoing import answering, reply
from .render import GLOSSES, Renderer
from .staff_chat import StaffDoor
from .structures import Structures

KEPT_FOR = timedelta(days=30)
NUDGE_AFTER = timedelta(days=1)
_RECORDING = ("telegram", "web")
"""Channels on which a voice message can be sent."""
_KEPT = (
    "danger", "in_danger", "stopped", "hint", in_danger.AT, in_danger.OPEN, leaving.ASKED, withdrawing.ASKED,
    moment.SHOWN, papers.KEY, letters.KEY,
)  # fmt: skip
"""What the engine's state carries along without the engine: danger words asked about, whether the answer was yes or is
still open, when that, deleting and taking back were asked about, whether the worker wished to stop for now, the
likeliest language of who has not chosen one yet, since when the open question could be answered, and what was taken out
of the record and of letters."""


@dataclass
class Turn:
    """What one event does: what is known at its beginning, and what it leads to."""

    uow: UnitOfWork
    conversation: Row[Any]
    now: datetime  # real time
    wording: Snapshot
    language: str
    chosen: str | None  # the language that the worker has chosen
    state: JsonState | None
    out: list[Payload] = field(default_factory=list)
    tapped: bool = False  # the event is a pressed button
    typed: str | None = None  # words that stand for a button
    told: bool = False  # what is typed now is kept as the first words of the report
    case_id: str | None = None
    run_id: str | None = None
    structure: str | None = None
    was_at: str | None = None  # the question that was open before this event
    was_unseen: bool = False  # and nobody had seen it yet
    leaving: bool = False  # this event asked for deletion
    pin_given: bool = False  # the worker has typed their PIN for this event
    back: bool = False  # the worker had blocked us until now
    at: datetime | None = None  # when it was pressed or written, as far as that is known; real time, never ahead
    answered: datetime | None = None  # the same of an answer, in business time: never before its question
    after: bool = False  # it may have been pressed long before that: nobody knows when
    helper: AssistedDraft | None = None  # somebody of an organisation enters this together with the worker

    def renderer(self, gloss: bool) -> Renderer:
        """A renderer for the language as it is now."""
        first = tuple((self.state or {}).get("languages", ()))
        together = self.helper is not None
        return Renderer(self.wording, self.language, gloss=gloss or together, likely=first, together=together)

    def gloss(self, text: Callable[[str], str]) -> dict[str, str] | None:
        """What a text says in the languages of who enters this together with the worker, if anybody does."""
        return {g: text(g) for g in GLOSSES if g != self.language} if self.helper is not None else None

    def button(self, key: str, data: str) -> ButtonJson:
        """A button, with what it says for who enters this together with the worker."""
        made: ButtonJson = {"label": self.wording.text(self.language, key), "data": data}
        if (gloss := self.gloss(lambda language: self.wording.text(language, key))) is not None:
            made["gloss"] = gloss
        return made


class Conversations:
    """The conversation service. Holds no state of its own."""

    def __init__(
        self, *, structures: Structures, wording: Wording, lexicons: dict[str, Lexicon], notifier: Notifier,
        clock: Clock, staff: StaffDoor, demo: bool = False, reviewed_only: bool = False, bot_name: str | None = None,
        base_url: str = "",
    ) -> None:
        self.structures = structures
        self.wording = wording
        self.lexicons = lexicons
        self.notifier = notifier
        self.clock = clock
        self.staff = staff
        self.demo = demo
        self.reviewed_only = reviewed_only
        self.bot_name = bot_name
        self.base_url = base_url
        self.counts = StepCounts()

    def handle(self, uow: UnitOfWork, conversation: Row[Any], event: dict[str, Any], now: datetime) -> None:
        """Take one event. Everything it leads to is written through ``uow``; the caller commits."""
        turn, event = self.turn(uow, conversation, now), posted.opened(event)
        turn.at = min(datetime.fromisoformat(event["at"]), now) if "at" in event else now
        turn.after = "after" in event
        likely.speak(self, turn, event)
        if too_late(conversation, turn.helper, event):
            return
        if event["type"] == "group":
            reply(uow, conversation, self._group(turn, event), now)
            return
        if event.get("callback"):
            turn.out.append(ack(event["callback"]))
        if conversation.blocked_at is not None and event["type"] != "blocked":
            home.unblocked(self, turn)
            turn.back = True
        token = answering.set((conversation.id, turn.out))
        try:
            if not leaving.gone(self, turn, event):
                waited, replies_from = in_danger.waits(turn), len(turn.out)
                self.take(turn, event)
                written.told_before(self, turn)
                if waited:
                    in_danger.once_more(self, turn, event, replies_from)
                if turn.back and not self.active(turn) and event["type"] not in ("text", "command"):
                    asked.again(self, turn, anyway=True)
                self.save(turn)
        finally:
            answering.reset(token)
        reply(uow, turn.conversation, turn.out, now)

    def turn(self, uow: UnitOfWork, conversation: Row[Any], now: datetime) -> Turn:
        """Where a conversation stands, for one event."""
        state = uow.conversations.open_state(conversation)
        return Turn(
            uow, conversation, now, self.wording.now, conversation.language or "en", conversation.language, state,
            case_id=conversation.case_id, run_id=conversation.run_id, structure=conversation.structure,
            was_at=(state or {}).get("at"), was_unseen=in_danger.unseen(state), helper=draft_of(uow, conversation),
        )

    # ---- what came

    def take(self, turn: Turn, event: dict[str, Any]) -> None:
        """What came, unless it is the PIN that is being waited for."""
        if turn.pin_given or not pin.taken(self, turn, event):
            self._dispatch(turn, event)

    def _dispatch(self, turn: Turn, event: dict[str, Any]) -> None:
        match event["type"]:
            case "text":
                written.take(self, turn, event["text"])
            case "tap":
                self._tap(turn, event)
            case "command":
                commands.take(self, turn, event["name"], event.get("argument", ""), event)
            case "file":
                files.came(self, turn, event)
            case "handover":
                filing.handover(self, turn, event)
            case "blocked":
                turn.uow.conversations.set_blocked(turn.conversation.id, turn.now)
                home.blocked(self, turn)
            case "again":
                self.go(turn, Control("close")) if self.active(turn) else None
            case "edited" if self._new(turn) and event["text"].strip():  # what was written first never came
                written.take(self, turn, event["text"])
            case "edited":
                self.note(turn, "common.edited_message_note")
                if self._new(turn):
                    self.welcome(turn, event)
                elif not files.changed(self, turn, event):
                    written.changed(self, turn, event["text"])
            case "unsupported":
                self.note(turn, "common.not_understood_kind")
                self.go(turn, Control("close")) if self.active(turn) else self.welcome(turn, event)
            case "unblocked":
                pass  # what is open is shown again after every event of somebody who was gone
            case _:
                pass  # the line of the log for this update says its kind

    def _group(self, turn: Turn, event: dict[str, Any]) -> list[Payload]:
        """A group is an organisation's, or none of ours. What people say there is not ours to answer."""
        said = self.staff.group(turn.uow, turn.uow.conversations.address(turn.conversation), event)
        if said is None and event.get("what") in ("added", "command"):
            return [bubble("note", turn.language, turn.wording.text(turn.language, "common.group_leave"))]
        return said or []

    def _new(self, turn: Turn) -> bool:
        """Whether this is somebody we know nothing of (any more): there is nothing they could be in the middle of."""
        return turn.state is None and turn.case_id is None

    def welcome(self, turn: Turn, event: dict[str, Any]) -> None:
        """Whoever is new is shown the beginning, whatever they began with."""
        if self._new(turn):
            self.begin(turn, event)

    def active(self, turn: Turn) -> bool:
        """Whether a question of a flow is open."""
        return bool(turn.state and turn.state["at"] and not turn.state["ended"])

    def _tap(self, turn: Turn, event: dict[str, Any]) -> None:
        match read_tap(event["data"]):
            case Tap() as tap if self.active(turn):
                worktime.over(turn)
                turn.tapped = True
                self.go(turn, tap)
            case Tap():
                self.note(turn, "common.stale_button")
                self.welcome(turn, event)
            case Control() as control:
                self.control(turn, control)
            case QuestionTap(question_id, choice):
                worktime.over(turn)
                home.question(self, turn, question_id, choice)
            case StaffTap(staff_data):
                home.staff_tap(self, turn, staff_data)
            case Inert():
                pass

    def control(self, turn: Turn, control: Control) -> None:
        """A control was used, by button or in words. One that is not the log's ends what the log waits for."""
        if not control.name.startswith(("home/", "delete", "danger/no")):  # those end it themselves, or nothing
            worktime.over(turn)
        if control.name.startswith("delete") or control.name == "undelete":
            leaving.delete(self, turn, control)
        elif control.name.startswith(clearing.NAME):
            clearing.asked(self, turn, control.name)
        elif control.name.startswith("home/"):
            home.control(self, turn, control.name.removeprefix("home/"))
        elif control.name.startswith("danger/"):
            in_danger.pressed(self, turn, control)
        elif self.active(turn):
            self.go(turn, control)
        elif control.name.startswith(("lang/", "language")):
            chosen = home.language(self, turn, control.name)
            if chosen and not any([checks.language_chosen(self, turn), worktime.language_chosen(self, turn)]):
                home.show(self, turn)
        else:
            home.show(self, turn)

    # ---- the engine

    def begin(
        self, turn: Turn, event: dict[str, Any], *, known: Mapping[str, Any] | None = None, said: tuple[str, ...] = ()
    ) -> None:
        """Begin a new way through the questions. ``known``, ``said``: as in `flows.events.Start`."""
        structure = self.structures.current
        turn.uow.structures.keep(structure.hash, structure.json, turn.now)
        turn.structure = structure.hash
        turn.run_id = turn.uow.conversations.start_run(turn.conversation, structure.hash, turn.now)
        self.go(turn, Start(likely.in_order(self, turn, event), {**given(turn.helper), **(known or {})}, said))
        if turn.state is not None and (hinted := likely.hinted(self, turn, event)):
            turn.state["hint"] = hinted[0]

    def offered(self, turn: Turn) -> tuple[str, ...]:
        """The languages that can be chosen."""
        ready = set(turn.wording.languages) & self.lexicons.keys()
        if self.reviewed_only:
            ready &= turn.wording.reviewed
        return tuple(code for code in ENDONYMS if code in ready)

    def go(self, turn: Turn, event: Event) -> None:
        """One engine step, and whatever it needs from outside at once."""
        structure = self.structures.of(turn.uow, turn.structure)
        now, before = self.clock.business(), turn.state or {}
        turn.answered = answered = now if isinstance(event, Start) else moment.answered(self, turn)
        kept = {name: before[name] for name in _KEPT if name in before}
        taken = engine.step(structure, turn.state, event, answered)
        self.counts.moved(structure, None if isinstance(event, Start) else turn.state, taken.state, now)
        if isinstance(event, Start) or taken.state["at"] != before.get("at"):
            kept[moment.SHOWN] = answered.isoformat()  # what was written right behind the answer may be for this one
        turn.state = {**taken.state, **kept}
        chosen = from_tag(turn.state["vars"].get("language"))
        if chosen and chosen != turn.chosen:
            turn.language = turn.chosen = chosen
            turn.uow.workers.set_language(turn.conversation.worker_id, chosen)
        for effect in taken.effects:
            self._do(turn, effect)

    def _do(self, turn: Turn, effect: fx.Effect) -> None:
        renderer = turn.renderer(self.demo)
        match effect:
            case fx.Ask():
                options = effect.kind == Kind.OPTIONS.value
                below = candidates.next_by(self, turn) if options else self._may_speak(turn, effect)
                if options and [i for i, _ in (turn.state or {})["options"]] == [COORDINATOR]:
                    effect = replace(effect, key=f"{effect.key}_{COORDINATOR}")  # there is no next one to tell of
                turn.out.append(renderer.ask(effect, below))
            case fx.Say():
                turn.out.append(renderer.say(effect))
            case fx.Overlay():
                turn.out.append(renderer.overlay(replace(effect, buttons=clearing.among(turn, effect))))
            case fx.Card():
                if effect.name == "emergency":
                    home.help_now(self, turn)
                else:
                    turn.out.append(renderer.card(effect))
            case fx.Answered():
                turn.out.append(renderer.answered(effect))
            case fx.Redraw():
                turn.out.append(renderer.redraw(effect))
            case fx.Recorded():
                self._record(turn, effect)
            case fx.Written():
                written.keep(self, turn, effect)
            case fx.NeedOptions():
                self.go(turn, Options(effect.source, candidates.options(self, turn)))
            case fx.Submit():
                filing.submit(self, turn, effect)
            case fx.Stale():
                self.note(turn, "common.stale_button")
            case fx.Stopped():
                assert turn.state is not None
                turn.state["stopped"] = True
                self.note(turn, "common.stopped_kept_30_days")
            case fx.Restarted():
                if turn.run_id is not None:
                    turn.uow.conversations.begin_again(turn.run_id)
            case fx.Ended():
                self._ended(turn)
            case fx.Corrected():
                correcting.done(self, turn, effect)

    def _may_speak(self, turn: Turn, effect: fx.Ask) -> fx.Say | None:
        """Where a voice message is an answer, that it is, and that a person has to listen to it."""
        spoken = effect.kind == Kind.TEXT and VOICE in effect.accept and turn.conversation.channel in _RECORDING
        return fx.Say("input.voice_hint") if spoken else None

    def _record(self, turn: Turn, answer: fx.Recorded) -> None:
        assert turn.run_id is not None
        raw = answer.raw if turn.typed is None else turn.typed
        if turn.tapped:  # what the worker read on the button, in their language
            raw = values.answer(
                turn.wording, turn.language, answer.flow, answer.step, self._kind(turn, answer.path), answer.value,
                dict((turn.state or {}).get("labels", {})),
            )  # fmt: skip
        turn.uow.conversations.record(
            run_id=turn.run_id, visit=answer.visit, worker_id=turn.conversation.worker_id,
            step=f"{answer.flow}.{answer.step}", variable=answer.variable, language=turn.language,
            release=turn.wording.number, at=turn.answered or self.clock.business(), raw=raw, value=answer.value,
            replaces=answer.changed, by=turn.helper.organisation if turn.helper is not None else None,
            tapped=turn.tapped,
        )
        if isinstance(answer.value, list) and answer.value and isinstance(answer.value[0], dict):
            for file in answer.value:
                turn.uow.attachments.place(file["file"], turn.run_id, f"{answer.flow}.{answer.step}")
        if answer.step == "language":
            self._draft_notice(turn)
            invited.welcome(self, turn)

    def _kind(self, turn: Turn, path: str) -> str:
        return self.structures.of(turn.uow, turn.structure).step(path)[1].kind.value

    def _draft_notice(self, turn: Turn) -> None:
        if turn.language not in turn.wording.reviewed:
            self.note(turn, "common.draft_notice")

    def _ended(self, turn: Turn) -> None:
        if checks.over(self, turn):
            return
        if turn.run_id is not None:
            turn.uow.conversations.finish_run(turn.run_id, turn.now, turn.case_id)
        helped.over(self, turn)
        home.after_end(self, turn)

    # ---- replies and state

    def note(self, turn: Turn, key: str, place: int = 0, **params: str) -> None:
        """Say something beside the flow. ``place``: of which of the files that were sent together."""

        def text(language: str) -> str:
            return filing.of_file(place, turn.wording.text(language, key, **params))

        turn.out.append(bubble("note", turn.language, text(turn.language), gloss=turn.gloss(text)))

    def save(self, turn: Turn) -> None:
        """Keep where the conversation stands now."""
        active = self.active(turn)
        state = turn.state
        if state is not None and not active:  # the answers are kept with the run; only the count of visits goes on
            kept = {"danger": state.get("danger", {}), "overlay": state["overlay"], **home.kept(state)}
            state = {**new_state(state["visit"]), "ended": True, **kept}
        sent = "correcting" in (turn.state or {})  # nobody is reminded of a report that was sent
        may_write = not sent and (turn.state or {}).get("vars", {}).get("write_first") not in (None, "never")
        may_write = may_write and not is_sitting(turn.conversation)  # there is nobody to read it
        turn.uow.conversations.save_state(
            turn.conversation, state=state, structure=turn.structure if active else None, run_id=turn.run_id,
            language=turn.chosen,
            nudge_at=turn.now + NUDGE_AFTER if active and may_write and not turn.leaving else None,
            expires_at=turn.now + KEPT_FOR if active else None, case_id=turn.case_id,
        )
