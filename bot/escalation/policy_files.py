"""Reading ladder policies from files, and saying with file and line what is wrong with them."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from flows.yaml_source import Place, YamlSource, YamlSourceError, load_yaml

from .policy import ALL, Policies, Policy, PolicyError, RungKind, Severity
from .waits import Wait

E = TypeVar("E", bound=StrEnum)

FOLDER = Path(__file__).with_name("policies")
"""The policies that come with the program."""

_TOP = (
    "policy",
    "version",
    "topics",
    "severity",
    "rungs",
    "contact_within",
    "margin",
    "least_gap",
    "terminal_repeats",
    "pause",
    "snooze",
    "check_ins",
    "after_solved",
    "ask_worker_again",
)
_MOST: dict[Place, Wait] = {
    ("contact_within",): Wait.parse("30 days"),
    ("margin",): Wait.parse("2 weeks"),
    ("least_gap",): Wait.parse("1 day"),
    ("terminal_repeats",): Wait.parse("2 weeks"),
    ("pause", "accepted"): Wait.parse("2 weeks"),
    ("pause", "reached"): Wait.parse("3 weeks"),
    ("pause", "least"): Wait.parse("1 day"),
    ("snooze", "at_most"): Wait.parse("2 weeks"),
    ("check_ins", "first"): Wait.parse("30 days"),
    ("check_ins", "every"): Wait.parse("5 weeks"),
    ("after_solved",): Wait.parse("8 weeks"),
    ("ask_worker_again",): Wait.parse("1 week"),
}
"""Nothing is longer: a slip of the pen must not leave a worker waiting for years. A working day counts as a day."""
_MOST_OFTEN: dict[Place, int] = {("snooze", "times"): 5, ("check_ins", "missed"): 5}
_ORDER = tuple(RungKind)
_USUAL_PARTNERS = 2


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong in a policy file."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@cache
def shipped() -> Policies:
    """The policies that come with the program. Raises PolicyError."""
    return load_policies(FOLDER)


def load_policies(folder: Path, topics: Collection[str] | None = None) -> Policies:
    """Read all ``*.yaml`` of a folder; ``topics`` as in ``check_policies``. Raises PolicyError with every finding."""
    policies, findings = _read_all(folder, topics)
    if findings:
        raise PolicyError(sorted(findings))
    return Policies(tuple(policy for policy, _ in policies))


def check_policies(folder: Path | None = None, topics: Collection[str] | None = None) -> list[Finding]:
    """Everything wrong with the policies of a folder; ``topics``, if given, are the only topics there are."""
    return sorted(_read_all(folder or FOLDER, topics)[1])


def read_each(
    opens: Iterable[Callable[[], YamlSource]], topics: Collection[str] | None
) -> tuple[list[tuple[Policy, YamlSource]], list[Finding]]:
    """The policy of each file that ``opens`` opens, and what is wrong with any of them."""
    read: list[tuple[Policy, YamlSource]] = []
    findings: list[Finding] = []
    for open_ in opens:
        try:
            reader = _Reader(open_(), topics)
        except YamlSourceError as error:
            findings.append(Finding(error.path, error.line, error.problem))
            continue
        policy = reader.read()
        findings += reader.findings
        if policy is not None:
            read.append((policy, reader.source))
    return read, findings


def _read_all(folder: Path, topics: Collection[str] | None) -> tuple[list[tuple[Policy, YamlSource]], list[Finding]]:
    paths = sorted(folder.glob("*.yaml"))
    read, findings = read_each((partial(load_yaml, path, name=f"{folder.name}/{path.name}") for path in paths), topics)
    return read, findings + (_coverage(read, folder) if not findings else [])


def _coverage(read: list[tuple[Policy, YamlSource]], folder: Path) -> list[Finding]:
    """For each severity one policy for all topics, and no topic twice."""
    findings = []
    seen: dict[tuple[Severity, str], str] = {}
    for policy, source in read:
        for n, topic in enumerate(policy.topics):
            first = seen.setdefault((policy.severity, topic), source.path)
            if first != source.path:
                where = source.line(("topics", n))
                said = f"topic {topic!r} with severity {policy.severity.value!r} already has the policy in {first}"
                findings.append(Finding(source.path, where, said))
    for severity in Severity:
        if (severity, ALL) not in seen:
            said = f"no policy is for all topics with severity {severity.value!r}; add `topics: [{ALL}]` to one"
            findings.append(Finding(folder.name, 1, said))
    return findings


class _Reader:
    """Reads one file and gathers what is wrong with it."""

    def __init__(self, source: YamlSource, topics: Collection[str] | None) -> None:
        self.source = source
        self.topics = topics
        self.findings: list[Finding] = []

    def read(self) -> Policy | None:
        data = self.source.data
        if not isinstance(data, dict):
            self._wrong((), "must be a mapping that begins with `policy:`")
            return None
        self._keys((), data, _TOP)
        pause = self._section("pause", ("accepted", "reached", "least"))
        snooze = self._section("snooze", ("at_most", "times"))
        check_ins = self._section("check_ins", ("first", "every", "missed"))
        found: dict[str, Any] = {
            "name": self._word("policy"),
            "version": self._count(("version",), data.get("version")),
            "topics": self._topics(data.get("topics")),
            "severity": self._one_of(Severity, ("severity",), data.get("severity")),
            "waits": self._rungs(data.get("rungs")),
            "pause_accepted": self._wait(("pause", "accepted"), pause.get("accepted")),
            "pause_reached": self._wait(("pause", "reached"), pause.get("reached")),
            "pause_least": self._wait(("pause", "least"), pause.get("least"), plain=True),
            "snooze_at_most": self._wait(("snooze", "at_most"), snooze.get("at_most")),
            "snooze_times": self._count(("snooze", "times"), snooze.get("times"), least=0),
            "check_ins": self._rising(("check_ins", "first"), check_ins.get("first")),
            "check_in_every": self._wait(("check_ins", "every"), check_ins.get("every"), plain=True),
            "check_ins_missed": self._count(("check_ins", "missed"), check_ins.get("missed")),
            "after_solved": self._rising(("after_solved",), data.get("after_solved")),
        }
        for name in ("contact_within", "terminal_repeats", "ask_worker_again"):
            found[name] = self._wait((name,), data.get(name))
        for name in ("margin", "least_gap"):
            found[name] = self._wait((name,), data.get(name), plain=True, least=0)
        if self.findings:
            return None
        policy = Policy(**found)
        self._fits(policy)
        return None if self.findings else policy

    def _fits(self, policy: Policy) -> None:
        """Two partners must fit into ``contact_within``: else the waits written here would never be kept."""
        waits = dict(policy.waits)
        total = sum(
            (waits[kind].length for kind in waits if kind not in (RungKind.REMINDER, RungKind.NEXT_PARTNER)),
            waits[RungKind.NEXT_PARTNER].length * (_USUAL_PARTNERS - 1),
        )
        if total > policy.contact_within.length:
            said = f"is shorter than the ladder with {_USUAL_PARTNERS} partners, whose waits it would cut"
            self._wrong(("contact_within",), said)

    def _rungs(self, rungs: Any) -> tuple[tuple[RungKind, Wait], ...]:
        if not isinstance(rungs, list) or not rungs:
            self._wrong(("rungs",), "must be a list of rungs")
            return ()
        read: list[tuple[RungKind, Wait]] = []
        for n, rung in enumerate(rungs):
            place: Place = ("rungs", n)
            if not isinstance(rung, dict) or set(rung) != {"rung", "after"}:
                self._wrong(place, "a rung is written {rung: …, after: …}")
                continue
            kind = self._one_of(RungKind, (*place, "rung"), rung["rung"])
            wait = self._wait((*place, "after"), rung["after"], least=0)
            if kind is not None and wait is not None:
                read.append((kind, wait))
        if len(read) == len(rungs):
            self._order(read)
        return tuple(read)

    def _order(self, read: list[tuple[RungKind, Wait]]) -> None:
        kinds = [kind for kind, _ in read]
        expected = [kind for kind in _ORDER if kind in kinds]
        for n, (kind, right) in enumerate(zip(kinds, expected, strict=False)):
            if kind is not right:
                self._wrong(("rungs", n), f"{kind.value!r} stands where {right.value!r} belongs")
                return
        for missing in (k for k in _ORDER if k not in kinds and k is not RungKind.REMINDER):
            self._wrong(("rungs",), f"{missing.value!r} is missing: nobody may be left waiting")
        if len(kinds) != len(set(kinds)):
            self._wrong(("rungs",), "each rung stands here once")
        waits = dict(read)
        if waits.get(RungKind.FIRST_PARTNER, Wait.parse("at once")).amount:
            self._wrong(("rungs", 0, "after"), "the first partner is asked at once")
        reminder, following = waits.get(RungKind.REMINDER), waits.get(RungKind.NEXT_PARTNER)
        if reminder and following and reminder.length >= following.length:
            place = ("rungs", kinds.index(RungKind.REMINDER), "after")
            self._wrong(place, "the reminder comes no earlier than the next partner")

    def _topics(self, topics: Any) -> tuple[str, ...]:
        if not isinstance(topics, list) or not topics or not all(isinstance(t, str) for t in topics):
            self._wrong(("topics",), f"must be a list of topics, or [{ALL}]")
            return ()
        for n, topic in enumerate(topics):
            if self.topics is not None and topic != ALL and topic not in self.topics:
                there_are = ", ".join(sorted(self.topics))
                self._wrong(("topics", n), f"there is no topic {topic!r}; there are {there_are}")
        return tuple(topics)

    def _one_of(self, kind: type[E], place: Place, value: Any) -> E | None:
        try:
            return kind(value)
        except ValueError:
            self._wrong(place, f"{value!r} is none of {', '.join(kind)}")
            return None

    def _wait(self, place: Place, value: Any, *, plain: bool = False, least: int = 1) -> Wait | None:
        if value is None:
            self._missing(place)
            return None
        try:
            wait = Wait.parse(value)
        except ValueError as error:
            self._wrong(place, str(error))
            return None
        if plain and not wait.plain:
            self._wrong(place, f"{value!r} depends on the day; use minutes, hours, days or weeks")
        if wait.amount < least:
            self._wrong(place, f"{value!r} is too short")
        most = _MOST.get(place) or _MOST.get(place[:-1])
        if most is not None and wait.length > most.length:
            self._wrong(place, f"{value!r} is too long; at most {most}")
        return wait

    def _rising(self, place: Place, values: Any) -> tuple[Wait, ...]:
        if not isinstance(values, list) or not values:
            self._wrong(place, "must be a list of lengths of time")
            return ()
        waits = [self._wait((*place, n), value, plain=True) for n, value in enumerate(values)]
        read = [wait for wait in waits if wait is not None]
        for n in range(1, len(read)):
            if read[n].length <= read[n - 1].length:
                self._wrong((*place, n), f"{read[n]} does not come after {read[n - 1]}")
        return tuple(read)

    def _count(self, place: Place, value: Any, *, least: int = 1) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self._wrong(place, f"must be a whole number, at least {least}")
            return least
        most = _MOST_OFTEN.get(place)
        if most is not None and value > most:
            self._wrong(place, f"{value} is too often; at most {most}")
        return value

    def _word(self, key: str) -> str:
        value = self.source.data.get(key)
        if not isinstance(value, str) or not value.isidentifier():
            self._wrong((key,), "must be a name of letters, digits and _")
            return ""
        return value

    def _section(self, name: str, keys: tuple[str, ...]) -> dict[Any, Any]:
        value = self.source.data.get(name)
        if not isinstance(value, dict):
            self._wrong((name,), f"must hold {', '.join(keys)}")
            return {}
        self._keys((name,), value, keys)
        return value

    def _keys(self, place: Place, data: dict[Any, Any], known: tuple[str, ...]) -> None:
        for key in data:
            if key not in known:
                self._wrong((*place, key), f"there is no {key!r} here; there are {', '.join(known)}")

    def _missing(self, place: Place) -> None:
        if len(place) < 2 or self.source.data.get(place[0]) is not None:
            self._wrong(place, f"{place[-1]!r} is missing")

    def _wrong(self, place: Place, message: str) -> None:
        self.findings.append(Finding(self.source.path, self.source.line(place), message))
