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


def walk(structure: Structure, variables: Mapping[str, Any], done: Set[str] = frozenset()) -> Iterator[Place]:
    """The steps that apply to these variables, in order, without those whose paths are in ``done``. Reads ``variables``
    afresh at each step, so that a caller may change them between two steps."""
    flow, prefix, at = structure.flows[structure.root], "", 0
    topic, above = flow.topic, list[tuple[Flow, str, str | None, int]]()
    while True:
        if at < len(flow.steps):
            step = flow.steps[at]
            if step.ask_if is not None and not step.ask_if.holds(variables):
                at += 1
                continue
            path = prefix + step.id
            if step.kind is Kind.SUB_FLOW:
                above.append((flow, prefix, topic, at))
                flow, prefix, at = structure.flows[step.flow or ""], path + "/", 0
                topic = flow.topic or topic
                continue
            if path not in done:
                yield Place(path, flow, step.shown_in(variables.get("language")), topic)
        elif above:
            flow, prefix, topic, at = above.pop()
            step = flow.steps[at]
        else:
            return
        go = _branch(step, variables)
        at = at + 1 if go is None else len(flow.steps) if go == END else flow.position[go]


def next_place(structure: Structure, variables: Mapping[str, Any], done: Set[str]) -> Place | None:
    """The first step that applies and is not done; None at the end."""
    return next(walk(structure, variables, done), None)


def remaining(structure: Structure, variables: Mapping[str, Any], done: Set[str]) -> int:
    """How many questions are left to the end, this one included, if each were answered with its first choice."""
    count = 0
    supposed = dict(variables)
    for place in walk(structure, supposed, done):
        if not place.step.kind.asks:
            continue
        count += 1
        if place.step.choices:
            supposed[place.step.save] = place.step.choices[0].id
    return count


def _branch(step: Step, variables: Mapping[str, Any]) -> str | None:
    for branch in step.next:
        if branch.when is None or branch.when.holds(variables):
            return branch.go
    return None
