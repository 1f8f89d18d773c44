"""A condition that asks for a choice that does not exist is a typing error that would never be noticed."""

from collections.abc import Iterator
from typing import Any

from ..conditions import GROUPS
from ..loader import Finding, Loaded
from ..model import Kind
from ..yaml_source import Place


def unknown_values(loaded: Loaded) -> list[Finding]:
    """Conditions with ``is``, ``not``, ``in`` or ``has`` naming a choice that the variable's step does not have."""
    choices: dict[str, set[str | bool]] = {}
    for _, step in loaded.structure.steps():
        if step.kind in (Kind.CHOICE, Kind.MULTI_CHOICE):
            choices.setdefault(step.save, set()).update(c.id for c in step.choices)
        elif step.kind is Kind.YES_NO:
            choices.setdefault(step.save, set()).update((True, False))
    findings = []
    for flow_id, source in loaded.sources.items():
        for at, step in enumerate(source.data["steps"]):
            places: list[tuple[Place, Any]] = [(("steps", at, "ask_if"), step.get("ask_if"))]
            places += [(("steps", at, "next", n, "if"), b.get("if")) for n, b in enumerate(step.get("next", []))]
            places += [(("steps", at, "risk", n, "if"), r.get("if")) for n, r in enumerate(step.get("risk", []))]
            for place, plain in places:
                for variable, value in _asked(plain):
                    if variable in choices and value not in choices[variable]:
                        known = ", ".join(sorted(str(choice).lower() for choice in choices[variable]))
                        message = f"{variable} is never {value!r}. Its choices: {known}."
                        findings.append(loaded.finding(flow_id, place, message))
    return findings


def _asked(plain: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(plain, dict):
        return
    for group in GROUPS:
        for part in plain.get(group, ()):
            yield from _asked(part)
    for word in ("is", "not", "has"):
        if word in plain:
            yield plain["var"], plain[word]
    for value in plain.get("in", ()):
        yield plain["var"], value
