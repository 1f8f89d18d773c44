"""Ranges turn a number into a choice: in the wrong order, most numbers would become the wrong one."""

from ..loader import Finding, Loaded


def ranges_in_order(loaded: Loaded) -> list[Finding]:
    """Ranges that do not rise, and ranges behind the one for all the rest."""
    findings = []
    for flow in loaded.structure.flows.values():
        for at, step in enumerate(flow.steps):
            before: float | None = float("-inf")
            for n, one in enumerate(step.ranges):
                place = ("steps", at, "ranges", n)
                if before is None:
                    message = f"The range of {one.choice} is never reached: the one before it, without to:, takes all."
                    findings.append(loaded.finding(flow.id, place, message))
                elif one.to is not None and one.to <= before:
                    message = f"to: {one.to:g} is not above to: {before:g} before it. Put the ranges in rising order."
                    findings.append(loaded.finding(flow.id, place, message))
                before = one.to
    return findings
