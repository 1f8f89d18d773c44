"""The scheduler of the running program is switched off: within minutes somebody knows, inside and outside.

The full run takes the time that it takes; otherwise the program looks at itself more often (tests/support/sleeping).
"""

import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from storage.keys import Keyring
from tests.support.ports import unused_port
from tests.support.program import Program
from tests.support.sleeping import MODULE, QUICK_HEART
from tests.support.smtp import MailServer

pytestmark = [pytest.mark.timeout(240), pytest.mark.slow]
LIMIT = 600
"""Seconds that may pass at most; it takes about one minute, and a quarter of that where it looks more often."""
HEART = 60


@pytest.fixture
def beats() -> Iterator[tuple[str, list[float]]]:
    """Somebody outside who hears the heartbeat: the address, and when it beat."""
    heard: list[float] = []

    class Hears(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(time.monotonic())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Hears)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", heard
    server.shutdown()
    server.server_close()


def until(look: Callable[[], Any], within: float) -> Any:
    end = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.5)
    return found


def test_the_alarm_is_in_metrics_mail_and_database_and_the_heart_stops(
    tmp_path: Path, smtp: MailServer, beats: tuple[str, list[float]], full: bool
) -> None:
    address, heard = beats
    heart = HEART if full else QUICK_HEART
    off, folder = tmp_path / "off", tmp_path / "data"
    settings = {"SMTP_URL": smtp.url, "HEARTBEAT_URL": address, "TEST_OFF": str(off)}
    settings["TEST_QUICK"] = "0" if full else "1"
    with Program(folder, unused_port(), module=MODULE, **settings) as program:
        invited = program.run("staff", "invite", "lea@todoke.example", "--role", "coordinator", "--locale", "en")
        assert invited.returncode == 0, invited.stderr
        db = Database(f"sqlite:///{folder / 'todoke.db'}", Keyring.load(folder / "keys.json"))

        def signed() -> Any:
            with db.read() as uow:
                return uow.safety.newest_head()

        until(signed, 60)  # today's record is made; made later it would be a mail of its own
        with db.write() as uow:
            (person,) = uow.partners.with_role("coordinator")
            person.email_confirmed_at = datetime.now(UTC)
            person.digest_every = "never"  # after 9 in the morning one that is missed would be an alarm of its own
        until(lambda: heard, 60)  # all is well

        def metrics() -> str:
            with urllib.request.urlopen(program.url + "/metrics", timeout=5) as answer:
                return str(answer.read().decode())

        assert "ladder_not_ticking" not in metrics()
        off.touch()
        begun = time.monotonic()
        until(lambda: 'todoke_alarms{kind="ladder_not_ticking"} 1.0' in metrics(), LIMIT)
        before = len(heard)
        (mail,) = until(lambda: [m for m in smtp.messages if "alarm is on" in str(m.message["subject"])], 30)
        took = time.monotonic() - begun
        with db.read() as uow:
            assert [alarm.kind for alarm in uow.system.open_alarms()] == ["ladder_not_ticking"]
            assert uow.system.count_alarms() == 1  # what the banner of every page of the console counts
        db.close()
        assert took < 120
        assert mail.message["to"] == "lea@todoke.example"
        assert "/console/alarms" in mail.text()
        time.sleep(max(0.0, heart * 1.25 - (time.monotonic() - begun - took)))  # longer than the heart's beat
        assert len(heard) == before


def test_a_page_server_that_is_left_alone_says_that_nobody_does_the_work(tmp_path: Path) -> None:
    settings = {"TEST_OFF": str(tmp_path / "off"), "TEST_QUICK": "1"}
    with Program(tmp_path / "data", unused_port(), command="web", module=MODULE, **settings) as program:

        def alarmed() -> bool:
            with urllib.request.urlopen(program.url + "/metrics", timeout=5) as answer:
                return 'todoke_alarms{kind="ladder_not_ticking"} 1.0' in str(answer.read().decode())

        until(alarmed, 60)
