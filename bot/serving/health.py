"""``/healthz`` (alive), ``/readyz`` (database, last tick, outbox age), ``/metrics`` (from this machine only)."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from bot.cases.opened import opened
from bot.wiring import Program
from bot.wording.languages import ENDONYMS
from bot.workers.outbox import ASSUMED, TWICE
from storage.uow import UnitOfWork

log = logging.getLogger(__name__)

LATE_TICK = timedelta(seconds=30)
OLD_OUTBOX = timedelta(minutes=15)
PATIENCE = 4.0
"""Seconds for the database to answer; whoever asks gives up after five."""
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
        state = await _state(program)
        return JSONResponse(state, status_code=200 if state["ready"] else 503)

    @router.get("/metrics")
    async def metrics(request: Request) -> PlainTextResponse:
        if not _from_here(request):
            return PlainTextResponse("", status_code=404)
        registry = CollectorRegistry()
        registry.register(_Collector(_of_process(program, await _state(program)) + await _kept(program)))
        return PlainTextResponse(generate_latest(registry).decode(), media_type="text/plain; version=0.0.4")

    return router


def _from_here(request: Request) -> bool:
    try:
        host = ip_address(request.client.host if request.client is not None else "")
    except ValueError:
        return False
    if isinstance(host, IPv6Address):
        host = host.ipv4_mapped or host
    return host.is_loopback and not any(name in request.headers for name in PROXIED)


async def _state(program: Program) -> dict[str, Any]:
    """What ``ready`` says, as seen by writing; never raises."""
    try:
        return await asyncio.wait_for(program.database.run(_look, program), PATIENCE)
    except Exception as error:  # whatever it is, this process can't do its work now
        log.error("not ready: %s", type(error).__name__)
        return {"ready": False, "storage": type(error).__name__}


def _look(program: Program) -> dict[str, Any]:
    now = program.clock.now()
    with program.database.write() as uow:  # a write: a full disk must be seen here first
        uow.system.probe(now)
    with program.database.read() as uow:
        state = ready(uow, now)
    durability = program.database.durability()
    if not durability.safe:
        log.error("not ready: commits do not wait for the disk", extra={"durability": str(durability)})
    return {**state, "ready": state["ready"] and durability.safe, "durability": str(durability)}


def _of_process(program: Program, state: dict[str, Any]) -> list[Metric]:
    """What can be told without the database."""
    requests, elsewhere = Counter(program.counts), Counter(program.wording.fallbacks.total)
    return [
        _single("todoke_ready", "1 when /readyz answers 200", float(state["ready"])),
        _single("todoke_texts_release", "The release of texts that this process serves", program.wording.now.number),
        _counted("todoke_text_fallbacks", "Texts shown in another language than the worker's", "language", elsewhere),
        _counted("todoke_updates", "Updates received, by outcome, since the start", "outcome", requests),
    ]


async def _kept(program: Program) -> list[Metric]:
    """What the database counts; nothing while it can't be read."""
    try:
        return await asyncio.wait_for(program.database.run(_read, program), PATIENCE)
    except Exception as error:
        log.error("no numbers: %s", type(error).__name__)
        return []


def _read(program: Program) -> list[Metric]:
    now = program.clock.now()
    with program.database.read() as uow:
        state = ready(uow, now)
        inbox, outbox = uow.inbox.counts(), uow.outbox.counts()
        twice, assumed = (int(uow.system.fact(name) or 0) for name in (TWICE, ASSUMED))
        alarms = Counter(alarm.kind for alarm in uow.system.open_alarms())
        cases = uow.cases.count_by_state()
        ticks = uow.system.ticks()
        places = opened(uow)
    return [
        _family("todoke_inbox", "Inbound updates by status", "status", inbox),
        _family("todoke_outbox", "Messages by status", "status", outbox),
        _family("todoke_cases", "Cases by state", "state", cases),
        _family("todoke_alarms", "Open alarms by kind", "kind", alarms),
        _family("todoke_open_prefectures", "Prefectures that are open to workers, by language", "language",
                {language: places.in_how_many(language) for language in ENDONYMS}),
        _family("todoke_tick_age_seconds", "Since a job last ran", "job",
                {job: (now - row.at).total_seconds() for job, row in ticks.items()}),
        _family("todoke_tick_duration_seconds", "How long a job last took", "job",
                {job: row.seconds for job, row in ticks.items()}),
        _single("todoke_outbox_oldest_seconds", "How long a message is overdue, the longest",
                state["outbox_oldest_seconds"]),
        _single("todoke_inbox_oldest_seconds", "How long an update has waited to be handled, the longest",
                state["inbox_oldest_seconds"]),
        _single("todoke_perhaps_sent_twice", "Messages sent again because nobody knew whether they had left", twice),
        _single("todoke_assumed_arrived",
                "Messages we started that died on their way twice and are taken for arrived", assumed),
    ]  # fmt: skip


def _counted(name: str, what: str, label: str, values: Mapping[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, what, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _single(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)


def _family(name: str, what: str, label: str, values: Any) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=[label])
    for key, value in values.items():
        family.add_metric([str(key)], float(value))
    return family


class _Collector:
    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        """What was read."""
        return self._families
