"""A small world for stories about cases: partners, people, a worker, and a clock that is put forward.

A story says what it expects; a message nobody expected fails it, also the one that comes while time passes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.cases.eligibility import PartnerDraft, save_partner
from bot.cases.file import FiledReport, file_report
from bot.cases.notifier import FakeNotifier, Said, describe
from bot.cases.questions import Outcome, answer_question
from bot.clock import JAPAN, FakeClock
from bot.escalation.tick import TickResult, tick
from storage.database import Database
from storage.ids import new_id
from storage.keys import Keyring
from storage.models import COORDINATOR, LIVE, Case, Staff
from storage.uow import UnitOfWork

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
"""A working day; the day before was a public holiday, the next weekend begins four days later."""

WORKER = "worker"


class World:
    """Everything a story needs. Organisations are known by short names; each has one person of that name."""

    def __init__(self, database: str | Database, start: datetime = TUESDAY) -> None:
        """``database``: one that is open, or the address of one that has its tables and nothing in them."""
        if isinstance(database, Database):
            self.db = database
        else:
            self.db = Database(database, Keyring.new())
        self.clock = FakeClock(start)
        self.notifier = FakeNotifier()
        self.people: dict[str, Staff] = {}
        self.ids: dict[str, str] = {COORDINATOR: COORDINATOR}
        self.case_id = ""
        self.question_ids: dict[str, str] = {}
        self.last: dict[str, Said] = {}
        self._unread: list[Said] = []

    def close(self) -> None:
        """The end of the story: everything that was said must have been expected."""
        try:
            self.nothing_else()
        finally:
            self.db.close()

    @property
    def now(self) -> datetime:
        """Business time."""
        return self.clock.business()

    # ---- who there is

    def partner(self, name: str, **draft: Any) -> str:
        """An organisation with one person."""
        with self.db.write() as uow:
            partner = save_partner(uow, PartnerDraft(name=name, **{"kind": "ngo", **draft}), self.now)
            self.ids[name] = partner.id
        self.person(name, partner_id=self.ids[name])
        return self.ids[name]

    def person(self, name: str, *, role: str = "staff", partner_id: str | None = None) -> Staff:
        """A person of an organisation, or of none."""
        with self.db.write() as uow:
            staff = Staff(id=new_id(), partner_id=partner_id, role=role, name=name, created_at=self.now)
            uow.session.add(staff)
        self.people[name] = staff
        return staff

    def coordinators(self) -> None:
        """One coordinator and one deputy."""
        self.person(COORDINATOR, role="coordinator")
        self.person("deputy", role="deputy")

    def change_partner(self, name: str, **changes: Any) -> None:
        """Something about an organisation changes."""
        with self.db.write() as uow:
            partner = uow.partners.get(self.ids[name])
            assert partner is not None
            for field, value in changes.items():
                setattr(partner, field, value)
            uow.partners.save(partner)

    # ---- the worker

    def file(
        self,
        *partners: str,
        consent: bool = True,
        nobody: bool = False,
        refused: tuple[str, ...] = (),
        on_silence: str | None = None,
        risks: tuple[str, ...] = (),
        topic: str = "unpaid_overtime",
        language: str = "ne",
        channel: str = "telegram",
        **answers: Any,
    ) -> Case:
        """The worker sends a report and agrees to these organisations, in this order, and to the coordinator; or to
        ``nobody``; or, without ``consent``, was not asked."""
        with self.db.write() as uow:
            chat, worker = uow.conversations.find_or_create(channel, new_id(), self.now)
            row = uow.conversations.get(chat)
            assert row is not None
            uow.workers.update_profile(worker, write_first="any_time")
            run = uow.conversations.start_run(row, "none", self.now)
            for visit, (variable, value) in enumerate(answers.items(), start=1):
                uow.conversations.record(
                    run_id=run, visit=visit, worker_id=worker, step=f"story.{variable}", variable=variable,
                    language=language, release=1, at=self.now, raw=str(value), value=value, replaces=False,
                )  # fmt: skip
            agreed = (*(self.ids[p] for p in partners), COORDINATOR) if consent else None
            agreed = () if nobody else agreed
            case = file_report(
                uow,
                self.notifier,
                FiledReport(
                    worker_id=worker, conversation_id=chat, run_id=run, topic=topic, language=language,
                    release=1, prefecture="13", answers=answers, partners=agreed,
                    refused=tuple(self.ids[p] for p in refused), on_silence=on_silence, risks=risks,
                ),
                self.now,
            )  # fmt: skip
        self.case_id = case.id
        self.listen()
        return case

    def taps(self, question: str, choice: str) -> Outcome:
        """The worker taps a choice under the newest question of this kind (``reached``, ``solved`` …)."""
        with self.db.write() as uow:
            outcome = answer_question(
                uow, self.notifier, self.question_ids[f"case.{question}.ask"], choice, self.now
            )
        self.listen()
        return outcome

    def worker(self, action: Any, **more: Any) -> Any:
        """The worker does something with the case."""
        with self.db.write() as uow:
            result = action(uow, self.notifier, self.case_id, self.now, **more)
        self.listen()
        return result

    def worker_case(self, action: Any) -> None:
        """The worker does something with the case, which is held for it."""
        with self.db.write() as uow:
            case = uow.cases.locked(self.case_id)
            assert case is not None
            action(uow, self.notifier, case, self.now)
            uow.cases.changed(case)
        self.listen()

    # ---- staff

    def staff(self, name: str, action: Any, *, rev: int | None = -1, **more: Any) -> Any:
        """A person does something with the case; the page is fresh unless ``rev`` says otherwise."""
        with self.db.write() as uow:
            seen = self.case(uow).rev if rev == -1 else rev
            result = action(uow, self.notifier, self.case_id, self.people[name], seen, self.now, **more)
        self.listen()
        return result

    # ---- what is said

    def expect(self, to: str, *whats: str) -> Said:
        """Somebody is told exactly these things next, in this order; returns the last."""
        who = to if to == WORKER else self.people[to].id
        for what in whats:
            found = next((s for s in self._unread if s.to == who), None)
            if found is None or found.what != what:
                raise AssertionError(f"{to} was not told {what!r}, but: {self._readable()}")
            self._unread.remove(found)
            self.last[what] = found
        return self.last[whats[-1]]

    def nothing_else(self) -> None:
        """Nobody was told anything that the story did not expect."""
        if self._unread:
            raise AssertionError(f"nobody expected: {self._readable()}")

    # ---- time

    def fast_forward(self, **parts: float) -> None:
        """Time passes while the program runs. Whatever it says comes as it would; expect it afterwards."""
        self.nothing_else()
        end = self.now + timedelta(**parts)
        while (due := self._next_due()) is not None and due <= end:
            if due > self.now:
                self.clock.advance(due - self.now)
            assert self.tick().fired > 0, "a clock is due, but the tick left it"
        self.clock.advance(end - self.now)

    def outage(self, **parts: float) -> None:
        """Time passes while nothing runs; then the program starts again."""
        self.nothing_else()
        self.clock.advance(**parts)
        self.tick()

    def tick(self) -> TickResult:
        """One tick now."""
        result = tick(self.db, self.notifier, self.now)
        assert result.failed == 0
        self.listen()
        return result

    # ---- looking

    def case(self, uow: UnitOfWork) -> Case:
        """The case of the story."""
        case = uow.cases.get(self.case_id)
        assert case is not None
        return case

    def look(self) -> Case:
        """The case as it is now."""
        with self.db.read() as uow:
            return self.case(uow)

    def clock_kind(self) -> str | None:
        """What the case's live clock waits for."""
        with self.db.read() as uow:
            row = uow.ladder.row(self.case_id, LIVE)
            return row.kind if row is not None else None

    def happened(self) -> list[str]:
        """The kinds of everything on the timeline."""
        with self.db.read() as uow:
            return [line.kind for line in uow.cases.events(self.case_id)]

    def offers(self) -> dict[str, str]:
        """Organisation → what became of its offer."""
        names = {partner_id: name for name, partner_id in self.ids.items()}
        with self.db.read() as uow:
            return {names[o.partner_id]: o.state for o in uow.cases.offers(self.case_id)}

    # ---- inside

    def _next_due(self) -> datetime | None:
        with self.db.read() as uow:
            due = [row.due_at for row in uow.ladder.overdue(datetime.max.replace(tzinfo=JAPAN))]
            return min(due, default=None)

    def listen(self) -> None:
        """Take in what the program has said."""
        heard = self.notifier.take()
        for said in heard:
            if said.question_id is not None:
                self.question_ids[said.what] = said.question_id
        self._unread += heard

    def _readable(self) -> list[dict[str, Any]]:
        names = {staff.id: name for name, staff in self.people.items()}
        return [{**line, "to": names.get(line["to"], line["to"])} for line in describe(self._unread)]
