"""How a worker comes to the log of hours, and what is read of it."""

import csv
import io
from datetime import datetime

from bot.clock import JAPAN
from tests.conversation.papers import kept, press, text
from tests.conversation.talk import Said, Talk
from tests.conversation.ways import file_report

AT_NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=JAPAN)


def reported(talk: Talk) -> list[Said]:
    """Somebody with a report opens the log from the home page, on an evening."""
    file_report(talk)
    talk.clock.advance(AT_NIGHT - talk.clock.now())
    return press(talk, talk.command("status"), "My hours")


def opened(talk: Talk) -> list[Said]:
    """Somebody who has told nothing comes for the log, on an evening."""
    talk.clock.advance(AT_NIGHT - talk.clock.now())
    talk.command("hours")
    return talk.tap("lang/en")


def write(talk: Talk, line: str, day: str = "2026-11-24") -> list[Said]:
    """A day of hours, typed."""
    talk.press(f"c:0:home/hours.on.{day}")
    return talk.say(line)


def month(talk: Talk, name: str = "2026-11") -> str:
    return text(talk.press(f"c:0:home/hours.month.{name}"))


def days(talk: Talk, name: str = "2026-11") -> str:
    return text(talk.press(f"c:0:home/hours.days.{name}"))


def table(talk: Talk) -> list[dict[str, str]]:
    """The whole log as the worker gets it."""
    said = talk.press("c:0:home/hours.csv")
    return list(csv.DictReader(io.StringIO(kept(talk, said)[2].decode())))
