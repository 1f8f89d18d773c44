"""A topic decides which ladder and which partners a case gets: two flows of one topic could not be told apart."""

from ..loader import Finding, Loaded
from ..model import Kind


def one_topic_twice(loaded: Loaded) -> list[Finding]:
    """Flows whose topic another flow has already."""
    first: dict[str, str] = {}
    findings = []
    for flow in loaded.structure.flows.values():
        if flow.topic is not None and first.setdefault(flow.topic, flow.id) != flow.id:
            message = f"The topic {flow.topic} is that of the flow {first[flow.topic]} already. Give this one its own."
            findings.append(loaded.finding(flow.id, ("topic",), message))
    return findings


def report_without_topic(loaded: Loaded) -> list[Finding]:
    """Ways to a report that come through no flow with a topic: nobody could tell what it is about."""
    structure = loaded.structure
    found: dict[str, Finding] = {}

    def through(name: str, within: tuple[str, ...]) -> None:
        flow = structure.flows[name]
        if flow.topic is not None:
            return
        for step in flow.steps:
            if step.flow is not None:
                through(step.flow, (*within, name))
            elif step.kind is Kind.SUBMIT:
                first = (*within, name)[1:2] or (name,)
                message = f"The flow {first[0]} sends a report and has no topic:. Give it one."
                found.setdefault(first[0], loaded.finding(first[0], (), message))

    through(structure.root, ())
    return list(found.values())
