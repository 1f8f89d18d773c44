"""One text on a phone of 360 px: the question it belongs to with its buttons, every blank as long as it can become.
What is printed is shown on a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.assisted.screen import Line, screen
from bot.conversation.preview import question
from bot.wording.edition import SOURCE_LANGUAGE
from bot.wording.enumerate import on_paper
from bot.wording.filling import fill, placeholders
from bot.wording.longest import longest
from bot.wording.plurals import choose
from bot.wording.served import Snapshot

from .bench import NEWEST, Bench

_BUTTONS = (".choice.", "ui.", "menu.")


@dataclass(frozen=True)
class Shown:
    """What the phone shows, or a sheet of ``paper``. ``length``: signs of the text with its blanks filled in."""

    lines: tuple[Line, ...]
    buttons: tuple[str, ...]
    length: int
    paper: bool = False


def longest_of(bench: Bench, language: str, key: str, text: str) -> dict[str, str]:
    """The longest value of each blank of a text. What is no blank of the English stays as it was typed, to be seen."""
    texts = bench.desk.plain(language)
    known = bench.longest(language).get(key, {})
    english = placeholders(bench.desk.plain(SOURCE_LANGUAGE).get(key, "")) if language != SOURCE_LANGUAGE else None
    return {
        name: f"{{{name}}}" if english is not None and name not in english
        else known.get(name) or longest(language, texts, name)
        for name in placeholders(text)
    }  # fmt: skip


def on_phone(
    bench: Bench, language: str, key: str, text: str, now: datetime,
    also: Mapping[tuple[str, str], str] | None = None,
) -> Shown:  # fmt: skip
    """The text as a worker would read it. ``also``: other texts, by language and key, that nobody has published yet."""
    words = bench.wording(NEWEST, {**(also or {}), (language, key): text})
    values = longest_of(bench, language, key, text)
    filled = fill(choose(text, language, values), values)
    place = bench.place(key)
    if place is not None and place.step.kind.asks:
        asked = f"{place.flow.id}.{place.step.id}.ask"
        names = longest_of(bench, language, asked, words.text("en", asked))
        variables = {of: names.get(name, "") for name, of in place.step.params.items()}
        payload = question(bench.structure, words, language, place.path, variables, now)
        if payload is not None:
            shown = screen([{"from": "bot", **payload}], language)
            labels = tuple(button.label for row in shown.buttons for button in row)
            lines = tuple(replace(line, rows=()) for line in shown.now)
            return Shown((*lines, *_beside(place.part, language, filled)), labels, len(filled))
    if on_paper(key):
        return Shown((Line("bot", filled, language, ""),), (), len(filled), paper=True)
    if any(part in f".{key}" if part.startswith(".") else key.startswith(part) for part in _BUTTONS):
        return Shown((), (filled,), len(filled))
    kind = "card" if key.startswith("card.") else "say"
    return Shown((Line("bot", filled, language, "", kind=kind),), _choices(words, language, key), len(filled))


def _beside(part: str, language: str, filled: str) -> tuple[Line, ...]:
    """What is not on the question itself: an example, which stands in the field for typing."""
    return (Line("bot", filled, language, "", kind="note"),) if part == "example" else ()


def _choices(words: Snapshot, language: str, key: str) -> tuple[str, ...]:
    """Buttons whose key begins with the text's own, as under notices and cards."""
    found: Mapping[str, str] = words.subset(language, f"{key}.choice.")
    return tuple(found.values())
