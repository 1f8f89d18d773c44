"""The Telegram group of the own organisation: a lead links it, sets its hour, ends it."""

import re
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import LANGUAGES, Posted, Visit
from bot.console.work_list import done_key
from bot.digests.quiet import organisation_of
from bot.digests.team import start_link

PATH = "/console/team-chat"
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    def shown(visit: Visit, **values: Any) -> Response:
        with deps.db.read() as uow:
            team = uow.team_chats.of(organisation_of(visit.staff))
        base: dict[str, Any] = {"code": None, "done": None, "bot": deps.bot_name()}
        return pages.page(visit, "team_chat.html", team=team, **(base | values))

    @router.get(PATH)
    def group(request: Request, visit: Visit = reader) -> Response:
        """Whether a group is linked, and how to link one."""
        visit.must(Action.TEAM_CHAT)
        return shown(visit, done=done_key(request))

    @router.post(f"{PATH}/code")
    def code(posted: Posted = poster) -> Response:
        """A one-time code, shown once."""
        posted.visit.must(Action.TEAM_CHAT)
        with deps.db.write() as uow:
            made = start_link(uow, posted.visit.staff, posted.visit.now)
        return shown(posted.visit, code=made)

    @router.post(PATH)
    def save(posted: Posted = poster) -> Response:
        """When its digest comes, and in which language."""
        posted.visit.must(Action.TEAM_CHAT)
        hour, lang = posted.get("digest_at"), posted.one_of("locale", LANGUAGES)
        if not _HOUR.fullmatch(hour):
            raise Invalid("digest_at", PATH, "staff.invalid.hour")
        with deps.db.write() as uow:
            team = uow.team_chats.of(organisation_of(posted.visit.staff))
            if team is None:
                raise Missing
            team.digest_at, team.locale = hour, lang
        return RedirectResponse(f"{PATH}?done=team_saved", 303)

    @router.post(f"{PATH}/end")
    def end(posted: Posted = poster) -> Response:
        """Nothing goes there any more."""
        visit = posted.visit
        visit.must(Action.TEAM_CHAT)
        with deps.db.write() as uow:
            team = uow.team_chats.of(organisation_of(visit.staff))
            if team is not None:  # pressed twice is pressed once
                uow.team_chats.end(team)
                log(uow, visit, "team_ended")
        return RedirectResponse(f"{PATH}?done=team_ended", 303)
