"""Conditions of a flow in words, with answers as the buttons say them."""

from collections.abc import Mapping
from typing import Any

from bot.wording.served import Snapshot
from flows.conditions import Condition
from flows.model import Step, Structure


class Said:
    """Says conditions in a staff member's language."""

    def __init__(self, structure: Structure, words: Snapshot, lang: str) -> None:
        self._words, self._lang = words, lang
        self._asked: dict[str, tuple[str, Step]] = {}
        for flow, step in structure.steps():
            if step.kind.asks:
                self._asked.setdefault(step.save, (flow.id, step))

    def condition(self, condition: Condition) -> str:
        """``safe_now: Someone threatened me``."""
        return self._said(condition.plain)

    def _said(self, plain: Mapping[str, Any]) -> str:
        for group in ("all", "any", "none"):
            if group in plain:
                parts = [self._inner(part) for part in plain[group]]
                if group == "any" and not parts:  # what the coordinators left out
                    return self._text("never")
                if group == "none":
                    return self._text("none", what=self._text("or").join(parts))
                return self._text("and" if group == "all" else "or").join(parts)
        what = plain["var"]
        for name in ("is", "not", "has"):
            if name in plain:
                return self._text(name, what=what, value=self._value(what, plain[name]))
        if "in" in plain:
            return self._text("is", what=what, value=" / ".join(self._value(what, one) for one in plain["in"]))
        if "known" in plain:
            return self._text("known" if plain["known"] else "unknown", what=what)
        name = "over" if "over" in plain else "under"
        return self._text(name, what=what, value=str(plain[name]))

    def _inner(self, plain: Mapping[str, Any]) -> str:
        said = self._said(plain)
        return f"({said})" if any(len(plain.get(group, ())) > 1 for group in ("all", "any")) else said

    def _value(self, what: str, value: object) -> str:
        if isinstance(value, bool):
            return self._words.text(self._lang, "ui.yes" if value else "ui.no")
        if isinstance(value, list):
            return " + ".join(self._value(what, one) for one in value) or self._text("nothing")
        flow, step = self._asked.get(what, ("", None))
        if step is not None and any(choice.id == value for choice in step.choices):
            key = f"{flow}.{step.id}.choice.{value}"
            if self._words.has(key):
                return self._words.text(self._lang, key)
        return str(value)

    def _text(self, name: str, **values: str) -> str:
        said = self._words.text(self._lang, f"staff.workshop.if.{name}", **values)
        return f" {said} " if name in ("and", "or") else said
