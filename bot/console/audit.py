"""Who did what."""

from datetime import timedelta

from fastapi import APIRouter, Depends, Request, Response

from bot.access.policy import Action
from bot.access.roles import Role
from bot.console.clock_words import organisation
from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Visit
from storage.uow import UnitOfWork

PAGE = 100
SUMS_OF = timedelta(days=90)
FEWEST = 3
"""Sums below this are not told: once is as good as a name."""


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader = Depends(guard.reader)

    def sums(visit: Visit) -> Response:
        visit.must(Action.SEE_SUMS)
        with deps.db.write() as uow:
            log(uow, visit, "sums")
            chains = sorted(uow.access.audit_chains())
            titles = {c: organisation(deps.words.now, visit.lang, uow, None if c == "operator" else c) for c in chains}
            broken = [(titles[c], line) for c in chains if (line := uow.access.broken_link(c)) is not None]
            counted = [(titles[c], action, n) for c, action, n in uow.access.audit_sums(visit.now - SUMS_OF)]
        return pages.page(visit, "audit_sums.html", sums=counted, broken=broken, days=SUMS_OF.days, least=FEWEST)

    @router.get("/console/audit")
    def own_audit(request: Request, visit: Visit = reader) -> Response:
        """Everything that was opened and done, newest first. A lead reads the own organisation's; an auditor
        sums."""
        if not visit.may(Action.SEE_AUDIT):
            return sums(visit)
        before = request.query_params.get("before", "")
        with deps.db.read() as uow:
            chains = _chains(uow, visit)
            wanted = request.query_params.get("chain", "")
            chain = wanted if wanted in chains else (visit.viewer.chain if visit.viewer.chain in chains else "")
            chain = chain or next(iter(chains), "operator")
            lines = uow.access.audit_lines(
                chain, limit=PAGE, before=int(before) if before.isdigit() and len(before) < 10 else None
            )
            broken = uow.access.broken_link(chain)
            names = {s.id: s.name for s in uow.access.everyone()}
            numbers = {
                line.object_id: case.number
                for line in lines
                if line.object_kind == "case" and line.object_id and (case := uow.cases.get(line.object_id))
            }
            if not visit.may(Action.SEE_LIST):
                numbers = {}  # an administrator sees to accounts, and learns of no case
            titles = {c: organisation(deps.words.now, visit.lang, uow, None if c == "operator" else c) for c in chains}
        return pages.page(
            visit, "audit.html", lines=lines, names=names, numbers=numbers, chain=chain, chains=titles,
            broken=broken, older=lines[-1].seq if len(lines) == PAGE else None,
        )  # fmt: skip

def _chains(uow: UnitOfWork, visit: Visit) -> list[str]:
    if Role.parse(visit.staff.role) is Role.LEAD:
        return [visit.viewer.chain]
    return sorted(uow.access.audit_chains())
