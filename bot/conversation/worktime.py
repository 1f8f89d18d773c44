"""The worker's own log of hours: start and stop, a day or a week at once, corrections, the month, the files.

What was understood is shown with a button that changes it. Nobody but the worker sees any of it. What is waited for
is kept in the conversation's state, and only for a while: later, what somebody writes is meant for those who help.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.clock import date_in_japan, in_japan
from bot.documents.hours_files import KIND, TABLE, keep_table, month_draft
from bot.documents.hours_words import Speaker, clock
from bot.documents.issuing import too_many
from bot.wording import values
from flows.events import Control
from flows.inputs import dates as typed_dates
from flows.inputs import shift
from flows.inputs.results import Limits, Understood
from flows.inputs.shift import Shift
from flows.law.clocks import add_months
from flows.law.log import Noted, strike, write
from flows.law.pay.days import DAY, Day, Impossible
from flows.state import new_state

from . import home, making, worktime_reminder
from .bubbles import bubble, one_per_row
from .worktime_book import PROBLEMS, Book, Refused

if TYPE_CHECKING:
    from .service import Conversations, Turn

KEY = "hours"
"""In the state: what is waited for."""
WORD = "hours"
"""What is typed to come to the log, also behind ``/start`` and as a command."""
COME = "came_for_hours"
"""In the state: somebody without a language came for it."""
LISTENS = timedelta(hours=2)
FORGOTTEN = timedelta(hours=16)
"""A shift that has been running for longer: its end is asked, never guessed."""
PAUSES = (30, 45, 60, 90)
WEEKS = 8
"""So many weeks back the days to tick are offered; older ones are written one by one."""
DAYS_SHOWN = 15


def possible(turn: "Turn") -> bool:
    """Whether it is the worker's own phone, and the language is known."""
    return turn.helper is None and turn.chosen is not None


def on_the_menu(turn: "Turn") -> list[str]:
    """The button on the home page."""
    return [KEY] if possible(turn) else []


def asked_for(text: str) -> bool:
    """Whether somebody typed the word for it."""
    return text.strip().lstrip("/").casefold() == WORD


def begin(service: "Conversations", turn: "Turn") -> None:
    """Somebody came for the log. First a language, for who has none."""
    if possible(turn):
        pressed(service, turn, KEY)
    elif service.active(turn):
        service.go(turn, Control("close"))
    elif turn.helper is None:
        turn.state = {**(turn.state or {**new_state(), "ended": True}), COME: True}
        home.language(service, turn, "language")
    else:
        home.show(service, turn)


def language_chosen(service: "Conversations", turn: "Turn") -> None:
    """A language was chosen with no question open: whoever came for the log goes on with it."""
    if turn.chosen is not None and turn.state is not None and turn.state.pop(COME, False):
        begin(service, turn)


def pressed(service: "Conversations", turn: "Turn", name: str) -> bool:
    """A button such as ``hours`` or ``hours.pause.2026-11-24.60``; False: it is none of these. With a question of a
    report open it works as well; "Close" then asks that question again."""
    head, _, rest = name.partition(".")
    waited = (turn.state or {}).pop(KEY, None)
    if head != KEY:
        return False
    if possible(turn):
        _Log(service, turn, waited).press(*rest.split("."))
    else:
        home.show(service, turn)
    return True


def waits(service: "Conversations", turn: "Turn") -> bool:
    """Whether what is written now may be hours."""
    waited = (turn.state or {}).get(KEY)
    return waited is not None and service.clock.now() - datetime.fromisoformat(waited["at"]) <= LISTENS


def typed(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Something was written. False: nothing is waited for, or it speaks of something else."""
    waiting = waits(service, turn) and possible(turn)
    waited = (turn.state or {}).pop(KEY, None)
    if not waiting or turn.state is None:
        return False
    if _Log(service, turn, waited).read(text):
        return True
    turn.state[KEY] = waited
    return False


class _Log:
    """One event of the log."""

    def __init__(self, service: "Conversations", turn: "Turn", waited: dict[str, Any] | None) -> None:
        self.service, self.turn = service, turn
        self.waited = waited or {}
        self.now = service.clock.business()
        self.today = date_in_japan(self.now)
        self.book = Book(turn.uow, turn.conversation.worker_id)
        self.say = Speaker(turn.wording, turn.language)
        self.lexicon = service.lexicons[turn.language]

    # ---- what was pressed

    def press(self, what: str, *rest: str) -> None:
        """A button; what is not known, or does not fit any more, shows the log."""
        since = self.book.running()
        if since is not None and self.now - since > FORGOTTEN and what != "mistake":
            self.ask_end(since)
            return
        try:
            day = date.fromisoformat(rest[0]) if rest and len(rest[0]) == 10 else None
            month = date.fromisoformat(f"{rest[0]}-01") if rest and len(rest[0]) == 7 else None
        except ValueError:
            day = month = None
        number = int(rest[-1]) if rest and rest[-1].isascii() and rest[-1].isdecimal() and len(rest[-1]) < 4 else None
        match what:
            case "start" if since is None:
                self.start()
            case "stop" if since is not None:
                self.stop(since)
            case "mistake" if since is not None:
                self.book.run(None)
                self.show()
            case "day":
                self.ask_day()
            case "on" | "change" if day is not None and day <= self.today:
                self.ask_times([day], replace=what == "change")
            case "pause" if day is not None and number is not None:
                self.pause(day, number)
            case "strike" if day is not None:
                self.strike(day)
            case "way" if number is not None and number < len(self.waited.get("shifts") or ()):
                self.take(self._waited_days(), _shift(self.waited["shifts"][number]), replace=self._replaces)
            case "again" if self.waited.get("on"):
                self.ask_times(self._waited_days(), replace=self._replaces)
            case "replace" | "second" if self.waited.get("shifts"):
                second = what == "second"
                self.take(self._waited_days(), _shift(self.waited["shifts"][0]), replace=True, second=second)
            case "week":
                self.week(min(number or 0, WEEKS - 1), [])
            case "tick" if day is not None and self.waited.get("ask") == "week":
                ticked = list(self.waited["on"])
                ticked.remove(str(day)) if str(day) in ticked else ticked.append(str(day))
                self.week(self.waited["week"], ticked)
            case "ticked" if self.waited.get("on"):
                self.ask_times(sorted(self._waited_days()))
            case "month":
                self.month(month or self.today.replace(day=1))
            case "days" if month is not None:
                self.days(month)
            case "pdf" | "csv":
                self.file(what, month or self.today.replace(day=1))
            case "remind":
                self.remind(rest[0] if rest else "")
            case _:
                self.show()

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
        self._out("say", "\n\n".join(said), [*self._buttons(*names), self._leave()])

    # ---- start and stop

    def start(self) -> None:
        """A shift begins now."""
        self.book.run(self.now)
        text = self.say.text("hours.running.info", when=self.say.moment(self.now))
        self._out("say", text, self._buttons("stop"))

    def stop(self, since: datetime) -> None:
        """It ends now. Seconds are not counted."""
        first = in_japan(since).replace(second=0, microsecond=0)
        begin = first.hour * 60 + first.minute
        end = begin + int((in_japan(self.now).replace(second=0, microsecond=0) - first).total_seconds()) // 60
        if end == begin:  # tapped twice
            self.book.run(None)
            self.show()
            return
        self.waited = {"running": True}
        self.take([first.date()], Shift(begin, end))

    def ask_end(self, since: datetime) -> None:
        """A stop was forgotten: when was it?"""
        self._wait("end", [date_in_japan(since)], running=True)
        text = self.say.text("hours.end.ask", when=self.say.moment(since), example="19:00")
        self._out("ask", text, self._buttons("mistake"))

    # ---- writing down

    def ask_day(self, chosen: Shift | None = None) -> None:
        """Of which day the hours are. ``chosen``: they are known already."""
        self._wait("day", [], shifts=[_kept(chosen)] if chosen is not None else [])
        names = {0: "ui.today", 1: "ui.yesterday"}
        rows = []
        for back in range(7):
            day = self.today - timedelta(days=back)
            label = self.say.text(names[back]) if back in names else self.say.on(day)
            rows.append((label, f"c:0:home/{KEY}.on.{day}"))
        self._out("ask", self.say.text("hours.which_day.ask"), [*rows, self._back()])

    def ask_times(self, days: list[date], *, replace: bool = False) -> None:
        """From when until when."""
        chosen, self.waited["shifts"] = self.waited.get("shifts"), None
        if self.waited.get("ask") == "day" and chosen:  # the hours were told before the day
            self.take(days, _shift(chosen[0]))
            return
        self._wait("times", days, replace=replace)
        shown = ", ".join(self.say.on(day) for day in days)
        text = self.say.text("hours.times.ask", days=shown, example=self.say.example())
        stands = self.book.on(days[0]) if len(days) == 1 else None
        if stands is not None:
            text = f"{self.say.line(stands)}\n\n{text}"
        strike = stands is not None and stands.now.day is not None
        rows = [(self.say.text("hours.do.choice.strike"), f"c:0:home/{KEY}.strike.{days[0]}")] if strike else []
        self._out("ask", text, [*rows, self._back()])

    def read(self, text: str) -> bool:
        """What was typed. False: it holds no number and is no answer, so it is meant for somebody."""
        asks = self.waited["ask"]
        match asks:
            case "end" | "way" if self._read_end(text):
                done = True
            case "times" | "day" | "way":
                done = self._read_hours(text)
            case "pause":
                length = shift.length_of(text, self.lexicon)
                done = length is not None
                if length is not None:
                    self.pause(self._waited_days()[0], length)
            case _:
                done = False
        if done:
            return True
        if not any(sign.isdigit() for sign in text):
            return False
        self._say("hours.unread.info")
        self._again()
        return True

    def _read_hours(self, text: str) -> bool:
        found = shift.parse(text, self.lexicon, self.today)
        if found is None:
            return self.waited["ask"] == "day" and self._read_day(text)
        days = [found.on] if found.on is not None else self._waited_days()
        if not found.sure:
            self._two_ways(days, found.shifts)
        elif not days:
            self.ask_day(found.shifts[0])
        else:
            self.take(days, found.shifts[0], replace=self._replaces)
        return True

    def _read_day(self, text: str) -> bool:
        found = typed_dates.parse(text, self.lexicon, self.today, Limits(max=0))
        if not isinstance(found, Understood):
            return False
        days = [date.fromisoformat(str(one)) for one in found.ambiguous or (found.value,)]
        if found.certain:
            self.ask_times(days)
        elif all(day > self.today for day in days):
            self._say("hours.future.info")
            self.ask_day()
        else:
            self._wait("day", [], shifts=self.waited.get("shifts", []))
            rows = [(values.day(self.turn.language, day), f"c:0:home/{KEY}.on.{day}") for day in days]
            self._out("ask", self.say.text("hours.which_day.ask"), [*rows, self._back()])
        return True

    def _read_end(self, text: str) -> bool:
        since = self.book.running()
        if since is None or "running" not in self.waited or shift.time_of(text, self.lexicon) is None:
            return False
        began = in_japan(since)
        found = shift.parse(f"{clock(began.hour * 60 + began.minute)} - {text}", self.lexicon, self.today)
        if found is None:
            return False
        if found.sure:
            self.take([began.date()], found.shifts[0])
        else:
            self._two_ways([began.date()], found.shifts)
        return True

    def _two_ways(self, days: list[date], readings: tuple[Shift, ...]) -> None:
        """The end is before the beginning: which of the two is meant?"""
        if not days:
            days = [self.today]
        self._wait("way", days, shifts=[_kept(one) for one in readings], replace=self._replaces)
        rows = []
        for at, one in enumerate(readings):
            key = "until_next" if one.end > DAY else "until"
            rows.append((self.say.text(f"hours.do.choice.{key}", time=clock(one.end)), f"c:0:home/{KEY}.way.{at}"))
        self._out("ask", self.say.text("hours.two_ways.ask"), [*rows, *self._buttons("again")])

    def take(self, days: list[date], hours: Shift, *, replace: bool = False, second: bool = False) -> None:
        """Write these hours down for each of the days, or say why not."""
        kept: list[Noted] = []
        for on in days:
            try:
                day = Day.of(on, hours.start, hours.end, hours.breaks, loose_break=hours.loose or 0)
                self.book.refuse(day, self.now)
                stands = self.book.on(on)
                if stands is not None and stands.now.day is not None and not replace and stands.now.day != day:
                    self._twice(stands, hours)
                    return
                told = hours.loose is not None or bool(hours.breaks)
                one = write(stands, day, self.now, pause_told=told, second=second)
            except Impossible as problem:
                self._refused(on, Refused(PROBLEMS.get(problem.reason, "hours.unread.info")), days, second=second)
                return
            except Refused as problem:
                self._refused(on, problem, days)
                return
            if one is not None:
                self.book.put(one)
            noted = self.book.on(on)
            if noted is not None:
                kept.append(noted)
        if "running" in self.waited:
            self.book.run(None)
        self._written(kept)

    def _written(self, kept: list[Noted]) -> None:
        text = "\n".join(f"✓ {self.say.line(one)}" for one in kept)
        if len(kept) == 1 and not kept[0].now.pause_told:
            self._say_text(text)
            self._ask_pause(kept[0].on)
            return
        rows = []
        if len(kept) == 1:
            rows = [
                (self.say.text("ui.change"), f"c:0:home/{KEY}.change.{kept[0].on}"),
                (self.say.text("hours.do.choice.strike"), f"c:0:home/{KEY}.strike.{kept[0].on}"),
            ]
        self._out("say", text, [*rows, self._back()])

    def _ask_pause(self, on: date) -> None:
        self._wait("pause", [on])
        lengths = [(self.say.length(m), f"c:0:home/{KEY}.pause.{on}.{m}") for m in PAUSES]
        none = (self.say.text("hours.do.choice.no_break"), f"c:0:home/{KEY}.pause.{on}.0")
        minute = shift.words(self.turn.language, "minute") or shift.words("en", "minute")
        text = self.say.text("hours.pause.ask", example=f"75 {minute[0]}")
        change = (self.say.text("ui.change"), f"c:0:home/{KEY}.change.{on}")
        self._out("ask", text, [none, *lengths, change])

    def pause(self, on: date, minutes: int) -> None:
        """How long the break of a day was."""
        stands = self.book.on(on)
        if stands is None or stands.now.day is None:
            self.show()
            return
        try:
            day = Day(on, stands.now.day.worked, minutes)
        except Impossible:
            self._say("hours.break_long.info")
            self._ask_pause(on)
            return
        one = write(stands, day, self.now, pause_told=True)
        if one is not None:
            self.book.put(one)
        self._written([self.book.on(on) or stands])

    def strike(self, on: date) -> None:
        """A day counts no more; it stays visible."""
        stands = self.book.on(on)
        one = strike(stands, self.now) if stands is not None else None
        if one is not None:
            self.book.put(one)
        noted = self.book.on(on)
        if noted is None:
            self.show()
        else:
            change = (self.say.text("ui.change"), f"c:0:home/{KEY}.change.{on}")
            self._out("say", self.say.line(noted), [change, self._back()])

    def _twice(self, stands: Noted, hours: Shift) -> None:
        self._wait("way", [stands.on], shifts=[_kept(hours)], replace=True)
        text = self.say.text("hours.twice.ask", line=self.say.line(stands))
        self._out("ask", text, [*self._buttons("replace", "second"), self._back()])

    def _refused(self, on: date, problem: Refused, days: list[date], *, second: bool = False) -> None:
        beside = problem.beside or (self.book.on(on) if second else None)
        filled = {"line": self.say.line(beside)} if beside is not None else {}
        key = problem.key
        if key == "hours.overlap.info" and beside is None:
            key = "hours.unread.info"
        text = self.say.text(key, **filled)
        self._say_text(text if len(days) == 1 else f"{self.say.on(on)}: {text}")
        if self.waited.get("ask") == "end" and (since := self.book.running()) is not None:
            self.ask_end(since)
        else:
            self.ask_times(days, replace=self._replaces)

    # ---- a week

    def week(self, number: int, ticked: list[str]) -> None:
        """The seven days that end today, or so many weeks before: those without hours can be ticked."""
        last = self.today - timedelta(days=7 * number)
        stands = self.book.between(last - timedelta(days=6), last)
        self._wait("week", [date.fromisoformat(day) for day in ticked], week=number)
        rows = []
        for back in range(6, -1, -1):
            day = last - timedelta(days=back)
            if day in stands and stands[day].now.day is not None:
                continue
            mark = "☑" if str(day) in ticked else "☐"
            rows.append((f"{mark} {self.say.on(day)}", f"c:0:home/{KEY}.tick.{day}"))
        if number + 1 < WEEKS:
            rows.append((f"◀ {self.say.on(last - timedelta(days=7))}", f"c:0:home/{KEY}.week.{number + 1}"))
        if ticked:
            rows.append((self.say.text("ui.done"), f"c:0:home/{KEY}.ticked"))
        self._out("ask", self.say.text("hours.which_days.ask"), [*rows, self._back()])

    # ---- a month

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
                self.say.figures(first, found), *above, self.say.text("hours.caps.info"),
                self.say.text("hours.decision.line"),
            ))  # fmt: skip
        self._out("say", said, [*rows, self._back()])

    def days(self, first: date) -> None:
        """Everything written of a month, with what was corrected."""
        lines = [self.say.line(one) for one in self.book.month(first)]
        for at in range(0, len(lines), DAYS_SHOWN):
            self._say_text("\n".join(lines[at : at + DAYS_SHOWN]))
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

    # ---- the reminder

    def remind(self, when: str) -> None:
        """Want a reminder every day, or none."""
        conversation = self.turn.conversation
        if when == "off" or (not when and worktime_reminder.wish(self.turn.uow, conversation.worker_id)):
            worktime_reminder.stop(self.turn.uow, conversation.worker_id)
            self.show()
        elif when in (times := worktime_reminder.offered(self.turn.uow, conversation.worker_id)) or len(times) == 1:
            chosen = when if when in times else times[0]
            worktime_reminder.begin(self.turn.uow, conversation, chosen, self.turn.now)
            at = f"{worktime_reminder.TIMES[chosen]:%H:%M}"
            text = self.say.text("hours.remind_on.info", time=at)
            self._out("say", text, [*self._buttons("remind_off"), self._back()])
        else:
            rows = [
                (self.say.text(f"filing.write_first.choice.{one}"), f"c:0:home/{KEY}.remind.{one}") for one in times
            ]
            self._out("ask", self.say.text("hours.remind_when.ask"), [*rows, self._back()])

    # ---- small things

    def _again(self) -> None:
        """The open question once more; what was waited for stays."""
        days = self._waited_days()
        match self.waited["ask"]:
            case "pause":
                self._ask_pause(days[0])
            case "end" if (since := self.book.running()) is not None:
                self.ask_end(since)
            case "times" | "way" if days:
                self.ask_times(days, replace=self._replaces)
            case _:
                self.ask_day()

    def _waited_days(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.waited.get("on", ())]

    @property
    def _replaces(self) -> bool:
        """What is written now takes the place of what stands there."""
        return bool(self.waited.get("replace"))

    def _wait(self, ask: str, days: list[date], **more: Any) -> None:
        if self.turn.state is None:
            self.turn.state = {**new_state(), "ended": True}
        self.turn.state[KEY] = {
            "ask": ask, "on": [str(day) for day in days], "at": self.service.clock.now().isoformat(),
            **({"running": True} if "running" in self.waited else {}), **more,
        }  # fmt: skip

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
        """Back to the open question of a report, or home."""
        state = self.turn.state if self.service.active(self.turn) else None
        return self.say.text("ui.close"), f"c:{state['visit']}:close" if state is not None else "c:0:home/status"

    def _out(self, kind: str, text: str, buttons: list[tuple[str, str]]) -> None:
        self.turn.out.append(bubble(kind, self.turn.language, text, rows=one_per_row(buttons)))

    def _say(self, key: str) -> None:
        self._say_text(self.say.text(key))

    def _say_text(self, text: str) -> None:
        self.turn.out.append(bubble("say", self.turn.language, text))


def _kept(hours: Shift) -> list[Any]:
    """Hours that wait for an answer, as plain data."""
    return [hours.start, hours.end, [list(one) for one in hours.breaks], hours.loose]


def _shift(kept: list[Any]) -> Shift:
    start, end, breaks, loose = kept
    return Shift(start, end, tuple((first, last) for first, last in breaks), loose)
