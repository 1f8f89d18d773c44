"""Where a conversation stands. The path through the flows is a pure function of the variables and of what is done:
walk from the start, pass over what does not apply, stop at the first step that is not done. Going back or changing an
answer only marks a step as not done; nothing else can get out of step."""

from collections.abc import Iterator, Mapping, Set
from typing import Any, NamedTuple

from .model import END, Flow, Kind, Step, Structure


class Place(NamedTuple):
    """A step together with the way that led to it. ``topic`` is that of the innermost flow that makes a case."""

    path: str
    flow: Flow
    step: Step
    topic: str | None


def walk(structure: Structure, variables: Mapping[str, Any]) -> Iterator[Place]:
    """The steps that apply to these variables, in order. Reads ``variables`` afresh at each step, so that a caller may
    change them between two steps."""
    yield from _through(structure, structure.flows[structure.root], "", variables, None, 0)


def next_place(structure: Structure, variables: Mapping[str, Any], done: Set[str]) -> Place | None:
    """The first step that applies and is not done; None at the end."""
    for place in walk(structure, variables):
        if place.path not in done:
            return place
    return None


def remaining(structure: Structure, variables: Mapping[str, Any], done: Set[str]) -> int:
    """How many questions are left to the end, this one included, if each were answered with its first choice."""
    count = 0
    supposed = dict(variables)
    for place in walk(structure, supposed):
        if place.path in done or not place.step.kind.asks:
            continue
        count += 1
        if place.step.choices:
            supposed[place.step.save] = place.step.choices[0].id
    return count


def _through(
    structure: Structure, flow: Flow, prefix: str, variables: Mapping[str, Any], topic: str | None, depth: int
) -> Iterator[Place]:
    topic = flow.topic or topic
    at = 0
    while at < len(flow.steps):
        step = flow.steps[at]
        if step.ask_if is not None and not step.ask_if.holds(variables):
            at += 1
            continue
        path = prefix + step.id
        if step.kind is Kind.SUB_FLOW:
            inner = structure.flows[step.flow or ""]
            yield from _through(structure, inner, path + "/", variables, topic, depth + 1)
        else:
            yield Place(path, flow, step.shown_in(variables.get("language")), topic)
        go = _branch(step, variables)
        if go == END:
            return
        at = flow.position[go] if go is not None else at + 1


def _branch(step: Step, variables: Mapping[str, Any]) -> str | None:
    for branch in step.next:
        if branch.when is None or branch.when.holds(variables):
            return branch.go
    return None
