"""The regular jobs: the ladder's tick, digests, files to fetch and copy, housekeeping, texts published elsewhere."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial

from bot.cases.opened import remember
from bot.conversation import making
from bot.conversation.bubbles import bubble
from bot.conversation.filing import FILE_LIMIT, of_file
from bot.conversation.outgoing import reply
from bot.digests.deliver import send_due
from bot.digests.heads import send_head
from bot.digests.held import send_held
from bot.digests.schedule import DueDigest
from bot.digests.team import send_teams
from bot.digests.week_mail import send_week
from bot.escalation.tick import tick
from bot.evidence.copies import make_due
from bot.keeping.backups import Backups
from bot.log import Trouble
from bot.wiring import Program, base_url, staff_notifier_of
from bot.wording.enumerate import critical_keys
from bot.wording.taking import Watch
from bot.workers.housekeeping import Housekeeping
from bot.workers.room import Room
from bot.workers.scheduler import Job
from bot.workers.support_checks import SupportChecks
from storage.errors import StorageError
from storage.uow import UnitOfWork

log = logging.getLogger(__name__)


def jobs(program: Program) -> dict[str, Job]:
    """What the scheduler runs, each with its interval in seconds. All of them may run in several processes at once."""
    return {**_telling(program), **_keeping(program), **_texts(program)}


def _telling(program: Program) -> dict[str, Job]:
    """What tells somebody something when its time has come."""
    mail = program.settings.smtp is not None
    alerts = staff_notifier_of(program.settings, program.wording, program.clock)
    told_digests: set[DueDigest] = set()

    def ladder() -> int:
        if program.settings.demo:
            program.offset.refresh(program.database)
        result = tick(program.database, program.notifier, program.clock.business())
        if result.fired:
            program.outbox.wake_soon()
        return result.fired

    def digests() -> int:
        now, base = program.wording.now, base_url(program.settings)
        sent = send_due(program.database, now, base, program.clock, mail=mail, told=told_digests)
        sent += send_held(program.database, alerts, program.clock)
        if program.telegram is not None:
            sent += send_teams(program.database, now, base, program.clock)
        sent += send_week(program.database, now, base, program.clock, mail=mail)
        if sent:
            program.outbox.wake_soon()
        return sent

    def heads() -> int:
        told = send_head(program.database, program.wording.now, program.clock, mail=mail)
        if told:
            program.outbox.wake_soon()
        return told

    checks = SupportChecks(
        program.database, program.wording, program.clock, demo=program.settings.demo,
        mail=base_url(program.settings) if mail else None, kept_months=program.settings.closed_kept_months,
    )  # fmt: skip
    return {
        "ladder": Job(2.0, _noted(program, "ladder", ladder)),
        "digests": Job(20.0, _noted(program, "digests", digests)),
        "checks": Job(60.0, _noted(program, "checks", checks.run)),
        "heads": Job(60.0, _noted(program, "heads", heads)),
    }


def _keeping(program: Program) -> dict[str, Job]:
    """What keeps the house: what is forgotten, counted and saved, and whether there is room."""
    housekeeping = Housekeeping(
        program.database, program.wording, program.clock, lambda: program.conversations.structures.current.hash,
        program.notifier, program.settings.erasures_file, program.settings.closed_kept_months,
    )

    def counts() -> int:
        with program.database.write() as uow:
            worked = program.conversations.counts.write(uow)
            worked += program.wording.fallbacks.write(uow, program.clock.now())
        program.conversations.counts.written()
        program.wording.fallbacks.written()
        return worked

    def places() -> int:
        with program.database.write() as uow:
            return remember(uow, program.clock.now())

    found = {
        "housekeeping": Job(60.0, _noted(program, "housekeeping", housekeeping.run)),
        "room": Job(5.0, Room(program.database, program.clock).look),
        "counts": Job(20.0, _noted(program, "counts", counts)),
        "places": Job(60.0, _noted(program, "places", places)),
    }
    if program.settings.backup_dir is not None:
        backups = Backups(
            program.database, program.clock, program.settings.backup_dir, program.settings.erasures_file
        )
        found["backup"] = Job(60.0, _noted(program, "backup", backups.look))
    return found


def _texts(program: Program) -> dict[str, Job]:
    """What looks at the folder of texts. Several machines have several folders: there `todoke locales publish` says
    which one."""
    if not program.database.sqlite:
        return {}
    watch = Watch(
        program.database, program.settings.locales_dir, program.wording, program.opened.lexicons,
        lambda: critical_keys(program.conversations.structures.current), program.clock.now,
        program.opened.faults, program.opened.files,
    )  # fmt: skip
    return {"texts": Job(0.5, _tried("texts", watch.look))}


def _noted(program: Program, name: str, work: Callable[[], int]) -> Callable[[], None]:
    """Run a job and note when and how long."""

    def noted() -> None:
        begun = time.perf_counter()
        worked = work()
        seconds = time.perf_counter() - begun
        with program.database.write() as uow:
            uow.system.ticked(name, program.clock.now(), seconds, worked)

    return _tried(name, noted)


def _tried(name: str, work: Callable[[], object]) -> Callable[[], None]:
    """Run a job; what keeps it from its work is said once, and the next run tries again."""
    trouble = Trouble(log, name)

    def run() -> None:
        try:
            work()
            trouble.over()
        except StorageError as error:
            trouble.waits(error)
        except Exception:
            log.exception("%s failed", name)

    return run


async def files(program: Program, stop: asyncio.Event) -> None:
    """Fetch what workers sent on Telegram, beside everything else."""
    from bot.channels.telegram.attachments import fetch_due

    assert program.telegram is not None
    while not stop.is_set():
        fetched = 0
        try:
            fetched = await fetch_due(program.database, program.telegram, program.clock, partial(_tell, program))
            program.outbox.wake.set()
        except Exception:
            log.exception("files could not be fetched")
        if not fetched:
            try:
                await asyncio.wait_for(stop.wait(), 2.0)
            except TimeoutError:
                continue


async def pictures(program: Program, stop: asyncio.Event) -> None:
    """Draw metadata-free copies of the pictures that came, one at a time, beside everything else."""

    async def draw() -> int:
        return await make_due(program.database, program.clock)

    await _again_and_again(stop, draw, "copies of pictures", "a copy of a picture failed", pause=1.0)


async def papers(program: Program, stop: asyncio.Event) -> None:
    """Draw the papers that workers have ordered, beside everything else."""

    async def draw() -> int:
        touched: list[str] = []
        try:
            made = await asyncio.to_thread(
                making.make_due, program.database, program.clock, program.wording, touched.append
            )
        finally:
            for conversation_id in touched:
                program.gateway.changed(conversation_id)
        if made:
            program.outbox.wake.set()
        return made

    await _again_and_again(stop, draw, "papers", "a paper failed", pause=0.5)


async def _again_and_again(
    stop: asyncio.Event, work: Callable[[], Awaitable[int]], name: str, failed: str, *, pause: float
) -> None:
    """Until the program stops: at once while there is something to do, else after a pause of so many seconds; after ten
    where something kept it from its work."""
    trouble = Trouble(log, name)
    while not stop.is_set():
        worked, rest = 0, pause
        try:
            worked = await work()
            trouble.over()
        except StorageError as error:
            trouble.waits(error)
            rest = 10.0
        except Exception:
            log.exception(failed)
            rest = 10.0
        if not worked:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), rest)


def _tell(program: Program, uow: UnitOfWork, conversation_id: str, key: str, place: int) -> None:
    """Say what became of a file, beside the flow, in the worker's language; nothing once everything was deleted."""
    conversation = uow.conversations.get(conversation_id)
    if conversation is not None and not conversation.leaving:
        hint = (uow.conversations.open_state(conversation) or {}).get("hint")  # the phone's, until one is chosen
        language = conversation.language or hint or "en"
        text = program.wording.text(language, key, limit=str(FILE_LIMIT // 2**20))
        reply(uow, conversation, [bubble("note", language, of_file(place, text))], program.clock.now())
