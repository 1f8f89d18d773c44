"""The way to a question or a notice: what a worker would press to come to it, for trying a conversation from there."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime

from bot.wording.served import Snapshot
from flows import compute
from flows.conditions import Condition
from flows.effects import Ask
from flows.inputs.lexicon import Lexicon
from flows.model import Kind, Step, Structure

from .preview import PHOTO, TYPED, Begins, Run

_MOST = 1_500
"""Screens that are looked at: more takes longer than a person likes to wait."""
_ANY_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Way:
    """As what a conversation begins, and what is pressed from there on."""

    begins: Begins
    pressed: tuple[str, ...]


def way_to(
    structure: Structure, wording: Snapshot, language: str, lexicons: Mapping[str, Lexicon], path: str, now: datetime
) -> Way | None:
    """What to press from the beginning to be asked the question at ``path``, or told the notice there; None if no way
    was found.

    Answers on which nothing depends are the first that fits; of the others each is tried.
    """
    depends = deciding(structure, path)
    given = [begins for begins in Begins if begins.given.keys() & depends]
    for begins in given or [Begins.REPORT]:
        run = Run(structure, wording, language, lexicons, now, begins)
        run.begin()
        pressed = _search(run, depends, path)
        if pressed is not None:
            return Way(begins, tuple(pressed))
    return None


def _search(first: Run, depends: Set[str], path: str) -> list[str] | None:
    """Depth first, as far as somebody likes to wait."""
    flow, step = first.structure.step(path)
    told = f"{flow.id}.{step.id}.info" if step.kind is Kind.INFO else None
    asked_if = list(_conditions(first.structure, path))
    stack: list[tuple[Run, list[str]]] = [(first, [])]
    for _ in range(_MOST):
        if not stack:
            return None
        run, way = stack.pop()
        if run.at == path or (told is not None and any(bubble.get("key") == told for bubble in run.bubbles)):
            return way
        if run.at is None or run.asked is None or run.state is None:
            continue
        if not all(condition.may_hold(run.state["vars"]) for condition in asked_if):
            continue  # another flow by now
        asked = run.structure.step(run.at)[1]
        further = []
        for said in _answers(asked, run.asked, run.samples):
            after = run.copy()
            for one in said:
                after.take(one if one.startswith((TYPED, PHOTO)) else f"a:{after.visit}:{one}")
            if after.at == run.at:
                continue  # not taken, or asked back
            further.append((after, way + after.pressed[len(run.pressed) :]))
            if asked.save not in depends:
                break
        stack += reversed(further)
    return None


def _conditions(structure: Structure, path: str) -> Iterator[Condition]:
    """What must hold for the step at ``path`` to be reached, as far as answers decide it: its flows are gone into."""
    flow = structure.flows[structure.root]
    for step_id in path.split("/")[:-1]:
        step = flow.steps[flow.position[step_id]]
        if step.ask_if is not None:
            yield step.ask_if
        flow = structure.flows[step.flow or ""]


def deciding(structure: Structure, path: str) -> Set[str]:
    """The variables on which it depends whether the step at ``path`` is reached."""
    reads: dict[str, set[str]] = {}
    for _, step in structure.steps():
        if step.ask_if is not None:
            reads.setdefault(step.save, set()).update(step.ask_if.variables())
        if step.kind is Kind.COMPUTE:
            for made in compute.FUNCTIONS[step.call or ""]({}, _ANY_DAY):
                reads.setdefault(made, set()).update(compute.reads(step.call or "", made))
    found: set[str] = set()
    flow = structure.flows[structure.root]
    for step_id in path.split("/"):
        at = flow.position[step_id]
        for number, step in enumerate(flow.steps[: at + 1]):
            if number == at and step.ask_if is not None:
                found |= set(step.ask_if.variables())
            for branch in step.next if number < at else ():
                found |= set(branch.when.variables()) if branch.when is not None else set()
        flow = structure.flows.get(flow.steps[at].flow or "", flow)
    while True:
        more = {other for one in found for other in reads.get(one, ())} - found
        if not more:
            return found
        found |= more


def _answers(step: Step, asked: Ask, samples: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Ways to answer what is asked, each as what is pressed or typed one after the other."""
    buttons = [button.id for button in asked.buttons]
    if step.kind is Kind.PREFECTURE:
        yield ("r.kanto", "13")
        return
    done = "_done" in buttons
    for button in buttons:
        if button.startswith("_") or button == "_done":
            continue
        if step.kind is Kind.OPTIONS:
            break
        yield (button, "_done") if done else (button,)
    if step.kind is Kind.OPTIONS:  # all of them, the last one alone, nobody
        offered = [button for button in buttons if not button.startswith("_")]
        yield from ((*offered[:out], "_done") for out in (0, len(offered) - 1, len(offered)))
    for sample in samples:
        yield (TYPED + sample,)
    for button in buttons:
        if button.startswith("_") and button != "_done":
            yield (button,)
    if step.kind is Kind.FILE:
        yield (PHOTO, "_done") if asked.many else (PHOTO,)
