"""``/figures.json`` and ``/figures.csv``: the published quarters, for anybody, exactly as they were published."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bot.channels.web import headers
from bot.channels.web.throttle import Rate, Throttle
from bot.compliance.figures import FIELDS, NOTE, as_csv
from storage.database import Database

_QUARTER = 7


def make_router(database: Database, monotonic: Callable[[], float] = time.monotonic) -> APIRouter:
    """Both addresses. ``?quarter=2026-Q3`` chooses one quarter; nothing is worked out anew for anybody."""
    router = APIRouter()
    tries = Throttle(each=Rate(burst=30, every=2), all_together=Rate(burst=600, every=0.05))

    def read(quarter: str) -> list[Mapping[str, Any]]:
        with database.read() as uow:
            return [one.figures for one in uow.figures.published() if quarter in ("", one.quarter)]

    async def asked(request: Request) -> list[Mapping[str, Any]] | Response:
        delay = tries.delay(request.client.host if request.client else "", monotonic())
        if delay > 0:
            return Response(status_code=429, headers={**headers.of_data(), "Retry-After": str(round(delay + 0.5))})
        return await database.run(read, request.query_params.get("quarter", "")[:_QUARTER])

    @router.get("/figures.json", include_in_schema=False)
    async def as_json(request: Request) -> Response:
        """Everything published, with what each field means."""
        found = await asked(request)
        if isinstance(found, Response):
            return found
        quarters = [{"quarter": one["quarter"], "rows": one["rows"]} for one in found]
        content = {"note": NOTE, "dictionary": dict(FIELDS), "quarters": quarters}
        return JSONResponse(content, headers=dict(headers.of_data()))

    @router.get("/figures.csv", include_in_schema=False)
    async def as_table(request: Request) -> Response:
        """The same rows for a spreadsheet."""
        found = await asked(request)
        if isinstance(found, Response):
            return found
        named = {**headers.of_data(), "Content-Disposition": 'attachment; filename="todoke-figures.csv"'}
        return Response("\ufeff" + as_csv(found), media_type="text/csv; charset=utf-8", headers=named)

    return router
