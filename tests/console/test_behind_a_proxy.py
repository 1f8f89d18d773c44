"""A web server stands in front: guessing is braked for each who guesses, and nobody can pass for another address."""

from itertools import count

from bot.access.guessing import FREE
from bot.serving.app import behind
from tests.console.conftest import Browser, Town

PROXY = "192.0.2.1"
"""Where the tests' requests come from: what it forwards counts only if this is a trusted proxy."""
_nobodies = count()


def _braked(browser: Browser, forwarded: str) -> bool:
    """One more wrong log-in, for an account that nobody has tried before; whether it has to wait."""
    form = {"email": f"nobody-{next(_nobodies)}@todoke.example", "password": "wrong"}
    answer = browser.post("/console/login", form, **{"x-forwarded-for": forwarded})
    assert answer.status_code == 403
    return "Wait" in answer.text


def test_two_people_behind_a_trusted_proxy_have_two_brakes(town: Town) -> None:
    browser = Browser(behind((PROXY,), town.app))
    assert not any(_braked(browser, "198.51.100.7") for _ in range(FREE["address"] + 1))
    assert _braked(browser, "198.51.100.7")
    assert not _braked(browser, "198.51.100.8")


def test_the_proxy_may_be_named_by_its_network(town: Town) -> None:
    browser = Browser(behind(("10.0.0.0/8", "192.0.2.0/24"), town.app))
    assert not any(_braked(browser, "198.51.100.7") for _ in range(FREE["address"] + 1))
    assert not _braked(browser, "198.51.100.8")


def test_whoever_is_no_trusted_proxy_gains_nothing_by_naming_other_addresses(town: Town) -> None:
    browser = Browser(behind(("127.0.0.1",), town.app))
    assert not any(_braked(browser, f"198.51.100.{n}") for n in range(FREE["address"] + 1))
    assert _braked(browser, "198.51.100.200")


def test_what_somebody_writes_before_the_proxys_own_word_is_not_believed(town: Town) -> None:
    browser = Browser(behind((PROXY,), town.app))
    assert not any(_braked(browser, f"203.0.113.{n}, 198.51.100.7") for n in range(FREE["address"] + 1))
    assert _braked(browser, "127.0.0.1, 198.51.100.7")


def test_a_form_of_the_own_page_comes_through_a_server_that_names_itself_as_the_host(town: Town) -> None:
    """Browsers of before 2023 say only where a form comes from, and that is what the worker's or the staff's browser
    shows, not what the server in front calls us."""
    number = town.file("north")
    north = town.log_in("north")
    form = {"rev": str(town.rev(number)), "csrf": north.csrf}
    path = f"/console/cases/{number}/accept"
    assert north.post(path, form, host="127.0.0.1:8000", origin="https://evil.example").status_code == 403
    assert north.post(path, form, host="127.0.0.1:8000", origin="https://testserver").status_code == 303
