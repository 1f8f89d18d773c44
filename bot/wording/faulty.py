"""For which a text is not served."""

from .catalogue import Catalogue, Fault
from .checks import FAULT_RULES, check_text, file_faults
from .checks.book import Text
from .checks.placeholders import look
from .filling import placeholders


def faults_of(catalogue: Catalogue, english: Catalogue) -> list[Fault]:
    """Everything for which a file is held back: it can't be read as a whole, or a worker would read a hole, a brace, a
    wrong telephone number or broken letters in one of its texts."""
    found = file_faults(catalogue, english)
    for key, entry in catalogue.entries.items():
        source = english.entries.get(key)
        if source is None or not entry.text or entry.fuzzy:
            continue
        translated = source.text if catalogue is english else entry.english  # it may be of the English of last week
        said = [form for form in entry.forms.values() if form] or [entry.text]
        messages = [m for form in said for m in text_faults(translated, form, language=catalogue.language, key=key)]
        found += [
            Fault(catalogue.file, entry.line, catalogue.language, key, message) for message in dict.fromkeys(messages)
        ]
    return found


def text_faults(english: str, text: str, *, language: str, key: str, is_source: bool = False) -> list[str]:
    """Why one text can't be served beside the English it translates. ``is_source``: it is new English itself, which may
    do without a value that the one before showed, and may name another telephone number."""
    if is_source:
        for name in placeholders(english) - placeholders(text):
            english = english.replace(f"{{{name}}}", "")
        return list(look(Text(language, key, english, text)))
    return [found.message for found in check_text(language, key, english, text, rules=FAULT_RULES)]
