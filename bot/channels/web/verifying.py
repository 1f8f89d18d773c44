"""``/verify/<code>``: is this paper as it was issued? The browser works out the file's SHA-256 and sends only that.

A code alone tells on which day its paper was issued, of the version without names in which month, and nothing else: no
case, no name, no language.
"""

import time
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.web import assets, headers
from bot.channels.web.pages import likely_language
from bot.channels.web.throttle import Rate, Throttle
from bot.clock import date_in_japan
from bot.documents.checking import Known, by_code
from bot.wording import values
from bot.wording.languages import ENDONYMS
from bot.wording.readings import without_readings
from bot.wording.served import Snapshot, Wording
from storage.database import Database

_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip
_BODY = 200


def make_router(
    database: Database, wording: Wording, monotonic: Callable[[], float] = time.monotonic
) -> APIRouter:
    """The page and its one question."""
    router = APIRouter(prefix="/verify")
    files = {asset.path: asset for asset in assets.load_verify().values()}
    tries = Throttle(each=Rate(burst=30, every=2), all_together=Rate(burst=600, every=0.05))

    async def find(request: Request, code: str) -> Known | Response | None:
        delay = tries.delay(request.client.host if request.client else "", monotonic())
        return _too_fast(delay) if delay > 0 else await database.run(_look, database, code)

    @router.get("/assets/{path}", include_in_schema=False)
    def asset(path: str) -> Response:
        """Script and style under the hash of their content."""
        found = files.get(path)
        if found is None:
            return Response(status_code=404, headers=dict(headers.of_data()))
        return Response(found.plain, media_type=found.media_type, headers=dict(headers.of_file(for_ever=True)))

    @router.get("/{code}", include_in_schema=False)
    async def page(code: str, request: Request) -> Response:
        """On which day it was issued, and a place for the file."""
        known = await find(request, code[:40])
        if isinstance(known, Response):
            return known
        html = _html(wording.now, _language(request, wording.now), known)
        shown = {**headers.of_page(demo=False), "Cache-Control": "no-store", "Vary": "Accept-Language"}
        return Response(html, 200 if known else 404, shown, "text/html; charset=utf-8")

    @router.post("/{code}", include_in_schema=False)
    async def compare(code: str, request: Request) -> Response:
        """``{sha256}`` to ``{unchanged, text}``."""
        known = await find(request, code[:40])
        if isinstance(known, Response):
            return known
        said = bytearray()
        async for piece in request.stream():
            said += piece
            if len(said) > _BODY:
                return Response(status_code=413, headers=dict(headers.of_data()))
        words = wording.now
        language = _language(request, words)
        same = known is not None and bytes(said).decode("ascii", "replace").strip().lower() == known.sha256
        if known is None:  # erased since the page was opened, or mistyped: nothing can be said of the file
            text = words.text(language, "doc.verify.unknown.line")
        elif same:
            text = words.text(language, "doc.verify.unchanged.line", date=_when(language, known))
        else:
            text = words.text(language, "doc.verify.changed.line")
        return JSONResponse({"unchanged": same, "text": text}, headers=dict(headers.of_data()))

    return router


def _too_fast(delay: float) -> Response:
    return Response(status_code=429, headers={**headers.of_data(), "Retry-After": str(round(delay + 0.5))})


def _look(database: Database, code: str) -> Known | None:
    with database.read() as uow:
        return by_code(uow, code)


def _html(words: Snapshot, language: str, known: Known | None) -> str:
    says = words.text(language, "doc.verify.unknown.line")
    if known is not None:
        says = _issued(words, language, known)
    return _TEMPLATES.get_template("verify.html").render(
        language=language.replace("_", "-"), says=says, known=known is not None,
        title=words.text(language, "doc.verify.title"), noscript=words.text(language, "web.noscript"),
        assets={role: f"/verify/assets/{one.path}" for role, one in assets.load_verify().items()},
        choose=words.text(language, "doc.verify.choose.line"),
    )  # fmt: skip


def _language(request: Request, words: Snapshot) -> str:
    offered = {code: ENDONYMS.get(code, code) for code in words.all_languages}
    return likely_language(request.headers.get("accept-language", ""), offered)


def _issued(words: Snapshot, language: str, known: Known) -> str:
    if not known.anonymous:
        return words.text(language, "doc.verify.issued.line", date=_when(language, known))
    # "issued on" goes with a day: a month is said as the paper itself says it
    colon = "：" if language == "ja" else ": "
    return f"{without_readings(words.text(language, 'doc.record.issued.label'))}{colon}{_when(language, known)}"


def _when(language: str, known: Known) -> str:
    if known.anonymous:
        return without_readings(values.month(language, known.dated))
    return without_readings(values.day(language, date_in_japan(known.issued)))
