"""Workers who tell a story by tapping, however long an answer takes, and what they have heard in the end."""

import asyncio
import re
from dataclasses import dataclass, field
from functools import cache

from bot.testing.bot_api import BotApiServer
from bot.testing.phone import Phone
from bot.testing.screen import Screen, Shown
from tests.support.missions import COMMON, MISSIONS, choose
from tests.support.texts import texts

PATIENCE = 300.0
"""Seconds a worker waits for an answer. While machines die faster than they start, nobody takes what Telegram brings:
who waits then is answered once the last has died."""
LONGEST = 60  # taps; far more than any path
_VARYING = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b|\d+")


@dataclass(frozen=True)
class Story:
    """What is told. Everybody who tells the same story must hear the same."""

    mission: str
    language: str
    first: tuple[str, ...] = ()
    """Choices that this story wants more than others of its mission."""

    @property
    def wanted(self) -> tuple[str, ...]:
        """The choices to press where they are offered."""
        return (self.language, self.mission, *self.first, *MISSIONS[self.mission], *COMMON)


@dataclass
class Teller:
    """A worker with a phone. `rest`: seconds between reading a question and pressing."""

    phone: Phone
    story: Story
    rest: float = 0.0
    visit: int = 0
    labels: tuple[str, ...] = ()
    pressed: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def open(cls, telegram: BotApiServer, chat_id: int, story: Story, rest: float = 0.0) -> "Teller":
        """With an open chat."""
        telegram.open_chat(chat_id)
        return cls(Phone(telegram, chat_id, story.language, patience=PATIENCE), story, rest)

    async def tell(self) -> "Teller":
        """The whole story, from /start to the end."""
        await self.phone.type("/start")
        for _ in range(LONGEST):
            shown = await self.phone.wait_for(self._next, PATIENCE)
            assert isinstance(shown, Shown)
            data = [b.data for b in shown.buttons if b.data.startswith("a:")]
            if not data:
                return self
            self.visit, self.labels = _visit(data[0]), tuple(b.label for b in shown.buttons)
            choice = choose([d.split(":", 2)[2] for d in data], self.story.wanted)
            await asyncio.sleep(self.rest)
            self.pressed.append((self.visit, choice))
            await self.phone.tap_data(f"a:{self.visit}:{choice}", shown.message_id)
        raise AssertionError(f"no end\n{self.phone.see()}")

    def _next(self, screen: Screen) -> Shown | None:
        """A question not answered yet (or one whose buttons have changed), or the end."""
        for message in reversed(screen.messages):
            data = [b.data for b in message.buttons]
            if data and data[0].startswith("c:0:home/") and self.visit:
                return message
            if data and data[0].startswith("a:"):
                labels = tuple(b.label for b in message.buttons)
                changed = _visit(data[0]) == self.visit and labels != self.labels
                return message if _visit(data[0]) > self.visit or changed else None
        return None

    def heard(self) -> list[str]:
        """What the bot has said, in order, without numbers and dates."""
        return [_VARYING.sub("…", m.text) for m in self.phone.see().messages if m.sender == "bot"]


@cache
def _stale() -> frozenset[str]:
    return frozenset(texts().text(language, "common.stale_button") for language in ("en", "vi"))


def heard_twice(model: list[str], heard: list[str]) -> int:
    """How many messages came once more. Raises AssertionError if one is missing or out of order.

    Whoever dies between sending and noting it sends again what it had taken: the last few, from some point on. A
    worker who presses on such a copy is told that the question was answered.
    """
    at = twice = 0
    for text in heard:
        if at < len(model) and text == model[at]:
            at += 1
        elif text in model[:at] or text in _stale():
            twice += 1
        else:
            raise AssertionError(f"out of order: {text!r}, after {model[:at]!r}")
    assert at == len(model), f"never came: {model[at:]!r}"
    return twice


def _visit(data: str) -> int:
    return int(data.split(":")[1])
