"""A topic decides which ladder and which partners a case gets: two flows of one topic could not be told apart."""

from ..loader import Finding, Loaded


def one_topic_twice(loaded: Loaded) -> list[Finding]:
    """Flows whose topic another flow has already."""
    first: dict[str, str] = {}
    findings = []
    for flow in loaded.structure.flows.values():
        if flow.topic is not None and first.setdefault(flow.topic, flow.id) != flow.id:
            message = f"The topic {flow.topic} is that of the flow {first[flow.topic]} already. Give this one its own."
            findings.append(loaded.finding(flow.id, ("topic",), message))
    return findings
