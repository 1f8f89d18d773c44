"""Buttons that a language's own word list contradicts: a Yes that says no, a Tokyo that is Kyoto."""

from collections.abc import Iterator

from flows.inputs import prefecture, yes_no
from flows.inputs.lexicon import Lexicon
from flows.inputs.results import Understood

from .catalogue import Catalogue
from .checks.too_long import READING
from .finding import Finding, Severity

_PREFECTURE = "prefecture."
_YES_NO = {"ui.yes": True, "ui.no": False}
_NAMES = {True: "yes", False: "no"}


def contradicted(catalogue: Catalogue, lexicon: Lexicon) -> Iterator[Finding]:
    """Findings on the labels of yes and no, and of prefectures."""
    for key, entry in catalogue.entries.items():
        label = READING.sub("", entry.text)
        meant = _YES_NO.get(key)
        message = ""
        if meant is not None and label:
            said = yes_no.parse(label, lexicon)
            if isinstance(said, Understood) and said.value is not meant:
                other, name = _NAMES[not meant], _NAMES[meant]
                message = f"“{label}” is a {other} in lexicon.yaml, but this is the button for {name}."
        elif key.startswith(_PREFECTURE) and label:
            place = prefecture.parse(label, lexicon)
            if isinstance(place, Understood) and place.value != key.removeprefix(_PREFECTURE):
                message = f"“{label}” is the prefecture {place.value}, but this is the button of another."
        if message:
            text = f"{message} Have two texts changed places?"
            yield Finding(catalogue.file, entry.line, catalogue.language, key, text, "labels", Severity.FINDING)
