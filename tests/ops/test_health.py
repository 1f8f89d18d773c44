"""What a running program says of its health: alive, ready, numbers."""

import json
import socket
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.crash.installation import database_of
from tests.support import postgres
from tests.support.ports import unused_port
from tests.support.postgres import name_of
from tests.support.program import Program

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Everything in one process, which also listens on the network."""
    made = Program(
        tmp_path_factory.mktemp("health") / "data", unused_port(), HOST="0.0.0.0", PUBLIC_URL="https://todoke.example"
    )
    with made as running:
        until = time.monotonic() + 20
        while running.get("/readyz")[0] != 200 and time.monotonic() < until:
            time.sleep(0.05)  # the first tick has yet to come
        yield running


@pytest.fixture
def page_server(tmp_path: Path) -> Iterator[Program]:
    """Only the web half: whoever else should tick and send does not live."""
    with Program(tmp_path / "data", unused_port(), command="web") as running:
        yield running


def readyz(program: Program) -> tuple[int, dict[str, Any]]:
    """Status, and what is said."""
    status, body = program.get("/readyz")
    return status, json.loads(body)


def metrics(program: Program) -> dict[str, dict[str, float]]:
    """Every family: labels (as one text) and value. What is no Prometheus text fails."""
    with urllib.request.urlopen(program.url + "/metrics", timeout=5) as answer:
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        text = answer.read().decode()
    families = list(text_string_to_metric_families(text))
    assert len({family.name for family in families}) == len(families)
    assert {family.name for family in families if family.type != "gauge"} <= {"todoke_updates", "todoke_text_fallbacks"}
    assert all(family.documentation not in ("", family.name) for family in families)
    assert text.endswith("\n")
    return {f.name: {",".join(s.labels.values()): s.value for s in f.samples} for f in families}


def tick(program: Program, ago: float) -> None:
    """Somebody ticked this many seconds ago."""
    with database_of(program) as database, database.write() as uow:
        uow.system.ticked("ladder", datetime.now(UTC) - timedelta(seconds=ago), 0.1, 0)


def test_a_program_that_does_its_work_is_alive_and_ready(program: Program) -> None:
    assert program.get("/healthz") == (200, "ok\n")
    status, state = readyz(program)
    assert status == 200, state
    assert state.keys() == {
        "ready", "last_tick_seconds", "outbox_oldest_seconds", "inbox_oldest_seconds", "alarms", "durability",
    }  # fmt: skip
    assert state["last_tick_seconds"] < 5


def test_its_own_connections_wait_for_the_disk(program: Program) -> None:
    assert readyz(program)[1]["durability"] == "2 wal", "synchronous=FULL, and a write-ahead log"


def test_numbers_are_prometheus_text(program: Program) -> None:
    numbers = metrics(program)
    assert numbers["todoke_ready"] == {"": 1.0}
    assert numbers["todoke_tick_age_seconds"]["ladder"] < 5
    assert {"todoke_inbox", "todoke_outbox", "todoke_cases", "todoke_alarms", "todoke_updates",
            "todoke_outbox_oldest_seconds", "todoke_inbox_oldest_seconds", "todoke_perhaps_sent_twice",
            "todoke_tick_duration_seconds", "todoke_open_prefectures"} <= numbers.keys()  # fmt: skip


def test_numbers_are_for_this_machine_only(program: Program) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing; says which address would
        address = probe.getsockname()[0]
    assert _status(f"http://127.0.0.1:{program.port}/metrics") == 200
    if not address.startswith("127."):
        assert _status(f"http://{address}:{program.port}/healthz") == 200
        assert _status(f"http://{address}:{program.port}/metrics") == 404
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        assert _status(program.url + "/metrics", header) == 404


def _status(url: str, header: str | None = None) -> int:
    request = urllib.request.Request(url, headers={header: "198.51.100.7"} if header else {})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_clock_that_does_not_tick_is_not_ready(page_server: Program) -> None:
    status, state = readyz(page_server)
    assert (status, state["last_tick_seconds"]) == (503, None)
    tick(page_server, ago=25)
    assert readyz(page_server)[0] == 200
    assert metrics(page_server)["todoke_ready"] == {"": 1.0}
    tick(page_server, ago=31)
    status, state = readyz(page_server)
    assert (status, state["ready"]) == (503, False)
    assert 31 <= state["last_tick_seconds"] < 60
    assert metrics(page_server)["todoke_ready"] == {"": 0.0}
    assert page_server.get("/healthz")[0] == 200, "starting it anew would help nobody"


def test_a_message_that_does_not_leave_is_not_ready(page_server: Program) -> None:
    tick(page_server, ago=0)
    now = datetime.now(UTC)
    with database_of(page_server) as database, database.write() as uow:
        conversation, worker = uow.conversations.find_or_create("telegram", "1", now)
        for minutes in (14, -60):
            uow.outbox.queue(
                lane_id=conversation, channel="telegram", subject=worker, payload={"type": "bubble"}, now=now,
                due_at=now - timedelta(minutes=minutes),
            )  # fmt: skip
    assert readyz(page_server)[0] == 200
    with database_of(page_server) as database, database.write() as uow:
        uow.outbox.queue(
            lane_id=conversation, channel="telegram", subject=worker, payload={"type": "bubble"}, now=now,
            due_at=now - timedelta(minutes=15, seconds=1),
        )  # fmt: skip
    status, state = readyz(page_server)
    assert status == 503
    assert 901 <= state["outbox_oldest_seconds"] < 960
    assert metrics(page_server)["todoke_outbox_oldest_seconds"][""] >= 901


def test_a_file_that_is_gone_is_not_ready_and_takes_nothing(page_server: Program) -> None:
    tick(page_server, ago=0)
    assert readyz(page_server)[0] == 200
    file, aside = page_server.folder / "todoke.db", page_server.folder / "aside.db"
    file.rename(aside)
    assert readyz(page_server) == (503, {"ready": False, "storage": "StorageMoved"})
    assert _begin(page_server) == 503
    assert metrics(page_server)["todoke_ready"] == {"": 0.0}
    aside.rename(file)
    assert readyz(page_server)[0] == 200
    assert _begin(page_server) == 201


def _begin(program: Program) -> int:
    """A phone opens the chat."""
    sent = urllib.request.Request(
        program.url + "/chat/api/session", b'{"languages": []}', {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(sent, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.postgres
def test_a_server_that_is_gone_is_not_ready_and_takes_nothing(
    postgres_server: postgres.Postgres, postgres_served: str, tmp_path: Path
) -> None:
    name = name_of(postgres_served)
    with Program(tmp_path / "data", unused_port(), database_url=postgres_served, command="web") as program:
        tick(program, ago=0)
        status, state = readyz(program)
        assert (status, state["durability"]) == (200, "on")
        postgres_server.run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        assert postgres_server.throw_out(name) > 0
        status, state = readyz(program)
        assert (status, state["ready"]) == (503, False)
        assert _begin(program) == 503
        assert program.get("/healthz")[0] == 200
        assert metrics(program)["todoke_ready"] == {"": 0.0}
        postgres_server.run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        assert readyz(program)[0] == 200
        assert _begin(program) == 201
