"""What more depends on than the conversation itself: a misspelt name would protect nothing."""

from difflib import get_close_matches

from ..loader import Finding, Loaded
from ..shape import FIXED, fixed_answers
from ..yaml_source import YamlSourceError, load_yaml


def unknown_fixed(loaded: Loaded) -> list[Finding]:
    """What is wrong with ``_fixed.yaml``, and, where it stands beside these flows, answers that no question gives."""
    path = loaded.beside(FIXED.name)
    try:
        fixed = fixed_answers(path)
    except YamlSourceError as error:
        return [Finding(error.path, error.line, error.problem)]
    if path.parent != loaded.folder:
        return []  # the program's own: these flows need not be all of its flows
    known = sorted({step.save for _, step in loaded.structure.steps() if step.kind.asks})
    source = load_yaml(path, name=path.name)
    findings = []
    for name in fixed:
        if name not in known:
            near = get_close_matches(name, known, 1, 0.7)
            hint = f" Did you mean {near[0]}?" if near else ""
            findings.append(Finding(path.name, source.line((name,)), f"No question gives the answer {name}.{hint}"))
    return findings
