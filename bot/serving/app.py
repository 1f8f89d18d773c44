"""The web application: webhook, chat, console, demonstration, health."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.channels.web.figures import make_router as figures_router
from bot.channels.web.options import WebOptions
from bot.channels.web.router import make_router as chat_router
from bot.channels.web.verifying import make_router as verify_router
from bot.console.deps import ConsoleDeps
from bot.console.router import make_router as console_router
from bot.demo.router import make_router as demo_router
from bot.settings import Settings, TelegramMode
from bot.wiring import Program, base_url
from bot.wording.shelf import Shelf

from .health import make_router as health_router

if TYPE_CHECKING:
    from bot.access.provider import Provider

log = logging.getLogger(__name__)


def make_routes(program: Program) -> FastAPI:
    """Every endpoint of one program but Telegram's own."""
    app = FastAPI(title="Todoke", docs_url=None, redoc_url=None, openapi_url=None)
    settings = program.settings
    app.include_router(health_router(program))
    app.include_router(chat_router(program.gateway, WebOptions(demo=settings.demo)))
    app.include_router(verify_router(program.database, program.wording))
    app.include_router(figures_router(program.database))
    app.include_router(console_router(console_deps(program)))
    if settings.demo:
        app.include_router(demo_router(program))
    else:

        @app.get("/", include_in_schema=False)
        async def front() -> Response:
            return RedirectResponse("/chat")

    @app.get("/favicon.ico", include_in_schema=False)
    async def icon() -> Response:
        return Response(status_code=204)

    @app.exception_handler(Exception)
    async def unexpected(_request: Request, error: Exception) -> JSONResponse:
        log.error("a request failed", exc_info=error)
        return JSONResponse({"error": {"code": "internal", "message": "Something went wrong. Try again."}}, 500)

    return app


def make_app(program: Program, webhook_secret: str) -> ASGIApp:
    """All endpoints of one program, behind the web servers it trusts."""
    app, settings = make_routes(program), program.settings
    whole: ASGIApp = app
    if settings.telegram_mode is TelegramMode.WEBHOOK:
        from bot.channels.telegram.webhook import Webhook, in_front_of

        def name() -> str:
            return program.conversations.bot_name or ""

        webhook = Webhook(webhook_secret, program.take_telegram, bot_name=name, counts=program.counts)
        whole = in_front_of(app, webhook)
    return behind(settings.trusted_proxies, whole)


def behind(proxies: Sequence[str], app: ASGIApp) -> ASGIApp:
    """The application as reached through web servers in front of it.

    Who asks is the last address in ``X-Forwarded-For`` that is none of ``proxies``, if the one who brings it is one of
    them; whatever others write there is not believed. The brakes on guessing go by that address.
    """
    return ProxyHeadersMiddleware(app, list(proxies))  # type: ignore[arg-type, return-value]  # two names for ASGI


def console_deps(program: Program) -> ConsoleDeps:
    """What the console needs."""
    settings = program.settings
    return ConsoleDeps(
        db=program.database, clock=program.clock, words=program.wording, notifier=program.notifier,
        structure=lambda: program.conversations.structures.current, flows=lambda: program.opened.flows,
        public_url=settings.public_url,
        local_url=base_url(settings), demo=settings.demo, mail=settings.smtp is not None,
        reviewed_only=settings.reviewed_only,
        bot_name=lambda: program.conversations.bot_name, oidc=_provider(settings),
        wake_inbox=program.inbox.wake_soon, shelf=Shelf(settings.locales_dir),
    )


def _provider(settings: Settings) -> "Provider | None":
    if settings.oidc is None:
        return None
    from bot.access.provider import Provider

    return Provider(settings.oidc.issuer, settings.oidc.client_id, settings.oidc.secret)
