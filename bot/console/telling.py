"""How somebody is told: how often a digest comes, quiet hours; and the link in mails that turns digests off."""

import re

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.console.account import PATH
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Posted, Stranger
from bot.digests.schedule import EVERY
from bot.digests.stopping import reads_alone, turn_off, whose

_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    poster, anybody = Depends(guard.poster), Depends(guard.stranger)

    @router.post("/console/account/told")
    def save(posted: Posted = poster) -> Response:
        """How often, on which day of the week, and when not to be woken; two empty hours: no quiet hours."""
        visit, every = posted.visit, posted.one_of("every", EVERY)
        day = int(posted.one_of("day", {str(number) for number in range(7)}))
        begins, ends = posted.get("quiet_from"), posted.get("quiet_to")
        hours = [bool(_HOUR.fullmatch(hour)) for hour in (begins, ends)]
        if (begins or ends) and not all(hours):
            raise Invalid("quiet_from", PATH, "staff.invalid.quiet")
        with deps.db.write() as uow:
            staff = uow.access.get(visit.staff.id)
            assert staff is not None
            staff.digest_every, staff.digest_day = every, day
            staff.quiet_from, staff.quiet_to = (begins, ends) if begins else (None, None)
            staff.quiet_urgent = bool(posted.get("quiet_urgent"))
        return RedirectResponse(f"{PATH}?done=account_saved", 303)

    def answer(code: str, visitor: Stranger, *, act: bool) -> Response:
        with deps.db.write() if act else deps.db.read() as uow:
            staff = whose(uow, code, visitor.now)
            alone = staff is not None and reads_alone(uow, staff, deps.clock.business())
            if act and staff is not None:
                turn_off(uow, staff, visitor.now)
            done = staff is not None and staff.digest_every == "never"
            lang = staff.locale if staff is not None else visitor.lang
        shown = Stranger(lang, "/console", visitor.now, visitor.address)
        known = staff is not None
        return pages.page(
            shown, "digests_off.html", status=200 if known else 403, known=known, off=done, alone=alone, code=code
        )

    @router.get("/console/digests-off/{code}")
    def ask(code: str, request: Request, visitor: Stranger = anybody) -> Response:
        """The link from a mail: says what pressing the button does. Opening it changes nothing."""
        return answer(code[:60], visitor, act=False)

    @router.post("/console/digests-off/{code}")
    def off(code: str, request: Request, visitor: Stranger = anybody) -> Response:
        """Pressed on the page, or by the mail program itself (RFC 8058), which has no log-in and no page of ours."""
        return answer(code[:60], visitor, act=True)
