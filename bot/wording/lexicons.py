"""The word lists of the languages. A fault in one holds back that language's list only: its last good one serves on."""

from pathlib import Path

from flows.errors import FlowError
from flows.inputs.lexicon import Lexicon, lexicon_languages, with_english
from storage.uow import UnitOfWork

from .catalogue import Fault

FACT = "lexicon:"
"""Before the language: the fact that keeps the last good list as it was written."""


def read_lexicons(uow: UnitOfWork, folder: Path) -> tuple[dict[str, Lexicon], tuple[Fault, ...]]:
    """Every language's words, and what was held back. Raises LexiconError or YamlSourceError for a list that was never
    good."""
    found: dict[str, Lexicon] = {}
    faults: list[Fault] = []
    for language in lexicon_languages(folder):
        name = f"{language}/lexicon.yaml"
        written = (folder / name).read_bytes()
        kept = uow.system.fact(FACT + language)
        try:
            found[language] = Lexicon.parse(written, language, name)
        except FlowError as error:
            if kept is None:
                raise
            found[language] = Lexicon.parse(kept, language, name)
            line = int(getattr(error, "line", 1))
            faults.append(Fault(name, line, language, None, str(getattr(error, "problem", error))))
            continue
        text = written.decode("utf-8-sig")
        if text != kept:
            uow.system.set_fact(FACT + language, text)
    return with_english(found), tuple(faults)
