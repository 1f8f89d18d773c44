"""Texts taken away as a spreadsheet or .po file, filled in elsewhere, and brought back: every difference is shown and
taken or left, one by one. A blank never overwrites."""

import base64
import binascii
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from bot.access.policy import Action
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Missing, TooLarge
from bot.console.guard import Guard
from bot.console.headers import of_page
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.wording.checks import check_text
from bot.wording.desk import Desk, DeskText
from bot.wording.edition import SOURCE_LANGUAGE
from bot.wording.finding import Severity
from bot.wording.proposing import NOT_YET, TWICE, Edit, Outcome, difference, propose
from bot.wording.sheets import LARGEST, Brought, NotASheet, as_po, as_xlsx, from_po, from_xlsx, rows_of
from bot.wording.told import told_in

from .bench import PATH, SERVED, Bench, bench_of, own_name
from .one_text import note
from .phone import longest_of

HERE = f"{PATH}/files"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LARGEST_TEXT = 1500
_SHOWN = 3000
_UNPACKED = 16 * 2**20


class State(StrEnum):
    """What would become of an entry."""

    NEW = "new"
    """It can be taken."""
    NEWER = "newer"
    """Somebody has changed the text, or its English, since the file was taken away."""
    FAULTY = "faulty"
    """It can't be served as it is."""
    UNKNOWN = "unknown"
    """There is no such text."""


@dataclass(frozen=True)
class Entry:
    """One difference between a file and what is there."""

    edit: Edit
    state: State
    text: DeskText | None
    findings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """By which a form names it."""
        return f"{self.edit.language}:{self.edit.key}"


def compare(bench: Bench, edits: Sequence[Edit]) -> list[Entry]:
    """What a file says that is not there yet, in its order. Of a text that stands twice neither can be taken."""
    found: dict[tuple[str, str], Entry] = {}
    times = Counter((edit.language, edit.key) for edit in edits)
    for edit in edits:
        entry = _entry(bench, replace(edit, text=edit.text.strip()))
        if entry is not None and times[edit.language, edit.key] > 1:
            entry = replace(entry, state=State.FAULTY, findings=(TWICE,))
        if entry is not None:
            found[edit.language, edit.key] = entry
    return list(found.values())


def _entry(bench: Bench, edit: Edit) -> Entry | None:
    desk: Desk = bench.desk
    if edit.language not in desk.languages or not desk.has(edit.key) or len(edit.text) > _LARGEST_TEXT:
        return Entry(edit, State.UNKNOWN, None)
    text = desk.text(edit.language, edit.key)
    if not edit.text or edit.text == text.text:  # also of older English: an untouched row confirms nothing
        return None
    english = desk.text(SOURCE_LANGUAGE, edit.key)
    source = edit.text if edit.language == SOURCE_LANGUAGE else english.text
    values = longest_of(bench, edit.language, edit.key, edit.text)
    found = check_text(edit.language, edit.key, source, edit.text, values, critical=text.critical)
    findings = [finding for finding in found if finding.severity is not Severity.DRAFT]
    said = tuple(one.message for one in findings)
    if any(one.severity is Severity.FAULT for one in findings):
        return Entry(edit, State.FAULTY, text, said)
    base = edit.base or 0
    if base > desk.number:  # taken away elsewhere, from a demonstration perhaps: what is newer can't be told
        return Entry(edit, State.NEWER, text, (NOT_YET, *said))
    newer = max(text.release, english.release) > base
    return Entry(edit, State.NEWER if newer else State.NEW, text, said)


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_taking_away(router, deps, pages, guard)
    _add_bringing_back(router, deps, pages, guard)


def _add_taking_away(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """Out of here."""
    reader = Depends(guard.reader)

    @router.get(HERE)
    def files(visit: Visit = reader) -> Response:
        """Take away, bring back."""
        visit.must(Action.SEE_WORDING)
        with deps.db.read() as uow:
            desk = bench_of(deps, uow).desk
        return pages.page(visit, "workshop_files.html", languages=desk.languages, own_name=own_name, problem=None)

    @router.get(f"{HERE}/texts.{{kind}}")
    def take_away(kind: str, request: Request, visit: Visit = reader) -> Response:
        """What a language says now (``?language=``), as .xlsx or .po."""
        visit.must(Action.SEE_WORDING)
        with deps.db.read() as uow:
            bench = bench_of(deps, uow)
        language = request.query_params.get("language", "")
        if language not in bench.desk.languages or kind not in ("xlsx", "po"):
            raise Missing
        served = bench.wording(SERVED)
        rows = rows_of(served, language, deps.shelf.comments(), bench.desk.keys())
        content = as_po(language, rows, served.number) if kind == "po" else as_xlsx({language: rows}, served.number)
        name = f"todoke-{language}-{served.number}.{kind}"
        headers = {**of_page(demo=deps.demo), "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type="text/x-gettext-translation" if kind == "po" else XLSX, headers=headers)


def _add_bringing_back(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """Back again."""
    reader, poster = Depends(guard.reader), Depends(guard.large_poster)

    @router.post(HERE)
    async def bring_back(request: Request, visit: Visit = reader) -> Response:
        """Show what a file would change. Nothing is kept."""
        visit.must(Action.EDIT_WORDING)
        upload = await guard.upload(request, visit)
        if upload is None:
            raise Invalid("file", HERE, "staff.invalid.file")
        content = bytearray()
        async for piece in upload.stream():
            content += piece
            if len(content) > LARGEST:
                raise TooLarge
        return await run_in_threadpool(_differences, deps, pages, visit, upload.name, bytes(content))

    @router.post(f"{HERE}/take")
    def take(posted: Posted = poster) -> Response:
        """Take the ticked entries: served at once or waiting, as if they had been written here."""
        visit = posted.visit
        visit.must(Action.EDIT_WORDING)
        base, ticked = posted.number("base"), set(posted.all("take"))
        source = posted.one_of("source", ("po", "xlsx"))
        chosen = [replace(one, base=base) for one in unpacked(posted) if f"{one.language}:{one.key}" in ticked]
        if not chosen:
            raise Invalid("take", HERE, "staff.invalid.choose")
        with deps.db.write() as uow:
            bench = bench_of(deps, uow)
            done = propose(
                uow, chosen, base, visit.staff.id, now=visit.now, rules=bench.rules, source=source
            )
            note(uow, visit, "texts_taken", f"{source}:{len(chosen)}")
        deps.words.refresh()
        counts = {outcome: done.count(outcome) for outcome in Outcome}
        rest = [one for one in done.answers if one.outcome in (Outcome.REFUSED, Outcome.FAULTY)]
        return pages.page(
            visit, "workshop_taken.html", counts=counts, rest=rest, own_name=own_name, difference=difference,
            told=told_in(visit.lang),
        )  # fmt: skip


def _differences(deps: ConsoleDeps, pages: Pages, visit: Visit, name: str, content: bytes) -> Response:
    with deps.db.read() as uow:
        bench = bench_of(deps, uow)
    source = "po" if name.lower().endswith(".po") else "xlsx"
    try:
        brought = Brought(from_po(content, name=name), ()) if source == "po" else from_xlsx(content)
    except NotASheet as error:
        return pages.page(
            visit, "workshop_files.html", status=422, languages=bench.desk.languages, own_name=own_name,
            problem=pages.sentence(visit.lang, error),
        )  # fmt: skip
    entries = compare(bench, brought.edits)
    return pages.page(
        visit, "workshop_differences.html", entries=entries[:_SHOWN], left=max(0, len(entries) - _SHOWN),
        read=len(brought.edits), aside=brought.aside, own_name=own_name, difference=difference,
        base=bench.desk.number, name=name, told=told_in(visit.lang),
        sheet=packed([one.edit for one in entries[:_SHOWN]]), source=source,
    )  # fmt: skip


def packed(edits: Sequence[Edit]) -> str:
    """Changes as a form carries them."""
    plain = orjson.dumps([[one.language, one.key, one.text] for one in edits])
    return base64.b64encode(zlib.compress(plain)).decode()


def unpacked(posted: Posted) -> list[Edit]:
    """Changes from a form. Raises Invalid."""
    try:
        data = base64.b64decode((posted.form.get("sheet") or ("",))[0], validate=True)
        plain = orjson.loads(zlib.decompressobj().decompress(data, _UNPACKED))
        return [Edit(str(language), str(key), str(text)) for language, key, text in plain]
    except (binascii.Error, zlib.error, ValueError, TypeError) as error:
        raise Invalid("sheet", HERE) from error
