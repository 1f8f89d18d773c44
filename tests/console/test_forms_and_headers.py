"""No form without its own token, no page that acts, no header that lets anybody else in."""

import pytest

from tests.console.conftest import Browser, Town
from tests.console.filled import accepted, filled
from tests.console.test_who_may import OPEN, STALE, TABLE


def test_a_form_without_the_own_token_changes_nothing(town: Town) -> None:
    number = town.file("north")
    north, lead = town.log_in("north"), town.log_in("north-lead")
    rev = town.rev(number)
    path = f"/console/cases/{number}/accept"
    for token in ({}, {"csrf": ""}, {"csrf": lead.csrf}):
        assert north.post(path, {"rev": str(rev), **token}).status_code == 403
    good = {"rev": str(rev), "csrf": north.csrf}
    assert north.post(path, good, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert north.post(path, good, origin="https://evil.example").status_code == 403
    assert town.rev(number) == rev
    header = {"x-csrf-token": north.csrf, "origin": "https://testserver"}
    assert north.post(path, {"rev": str(rev)}, **header).status_code == 303


def test_every_form_wants_the_token(town: Town) -> None:
    number = accepted(town)
    browser = town.log_in("coordinator")
    for (method, path), who in TABLE.items():
        if method == "POST" and who is not OPEN:
            answer = browser.post(filled(town, path, number), STALE)
            assert answer.status_code == 403, path
            assert "too old" in answer.text, path


def test_opening_a_page_never_acts(town: Town) -> None:
    number = town.file("north")
    browser = town.log_in("north")
    for (method, path), who in TABLE.items():
        if method == "POST" and who is not OPEN:
            address = filled(town, path, number)
            answer = browser.get(f"{address}?rev={town.rev(number)}&csrf={browser.csrf}&reason=full")
            assert answer.status_code in (200, 403, 404), path
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        assert [offer.state for offer in uow.cases.offers(case.id)] == ["open"]


def test_headers_keep_the_console_to_itself(town: Town) -> None:
    number = accepted(town)
    browser = town.log_in("north")
    for path in ("/console", f"/console/cases/{number}", "/console/cases/AAAA-AAAA", "/console/login"):
        headers = browser.get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
    page = browser.get(f"/console/cases/{number}").text
    assert "<style" not in page
    assert " style=" not in page
    assert "onclick" not in page
    assert page.count("<script") == page.count("<script src=")


def test_styles_and_scripts_are_kept_by_their_content(town: Town) -> None:
    browser: Browser = town.browser()
    page = browser.get("/console/login").text
    for part in page.split('"'):
        if part.startswith("/console/static/"):
            answer = browser.get(part)
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
            old = browser.get("/console/static/0/" + part.rsplit("/", 1)[1])
            assert old.headers["cache-control"] == "no-cache"
    assert browser.get("/console/static/0/deps.py").status_code == 404
    assert browser.get("/console/static/0/..%2fdeps.py").status_code == 404


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/console/../x", "/consoleX", "javascript:x"],
)
def test_a_log_in_never_leads_elsewhere(town: Town, elsewhere: str) -> None:
    browser = town.browser()
    answer = browser.post("/console/language", {"lang": "en", "back": elsewhere})
    assert answer.headers["location"] == "/console"
    page = browser.get("/console/login?next=" + elsewhere)
    assert "evil" not in page.text
