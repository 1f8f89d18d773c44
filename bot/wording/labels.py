"""Buttons that a language's own word list contradicts: a Yes that says no, a Tokyo that is Kyoto."""

from collections import Counter
from collections.abc import Iterator

from flows.inputs import danger, prefecture, yes_no
from flows.inputs.lexicon import Lexicon
from flows.inputs.results import Understood
from flows.model import Structure

from .catalogue import Catalogue
from .checks.too_long import READING
from .finding import Finding, Severity

_PREFECTURE = "prefecture."
_YES_NO = {"ui.yes": True, "ui.no": False}
_NAMES = {True: "yes", False: "no"}
_SAFE = ".choice.safe"
_CHANGED = "Have two texts changed places?"
_EVERYDAY = 20
"""Buttons in which no single danger word stands: one that does is a word of every day."""


def contradicted(catalogue: Catalogue, lexicon: Lexicon, structure: Structure) -> Iterator[Finding]:
    """Findings on the labels of yes and no, of prefectures, and of choices that have words of their own."""
    for key, entry in catalogue.entries.items():
        message = _problem(key, READING.sub("", entry.text), lexicon) if entry.text else None
        if message is not None:
            text = f"{message} {_CHANGED}"
            yield Finding(catalogue.file, entry.line, catalogue.language, key, text, "labels", Severity.FINDING)
    yield from _choices(catalogue, lexicon, structure)


def _problem(key: str, label: str, lexicon: Lexicon) -> str | None:
    meant = _YES_NO.get(key)
    if meant is not None:
        said = yes_no.parse(label, lexicon)
        if isinstance(said, Understood) and said.value is not meant:
            other, name = _NAMES[not meant], _NAMES[meant]
            return f"“{label}” is a {other} in lexicon.yaml, but this is the button for {name}."
    elif key.startswith(_PREFECTURE):
        place = prefecture.parse(label, lexicon)
        if isinstance(place, Understood) and place.value != key.removeprefix(_PREFECTURE):
            return f"“{label}” is the prefecture {place.value}, but this is the button of another."
    elif key.endswith(_SAFE) and (found := danger.find(label, [lexicon])):
        return f"“{found[0].word}” is a word of danger in lexicon.yaml, but this is the button for being safe."
    return None


def _choices(catalogue: Catalogue, lexicon: Lexicon, structure: Structure) -> Iterator[Finding]:
    """Labels that people write, by the word list, for another button of the same question."""
    for flow, step in structure.steps():
        written = {
            choice.id: {lexicon.fold(word) for word in lexicon.synonyms(step.id, choice.id)} for choice in step.choices
        }
        for own, words in written.items():
            entry = catalogue.entries.get(f"{flow.id}.{step.id}.choice.{own}")
            if entry is None or not entry.text:
                continue
            label = READING.sub("", entry.text)
            folded = lexicon.fold(label)
            other = next((choice for choice, known in written.items() if folded in known), own)
            if other != own and folded not in words:
                text = f"“{label}” stands in lexicon.yaml for the button {other}. {_CHANGED}"
                yield Finding(
                    catalogue.file, entry.line, catalogue.language, entry.key, text, "labels", Severity.FINDING
                )


def everyday_words(catalogue: Catalogue, lexicon: Lexicon) -> Iterator[Finding]:
    """Danger words that stand in many buttons: whoever writes one would be asked about danger all the time."""
    buttons = [READING.sub("", entry.text) for key, entry in catalogue.entries.items() if ".choice." in key]
    counted = Counter(found.word for label in buttons if label for found in danger.find(label, [lexicon]))
    for word, times in counted.items():
        if times > _EVERYDAY:
            text = (
                f"The danger word “{word}” stands in {times} buttons. "
                "Whoever means no danger would be asked about it: write more than this word."
            )
            name = f"{catalogue.language}/lexicon.yaml"
            yield Finding(name, 1, catalogue.language, None, text, "labels", Severity.FINDING)
