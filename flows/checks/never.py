"""A condition that can never be true: a question that nobody is ever asked, an urgency that nobody ever has."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise, product
from math import prod
from typing import Any

from ..conditions import GROUPS, Condition
from ..loader import Finding, Loaded
from ..model import Kind, Step
from ..yaml_source import Place

_ANOTHER = "\0another"
"""Stands for every answer that the condition does not name."""
_NAMING = ("is", "not", "in", "has")
_MOST = 5_000
"""Combinations of answers that are tried; a condition with more is taken for possible."""
_LEFT_OUT: dict[str, Any] = {"any": []}
"""What a question has that coordinators left out (`shape`)."""


def never_true(loaded: Loaded) -> list[Finding]:
    """Conditions that no answers make true, and ways behind one that is always taken."""
    steps: dict[str, list[Step]] = {}
    for _, step in loaded.structure.steps():
        if step.kind.asks:
            steps.setdefault(step.save, []).append(step)
    findings = []
    for flow in loaded.structure.flows.values():
        for at, step in enumerate(flow.steps):
            for place, condition in _conditions(step, at):
                if condition.plain != _LEFT_OUT and not _possible(condition, steps):
                    message = "This condition can never be true: no answers fit all of it. Mend it, or take it out."
                    findings.append(loaded.finding(flow.id, place, message))
            always = next((n for n, branch in enumerate(step.next) if branch.when is None), len(step.next))
            for n in range(always + 1, len(step.next)):
                message = f"This way is never taken: the one before it, to {step.next[always].go}, always is."
                findings.append(loaded.finding(flow.id, ("steps", at, "next", n), message))
    return findings


def _conditions(step: Step, at: int) -> Iterator[tuple[Place, Condition]]:
    if step.ask_if is not None:
        yield ("steps", at, "ask_if"), step.ask_if
    for n, branch in enumerate(step.next):
        if branch.when is not None:
            yield ("steps", at, "next", n, "if"), branch.when
    for n, risk in enumerate(step.risk):
        if risk.when is not None:
            yield ("steps", at, "risk", n, "if"), risk.when


def _possible(condition: Condition, steps: Mapping[str, list[Step]]) -> bool:
    """Whether some answers make it true."""
    named: dict[str, list[tuple[str, Any]]] = {}
    for variable, word, value in _compared(condition.plain):
        named.setdefault(variable, []).append((word, value))
    answers = {variable: _answers(compared, steps.get(variable, ())) for variable, compared in named.items()}
    if prod(map(len, answers.values())) > _MOST:
        return True
    return any(
        condition.holds(dict(zip(answers, together, strict=True))) for together in product(*answers.values())
    )


def _answers(compared: Sequence[tuple[str, Any]], steps: Sequence[Step]) -> list[Any]:
    """Every answer that makes a difference: None is no answer. Choices that there are not are told by another rule."""
    values: list[Any] = [None]
    kinds = {step.kind for step in steps}
    named = [one for word, value in compared if word in _NAMING for one in (value if word == "in" else [value])]
    if kinds and kinds <= {Kind.CHOICE, Kind.YES_NO}:
        values += [choice.id for step in steps for choice in step.choices]
        return [*values, *named, True, False] if Kind.YES_NO in kinds else [*values, *named]
    values += [_ANOTHER, *named]
    had = list(dict.fromkeys(value for word, value in compared if word == "has"))
    if had or Kind.MULTI_CHOICE in kinds:
        values += [list(some) for size in range(len(had) + 1) for some in combinations(had, size)]
    limits = sorted({v for word, v in compared if word in ("over", "under") and isinstance(v, int | float)})
    values += [near for limit in limits for near in (limit - 1, limit, limit + 1)]
    return values + [(low + high) / 2 for low, high in pairwise(limits)]


def _compared(plain: Any) -> Iterator[tuple[str, str, Any]]:
    for group in GROUPS:
        for part in plain.get(group, ()):
            yield from _compared(part)
    if "var" in plain:
        for word, value in plain.items():
            if word != "var":
                yield plain["var"], word, value
