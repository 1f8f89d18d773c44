"""The way to a question: what a worker would press to come to it, for trying a conversation from there."""

from collections.abc import Iterator, Set
from datetime import datetime

from bot.wording.served import Snapshot
from flows.effects import Ask
from flows.events import GIVEN
from flows.inputs.lexicon import Lexicon
from flows.model import Kind, Step, Structure

from .preview import PHOTO, TYPED, Run

_MOST = 1_500
"""Screens that are looked at: more takes longer than a person likes to wait."""
_TYPED_ANSWERS = {Kind.TEXT: "…", Kind.NUMBER: "2", Kind.HOURS: "2", Kind.MONEY: "5000"}


def way_to(
    structure: Structure, wording: Snapshot, language: str, lexicons: dict[str, Lexicon], path: str, now: datetime
) -> list[str] | None:
    """What to press from the beginning to be asked the question at ``path``; None if no way was found.

    Answers on which nothing depends are the first that fits; of the others each is tried.
    """
    depends = deciding(structure, path)
    if depends & GIVEN:
        return None  # only asked where somebody of an organisation sits beside the worker
    first = Run(structure, wording, language, lexicons, now)
    first.begin()
    stack: list[tuple[Run, list[str]]] = [(first, [])]
    for _ in range(_MOST):
        if not stack:
            return None
        run, way = stack.pop()
        if run.at == path:
            return way
        if run.at is None or run.asked is None:
            continue
        step = structure.step(run.at)[1]
        options = list(_answers(step, run.asked))
        if step.save not in depends:
            options = options[:1]
        for said in reversed(options):
            after = run.copy()
            for one in said:
                after.take(one if one.startswith((TYPED, PHOTO)) else f"a:{after.visit}:{one}")
            if after.at != run.at:
                stack.append((after, way + after.pressed[len(run.pressed) :]))
    return None


def deciding(structure: Structure, path: str) -> Set[str]:
    """The variables on which it depends whether the question at ``path`` is asked."""
    reads: dict[str, set[str]] = {}
    everything = {step.save for _, step in structure.steps() if step.kind.asks}
    for _, step in structure.steps():
        if step.ask_if is not None:
            reads.setdefault(step.save, set()).update(step.ask_if.variables())
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
            break
        found |= more
    return found | everything if found - everything - GIVEN else found


def _answers(step: Step, asked: Ask) -> Iterator[tuple[str, ...]]:
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
    if step.kind is Kind.OPTIONS:
        yield ("_done",)
    if step.kind in _TYPED_ANSWERS and not (asked.lowest or 0):
        yield (TYPED + _TYPED_ANSWERS[step.kind],)
    elif step.kind in _TYPED_ANSWERS and isinstance(asked.lowest, int | float):
        yield (f"{TYPED}{asked.lowest:g}",)
    for button in buttons:
        if button.startswith("_") and button != "_done":
            yield (button,)
    if step.kind is Kind.FILE:
        yield (PHOTO, "_done") if asked.many else (PHOTO,)
