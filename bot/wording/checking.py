"""All findings on a folder of locale files: `todoke check`, saving, uploading and CI go by these."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from flows.errors import FlowError
from flows.inputs.lexicon import Lexicon, lexicon_languages
from flows.model import Structure
from flows.yaml_source import parse_yaml

from .catalogue import Catalogue, read
from .checks import check_book
from .counted import counted
from .enumerate import DOMAINS, Needed, critical_keys, needed, papers
from .examples import misread
from .finding import Finding, Severity
from .labels import contradicted, everyday_words
from .languages import ENDONYMS, from_tag
from .longest import filling
from .word_lists import odd_words

SOURCE = "en"
_IN_PROGRESS = 100
"""A language that lacks more texts than this is still being translated: what is missing is told in one line."""


def check(folder: Path, structure: Structure, printed: Iterable[Needed] | None = None) -> list[Finding]:
    """What is to be mended: faults and findings of all languages and files, without drafts. ``printed``: the texts that
    papers need, if not those of the program."""
    return to_mend(check_all(folder, structure, printed))


def to_mend(findings: Iterable[Finding]) -> list[Finding]:
    """Those that are more than drafts."""
    return [finding for finding in findings if finding.severity is not Severity.DRAFT]


def drafts(findings: Iterable[Finding]) -> list[str]:
    """What is no mistake and still not done: how many texts of each language nobody has signed, and how far languages
    are that are still being translated."""
    found = [finding for finding in findings if finding.severity is Severity.DRAFT]
    unsigned = Counter(finding.language for finding in found if finding.rule == "drafts")
    signs = ", ".join(f"{language} {count:,}" for language, count in unsigned.items())
    told = [str(finding) for finding in found if finding.rule == "untranslated"]
    other = Counter(finding.language for finding in found if finding.rule not in ("drafts", "untranslated"))
    for language, count in other.items():
        told.append(f"{language}: {counted(count, 'finding')} while in progress; `todoke check {language}` lists them.")
    return [*told, f"Drafts that no native reader has checked: {signs}."] if signs else told


def check_all(folder: Path, structure: Structure, printed: Iterable[Needed] | None = None) -> list[Finding]:
    """Faults, findings and drafts, by language and file."""
    found: list[Finding] = []
    chats: list[Catalogue] = []
    wanted = papers() if printed is None else tuple(printed)
    for domain in DOMAINS:
        english = _read(folder, "en", domain)
        if english is None:
            continue
        found += check_catalogue(english, english, structure, wanted)
        chats += [english] if domain == "worker" else []
        for language in _languages(folder):
            catalogue = _read(folder, language, domain)
            if catalogue is not None:
                found += check_catalogue(catalogue, english, structure, wanted)
                chats += [catalogue] if domain == "worker" else []
    found += _unnamed_topics(folder, structure)
    return [*found, *unknown_languages(folder), *_by_word_lists(folder, chats, structure)]


def unknown_languages(folder: Path) -> list[Finding]:
    """Folders of languages that there are none of here: nobody is ever offered them."""
    found = []
    there = (*folder.glob("*/LC_MESSAGES"), *folder.glob("*/lexicon.yaml"))
    for language in sorted({path.parent.name for path in there} - ENDONYMS.keys()):
        said = f"{language} is no language known here, so nobody ever reads these texts. "
        meant = from_tag(language) or _stated(folder, language)
        if meant is None:
            said += f"Known: {', '.join(ENDONYMS)}."
        elif (folder / meant).exists():
            said += f"If it is {meant}, bring its texts into that folder."
        else:
            said += f"If it is {meant}, whose folder is missing, give this one its name."
        file = f"{language}/LC_MESSAGES/worker.po"
        found.append(Finding(file, 1, language, None, said, "place", Severity.FINDING))
    return found


def _unnamed_topics(folder: Path, structure: Structure) -> Iterator[Finding]:
    """Topics that staff have no name for. Where there is no file of what staff read, nothing is said."""
    english = _read(folder, SOURCE, "staff")
    for flow in structure.flows.values() if english is not None else ():
        key = f"staff.topic.{flow.topic}"
        if flow.topic is not None and english is not None and key not in english.entries:
            message = f"Staff have no name for the topic {flow.topic} of the flow {flow.id}. Add this text."
            yield Finding(english.file, 1, SOURCE, key, message, "fills", Severity.FINDING)


def _by_word_lists(folder: Path, chats: list[Catalogue], structure: Structure) -> Iterator[Finding]:
    """What a language's own word list contradicts: buttons, and examples of an answer. A list that can't be read is
    told elsewhere."""
    there, known = lexicon_languages(folder), {key for chat in chats for key in chat.entries}
    for catalogue in chats:
        if catalogue.language in there:
            name = f"{catalogue.language}/lexicon.yaml"
            try:
                words = _words((folder / name).read_bytes(), catalogue.language, name)
            except FlowError:
                continue
            yield from contradicted(catalogue, words, structure)
            yield from everyday_words(catalogue, words)
            yield from misread(catalogue, known, words, structure)


def _stated(folder: Path, language: str) -> str | None:
    """The language that the header of its file names, if it is one of ours."""
    path = folder / language / "LC_MESSAGES" / "worker.po"
    return from_tag(read(path, language, "worker").header.get("Language")) if path.exists() else None


def check_catalogue(
    catalogue: Catalogue, english: Catalogue, structure: Structure, printed: Iterable[Needed] = ()
) -> list[Finding]:
    """The findings on one file beside the English one."""
    worker = catalogue.domain == "worker"
    known = needed(structure) if worker else printed if catalogue.domain == "documents" else ()
    named = {text.key: text for text in known}
    critical = critical_keys(structure) & english.entries.keys() if worker else frozenset()
    texts = {key: entry.text for key, entry in catalogue.entries.items()}
    longest = filling(structure, catalogue.language, texts) if worker else {}
    return _shortened(check_book(catalogue, english, named, critical, longest), catalogue, english)


def in_progress(catalogue: Catalogue, english: Catalogue) -> bool:
    """Whether a language is still being translated: workers are not offered it, and what is wrong can wait."""
    lacking = sum(1 for key in english.entries if key not in catalogue.entries or not catalogue.entries[key].text)
    return lacking > _IN_PROGRESS or catalogue.language not in ENDONYMS


def _shortened(found: list[Finding], catalogue: Catalogue, english: Catalogue) -> list[Finding]:
    unread = bool(catalogue.faults) and not catalogue.entries  # the last good one is served: nothing is known of it
    if unread or not in_progress(catalogue, english):
        return found
    there, of = sum(bool(entry.text) for entry in catalogue.entries.values()), len(english.entries)
    lost = len(english.entries.keys() - catalogue.entries.keys()) > _IN_PROGRESS
    if lost and catalogue.language in ENDONYMS:  # `todoke locales sync` gives a new one every key, still without words
        why = f"Only {there} of {of} texts are here. Was the file cut off?"
        message = f"{why} Workers go on with what was published before."
        told = Finding(catalogue.file, 1, catalogue.language, None, message, "untranslated", Severity.FINDING)
    else:
        message = f"In progress: {there} of {of} texts. Workers are not offered it yet."
        told = Finding(catalogue.file, 1, catalogue.language, None, message, "untranslated", Severity.DRAFT)
    rest = [finding for finding in found if finding.rule != "untranslated"]
    return [told, *(replace(f, severity=Severity.DRAFT) if f.severity is Severity.FINDING else f for f in rest)]


def check_lexicons(folder: Path, structure: Structure | None = None) -> list[str]:
    """What is wrong with the word lists, with file and line. ``structure``: the flows whose buttons they name."""
    found: list[str] = []
    for language in lexicon_languages(folder):
        name = f"{language}/lexicon.yaml"
        try:
            written = (folder / name).read_bytes()
            _words(written, language, name)
            found += odd_words(parse_yaml(written, name), structure)
        except FlowError as error:
            found.append(str(error))
    return found


@lru_cache(maxsize=64)
def _words(written: bytes, language: str, name: str) -> Lexicon:
    """A word list is read once, however many checks ask for it. Raises FlowError."""
    return Lexicon.parse(written, language, name)


def _languages(folder: Path) -> list[str]:
    """Every known language but English that has a folder, also one whose texts have gone from it."""
    return [lang for lang in ENDONYMS if lang != "en" and (folder / lang).is_dir()]


def _read(folder: Path, language: str, domain: str) -> Catalogue | None:
    """A language's file. Papers are in every language once they are in English; what staff read is not."""
    path = folder / language / "LC_MESSAGES" / f"{domain}.po"
    if domain == "documents" and language != "en" and not path.exists():
        message = "The file is missing: nothing can be printed in this language. `todoke locales sync` begins it."
        fault = Finding(f"{language}/LC_MESSAGES/{path.name}", 1, language, None, message, severity=Severity.FINDING)
        return Catalogue(language, domain, {}, (fault,))
    return read(path, language, domain) if domain == "worker" or path.exists() else None
