"""From YAML files to a structure. What is wrong is found with file and line, all at once, before anything is served."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .compute import FUNCTIONS
from .conditions import COMPARISONS, GROUPS
from .errors import FlowError
from .inputs import KINDS
from .model import END, ROOT, VOICE, Kind, Structure, structure_from_json
from .yaml_source import Place, YamlSource, YamlSourceError, load_yaml

_FLOW_KEYS = {"flow", "version", "topic", "steps"}
_STEP_KEYS = {
    "id", "kind", "save", "choices", "allow", "ask_if", "next", "core", "critical", "sensitive", "evidence", "risk",
    "audience", "min", "max", "unit", "accept", "many", "input", "ranges", "if_yes", "if_no", "plain_yes", "ask_back",
    "day", "not_before", "not_after", "flow", "call", "params", "source", "open",
}  # fmt: skip
_NEEDS = {
    Kind.CHOICE: ("choices",), Kind.MULTI_CHOICE: ("choices",), Kind.SUB_FLOW: ("flow",), Kind.COMPUTE: ("call",),
    Kind.OPTIONS: ("source",),
}
_WORDS, _LISTS = ("kind", "flow", "call", "evidence", "day", "not_before", "not_after"), ("choices", "ranges")
_ALLOW = {"unknown", "skip", "prefer_not"}
_ACCEPTED = {Kind.FILE: {"photo", "file", VOICE}, Kind.TEXT: {VOICE}}
"""What may be sent as an answer, by the kind of the question."""
_UNITS = ("minute", "hour", "day", "week", "month", "year")
_MONEY_FOR = ("total", "hour", "day", "month")
_STEPS = {Kind.DATE.value: "days", Kind.MONTH.value: "months"}
_LIMITED = {kind.value for kind in Kind if kind.typed}
_AUDIENCES = ("staff", "lead", "nobody")
_ID = re.compile(r"[a-z0-9][a-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}_[A-Z][A-Za-z]+")
_NO_ID = "small letters a to z, digits and _"

DEFINITIONS = Path(__file__).with_name("definitions")
"""The flows of the program itself, and the lists beside them."""

@dataclass(frozen=True)
class Finding:
    """Something wrong in a flow file: where, and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class BrokenFlows(FlowError):
    """The flows can't be used. Mend the lines named and check again."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("\n".join(str(f) for f in findings))


@dataclass(frozen=True)
class Loaded:
    """A structure together with where each of its steps stands, for findings of later checks."""

    structure: Structure
    sources: dict[str, YamlSource]
    folder: Path | None = None

    def beside(self, name: str) -> Path:
        """A list beside the flows, such as `_keys.yaml`: the folder's own, or the program's where it has none."""
        own = None if self.folder is None else self.folder / name
        return own if own is not None and own.exists() else DEFINITIONS / name

    def finding(self, flow: str, at: Place, message: str) -> Finding:
        """A finding at a place of a flow's file."""
        source = self.sources[flow]
        return Finding(source.path, source.line(at), message)


def load(folder: Path) -> Loaded:
    """Read every flow file of a folder (names beginning with ``_`` are not flows). Raises BrokenFlows."""
    findings: list[Finding] = []
    sources: dict[str, YamlSource] = {}
    findings += [
        Finding(path.name, 1, "This file is not read: its name has to end with .yaml. Rename it.")
        for path in sorted(folder.glob("*.yml"))
    ]
    for path in sorted(folder.glob("*.yaml")):
        if path.name.startswith("_"):
            continue
        try:
            source = load_yaml(path, name=path.name)
        except YamlSourceError as error:
            findings.append(Finding(error.path, error.line, error.problem))
            continue
        before = len(findings)
        _Reader(source, findings).flow()
        if len(findings) == before:
            if source.data["flow"] in sources:
                findings.append(Finding(source.path, 1, f"The flow {source.data['flow']} is in two files."))
            sources[source.data["flow"]] = source
    if findings:
        raise BrokenFlows(findings)
    return _compiled(sources, folder)


def compiled(sources: dict[str, YamlSource], folder: Path | None = None) -> Loaded:
    """A structure of flows that were put together elsewhere, held to the same form. ``folder``: where the lists beside
    them stand. Raises BrokenFlows."""
    findings: list[Finding] = []
    for source in sources.values():
        _Reader(source, findings).flow()
    if findings:
        raise BrokenFlows(findings)
    return _compiled(sources, folder)


def _compiled(sources: dict[str, YamlSource], folder: Path | None) -> Loaded:
    findings = _links(sources)
    if findings:
        raise BrokenFlows(findings)
    content = {"root": ROOT, "flows": {name: s.data for name, s in sources.items()}}
    return Loaded(structure_from_json(content), sources, folder)


class _Reader:
    """Checks the form of one file: known names, right types, nothing missing."""

    def __init__(self, source: YamlSource, findings: list[Finding]) -> None:
        self.source = source
        self.findings = findings

    def wrong(self, at: Place, message: str) -> None:
        self.findings.append(Finding(self.source.path, self.source.line(at), message))

    def flow(self) -> None:
        data = self.source.data
        if not isinstance(data, dict) or not isinstance(data.get("steps"), list) or not data["steps"]:
            self.wrong((), "A flow has flow:, version: and a list of steps:.")
            return
        self._names((), data, _FLOW_KEYS)
        if not _is_id(data.get("flow")):
            self.wrong((), f"flow: must name the flow, with {_NO_ID}.")
        if data.get("topic") is not None and not _is_id(data["topic"]):
            self.wrong(("topic",), f"topic: is a word, with {_NO_ID}.")
        if not isinstance(data.get("version"), int):
            self.wrong((), "version: must be a whole number.")
        seen: set[str] = set()
        for at, step in enumerate(data["steps"]):
            if not isinstance(step, dict) or not _is_id(step.get("id")):
                self.wrong(("steps", at), f"A step needs an id:, with {_NO_ID}.")
                continue
            if step["id"] in seen:
                self.wrong(("steps", at), f"The step {step['id']} stands twice.")
            seen.add(step["id"])
            self._step(("steps", at), step)

    def _names(self, at: Place, plain: dict[str, Any], allowed: set[str]) -> None:
        for name in plain:
            if name not in allowed:
                self.wrong((*at, name), f"{name}: is not known here. Known: {', '.join(sorted(allowed))}.")

    def _step(self, at: Place, step: dict[str, Any]) -> None:
        self._names(at, step, _STEP_KEYS)
        odd = [name for name in _WORDS if isinstance(step.get(name), list | dict)]
        odd += [name for name in _LISTS if not isinstance(step.get(name, []), list)]
        for name in odd:
            self.wrong((*at, name), f"{name}: is a list." if name in _LISTS else f"{name}: is one word, no list.")
        if odd:
            return
        if step.get("kind") not in set(Kind):
            self.wrong(at, f"{step['id']}: kind {step.get('kind')!r} is not known. Known: {', '.join(Kind)}.")
            return
        kind = Kind(step["kind"])
        if not _is_id(step.get("save", step["id"])):
            self.wrong((*at, "save"), f"save: is the name of an answer, with {_NO_ID}.")
        for needed in _NEEDS.get(kind, ()):
            if not step.get(needed):
                self.wrong(at, f"{step['id']}: a step of kind {kind} needs {needed}:.")
        for name in ("core", "critical", "sensitive", "many", "open", "plain_yes", "ask_back"):
            if not isinstance(step.get(name, False), bool):
                self.wrong((*at, name), f"{name}: is true or false.")
        self._one_of((*at, "audience"), step.get("audience", "staff"), _AUDIENCES)
        if "input" in step:
            self._one_of((*at, "input"), step["input"], sorted(KINDS))
        self._limits(at, step)
        self._subset((*at, "allow"), step.get("allow", []), _ALLOW)
        self._subset((*at, "accept"), step.get("accept", []), _ACCEPTED.get(kind, set()))
        self._choices((*at, "choices"), step.get("choices", []))
        if step.get("choices") and kind not in (Kind.CHOICE, Kind.MULTI_CHOICE):
            self.wrong((*at, "choices"), f"choices: are shown under a choice or multi_choice, not under a {kind}.")
        self._condition((*at, "ask_if"), step.get("ask_if"))
        for name, target in (("next", "go"), ("risk", "adds")):
            self._conditional((*at, name), step.get(name, []), target)
        self._ranges((*at, "ranges"), step)
        for name in ("if_yes", "if_no"):
            self._of_choices((*at, name), step, step.get(name))
        if step.get("call") is not None and step["call"] not in FUNCTIONS:
            self.wrong((*at, "call"), f"{step['call']} is not a function. Known: {', '.join(FUNCTIONS)}.")
        params = step.get("params", {})
        if not isinstance(params, dict) or not all(isinstance(v, str) for v in params.values()):
            self.wrong((*at, "params"), "params: gives placeholder: variable.")

    def _one_of(self, at: Place, value: Any, allowed: Iterable[str]) -> None:
        if value not in allowed:
            self.wrong(at, f"{at[-1]}: is one of: {', '.join(allowed)}.")

    def _limits(self, at: Place, step: dict[str, Any]) -> None:
        read = step.get("input", step["kind"])
        given = {name: step[name] for name in ("min", "max") if step.get(name) is not None}
        for name, limit in given.items():
            if isinstance(limit, bool) or not isinstance(limit, int | float):
                self.wrong((*at, name), f"{name}: is a number.")
            elif read not in _LIMITED:
                self.wrong((*at, name), f"{name}: has no meaning for an answer that is read as {read}.")
            elif Kind(read).of_calendar and not isinstance(limit, int):
                self.wrong((*at, name), f"{name}: counts whole {_STEPS[read]} from the present one.")
        low, high = given.get("min"), given.get("max")
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            self.wrong((*at, "max"), f"min: {low} is above max: {high}.")
        if "unit" in step:
            self._one_of((*at, "unit"), step["unit"], _MONEY_FOR if read == Kind.MONEY else _UNITS)
            if read not in (Kind.NUMBER, Kind.MONEY):
                message = "unit: says what a number counts or what money is for; this answer is read otherwise."
                self.wrong((*at, "unit"), message)

    def _subset(self, at: Place, items: Any, allowed: set[str]) -> None:
        if not isinstance(items, list) or not set(map(str, items)) <= allowed:
            what = f"This is a list of: {', '.join(sorted(allowed))}." if allowed else "This question takes no files."
            self.wrong(at, what)

    def _choices(self, at: Place, choices: list[Any]) -> None:
        ids = [c.get("id") if isinstance(c, dict) else c for c in choices]
        for n, (choice, choice_id) in enumerate(zip(choices, ids, strict=True)):
            if not _is_id(choice_id) and not _is_language(choice_id):
                self.wrong((*at, n), f"A choice has an id, with {_NO_ID}, that does not begin with _.")
            elif ids.index(choice_id) != n:
                self.wrong((*at, n), f"The choice {choice_id} stands twice.")
            if isinstance(choice, dict):
                self._names((*at, n), choice, {"id", "pictogram", "leads_to", "hide"})
                if not isinstance(choice.get("pictogram", ""), str):
                    self.wrong((*at, n), "pictogram: is a sign in quotation marks.")
                if not isinstance(choice.get("leads_to", []), list) or not all(map(_is_id, choice.get("leads_to", []))):
                    self.wrong((*at, n), "leads_to: is a list of choices of later questions.")
                hidden = choice.get("hide", [])
                if not isinstance(hidden, list) or not all(isinstance(one, str) for one in hidden):
                    self.wrong((*at, n, "hide"), "hide: is a list of languages, such as [vi, id].")

    def _conditional(self, at: Place, items: Any, target: str) -> None:
        if not isinstance(items, list):
            self.wrong(at, f"This is a list of {{if: …, {target}: …}}.")
            return
        for n, item in enumerate(items):
            if not isinstance(item, dict) or not isinstance(item.get(target), str):
                self.wrong((*at, n), f"{target}: is missing.")
                continue
            self._names((*at, n), item, {"if", target})
            self._condition((*at, n, "if"), item.get("if"))

    def _ranges(self, at: Place, step: dict[str, Any]) -> None:
        ids = [c.get("id") if isinstance(c, dict) else c for c in step.get("choices", [])]
        for n, range_ in enumerate(step.get("ranges", [])):
            if not isinstance(range_, dict) or range_.get("choice") not in ids:
                self.wrong((*at, n), "A range has to: and a choice: of this step.")
            elif isinstance(range_.get("to"), bool) or not isinstance(range_.get("to"), int | float | None):
                self.wrong((*at, n), "to: is a number; of the last range it may be left out.")
        if step.get("ranges") and step.get("input") not in ("hours", "number", "money") and "day" not in step:
            self.wrong(at, "ranges: need input: hours, number or money, or day:.")

    def _of_choices(self, at: Place, step: dict[str, Any], items: Any) -> None:
        ids = [c.get("id") if isinstance(c, dict) else c for c in step.get("choices", [])]
        if items is not None and (not isinstance(items, list) or any(item not in ids for item in items)):
            self.wrong(at, f"{at[-1]}: is a list of choices of this step.")

    def _condition(self, at: Place, plain: Any) -> None:
        if plain is None:
            return
        if not isinstance(plain, dict):
            self.wrong(at, "A condition is {var: …, is: …} or all/any/none with a list of conditions.")
            return
        groups = [g for g in GROUPS if g in plain]
        if groups:
            if len(plain) != 1 or not isinstance(plain[groups[0]], list):
                self.wrong(at, f"{groups[0]}: stands alone and has a list of conditions.")
                return
            for n, part in enumerate(plain[groups[0]]):
                self._condition((*at, groups[0], n), part)
            return
        comparisons = [c for c in COMPARISONS if c in plain]
        if not isinstance(plain.get("var"), str) or len(comparisons) != 1 or len(plain) != 2:
            self.wrong(at, f"A condition has var: and one of: {', '.join(COMPARISONS)}.")
        elif comparisons == ["in"] and not isinstance(plain["in"], list):
            self.wrong(at, "in: has a list of values.")


def _is_language(value: Any) -> bool:
    """Whether a choice is a language with its script or country, such as zh_Hans: the only ids with capitals."""
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _links(sources: dict[str, YamlSource]) -> list[Finding]:
    """What only shows when all files are read: branches, sub-flows, circles of sub-flows."""
    findings: list[Finding] = []
    if ROOT not in sources:
        return [Finding(f"{ROOT}.yaml", 1, f"The flow {ROOT}, where every conversation begins, is missing.")]
    for name, source in sources.items():
        position = {s["id"]: n for n, s in enumerate(source.data["steps"])}
        for n, step in enumerate(source.data["steps"]):
            inner = step.get("flow")
            if inner is not None and inner not in sources:
                at: Place = ("steps", n, "flow")
                findings.append(Finding(source.path, source.line(at), f"There is no flow {inner}."))
            day = step.get("day")
            of_days = {one["id"] for one in source.data["steps"][n + 1 :] if one["kind"] == Kind.DATE}
            if day is not None and day not in of_days:
                said = f"{day} is not a later step of {name} that asks for a date."
                findings.append(Finding(source.path, source.line(("steps", n, "day")), said))
            dates = {one.get("save", one["id"]) for one in source.data["steps"] if one["kind"] == Kind.DATE}
            for key in ("not_before", "not_after"):
                if key in step and (step["kind"] != Kind.DATE or step[key] not in dates):
                    said = f"{key}: names the answer of a question of {name} for a date, under such a question."
                    findings.append(Finding(source.path, source.line(("steps", n, key)), said))
            for b, branch in enumerate(step.get("next", [])):
                go = branch["go"]
                if go != END and position.get(go, -1) <= n:
                    at = ("steps", n, "next", b, "go")
                    findings.append(Finding(source.path, source.line(at), f"{go} is not a later step of {name}."))
    return findings or _circles(sources)


def _circles(sources: dict[str, YamlSource]) -> list[Finding]:
    findings: list[Finding] = []

    def visit(name: str, through: tuple[str, ...]) -> None:
        if name in through:
            source = sources[name]
            findings.append(Finding(source.path, 1, f"Flows in a circle: {' → '.join((*through, name))}."))
            return
        for step in sources[name].data["steps"]:
            if step.get("flow"):
                visit(step["flow"], (*through, name))

    visit(ROOT, ())
    return findings


Check = Callable[[Loaded], list[Finding]]
