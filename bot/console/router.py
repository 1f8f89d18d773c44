"""All endpoints under /console."""

from fastapi import APIRouter, Request, Response

from bot.console.assets import Assets
from bot.console.deps import ConsoleDeps
from bot.console.errors import Missing
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.route import route_class

from . import (
    accepting_side,
    account,
    alarms,
    appointments,
    audit,
    board,
    case_actions,
    case_page,
    closed_list,
    corrections,
    duty,
    entry,
    figures,
    files,
    finding,
    interpreting,
    ladders,
    named_views,
    oidc,
    organisations,
    partners,
    passkeys,
    people,
    replies,
    second_factor,
    several,
    team_chat,
    telling,
    together,
    together_files,
    week,
    work_list,
    workshop,
)

PARTS = (
    entry, second_factor, passkeys, oidc, work_list, finding, several, case_page, files, case_actions, replies,
    interpreting, appointments, duty, closed_list, partners, ladders, people, audit, alarms, account, telling,
    together, together_files, week, accepting_side, organisations, corrections, board, figures, named_views,
    team_chat, workshop,
)  # fmt: skip
"""What the console is made of; earlier ones answer first."""


def make_router(deps: ConsoleDeps) -> APIRouter:
    """The console, to be included in the program's web application."""
    assets = Assets()
    pages = Pages(deps, assets)
    guard = Guard(deps)
    router = APIRouter(route_class=route_class(deps, pages), include_in_schema=False)
    assets.add_to(router)
    for part in PARTS:
        part.add_to(router, deps, pages, guard)

    @router.api_route("/console/{rest:path}", methods=["GET", "POST"])
    def nothing(rest: str, request: Request) -> Response:
        """Every other address: a page of ours, not the framework's."""
        raise Missing

    return router
