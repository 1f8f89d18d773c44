"""The web chat's gateway over the database: the same inbox, conversations and bubbles as every other channel."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.channels.web.errors import BadRequest
from bot.channels.web.gateway import BubblePage, Media, NewSession, PaperFile
from bot.clock import Clock
from bot.conversation.filing import can_return_on
from bot.evidence.keep import keep_stream
from bot.keeping.held import held
from bot.wording.languages import ENDONYMS
from bot.wording.served import Wording
from bot.workers.intake import Arrival, Intake, store
from storage.database import Database
from storage.ids import new_id, plain_code
from storage.rows import Row
from storage.uow import UnitOfWork

EMERGENCY = "card.emergency"
"""The one text of the conversation that the page has at hand: it must appear when nobody answers."""
POLL = 1.0  # seconds between two looks while a phone waits: another replica may have answered


class StoredGateway:
    """Implements WebGateway."""

    def __init__(self, database: Database, clock: Clock, wording: Wording, intake: Intake) -> None:
        self._database = database
        self._clock = clock
        self._wording = wording
        self._intake = intake
        self._waiters: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._stopping = False

    # ---- sessions

    async def new_session(self, languages: Sequence[str], mark: str = "") -> NewSession:
        """Begin a conversation; its first event is stored in the same transaction."""
        token = secrets.token_urlsafe(32)
        conversation_id = await self._database.run(self._begin, token, list(languages), mark)
        self._intake.stored()
        return NewSession(token, conversation_id)

    def _begin(self, token: str, languages: list[str], mark: str) -> str:
        with self._database.write() as uow:
            now = self._clock.now()
            conversation_id, worker_id = uow.conversations.find_or_create("web", new_id(), now)
            uow.web.open_session(token, conversation_id, now)
            event = {"type": "command", "name": "start", "argument": mark, "languages": languages}
            arrival = Arrival(_source(conversation_id), 0, "web", "", event, (conversation_id, worker_id))
            store(uow, self._clock, [arrival])
            return conversation_id

    def proof_secret(self) -> str:
        """Made from the key that no database holds."""
        return self._database.keys.index("web_proof", "")

    async def use_proof(self, mark: str, until: datetime) -> bool:
        """Kept as other tickets that count once are."""

        def use() -> bool:
            with self._database.write() as uow:
                return uow.access.use_once(mark, until)

        return await self._database.run(use)

    async def identify(self, token: str) -> str | None:
        """The conversation a token opens."""

        def find() -> str | None:
            with self._database.read() as uow:
                found = uow.web.identify(token)
                return found[0] if found else None

        return await self._database.run(find)

    async def forget(self, token: str) -> None:
        """This phone was cleared."""

        def revoke() -> None:
            with self._database.write() as uow:
                uow.web.revoke(token, self._clock.now())

        await self._database.run(revoke)

    async def paper(self, conversation_id: str, paper_id: str) -> PaperFile | None:
        """A file that was made for this conversation's worker."""

        def read() -> PaperFile | None:
            with self._database.read() as uow:
                conversation, row = uow.conversations.get(conversation_id), uow.papers.get(paper_id)
                if conversation is None or row is None or row.worker_id != conversation.worker_id:
                    return None
                content = uow.papers.content(row)
                if content is None:
                    return None
                meta = uow.papers.meta(row)
                return PaperFile(str(meta["name"]), str(meta["mime"]), content)

        return await self._database.run(read)

    async def recording(self, recording_id: str) -> bytes | None:
        """A recording that was published and not erased since."""

        def read() -> bytes | None:
            with self._database.read() as uow:
                return uow.recordings.content(recording_id)

        return await self._database.run(read)

    async def recovery_code(self, conversation_id: str) -> str:
        """A new code; earlier ones go on working."""

        def make() -> str:
            with self._database.write() as uow:
                conversation = uow.conversations.get(conversation_id)
                assert conversation is not None
                code = uow.workers.new_recovery_code(conversation.worker_id, conversation_id, self._clock.now())
                return plain_code(code)

        return await self._database.run(make)

    async def recover(self, code: str, languages: Sequence[str] = ()) -> str | None:
        """A new token for the conversation of a code; a deletion that is not over yet is taken back."""

        def find() -> str | None:
            with self._database.write() as uow:
                conversation_id = uow.workers.conversation_of_code(code)
                conversation = uow.conversations.gone_on(conversation_id) if conversation_id else None
                begun = self._begin_with(uow, code, conversation, list(languages))
                if begun is not None or conversation is None:
                    return begun
                token = secrets.token_urlsafe(32)
                uow.web.open_session(token, conversation.id, self._clock.now())
                if conversation.leaving:  # taking the deletion back opens reports again: the conversation's own work
                    source, owner = f"recover:{conversation.id}", (conversation.id, conversation.worker_id)
                    event = {"type": "command", "name": "start", "argument": code}
                    store(uow, self._clock, [Arrival(source, uow.inbox.highest(source) + 1, "web", "", event, owner)])
                return token

        token = await self._database.run(find)
        self._intake.stored()
        return token

    def _begin_with(
        self, uow: UnitOfWork, code: str, conversation: Row[Any] | None, languages: list[str]
    ) -> str | None:
        """A new conversation that begins with a code: of a colleague, of a report that somebody helped to enter, or of
        a chat elsewhere, which goes on here."""
        if conversation is None and uow.groups.of_code(code) is None:
            return None
        if conversation is not None and conversation.channel == "web":
            return None
        token, now = secrets.token_urlsafe(32), self._clock.now()
        owner = uow.conversations.find_or_create("web", new_id(), now)
        uow.web.open_session(token, owner[0], now)
        event = {"type": "command", "name": "start", "argument": code, "languages": languages}
        store(uow, self._clock, [Arrival(_source(owner[0]), 0, "web", "", event, owner)])
        return token

    # ---- what the phone sends

    async def intake(self, conversation_id: str, seq: int, event: Mapping[str, Any]) -> bool:
        """Store an inbound event; also what the page shows of it, so that a reload brings it back.

        Raises BadRequest for a day of return that can't be waited for, before anything is kept of it.
        """
        if event.get("choice") == "return_on" and not can_return_on(event["value"], self._clock.now()):
            raise BadRequest(problem="value is no day from today on, or too far ahead")

        def keep() -> bool:
            with self._database.write() as uow:
                return self._arrive(uow, conversation_id, seq, dict(event))

        fresh = await self._database.run(keep)
        self._intake.stored()
        return fresh

    def _arrive(self, uow: UnitOfWork, conversation_id: str, seq: int, event: dict[str, Any]) -> bool:
        conversation = uow.conversations.get(conversation_id)
        assert conversation is not None
        owner = (conversation.id, conversation.worker_id)
        age = event.pop("age", None)
        if age is not None:
            event["at"] = (self._clock.now() - timedelta(seconds=age)).isoformat()
        arrival = Arrival(_source(conversation_id), seq, "web", "", event, owner)
        [fresh] = store(uow, self._clock, [arrival])
        if fresh:
            shown = {k: v for k, v in event.items() if k not in ("attachment", "at")}
            uow.web.add_bubbles(*owner, [("worker", {**shown, "seq": seq})], self._clock.now())
        return fresh

    async def store_file(
        self, conversation_id: str, seq: int, media: Media, name: str, mime: str, stream: AsyncIterator[bytes]
    ) -> bool:
        """Store a file piece by piece, and its event with the last; a file that breaks off leaves nothing."""

        def told(uow: UnitOfWork, attachment: str) -> bool:
            event = {"type": "file", "media": media, "name": name, "attachment": attachment}
            return self._arrive(uow, conversation_id, seq, event)

        kept = await keep_stream(
            self._database, self._clock, conversation_id=conversation_id, media=media, name=name, mime=mime,
            stream=stream, told=told,
        )  # fmt: skip
        self._intake.stored()
        return kept is not None

    # ---- what the phone shows

    async def bubbles(self, conversation_id: str, after: int, limit: int) -> BubblePage:
        """A stretch of the conversation."""

        def read() -> tuple[BubblePage, bool]:
            with self._database.read() as uow:
                conversation = uow.conversations.get(conversation_id)
                if conversation is None:
                    return BubblePage([]), False
                found = uow.web.bubbles(conversation_id, conversation.worker_id, after, limit + 1)
                mails = after > 0 and not found and _mails(uow, conversation)
                seq = uow.inbox.highest(_source(conversation_id))
                return BubblePage(found[:limit], seq, len(found) > limit, held(uow) is not None), bool(mails)

        page, told = await self._database.run(read)
        if told:
            await self._database.run(self._has_all, conversation_id, after)
        return page

    def _has_all(self, conversation_id: str, after: int) -> None:
        """Where the page has everything there is, no mail need tell of it."""
        with self._database.write() as uow:
            conversation = uow.conversations.get(conversation_id)
            mails = _mails(uow, conversation) if conversation is not None else []
            if mails and not uow.outbox.waits(conversation_id) and uow.web.last(conversation_id) <= after:
                uow.outbox.drop(mails, self._clock.now())

    async def wait(self, conversation_id: str, after: int, timeout: float) -> None:
        """Until there may be something new. Looks at the database now and then: another process may have written."""
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        changed = asyncio.Event()
        self._waiters[conversation_id].add(changed)
        try:
            while not self._stopping and (left := until - loop.time()) > 0:
                try:
                    await asyncio.wait_for(changed.wait(), min(left, POLL))
                    return
                except TimeoutError:
                    if await self._database.run(self._newest, conversation_id) > after:
                        return
        finally:
            self._waiters[conversation_id].discard(changed)
            if not self._waiters[conversation_id]:
                del self._waiters[conversation_id]

    def _newest(self, conversation_id: str) -> int:
        with self._database.read() as uow:
            return uow.web.last(conversation_id)

    def changed(self, conversation_id: str) -> None:
        """Something new is shown in this conversation."""
        for event in self._waiters.get(conversation_id, ()):
            event.set()

    def changed_somewhere(self) -> None:
        """Something may be new in any conversation."""
        for events in list(self._waiters.values()):
            for event in events:
                event.set()

    def stop(self) -> None:
        """Let go of all who wait."""
        self._stopping = True
        self.changed_somewhere()

    # ---- words

    def languages(self) -> Mapping[str, str]:
        """The languages that are offered."""
        return {code: name for code, name in ENDONYMS.items() if code in self._wording.now.languages}

    def texts(self, language: str) -> Mapping[str, str]:
        """The page's own texts."""
        words = self._wording.now
        return {**words.subset(language, "web."), EMERGENCY: words.text(language, EMERGENCY)}

    def release(self) -> str:
        """The release being served."""
        return str(self._wording.now.number)


def _source(conversation_id: str) -> str:
    return f"web:{conversation_id}"


def _mails(uow: UnitOfWork, conversation: Row[Any]) -> list[int]:
    return uow.outbox.mails_about(conversation.id, f"worker:{conversation.worker_id}:email")
