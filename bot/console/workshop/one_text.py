"""One text: beside its English and the other languages, with findings and the phone while it is typed, its history, and
the way to publish and sign it."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from bot.wording.checks import check_text
from bot.wording.desk import DeskText, Standing
from bot.wording.edition import SOURCE_LANGUAGE, Edition
from bot.wording.finding import Finding, Severity
from bot.wording.meaning import mark
from bot.wording.proposing import Answer, Edit, Outcome, difference, discard, propose
from bot.wording.reviewed import sign
from bot.wording.told import told_in
from storage.uow import UnitOfWork

from .bench import PATH, Bench, bench_of, own_name
from .phone import longest_of, on_phone
from .recordings import recordings_of

HERE = f"{PATH}/texts"
ADDRESS = HERE + "/{language}/{key}"
LONGEST = 1500
_DONE = {
    Outcome.ACCEPTED: "text_published", Outcome.WAITING: "text_waits", Outcome.UNCHANGED: "text_unchanged",
}  # fmt: skip


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_writing(router, deps, pages, guard)
    _add_deciding(router, deps, guard)


def _add_writing(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """Reading it and writing it."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get(ADDRESS)
    def one(language: str, key: str, request: Request, visit: Visit = reader) -> Response:
        """The text as it is, or as it waits to be published."""
        visit.must(Action.SEE_WORDING)
        with deps.db.read() as uow:
            bench = bench_of(deps, uow)
            return _page(deps, pages, uow, visit, bench, _text(bench, language, key), done=done_key(request))

    @router.post(f"{ADDRESS}/check")
    def check(language: str, key: str, posted: Posted = poster) -> Response:
        """Findings and phone while somebody types. Nothing is kept."""
        visit = posted.visit
        visit.must(Action.EDIT_WORDING)
        with deps.db.read() as uow:
            bench = bench_of(deps, uow)
        text = _text(bench, language, key)
        return pages.page(visit, "_text_checked.html", **_checked(bench, text, _typed(posted), visit))

    @router.post(ADDRESS)
    def save(language: str, key: str, posted: Posted = poster) -> Response:
        """Published at once, or kept until somebody publishes it; refused if somebody else was quicker."""
        visit = posted.visit
        visit.must(Action.EDIT_WORDING)
        typed, base = _typed(posted), posted.number("base")
        with deps.db.write() as uow:
            bench = bench_of(deps, uow)
            text = _text(bench, language, key)
            edit = Edit(language, key, typed, seen=posted.get("seen"))
            [answer] = propose(uow, [edit], base, visit.staff.id, now=visit.now, rules=bench.rules).answers
            if answer.outcome in _DONE:
                note(uow, visit, "text_changed", f"{language}:{key}")
            else:
                status = 409 if answer.outcome is Outcome.REFUSED else 422
                return _page(deps, pages, uow, visit, bench, text, status=status, typed=typed, answer=answer)
        deps.words.refresh()
        return RedirectResponse(f"{HERE}/{language}/{key}?done={_DONE[answer.outcome]}", 303)


def _add_deciding(router: APIRouter, deps: ConsoleDeps, guard: Guard) -> None:
    """What waits is dropped; what is served is signed."""
    poster = Depends(guard.poster)

    @router.post(f"{ADDRESS}/discard")
    def drop(language: str, key: str, posted: Posted = poster) -> Response:
        """What waits is not wanted any more."""
        visit = posted.visit
        visit.must(Action.EDIT_WORDING)
        with deps.db.write() as uow:
            _text(bench_of(deps, uow), language, key)
            if discard(uow, language, key):
                note(uow, visit, "text_discarded", f"{language}:{key}")
        back = f"{PATH}/publish" if posted.get("from") == "publish" else f"{HERE}/{language}/{key}"
        return RedirectResponse(f"{back}?done=text_discarded", 303)

    @router.post(f"{ADDRESS}/sign")
    def signed(language: str, key: str, posted: Posted = poster) -> Response:
        """A native reader has read it in its place: their name goes into the language's file of signatures."""
        visit = posted.visit
        visit.must(Action.EDIT_WORDING)
        who = posted.get("who", longest=80)
        if not who:
            raise Invalid("who", f"{HERE}/{language}/{key}", "staff.invalid.note")
        with deps.db.write() as uow:
            bench = bench_of(deps, uow)
            text = _text(bench, language, key)
            if language == SOURCE_LANGUAGE or posted.number("base") < text.release or not text.text:
                raise Invalid("who", f"{HERE}/{language}/{key}", "staff.invalid.read_again")
            sign(bench.rules.folder, language, [(key, text.english, text.text)], who, visit.now)
            Edition.open(uow).publish(uow, visit.now, bench.rules, source="signature", by=visit.staff.id)
            note(uow, visit, "text_signed", f"{language}:{key}")
        deps.words.refresh()
        return RedirectResponse(f"{HERE}/{language}/{key}?done=text_signed", 303)


def _page(
    deps: ConsoleDeps, pages: Pages, uow: UnitOfWork, visit: Visit, bench: Bench, text: DeskText, *,
    status: int = 200, typed: str | None = None, answer: Answer | None = None, done: str | None = None,
) -> Response:
    row = bench.desk.waiting.get((text.language, text.key))
    written = typed if typed is not None else row.text if row is not None else text.text
    history = uow.wording.history(text.language, text.key)
    by = {one.published_by for one in history} | ({row.by} if row is not None else set())
    recorded = recordings_of(uow, bench, text)
    if recorded is not None:
        by |= {one.by for one in (recorded.played, recorded.waits) if one is not None}
    before, after, todo = bench.desk.around(text.language, text.key)
    former = _former(uow, text) if text.standing is Standing.STALE else None
    others = [bench.desk.text(other, text.key) for other in bench.desk.languages if other != text.language]
    return pages.page(
        visit, "workshop_text.html", status=status, text=text, written=written, row=row, history=history,
        names=names_of(uow, by), others=others, own_name=own_name, comment=deps.shelf.comments().get(text.key, ""),
        place=bench.place(text.key), base=bench.desk.number, answer=answer, difference=difference, done=done,
        longest=LONGEST, seen=mark(row.text) if row is not None else "", before=before, after=after,
        todo=todo, former=former, recorded=recorded,
        **_checked(bench, text, written, visit),
    )  # fmt: skip


def _text(bench: Bench, language: str, key: str) -> DeskText:
    """Raises Missing."""
    if language not in bench.desk.languages or not bench.desk.has(key) or key.startswith("staff."):
        raise Missing
    return bench.desk.text(language, key)


def _former(uow: UnitOfWork, text: DeskText) -> str | None:
    """The English that a text out of date translates, where it is known."""
    return next(
        (row.before for row in uow.wording.meanings() if row.key == text.key and mark(row.before) == text.of), None
    )


def _typed(posted: Posted) -> str:
    typed = (posted.form.get("text") or ("",))[0].replace("\r\n", "\n").strip()
    if len(typed) > LONGEST:
        raise Invalid("text", posted.visit.path.removesuffix("/check"), "staff.invalid.too_long")
    return typed


def _checked(bench: Bench, text: DeskText, written: str, visit: Visit) -> dict[str, Any]:
    """What the check says of a text, and the phone with it."""
    source = written if text.language == SOURCE_LANGUAGE else text.english
    values: Mapping[str, str] = longest_of(bench, text.language, text.key, written)
    findings = worst_first(check_text(text.language, text.key, source, written, values, critical=text.critical))
    return {
        "findings": findings, "fault": Severity.FAULT, "spoken": text.language, "told": told_in(visit.lang),
        "phone": on_phone(bench, text.language, text.key, written, visit.business) if written else None,
    }  # fmt: skip


def worst_first(findings: list[Finding]) -> list[Finding]:
    """What is to be mended, without what only says that nobody has signed it."""
    return sorted((one for one in findings if one.severity is not Severity.DRAFT), key=_badness)


def _badness(finding: Finding) -> int:
    return 0 if finding.severity is Severity.FAULT else 1


def names_of(uow: UnitOfWork, ids: set[str | None]) -> dict[str, str]:
    """What people are called, by id."""
    found = {one: uow.access.get(one) for one in ids if one is not None}
    return {one: person.name for one, person in found.items() if person is not None}


def note(uow: UnitOfWork, visit: Visit, action: str, what: str) -> None:
    """A line in the coordinators' log. ``what``: language and key of a text."""
    log(uow, visit, action, "text", what)
