"""What a flow is: steps as values, made by the loader from YAML, never changed while a conversation uses them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from .conditions import Condition

END = "END"
ROOT = "opening"


class Kind(StrEnum):
    """Kinds of steps."""

    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    YES_NO = "yes_no"
    TEXT = "text"
    NUMBER = "number"
    HOURS = "hours"
    MONEY = "money"
    DATE = "date"
    MONTH = "month"
    PREFECTURE = "prefecture"
    FILE = "file"
    OPTIONS = "options"
    INFO = "info"
    COMPUTE = "compute"
    SUB_FLOW = "sub_flow"
    SUBMIT = "submit"

    @property
    def asks(self) -> bool:
        """Whether the worker is asked something."""
        return self not in (Kind.INFO, Kind.COMPUTE, Kind.SUB_FLOW, Kind.SUBMIT)

    @property
    def typed(self) -> bool:
        """Whether the answer is a value that people type, understood by a parser."""
        return self in (Kind.NUMBER, Kind.HOURS, Kind.MONEY, Kind.DATE, Kind.MONTH)

    @property
    def of_calendar(self) -> bool:
        """Whether limits are counted from the present day or month."""
        return self in (Kind.DATE, Kind.MONTH)


VOICE = "voice"
"""The medium in which a free text can be answered, too, where its step says ``accept: [voice]``."""


@dataclass(frozen=True)
class Choice:
    """A button: its id, and a pictogram that is the same in every language.

    ``leads_to``: choices of questions behind it, so that somebody whose words mean one of those comes there at once.
    ``hide``: languages in which it is not offered.
    """

    id: str
    pictogram: str | None = None
    leads_to: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()


@dataclass(frozen=True)
class Branch:
    """Where to go on when a condition holds: a later step's id, or END."""

    when: Condition | None
    go: str


@dataclass(frozen=True)
class Risk:
    """What an answer adds to urgency."""

    when: Condition | None
    adds: str


@dataclass(frozen=True)
class Range:
    """A typed value up to ``to`` (hours, plain numbers, or months back of a day; inclusive) means this choice; ``to``
    None: all the rest."""

    to: float | None
    choice: str


@dataclass(frozen=True)
class Step:
    """One step of a flow. ``allow``: of ``unknown``, ``skip``, ``prefer_not``, shown as last choices.

    ``minimum``, ``maximum``: what is plausible, in the units of `flows.inputs.Limits` (for a date days from today, for
    a month months from this one; 0 is today, this month). ``unit``: what a number counts or money is for. ``open``:
    coordinators may add optional questions behind it. ``day``: the later step of the flow that asks for the very day:
    a day written here answers both. ``if_yes``, ``if_no``: the choices that a mere yes or no may stand for (None: those
    whose buttons begin with it, or that mean none of them); ``plain_yes``: only a word that is a yes whatever was
    asked. ``ask_back``: a no with more words around it is none. ``not_before``, ``not_after``: the
    variable of another day; a day before (after) it is asked about once.
    """

    id: str
    kind: Kind
    save: str
    choices: tuple[Choice, ...] = ()
    allow: tuple[str, ...] = ()
    ask_if: Condition | None = None
    next: tuple[Branch, ...] = ()
    core: bool = False
    critical: bool = False
    sensitive: bool = False
    evidence: str | None = None
    risk: tuple[Risk, ...] = ()
    audience: str = "staff"
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    accept: tuple[str, ...] = ()
    many: bool = False
    input: str | None = None
    ranges: tuple[Range, ...] = ()
    if_yes: tuple[str, ...] | None = None
    if_no: tuple[str, ...] | None = None
    plain_yes: bool = False
    ask_back: bool = False
    day: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    flow: str | None = None
    call: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    open: bool = False

    @cached_property
    def _hides(self) -> bool:
        return any(choice.hide for choice in self.choices)

    def shown_in(self, language: object) -> "Step":
        """The step as it is asked in this language: without the choices that are hidden there."""
        if not self._hides:
            return self
        return replace(self, choices=tuple(c for c in self.choices if language not in c.hide))


@dataclass(frozen=True)
class Flow:
    """A named list of steps. ``topic`` is set for flows that make a case."""

    id: str
    version: int
    steps: tuple[Step, ...]
    topic: str | None = None

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Step id → its place in the list."""
        return {step.id: at for at, step in enumerate(self.steps)}


@dataclass(frozen=True)
class Structure:
    """All flows that a conversation can reach, compiled together from ``root``."""

    root: str
    flows: Mapping[str, Flow]
    content: Mapping[str, Any]  # the plain JSON it was made from

    @cached_property
    def json(self) -> str:
        """The structure as canonical JSON."""
        return json.dumps(self.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def hash(self) -> str:
        """The content hash by which it is kept."""
        return hashlib.sha256(self.json.encode()).hexdigest()[:32]

    def step(self, path: str) -> tuple[Flow, Step]:
        """The flow and step that a path such as ``unpaid_overtime/about/status`` leads to."""
        flow = self.flows[self.root]
        *through, last = path.split("/")
        for step_id in through:
            flow = self.flows[flow.steps[flow.position[step_id]].flow or ""]
        return flow, flow.steps[flow.position[last]]

    def topic(self, path: str) -> str | None:
        """The topic of the innermost flow on the way to ``path`` that makes a case."""
        flow = self.flows[self.root]
        topic = flow.topic
        for step_id in path.split("/")[:-1]:
            flow = self.flows[flow.steps[flow.position[step_id]].flow or ""]
            topic = flow.topic or topic
        return topic

    def knows(self, path: str) -> bool:
        """Whether the path exists in this structure."""
        try:
            self.step(path)
        except KeyError:
            return False
        return True

    def paths(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """The path of every step that is not a flow itself, with the flow's and the step's id."""
        yield from self._paths(self.flows[self.root], "")

    def _paths(self, flow: Flow, prefix: str) -> Iterator[tuple[str, tuple[str, str]]]:
        for step in flow.steps:
            if step.flow is not None:
                yield from self._paths(self.flows[step.flow], f"{prefix}{step.id}/")
            else:
                yield prefix + step.id, (flow.id, step.id)

    def steps(self) -> Iterator[tuple[Flow, Step]]:
        """Every step of every flow, once."""
        for flow in self.flows.values():
            for step in flow.steps:
                yield flow, step


def structure_from_json(content: Mapping[str, Any]) -> Structure:
    """Compile a structure from its plain form. The content must have passed the loader."""
    flows = {flow_id: _flow(flow_id, plain) for flow_id, plain in content["flows"].items()}
    return Structure(content["root"], flows, content)


def _flow(flow_id: str, plain: Mapping[str, Any]) -> Flow:
    return Flow(flow_id, plain["version"], tuple(_step(s) for s in plain["steps"]), plain.get("topic"))


def _step(plain: Mapping[str, Any]) -> Step:
    return Step(
        id=plain["id"],
        kind=Kind(plain["kind"]),
        save=plain.get("save", plain["id"]),
        choices=tuple(_choice(c) for c in plain.get("choices", ())),
        allow=tuple(plain.get("allow", ())),
        ask_if=_condition(plain.get("ask_if")),
        next=tuple(Branch(_condition(b.get("if")), b["go"]) for b in plain.get("next", ())),
        core=plain.get("core", False),
        critical=plain.get("critical", False),
        sensitive=plain.get("sensitive", False),
        evidence=plain.get("evidence"),
        risk=tuple(Risk(_condition(r.get("if")), r["adds"]) for r in plain.get("risk", ())),
        audience=plain.get("audience", "staff"),
        minimum=plain.get("min"),
        maximum=plain.get("max"),
        unit=plain.get("unit", ""),
        accept=tuple(plain.get("accept", ("photo", "file", "voice") if plain["kind"] == "file" else ())),
        many=plain.get("many", False),
        input=plain.get("input"),
        ranges=tuple(Range(r.get("to"), r["choice"]) for r in plain.get("ranges", ())),
        if_yes=_listed(plain.get("if_yes")),
        if_no=_listed(plain.get("if_no")),
        plain_yes=plain.get("plain_yes", False),
        ask_back=plain.get("ask_back", False),
        day=plain.get("day"),
        not_before=plain.get("not_before"),
        not_after=plain.get("not_after"),
        flow=plain.get("flow"),
        call=plain.get("call"),
        params=dict(plain.get("params", {})),
        source=plain.get("source"),
        open=plain.get("open", False),
    )


def _choice(plain: Any) -> Choice:
    if isinstance(plain, str):
        return Choice(plain)
    return Choice(plain["id"], plain.get("pictogram"), tuple(plain.get("leads_to", ())), tuple(plain.get("hide", ())))


def _listed(plain: Any) -> tuple[str, ...] | None:
    return None if plain is None else tuple(plain)


def _condition(plain: Any) -> Condition | None:
    return None if plain is None else Condition(plain)
