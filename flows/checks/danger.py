"""Whoever presses "I am in danger" gets the emergency card, and somebody is called: no slip may undo that."""

from typing import Any

from ..loader import Finding, Loaded
from ..model import Flow, Kind, Step

_CHOICE, _CARD, _RISK = "danger", "danger", "danger_now"


def danger_without_help(loaded: Loaded) -> list[Finding]:
    """Choices ``danger`` that are not urgent, after which no card follows, or whose words need not be signed."""
    flows = loaded.structure.flows
    findings = []
    for flow in flows.values() if _CARD in flows else ():
        for at, step in enumerate(flow.steps):
            if any(choice.id == _CHOICE for choice in step.choices):
                findings += [loaded.finding(flow.id, ("steps", at), message) for message in _lacking(flow, at, step)]
    return findings


def _lacking(flow: Flow, at: int, step: Step) -> list[str]:
    said = {step.save: _value(step, _CHOICE)}
    others = [{step.save: _value(step, choice.id)} for choice in step.choices if choice.id != _CHOICE]
    found = []
    if not step.critical:
        found.append(f"{step.id} asks about danger. Write critical: true, so that its words have to be signed.")
    if not any(risk.adds == _RISK and (risk.when is None or risk.when.holds(said)) for risk in step.risk):
        found.append(f"Whoever is in danger is not urgent after {step.id}. Add the risk {_RISK} for this choice.")
    cards = [later.ask_if for later in flow.steps[at + 1 :] if later.flow == _CARD]
    if not any(when is None or when.holds(said) for when in cards):
        found.append(f"Whoever is in danger gets no emergency card after {step.id}. Go into the flow {_CARD} for them.")
    elif not any(when is None or not any(map(when.holds, others)) for when in cards):
        found.append(f"The emergency card after {step.id} is shown to others than those in danger. Mend its ask_if.")
    return found


def _value(step: Step, choice: str) -> Any:
    return [choice] if step.kind is Kind.MULTI_CHOICE else choice
