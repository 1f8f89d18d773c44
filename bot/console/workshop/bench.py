"""What the pages of the workshop have in common: the texts there are, and which belong to which step."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.console.deps import ConsoleDeps
from bot.wording.desk import Desk
from bot.wording.edition import Rules
from bot.wording.enumerate import critical_keys
from bot.wording.languages import ENDONYMS
from bot.wording.longest import filling
from bot.wording.served import Snapshot
from flows.model import Flow, Step, Structure
from storage.uow import UnitOfWork

PATH = "/console/workshop"
SERVED, NEWEST = "served", "newest"
WORDINGS = (NEWEST, SERVED)


@dataclass(frozen=True)
class Place:
    """The step that a text belongs to; ``part``: ask, info, example, or choice."""

    path: str
    flow: Flow
    step: Step
    part: str


@dataclass(frozen=True)
class Bench:
    """One look at everything: made for each request."""

    structure: Structure
    desk: Desk
    rules: Rules
    texts: Mapping[str, Mapping[str, str]]
    """What is served, by language and key."""
    report: Mapping[str, Any]
    """What was noted when the newest release was made."""

    @cached_property
    def _paths(self) -> Mapping[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for path, where in self.structure.paths():
            found.setdefault(where, path)
        return found

    def place(self, key: str) -> Place | None:
        """The step that a text belongs to, if any."""
        flow_id, _, rest = key.partition(".")
        step_id, _, part = rest.partition(".")
        path = self._paths.get((flow_id, step_id))
        if path is None:
            return None
        flow, step = self.structure.step(path)
        return Place(path, flow, step, part.partition(".")[0])

    @cached_property
    def _longest(self) -> dict[str, Mapping[str, Mapping[str, str]]]:
        return {}

    def longest(self, language: str) -> Mapping[str, Mapping[str, str]]:
        """Key → placeholder → its longest value in this language."""
        if language not in self._longest:
            self._longest[language] = filling(self.structure, language, self.desk.plain(language))
        return self._longest[language]

    def wording(self, which: str, also: Mapping[tuple[str, str], str] | None = None) -> Snapshot:
        """The texts as they are served. ``newest``: with what waits to be published; ``also``: texts by language and
        key that go before."""
        texts = {language: dict(own) for language, own in self.texts.items()}
        if which == NEWEST:
            for (language, key), row in self.desk.waiting.items():
                texts.setdefault(language, {})[key] = row.text
        for (language, key), text in (also or {}).items():
            texts.setdefault(language, {})[key] = text
        noted = self.report
        return Snapshot(
            self.desk.number, texts, ready=noted.get("ready"), chains=noted.get("chains"),
            critical=noted.get("critical", ()), recordings=noted.get("recordings"),
        )  # fmt: skip


def bench_of(deps: ConsoleDeps, uow: UnitOfWork) -> Bench:
    """The flows of today and the newest release."""
    structure = deps.structure()
    critical, folder = critical_keys(structure), deps.shelf.folder
    desk = Desk.open(uow, folder, critical)
    texts = uow.wording.texts(desk.number) if desk.number else {}
    report = uow.wording.report(desk.number) if desk.number else {}
    return Bench(structure, desk, Rules(critical, folder), texts, report)


def own_name(language: str) -> str:
    """What a language calls itself; its code where nobody has said."""
    return ENDONYMS.get(language, language)
