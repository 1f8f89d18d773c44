"""A step that no path leads to is a question nobody is ever asked."""

from ..loader import Finding, Loaded
from ..model import END, Flow


def unreachable_steps(loaded: Loaded) -> list[Finding]:
    """Steps that neither follow another nor are branched to."""
    findings = []
    for flow in loaded.structure.flows.values():
        reached = _reached(flow)
        for at, step in enumerate(flow.steps):
            if at not in reached:
                message = f"No path leads to the step {step.id}. Branch to it, or take it out."
                findings.append(loaded.finding(flow.id, ("steps", at), message))
    return findings


def _reached(flow: Flow) -> set[int]:
    reached: set[int] = set()
    waiting = [0]
    while waiting:
        at = waiting.pop()
        if at in reached or at >= len(flow.steps):
            continue
        reached.add(at)
        step = flow.steps[at]
        waiting += [flow.position[b.go] for b in step.next if b.go != END]
        always = any(b.when is None for b in step.next)
        if not always or step.ask_if is not None:
            waiting.append(at + 1)
    return reached


def unused_flows(loaded: Loaded) -> list[Finding]:
    """Flows that no step leads to: nobody ever comes there."""
    structure = loaded.structure
    reached: set[str] = set()
    waiting = [structure.root]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [step.flow for step in structure.flows[name].steps if step.flow is not None]
    return [
        loaded.finding(name, (), f"No step leads to the flow {name}, so nobody is asked it. Lead to it, or delete it.")
        for name in structure.flows
        if name not in reached
    ]
