"""What a coordinator changed about the questions without touching the flows: ``locales/questions.yaml``.

    unpaid_overtime:                     # a flow: its questions in another order
      order: [records, payslip]
    unpaid_overtime.last_time:           # a question
      ask: no
    extra.talk_by:
      order: [voice, text]               # its buttons in another order; those not named follow
      hide: {call: [vi]}                 # not offered in these languages
      add:
        - {choice: video}                # one button more; it leads on as the others do
    extra.anything:
      add:                               # at a place that the flow marks `open`
        - {question: best_time, kind: choice, choices: [morning, evening]}

The outcome is a structure like any other, held by the same rules. Pure.
"""

import copy
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import FlowError
from .loader import DEFINITIONS, BrokenFlows, Finding, Loaded, compiled
from .model import VOICE, Flow, Kind, Step, Structure
from .yaml_source import Place, YamlSource, load_yaml, parse_yaml

FILE = "questions.yaml"
FIXED = DEFINITIONS / "_fixed.yaml"
OF_A_STEP = ("ask", "order", "hide", "add")
ADDED_KINDS = (
    Kind.YES_NO, Kind.CHOICE, Kind.MULTI_CHOICE, Kind.TEXT, Kind.NUMBER, Kind.HOURS, Kind.MONEY, Kind.DATE, Kind.MONTH,
)  # fmt: skip
_CHOSEN = (Kind.CHOICE, Kind.MULTI_CHOICE)
_LAST = ("other", "none", "none_of_these", "something_else")  # a new choice stands before these
_QUESTION = {"question", "kind", "choices", "min", "max", "unit"}
_CHOICE = {"choice", "pictogram"}
_NEVER: dict[str, Any] = {"any": []}

Plain = dict[str, Any]


class WrongQuestions(FlowError):
    """The changes to the questions can't be used. Mend the lines named and check again."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("\n".join(str(f) for f in findings))


def read(content: bytes | str) -> YamlSource:
    """The text of `questions.yaml`. Raises YamlSourceError."""
    return parse_yaml(content, FILE)


def is_no(wish: Any) -> bool:
    """Whether a value of ``ask:`` leaves the question out: "no", however an editor or a hand wrote it."""
    return str(wish).casefold() in ("no", "false")


def fixed_answers(path: Path = FIXED) -> Mapping[str, str]:
    """Variables whose questions must stay as they are, with the reason. Raises YamlSourceError."""
    source = load_yaml(path, name=path.name)
    if not isinstance(source.data, dict):
        raise source.error((), "the file has one line for each answer: its name, and what depends on it")
    for name, why in source.data.items():
        if not isinstance(why, str) or not why.strip():
            raise source.error((name,), f"{name}: says in a sentence what depends on the answer")
    return dict(source.data)


def reshaped(
    loaded: Loaded, source: YamlSource, languages: Collection[str], check: Callable[[Loaded], list[Finding]]
) -> Structure:
    """The structure with the changes of ``source``. ``check``: the rules that hold of flows (`flows.checks.check`).

    Raises WrongQuestions with every finding, at its line of ``source``.
    """
    if source.data is None:
        return loaded.structure
    work = _Work(loaded, source, frozenset(languages), fixed_answers(loaded.beside(FIXED.name)))
    work.all()
    if work.findings:
        raise WrongQuestions(work.findings)
    if not source.data:
        return loaded.structure
    try:
        changed = compiled(work.sources(), loaded.folder)
        found = check(changed)
    except BrokenFlows as error:
        found = error.findings
    if found:
        raise WrongQuestions(found)
    return changed.structure


@dataclass
class _Work:
    """Goes through the entries of the file, changing a copy of the flows."""

    loaded: Loaded
    source: YamlSource
    languages: frozenset[str]
    fixed: Mapping[str, str]

    def __post_init__(self) -> None:
        self.findings: list[Finding] = []
        self.flows: dict[str, Plain] = copy.deepcopy(dict(self.loaded.structure.content["flows"]))
        self.touched: dict[tuple[str, str], int] = {}  # flow, step → the line that changed it
        self.saves = {step.save for _, step in self.loaded.structure.steps() if step.kind.asks}
        self.read = frozenset(read_elsewhere(self.loaded.structure))

    def wrong(self, at: Place, message: str) -> None:
        self.findings.append(Finding(self.source.path, self.source.line(at), message))

    def all(self) -> None:
        data = self.source.data
        if data is None:
            return
        if not isinstance(data, dict):
            self.wrong((), "The file has one entry for each question: flow.question: and below it what changes.")
            return
        for key, entry in data.items():
            self._entry(str(key), key, entry)

    def _entry(self, name: str, key: Any, entry: Any) -> None:
        flow_id, _, step_id = name.partition(".")
        flow = self.loaded.structure.flows.get(flow_id)
        if flow is None or (step_id and step_id not in flow.position):
            what = f"question {step_id} in {flow_id}" if flow else f"flow {flow_id}"
            near = _near(step_id if flow else flow_id, flow, self.loaded.structure)
            self.wrong((key,), f"There is no {what}. {near}")
            return
        known = OF_A_STEP if step_id else ("order",)
        if not isinstance(entry, dict) or not entry:
            self.wrong((key,), f"{name} has one or more of: {', '.join(known)}.")
            return
        for word, wish in entry.items():
            at: Place = (key, word)
            if word not in known:
                self.wrong(at, f"{word}: is not known for {name}. Known: {', '.join(known)}.")
            elif not step_id:
                self._order_steps(at, flow, wish)
            else:
                self.touched[flow_id, step_id] = self.source.line(at)
                step = flow.steps[flow.position[step_id]]
                {"ask": self._ask, "order": self._order, "hide": self._hide, "add": self._add}[word](
                    at, flow, step, wish
                )

    # ---- one word of an entry each

    def _ask(self, at: Place, flow: Flow, step: Step, wish: Any) -> None:
        if not is_no(wish):
            self.wrong(at, "ask: is no. To ask the question again, delete the line.")
        elif (why := self._needed(step)) is not None:
            self.wrong(at, f"{step.id} can't be left out: {why}.")
        else:
            self._plain(flow, step)["ask_if"] = _NEVER

    def _order(self, at: Place, flow: Flow, step: Step, wish: Any) -> None:
        if step.kind not in _CHOSEN:
            self.wrong(at, f"{step.id} has no choices to put in order.")
        elif self._names(at, wish, [c.id for c in step.choices], "choice"):
            plain = self._plain(flow, step)
            rank = {name: n for n, name in enumerate(wish)}
            plain["choices"] = sorted(plain["choices"], key=lambda c: rank.get(_id(c), len(rank)))

    def _order_steps(self, at: Place, flow: Flow, wish: Any) -> None:
        if not self._names(at, wish, list(flow.position), "question"):
            return
        self.touched.update({(flow.id, name): self.source.line(at) for name in wish})
        steps = self.flows[flow.id]["steps"]
        by_id = {step["id"]: step for step in steps}
        follow = iter(wish)
        self.flows[flow.id]["steps"] = [
            by_id[next(follow)] if step["id"] in wish else step for step in steps
        ]

    def _hide(self, at: Place, flow: Flow, step: Step, wish: Any) -> None:
        if step.kind not in _CHOSEN or not isinstance(wish, dict):
            self.wrong(at, "hide: names choices of the question, each with a list of languages.")
            return
        plain = self._plain(flow, step)
        hidden: dict[str, int] = {}
        for name, languages in wish.items():
            place = (*at, name)
            if name not in [c.id for c in step.choices]:
                self.wrong(place, f"{step.id} has no choice {name}.")
            elif not _are_words(languages) or not set(languages) <= self.languages:
                known = ", ".join(sorted(self.languages))
                self.wrong(place, f"hide: has languages in brackets, such as [vi, ne]. Known: {known}.")
            elif step.critical or any(r.when and name in _values(r.when.plain) for r in step.risk):
                self.wrong(place, f"{name} can't be hidden: somebody in danger may need it.")
            else:
                plain["choices"] = [_hiding(c, languages) if _id(c) == name else c for c in plain["choices"]]
                for language in languages:
                    hidden[language] = hidden.get(language, 0) + 1
        for language, count in hidden.items():
            if count >= len(step.choices):
                self.wrong(at, f"Nothing would be left to choose in {language}.")

    def _add(self, at: Place, flow: Flow, step: Step, wish: Any) -> None:
        if not isinstance(wish, list):
            self.wrong(at, "add: is a list of {choice: …} or {question: …, kind: …}.")
            return
        behind = step.id
        for n, item in enumerate(wish):
            place = (*at, n)
            if isinstance(item, dict) and "choice" in item:
                self._add_choice(place, flow, step, item)
            elif isinstance(item, dict) and "question" in item:
                behind = self._add_question(place, flow, step, behind, item)
            else:
                self.wrong(place, "add: is a list of {choice: …} or {question: …, kind: …}.")

    def _add_choice(self, at: Place, flow: Flow, step: Step, item: Plain) -> None:
        name = item["choice"]
        if set(item) - _CHOICE:
            self.wrong(at, "A choice has choice: and, if you like, pictogram:. It leads on the question's default way.")
        elif step.kind not in _CHOSEN:
            self.wrong(at, f"{step.id} has no choices.")
        elif step.save in self.fixed or step.critical:
            why = self.fixed.get(step.save, "somebody's safety may hang on it")
            self.wrong(at, f"{step.id} gets no further choices: {why}.")
        elif name in [c.id for c in step.choices]:
            self.wrong(at, f"{step.id} has a choice {name} already.")
        else:
            choices = self._plain(flow, step)["choices"]
            made = {"id": name, "pictogram": item["pictogram"]} if "pictogram" in item else name
            choices.insert(len(choices) - (_id(choices[-1]) in _LAST), made)

    def _add_question(self, at: Place, flow: Flow, step: Step, behind: str, item: Plain) -> str:
        name = item["question"]
        kinds = [kind.value for kind in ADDED_KINDS]
        if not step.open:
            places = [f"{f.id}.{s.id}" for f, s in self.loaded.structure.steps() if s.open]
            self.wrong(at, f"No question can be added at {step.id}. It can at: {', '.join(places)}.")
        elif set(item) - _QUESTION or item.get("kind") not in kinds or not isinstance(name, str):
            self.wrong(at, f"A question has question:, kind: and, where needed, choices:. Kinds: {', '.join(kinds)}.")
        elif name in self.saves or name in self.fixed:
            self.wrong(at, f"{name} is the name of an answer already. Choose another.")
        elif Kind(item["kind"]) in _CHOSEN and isinstance(item.get("choices"), list) and len(item["choices"]) == 1:
            self.wrong(at, f"{name} has one choice only: there is nothing to choose. Add another, or ask yes_no.")
        else:
            self.saves.add(name)
            self.touched[flow.id, name] = self.source.line(at)
            made = {"id": name, **{k: v for k, v in item.items() if k != "question"}, "allow": ["skip"]}
            if item["kind"] == Kind.TEXT:
                made["accept"] = [VOICE]
            if step.ask_if is not None:
                made["ask_if"] = copy.deepcopy(step.ask_if.plain)
            steps = self.flows[flow.id]["steps"]
            steps.insert(1 + next(n for n, other in enumerate(steps) if other["id"] == behind), made)
            return str(name)
        return behind

    # ---- what they share

    def _needed(self, step: Step) -> str | None:
        """Why a question can't be left out; None if it can."""
        if not step.kind.asks:
            return "only questions can"
        if step.save in self.fixed:
            return self.fixed[step.save]
        if step.core or step.critical:
            return "no report can be sent without it" if step.core else "somebody's safety may hang on it"
        if step.risk:
            return "it decides how urgent the case is"
        if step.save in self.read or step.next:
            return "what is asked later depends on it"
        return None

    def _names(self, at: Place, wish: Any, known: list[str], what: str) -> bool:
        if not _are_words(wish) or len(set(wish)) != len(wish):
            self.wrong(at, f"order: is a list of names, each of them once: {', '.join(known)}.")
            return False
        for n, name in enumerate(wish):
            if name not in known:
                self.wrong((*at, n), f"There is no {what} {name}. There are: {', '.join(known)}.")
        return set(wish) <= set(known)

    def _plain(self, flow: Flow, step: Step) -> Plain:
        return next(plain for plain in self.flows[flow.id]["steps"] if plain["id"] == step.id)

    def sources(self) -> dict[str, YamlSource]:
        """The flows as changed, with each step at the line that changed it."""
        made = {}
        for flow_id, flow in self.flows.items():
            lines = {("steps", n): self.touched.get((flow_id, s["id"])) for n, s in enumerate(flow["steps"])}
            known: dict[Place, int] = {place: line for place, line in lines.items() if line is not None}
            first = min(known.values(), default=1)
            made[flow_id] = YamlSource(self.source.path, flow, {(): first, **known})
        return made


def read_elsewhere(structure: Structure) -> Iterator[str]:
    """Every variable that some step reads."""
    for _, step in structure.steps():
        yield from step.params.values()
        conditions = (step.ask_if, *(b.when for b in step.next), *(r.when for r in step.risk))
        for condition in conditions:
            if condition is not None:
                yield from condition.variables()


def _values(plain: Mapping[str, Any]) -> set[Any]:
    """The values that a condition compares with."""
    found: set[Any] = set()
    for name, value in plain.items():
        if name in ("all", "any", "none"):
            found |= {v for part in value for v in _values(part)}
        elif name in ("is", "not", "has"):
            found.add(value)
        elif name == "in":
            found |= set(value)
    return found


def _are_words(wish: Any) -> bool:
    """Whether it is a list of words: a colon or a dash too many makes something else of one."""
    return isinstance(wish, list) and all(isinstance(one, str) for one in wish)


def _id(choice: Any) -> str:
    return str(choice["id"] if isinstance(choice, dict) else choice)


def _hiding(choice: Any, languages: list[str]) -> Plain:
    return {**(choice if isinstance(choice, dict) else {"id": choice}), "hide": sorted(languages)}


def _near(name: str, flow: Flow | None, structure: Structure) -> str:
    names = list(flow.position) if flow is not None else list(structure.flows)
    close = [other for other in names if other.startswith(name[:3])] or names
    return f"There is: {', '.join(close[:12])}."
