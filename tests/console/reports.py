"""Reports about one organisation after another, as workers file them: for tests of the accepting side."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from bot.cases.actors import WORKER
from bot.cases.file import FiledReport, file_report
from bot.cases.notifier import QuestionKind, Said
from bot.cases.questions import Outcome, answer_question
from bot.cases.reached import contact_confirmed
from bot.cases.timeline import Happened
from storage.ids import new_id
from storage.models import COORDINATOR, Case
from storage.uow import UnitOfWork
from tests.console.conftest import Browser, Town

INTERVIEW = "support.10_interview"


class Report:
    """Files reports about missed support, and speaks for their workers."""

    def __init__(self, town: Town) -> None:
        self.town = town

    def __call__(
        self, language: str, *, name: str = "Kasuga", interview: str = "never", alone: bool = True,
        status: str = "ssw1", partner: str = "north", prefecture: str = "23", more: tuple[tuple[str, Any], ...] = (),
    ) -> str:
        """A specified skilled worker tells when the last interview was; returns the case's number."""
        said: tuple[tuple[str, Any], ...] = (
            ("about_you.status", status), ("missed_support.interview_last", interview), *more,
            ("extra.work_place", name), ("filing.alone", "alone" if alone else "not_alone"),
        )  # fmt: skip
        town, now = self.town, self.town.clock.now()
        with town.db.write() as uow:
            chat, worker = uow.conversations.find_or_create("telegram", new_id(), now)
            row = uow.conversations.get(chat)
            assert row is not None
            run = uow.conversations.start_run(row, "none", now)
            for visit, (step, value) in enumerate(said):
                uow.conversations.record(
                    run_id=run, visit=visit, worker_id=worker, step=step, variable=step.split(".")[1],
                    language=language, release=1, at=now, raw=str(value), value=value, replaces=False,
                )  # fmt: skip
            filed = FiledReport(
                worker_id=worker, conversation_id=chat, run_id=run, topic="missed_support", language=language,
                release=1, prefecture=prefecture, answers={step.split(".")[1]: value for step, value in said},
                partners=(town.partners[partner], COORDINATOR), risks=(),
            )  # fmt: skip
            return file_report(uow, town.notifier, filed, town.clock.business()).number

    def accepted(self, number: str, partner: str = "north") -> None:
        """The organisation takes it on, unless it has."""
        with self.town.db.read() as uow:
            case = uow.cases.find(number)
            assert case is not None
            offer = uow.cases.offer(case.id, self.town.partners[partner])
        if offer is None or offer.acted_at is None:
            assert self.town.log_in(partner).act(self.town, number, "accept").status_code == 303

    def reached(self, number: str, partner: str = "north") -> None:
        """The organisation takes it on, and the worker says that it has reached them."""
        self.accepted(number, partner)
        with self.town.db.write() as uow:
            case = self._held(uow, number)
            contact_confirmed(
                uow, self.town.notifier, case, self.town.partners[partner], WORKER, Happened.REACHED_CONFIRMED,
                self.town.clock.business(),
            )
            uow.cases.changed(case)
        self.town.notifier.take()

    def about(self, number: str, name: str = "Kasuga", organisation: str = "春日製作所") -> str:
        """North says that it is about this organisation, new or known; returns its id."""
        known = self.find(organisation)
        chosen = {"organisation": known or "new", "kind": "accepting", "name": organisation, "named": name}
        assert self.town.log_in("north").act(self.town, number, "organisation", **chosen).status_code == 303
        return self.organisation(organisation)

    def requested(self, language: str, *, more: tuple[tuple[str, Any], ...] = ()) -> tuple[str, str]:
        """One report, and the letter has gone out; returns its number and the request's id."""
        number, north = self(language, more=more), self.town.log_in("north")
        self.reached(number)
        self.about(number)
        assert north.act(self.town, number, "correction", duty=INTERVIEW, due="2026-12-15").status_code == 303
        self.answers(number, QuestionKind.CORRECTION, "yes")
        with self.town.db.read() as uow:
            case = uow.cases.find(number)
            assert case is not None
            ((row, _),) = uow.corrections.of_case(case.id)
        correction = row.id
        assert north.send(f"/console/corrections/{correction}/sent").status_code == 303
        return number, correction

    def answers(self, number: str, kind: QuestionKind, choice: str) -> Said:
        """The worker says that they are alone, is shown the question and taps an answer; returns what was shown."""
        now, notifier = self.town.clock.business(), self.town.notifier
        notifier.take()
        for asked, answer in ((QuestionKind.ALONE, "yes"), (kind, choice)):
            with self.town.db.write() as uow:
                case = uow.cases.find(number)
                assert case is not None
                (question,) = uow.cases.open_questions(case.id, asked.value)
                assert answer_question(uow, notifier, question.id, answer, now) is Outcome.OK
        return next(one for one in notifier.take() if one.what == kind.ask_key)

    def find(self, name: str) -> str | None:
        """An organisation's id by its name."""
        with self.town.db.read() as uow:
            return next((one.id for one in uow.organisations.all() if one.name == name), None)

    def organisation(self, name: str) -> str:
        """The same of one that there is."""
        found = self.find(name)
        assert found is not None
        return found

    def corrections(self) -> list[str]:
        """The ids of all requests, the oldest first."""
        with self.town.db.read() as uow:
            return [one.id for one in uow.corrections.all()][::-1]

    def cell(self, browser: Browser, organisation: str, duty: str = INTERVIEW) -> str:
        """What the board shows of a duty in the quarter that runs: its sign and its number."""
        page = browser.get("/console/board").text
        columns = re.findall(r'<th scope="col"><span>(.*?)</span>', page)
        row = next(one for one in page.split("<tr>") if f"/console/board/{organisation}" in one)
        cells = re.findall(r'<td class="state \w+".*?<span aria-hidden="true">(.*?)</span>|<td></td>', row)
        assert len(columns) == len(cells)
        names = [name for name in columns if name.startswith("Support 10")] if duty == INTERVIEW else [duty]
        return unescape(cells[columns.index(names[0])])

    def happened(self, number: str) -> list[str]:
        """The kinds of lines of a case's timeline that came, the oldest first."""
        with self.town.db.read() as uow:
            case = uow.cases.find(number)
            assert case is not None
            return [line.kind for line in uow.cases.events(case.id)]

    def _held(self, uow: UnitOfWork, number: str) -> Case:
        found = uow.cases.find(number)
        case = uow.cases.locked(found.id) if found is not None else None
        assert case is not None
        return case
