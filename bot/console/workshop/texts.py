"""All texts of a language: found by words, flow, or where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import QueryParams

from bot.access.policy import Action
from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Visit
from bot.wording.desk import Desk, DeskText, Standing
from bot.wording.recordings import RECORDED

from .bench import PATH, SERVED, bench_of, own_name

HERE = f"{PATH}/texts"
AT_A_TIME = 50
WAITS = "waits"
_LONGEST = 100


@dataclass(frozen=True)
class Wanted:
    """What is looked for."""

    language: str
    what: str = ""
    flow: str = ""
    step: str = ""
    standing: str = ""
    critical: bool = False
    recorded: bool = False
    page: int = 1

    @classmethod
    def parse(cls, query: QueryParams, languages: tuple[str, ...]) -> "Wanted":
        """From the address. What is not known there is left out."""
        language, page = query.get("language", ""), query.get("page", "1")
        what, flow, step = (query.get(name, "").strip()[:_LONGEST] for name in ("what", "flow", "step"))
        standing = query.get("standing", "")
        return cls(
            language if language in languages else languages[min(1, len(languages) - 1)], what, flow, step,
            standing if standing in (*Standing, WAITS) else "", query.get("critical") == "1",
            query.get("recorded") == "1",
            int(page) if page.isascii() and page.isdigit() and 0 < int(page) < 1000 else 1,
        )

    def query(self, **other: object) -> str:
        """As an address says it."""
        given = {
            "language": self.language, "what": self.what, "flow": self.flow, "step": self.step,
            "standing": self.standing, "critical": "1" if self.critical else "",
            "recorded": "1" if self.recorded else "", "page": "",
        } | other  # fmt: skip
        return urlencode({name: value for name, value in given.items() if value})

    def find(self, desk: Desk) -> list[DeskText]:
        """The texts that fit."""
        return [text for text in desk.texts(self.language) if self._fits(text)]

    def _fits(self, text: DeskText) -> bool:
        if self.step and not text.key.startswith(f"{self.step}."):
            return False
        if self.flow and text.key.partition(".")[0] != self.flow:
            return False
        if (self.critical and not text.critical) or (self.recorded and text.key not in RECORDED):
            return False
        if self.standing and not (text.waits if self.standing == WAITS else text.standing == self.standing):
            return False
        said = self.what.casefold()
        return not said or any(said in part.casefold() for part in (text.key, text.english, text.text))


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader = Depends(guard.reader)

    @router.get(HERE)
    def texts(request: Request, visit: Visit = reader) -> Response:
        """A page of them."""
        visit.must(Action.SEE_WORDING)
        with deps.db.read() as uow:
            bench, waiting = bench_of(deps, uow), uow.recordings.waiting()
        desk = bench.desk
        wanted = Wanted.parse(request.query_params, desk.languages)
        served = bench.wording(SERVED)
        spoken = {key for key in RECORDED if served.recording(wanted.language, key) is not None}
        found = wanted.find(desk)
        begin = (wanted.page - 1) * AT_A_TIME
        return pages.page(
            visit, "workshop_texts.html", wanted=wanted, found=found[begin : begin + AT_A_TIME], count=len(found),
            languages=desk.languages, own_name=own_name, flows=groups(desk.keys()), standings=(*Standing, WAITS),
            flow_names=frozenset(bench.structure.flows), more=len(found) > begin + AT_A_TIME, longest=_LONGEST,
            spoken=spoken, unheard={row.key for row in waiting if row.language == wanted.language},
        )  # fmt: skip


def groups(keys: Iterable[str]) -> list[str]:
    """The first parts of the keys, as they come."""
    return list(dict.fromkeys(key.partition(".")[0] for key in keys))
