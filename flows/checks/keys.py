"""Risk keys connect answers to urgency: a misspelt one would connect to nothing."""

from functools import lru_cache
from pathlib import Path

from ..loader import Finding, Loaded
from ..yaml_source import load_yaml

_FILE = Path(__file__).resolve().parent.parent / "definitions" / "_keys.yaml"


def unknown_risks(loaded: Loaded) -> list[Finding]:
    """Risk keys that ``_keys.yaml`` does not list."""
    risks = _known()
    findings = []
    for flow in loaded.structure.flows.values():
        for at, step in enumerate(flow.steps):
            for n, risk in enumerate(step.risk):
                if risk.adds not in risks:
                    message = f"The risk key {risk.adds} is not in _keys.yaml."
                    findings.append(loaded.finding(flow.id, ("steps", at, "risk", n), message))
    return findings


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(map(str, load_yaml(_FILE, name=_FILE.name).data["risk"]))
