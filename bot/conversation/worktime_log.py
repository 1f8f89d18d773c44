"""A worker's own log of hours: what was pressed in it, and what was typed for it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from bot.clock import date_in_japan, in_japan
from bot.documents.hours_words import clock
from bot.wording import values
from flows.events import Control
from flows.inputs import danger, shift, shift_bare, shift_items
from flows.inputs import dates as typed_dates
from flows.inputs.results import Limits, Understood
from flows.inputs.shift import Read, Shift, not_a_year_ago
from flows.law.log import loose_before

from .worktime_book import KEY, waited_shift
from .worktime_writing import WEEKS, Writing

FORGOTTEN = timedelta(hours=16)
"""A shift that has been running for longer: its end is asked, never guessed."""
_WHILE_FORGOTTEN = ("mistake", "way", "replace", "second", "remind", "month", "days", "pdf", "csv")
"""What can be pressed before that question is answered."""
_GOES_ON = ("way", "again", "replace", "second", "pause", "pauses", "tick", "ticked", "others")
"""What can be pressed as an answer to what the log has just asked; with anything else, it is over."""
_ANSWERS = {"on": "day", "week": "week"}
"""The same of what can be pressed at other times, too: to which question it is an answer."""
OLDEST = date(2000, 1, 1)
"""No button leads to an earlier day."""


class Log(Writing):
    """One event of the log."""

    # ---- what was pressed

    def press(self, what: str, *rest: str) -> None:
        """A button; what is not known, or does not fit any more, shows the log."""
        self.turn.uow.hours.hold(self.turn.conversation.worker_id)
        since = self.book.running()
        if since is not None and self.tapped - since > FORGOTTEN and what not in _WHILE_FORGOTTEN:
            self.ask_end(since)
            return
        day, month, number = self._asked_of(rest)
        if what not in _GOES_ON and self.waited.get("ask") != _ANSWERS.get(what, ""):
            self.waited = {}
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
            case "on" if day is not None:
                self.of_days([day])
            case "change" if day is not None:
                self.ask_times([day], replace=[day])
            case "pause" if day is not None and number is not None:
                self.pause([day], number)
            case "pauses" if number is not None and self.waited.get("ask") == "pause":
                self.pause(self._waited_days(), number)
            case "strike" if day is not None:
                self.strike(day)
            case "way" if number is not None and number < len(self.waited.get("shifts") or ()):
                self._is_meant(waited_shift(self.waited["shifts"][number]))
            case "again" if not self._waited_days():
                self.ask_day()
            case "again" if self.waited.get("on"):
                self.ask_times(self._waited_days(), replace=self._days("replace"), second=self._days("second"))
            case "replace" | "second" if self.waited.get("ask") == "twice":
                days = self._waited_days()
                so = {what: [*self._days(what), days[0]]}
                self.take(days, waited_shift(self.waited["shifts"][0]), **so)
            case "week":
                self.week(min(number or 0, WEEKS - 1), list(self.waited.get("on", ())))
            case "tick" if day is not None and self.waited.get("ask") == "week":
                self.tick(day)
            case "ticked" if self.waited.get("on"):
                self.of_ticked(sorted(self._waited_days()))
            case "month":
                self.month(month or self.today.replace(day=1))
            case "days" if month is not None:
                self.days(month)
            case "pdf" | "csv":
                self.file(what, month or self.today.replace(day=1))
            case "remind":
                self.remind(rest[0] if rest else "")
            case "others" if "said" in self.waited:
                self.to_others()
            case "close" if self.service.active(self.turn):
                self.service.go(self.turn, Control("close"))
            case _:
                self.show()

    def _asked_of(self, rest: tuple[str, ...]) -> tuple[date | None, date | None, int | None]:
        """Day, month and number of a button, each where it has one that can be."""
        try:
            day = date.fromisoformat(rest[0]) if rest and len(rest[0]) == 10 else None
            month = date.fromisoformat(f"{rest[0]}-01") if rest and len(rest[0]) == 7 else None
        except ValueError:
            day = month = None
        if any(one is not None and not OLDEST <= one <= self.today for one in (day, month)):
            day = month = None
        number = int(rest[-1]) if rest and rest[-1].isascii() and rest[-1].isdecimal() and len(rest[-1]) < 4 else None
        return day, month, number

    def _is_meant(self, one: Shift) -> None:
        """Of two readings this one."""
        if "weeks" in self.waited:
            self.ask_week(one, [[date.fromisoformat(day) for day in week] for week in self.waited["weeks"]])
        elif self._waited_days():
            self.take(self._waited_days(), one, replace=self._days("replace"), second=self._days("second"))
        else:
            self.ask_day(one)

    # ---- what was typed

    def meant(self, text: str) -> bool:
        """Whether what was typed is for the log, which waits for something. In doubt it is for somebody: then it goes
        to the people who help, or is an answer of the report."""
        asks, lexicon = self.waited["ask"], self.lexicon
        strange = shift_bare.strangers(text, lexicon, asked=True)
        if strange and (strange > 1 or danger.find(text, tuple(self.service.lexicons.values()))):
            return False
        if asks in ("times", "day", "way", "twice") and shift_bare.read_whole(text, lexicon, self.today) is not None:
            return True
        if any(sign.isdigit() for sign in text):
            return strange == 0 and not shift_items.has_long_number(text, lexicon)
        if strange == 0 and asks == "pause" and shift.length_of(text, lexicon) is not None:
            return True
        if strange == 0 and asks == "day" and self._date(text) is not None:
            return True
        return shift_items.speaks_of_times(text, lexicon)

    def is_day(self, text: str) -> bool:
        """Whether what was typed is a day, and nothing else; "1" may be a button."""
        if text.strip().isdecimal() or shift.speaks_of_length(text, self.lexicon):
            return False
        return self.meant(text) and self._date(text) is not None

    def read(self, text: str) -> None:
        """What was typed for the log. What can't be read is asked once more."""
        self.turn.uow.hours.hold(self.turn.conversation.worker_id)
        self.today = date_in_japan(self.tapped)  # "yesterday" is the day before it was written
        match self.waited["ask"]:
            case "end" | "way" | "times" if self._read_end(text):
                done = True
            case "times" | "day" | "way" | "twice":
                done = self._read_hours(text)
            case "pause":
                done = self._read_pause(text)
            case _:
                done = False
        if not done:
            self._say("hours.unread.info")
            self._again()

    def unread(self) -> None:
        """Hours were named that can't be read: they are asked, with an example."""
        self._say("hours.unread.info")
        self.ask_times([self.today])

    def _read_hours(self, text: str) -> bool:
        found = shift_bare.read_whole(text, self.lexicon, self.today)
        if found is None:
            return self.waited["ask"] == "day" and self._read_day(text)
        if shift_bare.breaks_in_doubt(text, found, self.lexicon, self.today):
            return False
        if shift_bare.not_worked(text, found, self.lexicon):
            return False
        self._take_read(found)
        return True

    def _take_read(self, found: Read) -> None:
        """Hours that were read. What was said of replacing holds for the days it was said of, and for no other."""
        one_day = found.weeks is None and not found.days
        days = [found.on] if found.on is not None else self._waited_days() if one_day else []
        if found.days and found.sure:
            self.ask_which(found)
        elif not found.sure:
            self._two_ways(days, found.shifts, found.weeks)
        elif found.weeks is not None:
            self.ask_week(found.shifts[0], found.weeks)
        elif not days:
            self.ask_day(found.shifts[0])
        else:
            self.take(days, found.shifts[0], replace=self._days("replace"), second=self._days("second"))

    def _date(self, text: str) -> Understood | None:
        found = typed_dates.parse(text, self.lexicon, self.today, Limits(max=0))
        return found if isinstance(found, Understood) else None

    def _read_day(self, text: str) -> bool:
        if shift.speaks_of_length(text, self.lexicon):
            return self._break_before_day(text)
        found = self._date(text)
        if found is None:
            return False
        days = [
            not_a_year_ago(date.fromisoformat(str(one)), text, self.today) for one in found.ambiguous or (found.value,)
        ]
        days = [day for day in days if day <= self.today] or days  # one that has not come is not meant
        if all(day < OLDEST for day in days):
            return False
        if all(day > self.today for day in days):
            self._say("hours.future.info")
            self.ask_day()
        elif found.certain or len(days) == 1:
            self.of_days(days)
        else:
            self._wait("day", [], shifts=self.waited.get("shifts", []))
            rows = [(values.day(self.turn.language, day), f"c:0:home/{KEY}.on.{day}") for day in days]
            self._out("ask", self.say.text("hours.which_day.ask"), [*rows, *self._others(), self._back()])
        return True

    def _break_before_day(self, text: str) -> bool:
        """How long the break was of hours whose day is still asked."""
        length, chosen = shift.one_length(text, self.lexicon), self.waited.get("shifts")
        if length is None or not chosen:
            return False
        self.ask_day(replace(waited_shift(chosen[0]), loose=length))
        return True

    def _read_pause(self, text: str) -> bool:
        """How long the break was, or from when until when; also the hours once more. Other hours
        are no break: what they are is asked."""
        days, found = self._waited_days(), shift.parse(text, self.lexicon, self.today)
        if found is None:
            length = shift.one_length(text, self.lexicon)
            if length is not None:
                self.pause(days, length)
            return length is not None
        one, stands = found.shifts[0], self.book.on(days[0])
        worked = stands.now.day.worked if stands is not None and stands.now.day is not None else ()
        if not shift_bare.is_bare(text, self.lexicon, self.today) or shift_bare.not_worked(text, found, self.lexicon):
            return False
        plain = found.on is None and not found.days and found.weeks is None
        if worked and plain and worked[0][0] < one.start < one.end < worked[-1][1]:
            between = [(end, begin) for (_, end), (begin, _) in pairwise(worked)]  # of several shifts, or breaks
            breaks = (*between, (one.start, one.end))
            known = loose_before(stands) if stands is not None else 0
            self.take(days, Shift(worked[0][0], worked[-1][1], breaks, known), replace=days)
        else:
            self._take_read(found)
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
