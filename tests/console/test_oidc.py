"""Log-in through an organisation's own provider, which is a real one on this machine: over HTTP, with signed tokens."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest

from bot.access.provider import Provider
from bot.environment import Secret
from bot.errors import SettingsError
from bot.settings import Settings
from tests.console.conftest import Browser, Town
from tests.support.oidc_provider import CLIENT, FAULTS, SECRET
from tests.support.ports import unused_port

ROOT = Path(__file__).parents[2]
START = "/console/login/oidc"


class Elsewhere:
    """The provider's process, as the browser and the test reach it."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def told(self, **what: Any) -> None:
        """Tell it whom to log in, and what to do wrong."""
        asked = urllib.request.Request(f"{self.issuer}/control", json.dumps(what).encode())
        urllib.request.urlopen(asked, timeout=5).read()

    def visited(self, address: str) -> str:
        """Open an address there; where it sends the browser."""
        return httpx.get(address, timeout=5).headers["location"]


@pytest.fixture(scope="module")
def provider() -> Iterator[Elsewhere]:
    """The provider, as a process of its own."""
    port = unused_port()
    program = subprocess.Popen([sys.executable, "-m", "tests.support.oidc_provider", str(port)], cwd=ROOT)
    made = Elsewhere(f"http://127.0.0.1:{port}")
    until = time.monotonic() + 30
    while True:
        try:
            made.told()
            break
        except (URLError, OSError):
            assert time.monotonic() < until
            time.sleep(0.05)
    yield made
    program.terminate()
    program.wait()


@pytest.fixture
def elsewhere(town: Town, provider: Elsewhere) -> Elsewhere:
    """The provider, and a console that knows it. North's address is confirmed on both sides."""
    now = town.clock.now().timestamp()
    provider.told(email="North@Todoke.example", verified=True, fault=None, now=now)
    _console(town, provider.issuer)
    _confirm(town, "north")
    return provider


def _console(town: Town, issuer: str, secret: str = SECRET) -> None:
    town.around(oidc=Provider(issuer, CLIENT, Secret(secret)))


def _confirm(town: Town, name: str) -> None:
    with town.db.write() as uow:
        staff = uow.access.get(town.people[name].id)
        assert staff is not None
        staff.email_confirmed_at = town.clock.now()


def _back(browser: Browser, elsewhere: Elsewhere, start: str = START) -> str:
    """Go to the provider and log in there; the address it sends the browser back to."""
    return elsewhere.visited(browser.get(start).headers["location"]).removeprefix("https://testserver")


def _refused(browser: Browser, answer: httpx.Response) -> bool:
    return answer.status_code == 403 and browser.get("/console").status_code == 303


def test_the_provider_stands_for_the_password_and_the_code_is_still_asked_for(town: Town, elsewhere: Elsewhere) -> None:
    number, browser = town.file("north"), town.browser()
    assert 'href="/console/login/oidc"' in browser.get("/console/login").text
    step = browser.get(_back(browser, elsewhere, f"{START}?next=/console/cases/{number}"))
    assert "authenticator app" in step.text
    assert "todoke_staff" not in browser.cookies
    with town.db.read() as uow:
        secret = uow.access.totp_secret(town.people["north"]) or ""
    code = pyotp.TOTP(secret).at(town.clock.now())
    inside = browser.post("/console/login/code", {"code": code, "next": f"/console/cases/{number}"})
    assert inside.headers["location"] == f"/console/cases/{number}"
    assert browser.get(f"/console/cases/{number}").status_code == 200
    listed = browser.get("/console/account").text
    assert "your organisation&#39;s log-in <span" in listed, "the list says how this log-in began"


def test_what_goes_to_the_provider(town: Town, elsewhere: Elsewhere) -> None:
    answer = town.browser().get(START)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "https://testserver/console/login/oidc/back"
    assert asked["scope"] == "openid email"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "secure", "samesite=lax", "path=/console/login/oidc"):
        assert part in cookie


@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_that_is_not_right_lets_nobody_in(town: Town, elsewhere: Elsewhere, fault: str) -> None:
    elsewhere.told(fault=fault)
    browser = town.browser()
    answer = browser.get(_back(browser, elsewhere))
    assert _refused(browser, answer)
    assert "not a valid log-in" in answer.text
    assert "todoke_step" not in browser.cookies


def test_a_way_back_works_once_and_in_one_browser(town: Town, elsewhere: Elsewhere) -> None:
    browser, thief = town.browser(), town.browser()
    back = _back(browser, elsewhere)
    kept = browser.cookies["todoke_oidc"]
    assert _refused(thief, thief.get(back))
    other = _back(thief, elsewhere)
    assert _refused(browser, browser.get(other))  # somebody else's log-in is not slipped to us
    browser.cookies.set("todoke_oidc", kept, path=START)
    assert browser.get(back).status_code == 200
    browser.cookies.set("todoke_oidc", kept, path=START)
    assert _refused(browser, browser.get(back))


def test_a_code_of_another_log_in_is_refused_by_its_proof(town: Town, elsewhere: Elsewhere) -> None:
    first, second = town.browser(), town.browser()
    stolen = parse_qs(urlsplit(_back(first, elsewhere)).query)["code"][0]
    own = parse_qs(urlsplit(_back(second, elsewhere)).query)
    answer = second.get(f"{START}/back?code={stolen}&state={own['state'][0]}")
    assert _refused(second, answer)


def test_whoever_comes_back_too_late_begins_again(town: Town, elsewhere: Elsewhere) -> None:
    browser = town.browser()
    back = _back(browser, elsewhere)
    town.clock.advance(minutes=10)
    assert _refused(browser, browser.get(back))


def test_another_issuer_in_the_answer_is_refused(town: Town, elsewhere: Elsewhere) -> None:
    browser = town.browser()
    back = _back(browser, elsewhere).replace("iss=http", "iss=https")
    assert _refused(browser, browser.get(back))


@pytest.mark.parametrize("who", ["a stranger", "not verified there", "not confirmed here", "closed", "not joined"])
def test_an_account_is_found_by_an_address_confirmed_on_both_sides_and_never_made(
    town: Town, elsewhere: Elsewhere, who: str
) -> None:
    with town.db.write() as uow:
        staff = uow.access.get(town.people["north"].id)
        assert staff is not None
        match who:
            case "a stranger":
                elsewhere.told(email="somebody@else.example")
            case "not verified there":
                elsewhere.told(verified=False)
            case "not confirmed here":
                staff.email_confirmed_at = None
            case "closed":
                staff.active = False
            case "not joined":
                staff.password_hash = None
        before = len(uow.access.everyone())
    browser = town.browser()
    answer = browser.get(_back(browser, elsewhere))
    assert _refused(browser, answer)
    assert "confirmed on both sides" in answer.text
    with town.db.read() as uow:
        assert len(uow.access.everyone()) == before


def test_a_wrong_secret_of_ours_is_the_providers_no(town: Town, elsewhere: Elsewhere) -> None:
    _console(town, elsewhere.issuer, secret="another")
    browser = town.browser()
    assert _refused(browser, browser.get(_back(browser, elsewhere)))


def test_where_the_provider_is_away_the_password_still_works(town: Town, elsewhere: Elsewhere, free_port: int) -> None:
    _console(town, f"http://127.0.0.1:{free_port}/elsewhere")
    browser = town.browser()
    assert "Nothing has changed" in browser.get(START).text
    _console(town, "http://127.0.0.1:9")
    page = town.browser().get(START)
    assert page.status_code == 403
    assert "be reached now" in page.text
    assert 'name="password"' in page.text


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/console/../x", "/console%0d%0aX: y"])
def test_the_way_through_the_provider_leads_nowhere_else(town: Town, elsewhere: Elsewhere, wanted: str) -> None:
    browser = town.browser()
    step = browser.get(_back(browser, elsewhere, f"{START}?next={wanted}"))
    assert 'name="next" value="/console"' in step.text
    assert "evil" not in step.text


def test_without_a_provider_there_is_no_such_page(town: Town) -> None:
    browser = town.browser()
    assert browser.get(START).status_code == 404
    assert browser.get(f"{START}/back?code=x&state=y").status_code == 404
    assert START not in browser.get("/console/login").text


def test_the_settings_go_together(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("s3cret\n")
    wanted = {
        "TODOKE_OIDC_ISSUER": "https://login.example.org/", "TODOKE_OIDC_CLIENT_ID": "todoke",
        "TODOKE_OIDC_CLIENT_SECRET_FILE": str(file),
    }  # fmt: skip
    made = Settings.from_environment(wanted).oidc
    assert made is not None
    assert (made.issuer, made.client_id, str(made.secret)) == ("https://login.example.org/", "todoke", "s3cret")
    assert "s3cret" not in repr(made)
    for wrong in (
        {"TODOKE_OIDC_ISSUER": "https://login.example.org"},
        wanted | {"TODOKE_OIDC_ISSUER": "http://login.example.org"},
        wanted | {"TODOKE_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "none")},
    ):
        with pytest.raises(SettingsError, match="OIDC"):
            Settings.from_environment(wrong)
