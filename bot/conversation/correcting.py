"""Changing an answer of a report that was sent, or adding one: which one, the question, and what follows from it."""

from typing import TYPE_CHECKING, Any

from bot.cases.corrections import corrected
from bot.wording.short import short
from flows.effects import Corrected, Shown
from flows.events import Control, Correct
from flows.model import Flow, Kind, Step, Structure
from flows.walk import walk
from storage.models import Case, CaseState

from . import filing, home
from .bubbles import bubble, one_per_row
from .filed import case_of

if TYPE_CHECKING:
    from .service import Conversations, Turn

SHOWN = 8
"""Answers on one list; a button leads to the next ones."""
_NOT_HERE = frozenset({"opening", "danger"})
"""Flows whose answers say what the report is: another report is begun instead."""
_ELSEWHERE = frozenset({"alone", "partners", "ready"})
"""Steps with a way of their own: who may read is asked only of a worker who is alone."""
_IN_DETAIL = {"ready": "add_details"}
"""With this answer everything is asked."""
_NOT_ASKED = (Kind.FILE, Kind.OPTIONS)


def possible(turn: "Turn") -> bool:
    """Whether there is a report whose answers can be changed."""
    case = case_of(turn)
    return case is not None and CaseState(case.state).open


def pressed(service: "Conversations", turn: "Turn", name: str) -> bool:
    """A button of the menu, such as ``correct`` or ``fix.12``; False: it is none of these."""
    head, dot, written = name.partition(".")
    if dot and not (written.isascii() and written.isdecimal()):
        return False
    number = int(written[:9] or 0)
    match head:
        case "correct":
            choose(service, turn, number)
        case "more":
            choose_new(service, turn, number)
        case "fix" if dot:
            ask(service, turn, number)
        case "add" if dot:
            add(service, turn, number)
        case _:
            return False
    return True


def choose(service: "Conversations", turn: "Turn", first: int = 0) -> None:
    """Which answer? The next eight from ``first``."""
    case = case_of(turn)
    if case is None or service.active(turn):
        home.show(service, turn)
        return
    structure = service.structures.of(turn.uow, turn.uow.conversations.structure_of_run(case.run_id))
    ways = [(answer, _path(structure, answer["step"])) for answer in _answers(turn, case)]
    found = [(answer, path) for answer, path in ways if path is not None]
    buttons = [
        (_label(turn, structure, answer, path), f"c:0:home/fix.{answer['visit']}")
        for answer, path in found[first : first + SHOWN]
    ]
    if len(found) > first + SHOWN:
        buttons.append((_say(turn, "ui.more_choices"), f"c:0:home/correct.{first + SHOWN}"))
    if _unanswered(turn, case, structure):
        buttons.append((_say(turn, "ui.add_details"), "c:0:home/more"))
    _list(turn, "menu.change_title", buttons)


def choose_new(service: "Conversations", turn: "Turn", first: int = 0) -> None:
    """Which question that has no answer yet? The next eight from ``first``."""
    case = case_of(turn)
    if case is None or service.active(turn):
        home.show(service, turn)
        return
    structure = service.structures.of(turn.uow, turn.uow.conversations.structure_of_run(case.run_id))
    found = _unanswered(turn, case, structure)
    numbers = {path: number for number, (path, _) in enumerate(structure.paths())}
    buttons = []
    for path in found[first : first + SHOWN]:
        flow, step = structure.step(path)
        buttons.append((short(_say(turn, f"{flow.id}.{step.id}.ask")), f"c:0:home/add.{numbers[path]}"))
    if len(found) > first + SHOWN:
        buttons.append((_say(turn, "ui.more_choices"), f"c:0:home/more.{first + SHOWN}"))
    _list(turn, "ui.add_details", buttons)


def add(service: "Conversations", turn: "Turn", number: int) -> None:
    """The question with this number, which has no answer yet, is asked."""
    case = case_of(turn)
    content = turn.uow.conversations.structure_of_run(case.run_id) if case is not None else None
    structure = service.structures.of(turn.uow, content)
    path = next((path for n, (path, _) in enumerate(structure.paths()) if n == number), None)
    if case is None or service.active(turn) or path not in _unanswered(turn, case, structure):
        service.note(turn, "common.stale_button")
        return
    turn.run_id, turn.structure = case.run_id, content
    service.go(turn, Correct(path, {one["variable"]: one["value"] for one in _answers(turn, case)}))


def _list(turn: "Turn", title: str, buttons: list[tuple[str, str]]) -> None:
    rows = one_per_row([*buttons, (_say(turn, "menu.close"), "c:0:home/status")])
    turn.out.append(bubble("ask", turn.language, _say(turn, title), rows=rows))


def _say(turn: "Turn", key: str) -> str:
    return turn.wording.text(turn.language, key)


def _unanswered(turn: "Turn", case: Case, structure: Structure) -> list[str]:
    """The paths of the questions that apply and have no answer."""
    given = turn.uow.conversations.answers(case.run_id)
    known = {one["variable"]: one["value"] for one in given} | _IN_DETAIL
    answered = {one["step"] for one in given}
    return [
        place.path
        for place in walk(structure, known)
        if place.step.kind.asks
        and place.step.kind not in _NOT_ASKED
        and place.flow.id not in _NOT_HERE
        and place.step.id not in _ELSEWHERE
        and f"{place.flow.id}.{place.step.id}" not in answered
    ]


def ask(service: "Conversations", turn: "Turn", visit: int) -> None:
    """The question whose answer was given at ``visit`` is asked once more."""
    case = case_of(turn)
    answers = _answers(turn, case) if case is not None else []
    answer = next((one for one in answers if one["visit"] == visit), None)
    if case is None or answer is None or service.active(turn):
        service.note(turn, "common.stale_button")
        return
    content = turn.uow.conversations.structure_of_run(case.run_id)
    path = _path(service.structures.of(turn.uow, content), answer["step"])
    if path is None:
        service.note(turn, "common.stale_button")
        return
    turn.run_id, turn.structure = case.run_id, content
    known = {one["variable"]: one["value"] for one in answers}
    service.go(turn, Correct(path, known))


def done(service: "Conversations", turn: "Turn", effect: Corrected) -> None:
    """The question was answered, or was given up. Where the report was closed meanwhile, the worker reads that."""
    case = case_of(turn)
    if case is None or not effect.changed:
        home.show(service, turn)
        return
    for path in (effect.path, *effect.days):
        _follow(service, turn, case, path)
    if CaseState(case.state).open:
        _changed(turn, [_now(service, turn, case, path) for path in (effect.path, *effect.days)])
    else:
        home.show(service, turn)


def _now(service: "Conversations", turn: "Turn", case: Case, path: str) -> Shown | None:
    """What the answer is now; None where it is not to stand on the screen."""
    flow, step = service.structures.of(turn.uow, turn.structure).step(path)
    given = [one for one in turn.uow.conversations.answers(case.run_id) if one["step"] == f"{flow.id}.{step.id}"]
    hidden = not given or (step.sensitive and not step.kind.typed)
    return None if hidden else _shown(flow, step, given[-1])


def _changed(turn: "Turn", answers: list[Shown | None]) -> None:
    """It is changed: what was understood, and the way to change it again."""

    def text(language: str) -> str:
        said = [turn.renderer(False).shown(one, language) for one in answers if one is not None]
        lines = [turn.wording.text(language, "common.understood", answer=one) for one in said if one]
        return "\n\n".join([*lines, turn.wording.text(language, "home.corrected")])

    rows = [(_say(turn, "menu.change_answer"), "c:0:home/correct"), (_say(turn, "home.status"), "c:0:home/status")]
    turn.out.append(bubble("say", turn.language, text(turn.language), rows=one_per_row(rows), gloss=turn.gloss(text)))


def _shown(flow: Flow, step: Step, answer: dict[str, Any]) -> Shown:
    return Shown(flow.id, step.id, step.kind.value, answer["value"], {})


def _follow(service: "Conversations", turn: "Turn", case: Case, path: str) -> None:
    """An answer was given once more: what follows from it, if it is another one."""
    flow, step = service.structures.of(turn.uow, turn.structure).step(path)
    given = [
        one
        for one in turn.uow.conversations.answers(case.run_id, with_replaced=True)
        if one["step"] == f"{flow.id}.{step.id}"
    ]
    after, before = given[-1]["value"], given[-2]["value"] if len(given) > 1 else None
    for file in after if isinstance(after, list) else ():
        if isinstance(file, dict):  # told in a voice message
            turn.uow.attachments.set_case(file["file"], case.id)
    if before != after:
        filing.keep_contact_wishes(turn, {step.save: after})  # also of a report that is closed: we ask how it is
    if before != after and CaseState(case.state).open:
        corrected(
            turn.uow, service.notifier, case.id, service.clock.business(), step=f"{flow.id}.{step.id}",
            variable=step.save, before=before, after=after,
        )  # fmt: skip


def give_up(service: "Conversations", turn: "Turn") -> None:
    """Something else is wanted: the question is taken back."""
    if turn.state is not None and "correcting" in turn.state:
        service.go(turn, Control("stop"))


def _answers(turn: "Turn", case: Case) -> list[dict[str, Any]]:
    found = turn.uow.conversations.answers(case.run_id)
    return [
        one
        for one in found
        if one["step"].split(".")[0] not in _NOT_HERE and one["step"].split(".")[1] not in _ELSEWHERE
    ]


def _path(structure: Structure, step: str) -> str | None:
    """Where a step stands in the questions; None for one that can't be asked by itself."""
    flow_id, _, step_id = step.partition(".")
    flow = structure.flows.get(flow_id)
    if flow is None or step_id not in flow.position:
        return None
    kind = flow.steps[flow.position[step_id]].kind
    if not kind.asks or kind in _NOT_ASKED:
        return None
    return next((path for path, found in structure.paths() if found == (flow_id, step_id)), None)


def _label(turn: "Turn", structure: Structure, answer: dict[str, Any], path: str) -> str:
    flow, step = structure.step(path)
    gone = dict.fromkeys(step.params, "…")  # what stood in it when it was asked
    question = turn.wording.text(turn.language, f"{flow.id}.{step.id}.ask", **gone)
    said = "✓"
    if not step.sensitive:
        said = turn.renderer(False).shown(_shown(flow, step, answer))
    return f"{said} — {short(question)}"
