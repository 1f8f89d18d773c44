"""What a worker writes: an answer, a word for a button, a message to the people of the case, or the first words of
somebody new. Danger words are looked for in all of it, in every language."""

from typing import TYPE_CHECKING

from bot.language import guess
from bot.wording.languages import ENDONYMS, NAMES
from flows.asking import REGIONS
from flows.effects import Written
from flows.events import Control, Tap, Typed
from flows.inputs import Understood, intents, topics, yes_no
from flows.inputs.choice import parse as parse_choice
from flows.inputs.lexicon import Lexicon
from flows.inputs.prefecture import codes_in, region_named
from flows.model import Flow, Kind, Step
from flows.state import MAX_TEXT

from . import asked, box, checks, commands, home, in_danger, invited, leaving, passing_on, worktime

if TYPE_CHECKING:
    from .service import Conversations, Turn

_INTENTS = frozenset({"back", "menu", "help", "stop", "language", "change", "delete"})
"""Controls that can be written under any question, by the names of both."""
_CHOICE_INTENTS = {
    "skip": ("_skip", "start"), "unknown": ("_unknown", "_skip"), "prefer_not": ("_prefer_not", "_skip"),
    "done": ("_done",), "send": ("send_now", "_done"), "start": ("start",), "alone": ("alone",),
}
"""Words for a button, where the question has it."""
_TOPIC = frozenset({"topic", "topic_after", "topic_2", "topic_3"})
"""The questions what it is about, by their own ids."""
_LONGEST_WORD = 15
_ANSWERS = ("done", "send", "skip", "unknown", "change")
"""Controls that mean nothing without a question of a flow: then they may be an answer, or a part of one."""


def take(service: "Conversations", turn: "Turn", text: str) -> None:
    """Take what was written, with a question open or without."""
    if not service.active(turn):
        _at_home(service, turn, text)
        return
    assert turn.state is not None
    if in_danger.typed(service, turn, text, _keep_aside):
        return
    if turn.state["at"] != "language" and leaving.withheld(service, turn, text, {}):
        return
    if not worktime.waits(service, turn, text) and turn.state.pop("stopped", False):
        service.note(turn, "common.continue_here")
        _keep_aside(service, turn, text)
        service.go(turn, Control("close"))
        in_danger.look_for(service, turn, text)
        return
    if checks.asked_for(turn, text):
        checks.begin(service, turn)
        return
    lexicon = service.lexicons[turn.language]
    labels = _labels(service, turn)
    said = text.strip().casefold()
    is_label = any(said == label.casefold() for shown in labels.values() for label in shown)
    # "đúng" (right) without its marks is also "dừng" (stop)
    is_answer = is_label or _answers_yes_or_no(service, turn, text)
    intent = None if is_answer else intents.find(text, (lexicon, service.lexicons["en"]))
    if intent in _INTENTS:
        service.control(turn, Control(intent))
        return
    if _comes_for_hours(service, turn, text):
        worktime.begin(service, turn)
        return
    if worktime.typed(service, turn, text):
        in_danger.look_for(service, turn, text)
        return
    before = len(turn.out)
    if in_danger.unseen(turn.state):
        _keep_aside(service, turn, text)
        service.go(turn, Control("close"))
        in_danger.look_for(service, turn, text, before)
        return
    if intent is None and not is_label and _tells_before_choosing(service, turn, text):
        in_danger.look_for(service, turn, text, before)
        return
    if intent is None and not is_label and box.may_say(service, turn, text):
        _keep_aside(service, turn, text)
        box.says(service, turn, text)
        in_danger.look_for(service, turn, text, before)
        return
    choice = _pressable(service, turn, _CHOICE_INTENTS.get(intent or "", ()))
    place = _numbered_place(service, turn, text)
    if _names_region(service, turn, text, place):
        service.go(turn, Control("close"))
    elif choice is not None or place is not None:
        turn.typed = text.strip()
        service.go(turn, Tap(turn.state["visit"], choice or place or ""))
    else:
        _typed(service, turn, Typed(text, lexicon, labels, _meant(service, turn, text)))
    in_danger.look_for(service, turn, text, before)


def _typed(service: "Conversations", turn: "Turn", event: Typed) -> None:
    """Words for the open question. What was told before it was asked what it is about is kept for itself."""
    assert turn.state is not None
    before, at, visit = len(turn.out), turn.state["at"], turn.state["visit"]
    early = _asks_topic(at) or at == "intro"
    turn.told = told = early and not _is_short(event.lexicon, event.text)
    if event.meant and told:  # a visit of its own for the words
        _keep_first_words(service, turn, event.text, visit)
        turn.state["visit"] += 1
    service.go(turn, event)
    if told and not event.meant and turn.state["at"] == at:  # fits no topic: what was told is kept all the same
        _keep_first_words(service, turn, event.text, visit)
        service.note(turn, "home.message_kept")
        turn.out.insert(before, turn.out.pop())  # the question stays the last thing said


def told_before(service: "Conversations", turn: "Turn") -> None:
    """What it is about is asked for the first time: who has told it before, under the choice of language or the
    introduction, need not say it again. Their words are read as if written now, or asked back; of none a topic is
    guessed."""
    state = turn.state
    if state is None or state["at"] != "topic" or turn.was_at == "topic" or state["overlay"] or turn.run_id is None:
        return
    if not service.active(turn) or turn.leaving:
        return
    answers = turn.uow.conversations.answers(turn.run_id)
    text = "\n".join(one["raw"] for one in answers if one["variable"] == "first_words")
    if not text or any(one["variable"] == "topic" for one in answers):
        return
    if meant := _meant(service, turn, text):
        turn.told, turn.tapped, turn.typed = True, False, None  # the words are kept already, and no button says this
        service.go(turn, Typed(text, service.lexicons[turn.language], _labels(service, turn), meant))


def _comes_for_hours(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Whether somebody wants their log with a question open; where words are an answer only with a slash."""
    assert turn.state is not None
    if not worktime.asked_for(text) or turn.helper is not None:
        return False
    if turn.chosen is None:
        return checks.nothing_told(turn)
    _, step = service.structures.of(turn.uow, turn.structure).step(turn.state["at"])
    return text.strip().startswith("/") or not (_asks_topic(turn.state["at"]) or step.kind is Kind.TEXT)


def changed(service: "Conversations", turn: "Turn", text: str) -> None:
    """An earlier message was changed. Both stay: the new words go to the people of the case, or with the report."""
    if not text.strip() or leaving.withheld(service, turn, text, {}) or worktime.changed(service, turn, text):
        return
    before = len(turn.out)
    if service.active(turn):
        _keep_aside(service, turn, text)
        service.go(turn, Control("close"))  # the words took the visit of the open question: it gets another
    elif not passing_on.has_written(turn, text):
        passing_on.pass_on(service, turn, text)
    in_danger.look_for(service, turn, text, before)


def _at_home(service: "Conversations", turn: "Turn", text: str) -> None:
    """No question is open: a control, a message to the people of the case, or the first words of somebody new."""
    if invited.came_with(service, turn, text):
        home.show(service, turn) if turn.case_id is not None else commands.take(service, turn, "start", "", {})
        return
    if leaving.come_back(service, turn, text) or leaving.withheld(service, turn, text, {}):
        return
    if in_danger.typed(service, turn, text, passing_on.pass_on):
        return
    if checks.asked_for(turn, text):
        checks.begin(service, turn)
        return
    if worktime.asked_for(text):
        worktime.begin(service, turn)
        return
    own = intents.find(text, (service.lexicons[turn.language],))
    if own in (None, *_ANSWERS) and asked.typed(service, turn, text):
        in_danger.look_for(service, turn, text)
        return
    if own in (None, *_ANSWERS) and box.typed(service, turn, text):
        in_danger.look_for(service, turn, text)
        return
    if own == "alone" and (asked.alone_now(service, turn) or checks.alone_now(service, turn)):
        return
    if own in (None, *_ANSWERS) and worktime.typed(service, turn, text):
        in_danger.look_for(service, turn, text)
        return
    intent = own or intents.find(text, service.lexicons.values())
    known = turn.state is not None
    if intent == "help" or (known and intent in ("menu", "language", "delete", "start", "stop")):
        commands.take(service, turn, intent, "", {})
        if known:
            return
    if not home.solved_last(service, turn) and home.text(service, turn, text):
        worktime.not_noted(service, turn, text)
        asked.again(service, turn, anyway=turn.back)
    elif not home.after_solved(service, turn, text):
        phone = [turn.language] if turn.language != "en" else []  # which is also what is spoken where nothing is known
        service.begin(turn, {"languages": [*_likeliest(service, turn, text), *phone]})
        _keep_first_words(service, turn, text, 0)
    in_danger.look_for(service, turn, text)


def _answers_yes_or_no(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Whether yes or no was asked, and a text says just that."""
    assert turn.state is not None
    _, step = service.structures.of(turn.uow, turn.structure).step(turn.state["at"])
    marked = step.if_yes is not None and not text.isascii()  # đúng with its marks is no dừng
    asks = step.kind is Kind.YES_NO or turn.state.get("doubt") is not None or marked
    return asks and yes_no.bare(text, service.lexicons[turn.language])


def _likeliest(service: "Conversations", turn: "Turn", text: str) -> list[str]:
    """The two languages a text is likeliest written in, where it leaves that open by the phone's; none where it tells
    next to nothing, like a smiley."""
    offered = service.offered(turn)
    if guess(text, offered=offered).languages[0][1] * len(offered) <= 2:
        return []
    return [code for code, _ in guess(text, hint=turn.language, offered=offered).languages[:2]]


def _tells_before_choosing(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Something else than a language was written under the choice of language: ask again, likeliest first."""
    assert turn.state is not None
    if turn.state["at"] != "language":
        return False
    if leaving.come_back(service, turn, text) or leaving.withheld(service, turn, text, {}):
        return True
    if invited.came_with(service, turn, text):
        service.go(turn, Control("close"))
        return True
    _keep_first_words(service, turn, text, turn.state["visit"])
    turn.state["languages"] = list(dict.fromkeys([*_likeliest(service, turn, text), *turn.state["languages"]]))
    service.go(turn, Control("close"))
    return True


def _keep_first_words(service: "Conversations", turn: "Turn", text: str, visit: int) -> None:
    """Somebody began by telling what happened: it goes along with the report, whatever they tap afterwards."""
    _record(service, turn, "opening.first_words", "first_words", visit, text)


def keep(service: "Conversations", turn: "Turn", effect: Written) -> None:
    """What was written under a question and not understood goes along with the report, as it stands."""
    if checks.running(turn) and passing_on.pass_on(service, turn, effect.text):
        service.note(turn, "home.message_kept")  # no report is being written that it could go along with
    elif not turn.told:  # kept already, as the first words
        _record(service, turn, f"{effect.flow}.{effect.step}", effect.variable, effect.visit, effect.text, unread=True)


def _keep_aside(service: "Conversations", turn: "Turn", text: str) -> None:
    """The same of what is written when the open question is not in sight."""
    assert turn.state is not None
    flow, step = service.structures.of(turn.uow, turn.structure).step(turn.state["at"])
    if text.strip():
        kept = text.strip()[:MAX_TEXT]
        _record(service, turn, f"{flow.id}.{step.id}", step.save, turn.state["visit"], kept, unread=True)


def _record(
    service: "Conversations", turn: "Turn", step: str, variable: str, visit: int, text: str, *, unread: bool = False
) -> None:
    assert turn.run_id is not None
    turn.uow.conversations.record(
        run_id=turn.run_id, visit=visit, worker_id=turn.conversation.worker_id, step=step, variable=variable,
        language=turn.language, release=turn.wording.number, at=service.clock.business(), raw=text, value=text,
        replaces=False, by=turn.helper.organisation if turn.helper is not None else None, unread=unread,
    )


def _meant(service: "Conversations", turn: "Turn", text: str) -> tuple[str, ...]:
    """What somebody's words are about, under the question for it."""
    assert turn.state is not None
    if not _asks_topic(turn.state["at"]):
        return _behind(service, turn, text)
    return tuple(topics.find(text, (service.lexicons[turn.language], service.lexicons["en"])))


def _behind(service: "Conversations", turn: "Turn", text: str) -> tuple[str, ...]:
    """The choice of a later question of the same flow that a choice leads to, and that a text names: "visa expired"."""
    assert turn.state is not None
    flow, step = service.structures.of(turn.uow, turn.structure).step(turn.state["at"])
    leads = {name for one in step.choices for name in one.leads_to}
    later = next((one for one in flow.steps if one is not step and leads & {c.id for c in one.choices}), None)
    if later is None or text.strip().isdecimal():
        return ()
    options = _labels_of(service, turn, flow, later)
    found = parse_choice(text, service.lexicons[turn.language], options)
    return (str(found.value),) if isinstance(found, Understood) and found.certain and found.value in leads else ()


def _asks_topic(path: str) -> bool:
    return path.split("/")[-1] in _TOPIC


def _is_short(lexicon: Lexicon, text: str) -> bool:
    """Whether a text says no more than a button would (`lembur`, 残業)."""
    words = lexicon.fold(text)
    return " " not in words and len(words) <= _LONGEST_WORD


def _pressable(service: "Conversations", turn: "Turn", choices: tuple[str, ...]) -> str | None:
    """The first of these buttons that the present question has."""
    assert turn.state is not None
    _, step = service.structures.of(turn.uow, turn.structure).step(turn.state["at"])
    there = {f"_{allowed}" for allowed in step.allow} | {choice.id for choice in step.choices}
    if step.kind in (Kind.MULTI_CHOICE, Kind.OPTIONS) or turn.state["files"]:
        there.add("_done")
    return next((choice for choice in choices if choice in there), None)


def _names_region(service: "Conversations", turn: "Turn", text: str, place: str | None) -> bool:
    """Whether a prefecture is asked for, and a region was written, as its button says it or by its number (``place``):
    then its prefectures are shown."""
    assert turn.state is not None
    _, step = service.structures.of(turn.uow, turn.structure).step(turn.state["at"])
    named = next((one for one in REGIONS if one == place), None) or region_named(text)
    region = named if step.kind is Kind.PREFECTURE else None
    if region is not None:
        turn.state["region"] = region
    return region is not None


def _numbered_place(service: "Conversations", turn: "Turn", text: str) -> str | None:
    """The region, or the prefecture of the region that is shown, whose button stands at the place of a number."""
    assert turn.state is not None
    _, step = service.structures.of(turn.uow, turn.structure).step(turn.state["at"])
    said, region = text.strip(), turn.state["region"]
    if step.kind is not Kind.PREFECTURE or not said.isdecimal() or len(said) > 2:
        return None
    shown = REGIONS if region is None else codes_in(region)
    return shown[int(said) - 1] if 1 <= int(said) <= len(shown) else None


def _labels(service: "Conversations", turn: "Turn") -> dict[str, tuple[str, ...]]:
    """What the present question's buttons say, in the worker's language and in English."""
    assert turn.state is not None
    flow, step = service.structures.of(turn.uow, turn.structure).step(turn.state["at"])
    if step.id == "language":
        return {code: (ENDONYMS[code], code, *NAMES.get(code, ())) for code in service.offered(turn)}
    return _labels_of(service, turn, flow, step)


def _labels_of(service: "Conversations", turn: "Turn", flow: Flow, step: Step) -> dict[str, tuple[str, ...]]:
    labels, lexicon = {}, service.lexicons[turn.language]
    for choice in step.choices:
        key = f"{flow.id}.{step.id}.choice.{choice.id}"
        labels[choice.id] = tuple(
            dict.fromkeys(
                (
                    *(turn.wording.text(language, key) for language in (turn.language, "en")),
                    *lexicon.synonyms(step.id, choice.id),
                )
            )
        )
    return labels
