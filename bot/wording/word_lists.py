"""What the form of a word list allows and what is wrong all the same: a word that means two numbers, a button that
there is not, a list that nobody reads."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from flows.inputs.lexicon import lexicon_languages
from flows.model import Structure
from flows.yaml_source import Place, YamlSource, YamlSourceError, load_yaml

from .enumerate import DOMAINS
from .languages import ENDONYMS

_TABLES: tuple[Place, ...] = (
    ("numbers", "words"), ("numbers", "scales"), ("numbers", "shifts"), ("units",), ("dates", "weekdays"),
    ("dates", "months"), ("dates", "days"), ("dates", "nepali_months"), ("dates", "relative", "day"),
    ("dates", "relative", "week"), ("dates", "relative", "month"), ("dates", "relative", "year"),
)  # fmt: skip
"""Where a word stands for one value: under two, it would be read as either."""
_NEEDED: tuple[Place, ...] = (
    ("yes",), ("no",), ("controls", "help"), ("controls", "menu"), ("controls", "delete"), ("controls", "unknown"),
    ("danger", "danger", "words"), ("danger", "self_harm", "words"), ("danger", "trafficking", "words"),
    ("units", "hour"), ("units", "day"), ("units", "month"), ("units", "yen"),
)  # fmt: skip


def odd_words(source: YamlSource, structure: Structure | None) -> Iterator[str]:
    """What is odd in a list that can be read, with file and line. ``structure``: the flows whose buttons it names."""
    for table in _TABLES:
        yield from _twice(source, table)
    listed = source.data.get("choices") or {}
    if structure is None:
        return
    buttons: dict[str, set[str]] = {}
    for _, one in structure.steps():
        buttons.setdefault(one.id, set()).update(choice.id for choice in one.choices)
    for step, words in listed.items():
        if step not in buttons:
            yield _said(source, ("choices", step), f"There is no question {step}, so these words are never used.")
            continue
        for choice in words.keys() - buttons[step]:
            known = ", ".join(sorted(buttons[step]))
            yield _said(source, ("choices", step, choice), f"{step} has no button {choice}. There are: {known}.")
    known_topics = set().union(*buttons.values())
    for topic in source.data.get("topics") or {}:
        if topic not in known_topics:
            yield _said(source, ("topics", topic), f"There is no button {topic}, so these words are never used.")


def lacking(source: YamlSource) -> Iterator[str]:
    """Parts without a word, which no language can do without."""
    for part in _NEEDED:
        listed: Any = source.data
        for name in part:
            listed = listed.get(name) if isinstance(listed, Mapping) else None
        if not listed:
            where = ".".join(map(str, part))
            yield _said(source, part, f"{where}: there are no words. Nobody would be understood: write them.")


def _twice(source: YamlSource, table: Place) -> Iterator[str]:
    listed: Any = source.data
    for name in table:
        listed = listed.get(name) or {} if isinstance(listed, Mapping) else {}
    taken: dict[str, Any] = {}
    for value, words in listed.items():
        for n, word in enumerate(words):
            first = taken.setdefault(str(word).casefold(), value)
            if first != value:
                which = f"“{word}” stands under {first} and under {value}."
                message = f"{which} Nobody can tell which is meant: take one out."
                yield _said(source, (*table, value, n), message)


def _said(source: YamlSource, place: Place, message: str) -> str:
    return f"{source.path}:{source.line(place)}: {message}"


def missing(folder: Path) -> list[str]:
    """Files that nobody reads for their name, languages that nobody is offered for want of a word list, and parts of
    lists without a word."""
    found = [
        f"{path.relative_to(folder)}:1: This file is not read: its name has to end with .yaml. Rename it."
        for path in sorted((*folder.glob("*.yml"), *folder.glob("*/*.yml")))
    ]
    found += [
        f"{path.relative_to(folder)}:1: This file is not read: texts stand in LC_MESSAGES/worker.po and documents.po "
        "of their language. Bring what is new into these, and take the file away."
        for path in sorted(folder.rglob("*.po"))
        if path.parent.name != "LC_MESSAGES" or path.stem not in DOMAINS
    ]
    there = lexicon_languages(folder)
    for language in ENDONYMS:
        if language not in there and (folder / language / "LC_MESSAGES" / "worker.po").exists():
            message = "The word list is missing, so nobody new is offered the language. Add it."
            found.append(f"{language}/lexicon.yaml:1: {message}")
    for language in there:
        name = f"{language}/lexicon.yaml"
        with suppress(YamlSourceError):  # told where it is read
            source = load_yaml(folder / name, name=name)
            found += lacking(source) if isinstance(source.data, dict) else ()
    return found
