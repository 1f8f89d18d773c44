"""The core must be answered in under two minutes: at most seven questions on any path."""

from ..loader import Finding, Loaded
from ..model import Flow, Step, Structure

MOST = 7


def core_too_long(loaded: Loaded) -> list[Finding]:
    """Flows that make a case and have more than seven core questions on some path."""
    findings = []
    for flow in loaded.structure.flows.values():
        if flow.topic is None:
            continue
        longest = longest_core(loaded.structure, flow)
        if longest > MOST:
            message = f"{longest} core questions on the longest path; at most {MOST}. Move some behind “Add details”."
            findings.append(loaded.finding(flow.id, (), message))
    return findings


def longest_core(structure: Structure, flow: Flow) -> int:
    """How many core questions a path can have at most. Steps asked only for one value of the same variable exclude each
    other and count once."""
    once: set[str] = set()
    count = 0
    for step in _steps(structure, flow):
        if not step.core:
            continue
        variable = _single_value(step)
        if variable is None:
            count += 1
        elif variable not in once:
            once.add(variable)
            count += 1
    return count


def _steps(structure: Structure, flow: Flow) -> list[Step]:
    found: list[Step] = []
    for step in flow.steps:
        found += _steps(structure, structure.flows[step.flow]) if step.flow else [step]
    return found


def _single_value(step: Step) -> str | None:
    plain = step.ask_if.plain if step.ask_if is not None else {}
    return str(plain["var"]) if "var" in plain and "is" in plain else None
