"""A condition on a variable that nothing has set yet is never true: a branch that silently does nothing."""

from collections.abc import Iterator
from datetime import date

from ..compute import FUNCTIONS
from ..events import GIVEN
from ..loader import Finding, Loaded
from ..model import Flow, Kind, Step
from ..yaml_source import Place

_ANY_DAY = date(2026, 1, 1)


def read_before_set(loaded: Loaded) -> list[Finding]:
    """Variables that are read where no earlier step can have set them."""
    findings: dict[tuple[str, int, str], Finding] = {}
    structure = loaded.structure

    def through(flow: Flow, known: set[str]) -> None:
        for at, step in enumerate(flow.steps):
            for place, name in _reads(step, at):
                if name not in known:
                    message = f"{name} is read here, but no earlier step sets it."
                    finding = loaded.finding(flow.id, place, message)
                    findings.setdefault((finding.file, finding.line, name), finding)
            if step.kind is Kind.SUB_FLOW:
                through(structure.flows[step.flow or ""], known)
            elif step.kind is Kind.COMPUTE:
                known |= FUNCTIONS[step.call or ""]({}, _ANY_DAY).keys()
            elif step.kind.asks:
                known.add(step.save)
            for place, name in _reads_after(step, at):
                if name not in known:
                    finding = loaded.finding(flow.id, place, f"{name} is read here, but no earlier step sets it.")
                    findings.setdefault((finding.file, finding.line, name), finding)

    through(structure.flows[structure.root], set(GIVEN))
    return list(findings.values())


def _reads(step: Step, at: int) -> Iterator[tuple[Place, str]]:
    if step.ask_if is not None:
        for name in step.ask_if.variables():
            yield ("steps", at, "ask_if"), name
    for parameter, name in step.params.items():
        yield ("steps", at, "params", parameter), name


def _reads_after(step: Step, at: int) -> Iterator[tuple[Place, str]]:
    for n, branch in enumerate(step.next):
        for name in branch.when.variables() if branch.when else ():
            yield ("steps", at, "next", n, "if"), name
    for n, risk in enumerate(step.risk):
        for name in risk.when.variables() if risk.when else ():
            yield ("steps", at, "risk", n, "if"), name

