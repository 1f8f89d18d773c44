"""What every test of reading answers needs: the lexicons as shipped, and one fixed day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from flows.inputs import NO_LIMITS, Lexicon, Limits, NotUnderstood, Parsed, load_lexicons, parse

LOCALES = Path(__file__).parents[3] / "locales"

Read: TypeAlias = Callable[..., Parsed]


@pytest.fixture(scope="session")
def lexicons() -> Mapping[str, Lexicon]:
    """The six languages, each merged with English."""
    return load_lexicons(LOCALES, ["vi", "id", "ne", "tl", "en", "ja"])


@pytest.fixture(scope="session")
def every_lexicon() -> dict[str, Lexicon]:
    """All languages."""
    return load_lexicons(LOCALES)


@pytest.fixture(scope="session")
def today() -> date:
    """A Saturday."""
    return date(2026, 11, 21)


@pytest.fixture(scope="session")
def read(lexicons: Mapping[str, Lexicon], today: date) -> Read:
    """Parse one answer: read("hours", "vi", "2h30")."""

    def reader(kind: str, lang: str, typed: str, limits: Limits = NO_LIMITS, **options: Any) -> Parsed:
        return parse(kind, typed, lexicons[lang], today, limits=limits, **options)

    return reader


@pytest.fixture(scope="session")
def outcome(read: Read) -> Callable[..., Any]:
    """The same, as a table shows it: the value, the list of readings, or "not: reason". A doubt fails the test."""

    def shown(kind: str, lang: str, typed: str, limits: Limits = NO_LIMITS, **options: Any) -> Any:
        parsed = read(kind, lang, typed, limits, **options)
        if isinstance(parsed, NotUnderstood):
            return f"not: {parsed.reason}"
        assert not parsed.implausible, f"{typed!r} was read with a doubt: {parsed}"
        return list(parsed.ambiguous) or parsed.value

    return shown
