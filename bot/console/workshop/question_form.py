"""The form for one question: ask it or not, its buttons' order, where they are hidden, what is added."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.console.visit import Posted
from flows.loader import Loaded
from flows.model import Kind, Step, Structure
from flows.shape import ADDED_KINDS, FIXED, fixed_answers, is_no
from flows.shape_text import entry_of
from flows.yaml_source import YamlSourceError

_NO_NAME = re.compile(r"[^a-z0-9_]+")
_CHOSEN = (Kind.CHOICE, Kind.MULTI_CHOICE)


@dataclass(frozen=True)
class Form:
    """A question and what the draft says of it. ``kinds``: of questions that can be added here; empty: none can."""

    name: str
    step: Step
    entry: Mapping[str, Any]
    may_choose: bool
    kinds: tuple[Kind, ...]

    @property
    def left_out(self) -> bool:
        """Whether the draft leaves it out."""
        return is_no(self.entry.get("ask"))

    @property
    def order(self) -> list[str]:
        """The choices as the draft orders them."""
        first = [name for name in self.entry.get("order", ()) if name in self._ids]
        return [*first, *(name for name in self._ids if name not in first)]

    @property
    def hidden(self) -> Mapping[str, list[str]]:
        """The languages in which the draft hides a choice."""
        hide = self.entry.get("hide", {})
        return hide if isinstance(hide, Mapping) else {}

    @property
    def added(self) -> list[Mapping[str, Any]]:
        """What the draft adds."""
        add = self.entry.get("add", ())
        return [item for item in add if isinstance(item, Mapping)] if isinstance(add, list) else []

    @property
    def _ids(self) -> list[str]:
        return [choice.id for choice in self.step.choices]


def steps_of(structure: Structure) -> list[str]:
    """Every question, as the list of the form names it."""
    return [f"{flow.id}.{step.id}" for flow, step in structure.steps() if step.kind.asks or step.open]


def form_of(loaded: Loaded, draft: str, name: str) -> Form | None:
    """The form for ``flow.step``; None if there is no such question."""
    flow_id, _, step_id = name.partition(".")
    flow = loaded.structure.flows.get(flow_id)
    if flow is None or step_id not in flow.position:
        return None
    step = flow.steps[flow.position[step_id]]
    try:
        entry = entry_of(draft, name)
    except YamlSourceError:
        entry = {}
    fixed = fixed_answers(loaded.beside(FIXED.name))
    may_choose = step.kind in _CHOSEN and not step.critical and step.save not in fixed
    return Form(name, step, entry, may_choose, ADDED_KINDS if step.open else ())


def entry_from(posted: Posted, form: Form) -> dict[str, Any]:
    """The entry that the form says; empty where nothing is changed."""
    entry: dict[str, Any] = {}
    if posted.get("leave_out"):
        entry["ask"] = "no"
    ids = [choice.id for choice in form.step.choices]
    ranks = {name: posted.get(f"rank:{name}") for name in ids}
    if all(rank.isascii() and rank.isdigit() for rank in ranks.values()) and ids:
        order = sorted(ids, key=lambda name: int(ranks[name]))
        if order != ids:
            entry["order"] = order
    hide = {name: list(languages) for name in ids if (languages := posted.all(f"hide:{name}"))}
    if hide:
        entry["hide"] = hide
    keep = set(posted.all("keep"))
    add = [dict(item) for item in form.added if str(item.get("choice", item.get("question"))) in keep]
    if name := _name(posted.get("new_choice")):
        add.append({"choice": name})
    if name := _name(posted.get("new_question")):
        made: dict[str, Any] = {"question": name, "kind": posted.get("new_kind")}
        choices = [_name(part) for part in posted.get("new_choices").replace("\n", ",").split(",")]
        if any(choices):
            made["choices"] = [choice for choice in choices if choice]
        add.append(made)
    if add:
        entry["add"] = add
    return entry


def _name(typed: str) -> str:
    """What somebody calls a choice or question, as a name in the flows."""
    return _NO_NAME.sub("_", typed.strip().lower()).strip("_")
