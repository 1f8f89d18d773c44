"""Every endpoint of the console, guarded: refusals become pages, every answer gets its headers."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from bot.access.errors import AccessError, TooManyTries
from bot.cases.errors import CaseError, NoSuchCase, NotPossible
from bot.console import headers
from bot.console.deps import ConsoleDeps
from bot.console.errors import (
    Busy,
    Forbidden,
    Gone,
    LoginNeeded,
    Missing,
    Outdated,
    Refusal,
    SecondFactorNeeded,
    TooOften,
)
from bot.console.pages import Pages
from bot.console.visit import language_of
from bot.errors import NotAllowed, NotFound
from storage.errors import Erased, StaleRow, StorageAway, StorageBusy, StorageError, StorageFull, StorageMoved

_LOG = logging.getLogger(__name__)


def route_class(deps: ConsoleDeps, pages: Pages) -> type[APIRoute]:
    """The route class of a console with these surroundings."""

    class ConsoleRoute(APIRoute):
        """An endpoint whose refusals are pages."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            """The endpoint, guarded."""
            endpoint = super().get_route_handler()

            async def guarded(request: Request) -> Response:
                try:
                    response = await endpoint(request)
                except Exception as error:
                    response = await deps.db.run(_refused, request, pages, error)
                for name, value in headers.of_page(demo=deps.demo).items():
                    response.headers.setdefault(name, value)
                return response

            return guarded

    return ConsoleRoute


def _refused(request: Request, pages: Pages, error: Exception) -> Response:
    refusal = _as_refusal(request, error)
    if isinstance(refusal, LoginNeeded | SecondFactorNeeded):
        return _elsewhere(request, refusal)
    values: dict[str, Any] = {}
    if isinstance(refusal, Outdated):
        values = {"back": refusal.back, "kept_text": refusal.kept_text}
    else:
        values = {"back": getattr(refusal, "back", None), "reason": getattr(refusal, "reason", None)}
    if isinstance(error, AccessError | CaseError):
        values["sentence"] = error
    lang = getattr(request.state, "lang", None) or language_of(request)
    # An address that leads nowhere is not said again: whoever typed it may have put anything into it.
    path = "/console" if isinstance(refusal, Missing) else request.url.path
    return pages.refusal(refusal, lang, path, **values)


def _as_refusal(request: Request, error: Exception) -> Refusal:
    match error:
        case Refusal():
            return error
        case StaleRow():
            return Outdated(request.url.path.rpartition("/")[0])
        case NotAllowed():
            return Forbidden()
        case Erased():
            return Gone()
        case NotFound() | NoSuchCase():
            return Missing()
        case NotPossible():
            return Outdated(request.url.path.rpartition("/")[0])
        case StorageFull() | StorageBusy() | StorageAway() | StorageMoved():
            return Busy()
        case TooManyTries():
            return TooOften()
        case AccessError() | CaseError() | RequestValidationError():
            return Refusal()
        case HTTPException(status_code=404 | 405):
            return Missing()
        case StorageError() | Exception():
            _LOG.error("the console could not answer", exc_info=error)
            return _Broken()


class _Broken(Refusal):
    """Something went wrong here. The log says what; nothing was half done."""

    status = 500
    key = "broken"


def _elsewhere(request: Request, refusal: Refusal) -> Response:
    """To the log-in or the second factor; a script is told to go there as a whole."""
    target = "/console/second-factor"
    if isinstance(refusal, LoginNeeded):
        known = refusal.back not in (None, "/console", "/console/") and request.method == "GET"
        target = "/console/login" + (f"?{urlencode({'next': refusal.back})}" if known else "")
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": target})
    return RedirectResponse(target, 303)
