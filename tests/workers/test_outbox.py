"""Messages that leave when they can, in order, and as few of them twice as can be: through real channels to servers
that are busy, broken or away."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text

from bot.cases.notifier import FakeNotifier
from bot.channels.email.out import EmailOut
from bot.channels.telegram.api import TelegramApi, open_session
from bot.channels.telegram.out import TelegramOut
from bot.clock import FakeClock
from bot.digests.mail import Mail
from bot.settings import SmtpServer
from bot.testing.bot_api import BotApiServer, FaultKind
from bot.workers.channel import Channel
from bot.workers.outbox import ASSUMED, LONGEST_WAIT, TWICE, OutboxWorker
from storage.database import Database
from storage.keys import Keyring
from tests.evidence.sounds import ogg

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
CHAT, OTHER = 7001, 7002
PARTS = ["a" * 3000, "b" * 3000, "c" * 3000]


class Post:
    """An outbox, with what waits in it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = FakeClock(NOW)

    def queue(self, chat: int, words: str, *, started: bool = False, **more: Any) -> None:
        """Something to say to a worker; ``started``: by us, and not in answer."""
        with self.database.write() as uow:
            lane, worker = uow.conversations.find_or_create("telegram", str(chat), self.clock.now())
            payload = {"type": "bubble", "kind": "say", "lang": "en", "text": words, **more}
            uow.outbox.queue(
                lane_id=lane, channel="telegram", subject=worker, payload=payload, now=self.clock.now(),
                visit=more.get("visit"), paced=started,
            )  # fmt: skip

    def record(self) -> str:
        """Somebody has spoken a text, and it is published."""
        with self.database.write() as uow:
            made = uow.recordings.put(
                "vi", "card.self_harm", ogg(), of="", milliseconds=1, source="console", by=None, now=self.clock.now()
            )
            uow.recordings.publish(made)
        return made

    def die_sending(self) -> None:
        """A process takes what is due, sends it, and is never heard of again."""
        with self.database.write() as uow:
            claims = uow.outbox.claim(self.clock.now(), timedelta(seconds=10), 5, ("telegram",))
            assert any(uow.outbox.take(claims, self.clock.now(), 5).values())
        self.clock.advance(seconds=11)

    def mail(self, to: str, mail: Mail) -> None:
        """A mail to a worker who has given an address."""
        with self.database.write() as uow:
            _, worker = uow.conversations.find_or_create("web", to, self.clock.now())
            uow.workers.update_profile(worker, email=to)
            uow.outbox.queue(
                lane_id=f"worker:{worker}:email", channel="email", subject=worker, payload=mail.payload(),
                now=self.clock.now(),
            )  # fmt: skip

    def states(self) -> dict[str, int]:
        """How many messages there are by status."""
        with self.database.read() as uow:
            return uow.outbox.counts()

    def tries(self) -> int:
        """How often something was tried that did not arrive."""
        with self.database.read() as uow:
            return int(uow.connection.execute(text("SELECT sum(attempts) FROM outbox")).scalar() or 0)

    def perhaps_twice(self) -> int:
        """How many are said to have come perhaps twice."""
        with self.database.read() as uow:
            return int(uow.system.fact(TWICE) or 0)

    @asynccontextmanager
    async def sending(self, **channels: Channel) -> AsyncIterator[OutboxWorker]:
        """A process that sends; it is told to stop at the end."""
        worker, stop = OutboxWorker(self.database, self.clock, channels), asyncio.Event()
        running = asyncio.create_task(worker.run(stop))
        yield worker
        stop.set()
        worker.wake_soon()
        await running


@pytest.fixture
def post(tables_url: str) -> Iterator[Post]:
    """Empty, on each database."""
    database = Database(tables_url, Keyring.new())
    yield Post(database)
    database.close()


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiServer]:
    """Telegram on this machine, where two workers have written before."""
    async with BotApiServer() as server:
        server.open_chat(CHAT)
        server.open_chat(OTHER)
        yield server


@pytest.fixture
async def out(telegram: BotApiServer, post: Post) -> AsyncIterator[TelegramOut]:
    """The way to Telegram."""
    async with open_session() as session:
        api = TelegramApi(telegram.token, telegram.root_url, session, timeout=2)
        yield TelegramOut(api, FakeNotifier(), post.clock)


async def until(true: Callable[[], bool], worker: OutboxWorker) -> None:
    """Wait until it is so; the worker need not wait for its next look."""
    async with asyncio.timeout(20):
        while not await asyncio.to_thread(true):
            worker.wake.set()
            await asyncio.sleep(0.01)


def said(telegram: BotApiServer, chat: int = CHAT) -> list[str]:
    """What the phone shows."""
    return [message.text for message in telegram.conversation(chat)]


def break_after(telegram: BotApiServer, part: str, kind: FaultKind) -> None:
    """Once this part has come, the next call fails."""
    failed: list[str] = []

    def shown(_chat: int, message: Any) -> None:
        if message.text == part and not failed:
            failed.append(part)
            telegram.fail(kind, "sendMessage", retry_after=5)

    telegram.account.watch(shown)


@pytest.mark.parametrize("kind", [FaultKind.TOO_MANY_REQUESTS, FaultKind.RESET, FaultKind.BAD_GATEWAY])
@pytest.mark.parametrize("last", PARTS[:2])
async def test_of_a_long_text_broken_off_the_parts_that_came_do_not_come_again(
    post: Post, telegram: BotApiServer, out: TelegramOut, kind: FaultKind, last: str
) -> None:
    break_after(telegram, last, kind)
    rows = [[{"label": "Yes", "data": "a:3:yes"}]]
    post.queue(CHAT, "\n\n".join(PARTS), visit=3, rows=rows)
    post.queue(CHAT, "what comes after")
    async with post.sending(telegram=out) as worker:
        await until(lambda: post.tries() == 1, worker)
    assert said(telegram) == PARTS[: PARTS.index(last) + 1]

    post.clock.advance(seconds=6)
    async with post.sending(telegram=out) as worker:  # another process: nothing of it was in memory only
        await until(lambda: post.states() == {"sent": 2}, worker)
    assert said(telegram) == [*PARTS, "what comes after"]
    assert [bool(message.keyboard) for message in telegram.conversation(CHAT)] == [False, False, True, False]

    post.queue(CHAT, "", type="clear")
    async with post.sending(telegram=out) as worker:
        await until(lambda: post.states() == {"sent": 3}, worker)
    assert said(telegram) == [], "each part is known by its own number, whichever process sent it"


async def test_a_part_whose_receipt_was_lost_comes_twice_the_others_once_and_it_is_counted(
    post: Post, telegram: BotApiServer, out: TelegramOut
) -> None:
    break_after(telegram, PARTS[0], FaultKind.LOST_REPLY)
    post.queue(CHAT, "\n\n".join(PARTS))
    async with post.sending(telegram=out) as worker:
        await until(lambda: post.tries() == 1, worker)
        post.clock.advance(seconds=6)
        await until(lambda: post.states() == {"sent": 1}, worker)
    assert said(telegram) == [PARTS[0], PARTS[1], PARTS[1], PARTS[2]]
    assert post.perhaps_twice() == 1


async def test_a_process_that_dies_in_the_middle_of_a_long_text_begins_where_it_was_last_noted(
    post: Post, telegram: BotApiServer, out: TelegramOut
) -> None:
    break_after(telegram, PARTS[0], FaultKind.RESET)
    post.queue(CHAT, "\n\n".join(PARTS))
    async with post.sending(telegram=out) as worker:
        await until(lambda: post.tries() == 1, worker)
    post.clock.advance(seconds=6)
    with post.database.write() as uow:  # taken by a process that was never heard of again
        claims = uow.outbox.claim(post.clock.now(), timedelta(seconds=10), 5, ("telegram",))
        [taken] = uow.outbox.take(claims, post.clock.now(), 5).values()
    assert [message.parts_sent for message in taken] == [1]
    post.clock.advance(seconds=11)
    async with post.sending(telegram=out) as worker:
        await until(lambda: post.states() == {"sent": 1}, worker)
    assert said(telegram) == PARTS


async def test_what_two_processes_died_of_sending_is_not_read_a_third_time(
    post: Post, telegram: BotApiServer, out: TelegramOut, caplog: pytest.LogCaptureFixture
) -> None:
    post.queue(CHAT, "No answer at the last step.", started=True)
    post.die_sending()
    post.die_sending()
    async with post.sending(telegram=out) as worker:
        await until(lambda: post.states() == {"sent": 1}, worker)
        post.queue(CHAT, "Good morning.", started=True)
        await until(lambda: post.states() == {"sent": 2}, worker)
    assert said(telegram) == ["Good morning."]
    assert "1 message(s) taken for arrived" in caplog.text
    with post.database.read() as uow:
        assert uow.system.fact(ASSUMED) == "1"


async def test_the_answer_to_a_person_is_sent_however_often_processes_die(
    post: Post, telegram: BotApiServer, out: TelegramOut
) -> None:
    post.queue(CHAT, "When was that?")
    for _ in range(4):
        post.die_sending()
    async with post.sending(telegram=out) as worker:
        await until(lambda: post.states() == {"sent": 1}, worker)
    assert said(telegram) == ["When was that?"]


async def test_a_voice_that_was_removed_is_sent_no_more_also_where_telegram_has_it_already(
    post: Post, telegram: BotApiServer, out: TelegramOut
) -> None:
    recording = post.record()
    async with post.sending(telegram=out) as worker:
        for _ in range(2):
            post.queue(CHAT, "", type="sound", id=recording)
        await until(lambda: post.states() == {"sent": 2}, worker)
        assert len(telegram.conversation(CHAT)) == 2
        assert len(telegram.account.files) == 1, "the second time by its short name"
        with post.database.write() as uow:
            uow.recordings.erase("vi", "card.self_harm")
        post.queue(CHAT, "", type="sound", id=recording)
        await until(lambda: post.states() == {"sent": 3}, worker)
    assert len(telegram.conversation(CHAT)) == 2


async def test_a_recording_that_telegram_does_not_know_any_more_goes_along_again(
    post: Post, telegram: BotApiServer, out: TelegramOut
) -> None:
    recording = post.record()
    async with post.sending(telegram=out) as worker:
        post.queue(CHAT, "", type="sound", id=recording)
        await until(lambda: post.states() == {"sent": 1}, worker)
        telegram.account.files.clear()  # as after the bot got another token
        post.queue(CHAT, "", type="sound", id=recording)
        await until(lambda: post.states() == {"sent": 2}, worker)
    assert len(telegram.account.files) == 1, "uploaded anew"
    assert len(telegram.conversation(CHAT)) == 2


async def test_time_outs_are_no_deaths_however_many(post: Post, telegram: BotApiServer, out: TelegramOut) -> None:
    post.queue(CHAT, "No answer at the last step.", started=True)
    async with post.sending(telegram=out) as worker:
        for tried in range(1, 4):
            telegram.fail(FaultKind.RESET, "sendMessage")
            post.clock.advance(minutes=11)
            await until(lambda tried=tried: post.tries() >= tried, worker)  # type: ignore[misc]  # mypy reads no lambda with a default
        post.clock.advance(minutes=11)
        await until(lambda: post.states() == {"sent": 1}, worker)
    assert said(telegram) == ["No answer at the last step."]
    assert post.perhaps_twice() == 3


async def test_a_day_without_telegram_gives_up_nothing_and_keeps_the_order(
    post: Post, telegram: BotApiServer, out: TelegramOut, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.outage()
    chats, queued = (CHAT, OTHER), 0
    async with post.sending(telegram=out) as worker:
        for quarter in range(24 * 4):
            if quarter % 12 == 0:
                queued += 1
                for chat in chats:
                    post.queue(chat, f"{chat}: message {queued}")
            before = post.tries()
            await until(lambda before=before: post.tries() >= before + len(chats), worker)  # type: ignore[misc]  # mypy reads no lambda with a default
            post.clock.advance(minutes=15)
        assert said(telegram) == said(telegram, OTHER) == []
        assert "dead" not in post.states()

        telegram.heal()
        post.clock.advance(LONGEST_WAIT)
        await until(lambda: post.states() == {"sent": len(chats) * queued}, worker)
    for chat in chats:
        assert said(telegram, chat) == [f"{chat}: message {n}" for n in range(1, queued + 1)]
    told = [record.getMessage().split(";")[0] for record in caplog.records if record.name == "bot.workers.outbox"]
    assert told == ["telegram takes no messages", "telegram takes messages again"], "one line each, however long"


async def test_a_token_that_is_wrong_for_a_while_loses_nothing_and_nothing_came_perhaps_twice(
    post: Post, telegram: BotApiServer
) -> None:
    async with open_session() as session:
        wrong, right = (
            TelegramOut(TelegramApi(token, telegram.root_url, session), FakeNotifier(), post.clock)
            for token in ("1:wrong", telegram.token)
        )
        post.queue(CHAT, "hello")
        async with post.sending(telegram=wrong) as worker:
            await until(lambda: post.tries() == 1, worker)
        post.clock.advance(minutes=1)
        async with post.sending(telegram=right) as worker:
            await until(lambda: post.states() == {"sent": 1}, worker)
    assert said(telegram) == ["hello"]
    assert post.perhaps_twice() == 0


class Mailbox:
    """A mail server that breaks the connection once: while the recipient is named, or when it has taken the mail."""

    def __init__(self, breaks: str) -> None:
        self.breaks = breaks
        self.taken: list[bytes] = []

    def _break(self, server: SMTP, when: str) -> None:
        if self.breaks == when:
            self.breaks = ""
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self._break(server, "recipient")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope.original_content or b"")
        self._break(server, "taken")
        return "250 OK"


@pytest.mark.parametrize(("breaks", "times"), [("recipient", 1), ("taken", 2)])
async def test_a_mail_taken_without_a_word_goes_out_again_under_the_same_name_and_is_counted(
    post: Post, free_port: int, breaks: str, times: int
) -> None:
    mailbox = Mailbox(breaks)
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port)
    controller.start()
    try:
        post.mail("somebody@example.org", Mail("News", "text", "<p>text</p>", "en", "one", "thread", None))
        channel = EmailOut(SmtpServer("127.0.0.1", free_port), FakeNotifier(), post.clock)
        async with post.sending(email=channel) as worker:
            await until(lambda: post.tries() == 1, worker)
            post.clock.advance(minutes=1)
            await until(lambda: post.states() == {"sent": 1}, worker)
    finally:
        controller.stop()
    names = [line for mail in mailbox.taken for line in mail.splitlines() if line.startswith(b"Message-ID")]
    assert len(names) == times
    assert len(set(names)) == 1
    assert post.perhaps_twice() == times - 1
