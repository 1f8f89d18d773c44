"""What must hold of the texts: nothing a worker needs is missing, nothing is too long for the screen."""

import re
from pathlib import Path

from flows.errors import FlowError
from flows.inputs.lexicon import Lexicon, lexicon_languages
from flows.model import Structure

from .blanks import Blank, blank_of
from .catalogue import Catalogue, Fault, placeholder_faults, read
from .enumerate import LONGEST, needed, unknown_placeholders
from .filling import placeholders
from .languages import ENDONYMS

_FURIGANA = re.compile(r"（[ぁ-ゖァ-ヺー・]+）")
_KANJI = re.compile(r"[一-龯々]")
_READ = re.compile(r"[一-龯々]+(?:（[ぁ-ゖァ-ヺー・]+）|[ぁ-ゖ]{0,4}（[ぁ-ゖァ-ヺー・]+）)")


def check(folder: Path, structure: Structure) -> list[Fault]:
    """All findings of all languages' worker texts."""
    english = read(folder / "en" / "LC_MESSAGES" / "worker.po", "en", "worker")
    faults = list(english.faults) + _needed(english, structure) + _blanks(english)
    for language in ENDONYMS:
        path = folder / language / "LC_MESSAGES" / "worker.po"
        if language == "en":
            continue
        catalogue = read(path, language, "worker")
        faults += catalogue.faults
        if not catalogue.entries:  # the file as a whole can't be read: that is all there is to say
            continue
        faults += placeholder_faults(catalogue, english)
        faults += _untranslated(catalogue, english)
        faults += _too_long(catalogue, structure)
        if language == "ja":
            faults += _without_furigana(catalogue)
    return faults


def check_lexicons(folder: Path) -> list[str]:
    """What is wrong with the word lists, with file and line."""
    found = []
    for language in lexicon_languages(folder):
        name = f"{language}/lexicon.yaml"
        try:
            Lexicon.parse((folder / name).read_bytes(), language, name)
        except FlowError as error:
            found.append(str(error))
    return found


def _needed(english: Catalogue, structure: Structure) -> list[Fault]:
    faults = []
    for text in needed(structure):
        entry = english.entries.get(text.key)
        if entry is None:
            faults.append(Fault("en/LC_MESSAGES/worker.po", 1, "en", text.key, "A step needs this text. Add it."))
            continue
        unknown = unknown_placeholders(entry.text, text.placeholders)
        if unknown:
            names = ", ".join(f"{{{n}}}" for n in unknown)
            faults.append(
                Fault("en/LC_MESSAGES/worker.po", entry.line, "en", text.key, f"The step does not fill {names}.")
            )
    return faults + _too_long(english, structure)


def _blanks(english: Catalogue) -> list[Fault]:
    """Ready answers of staff with a blank that has no kind: nobody could fill it in."""
    name = "en/LC_MESSAGES/worker.po"
    known = ", ".join(f"{{{kind}}}" for kind in Blank)
    return [
        Fault(name, entry.line, "en", key, f"{{{blank}}} is no blank of a ready answer. There are {known}.")
        for key, entry in english.entries.items()
        if key.startswith("reply.")
        for blank in sorted(placeholders(entry.text))
        if blank_of(blank) is None
    ]


def _untranslated(catalogue: Catalogue, english: Catalogue) -> list[Fault]:
    name = f"{catalogue.language}/LC_MESSAGES/worker.po"
    faults = []
    for key, source in english.entries.items():
        entry = catalogue.entries.get(key)
        if entry is None:
            faults.append(Fault(name, 1, catalogue.language, key, "Missing. Bring the file into step with English."))
        elif not entry.text:
            faults.append(Fault(name, entry.line, catalogue.language, key, f"Not translated: “{_short(source.text)}”."))
        elif entry.fuzzy or entry.english != source.text:
            faults.append(
                Fault(name, entry.line, catalogue.language, key, "The English changed. Look at the translation again.")
            )
    return faults


def _too_long(catalogue: Catalogue, structure: Structure) -> list[Fault]:
    name = f"{catalogue.language}/LC_MESSAGES/worker.po"
    faults = []
    for text in needed(structure):
        entry = catalogue.entries.get(text.key)
        if entry is None:
            continue
        length = len(_FURIGANA.sub("", entry.text))
        if length > LONGEST[text.what]:
            message = f"{length} characters; at most {LONGEST[text.what]} fit. Say it shorter."
            faults.append(Fault(name, entry.line, catalogue.language, text.key, message))
    return faults


def _without_furigana(catalogue: Catalogue) -> list[Fault]:
    faults = []
    for key, entry in catalogue.entries.items():
        if key.startswith(("prefecture.", "opening.language.choice.")):
            continue
        if _KANJI.search(_READ.sub("", entry.text)):
            faults.append(
                Fault("ja/LC_MESSAGES/worker.po", entry.line, "ja", key, "A kanji word has no reading （…） after it.")
            )
    return faults


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
