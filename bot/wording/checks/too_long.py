"""What a worker reads at once on a small phone, measured with the longest value in each placeholder; and what a paper
has room for."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from flows.yaml_source import load_yaml

from ..enumerate import LONGEST, LONGEST_ON_PAPER, VARIANTS, on_paper
from ..filling import fill
from ..finding import Severity
from .book import Text, TextRule

READING = re.compile(r"（[ぁ-ゖァ-ヺー・]+）")
"""The reading after a kanji word: it helps reading and does not count as length."""

CONSENTS = frozenset({"case.interpreter.ask", "case.who_may.ask", "filing.partners.ask_coordinator"})
"""What somebody agrees to is said whole: who, what, how long, and how to refuse."""

_VARIANT = re.compile(f"_(?:{'|'.join(VARIANTS)})$")

COMMANDS = "command."
ON_TELEGRAM = {"about": 512, "short": 120, "": 256}
"""What Telegram takes for an empty chat, the bot's profile, and beside a command: all of it counts."""

WITH_A_NAME = frozenset({"case.who_may.choice.out"})
"""Buttons that take as many lines as the name on them needs: what is beside the name must fit."""


def kind_of(key: str) -> str | None:
    """``ask``, ``info`` or ``choice`` by what the key says, also of a step said otherwise; None for other texts, and
    for what is printed."""
    if on_paper(key):
        return None
    parts = key.split(".")
    if len(parts) > 3 and parts[-2] == "choice":
        return "choice"
    kind = _VARIANT.sub("", parts[-1])
    return kind if kind in ("ask", "info") else None


@lru_cache(maxsize=4096)
def most_of(key: str) -> int:
    """How many characters there may be."""
    if on_paper(key):
        last = key.rpartition(".")[2]
        return LONGEST_ON_PAPER.get(last, LONGEST_ON_PAPER[""])
    if key.startswith(COMMANDS):
        return ON_TELEGRAM.get(key.removeprefix(COMMANDS), ON_TELEGRAM[""])
    own = next((most for keys, most in _lengths() if keys.fullmatch(key)), None)
    return LONGEST[kind_of(key) or "info"] if own is None else own


@lru_cache(maxsize=1)
def _lengths() -> tuple[tuple[re.Pattern[str], int], ...]:
    """``lengths.yaml``: which keys have a limit of their own."""
    listed = load_yaml(Path(__file__).with_name("lengths.yaml"), name="lengths.yaml").data
    return tuple((re.compile(item["keys"]), int(item["most"])) for item in listed)


def look(text: Text) -> Iterator[str]:
    """Questions, notices and buttons that are too long, and what is on papers."""
    most = most_of(text.key)
    shown = fill(text.text, {}) if text.key in WITH_A_NAME else text.filled
    length = len(shown if text.key.startswith(COMMANDS) else READING.sub("", shown))
    if length > most:
        filled = "" if shown != text.filled or shown == text.text else " with the longest values filled in"
        yield f"{length} characters{filled}; at most {most} fit. Say it shorter."


RULE = TextRule("too_long", Severity.FINDING, look)
