"""The word lists of the languages. A fault in one holds back that language's list only: its last good one serves on."""

from pathlib import Path

from flows.errors import FlowError
from flows.inputs.lexicon import Lexicon, lexicon_languages, with_english
from storage.uow import UnitOfWork

from .catalogue import Fault
from .edition import SOURCE_LANGUAGE, WORDS


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
            found[language] = Lexicon.parse(written, language, name)
        except FlowError as error:
            if kept is not None:
                found[language] = Lexicon.parse(kept, language, name)
            elif language == SOURCE_LANGUAGE:
                raise
            line = int(getattr(error, "line", 1))
            faults.append(Fault(name, line, language, None, str(getattr(error, "problem", error))))
            continue
        text = written.decode("utf-8-sig")
        if text != kept:
            uow.system.set_fact(WORDS + language, text)
    return with_english(found), tuple(faults)
