"""Ladders: what the policies say, what a change would do, publishing it, and planning open cases anew.

Four separate steps: showing a change writes nothing, publishing touches no open case.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.cases import replan
from bot.cases.errors import CaseError
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Outdated
from bot.console.guard import Guard
from bot.console.ladder_trial import MOST_PARTNERS, MadeUp, try_out
from bot.console.ladder_words import rules
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from bot.escalation import policy_files
from bot.escalation.changing import Change, change, written
from bot.escalation.kept import in_use, publish, published, use_files
from bot.escalation.policy import Policies, PolicyError, Severity
from bot.wording.told import told_in
from storage.errors import StaleRow, StorageBusy
from storage.models import Case
from storage.uow import UnitOfWork

PATH = "/console/ladders"
LONGEST = 20_000
AT_A_TIME = 200
"""How many cases one press plans anew: the answer must not be waited for too long."""
_SECONDS = 8.0
_SHOWN = 50


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_looking(router, deps, pages, guard)
    _add_changing(router, deps, pages, guard)


def _add_looking(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """What they say, and what a change would do. Nothing is changed."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get(PATH)
    def ladders(request: Request, visit: Visit = reader) -> Response:
        """What the policies say; ``?policy=``: one of them to be changed."""
        visit.must(Action.SEE_LADDERS)
        with deps.db.read() as uow:
            wanted = request.query_params.get("policy", "")
            policy = next((p for p in in_use(uow).all if p.name == wanted), None)
            text = written(policy) if policy is not None else None
            made_up = MadeUp(severity=policy.severity.value) if policy is not None else MadeUp()
            return _page(deps, pages, uow, visit, text=text, made_up=made_up, done=done_key(request))

    @router.post(f"{PATH}/try")
    def try_change(posted: Posted = poster) -> Response:
        """Show what a change would do. Nothing is changed; a case that is looked at is in the log."""
        visit = posted.visit
        visit.must(Action.EDIT_LADDERS)
        text, made_up = _text(posted), _made_up(posted, _topics(deps))
        with deps.db.read() as uow:
            made = _read(deps, uow, text)
            if made.findings:
                return _page(deps, pages, uow, visit, status=422, text=text, made_up=made_up, findings=made.findings)
            tried = try_out(uow, deps, pages, visit, in_use(uow), made.policies, made_up)
            page = _page(deps, pages, uow, visit, text=text, made_up=made_up, change=made, tried=tried)
            case = uow.cases.find(made_up.number) if made_up.number else None
        if case is not None:
            _audit(deps, visit, "ladder_tried", "case", case.id)
        return page


def _add_changing(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """Published, taken from the files again, and open cases planned anew."""
    poster = Depends(guard.poster)

    @router.post(f"{PATH}/publish")
    def publish_change(posted: Posted = poster) -> Response:
        """New cases begin with it from now on. Open cases are not touched."""
        visit = posted.visit
        visit.must(Action.EDIT_LADDERS)
        text = _text(posted)
        with deps.db.write() as uow:
            if posted.get("was", longest=2000) != _ids(in_use(uow)):
                raise Outdated(PATH, text)  # somebody else has published meanwhile: look again
            made = _read(deps, uow, text)
            if made.findings:
                raise Invalid("text", PATH, "staff.invalid.ladder")
            publish(uow, made.policies, visit.staff.id, visit.now)
            log(uow, visit, "ladder_published", "policy", made.changed[0].id)
        return RedirectResponse(f"{PATH}?done=ladder_published", 303)

    @router.post(f"{PATH}/files")
    def take_files(posted: Posted = poster) -> Response:
        """New cases begin with what the files say again."""
        visit = posted.visit
        visit.must(Action.EDIT_LADDERS)
        try:
            policies = policy_files.load_policies(policy_files.FOLDER, _topics(deps))
        except PolicyError as error:
            with deps.db.read() as uow:
                return _page(deps, pages, uow, visit, status=422, findings=error.findings)
        with deps.db.write() as uow:
            if published(uow) is not None:
                use_files(uow, policies)
                log(uow, visit, "ladder_files", "policy", None)
        return RedirectResponse(f"{PATH}?done=ladder_files", 303)

    @router.post(f"{PATH}/replan")
    def plan_open_cases_anew(posted: Posted = poster) -> Response:
        """Put open cases under the policies in use, each in a transaction of its own, as many as there is time for."""
        visit = posted.visit
        visit.must(Action.EDIT_LADDERS)
        with deps.db.read() as uow:
            ids = _older(in_use(uow), uow.cases.open_cases())
        until = time.monotonic() + _SECONDS
        for case_id in ids[:AT_A_TIME]:
            if time.monotonic() > until:
                break
            try:
                with deps.db.write() as uow:
                    replan.replan(uow, deps.notifier, case_id, visit.staff, None, visit.business)
                    log(uow, visit, Action.REPLAN.value, "case", case_id)
            except (CaseError, StaleRow, StorageBusy):
                continue  # closed or planned anew meanwhile, or somebody is at it: the page counts what is left
        return RedirectResponse(f"{PATH}?done=ladder_replanned", 303)


def _topics(deps: ConsoleDeps) -> list[str]:
    return sorted({flow.topic for flow in deps.structure().flows.values() if flow.topic})


def _page(
    deps: ConsoleDeps, pages: Pages, uow: UnitOfWork, visit: Visit, *, status: int = 200, **values: Any
) -> Response:
    words, kept, by = deps.words.now, in_use(uow), published(uow)
    cases = uow.cases.open_cases()
    older = len(_older(kept, cases))
    person = uow.access.get(by.by) if by is not None else None
    given: dict[str, Any] = {
        "text": None, "made_up": MadeUp(), "tried": None, "findings": (), "change": None, "done": None,
    }  # fmt: skip
    return pages.page(
        visit, "ladders.html", status=status, kept=kept.all, by=by, person=person, cases=len(cases), older=older,
        rules=lambda policy: rules(words, visit.lang, policy), topics=_topics(deps), severities=tuple(Severity),
        at_a_time=AT_A_TIME, was=_ids(kept), most_partners=MOST_PARTNERS, longest=LONGEST, shown=_SHOWN,
        told=told_in(visit.lang),
        **(given | values),
    )  # fmt: skip


def _read(deps: ConsoleDeps, uow: UnitOfWork, text: str) -> Change:
    return change(in_use(uow), {"policy.yaml": text}, _topics(deps))


def _older(policies: Policies, cases: Sequence[Case]) -> list[str]:
    """Those that would live by another policy if they began today."""
    severities = {True: Severity.URGENT, False: Severity.NORMAL}
    return [case.id for case in cases if policies.pick(case.topic, severities[case.urgent]).id != case.policy]


def _made_up(posted: Posted, topics: Sequence[str]) -> MadeUp:
    deadline = posted.get("deadline", longest=10)
    if deadline:
        try:
            deadline = datetime.strptime(deadline, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            raise Invalid("deadline", PATH, "staff.invalid.choose") from None
    return MadeUp(
        number=posted.get("number", longest=40),
        topic=posted.one_of("topic", set(topics)),
        severity=posted.one_of("severity", {s.value for s in Severity}),
        partners=min(posted.number("partners"), MOST_PARTNERS),
        deadline=deadline,
    )


def _text(posted: Posted) -> str:
    """The policy as it was sent: space at its beginning counts, or the lines of findings would be others."""
    text = (posted.form.get("text") or ("",))[0]
    if not text.strip() or len(text) > LONGEST:
        raise Invalid("text", PATH, "staff.invalid.too_long" if text.strip() else "staff.invalid.note")
    return text.replace("\r\n", "\n")


def _ids(policies: Policies) -> str:
    return " ".join(sorted(policy.id for policy in policies.all))


def _audit(deps: ConsoleDeps, visit: Visit, action: str, kind: str, object_id: str) -> None:
    with deps.db.write() as uow:
        log(uow, visit, action, kind, object_id)
