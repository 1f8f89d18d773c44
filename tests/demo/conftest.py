"""A demonstration on this machine, as `make run` starts it without any setting."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.program import Program


class Demo(Program):
    """A demonstration, its clock, and how far its newest report has come."""

    def forward(self, hours: int) -> None:
        """Put the clock forward."""
        request = urllib.request.Request(self.url + "/demo/clock", f"hours={hours}".encode(), method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200

    def story(self) -> str:
        """Who has the newest report now: first, second, coordinator, accepted, closed."""
        return str(json.loads(self.get("/demo/state")[1])["story"])

    def asked(self) -> list[str]:
        """The names of the partners asked about the newest report, in order."""
        return list(json.loads(self.get("/demo/state")[1])["asked"])


@pytest.fixture
def demo(tmp_path: Path, free_port: int) -> Iterator[Demo]:
    """A fresh demonstration."""
    with Demo(tmp_path / "demo", free_port, DEMO="1") as running:
        yield running
