"""A choice that says it leads somewhere must: otherwise typed words would end at the screen in between."""

from ..loader import Finding, Loaded


def leads_nowhere(loaded: Loaded) -> list[Finding]:
    """Choices whose ``leads_to`` names a choice that no other question has."""
    steps = list(loaded.structure.steps())
    findings = []
    for flow, step in steps:
        elsewhere = {choice.id for _, other in steps if other is not step for choice in other.choices}
        for n, choice in enumerate(step.choices):
            for name in choice.leads_to:
                if name not in elsewhere:
                    place = ("steps", flow.position[step.id], "choices", n)
                    message = f"{choice.id} leads to {name}, which no other question offers."
                    findings.append(loaded.finding(flow.id, place, message))
    return findings
