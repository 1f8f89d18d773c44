"""Risk keys connect answers to urgency: a misspelt one would connect to nothing."""

from functools import lru_cache
from pathlib import Path

from ..loader import Finding, Loaded
from ..yaml_source import YamlSource, YamlSourceError, load_yaml

FILE = "_keys.yaml"
_SEVERITIES = ("urgent", "raised", "noted")
_NAMES = {"meaning", "severity", "source"}


def unknown_risks(loaded: Loaded) -> list[Finding]:
    """Risk keys that ``_keys.yaml`` does not list, and what is wrong with that file itself."""
    try:
        risks = _known(loaded.beside(FILE))
    except YamlSourceError as error:
        return [Finding(error.path, error.line, error.problem)]
    findings = []
    for flow in loaded.structure.flows.values():
        for at, step in enumerate(flow.steps):
            for n, risk in enumerate(step.risk):
                if risk.adds not in risks:
                    message = f"The risk key {risk.adds} is not in {FILE}."
                    findings.append(loaded.finding(flow.id, ("steps", at, "risk", n), message))
    return findings


@lru_cache(maxsize=8)
def _known(path: Path) -> frozenset[str]:
    """The keys. Raises YamlSourceError with file and line."""
    source = load_yaml(path, name=path.name)
    listed = source.data.get("risk") if isinstance(source.data, dict) else None
    if not isinstance(listed, dict) or len(source.data) != 1:
        raise source.error((), "the file holds one mapping, risk:, with a line for each reason")
    for name, item in listed.items():
        _must_fit(source, str(name), item)
    return frozenset(map(str, listed))


def _must_fit(source: YamlSource, name: str, item: object) -> None:
    at = ("risk", name)
    if not isinstance(item, dict) or not isinstance(item.get("meaning"), str) or not item.keys() <= _NAMES:
        raise source.error(at, f"{name} has meaning:, severity: and, where there is one, source:")
    if item.get("severity") not in _SEVERITIES:
        raise source.error((*at, "severity"), f"severity: is one of: {', '.join(_SEVERITIES)}")
