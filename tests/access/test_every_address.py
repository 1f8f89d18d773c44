"""Every address of the running program, read from its own routes: who gets through, and what each answer carries.

The console's addresses are in tests/console/test_who_may.py; all others are here. An address that is in neither fails.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.demo.seed import seed
from bot.serving.app import make_routes
from bot.settings import Settings
from bot.wiring import Program, build
from tests.console.test_who_may import EVERYBODY, PUBLIC_FILES, TABLE
from tests.support.begun import begin

ANYBODY, PHONE, HERE, DEMO = "anybody", "the phone with its token", "this machine", "this machine, in a demonstration"
OTHERS: dict[tuple[str, str], str] = {
    ("GET", "/healthz"): ANYBODY,
    ("GET", "/readyz"): ANYBODY,
    ("GET", "/metrics"): HERE,
    ("GET", "/favicon.ico"): ANYBODY,
    ("GET", "/chat"): ANYBODY,
    ("GET", "/chat/assets/{path}"): ANYBODY,
    ("GET", "/chat/texts/{language}.json"): ANYBODY,
    ("GET", "/chat/recordings/{recording}.ogg"): ANYBODY,  # a text as it is spoken: tells of nobody
    ("POST", "/chat/api/session"): ANYBODY,
    ("POST", "/chat/api/recover"): ANYBODY,
    ("POST", "/chat/api/recovery-code"): PHONE,
    ("POST", "/chat/api/events"): PHONE,
    ("POST", "/chat/api/files"): PHONE,
    ("GET", "/chat/api/bubbles"): PHONE,
    ("GET", "/chat/api/papers/{paper}"): PHONE,
    ("GET", "/figures.json"): ANYBODY,  # what was published, and nothing else
    ("GET", "/figures.csv"): ANYBODY,
    ("GET", "/verify/{code}"): ANYBODY,  # says on which day a paper was issued, and nothing else
    ("POST", "/verify/{code}"): ANYBODY,
    ("GET", "/verify/assets/{path}"): ANYBODY,
    ("POST", "/chat/api/forget"): ANYBODY,  # forgets whatever token comes along, and nothing without one
}
REAL = OTHERS | {("GET", "/"): ANYBODY}
DEMONSTRATION = OTHERS | {
    ("GET", "/"): DEMO,
    ("GET", "/demo/static/{name}"): ANYBODY,
    ("POST", "/demo/view"): DEMO,
    ("POST", "/demo/clock"): DEMO,
    ("GET", "/demo/state"): DEMO,
    ("GET", "/demo/example"): DEMO,
    ("GET", "/demo/question"): DEMO,
    ("POST", "/demo/question"): DEMO,
}
_STATIC, _REST = PUBLIC_FILES
_CONSOLE = set(TABLE) | {("GET", _STATIC), ("GET", _REST), ("POST", _REST)}
_FORMS = {"who": "first", "hours": "1", "key": "k", "language": "en", "text": "t"}


class Running:
    """A whole program, and requests to it from anywhere. Its loop runs in a thread of its own."""

    def __init__(self, folder: Path, *, demo: bool) -> None:
        begin(folder)
        self.demo = demo
        settings = {"TODOKE_DATA_DIR": str(folder), "TODOKE_DEMO": "1" if demo else "0"}
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.program: Program = self._wait(self._start(settings))
        self.app: FastAPI = make_routes(self.program)

    async def _start(self, settings: dict[str, str]) -> Program:
        program = build(Settings.from_environment(settings))
        if program.settings.demo:
            await program.database.run(seed, program.database, program.clock)
        return program

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        future: Future[Any] = asyncio.run_coroutine_threadsafe(work, self.loop)
        return future.result(60)

    def ask(
        self, method: str, path: str, *, of: str = "127.0.0.1", host: str = "localhost", **more: Any
    ) -> httpx.Response:
        """One request, as it comes from an address."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(of, 1), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
                return await client.request(method, path, **more)

        answer: httpx.Response = self._wait(send())
        return answer

    def addresses(self) -> set[tuple[str, str]]:
        """Method and path of every route there is, however deep."""
        found = set()
        for route in self.app.routes:
            for inner in _flat(route):
                for method in getattr(inner, "methods", None) or {"*"}:
                    if method != "HEAD":
                        found.add((method, inner.path))
        return found

    def close(self) -> None:
        """End it."""
        self._wait(self.program.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


def _flat(route: Any) -> Iterator[Any]:
    """A route, or those inside of what was included or mounted."""
    inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
    if inner:
        for one in inner:
            yield from _flat(one)
    else:
        yield route


KINDS = [pytest.param(kind, marks=pytest.mark.xdist_group(kind)) for kind in ("real", "demonstration")]
"""Each in one process of the run: to build the program takes longer than to ask it."""


@pytest.fixture(scope="module", params=KINDS)
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Running]]:
    """An installation, and a demonstration."""
    made = Running(Path(tmp_path_factory.mktemp(request.param)), demo=request.param == "demonstration")
    yield request.param, made
    made.close()


def _table(kind: str) -> dict[tuple[str, str], str]:
    return DEMONSTRATION if kind == "demonstration" else REAL


def _filled(path: str) -> str:
    path = path.replace("{path}", "main.js").replace("{language}", "en").replace("{name}", "demo.css")
    for name in ("number", "rev", "attachment_id", "partner_id", "staff_id", "alarm_id"):
        path = path.replace(f"{{{name}}}", "1")
    return path


def test_every_address_of_the_program_is_told(running: tuple[str, Running]) -> None:
    kind, program = running
    found = program.addresses()
    assert len(found) > 60
    assert found == set(_table(kind)) | _CONSOLE


def test_what_is_for_this_machine_is_for_nobody_else(running: tuple[str, Running]) -> None:
    kind, program = running
    for (method, path), who in _table(kind).items():
        if who not in (HERE, DEMO):
            continue
        far = program.ask(method, _filled(path), of="203.0.113.9", data=_FORMS if method == "POST" else None)
        assert far.status_code == 404, path
        if who == DEMO:  # a page elsewhere whose name leads to this machine (DNS rebinding)
            fooled = program.ask(method, _filled(path), host="evil.example", data=_FORMS if method == "POST" else None)
            assert fooled.status_code == 404, path
    assert program.ask("GET", "/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 404
    assert program.ask("GET", "/metrics").status_code == 200


def test_a_conversation_opens_with_its_own_token_alone(running: tuple[str, Running]) -> None:
    kind, program = running
    made_up = ("", "Bearer " + "x" * 43, "Basic eDp5", "Bearer")
    for (method, path), who in _table(kind).items():
        if who == PHONE:
            for token in made_up:
                headers = {"authorization": token, "content-type": "application/json"}
                answer = program.ask(method, path, headers=headers, content=b"{}" if method == "POST" else None)
                assert answer.status_code == 401, (path, token)


def test_without_log_in_the_console_shows_its_front_door(running: tuple[str, Running]) -> None:
    _, program = running
    for (method, path), who in sorted(TABLE.items()):
        if isinstance(who, frozenset) and who <= EVERYBODY:
            answer = program.ask(method, _filled(path), data={} if method == "POST" else None)
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/console/login"), path


def test_every_page_runs_its_own_scripts_only(running: tuple[str, Running]) -> None:
    kind, program = running
    seen = 0
    for method, path in sorted(set(_table(kind)) | set(TABLE)):
        answer = program.ask(method, _filled(path), data={} if method == "POST" else None)
        assert answer.status_code < 500 or path == "/readyz", path  # nothing ticks here, and it says so
        for cookie in answer.headers.get_list("set-cookie"):
            assert "httponly" in cookie.lower(), (path, cookie)
            assert "samesite=" in cookie.lower(), (path, cookie)
        target = answer.headers.get("location", "/")
        assert target.startswith("/"), (path, target)
        assert not target.startswith("//"), (path, target)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        seen += 1
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert "frame-ancestors" in policy, path
        assert "base-uri 'none'" in policy, path
        assert answer.text.count("<script") == answer.text.count("<script src=") + answer.text.count(
            '<script type="module" src='
        ), path
        assert " onclick=" not in answer.text, path
        assert "javascript:" not in answer.text, path
    assert seen > 5
