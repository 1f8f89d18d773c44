"""``/healthz`` (alive), ``/readyz`` (database, last tick, outbox age), ``/metrics`` (from this machine only)."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from bot.environment import is_loopback
from storage.errors import StorageError
from storage.uow import UnitOfWork

LATE_TICK = timedelta(seconds=30)
OLD_OUTBOX = timedelta(minutes=15)
PROBE = "probe"


def ready(uow: UnitOfWork, now: datetime) -> dict[str, Any]:
    """Whether the program does its work: each part with what was seen. ``ready`` is true when all are good."""
    ticks = uow.system.ticks()
    ladder = ticks.get("ladder")
    late = ladder is None or now - ladder.at > LATE_TICK
    oldest = uow.outbox.oldest_due(now)
    age = (now - oldest).total_seconds() if oldest else 0.0
    waiting = uow.inbox.oldest_waiting()
    parts = {
        "last_tick_seconds": None if ladder is None else round((now - ladder.at).total_seconds(), 1),
        "outbox_oldest_seconds": round(age, 1),
        "inbox_oldest_seconds": round((now - waiting).total_seconds(), 1) if waiting else 0.0,
        "alarms": uow.system.count_alarms(),
    }
    return {"ready": not late and age < OLD_OUTBOX.total_seconds(), **parts}


def make_router(program: Any) -> APIRouter:
    """The three endpoints."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        def look() -> dict[str, Any]:
            with program.database.write() as uow:  # a write: a full disk must be seen here first
                uow.system.set_fact(PROBE, program.clock.now().isoformat())
            with program.database.read() as uow:
                return ready(uow, program.clock.now())

        try:
            state = await program.database.run(look)
        except StorageError as error:
            state = {"ready": False, "storage": type(error).__name__}
        return JSONResponse(state, status_code=200 if state["ready"] else 503)

    @router.get("/metrics")
    async def metrics(request: Request) -> PlainTextResponse:
        if request.client is None or not is_loopback(request.client.host) or "x-forwarded-for" in request.headers:
            return PlainTextResponse("", status_code=404)
        registry = CollectorRegistry()
        registry.register(_Collector(await program.database.run(_read, program)))
        return PlainTextResponse(generate_latest(registry).decode(), media_type="text/plain; version=0.0.4")

    return router


def _read(program: Any) -> list[GaugeMetricFamily]:
    now = program.clock.now()
    with program.database.read() as uow:
        state = ready(uow, now)
        inbox, outbox = uow.inbox.counts(), uow.outbox.counts()
        twice = int(uow.system.fact("perhaps_twice") or 0)
        alarms: dict[str, int] = {}
        for alarm in uow.system.open_alarms():
            alarms[alarm.kind] = alarms.get(alarm.kind, 0) + 1
        cases = uow.cases.count_by_state()
        ticks = uow.system.ticks()
    families = [
        _family("todoke_inbox", "Inbound updates by status", "status", inbox),
        _family("todoke_outbox", "Messages by status", "status", outbox),
        _family("todoke_cases", "Cases by state", "state", cases),
        _family("todoke_alarms", "Open alarms by kind", "kind", alarms),
        _family("todoke_tick_age_seconds", "Since a job last ran", "job",
                {job: (now - row.at).total_seconds() for job, row in ticks.items()}),
        _family("todoke_tick_duration_seconds", "How long a job last took", "job",
                {job: row.seconds for job, row in ticks.items()}),
        _family("todoke_webhook", "Requests by outcome since the start", "outcome", program.counts),
    ]  # fmt: skip
    single = {
        "todoke_ready": float(state["ready"]), "todoke_outbox_oldest_seconds": state["outbox_oldest_seconds"],
        "todoke_inbox_oldest_seconds": state["inbox_oldest_seconds"], "todoke_perhaps_sent_twice": float(twice),
    }
    return families + [GaugeMetricFamily(name, name, value=value) for name, value in single.items()]


def _family(name: str, what: str, label: str, values: Any) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=[label])
    for key, value in values.items():
        family.add_metric([str(key)], float(value))
    return family


class _Collector:
    def __init__(self, families: list[GaugeMetricFamily]) -> None:
        self._families = families

    def collect(self) -> list[GaugeMetricFamily]:
        """What was read."""
        return self._families
