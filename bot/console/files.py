"""What workers have sent: a small picture to look at, a copy to share, and the original for those who may."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from bot.access.policy import Action, may
from bot.console import headers
from bot.console.deps import ConsoleDeps
from bot.console.errors import Forbidden, Missing, NotAware
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Visit
from bot.evidence.copies import COPY, SMALL
from bot.evidence.stretch import stretch_of
from storage.models.conversations import CopyState
from storage.repositories.staff_cases import CaseFile, Glimpse
from storage.rows import Row
from storage.uow import UnitOfWork

_OFFICE = "application/vnd.openxmlformats-officedocument."
_ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/heic": "heic",
    "image/avif": "avif", "application/pdf": "pdf", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a",
    "audio/wav": "wav", "audio/webm": "webm", "audio/amr": "amr", "audio/aac": "aac", "video/mp4": "mp4",
    f"{_OFFICE}wordprocessingml.document": "docx", f"{_OFFICE}spreadsheetml.sheet": "xlsx", "text/plain": "txt",
}  # fmt: skip
"""Every type that is served as itself, and the ending of its name."""


@dataclass(frozen=True)
class ShownFile:
    """A file as the page of its case shows it."""

    id: str
    media: str
    state: str
    received_at: datetime
    size: int | None
    sha256: str | None
    """Fingerprint of the original, in hex."""
    copy: dict[str, Any] | None
    """Of the copy to share: mime, size, width, height."""
    small: dict[str, Any] | None
    note: str | None
    """The key of what to say about it: being copied, can't be shown, nothing removed."""
    original: bool
    """Whether this person may have the file as it came."""
    careful: bool
    """Whether they have to say first that they know what it may tell."""
    shown: str | None = None
    """What the worker tapped that it shows, one of `bot.conversation.box.SHOWS`."""
    words: str | None = None
    """What the worker wrote that it shows, or sent along with it, in their own language."""

    @property
    def waits(self) -> bool:
        """Whether it will look different soon."""
        return self.note == "staff.file.soon"


def shown_files(uow: UnitOfWork, visit: Visit, file: CaseFile) -> list[ShownFile]:
    """The files of a case that the visitor reads in full."""
    if file.told is None:
        return []
    offers = file.offers or uow.cases.offers(file.glimpse.id)
    always = may(visit.staff, Action.ORIGINAL, file.glimpse, offers)
    return [_shown(row, meta, always) for row, meta in file.told.attachments]


def _shown(row: Row[Any], meta: dict[str, Any], always: bool) -> ShownFile:
    copies = meta.get("copies", {}) if row.state == "stored" else {}
    note = _note(row, meta) if row.state == "stored" else None
    original = row.state == "stored" and (always or without_copy(row, meta))
    shows = meta.get("shows", {}) if row.state in ("stored", "waiting") else {}
    words = None if "choice" in shows or row.state == "removed" else shows.get("text") or meta.get("caption")
    return ShownFile(
        row.id, row.media, row.state, row.received_at, row.size, meta.get("sha256"), copies.get(COPY),
        copies.get(SMALL), note, original, unstripped(row, meta), shows.get("choice"), words,
    )  # fmt: skip


def _note(row: Row[Any], meta: dict[str, Any]) -> str | None:
    if not _is_picture(meta):
        return "staff.file.as_it_came"
    if row.copy_state is None:
        return "staff.file.soon"
    return "staff.file.not_shown" if without_copy(row, meta) else None


def _is_picture(meta: dict[str, Any]) -> bool:
    return str(meta.get("mime", "")).startswith("image/")


def unstripped(row: Row[Any], meta: dict[str, Any]) -> bool:
    """Whether this is a picture whose place, time and device could not be taken out."""
    return _is_picture(meta) and row.copy_state == CopyState.NOT_SHOWN


def without_copy(row: Row[Any], meta: dict[str, Any]) -> bool:
    """Whether the original is all there will be, so that whoever reads the case needs it."""
    return not _is_picture(meta) or row.copy_state == CopyState.NOT_SHOWN


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, background = Depends(guard.reader), Depends(guard.background)

    @router.get("/console/cases/{number}/files")
    def list_again(number: str, visit: Visit = background) -> Response:
        """For a page that is open while copies are made: the list of files as it is now."""
        with deps.db.write() as uow:
            file = uow.access.case_file(visit.viewer, number)
            if file is None or file.told is None:
                raise Missing
            files = shown_files(uow, visit, file)
            log(uow, visit, "see_files", "case", file.glimpse.id)
            page = {"said": uow.interpreting.renderings(file.glimpse.id), "names": {}}
        return pages.page(visit, "_case_files.html", files=files, seen=file.glimpse, page=page)

    @router.get("/console/cases/{number}/files/{attachment_id}")
    def original(
        request: Request, number: str, attachment_id: str, aware: str = "", visit: Visit = reader
    ) -> Response:
        """A file as it came, always as a download with a name that tells nothing; the page plays recordings from here.

        A picture of which no copy could be made (HEIC, say) needs ``aware=yes``: who opens it knows what it may tell.
        """
        stretch = request.headers.get("range", "")
        return _given(
            deps, visit, number, attachment_id, None, action="download", aware=aware == "yes", stretch=stretch
        )

    @router.get("/console/cases/{number}/files/{attachment_id}/copy")
    def copy(number: str, attachment_id: str, visit: Visit = reader) -> Response:
        """The copy without metadata, as a download."""
        return _given(deps, visit, number, attachment_id, COPY, action="download_copy")

    @router.get("/console/cases/{number}/files/{attachment_id}/small")
    def small(number: str, attachment_id: str, visit: Visit = reader) -> Response:
        """The small picture that the page shows."""
        return _given(deps, visit, number, attachment_id, SMALL, action="see_picture")


def _given(
    deps: ConsoleDeps, visit: Visit, number: str, attachment_id: str, part: str | None, *, action: str,
    aware: bool = True, stretch: str = "",
) -> Response:
    """The bytes, once it is written down who gets them. ``aware``: they said that they know what it may tell."""
    with deps.db.read() as uow:
        found = uow.access.attachment(visit.viewer, number, attachment_id, part)
        if found is None:
            raise Missing
        seen, row, meta, pieces = found
        if part is None and not without_copy(row, meta):
            _must_have_original(uow, visit, seen)
        if part is None and not aware and unstripped(row, meta):
            raise NotAware
        content = b"".join(pieces)  # at most 20 MB
    with deps.db.write() as uow:
        log(uow, visit, action, "attachment", row.id)
    mime = meta["copies"][part]["mime"] if part else meta.get("mime", "")
    name = f"{seen.number}-{row.id[-4:]}" + ("" if part == COPY else f"-{part or 'original'}")
    return download(content, mime, name, stretch)


def _must_have_original(uow: UnitOfWork, visit: Visit, seen: Glimpse) -> None:
    if not may(visit.staff, Action.ORIGINAL, seen, uow.cases.offers(seen.id)):
        raise Forbidden


def download(content: bytes, mime: str, name: str, part: str = "") -> Response:
    """Bytes as a download of a fixed type, under a name of ours. ``part``: the request's Range, without which some
    browsers play no recording."""
    media_type = mime if mime in _ENDINGS else "application/octet-stream"
    wanted = stretch_of(part, len(content))
    if wanted is not None:
        first, last = wanted
        response = Response(content[first : last + 1], status_code=206, media_type=media_type)
        response.headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    else:
        response = Response(content, media_type=media_type)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Type"] = media_type  # exactly this: no charset is guessed
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{_ENDINGS.get(mime, "bin")}"'
    response.headers.update(headers.of_download())
    return response
