"""The longest value each placeholder can have: what fits with it fits always."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from flows.model import Kind, Step, Structure

from . import values
from .filling import placeholders
from .languages import BABEL
from .served import Snapshot

_DATE = re.compile(r"(^|_)(date|until|since|day|due)(_|$)")
_YEN = 9_999_999
_MINUTES = 99 * 60 + 45
_NAME = "Solidarity Network with Migrants Japan"
"""As long as names of organisations are on a list; longer ones there are few."""


def filling(structure: Structure, language: str, texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Key of a text → placeholder → its longest value in this language, its own labels among them: the texts of
    steps, and those that belong to none."""
    steps = {step.save: (flow.id, step) for flow, step in structure.steps() if step.kind.asks}
    found: dict[str, dict[str, str]] = {}
    for flow, step in structure.steps():
        if step.params:
            key = f"{flow.id}.{step.id}.{'info' if step.kind is Kind.INFO else 'ask'}"
            found[key] = {name: longest(language, texts, name, steps.get(of)) for name, of in step.params.items()}
    for key, text in texts.items():
        if "{" in text and key not in found:
            found[key] = {name: longest(language, texts, name) for name in placeholders(text)}
    return found


def longest(language: str, texts: Mapping[str, str], name: str, of: tuple[str, Step] | None = None) -> str:
    """The longest value of one placeholder. ``of``: the flow and step whose answer it is; None for what is computed,
    where the name tells money and dates from counts."""
    snapshot = Snapshot(0, {language: dict(texts)})
    if of is not None:
        flow, step = of
        match step.kind:
            case Kind.CHOICE | Kind.MULTI_CHOICE:
                labels = [texts.get(f"{flow}.{step.id}.choice.{choice.id}", "") for choice in step.choices]
                return ", ".join(labels) if step.kind is Kind.MULTI_CHOICE else max(labels, key=len)
            case Kind.PREFECTURE:
                return max((text for key, text in texts.items() if key.startswith("prefecture.")), key=len, default="")
            case Kind.MONEY:
                return values.yen(snapshot, language, _YEN)
            case Kind.HOURS:
                return values.hours(snapshot, language, _MINUTES)
            case Kind.DATE | Kind.MONTH:
                return _day(language)
            case Kind.TEXT | Kind.OPTIONS:
                return _NAME
            case _:
                return "999"
    if _DATE.search(name):
        return _day(language)
    if str(values.param(snapshot, language, name, _YEN)) == values.yen(snapshot, language, _YEN):
        return values.yen(snapshot, language, _YEN)
    return _NAME if name in ("partner", "next", "first", "name") else "999"


@lru_cache(maxsize=64)
def _day(language: str) -> str:
    known = language if language in BABEL or language == "ja" else "en"
    return max((values.day(known, date(2026, month, 28)) for month in range(1, 13)), key=len)
