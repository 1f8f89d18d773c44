"""A text spoken by a native speaker: uploaded, listened to, published, removed."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Missing, TooLarge
from bot.console.files import download
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.wording import recordings
from bot.wording.desk import DeskText
from bot.wording.meaning import mark
from bot.wording.recordings import LARGEST, RECORDED, NotTaken, Sound
from storage.uow import UnitOfWork

from .bench import PATH, Bench, bench_of

HERE = f"{PATH}/texts/{{language}}/{{key}}/recording"


@dataclass(frozen=True)
class Spoken:
    """A recording as the page of its text shows it. ``old``: the text is another by now, so it is not played."""

    id: str
    seconds: int
    by: str | None
    at: datetime
    old: bool


@dataclass(frozen=True)
class Recordings:
    """Of one text: what is played, and what waits to be published."""

    played: Spoken | None
    waits: Spoken | None


def recordings_of(uow: UnitOfWork, bench: Bench, text: DeskText) -> Recordings | None:
    """What is there of a text; None for one that carries no recording, or that nobody has written yet."""
    if text.key not in RECORDED or not text.text:
        return None
    named = bench.report.get("recordings", {}).get(text.language, {}).get(text.key)
    played = waits = None
    for row in uow.recordings.of_text(text.language, text.key):
        shown = Spoken(row.id, round(row.milliseconds / 1000), row.by, row.at, row.of != mark(text.text))
        if row.waits:
            waits = shown
        elif named is not None and named[0] == row.id:
            played = shown
    return Recordings(played, waits)


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_bringing(router, deps, pages, guard)
    _add_deciding(router, deps, guard)


def _add_bringing(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """Sent and heard."""
    reader = Depends(guard.reader)

    @router.get(f"{HERE}/{{recording}}")
    def hear(language: str, key: str, recording: str, request: Request, visit: Visit = reader) -> Response:
        """The sound, also of one that waits."""
        visit.must(Action.SEE_WORDING)
        with deps.db.read() as uow:
            there = {row.id for row in uow.recordings.of_text(language, key)}
            content = uow.recordings.content(recording, published=False) if recording in there else None
        if content is None:
            raise Missing
        return download(content, "audio/ogg", key, request.headers.get("range", ""))

    @router.post(HERE)
    async def upload(language: str, key: str, request: Request, visit: Visit = reader) -> Response:
        """Keep a recording until somebody has listened to it. Refused if it is no sound, or too long."""
        visit.must(Action.EDIT_WORDING)
        back = f"{PATH}/texts/{language}/{key}"
        sent = await guard.upload(request, visit)
        if sent is None or sent.fields.get("agreed") != "yes":
            raise Invalid("agreed", back, "staff.invalid.agreed")
        content = bytearray()
        async for piece in sent.stream():
            content += piece
            if len(content) > LARGEST * 4:
                raise TooLarge
        try:
            sound = await recordings.listened(bytes(content))
        except NotTaken as error:
            return pages.page(
                visit, "workshop_recording.html", status=422, problem=pages.sentence(visit.lang, error), back=back
            )
        await run_in_threadpool(_keep, deps, visit, language, key, sound)
        return _at(language, key, "recording_waits")


def _add_deciding(router: APIRouter, deps: ConsoleDeps, guard: Guard) -> None:
    """What waits is published or dropped, what is served is removed."""
    poster = Depends(guard.poster)

    @router.post(f"{HERE}/decide")
    def decide(language: str, key: str, posted: Posted = poster) -> Response:
        """Publish what waits, drop it, or remove every recording of the text for good."""
        visit = posted.visit
        visit.must(Action.EDIT_WORDING)
        what = posted.one_of("what", ("publish", "discard", "remove"))
        with deps.db.write() as uow:
            rules, heard = bench_of(deps, uow).rules, posted.get("heard")
            me = visit.staff.id
            if what == "publish" and recordings.waits_for_another(uow, language, key, me, heard=heard, rules=rules):
                done = "recording_second"
            elif what == "publish":
                number = recordings.publish(uow, language, key, me, heard=heard, now=visit.now, rules=rules)
                if number is None:
                    raise Invalid("what", f"{PATH}/texts/{language}/{key}", "staff.invalid.read_again")
                done = "recording_published"
            elif what == "discard":
                if heard not in {row.id for row in uow.recordings.waiting()}:
                    raise Invalid("what", f"{PATH}/texts/{language}/{key}", "staff.invalid.read_again")
                uow.recordings.discard(language, key)
                done = "recording_discarded"
            else:
                recordings.remove(uow, language, key, me, now=visit.now, rules=rules)
                done = "recording_removed"
            if done != "recording_second":
                note(uow, visit, done, f"{language}:{key}")
        deps.words.refresh()
        return _at(language, key, done)


def _at(language: str, key: str, done: str) -> Response:
    return RedirectResponse(f"{PATH}/texts/{language}/{key}?done={done}", 303)


def _keep(deps: ConsoleDeps, visit: Visit, language: str, key: str, sound: Sound) -> None:
    source, by = recordings.CONSOLE, visit.staff.id
    with deps.db.write() as uow:
        if not recordings.take(uow, language, key, sound, source=source, by=by, now=visit.now):
            raise Missing
        note(uow, visit, "recording_sent", f"{language}:{key}")


def note(uow: UnitOfWork, visit: Visit, action: str, what: str) -> None:
    """A line in the coordinators' log. ``what``: language and key of a text."""
    log(uow, visit, action, "text", what)
