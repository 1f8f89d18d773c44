"""``todoke serve``: everything in one process; ``web`` and ``work`` are its halves."""

import asyncio
import contextlib
import gc
import logging
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Sequence

import uvicorn

from bot import language
from bot.digests.alarm_mails import AlarmMails
from bot.errors import TodokeError
from bot.keeping.held import held
from bot.keeping.rotation import Rotation
from bot.log import Trouble
from bot.questions import follow
from bot.settings import Settings, TelegramMode
from bot.wiring import Program, base_url, build
from bot.workers.auditor import Auditor
from bot.workers.scheduler import Scheduler
from flows.inputs import danger, topics
from storage.errors import StorageError

from . import alone
from .app import make_app
from .jobs import files, jobs, papers, pictures
from .leaving import Deadline

log = logging.getLogger(__name__)

DRAIN = 8.0  # seconds for what is on its way when we are told to stop
HELD_BACK = frozenset({"inbox", "outbox", "pictures", "files", "telegram"})
"""The loops that wait, like the scheduler, while a restored backup waits to be confirmed. What comes in is stored;
Telegram is not called at all: another machine may still serve this bot."""
WEBHOOK_SECRET = "webhook_secret"  # noqa: S105  # the name of a fact, not a secret


def serve(
    settings: Settings, *, web: bool = True, work: bool = True, announce: Callable[[str], None] = print,
    max_pages: int | None = None,
) -> int:
    """Run until told to stop (SIGTERM, SIGINT); what was begun is finished within 10 seconds.

    ``max_pages`` limits an SQLite database's size, to see what happens when there is no room left.
    """
    import uvloop

    working = alone.hold(settings.database_file) if work and settings.database_file is not None else None
    try:
        return uvloop.run(_serve(settings, web, work, announce, max_pages))
    finally:
        if working is not None:
            working.close()


def _warm(program: Program) -> None:
    """Read what the first message would otherwise wait for: word lists, language models."""
    for lexicon in program.opened.lexicons.values():
        lexicon.prepare()
    lexicons = program.opened.lexicons
    danger.find("", tuple(lexicons.values()))
    for lexicon in lexicons.values():
        topics.find("", (lexicon, lexicons["en"]))
    language.load()


def _settle() -> None:
    """What has been read by now stays for good: a later search for garbage that looked through all of it again would
    hold up every answer for a tenth of a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 20)


async def _serve(
    settings: Settings, web: bool, work: bool, announce: Callable[[str], None], max_pages: int | None
) -> int:
    program = build(settings, max_pages=max_pages)
    rotation = Rotation(program.database, program.clock)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if settings.demo:
        from bot.demo.seed import seed

        await program.database.run(seed, program.database, program.clock)
    secret = await program.database.run(_secret, program)
    server = _server(program, secret) if web else None
    tasks: list[asyncio.Task[None]] = []
    free = asyncio.Event()
    regular: list[Scheduler | Auditor] = []
    try:
        await program.database.run(rotation.come)
        if server is not None:  # first: whoever can't listen has touched nothing
            await _listen(server, program, announce)
        if work and program.database.sqlite:  # one process at a time works on it, and that is this one
            await program.database.run(_take_over, program)
        tasks = [
            asyncio.create_task(_guard(name, _when(free, run) if name in HELD_BACK else run, stop))
            for name, run in _loops(program, secret, web, work, stop)
        ]
        tasks.append(asyncio.create_task(_guard("keys", lambda: rotation.run(stop), stop)))
        tasks.append(asyncio.create_task(_guard("texts", lambda: _new_texts(program, stop), stop)))
        watch = _watch(program)  # in either half: that nobody does the work is for the other to say
        regular = [Scheduler(jobs(program)), watch] if work else [watch]
        watch.start()
        tasks.append(asyncio.create_task(_go_on(program, free, stop, regular)))
        await program.database.run(_warm, program)
        _settle()
        await stop.wait()
    finally:
        deadline = Deadline()
        deadline.start()
        stop.set()
        free.set()
        program.gateway.stop()
        if server is not None:
            server.should_exit = True
        _, _, *ended = await asyncio.gather(
            _drain(tasks, server), _leave(program, rotation), *(_end(one) for one in regular)
        )
        await program.close()
        if all(ended):  # else a thread would keep the interpreter from ending
            deadline.met()
    return 0


def _watch(program: Program) -> Auditor:
    mails = AlarmMails(lambda: program.wording.now, base_url(program.settings), mail=program.settings.smtp is not None)
    return Auditor(program.database, program.clock, program.settings, program.notifier, mails=mails)


async def _go_on(
    program: Program, free: asyncio.Event, stop: asyncio.Event, regular: Sequence[Scheduler | Auditor]
) -> None:
    """Let messages and clocks go on: at once, or after a restore when the operator has said so."""
    told, trouble = False, Trouble(log, "the clock of cases")
    while not stop.is_set():
        try:
            since = await program.database.run(_held, program)
            trouble.over()
        except StorageError as error:
            trouble.waits(error)
            since = ""
        if since is None:
            break
        if since and not told:
            log.warning("restored from a backup: nothing is sent until `todoke restore --go`", extra={"backup": since})
            told = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 2.0)
    if not stop.is_set():
        free.set()
        for one in regular:
            if isinstance(one, Scheduler):
                one.start()


async def _leave(program: Program, rotation: Rotation) -> None:
    with contextlib.suppress(TimeoutError):  # whoever can't say so is missed after a minute
        await asyncio.wait_for(program.database.run(rotation.leave), DRAIN)


async def _new_texts(program: Program, stop: asyncio.Event) -> None:
    """Serve the texts and the questions that another process published, within two seconds, whichever half this is."""
    trouble = Trouble(log, "new texts")
    flows = program.opened.flows
    while not stop.is_set():
        try:
            await program.database.run(program.wording.refresh)
            if flows is not None:
                await program.database.run(follow, program.database, flows, program.conversations.structures)
            trouble.over()
        except StorageError as error:
            trouble.waits(error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 2.0)


def _held(program: Program) -> str | None:
    with program.database.read() as uow:
        return held(uow)


def _when(free: asyncio.Event, run: Callable[[], object]) -> Callable[[], object]:
    async def wait() -> None:
        await free.wait()
        await run()  # type: ignore[misc]  # each is a coroutine function

    return wait


def _server(program: Program, secret: str) -> "_Server":
    config = uvicorn.Config(
        make_app(program, secret), host=program.settings.host, port=program.settings.port, log_config=None,
        access_log=False, http="httptools", timeout_graceful_shutdown=5, timeout_keep_alive=75,
        proxy_headers=False,  # the application itself knows whom to believe
        server_header=False, date_header=False, lifespan="off",
    )  # fmt: skip
    return _Server(config)


def _take_over(program: Program) -> None:
    with program.database.write() as uow:
        uow.conversations.free_all()
        uow.outbox.free_all()
        uow.system.free_leases(program.clock.now())


class _Server(uvicorn.Server):
    """Signals are ours: the server must not end before the loops."""

    serving: asyncio.Task[None] | None = None

    def install_signal_handlers(self) -> None:
        """Nothing."""


async def _listen(server: _Server, program: Program, announce: Callable[[str], None]) -> None:
    taken = _bind(program.settings)  # by ourselves: the server would end the whole program
    server.serving = asyncio.create_task(server._serve(sockets=[taken]))
    while not server.started and not server.serving.done():  # noqa: ASYNC110  # the server tells nobody
        await asyncio.sleep(0.01)
    port = taken.getsockname()[1]
    for line in _greeting(program.settings, port):
        announce(line)


def _bind(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((settings.host, settings.port))
    except OSError as error:
        opened.close()
        raise PortTaken(host=settings.host, port=settings.port) from error
    return opened


class PortTaken(TodokeError):
    """Todoke can't listen on {host}:{port}; something else does. Stop that, or set TODOKE_PORT to another number."""


def _greeting(settings: Settings, port: int) -> list[str]:
    here = f"http://{settings.host}:{port}"
    lines = ["", "Todoke is running."]
    if settings.demo:
        lines += [f"  Demonstration:  {here}/", "  Nothing in it is real; it can only be reached from this machine."]
    else:
        shown = settings.public_url or here
        lines += [f"  Workers:  {shown}/chat", f"  Staff:    {shown}/console"]
        lines.append(f"  Telegram: {settings.telegram_mode.value}")
    return [*lines, "  Stop with Ctrl-C.", ""]


def _loops(
    program: Program, secret: str, web: bool, work: bool, stop: asyncio.Event
) -> list[tuple[str, Callable[[], "asyncio.Future[None] | object"]]]:
    loops: list[tuple[str, Callable[[], object]]] = []
    if work:
        loops += [
            ("inbox", lambda: program.inbox.run(stop)),
            ("outbox", lambda: program.outbox.run(stop)),
            ("pictures", lambda: pictures(program, stop)),
            ("papers", lambda: papers(program, stop)),
        ]
    if program.telegram is not None:
        from . import telegram

        mode = program.settings.telegram_mode
        if work:
            loops.append(("files", lambda: files(program, stop)))
        if mode is TelegramMode.WEBHOOK and web:
            loops.append(("telegram", lambda: telegram.register(program, secret, stop)))
        elif mode is TelegramMode.POLLING and work:
            loops.append(("telegram", lambda: telegram.poll_updates(program, stop)))
    return loops


async def _guard(name: str, run: Callable[[], object], stop: asyncio.Event) -> None:
    """A loop that ends by an error is begun again: nothing may silence intake or sending for good."""
    while not stop.is_set():
        try:
            await run()  # type: ignore[misc]  # each is a coroutine function
            return
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("the %s loop failed and begins again", name)
            await asyncio.sleep(1)


async def _drain(tasks: list[asyncio.Task[None]], server: _Server | None) -> None:
    waiting = [*tasks, *([server.serving] if server is not None and server.serving is not None else [])]
    if not waiting:
        return
    _, late = await asyncio.wait(waiting, timeout=DRAIN)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)


async def _end(regular: Scheduler | Auditor) -> bool:
    """Let a job that runs finish, but not for longer than the drain: an abandoned one changes nothing halfway.

    Returns whether it has finished.
    """
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def end() -> None:
        regular.stop()
        with contextlib.suppress(RuntimeError):  # nobody waits any more
            loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=end, daemon=True).start()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(ended.wait(), DRAIN)
    return ended.is_set()


def _secret(program: Program) -> str:
    """The webhook's secret: the one set, or one made once and kept in the database, the same for all replicas."""
    if program.settings.telegram_webhook_secret is not None:
        return str(program.settings.telegram_webhook_secret)
    with program.database.write() as uow:
        return uow.system.settle(WEBHOOK_SECRET, secrets.token_urlsafe(32))
