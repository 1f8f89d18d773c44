"""The English that somebody writes for new questions and buttons, looked at before it is served. Pure."""

from collections.abc import Mapping

from flows.model import Structure

from .catalogue import Catalogue, Entry
from .checks import check_text, same_choices
from .checks.book import Book
from .edition import SOURCE_LANGUAGE
from .enumerate import needed
from .faulty import text_faults
from .finding import Finding, Severity


def look(structure: Structure, english: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, list[Finding]]:
    """What is wrong with each of ``texts``, by key; one that is all right is left out. ``english``: what is served
    already. Nothing is filled in in such a text: a blank in it would be a hole."""
    found: dict[str, list[Finding]] = {}

    def tell(key: str, message: str, severity: Severity) -> None:
        finding = Finding("", 0, SOURCE_LANGUAGE, key, message, severity=severity)
        if message not in [one.message for one in found.setdefault(key, [])]:
            found[key].append(finding)

    for key, text in texts.items():
        for message in text_faults("", text, language=SOURCE_LANGUAGE, key=key, is_source=True):
            tell(key, message, Severity.FAULT)
        for one in check_text(SOURCE_LANGUAGE, key, text, text):
            tell(key, one.message, one.severity)
    steps = {text.key: text for text in needed(structure)}
    said = {key: text for key, text in {**english, **texts}.items() if key in steps}
    entries = {key: Entry(key, text, text, 0, fuzzy=False, draft=False) for key, text in said.items()}
    book = Catalogue(SOURCE_LANGUAGE, "worker", entries, ())
    for told in same_choices.look(Book(book, book, steps, frozenset())):
        if told.key in texts and told.key is not None:
            tell(told.key, told.message, Severity.FINDING)
    return found
