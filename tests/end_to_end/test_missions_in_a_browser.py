"""A worker with the web chat on a small phone tells what happened, in each language."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext

from bot.settings import Settings
from tests.support.missions import MISSIONS
from tests.support.ports import unused_port
from tests.support.program import Program
from tests.support.web_worker import WebWorker

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.xdist_group("missions")]
LANGUAGES = tuple(sorted(path.parent.name for path in Settings.from_environment({}).locales_dir.glob("*/lexicon.yaml")))
STORIES = [("job_loss", language) for language in LANGUAGES] + [
    (mission, "vi") for mission in MISSIONS if mission != "job_loss"
]
"""One mission in every language, and every mission in one language."""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A real installation without any partner yet, started as anybody starts it: the first worker meets a program that
    has served nobody. (On Telegram, `test_real_installation`.)"""
    with Program(tmp_path_factory.mktemp("web") / "data", unused_port(), module="bot") as running:
        yield running


@pytest.mark.sampled(1)
@pytest.mark.parametrize(("mission", "language"), STORIES)
def test_a_mission_becomes_a_case(
    program: Program, open_context: Callable[..., BrowserContext], mission: str, language: str
) -> None:
    before = {case["id"] for case in program.cases()}
    page = open_context(has_touch=True, is_mobile=True).new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    worker = WebWorker.at(page, program.url)
    marked = page.eval_on_selector_all("[data-tap^='a:']", "all => all.map(one => [one.dataset.tap, one.lang])")
    assert {tap.rsplit(":", 1)[1]: spoken for tap, spoken in marked} == {c: c.replace("_", "-") for c in LANGUAGES}, (
        "a screen reader speaks each language's name in its own voice"
    )
    worker.file_report(mission, language)
    assert worker.pressed[:3] == [language, "start", mission]
    [case] = [case for case in program.cases() if case["id"] not in before]
    assert (case["topic"], case["language"], case["prefecture"]) == (mission, language, "13")
    worker.reads(case["number"])
    assert page.evaluate("document.documentElement.lang") == language.replace("_", "-")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "nothing sticks out on a small phone"
    assert not complaints


def test_a_reload_and_another_phone_bring_the_conversation_back(
    program: Program, open_context: Callable[..., BrowserContext]
) -> None:
    phone = open_context(has_touch=True, is_mobile=True)
    page = phone.new_page()
    worker = WebWorker.at(page, program.url)
    for choice in ("vi", "start", "job_loss"):
        worker.press(choice)
    question, choices = worker.said()[-1], worker.choices()
    page.reload()
    worker.until(lambda: worker.choices() == choices, "the question after the reload")
    assert worker.said()[-1] == question
    code = phone.request.post(
        program.url + "/chat/api/recovery-code", headers={"Authorization": f"Bearer {token_of(worker)}"}
    ).json()["code"]
    other = open_context(has_touch=True, is_mobile=True).new_page()
    elsewhere = WebWorker.at(other, program.url)
    other.locator("#menu").click()
    other.get_by_role("button", name="I have a code").click()
    other.locator("input[name=code]").fill(code.lower())
    other.locator(".sheet form button").click()
    elsewhere.until(lambda: elsewhere.choices() == choices, "the question on the other phone")


def token_of(worker: WebWorker) -> str:
    """The token the page keeps."""
    found: str = worker.page.evaluate(
        "() => Object.values({...localStorage, ...sessionStorage}).map((v) => { try { return JSON.parse(v) } "
        "catch { return v } }).map((v) => v && v.token || v).find((v) => typeof v === 'string' && v.length === 43)"
    )
    return found
