"""``/healthz`` (alive), ``/readyz`` (database, last tick, outbox age), ``/metrics`` (from this machine only)."""

import logging
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from bot.environment import is_loopback
from bot.wiring import Program
from bot.workers.outbox import TWICE
from storage.uow import UnitOfWork

log = logging.getLogger(__name__)

LATE_TICK = timedelta(seconds=30)
OLD_OUTBOX = timedelta(minutes=15)
PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
"""Headers of which a proxy adds at least one: what comes through it is not from this machine."""


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


def make_router(program: Program) -> APIRouter:
    """The three endpoints."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        try:
            state = await program.database.run(_look, program)
        except Exception as error:  # whatever it is, this process can't do its work now
            log.error("not ready: %s", type(error).__name__)
            state = {"ready": False, "storage": type(error).__name__}
        return JSONResponse(state, status_code=200 if state["ready"] else 503)

    @router.get("/metrics")
    async def metrics(request: Request) -> PlainTextResponse:
        from_here = request.client is not None and is_loopback(request.client.host)
        if not from_here or any(name in request.headers for name in PROXIED):
            return PlainTextResponse("", status_code=404)
        registry = CollectorRegistry()
        registry.register(_Collector(await program.database.run(_read, program)))
        return PlainTextResponse(generate_latest(registry).decode(), media_type="text/plain; version=0.0.4")

    return router


def _look(program: Program) -> dict[str, Any]:
    now = program.clock.now()
    with program.database.write() as uow:  # a write: a full disk must be seen here first
        uow.system.probe(now)
    with program.database.read() as uow:
        state = ready(uow, now)
    return {**state, "durability": program.database.durability()}


def _read(program: Program) -> list[GaugeMetricFamily]:
    now = program.clock.now()
    with program.database.read() as uow:
        state = ready(uow, now)
        inbox, outbox = uow.inbox.counts(), uow.outbox.counts()
        twice = int(uow.system.fact(TWICE) or 0)
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
