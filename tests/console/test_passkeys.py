"""Passkeys: a device instead of password and code. With a device in software, and with Chromium's own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from bot.access.site import site_of
from tests.console.conftest import PASSWORD, Browser, Town
from tests.support.authenticator import PRESENT, Device

HERE = "https://testserver"


def _add(browser: Browser, device: Device, name: str = "Phone", password: str = PASSWORD) -> int:
    begun = browser.send("/console/passkeys/begin", password=password)
    if begun.status_code != 200:
        return begun.status_code
    return browser.send("/console/passkeys", answer=device.make(begun.json()["options"]), name=name).status_code


def _begin(browser: Browser) -> dict[str, Any]:
    options: dict[str, Any] = browser.post("/console/login/passkey/begin").json()["options"]
    return options


def _log_in(browser: Browser, device: Device, **instead: Any) -> int:
    answer = device.sign(_begin(browser), **instead)
    return browser.post("/console/login/passkey", {"answer": answer}).status_code


@pytest.fixture
def device(town: Town) -> Device:
    """The phone of somebody at North, with a passkey."""
    made = Device(HERE)
    assert _add(town.log_in("north"), made) == 303
    made.uses += 1
    return made


def test_a_device_opens_the_console_without_password_and_code(town: Town, device: Device) -> None:
    browser = town.browser()
    assert _log_in(browser, device) == 303
    assert browser.get("/console").status_code == 200
    assert "passkey" in browser.get("/console/account").text
    assert town.audited(town.partners["north"])[:2] == ["passkey_added", "log_in"]


def test_an_answer_works_once_and_only_in_the_browser_that_asked(town: Town, device: Device) -> None:
    browser, thief = town.browser(), town.browser()
    answer = device.sign(_begin(browser))
    assert thief.post("/console/login/passkey", {"answer": answer}).status_code == 403
    ticket = browser.cookies["todoke_passkey"]
    assert browser.post("/console/login/passkey", {"answer": answer}).status_code == 303
    thief.cookies.set("todoke_passkey", ticket, path="/console")
    assert thief.post("/console/login/passkey", {"answer": answer}).status_code == 403
    assert thief.get("/console").status_code == 303


def test_an_answer_that_comes_too_late_is_none(town: Town, device: Device) -> None:
    browser = town.browser()
    answer = device.sign(_begin(browser))
    town.clock.advance(minutes=5)
    assert browser.post("/console/login/passkey", {"answer": answer}).status_code == 403


@pytest.mark.parametrize(
    "wrong", ["look-alike", "nobody verified", "another question", "a copy of the device", "another key", "no answer"]
)
def test_what_is_not_right_lets_nobody_in(town: Town, device: Device, wrong: str) -> None:
    browser, instead = town.browser(), {}
    match wrong:
        case "look-alike":
            device.origin = "https://testserver.evil.example"
        case "nobody verified":
            device.flags = PRESENT
        case "another question":
            instead = {"challenge": "QUFBQQ"}
        case "a copy of the device":
            device.uses = 1
        case "another key":
            device.key = Device(HERE).key
    if wrong == "no answer":
        for answer in ("", "{", "[]", '{"id": 7}', '{"id": "x"}', "null"):
            _begin(browser)
            assert browser.post("/console/login/passkey", {"answer": answer}).status_code == 403
    else:
        assert _log_in(browser, device, **instead) == 403
    assert browser.get("/console").status_code == 303


def test_whoever_adds_a_passkey_shows_the_password_once_more(town: Town) -> None:
    browser = town.log_in("north")
    assert _add(browser, Device(HERE), password="wrong") == 403
    with town.db.read() as uow:
        assert not uow.access.passkeys(town.people["north"].id)


def test_what_was_begun_by_one_person_is_not_finished_by_another(town: Town) -> None:
    north, south, device = town.log_in("north"), town.log_in("south"), Device(HERE)
    begun = north.send("/console/passkeys/begin", password=PASSWORD)
    south.cookies.set("todoke_passkey", north.cookies["todoke_passkey"], path="/console")
    assert south.send("/console/passkeys", answer=device.make(begun.json()["options"]), name="x").status_code == 403
    with town.db.read() as uow:
        assert not uow.access.passkeys(town.people["south"].id)


def test_a_lost_device_is_taken_away_and_every_other_log_in_ends(town: Town, device: Device) -> None:
    found, here = town.browser(), town.log_in("north")
    assert _log_in(found, device) == 303
    device.uses += 1
    with town.db.read() as uow:
        (kept,) = uow.access.passkeys(town.people["north"].id)
    south = town.log_in("south").send("/console/passkeys/remove", credential=kept.credential, password=PASSWORD)
    assert south.status_code == 403
    assert here.send("/console/passkeys/remove", credential=kept.credential, password=PASSWORD).status_code == 303
    assert found.get("/console").status_code == 303
    assert here.get("/console").status_code == 200
    assert _log_in(town.browser(), device) == 403


def test_a_passkey_is_a_second_factor_of_its_own_and_the_last_one_stays(town: Town, device: Device) -> None:
    with town.db.write() as uow:
        staff = uow.access.get(town.people["north"].id)
        assert staff is not None
        uow.access.set_totp(staff, None)
        (kept,) = uow.access.passkeys(staff.id)
    browser = town.browser()
    step = browser.post("/console/login", {"email": "north@todoke.example", "password": PASSWORD})
    assert "todoke_staff" not in browser.cookies
    assert "This account logs in with a passkey" in step.text
    assert _log_in(browser, device) == 303
    assert browser.get("/console").status_code == 200
    logged_in = town.log_in("north")
    refused = logged_in.send("/console/passkeys/remove", credential=kept.credential, password=PASSWORD)
    assert "only second factor" in refused.text


def test_an_app_is_not_added_beside_a_passkey_without_the_password(town: Town) -> None:
    with town.db.write() as uow:
        staff = uow.access.get(town.people["north"].id)
        assert staff is not None
        uow.access.set_totp(staff, "A" * 32)  # begun when the account was opened, never finished
    browser = town.log_in("north")
    assert _add(browser, Device(HERE)) == 303
    assert "A" * 32 not in browser.get("/console/second-factor").text
    assert browser.send("/console/second-factor/start").status_code == 403
    assert browser.send("/console/second-factor/start", password=PASSWORD).status_code == 303


def test_a_closed_account_keeps_no_way_in(town: Town, device: Device) -> None:
    assert town.log_in("north-lead").send(f"/console/people/{town.people['north'].id}/close").status_code == 303
    assert _log_in(town.browser(), device) == 403


def test_nobody_learns_from_asking_who_has_a_passkey(town: Town, device: Device) -> None:
    options = _begin(town.browser())
    assert options.get("allowCredentials", []) == []
    with town.db.read() as uow:
        assert uow.session.connection().exec_driver_sql("SELECT count(*) FROM spent_ticket").scalar() == 1


def test_trying_again_and_again_is_slowed(town: Town) -> None:
    browser, answers = town.browser(), []
    for _ in range(23):
        _begin(browser)
        answers.append(browser.post("/console/login/passkey", {"answer": "{}"}).text)
    assert "Wait" in answers[-1]
    assert "Wait" not in answers[0]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://todoke.example.org", "todoke.example.org"), ("http://localhost:8321", "localhost"),
        ("http://127.0.0.1:8321", None), ("https://[2001:db8::1]", None), ("http://todoke.example.org", None),
    ],
)  # fmt: skip
def test_where_browsers_know_no_passkeys_none_are_offered(address: str, host: str | None) -> None:
    site = site_of(address)
    assert (site.host if site else None) == host


@pytest.fixture
def served(town: Town, free_port: int) -> Iterator[str]:
    """The town's console under a name that browsers keep passkeys for."""
    address = f"http://localhost:{free_port}"
    town.around(public_url=address)
    server = uvicorn.Server(uvicorn.Config(town.app, port=free_port, log_level="error", lifespan="off"))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(),))
    thread.start()
    while not server.started:
        pass
    yield address
    server.should_exit = True
    thread.join()
    loop.close()


@pytest.mark.browser
def test_in_a_real_browser_from_the_first_passkey_to_the_list(town: Town, served: str, browser: Chromium) -> None:
    number, complaints = town.file("north"), []
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    token = town.log_in("north").cookies["todoke_staff"]
    context.add_cookies([{"name": "todoke_staff", "value": token, "domain": "localhost", "path": "/console"}])
    page.goto(f"{served}/console/second-factor")
    form = page.locator("form[data-passkey=add]")
    form.get_by_label("Name of the device").fill("Office laptop")
    form.get_by_label("Current password").fill(PASSWORD)
    form.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("The passkey is set up")
    expect(page.locator("#main")).to_contain_text("Office laptop")

    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("link", name=number)).to_be_visible()
    assert complaints == []
    context.close()
