"""Writing into a worker's log of hours: start and stop, a day or several, what can't be, corrections."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.clock import date_in_japan, in_japan
from bot.documents.hours_words import clock
from bot.wording import values
from flows.inputs.shift import Read, Shift
from flows.inputs.shift_items import words
from flows.law.log import Noted, loose_before, strike, write
from flows.law.pay.days import DAY, Day, Impossible

from .worktime_book import KEY, PROBLEMS, Refused, as_data, asked_about, waited_shift
from .worktime_pages import Pages

PAUSES = (30, 45, 60, 90)
WEEKS = 8
"""So many weeks back the days to tick are offered; older ones are written one by one."""


class Writing(Pages):
    """What is asked before something is written down, and how it is written."""

    # ---- start and stop

    def start(self) -> None:
        """A shift begins now: when it was tapped."""
        self.book.run(self.tapped)
        text = self.say.text("hours.running.info", when=self.say.moment(self.tapped))
        self._out("say", "\n\n".join((text, *self._late())), self._buttons("stop"))

    def stop(self, since: datetime) -> None:
        """It ends now. Seconds are not counted. A shift of no length is no shift: then the hours are asked."""
        first = in_japan(since).replace(second=0, microsecond=0)
        begin = first.hour * 60 + first.minute
        end = begin + int((in_japan(self.tapped).replace(second=0, microsecond=0) - first).total_seconds()) // 60
        if end <= begin:  # tapped twice, or both came together
            self.waited = {"running": True}
            self.ask_times([first.date()])
            return
        self.waited = {"running": True}
        for said in self._late():
            self._say_text(said)
        self.take([first.date()], Shift(begin, end))

    def _late(self) -> list[str]:
        """Where nobody knows when it was tapped, it is said."""
        return [self.say.text("hours.tap_late.info", change=self.say.text("ui.change"))] if self.turn.after else []

    def ask_end(self, since: datetime) -> None:
        """A stop was forgotten: when was it?"""
        self._wait("end", [date_in_japan(since)], running=True)
        text = self.say.text("hours.end.ask", when=self.say.moment(since), example="19:00")
        self._out("ask", text, self._buttons("mistake"))

    # ---- writing down

    def ask_day(self, chosen: Shift | None = None) -> None:
        """Of which day the hours are. ``chosen``: they are known already."""
        self._wait("day", [], shifts=[as_data(chosen)] if chosen is not None else [])
        names = {0: "ui.today", 1: "ui.yesterday"}
        rows = []
        for back in range(7):
            day = self.today - timedelta(days=back)
            label = self.say.text(names[back]) if back in names else self.say.on(day)
            rows.append((label, f"c:0:home/{KEY}.on.{day}"))
        self._out("ask", self.say.text("hours.which_day.ask"), [*rows, *self._others(), self._back()])

    def ask_which(self, found: Read) -> None:
        """Of which of two days the hours are, or whether what looks like a day is hours, too."""
        days = [day for day in found.days if day <= self.today]
        if not days:
            self._say("hours.future.info")
            self.ask_day(found.shifts[0])
            return
        shifts = [as_data(one) for one in (found.shifts[0], found.whole) if one is not None]
        said = {name: named(self._days(name)) for name in ("replace", "second")}
        self._wait("day", self._waited_days(), shifts=shifts, **said)
        rows = [(values.day(self.turn.language, day), f"c:0:home/{KEY}.on.{day}") for day in days]
        if found.whole is not None:
            rows.append((stretches(found.whole), f"c:0:home/{KEY}.way.1"))
        self._out("ask", self.say.text("hours.which_day.ask"), [*rows, *self._others(), self._back()])

    def of_days(self, days: list[date]) -> None:
        """The day was chosen: hours that were told before it are written down for it; else they are asked."""
        chosen = self.waited.get("shifts") if self.waited.get("ask") == "day" else None
        if chosen:
            self.take(days, waited_shift(chosen[0]))
        else:
            self.ask_times(days)

    def ask_times(self, days: list[date], *, replace: Sequence[date] = (), second: Sequence[date] = ()) -> None:
        """From when until when. ``replace``, ``second``: as in `take`."""
        self._wait("times", days, replace=named(replace), second=named(second))
        shown = ", ".join(self.say.on(day) for day in days)
        text = self.say.text("hours.times.ask", days=shown, example=self.say.example())
        stands = self.book.on(days[0]) if len(days) == 1 else None
        if stands is not None:
            text = f"{self.say.line(stands)}\n\n{text}"
        since = self.book.running() if "running" in self.waited else None
        if since is not None:
            text = f"{self.say.text('hours.running.info', when=self.say.moment(since))}\n\n{text}"
        strike = stands is not None and stands.now.day is not None
        rows = [(self.say.text("hours.do.choice.strike"), f"c:0:home/{KEY}.strike.{days[0]}")] if strike else []
        rows += self._buttons("mistake") if since is not None else []
        self._out("ask", text, [*rows, *self._others(), self._back()])

    def _two_ways(
        self, days: list[date], readings: tuple[Shift, ...], weeks: Sequence[Sequence[date]] | None = None
    ) -> None:
        """The end is before the beginning: which of the two is meant? ``weeks``: as in `ask_week`."""
        shifts = [as_data(one) for one in readings]
        said: dict[str, Any] = {name: named(self._days(name)) for name in ("replace", "second")}
        if weeks is not None:
            said["weeks"] = [named(week) for week in weeks]
        self._wait("way", days, shifts=shifts, **said)
        rows = []
        for at, one in enumerate(readings):
            key = "until_next" if one.end > DAY else "until"
            rows.append((self.say.text(f"hours.do.choice.{key}", time=clock(one.end)), f"c:0:home/{KEY}.way.{at}"))
        self._out("ask", self.say.text("hours.two_ways.ask"), [*rows, *self._buttons("again"), *self._others()])

    def take(
        self, days: list[date], hours: Shift, *, replace: Sequence[date] = (), second: Sequence[date] = ()
    ) -> None:
        """Write these hours down for each of the days, or say why not. ``replace``: days of which the worker said that
        what stands there is replaced; ``second``: of which they said that it was a second shift."""
        kept: list[Noted] = []
        for at, on in enumerate(days):
            try:
                day = Day.of(on, hours.start, hours.end, hours.breaks, loose_break=hours.loose or 0)
                self.book.refuse(day, self.now)
                stands = self.book.on(on)
                told = hours.loose is not None or bool(hours.breaks)
                one = write(stands, day, self.now, pause_told=told, second=on in second)
                other = one is not None and one.how == "corrected" and stands is not None and stands.now.day is not None
                if stands is not None and other and on not in replace:
                    self._so_far(kept)
                    self._twice(stands, days[at:], hours)
                    return
            except (Impossible, Refused) as problem:
                self._so_far(kept)
                why = problem if isinstance(problem, Refused) else Refused(PROBLEMS[problem.reason])
                self._refused(why, days[at:], several=len(days) > 1, replace=replace, second=second)
                return
            if one is not None:
                self.book.put(one)
            noted = self.book.on(on)
            if noted is not None:
                kept.append(noted)
        if "running" in self.waited:
            self.book.run(None)
        self._written(kept)

    def _so_far(self, kept: list[Noted]) -> None:
        """Of several days those before one that is asked about stand. Their break is asked with that of the others."""
        if kept:
            self._say_text("\n".join(f"✓ {self.say.line(noted)}" for noted in kept))
            self.waited["before"] = [*self.waited.get("before", ()), *named(one.on for one in kept)]

    def _written(self, kept: list[Noted]) -> None:
        text = "\n".join(f"✓ {self.say.line(one)}" for one in kept)
        before = [self.book.on(date.fromisoformat(day)) for day in self.waited.pop("before", ())]
        open_ = [one.on for one in (*before, *kept) if one is not None and not one.now.pause_told]
        self.waited.pop("said", None)  # it was about hours
        self.waited.pop("running", None)
        if open_:
            self._say_text(text)
            self._ask_pause(open_)
            return
        self._wait("page", [])
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
        minute = words(self.turn.language, "minute") or words("en", "minute")
        text = self.say.text("hours.pause.ask", example=f"75 {minute[0]}")
        stands = self.book.on(days[0]) if len(days) == 1 else None
        about = asked_about(stands) if stands is not None else None
        if about is not None:  # of several shifts: which ones the break is asked of
            text = f"{self.say.work(about)}: {text}"
        self._out("ask", text, rows)

    def pause(self, days: list[date], minutes: int) -> None:
        """How long the break of a day was, or of several days the same."""
        kept = []
        for on in days:
            stands = self.book.on(on)
            if stands is None or stands.now.day is None:
                continue
            try:
                day = Day(on, stands.now.day.worked, loose_before(stands) + minutes)
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

    def _twice(self, stands: Noted, days: list[date], hours: Shift) -> None:
        """The first of these days has other hours by now: what are these? The days after it wait for the answer."""
        self._wait("twice", days, shifts=[as_data(hours)])
        text = self.say.text("hours.twice.ask", line=self.say.line(stands))
        self._out("ask", text, [*self._buttons("replace", "second"), *self._others(), self._back()])

    def _refused(
        self, problem: Refused, days: list[date], *, several: bool, replace: Sequence[date], second: Sequence[date]
    ) -> None:
        beside = problem.beside or (self.book.on(days[0]) if days[0] in second else None)
        filled = {"line": self.say.line(beside)} if beside is not None else {}
        key = problem.key
        if key == "hours.overlap.info" and beside is None:
            key = "hours.unread.info"
        text = self.say.text(key, **filled)
        self._say_text(f"{self.say.on(days[0])}: {text}" if several else text)
        if self.waited.get("ask") == "end" and (since := self.book.running()) is not None:
            self.ask_end(since)
        elif not several and days[0] > self.today:  # no hours of that day can be right: the next ones are of another
            self.ask_day()
        else:
            self.ask_times(days, replace=replace, second=second)

    # ---- a week

    def ask_week(self, hours: Shift, weeks: Sequence[Sequence[date]]) -> None:
        """Hours of several days that were named: those are ticked, and nothing is written down before Done. ``weeks``:
        those they may be of. It is the one in which more of them are over, else the newer one; days that have hours are
        left out."""
        self.waited.pop("running", None)  # the shift of now is none of them
        over = [[day for day in week if not self.book.to_come(day, hours.end, self.now)] for week in weeks]
        days = max(over, key=len, default=[])
        days = [day for day in days if (one := self.book.on(day)) is None or one.now.day is None]
        self.waited["shifts"] = [as_data(hours)]
        self.week(min((self.today - days[-1]).days // 7, WEEKS - 1) if days else 0, named(days))

    def of_ticked(self, days: list[date]) -> None:
        """The days are ticked: hours that were told before it are written down for them; else they are asked."""
        chosen = self.waited.get("shifts")
        if chosen:
            self.take(days, waited_shift(chosen[0]))
        else:
            self.ask_times(days)

    def week(self, number: int, ticked: list[str]) -> None:
        """The seven days that end today, or so many weeks before: those without hours can be ticked. Ticks of other
        weeks stay, and so do hours that are known already."""
        chosen = self.waited.get("shifts", [])
        last = self.today - timedelta(days=7 * number)
        stands = self.book.between(last - timedelta(days=6), last)
        self._wait("week", [date.fromisoformat(day) for day in ticked], week=number, shifts=chosen)
        rows = []
        for back in range(6, -1, -1):
            day = last - timedelta(days=back)
            if day in stands and stands[day].now.day is not None:
                continue
            mark = "☑" if str(day) in ticked else "☐"
            rows.append((f"{mark} {self.say.on(day)}", f"c:0:home/{KEY}.tick.{day}"))
        shown = {str(last - timedelta(days=back)) for back in range(7)}
        others = [f"☑ {self.say.on(date.fromisoformat(one))}" for one in sorted(ticked) if one not in shown]
        if number + 1 < WEEKS:
            rows.append((f"◀ {self.say.on(last - timedelta(days=7))}", f"c:0:home/{KEY}.week.{number + 1}"))
        if number:
            rows.append((f"▶ {self.say.on(last + timedelta(days=7))}", f"c:0:home/{KEY}.week.{number - 1}"))
        if ticked:
            rows.append((self.say.text("ui.done"), f"c:0:home/{KEY}.ticked"))
        hours = [stretches(waited_shift(one)) for one in chosen]
        text = "\n".join((*hours, self.say.text("hours.which_days.ask"), *others))
        self._out("ask", text, [*rows, *self._others(), self._back()])

    def tick(self, day: date) -> None:
        """Tick a day of the week that is shown, or take the tick away."""
        ticked = list(self.waited["on"])
        ticked.remove(str(day)) if str(day) in ticked else ticked.append(str(day))
        self.week(self.waited["week"], ticked)

    def _again(self) -> None:
        """The open question once more; what was waited for stays."""
        days = self._waited_days()
        match self.waited["ask"]:
            case "pause":
                self._ask_pause(days)
            case "end" if (since := self.book.running()) is not None:
                self.ask_end(since)
            case "times" | "way" | "twice" if days:
                self.ask_times(days, replace=self._days("replace"), second=self._days("second"))
            case _:
                self.ask_day()


def stretches(hours: Shift) -> str:
    """Hours as they are shown: 8:00–12:00, 13:00–17:00."""
    ends = (hours.start, *(at for one in hours.breaks for at in one), hours.end)
    return ", ".join(f"{clock(start)}–{clock(end)}" for start, end in zip(ends[::2], ends[1::2], strict=True))


def named(days: Iterable[date]) -> list[str]:
    """Days as they are kept while something waits."""
    return [str(day) for day in days]
