"""What a worker's log of hours shows: the first page, a month, every day of it, the files, the reminder."""

from datetime import date
from typing import TYPE_CHECKING, Any

from bot.cases.known import known_facts
from bot.clock import date_in_japan
from bot.documents.hours_files import KIND, TABLE, keep_table, month_draft
from bot.documents.hours_words import Speaker
from bot.documents.issuing import too_many
from bot.wording import values
from flows.compute import month_estimate
from flows.law.clocks import add_months, wage_limitation
from flows.law.log import Figures
from flows.state import new_state

from . import making, moment, worktime_reminder
from .bubbles import bubble, one_per_row
from .passing_on import pass_on
from .worktime_book import KEY, WAITS, Book

if TYPE_CHECKING:
    from .service import Conversations, Turn

DAYS_SHOWN = 15
_STAYS = ("running", "said", "before")
"""What stays in the state from question to question: that a running shift is written down; what was typed without
having been asked for; days that were written down already, whose break is asked at the end."""

_TYPED = ("said", "shifts", "on", "before")
"""What there is of a worker's days in what waits."""


class Pages:
    """One event of the log: what can be looked at."""

    def __init__(self, service: "Conversations", turn: "Turn", waited: dict[str, Any] | None) -> None:
        self.service, self.turn = service, turn
        self.waited = waited or {}
        self.now = service.clock.business()
        self.tapped = moment.said(service, turn)
        self.today = date_in_japan(self.now)
        self.book = Book(turn.uow, turn.conversation.worker_id)
        self.say = Speaker(turn.wording, turn.language)
        self.lexicon = service.lexicons[turn.language]

    def show(self) -> None:
        """What today and this month come to, and what can be done."""
        said = [self.say.text("hours.home.info")]
        since, today = self.book.running(), self.book.on(self.today)
        if since is not None:
            said.append(self.say.text("hours.running.info", when=self.say.moment(since)))
        if today is not None:
            said.append(self.say.line(today))
        found = self.book.figures(self.today.replace(day=1))
        if found is not None:
            days = self.say.text("units.days", count=str(found.days))
            said.append(f"{self.say.month(self.today)}: {days}, {self.say.length(found.total)}")
        wanted = "remind_off" if worktime_reminder.wish(self.turn.uow, self.turn.conversation.worker_id) else "remind"
        names = ["start" if since is None else "stop", "day", "week", "month", wanted]
        self._wait("page", [])
        self._out("say", "\n\n".join(said), [*self._buttons(*names), self._leave()])

    def month(self, first: date) -> None:
        """What a month comes to, and what the law allows."""
        found = self.book.figures(first)
        before = add_months(first, -1)
        rows = [] if found is None else self._buttons("days", "pdf", "csv", month=first)
        rows.append((f"◀ {self.say.month(before)}", f"c:0:home/{KEY}.month.{before:%Y-%m}"))
        if first < self.today.replace(day=1):
            after = add_months(first, 1)
            rows.append((f"▶ {self.say.month(after)}", f"c:0:home/{KEY}.month.{after:%Y-%m}"))
        if found is None:
            said = f"{self.say.month(first)}\n{self.say.text('hours.empty.info')}"
        else:
            above = [f"⚠ {line}" for line in self.say.above(found)]
            said = "\n\n".join((
                self.say.figures(first, found), *above, *self._unpaid(first, found), self.say.text("hours.caps.info"),
                self.say.text("hours.decision.line"),
            ))  # fmt: skip
        self._wait("page", [])
        self._out("say", said, [*rows, self._back()])

    def _unpaid(self, first: date, found: Figures) -> list[str]:
        """What is still unpaid for a month, from its hours and the pay that the report tells; else nothing. While a
        break is not known the lower amount would be none that can be relied on."""
        case = self.turn.uow.cases.get(self.turn.case_id) if self.turn.case_id else None
        over = wage_limitation(add_months(first, 2)).due  # the last payday that a month can have
        if case is None or case.erased_at is not None or over < self.today or found.pause_unknown:
            return []
        counted = month_estimate(known_facts(self.turn.uow, case), found.over, self.today)
        if not counted["estimate_known"] or counted["estimate_if_unpaid"]:
            return []
        ends = dict.fromkeys((counted["estimate_low"], counted["estimate_high"]))
        amount = " – ".join(values.yen(self.turn.wording, self.turn.language, yen) for yen in ends)
        key = "estimate" if self.today >= add_months(first, 2) else "estimate_ahead"  # payday may still come
        return [self.say.text(f"hours.{key}.info", amount=amount)]

    def days(self, first: date) -> None:
        """Everything written of a month, with what was corrected."""
        lines = [self.say.line(one) for one in self.book.month(first)]
        for at in range(0, len(lines), DAYS_SHOWN):
            self._say_text("\n".join(lines[at : at + DAYS_SHOWN]))
        self._wait("page", [])
        self._out("say", self.say.month(first), [*self._buttons("day", "pdf", "csv", month=first), self._back()])

    def file(self, kind: str, first: date) -> None:
        """The month as a paper, or the whole log as a table."""
        turn, conversation = self.turn, self.turn.conversation
        worker_id = conversation.worker_id
        if too_many(turn.uow, worker_id, turn.now, KIND if kind == "pdf" else TABLE):
            self._say("doc.chat.limit.info")
            return
        text = self.say.text("hours.file.info")
        found = self.book.figures(first) if kind == "pdf" else None
        if found is not None:
            it = month_draft(turn.wording, turn.language, first, self.book.month(first), found, self.now)
            making.order(
                turn.uow, it, worker_id=worker_id, case_id=None, conversation_id=conversation.id,
                payload=bubble("say", turn.language, text), now=turn.now,
            )  # fmt: skip
            self._say("doc.chat.making.info")
        elif kind == "csv":
            made = keep_table(turn.uow, worker_id, self.book.everything(self.today), turn.now, self.now)
            turn.out.append(bubble("say", turn.language, text, paper=made))
        else:
            self.month(first)

    def remind(self, when: str) -> None:
        """Want a reminder every day, or none."""
        worker_id = self.turn.conversation.worker_id
        if when == "off" or (not when and worktime_reminder.wish(self.turn.uow, worker_id)):
            worktime_reminder.stop(self.turn.uow, worker_id)
            self.show()
        elif when in (times := worktime_reminder.offered(self.turn.uow, worker_id)) or len(times) == 1:
            chosen = when if when in times else times[0]
            worktime_reminder.begin(self.turn.uow, worker_id, chosen, self.turn.now)
            at = f"{worktime_reminder.TIMES[chosen]:%H:%M}"
            which = self.say.text(f"filing.write_first.choice.{chosen}")  # "Only on Sundays": not every day
            text = f"✓ {which}\n{self.say.text('hours.remind_on.info', time=at)}"
            self._out("say", text, [*self._buttons("remind_off"), self._back()])
        else:
            rows = [
                (self.say.text(f"filing.write_first.choice.{one}"), f"c:0:home/{KEY}.remind.{one}") for one in times
            ]
            self._out("ask", self.say.text("hours.remind_when.ask"), [*rows, self._back()])

    def _waited_days(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.waited.get("on", ())]

    def _days(self, said: str) -> list[date]:
        """The days of which the worker said so: ``replace``, ``second``."""
        found = self.waited.get(said)
        return [date.fromisoformat(day) for day in found] if isinstance(found, list) else []

    def to_others(self) -> None:
        """What was typed is a message, says the worker: it goes to those who help. Without that no hours ever do."""
        said, self.waited = self.waited.get("said"), {}
        if said and pass_on(self.service, self.turn, said):
            self.service.note(self.turn, "home.message_kept")

    def _others(self) -> list[tuple[str, str]]:
        """Where hours came that nobody had asked for: they may be meant for somebody."""
        return self._buttons("others") if "said" in self.waited else []

    def _wait(self, ask: str, days: list[date], **more: Any) -> None:
        if self.turn.state is None:
            self.turn.state = {**new_state(), "ended": True}
        self.turn.state[KEY] = {
            "ask": ask, "on": [str(day) for day in days], "at": self.service.clock.now().isoformat(),
            **{name: self.waited[name] for name in _STAYS if name in self.waited}, **more,
        }  # fmt: skip
        if any(self.turn.state[KEY].get(name) for name in _TYPED):
            self.turn.uow.hours.waits_until(self.turn.conversation.worker_id, self.turn.now + WAITS)

    def _buttons(self, *names: str, month: date | None = None) -> list[tuple[str, str]]:
        found = []
        for name in names:
            data = {"remind_off": "remind.off"}.get(name, name)
            data += f".{month:%Y-%m}" if month is not None and name != "day" else ""
            found.append((self.say.text(f"hours.do.choice.{name}"), f"c:0:home/{KEY}.{data}"))
        return found

    def _back(self) -> tuple[str, str]:
        return self.say.text("ui.close"), f"c:0:home/{KEY}"

    def _leave(self) -> tuple[str, str]:
        """Back to the open question of a report, or home. Either way nothing is waited for any more."""
        where = f"{KEY}.close" if self.service.active(self.turn) else "status"
        return self.say.text("ui.close"), f"c:0:home/{where}"

    def _out(self, kind: str, text: str, buttons: list[tuple[str, str]]) -> None:
        self.turn.out.append(bubble(kind, self.turn.language, text, rows=one_per_row(buttons)))

    def _say(self, key: str) -> None:
        self._say_text(self.say.text(key))

    def _say_text(self, text: str) -> None:
        self.turn.out.append(bubble("say", self.turn.language, text))
