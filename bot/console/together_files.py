"""Photos and papers that a worker shows at the counter, added to the report that is entered together with them.

They are kept like those of the web chat: in sealed pieces as they come, checked by content, and given to the
conversation with the last piece.
"""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.channels.web.errors import BadRequest, FileTooLarge
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Outdated, TooLarge
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.together import PATH, handled, note, own_draft, put, source_of
from bot.console.visit import Posted, Visit
from bot.evidence.keep import FileRefused, keep_stream
from storage.models import AssistedDraft
from storage.uow import UnitOfWork


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader = Depends(guard.reader)

    @router.post(PATH + "/{draft_id}/file")
    async def add_file(draft_id: str, request: Request, visit: Visit = reader) -> Response:
        """A photo, a paper, a recording, while the report is not sent yet."""
        visit.must(Action.ENTER)
        back = f"{PATH}/{draft_id}"
        upload = await guard.upload(request, visit)
        draft = await deps.db.run(_open, deps, visit, draft_id)
        if upload is None:
            raise Invalid("file", back, "staff.invalid.file")
        seq = Posted(visit, {"seq": (upload.fields.get("seq", ""),)}).number("seq")
        media = "photo" if upload.mime.startswith("image/") else "file"
        said = {"media": media, "name": upload.name}
        before = False

        def told(uow: UnitOfWork, attachment: str) -> bool:
            nonlocal before
            now = own_draft(uow, visit, draft_id)
            if not _still(uow, now):
                return False
            if seq != uow.inbox.highest(source_of(now)) + 1:
                before = _sent_before(uow, now, seq, said)
                return False
            event = {"type": "file", **said, "attachment": attachment}
            if not put(uow, deps, now, seq, event):
                return False
            _show(uow, deps, visit, now, seq, said)
            note(uow, visit, "together_file", draft_id)
            return True

        try:
            kept = await keep_stream(
                deps.db, deps.clock, conversation_id=draft.conversation_id, media=media, name=upload.name,
                mime=upload.mime, stream=upload.stream(), told=told,
            )
        except FileTooLarge as error:
            raise TooLarge from error
        except (FileRefused, BadRequest) as error:
            raise Invalid("file", back, "staff.invalid.file") from error
        if kept is None and not before:
            raise Outdated(back)
        await run_in_threadpool(handled, deps, draft)
        return RedirectResponse(f"{back}?done=together_file", 303)


def _open(deps: ConsoleDeps, visit: Visit, draft_id: str) -> AssistedDraft:
    """Raises Missing, and Outdated once the report is sent, deleted, or in the worker's own hands."""
    with deps.db.read() as uow:
        draft = own_draft(uow, visit, draft_id)
        if not _still(uow, draft):
            raise Outdated(f"{PATH}/{draft_id}")
        return draft


def _still(uow: UnitOfWork, draft: AssistedDraft) -> bool:
    row = uow.conversations.get(draft.conversation_id)
    gone = draft.taken_over_at is not None or draft.ended_at is not None
    return row is not None and not gone and not row.leaving


def _show(
    uow: UnitOfWork, deps: ConsoleDeps, visit: Visit, draft: AssistedDraft, seq: int, said: dict[str, str]
) -> None:
    row = uow.conversations.get(draft.conversation_id)
    assert row is not None
    words, lang = deps.words.now, visit.lang
    label = words.text(lang, "staff.together.added", what=words.text(lang, f"staff.media.{said['media']}"),
                       name=said["name"])
    shown = {"type": "said", "shown": label, "lang": lang, "seq": seq, "event": {"type": "file", **said}}
    uow.web.add_bubbles(row.id, row.worker_id, [("worker", shown)], visit.now)


def _sent_before(uow: UnitOfWork, draft: AssistedDraft, seq: int, said: dict[str, str]) -> bool:
    """Whether this very file was sent with this number already: a button pressed twice."""
    row = uow.conversations.get(draft.conversation_id)
    assert row is not None
    shown = uow.web.bubbles(row.id, row.worker_id, 0, 1_000)
    return any(one.get("seq") == seq and one.get("event") == {"type": "file", **said} for one in shown)
