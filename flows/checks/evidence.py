"""Every question whose answers speak to a duty says how: a forgotten or misspelt answer would speak to nothing."""

from collections.abc import Iterator
from difflib import get_close_matches

from ..evidence import FILE, Speaks, reading_of, source_of
from ..law.duties import duties
from ..law.errors import LawDataError
from ..loader import Finding, Loaded
from ..model import Kind, Step
from ..yaml_source import YamlSourceError

_CHOSEN = (Kind.CHOICE, Kind.MULTI_CHOICE, Kind.YES_NO)


def unknown_evidence(loaded: Loaded) -> list[Finding]:
    """Evidence keys that are no duty of the catalogue."""
    try:
        known = duties()
    except LawDataError as error:
        return [Finding(error.path.name, error.line, error.problem)]
    findings = []
    for flow in loaded.structure.flows.values():
        for at, step in enumerate(flow.steps):
            if step.evidence is not None and step.evidence not in known:
                message = f"The evidence key {step.evidence} is no duty of the catalogue (flows/law/duties.yaml)."
                findings.append(loaded.finding(flow.id, ("steps", at, "evidence"), message))
    return findings


def unread_evidence(loaded: Loaded) -> list[Finding]:
    """Answers that `_evidence.yaml` does not know how to read, and lines there that fit no question."""
    try:
        path = loaded.beside(FILE.name)
        known, source = reading_of(path), source_of(path)
    except LawDataError:
        return []  # said by the rule above
    except YamlSourceError as error:
        return [Finding(error.path, error.line, error.problem)]
    ours = {name.split(".")[0] for name in known}
    steps = {f"{flow.id}.{step.id}" for flow, step in loaded.structure.steps()}
    findings = []
    for name in known if path.parent == loaded.folder else ():
        if name not in steps:
            near = get_close_matches(name, steps, 1, 0.8)
            hint = f" Did you mean {near[0]}?" if near else ""
            message = f"There is no question {name}.{hint}"
            findings.append(Finding(FILE.name, source.line(("answers", name)), message))
    for flow in loaded.structure.flows.values():
        for at, step in enumerate(flow.steps):
            name = f"{flow.id}.{step.id}"
            if name in known:
                line = source.line(("answers", name))
                problems = (*_misfits(step, known[name]), *_unknown(loaded, known[name]))
                findings += [Finding(FILE.name, line, f"{name}: {problem}.") for problem in problems]
            elif step.evidence is not None and step.kind in _CHOSEN and flow.id in ours:
                message = f"The question {name} speaks to a duty, and {FILE.name} does not say what its answers mean."
                findings.append(loaded.finding(flow.id, ("steps", at, "evidence"), message))
    return findings


def _misfits(step: Step, speaks: Speaks) -> Iterator[str]:
    if step.evidence is None:
        yield "the question speaks to no duty"
    if speaks.duty and speaks.duty != step.evidence:
        yield f"the question speaks to {step.evidence}, not to {speaks.duty}"
    choices = {"yes", "no"} if step.kind is Kind.YES_NO else {choice.id for choice in step.choices}
    named = {*speaks.fulfilled, *speaks.deviation, *speaks.each}
    if speaks.all_fulfilled is not None:
        named.add(speaks.all_fulfilled)
    for one in sorted(named - choices):
        yield f"there is no answer {one}"
    for one in sorted(speaks.fulfilled & speaks.deviation):
        yield f"{one} can't say both"


def _unknown(loaded: Loaded, speaks: Speaks) -> Iterator[str]:
    """Other answers on which it depends, and their values, that there are not."""
    choices: dict[str, set[str]] = {}
    for _, step in loaded.structure.steps():
        if step.kind in _CHOSEN:
            own = {"yes", "no"} if step.kind is Kind.YES_NO else {choice.id for choice in step.choices}
            choices.setdefault(step.save, set()).update(own)
    for where in (speaks.only_if, speaks.unless):
        for name, values in where.items():
            if name not in choices:
                yield f"no question gives the answer {name}"
            for value in sorted(values - choices.get(name, values)):
                yield f"{name} is never {value}"
