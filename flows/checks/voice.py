"""A voice message is heard by people: no answer that the program reads may be given in one."""

from ..loader import Finding, Loaded
from ..model import VOICE, Kind
from ..shape import FIXED, fixed_answers, read_elsewhere
from ..yaml_source import YamlSourceError


def voice_that_is_read(loaded: Loaded) -> list[Finding]:
    """Texts that may be spoken although something is chosen, counted or asked by what they say."""
    try:
        fixed = fixed_answers(loaded.beside(FIXED.name))
    except YamlSourceError:
        return []  # said of that file
    read = frozenset(read_elsewhere(loaded.structure))
    findings = []
    for flow, step in loaded.structure.steps():
        why = fixed.get(step.save) or ("what is asked later depends on it" if step.save in read else None)
        if step.kind is Kind.TEXT and VOICE in step.accept and why is not None:
            place = ("steps", flow.position[step.id], "accept")
            message = f"{step.id} can't be answered by voice: {why}, and nobody hears it in time."
            findings.append(loaded.finding(flow.id, place, message))
    return findings
