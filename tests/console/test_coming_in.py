"""Logging in through the pages, setting an account up, and being put out."""

import re
from datetime import timedelta

import httpx
import pyotp
import pytest

from bot.access import accounts
from bot.access.roles import Role
from tests.console.conftest import PASSWORD, Browser, Town


def _log_in(browser: Browser, name: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    return browser.post("/console/login", {"email": f"{name}@todoke.example", "password": password, **more})


def _app_of(town: Town, name: str) -> pyotp.TOTP:
    with town.db.read() as uow:
        staff = uow.access.get(town.people[name].id)
        assert staff is not None
        return pyotp.TOTP(uow.access.totp_secret(staff) or "")


def _csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def _ticket(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_password_then_code_then_the_page_that_was_wanted(town: Town) -> None:
    number, browser = town.file("north"), town.browser()
    away = browser.get(f"/console/cases/{number}")
    assert away.headers["location"] == f"/console/login?next=%2Fconsole%2Fcases%2F{number}"
    form = browser.get(away.headers["location"])
    assert f'value="/console/cases/{number}"' in form.text
    step = browser.post(
        "/console/login",
        {"email": "north@todoke.example", "password": PASSWORD, "next": f"/console/cases/{number}"},
    )
    assert "authenticator app" in step.text
    assert "todoke_staff" not in browser.cookies
    inside = browser.post(
        "/console/login/code", {"code": _app_of(town, "north").at(town.clock.now()), "next": f"/console/cases/{number}"}
    )
    assert inside.headers["location"] == f"/console/cases/{number}"
    assert browser.get(f"/console/cases/{number}").status_code == 200
    cookie = inside.headers["set-cookie"]
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/console"):
        assert part.lower() in cookie.lower()


def test_a_code_works_once_also_through_the_page(town: Town) -> None:
    code = _app_of(town, "north").at(town.clock.now())
    first, second = town.browser(), town.browser()
    _log_in(first, "north")
    _log_in(second, "north")
    assert first.post("/console/login/code", {"code": code}).status_code == 303
    refused = second.post("/console/login/code", {"code": code})
    assert refused.status_code == 403
    assert second.get("/console").status_code == 303


def test_guessing_is_slowed_and_says_for_how_long(town: Town) -> None:
    browser = town.browser()
    for _ in range(5):
        answer = browser.post("/console/login", {"email": "north@todoke.example", "password": "wrong"})
        assert "not right" in answer.text
    answer = browser.post("/console/login", {"email": "north@todoke.example", "password": PASSWORD})
    assert answer.status_code == 403
    assert "Wait 2 seconds" in answer.text
    town.clock.advance(seconds=3)
    assert browser.post("/console/login", {"email": "north@todoke.example", "password": PASSWORD}).status_code == 200


def test_an_invitation_opens_an_account_with_a_second_factor(town: Town) -> None:
    lead = town.log_in("north-lead")
    page = lead.send(
        "/console/people", email="mori@todoke.example", name="Mori", role=f"staff@{town.partners['north']}", locale="en"
    )
    found = re.search(r'value="https://testserver/console/join#([A-Z0-9-]+)"', page.text)
    assert found is not None
    assert "join#" not in lead.get("/console/people").text  # shown once
    browser = town.browser()
    weak = browser.post("/console/join", {"code": found.group(1), "name": "Mori", "password": "short"})
    assert "too easy to guess" in weak.text
    joined = browser.post("/console/join", {"code": found.group(1), "name": "Mori", "password": PASSWORD})
    assert joined.headers["location"] == "/console/second-factor"
    assert browser.get("/console").headers["location"] == "/console/second-factor"
    page = browser.get("/console/second-factor")
    assert "<svg" in page.text
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page.text)
    assert secret is not None
    code = pyotp.TOTP(secret.group(1)).at(town.clock.now())
    csrf = _csrf(page.text)
    assert browser.post("/console/second-factor", {"csrf": csrf, "code": "000000"}).status_code == 403
    assert browser.post("/console/second-factor", {"csrf": csrf, "code": code}).headers["location"] == "/console"
    assert browser.get("/console").status_code == 200
    again = browser.post("/console/join", {"code": found.group(1), "name": "x", "password": PASSWORD})
    assert again.status_code == 403
    assert town.audited(town.partners["north"])[-3:] == ["joined", "second_factor_set", "list"]


def test_replacing_the_second_factor_takes_the_password_and_the_old_one_counts_until_then(town: Town) -> None:
    browser = town.log_in("north")
    before = _app_of(town, "north").secret
    assert browser.send("/console/second-factor/start", password="wrong").status_code == 403
    page = browser.send("/console/second-factor/start", password=PASSWORD)
    ticket, secret = _ticket(page.text), re.search(r'class="secret">([A-Z2-7]+)<', page.text)
    assert secret is not None
    assert secret.group(1) != before
    # Whoever leaves it at that keeps the old one: a password alone opens nothing and sets nothing up.
    assert _app_of(town, "north").secret == before
    thief = town.browser()
    assert "authenticator" in _log_in(thief, "north").text
    assert thief.get("/console/second-factor").headers["location"].startswith("/console/login")
    wrong = browser.send("/console/second-factor", ticket=ticket, code="000000")
    assert wrong.status_code == 403
    assert _ticket(wrong.text) == ticket
    assert _app_of(town, "north").secret == before
    town.clock.advance(minutes=1)
    code = pyotp.TOTP(secret.group(1)).at(town.clock.now())
    assert town.log_in("south").send("/console/second-factor", ticket=ticket, code=code).status_code == 403
    assert browser.send("/console/second-factor", ticket=ticket, code=code).headers["location"] == "/console"
    assert _app_of(town, "north").secret == secret.group(1)
    town.clock.advance(minutes=1)
    again = pyotp.TOTP(secret.group(1)).at(town.clock.now())
    assert browser.send("/console/second-factor", ticket=ticket, code=again).status_code == 403  # a ticket counts once
    assert _app_of(town, "north").secret == secret.group(1)


def test_a_ticket_for_another_app_does_not_last(town: Town) -> None:
    browser = town.log_in("north")
    before = _app_of(town, "north").secret
    page = browser.send("/console/second-factor/start", password=PASSWORD)
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page.text)
    assert secret is not None
    town.clock.advance(minutes=16)
    code = pyotp.TOTP(secret.group(1)).at(town.clock.now())
    late = browser.send("/console/second-factor", ticket=_ticket(page.text), code=code)
    assert late.status_code == 403
    assert secret.group(1) not in late.text
    assert _app_of(town, "north").secret == before


def test_logging_out_ends_the_log_in_on_the_server(town: Town) -> None:
    browser = town.log_in("north")
    token = browser.cookies["todoke_staff"]
    assert browser.send("/console/logout").headers["location"] == "/console/login"
    thief = town.browser()
    thief.cookies.set("todoke_staff", token, path="/console")
    assert thief.get("/console").status_code == 303


def test_a_closed_account_is_out_at_once(town: Town) -> None:
    north = town.log_in("north")
    assert north.get("/console").status_code == 200
    lead = town.log_in("north-lead")
    assert lead.send(f"/console/people/{town.people['north'].id}/close").status_code == 303
    assert north.get("/console").status_code == 303
    assert lead.send(f"/console/people/{town.people['north-lead'].id}/close").status_code == 422


def test_a_new_password_ends_the_other_log_ins(town: Town) -> None:
    here, there = town.log_in("north"), town.log_in("north")
    assert here.send("/console/account/password", current="wrong", password="another long password").status_code == 403
    assert here.send("/console/account/password", current=PASSWORD, password="another long password").status_code == 303
    assert here.get("/console").status_code == 200
    assert there.get("/console").status_code == 303


def test_an_unattended_page_does_not_keep_itself_logged_in(town: Town) -> None:
    browser = town.log_in("north")
    for _ in range(7):
        town.clock.advance(minutes=10)
        browser.get("/console/list", **{"hx-request": "true"})
    asked = browser.get("/console/list", **{"hx-request": "true"})
    assert asked.status_code == 204
    assert asked.headers["hx-redirect"].startswith("/console/login")


def test_somebody_at_work_stays_logged_in_until_the_evening(town: Town) -> None:
    browser = town.log_in("north")
    for _ in range(23):
        town.clock.advance(minutes=30)
        assert browser.get("/console").status_code == 200
    town.clock.advance(minutes=31)
    assert browser.get("/console").status_code == 303


def test_mail_is_confirmed_and_the_chat_is_linked(town: Town) -> None:
    browser = town.log_in("north")
    assert browser.send("/console/account/email/code").status_code == 303
    with town.db.write() as uow:
        lane = f"staff:{town.people['north'].id}:email"
        now = town.clock.now()
        claims = uow.outbox.claim(now, timedelta(seconds=30), 10, ("email",))
        (mail,) = uow.outbox.take(claims, now, 10)[lane]
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", mail.payload["text"])
    assert code is not None
    assert browser.send("/console/account/email", code="AAAA-AAAA").status_code == 403
    assert browser.send("/console/account/email", code=code.group()).status_code == 303
    page = browser.send("/console/account/telegram")
    link = re.search(r"https://t\.me/todoke_bot\?start=link_([A-Z0-9]+)", page.text)
    assert link is not None
    with town.db.write() as uow:
        accounts.link_telegram(uow, link.group(1), "4711", town.clock.now())
    page = browser.get("/console/account")
    assert "Your chat is linked" in page.text
    browser.send("/console/account/telegram/unlink")
    with town.db.read() as uow:
        assert uow.access.by_telegram("4711") is None


def test_asking_for_code_after_code_is_slowed(town: Town) -> None:
    browser = town.log_in("north")
    answers = [browser.send("/console/account/email/code").status_code for _ in range(6)]
    assert answers[:4] == [303] * 4
    assert answers[-1] == 429


def test_the_language_is_the_persons_own(town: Town) -> None:
    browser = town.log_in("north")
    assert 'lang="en"' in browser.get("/console").text
    assert (
        browser.send("/console/language", lang="ja", back="/console/account").headers["location"] == "/console/account"
    )
    assert '<html lang="ja">' in browser.get("/console").text or "ja" not in town.words.now.languages
    with town.db.read() as uow:
        staff = uow.access.get(town.people["north"].id)
        assert staff is not None
        assert staff.locale == "ja"


def test_before_log_in_the_browser_says_the_language(town: Town) -> None:
    for wish, lang in (("en-GB,en;q=0.9", "en"), ("ja", "ja"), ("vi,en;q=0.5", "en"), ("", "ja")):
        page = town.browser().get("/console/login", **{"accept-language": wish})
        assert f'<html lang="{lang}">' in page.text


def test_in_a_demonstration_there_is_no_second_factor_and_the_demo_page_may_frame_it(town: Town) -> None:
    town.around(demo=True, public_url=None)
    town.person("fresh", Role.STAFF, town.partners["north"])
    with town.db.write() as uow:
        staff = uow.access.get(town.people["fresh"].id)
        assert staff is not None
        uow.access.set_totp(staff, None)
    page = town.log_in("fresh").get("/console")
    assert page.status_code == 200
    assert page.headers["x-frame-options"] == "SAMEORIGIN"


def test_a_form_that_is_too_large_is_refused(town: Town) -> None:
    browser = town.log_in("north")
    assert browser.send("/console/account", name="x" * 200_000).status_code == 413
    assert browser.send("/console/account", name="x" * 500, digest_at="08:30").status_code == 422


def test_an_error_shows_a_page_without_data(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.file("north")
    browser = town.log_in("north")

    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("a secret: Nguyen")

    monkeypatch.setattr("bot.console.work_list.next_step", broken)
    page = browser.get("/console")
    assert page.status_code == 500
    assert "Nguyen" not in page.text
    assert "Something went wrong" in page.text
