"""A flow that makes a case must send it: otherwise the worker tells everything to nobody."""

from ..loader import Finding, Loaded
from ..model import Flow, Kind, Structure


def never_sent(loaded: Loaded) -> list[Finding]:
    """Flows with a topic in which no step sends the report."""
    structure = loaded.structure
    return [
        loaded.finding(flow.id, (), f"The flow {flow.id} makes a case, but no step of kind submit sends it.")
        for flow in structure.flows.values()
        if flow.topic is not None and not _sends(structure, flow)
    ]


def _sends(structure: Structure, flow: Flow) -> bool:
    return any(
        step.kind is Kind.SUBMIT or (step.flow is not None and _sends(structure, structure.flows[step.flow]))
        for step in flow.steps
    )
