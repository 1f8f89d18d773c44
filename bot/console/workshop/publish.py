"""What waits to be published, what is to be decided about changed English, and the releases so far."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Missing
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from bot.wording.checks import check_text
from bot.wording.edition import SOURCE_LANGUAGE
from bot.wording.finding import Finding, Severity
from bot.wording.meaning import Verdict, mark
from bot.wording.proposing import (
    NoSuchRelease,
    NothingToDecide,
    Outcome,
    Proposed,
    WaitingChange,
    decide,
    difference,
    open_meanings,
    publish_waiting,
    rollback,
    waiting_changes,
)
from bot.wording.told import told_in
from bot.wording.two_people import are_two, is_somebody
from bot.wording.waits import Why

from .bench import PATH, Bench, bench_of, own_name
from .one_text import names_of, note, worst_first
from .phone import longest_of, on_phone

HERE = f"{PATH}/publish"
_RELEASES, _MOST, _CHANGES = 30, 1_000, 500
_PHONES = 40
"""So many changes are shown on a phone on the page itself; each text's own page shows it always."""


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_looking(router, deps, pages, guard)
    _add_publishing(router, deps, guard)


def _add_looking(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """What waits, and what was published."""
    reader = Depends(guard.reader)

    @router.get(HERE)
    def waiting(request: Request, visit: Visit = reader) -> Response:
        """What waits, with the difference and the phone; what is to be decided; the releases."""
        visit.must(Action.SEE_WORDING)
        with deps.db.read() as uow:
            bench = bench_of(deps, uow)
            changes, meanings = waiting_changes(uow), open_meanings(uow)
            releases, unheard = uow.wording.releases(_RELEASES), uow.recordings.waiting()
            names = names_of(uow, {one.published_by for one in releases} | {one.by for one in changes})
            own = {
                _name(one) for one in changes
                if "two_people" in one.why and is_somebody(one.by) and not are_two(uow, one.by, visit.staff.id)
            }  # fmt: skip
        phones = {
            _name(one): on_phone(bench, one.language, one.key, one.text, visit.business) for one in changes[:_PHONES]
        }
        findings = {_name(one): _findings(bench, one) for one in changes[:_CHANGES]}
        return pages.page(
            visit, "workshop_publish.html", changes=changes, phones=phones, findings=findings, name=_name,
            meanings=meanings,
            releases=releases, names=names, own_name=own_name, difference=difference, verdicts=tuple(Verdict), own=own,
            english=SOURCE_LANGUAGE, mark=mark, served=bench.desk.number, done=done_key(request),
            unheard=unheard, fault=Severity.FAULT, told=told_in(visit.lang),
        )  # fmt: skip

    @router.get(f"{HERE}/{{release}}")
    def one_release(release: str, visit: Visit = reader) -> Response:
        """What one release changed."""
        visit.must(Action.SEE_WORDING)
        if not (release.isascii() and release.isdigit() and len(release) < 10):
            raise Missing
        with deps.db.read() as uow:
            found = next((one for one in uow.wording.releases(_MOST) if one.number == int(release)), None)
            if found is None:
                raise Missing
            changes = uow.wording.changed_in(found.number, _CHANGES)
            served, whole = uow.wording.newest_number(), uow.wording.whole(found.number)
            names = names_of(uow, {found.published_by})
        return pages.page(
            visit, "workshop_release.html", release=found, changes=changes, names=names, own_name=own_name,
            difference=difference, left=max(0, found.changed - len(changes)),
            may_go_back=whole and served != found.number,
        )  # fmt: skip


def _add_publishing(router: APIRouter, deps: ConsoleDeps, guard: Guard) -> None:
    """Publishing, deciding, going back."""
    poster = Depends(guard.poster)

    @router.post(HERE)
    def publish(posted: Posted = poster) -> Response:
        """Serve the changes that are ticked."""
        visit = posted.visit
        visit.must(Action.EDIT_WORDING)
        chosen = {_chosen(posted, one) for one in posted.all("change")}
        if not chosen:
            raise Invalid("change", HERE, "staff.invalid.choose")
        with deps.db.write() as uow:
            bench = bench_of(deps, uow)
            if any(_is_another(posted, row) for name, row in bench.desk.waiting.items() if name in chosen):
                raise Invalid("change", HERE, "staff.invalid.read_again")
            proposed = publish_waiting(
                uow, chosen, visit.staff.id, now=visit.now, rules=bench.rules, verdicts=_verdicts(posted, chosen)
            )
            for answer in proposed.answers:
                if answer.outcome is Outcome.ACCEPTED:
                    note(uow, visit, "text_published", f"{answer.edit.language}:{answer.edit.key}")
        deps.words.refresh()
        return RedirectResponse(f"{HERE}?done={_done(proposed)}", 303)

    @router.post(f"{HERE}/decide")
    def decided(posted: Posted = poster) -> Response:
        """Whether a changed English text is still the same question."""
        visit = posted.visit
        visit.must(Action.EDIT_WORDING)
        key, verdict = posted.get("key"), Verdict(posted.one_of("verdict", tuple(Verdict)))
        with deps.db.write() as uow:
            bench = bench_of(deps, uow)
            try:
                decide(uow, key, verdict, visit.staff.id, now=visit.now, rules=bench.rules)
            except NothingToDecide:
                raise Invalid("key", HERE, "staff.invalid.read_again") from None
            note(uow, visit, "text_decided", key)
        deps.words.refresh()
        return RedirectResponse(f"{HERE}?done=text_decided", 303)

    @router.post(f"{HERE}/rollback")
    def back(posted: Posted = poster) -> Response:
        """Serve what an earlier release said."""
        visit = posted.visit
        visit.must(Action.EDIT_WORDING)
        number = posted.number("number")
        with deps.db.write() as uow:
            bench = bench_of(deps, uow)
            try:
                rollback(uow, number, visit.staff.id, now=visit.now, rules=bench.rules)
            except NoSuchRelease:
                raise Missing from None
            note(uow, visit, "texts_rolled_back", str(number))
        deps.words.refresh()
        return RedirectResponse(f"{HERE}?done=texts_rolled_back", 303)


def _findings(bench: Bench, change: WaitingChange) -> list[Finding]:
    """What the check says of a change, for whoever publishes it."""
    source = change.text if change.language == SOURCE_LANGUAGE else change.english
    values = longest_of(bench, change.language, change.key, change.text)
    critical = change.key in bench.rules.critical
    return worst_first(check_text(change.language, change.key, source, change.text, values, critical=critical))


def _verdicts(posted: Posted, chosen: set[tuple[str, str]]) -> dict[str, Verdict]:
    """What was said of the English texts among them: whether each is still the same question."""
    return {
        key: Verdict(said)
        for language, key in chosen
        if language == SOURCE_LANGUAGE and (said := posted.get(f"meaning:{key}")) in set(Verdict)
    }


def _done(proposed: Proposed) -> str:
    """What is said of it."""
    if proposed.count(Outcome.ACCEPTED):
        return "texts_published"
    return "text_second" if any(Why.TWO_PEOPLE in one.why for one in proposed.answers) else "text_english"


def _is_another(posted: Posted, row: Any) -> bool:
    """Whether other words wait by now than those that the page showed."""
    seen = posted.get(f"seen:{row.language}:{row.key}")
    return bool(seen) and seen != mark(row.text)


def _name(change: WaitingChange) -> str:
    """By which a form names a change."""
    return f"{change.language}:{change.key}"


def _chosen(posted: Posted, name: str) -> tuple[str, str]:
    language, found, key = name.partition(":")
    if not found:
        raise Invalid("change", posted.visit.path)
    return language, key
