"""The setting reaches the running program: whose word on who asks is believed."""

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.support.program import Program

TRIES = 5
"""So many recovery codes may be tried from one address before the brake."""


def tries(program: Program, forwarded: str) -> int:
    """One more recovery code that is none; the status of the answer."""
    headers = {"content-type": "application/json", "x-forwarded-for": forwarded}
    body = json.dumps({"code": "0000-0000-0000"}).encode()
    request = urllib.request.Request(f"{program.url}/chat/api/recover", body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@pytest.mark.timeout(120)
def test_a_web_server_on_this_machine_is_believed_and_can_be_unbelieved(tmp_path: Path, free_port: int) -> None:
    with Program(tmp_path / "data", free_port) as program:
        assert 429 not in [tries(program, "198.51.100.7") for _ in range(TRIES)]
        assert tries(program, "198.51.100.7") == 429
        assert tries(program, "198.51.100.8") != 429
    with Program(tmp_path / "data", free_port, TRUSTED_PROXIES="10.9.9.9") as program:
        assert 429 not in [tries(program, f"198.51.100.{n}") for n in range(TRIES)]
        assert tries(program, "198.51.100.200") == 429
