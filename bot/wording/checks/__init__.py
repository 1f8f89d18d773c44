"""What must hold of locale files: one rule per file, each finding with file, line, key, language, what is wrong and how
to mend it. The rules read only what they are given: no file, no database, no clock."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..catalogue import Catalogue
from ..enumerate import Needed, domain_of
from ..finding import Finding, Severity
from ..plurals import split
from . import (
    addresses,
    avoided,
    bands,
    bodies,
    capitals,
    cut_off,
    doubled,
    drafts,
    encoding,
    fills,
    furigana,
    glossary,
    header,
    how_many,
    leftovers,
    markup,
    negation,
    neighbours,
    numbers,
    opened,
    paper_words,
    pasted,
    place,
    placeholders,
    pronouns,
    same_choices,
    scripts,
    sentences,
    stale,
    swapped,
    too_long,
    unknown_key,
    untranslated,
    zawgyi,
)  # fmt: skip
from .book import Book, BookRule, Text, TextRule, Told

BOOK_RULES: tuple[BookRule, ...] = (
    header.RULE, encoding.FILE_RULE, place.RULE, fills.RULE, how_many.RULE, unknown_key.RULE, untranslated.RULE,
    stale.RULE, same_choices.RULE, bands.RULE, pasted.RULE, drafts.RULE,
)  # fmt: skip
TEXT_RULES: tuple[TextRule, ...] = (
    placeholders.RULE, numbers.PHONE_RULE, swapped.SERVICE_RULE, addresses.RULE, zawgyi.RULE, encoding.RULE,
    scripts.RULE, neighbours.RULE, markup.RULE, opened.RULE, too_long.RULE, sentences.RULE, numbers.RULE,
    swapped.RULE, furigana.RULE, paper_words.RULE, glossary.RULE, bodies.RULE, pronouns.RULE, avoided.RULE,
    leftovers.RULE, cut_off.RULE, doubled.RULE, capitals.RULE, negation.RULE,
)  # fmt: skip
FAULT_RULES = tuple(rule for rule in TEXT_RULES if rule.severity is Severity.FAULT)
"""Those for which a text is not served."""
Filling = Mapping[str, Mapping[str, str]]
"""Key → placeholder → its longest value."""


def check_book(
    catalogue: Catalogue, english: Catalogue, needed: Mapping[str, Needed], critical: frozenset[str],
    filling: Filling | None = None,
) -> list[Finding]:  # fmt: skip
    """All findings on one file beside the English one (which may be the file itself), by line. ``needed``: the texts of
    steps by key; ``critical``: the keys that must not fall back."""
    if catalogue.faults and not catalogue.entries:  # it can't be read: that is all there is to say
        return list(catalogue.faults)
    book, longest = Book(catalogue, english, needed, critical), filling or {}
    found = [*catalogue.faults, *_of_book(book)]
    for entry in book.written():
        source = book.source(entry.key)
        if source is not None:
            text = Text(
                catalogue.language, entry.key, source, entry.text, longest.get(entry.key), entry.key in critical
            )
            found += _of_text(text, catalogue, entry.line)
            for form in entry.forms.values():
                if form and form != entry.text:
                    found += _of_text(replace(text, text=form), catalogue, entry.line)
    return sorted(found, key=lambda finding: finding.line)


def check_text(
    language: str, key: str, source: str, text: str, filling: Mapping[str, str] | None = None,
    rules: Iterable[TextRule] = TEXT_RULES, *, critical: bool = False,
) -> list[Finding]:  # fmt: skip
    """The findings on one text while it is being typed. ``source``: the English it translates; ``critical``: it must
    not be wrong."""
    nowhere, source = Catalogue(language, domain_of(key), {}, ()), split(source)[-1]
    forms = split(text) if text else []
    texts = (Text(language, key, source, form, filling, critical) for form in forms)
    found = [finding for text in texts for finding in _of_text(text, nowhere, 0, rules)]
    return list(dict.fromkeys(found))


def file_faults(catalogue: Catalogue, english: Catalogue) -> list[Finding]:
    """For what a file as a whole is not served: it can't be read, or its plural rule leads nowhere."""
    found = list(catalogue.faults)
    if catalogue.entries:
        told = _of_book(Book(catalogue, english, {}, frozenset()), (header.RULE,))
        found += [finding for finding in told if finding.severity is Severity.FAULT]
    return found


def _of_book(book: Book, rules: Iterable[BookRule] = BOOK_RULES) -> Iterator[Finding]:
    for rule in rules:
        if book.catalogue.domain in rule.domains:
            for told in rule.look(book):
                yield _finding(book.catalogue, told, rule)


def _of_text(text: Text, catalogue: Catalogue, line: int, rules: Iterable[TextRule] = TEXT_RULES) -> Iterator[Finding]:
    for rule in rules:
        if catalogue.domain not in rule.domains or (rule.languages is not None and text.language not in rule.languages):
            continue
        for message in rule.look(text):
            yield Finding(catalogue.file, line, text.language, text.key, message, rule.name, rule.severity)


def _finding(catalogue: Catalogue, told: Told, rule: BookRule) -> Finding:
    entry = catalogue.entries.get(told.key) if told.key is not None else None
    line = told.line or (entry.line if entry is not None else 1)
    severity = told.severity or rule.severity
    return Finding(catalogue.file, line, catalogue.language, told.key, told.message, rule.name, severity)
