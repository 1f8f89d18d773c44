"""A button is hidden in languages that there are: a misspelt one would hide it from nobody."""

from difflib import get_close_matches

from ..loader import Finding, Loaded
from ..model import ROOT


def hidden_in_unknown(loaded: Loaded) -> list[Finding]:
    """``hide:`` of a choice that names a language the conversation does not offer."""
    root = loaded.structure.flows.get(ROOT)
    known = [c.id for step in root.steps if step.id == "language" for c in step.choices] if root is not None else []
    findings = []
    for flow in loaded.structure.flows.values() if known else ():
        for at, step in enumerate(flow.steps):
            for n, choice in enumerate(step.choices):
                for language in (one for one in choice.hide if one not in known):
                    near = get_close_matches(language, known, 1, 0.5)
                    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
                    message = f"{choice.id} is hidden in {language}, which is no language here. {hint}"
                    findings.append(loaded.finding(flow.id, ("steps", at, "choices", n, "hide"), message))
    return findings
