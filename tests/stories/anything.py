"""A world that takes events by name, and databases for it to begin with."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.cases.accept import accept
from bot.cases.consent import give_consent
from bot.cases.corrections import corrected
from bot.cases.danger import worker_in_danger
from bot.cases.dead import recipient_dead
from bot.cases.decline import decline
from bot.cases.errors import CaseError
from bot.cases.facts import record_fact
from bot.cases.file import FiledReport, file_report
from bot.cases.hand_on import hand_on
from bot.cases.leading import end_access, name_lead
from bot.cases.messages import worker_message
from bot.cases.need import need_from
from bot.cases.notifier import choices_of
from bot.cases.questions import answer_question
from bot.cases.reached import claim_reached, confirm_contact
from bot.cases.replan import replan
from bot.cases.routing import candidates_for, tied
from bot.cases.snooze import snooze
from bot.cases.solved import propose_solved
from bot.cases.ties import recheck
from bot.cases.unreachable import close_unreachable, propose_unreachable
from bot.cases.withdraw import withdraw
from bot.clock import JAPAN
from bot.escalation.kept import in_use, use
from bot.escalation.policy import Policies
from bot.escalation.policy_files import shipped
from storage.database import Database
from storage.ids import new_id
from storage.keys import Keyring
from storage.models import COORDINATOR, CaseState, Staff
from storage.uow import UnitOfWork
from tests.stories.chances import BROKER, EMPLOYER, ORGANISATIONS, Told
from tests.stories.watch import Watch
from tests.stories.world import World


class Story(World):
    """A world that takes events by name. What staff may not do is refused, and changes nothing."""

    watch: Watch
    _beside: sqlite3.Connection

    def change(self) -> int:
        """Another number whenever anything has been written."""
        if not hasattr(self, "_beside"):
            self._beside = sqlite3.connect(str(self.db.url.database))
        return int(self._beside.execute("PRAGMA data_version").fetchone()[0])

    def end(self) -> None:
        """The end of the story."""
        if hasattr(self, "_beside"):
            self._beside.close()
        self.db.close()

    def happens(self, name: str, value: Any) -> None:
        """One event."""
        getattr(self, f"does_{name}")(value)
        self.watch.look((name, value))

    def does_passes(self, hours: int) -> None:
        end = self.now + timedelta(hours=hours)
        for _ in range(12):
            due = self._next_due()
            if due is None or due > end:
                break
            self.clock.advance(max(due - self.now, timedelta()))
            self.tick()
            self.watch.look(("passes", hours, "tick"))
        self.clock.advance(max(end - self.now, timedelta()))

    def does_outage(self, hours: int) -> None:
        self.clock.advance(hours=hours)
        self.tick()
        self.watch.look(("outage", hours, "first tick"))
        assert self.tick().fired == 0, "one tick after an outage is enough"

    def does_clock_jumps(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        self.tick()

    def tries(self, name: str, action: Callable[..., Any], **more: Any) -> bool:
        """Whether it could be done."""
        before = self.change()
        try:
            self.staff(name, action, **more)
        except CaseError:
            assert self.change() == before
            return False
        return True

    def does_accepts(self, name: str) -> None:
        self.tries(name, accept)

    def does_declines(self, name: str) -> None:
        self.tries(name, decline, reason="full")

    def does_reached(self, name: str) -> None:
        self.tries(name, claim_reached, note="By telephone.")

    def does_confirms(self, name: str) -> None:
        self.tries(name, confirm_contact, note="I was there.")

    def does_solved(self, name: str) -> None:
        self.tries(name, propose_solved, note="Paid.")

    def does_replans(self, name: str) -> None:
        with self.db.write() as uow:
            use(uow, Policies(tuple(reversed(in_use(uow).all))) if name == "one" else shipped())
        self.tries(name, replan)

    def does_snoozes(self, value: tuple[str, int]) -> None:
        self.tries(value[0], snooze, reason="Away today.", until=self.now + timedelta(hours=value[1]))

    def does_hands_on(self, value: tuple[str, str]) -> None:
        self.tries(value[0], hand_on, to=self.ids[value[1]], note="Nearer.")

    def does_gives_up(self, name: str) -> None:
        self.tries(name, propose_unreachable, note="No answer anywhere.")

    def does_closes(self, name: str) -> None:
        self.tries(name, close_unreachable, note="No answer anywhere.")

    def does_taps(self, number: int) -> None:
        with self.db.read() as uow:
            questions = [q for q in uow.cases.questions(self.case_id) if q.answered_at is None]
            if not questions:
                return
            question = questions[number % len(questions)]
            choices = sorted(choices_of(question))
        with self.db.write() as uow:
            answer_question(uow, self.notifier, question.id, choices[number % len(choices)], self.now)
        self.listen()

    def does_writes(self, text: str) -> None:
        with self.db.write() as uow:
            case = uow.cases.locked(self.case_id)
            assert case is not None
            if CaseState(case.state).open:
                worker_message(uow, self.notifier, case.id, self.now, text=text)
                self.watch.named_since += [name for name in (EMPLOYER, BROKER) if name in text]
        self.listen()

    def does_corrects(self, value: tuple[str, int | None]) -> None:
        """The worker says another day than before, or that there is none."""
        (variable, days), step = value, f"flow.{value[0]}"
        with self.db.write() as uow:
            case = uow.cases.locked(self.case_id)
            assert case is not None
            if not CaseState(case.state).open:
                return
            given = {one["variable"]: one["value"] for one in uow.conversations.answers(case.run_id)}
            after = None if days is None else self._day(days)
            uow.conversations.record(
                run_id=case.run_id, visit=len(uow.conversations.answers(case.run_id, with_replaced=True)),
                worker_id=case.worker_id, step=step, variable=variable, language="vi", release=1, at=self.now,
                raw=after or "-", value=after, replaces=True,
            )  # fmt: skip
            corrected(
                uow, self.notifier, case.id, self.now, step=step, variable=variable, before=given.get(variable),
                after=after,
            )  # fmt: skip
        self.listen()

    def does_learns(self, value: tuple[str, str, int | None]) -> None:
        name, variable, days = value
        self.tries(
            name, record_fact, variable=variable, value=None if days is None else self._day(days), note="They said so."
        )

    def does_learns_name(self, value: tuple[str, str]) -> None:
        if self.tries(value[0], record_fact, variable="support_name", value=value[1], note="On a letter."):
            self.watch.named_since.append(value[1])

    def does_is_bound(self, value: tuple[str, str]) -> None:
        """An organisation is bound to a body from now on, as a coordinator writes down."""
        with self.db.write() as uow:
            partner = uow.partners.get(self.ids[value[0]])
            assert partner is not None
            partner.ties = [*partner.ties, value[1]]
            uow.partners.save(partner)
            recheck(uow, self.notifier, partner, self.now)
        self.watch.bound.add(self.ids[value[0]])
        self.listen()

    def does_withdraws(self, _: int) -> None:
        try:
            self.worker(lambda uow, notifier, case_id, now: withdraw(uow, notifier, case_id, now))
        except CaseError:
            self.listen()

    def does_in_danger(self, _: int) -> None:
        with self.db.write() as uow:
            worker_in_danger(uow, self.notifier, self.case(uow).worker_id, self.now)
        self.listen()

    def does_consents(self, _: int) -> None:
        """A worker who could not say at filing says now who may be asked: the first, not the second."""
        with self.db.write() as uow:
            case = uow.cases.locked(self.case_id)
            assert case is not None
            if CaseState(case.state).open and uow.cases.consent(case.id) is None:
                free = [self.ids[n] for n in ORGANISATIONS if not self._tied(uow, n)]
                give_consent(uow, self.notifier, case, [*free[:1], COORDINATOR], free[1:2], None, self.now)
        self.listen()

    def does_closed_down(self, name: str) -> None:
        self.change_partner(name, active=False)

    def does_back(self, name: str) -> None:
        self.change_partner(name, active=True, capacity=None)

    def does_full(self, name: str) -> None:
        self.change_partner(name, capacity=0)

    def does_dead(self, name: str) -> None:
        with self.db.write() as uow:
            recipient_dead(uow, self.notifier, self.people[name].id, self.now)
        self.listen()

    def does_shuts(self, value: tuple[str, int]) -> None:
        """An organisation is closed for some days from now on."""
        with self.db.write() as uow:
            uow.shifts.add(
                self.ids[value[0]], self.now, self.now + timedelta(days=value[1]), staff_id=None, closed=True,
                made_by=self.people[COORDINATOR].id, now=self.now,
            )  # fmt: skip

    def does_leads(self, name: str) -> None:
        self.tries(COORDINATOR, name_lead, partner_id=self.ids[name], note="Agreed on the telephone.")

    def does_loses_access(self, name: str) -> None:
        self.tries(COORDINATOR, end_access, partner_id=self.ids[name], note="We have spoken.")

    def _day(self, days: int) -> str:
        return (self.now.astimezone(JAPAN) + timedelta(days=days)).date().isoformat()

    def _tied(self, uow: UnitOfWork, name: str) -> bool:
        partner = uow.partners.get(self.ids[name])
        return partner is not None and tied(partner, [*self.watch.names, *self.watch.named_since])

    # ---- the beginning

    def report(self, told: Told) -> None:
        """The worker sends it, with the list they were shown, less those they strike out."""
        answers: dict[str, Any] = dict(zip(("who_pays", "broker"), told.names, strict=False))
        if told.days is not None:
            answers["flight_date" if told.flight else "three_months_date"] = self._day(told.days)
        with self.db.write() as uow:
            chat, worker = uow.conversations.find_or_create("telegram", new_id(), self.now)
            row = uow.conversations.get(chat)
            assert row is not None
            run = uow.conversations.start_run(row, "none", self.now)
            for visit, (variable, value) in enumerate(answers.items()):
                uow.conversations.record(
                    run_id=run, visit=visit, worker_id=worker, step=f"flow.{variable}", variable=variable,
                    language="vi", release=1, at=self.now, raw=value, value=value, replaces=False,
                )  # fmt: skip
            need = need_from(answers, "unpaid_overtime", "vi")
            listed = [c.id for c in candidates_for(uow, need, self.now)]
            struck = tuple(listed[: told.consent or 0]) if len(listed) > 1 else ()
            struck = tuple(one for one in struck if one != COORDINATOR)
            agreed = None if told.consent is None else tuple(one for one in listed if one not in struck)
            case = file_report(
                uow, self.notifier,
                FiledReport(
                    worker_id=worker, conversation_id=chat, run_id=run, topic="unpaid_overtime", language="vi",
                    release=1, prefecture=None, answers=answers, partners=agreed, refused=struck,
                    risks=("threat",) if told.risk else (),
                ),
                self.now,
            )  # fmt: skip
            assert all(not tied(partner, told.names) for one in listed if (partner := uow.partners.get(one)))
        self.case_id = case.id
        self.listen()
        self.watch = Watch(self, set(struck), told.names)
        self.watch.look(("filed",))


class Stage:
    """Databases to begin with. Those with the organisations and their people are made once for each start, and then
    copied."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self.folder, self.empty, self.keys = folder, empty, Keyring.new()
        self._made: dict[datetime, tuple[Path, dict[str, Staff], dict[str, str]]] = {}

    def fresh(self, source: Path | None = None) -> Database:
        """The copy of a database, of an empty one if none is named, in the place of the copy before."""
        for old in self.folder.glob("story.db*"):
            old.unlink()
        shutil.copy(source or self.empty, self.folder / "story.db")
        return Database(f"sqlite:///{self.folder / 'story.db'}", self.keys)

    def begin(self, start: datetime) -> Story:
        """A story in which everybody is there: of each organisation one person."""
        if start not in self._made:
            self._made[start] = self._make(start)
        source, people, ids = self._made[start]
        story = Story(self.fresh(source), start)
        story.people, story.ids = dict(people), dict(ids)
        return story

    def _make(self, start: datetime) -> tuple[Path, dict[str, Staff], dict[str, str]]:
        first = Story(self.fresh(), start)
        first.coordinators()
        for name in ORGANISATIONS:
            first.partner(name)
        first.db.close()
        kept = self.folder / f"begun-{len(self._made)}.db"
        shutil.copy(self.folder / "story.db", kept)
        return kept, first.people, first.ids
