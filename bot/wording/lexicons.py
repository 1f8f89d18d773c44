"""The word lists of the languages. A fault in one holds back that language's list only: its last good one serves on."""

from functools import lru_cache
from pathlib import Path

from flows.errors import FlowError
from flows.inputs.lexicon import Lexicon, lexicon_languages, with_english
from storage.uow import UnitOfWork

from .catalogue import Fault
from .edition import SOURCE_LANGUAGE, WORDS


@lru_cache(maxsize=64)
def _parsed(text: str | bytes, language: str, name: str) -> Lexicon:
    """A list is read once, however often it is looked at. Raises FlowError."""
    return Lexicon.parse(text, language, name)


def read_files(folder: Path) -> dict[str, Lexicon]:
    """The lists of a folder without fault. Raises FlowError."""
    names = {language: f"{language}/lexicon.yaml" for language in lexicon_languages(folder)}
    return with_english({lang: _parsed((folder / name).read_bytes(), lang, name) for lang, name in names.items()})


def read_lexicons(uow: UnitOfWork, folder: Path) -> tuple[dict[str, Lexicon], tuple[Fault, ...]]:
    """Every language's words, and what was held back: a list that was never good is left out, and nobody is offered its
    language. Raises LexiconError or YamlSourceError if that is the English one, which the others build on."""
    found: dict[str, Lexicon] = {}
    faults: list[Fault] = []
    for language in lexicon_languages(folder):
        name = f"{language}/lexicon.yaml"
        written = (folder / name).read_bytes()
        kept = uow.system.fact(WORDS + language)
        try:
            found[language] = _parsed(written, language, name)
        except FlowError as error:
            if kept is not None:
                found[language] = _parsed(kept, language, name)
            elif language == SOURCE_LANGUAGE:
                raise
            line = int(getattr(error, "line", 1))
            faults.append(Fault(name, line, language, None, str(getattr(error, "problem", error))))
            continue
        text = written.decode("utf-8-sig")
        if text != kept:
            uow.system.set_fact(WORDS + language, text)
    return with_english(found), tuple(faults)
