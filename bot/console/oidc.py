"""Coming in through an organisation's own provider, where the operator has set one up."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.errors import AccessError, NotFromProvider
from bot.console.deps import ConsoleDeps
from bot.console.errors import Missing
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Stranger, local_path

START, BACK = "/console/login/oidc", "/console/login/oidc/back"
COOKIE = "todoke_oidc"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part. The library is loaded when it is first used."""
    stranger = Depends(guard.stranger)

    @router.get(START)
    async def start(request: Request, visitor: Stranger = stranger) -> Response:
        """Off to the provider. A link and not a form: browsers let no form of ours lead elsewhere."""
        from bot.access import oidc, provider

        if deps.oidc is None:
            raise Missing
        target = local_path(request.query_params.get("next")) or "/console"
        try:
            endpoints = await provider.discover(deps.oidc)
            begun = await deps.db.run(oidc.begin, deps.db, deps.oidc, endpoints, _back_to(deps), visitor.now)
        except AccessError as error:
            return _refused(pages, visitor, error)
        response = RedirectResponse(begun.address, 303)
        guard.keep_state(response, COOKIE, f"{begun.state}:{target}", START)
        return response

    @router.get(BACK)
    async def back(request: Request, visitor: Stranger = stranger) -> Response:
        """Back from the provider, with a code for what it says of the person."""
        from bot.access import oidc, provider

        if deps.oidc is None:
            raise Missing
        asked = request.query_params
        kept, _, wanted = request.cookies.get(COOKIE, "").partition(":")
        target, state = local_path(wanted) or "/console", asked.get("state", "")
        try:
            verifier = await deps.db.run(oidc.take_back, deps.db, kept, state, visitor.address, visitor.now)
            if "code" not in asked or asked.get("iss", deps.oidc.issuer) != deps.oidc.issuer:
                raise NotFromProvider
            endpoints = await provider.discover(deps.oidc)
            token, keys = await provider.exchange(deps.oidc, endpoints, asked["code"], verifier, _back_to(deps))
            passed = await deps.db.run(
                oidc.let_in_with, deps.db, deps.oidc, keys, state, token, visitor.address, visitor.now
            )
        except AccessError as error:
            response = _refused(pages, visitor, error)
            guard.end_state(response, COOKIE, START)
            return response
        if passed.token is not None:
            response = RedirectResponse(target, 303)
            guard.keep_session(response, passed.token)
        else:
            response = pages.page(visitor, "login_code.html", back=target, problem=None, codes=passed.codes)
            guard.keep_step(response, passed.ticket or "")
        guard.end_state(response, COOKIE, START)
        return response


def _back_to(deps: ConsoleDeps) -> str:
    return f"{deps.base_url}{BACK}"


def _refused(pages: Pages, visitor: Stranger, error: AccessError) -> Response:
    problem = pages.sentence(visitor.lang, error)
    return pages.page(visitor, "login.html", status=403, back="/console", email="", problem=problem)
