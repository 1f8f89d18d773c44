"""Writing into a worker's log of hours: start and stop, a day or several, what can't be, corrections."""

from datetime import date, datetime, timedelta
from typing import Any

from bot.clock import date_in_japan, in_japan
from bot.documents.hours_words import clock
from bot.wording import values
from flows.inputs import dates as typed_dates
from flows.inputs import shift
from flows.inputs.results import Limits, Understood
from flows.inputs.shift import Shift
from flows.law.log import Noted, strike, write
from flows.law.pay.days import DAY, Day, Impossible

from .worktime_book import PROBLEMS, Refused
from .worktime_pages import KEY, Pages

FORGOTTEN = timedelta(hours=16)
"""A shift that has been running for longer: its end is asked, never guessed."""
_WHILE_FORGOTTEN = ("mistake", "way", "replace", "second", "remind", "month", "days", "pdf", "csv")
"""What can be pressed before that question is answered."""
OLDEST = date(2000, 1, 1)
"""No button leads to an earlier day."""
PAUSES = (30, 45, 60, 90)
WEEKS = 8
"""So many weeks back the days to tick are offered; older ones are written one by one."""


class Log(Pages):
    """One event of the log."""

    # ---- what was pressed

    def press(self, what: str, *rest: str) -> None:
        """A button; what is not known, or does not fit any more, shows the log."""
        since = self.book.running()
        if since is not None and self.now - since > FORGOTTEN and what not in _WHILE_FORGOTTEN:
            self.ask_end(since)
            return
        try:
            day = date.fromisoformat(rest[0]) if rest and len(rest[0]) == 10 else None
            month = date.fromisoformat(f"{rest[0]}-01") if rest and len(rest[0]) == 7 else None
        except ValueError:
            day = month = None
        if any(one is not None and not OLDEST <= one <= self.today for one in (day, month)):
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
            case "on" | "change" if day is not None:
                self.ask_times([day], replace=what == "change")
            case "pause" if day is not None and number is not None:
                self.pause([day], number)
            case "pauses" if number is not None and self.waited.get("ask") == "pause":
                self.pause(self._waited_days(), number)
            case "strike" if day is not None:
                self.strike(day)
            case "way" if number is not None and number < len(self.waited.get("shifts") or ()):
                meant = _shift(self.waited["shifts"][number])
                if self._waited_days():
                    self.take(self._waited_days(), meant, replace=self._replaces)
                else:
                    self.ask_day(meant)
            case "again" if not self._waited_days():
                self.ask_day()
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
                done = self._read_pause(text)
            case _:
                done = False
        if done:
            return True
        if not any(sign.isdigit() for sign in text) and not shift.speaks_of_times(text, self.lexicon):
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

    def _read_pause(self, text: str) -> bool:
        """How long the break was, or from when until when; also the hours once more, which replace those there."""
        days, found = self._waited_days(), shift.parse(text, self.lexicon, self.today)
        if found is None:
            length = shift.length_of(text, self.lexicon)
            if length is not None:
                self.pause(days, length)
            return length is not None
        one, stands = found.shifts[0], self.book.on(days[0])
        worked = stands.now.day.worked if stands is not None and stands.now.day is not None else ()
        if worked and found.on is None and worked[0][0] < one.start < one.end < worked[-1][1]:
            self.take(days, Shift(worked[0][0], worked[-1][1], ((one.start, one.end),)), replace=True)
        elif found.sure:
            self.take([found.on] if found.on is not None else days, one, replace=True)
        else:
            self.waited["replace"] = True
            self._two_ways(days, found.shifts)
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
            except (Impossible, Refused) as problem:
                if kept:  # of several days those before it stand
                    self._say_text("\n".join(f"✓ {self.say.line(noted)}" for noted in kept))
                why = problem if isinstance(problem, Refused) else Refused(PROBLEMS[problem.reason])
                self._refused(on, why, days[len(kept) :], several=len(days) > 1, second=second)
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
        if any(not one.now.pause_told for one in kept):
            self._say_text(text)
            self._ask_pause([one.on for one in kept])
            return
        rows = []
        if len(kept) == 1:
            rows = [
                (self.say.text("ui.change"), f"c:0:home/{KEY}.change.{kept[0].on}"),
                (self.say.text("hours.do.choice.strike"), f"c:0:home/{KEY}.strike.{kept[0].on}"),
            ]
        self._out("say", text, [*rows, self._back()])

    def _ask_pause(self, days: list[date]) -> None:
        self._wait("pause", days)
        one = f"pause.{days[0]}" if len(days) == 1 else "pauses"
        rows = [(self.say.text("hours.do.choice.no_break"), f"c:0:home/{KEY}.{one}.0")]
        rows += [(self.say.length(minutes), f"c:0:home/{KEY}.{one}.{minutes}") for minutes in PAUSES]
        if len(days) == 1:
            rows.append((self.say.text("ui.change"), f"c:0:home/{KEY}.change.{days[0]}"))
        minute = shift.words(self.turn.language, "minute") or shift.words("en", "minute")
        self._out("ask", self.say.text("hours.pause.ask", example=f"75 {minute[0]}"), rows)

    def pause(self, days: list[date], minutes: int) -> None:
        """How long the break of a day was, or of several days the same."""
        kept = []
        for on in days:
            stands = self.book.on(on)
            if stands is None or stands.now.day is None:
                continue
            try:
                day = Day(on, stands.now.day.worked, minutes)
            except Impossible:
                self._say("hours.break_long.info")
                self._ask_pause(days)
                return
            one = write(stands, day, self.now, pause_told=True)
            if one is not None:
                self.book.put(one)
            kept.append(self.book.on(on) or stands)
        if kept:
            self._written(kept)
        else:
            self.show()

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

    def _refused(
        self, on: date, problem: Refused, days: list[date], *, several: bool = False, second: bool = False
    ) -> None:
        beside = problem.beside or (self.book.on(on) if second else None)
        filled = {"line": self.say.line(beside)} if beside is not None else {}
        key = problem.key
        if key == "hours.overlap.info" and beside is None:
            key = "hours.unread.info"
        text = self.say.text(key, **filled)
        self._say_text(f"{self.say.on(on)}: {text}" if several else text)
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

    def _again(self) -> None:
        """The open question once more; what was waited for stays."""
        days = self._waited_days()
        match self.waited["ask"]:
            case "pause":
                self._ask_pause(days)
            case "end" if (since := self.book.running()) is not None:
                self.ask_end(since)
            case "times" | "way" if days:
                self.ask_times(days, replace=self._replaces)
            case _:
                self.ask_day()


def _kept(hours: Shift) -> list[Any]:
    """Hours that wait for an answer, as plain data."""
    return [hours.start, hours.end, [list(one) for one in hours.breaks], hours.loose]


def _shift(kept: list[Any]) -> Shift:
    start, end, breaks, loose = kept
    return Shift(start, end, tuple((first, last) for first, last in breaks), loose)
