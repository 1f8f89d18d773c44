"""Make the pictures of the documentation from a fresh demonstration: docs/images/*.png.

    .venv/bin/python -m scripts.screenshots

Needs Chromium (Debian: chromium-headless-shell) and the development packages.
"""

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.access import login
from bot.clock import week_of
from bot.conversation.posted import mark
from bot.demo.seed import COORDINATOR, FIRST, PEOPLE
from bot.digests.compose import Reader, compose
from bot.documents import posters
from bot.documents.rendering import bundled, pictures
from bot.opening import stored_offset
from bot.settings import Settings
from bot.wording.served import Wording
from scripts.demonstration import ROOT, demonstration
from storage.database import Database
from storage.ids import new_id
from storage.keys import Keyring
from storage.models import CaseState
from storage.repositories.access import Viewer
from storage.uow import UnitOfWork
from tests.evidence.sounds import ogg

IMAGES = ROOT / "docs" / "images"
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PHONE = {"width": 360, "height": 740}


def main() -> None:
    """Start a demonstration, take the pictures, stop it."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with demonstration() as (environment, url):
        for language, hours, months in (("vi", "50 tieng", "6 thang"), ("id", "50 jam", "6 bulan")):
            _report(environment, language, hours, months)
        _poster(environment)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            for language in ("ne", "vi", "ja"):
                _phone(browser, url, language)
            _story(browser, url)
            _mail(browser, environment)
            _ladders(browser, environment, url)
            _reply(browser, environment, url)
            _together(browser, environment, url)
            _group(browser, environment, url)
            _workshop(browser, environment, url)
            _week(browser, environment, url)
            browser.close()


def _report(environment: dict[str, str], language: str, hours: str, months: str) -> None:
    """Another report, from a worker in a terminal: what is pressed or written, one a line."""
    told = ("1", "1", "2", hours, months, "1", "tokyo", "1", "1", "1", "7", "5", "1", "1")
    command = [sys.executable, "-m", "bot", "chat", "--new", "--lang", language]
    given = "\n".join(told).encode()
    subprocess.run(command, env=environment, cwd=ROOT, input=given, check=True, capture_output=True)


def _mail(browser: Browser, environment: dict[str, str]) -> None:
    """The digest that somebody at the partner who was silent gets in the morning."""
    settings = Settings.from_environment(environment)
    database = Database(str(settings.database_url), Keyring.load(settings.keys_file))
    wording = Wording(database)
    wording.refresh()
    now = datetime.now(UTC) + stored_offset(database)
    with database.read() as uow:
        staff = uow.access.get(PEOPLE[FIRST])
        assert staff is not None
        cases = uow.access.work_list(Viewer(staff.id, staff.partner_id, staff.role))
        reader, site = Reader(staff.id, "en", ZoneInfo(staff.timezone)), "https://todoke.example"
        made = compose(wording.now, reader, cases, now, site, off=f"{site}/console/digests-off/…")
    database.close()
    assert made is not None
    page = browser.new_page(viewport={"width": 640, "height": 220})
    page.set_content(str(made.mail.html))
    page.screenshot(path=IMAGES / "digest.png", full_page=True)
    page.close()


def _ladders(browser: Browser, environment: dict[str, str], url: str) -> None:
    """A coordinator tries another wait for a made-up case with a deadline; the ladder of one nobody has accepted."""
    settings = Settings.from_environment(environment)
    database = Database(str(settings.database_url), Keyring.load(settings.keys_file))
    now = datetime.now(UTC)
    with database.write() as uow:
        token = login.demo_session(uow, COORDINATOR, now)
        number = next(case.number for case in uow.cases.open_cases() if case.state == CaseState.OFFERED)
    database.close()
    context = browser.new_context(viewport={"width": 1100, "height": 900}, locale="en-US")
    context.add_cookies([{"name": "todoke_staff", "value": token, "url": f"{url}/console"}])
    page = context.new_page()
    page.goto(f"{url}/console/ladders?policy=standard")
    if page.locator("button[name=lang][value=en]").count():
        page.click("button[name=lang][value=en]")
        page.goto(f"{url}/console/ladders?policy=standard")
    text = page.input_value("#policy-text")
    wait = "rung: next_partner\n  after: "
    page.fill("#policy-text", text.replace(f"{wait}2 working days", f"{wait}30 hours"))
    deadline = now + stored_offset_of(settings) + timedelta(days=9)
    page.fill("input[name=deadline]", deadline.date().isoformat())
    page.click("#try button.main")
    page.wait_for_load_state("networkidle")
    page.locator("section[aria-labelledby=tried]").screenshot(path=IMAGES / "console-ladders.png")
    page.goto(f"{url}/console/cases/{number}")
    page.locator("section[aria-labelledby=ladder-heading]").screenshot(path=IMAGES / "console-ladder.png")
    context.close()


def _week(browser: Browser, environment: dict[str, str], url: str) -> None:
    """The week in numbers, with made-up weeks before: the last picture, because these cases have no workers."""
    settings = Settings.from_environment(environment)
    database = Database(str(settings.database_url), Keyring.load(settings.keys_file))
    now = datetime.now(UTC) + stored_offset(database)
    with database.write() as uow:
        token = login.demo_session(uow, COORDINATOR, datetime.now(UTC))
        for back in range(1, 9):
            _past(uow, now - timedelta(weeks=back), 14 - back + back % 3)
    database.close()
    context = browser.new_context(viewport={"width": 1180, "height": 900}, locale="en-US")
    context.add_cookies([{"name": "todoke_staff", "value": token, "url": f"{url}/console"}])
    page = context.new_page()
    page.goto(f"{url}/console/week")
    if page.locator("button[name=lang][value=en]").count():
        page.click("button[name=lang][value=en]")
        page.goto(f"{url}/console/week")
    last = page.locator("main section").last.bounding_box()  # a long list: its beginning is enough
    assert last is not None
    page.screenshot(
        path=IMAGES / "console-week.png", full_page=True,
        clip={"x": 0, "y": 0, "width": 1180, "height": last["y"] + 400},
    )  # fmt: skip
    context.close()


def _workshop(browser: Browser, environment: dict[str, str], url: str) -> None:
    """How far the languages are; a text while a slip is typed; a flow; a conversation tried; what waits."""
    page = _console(browser, environment, url, COORDINATOR)
    page.set_viewport_size({"width": 1180, "height": 900})
    at = f"{url}/console/workshop"
    page.goto(at)
    page.locator("section[aria-labelledby=coverage-critical]").screenshot(path=IMAGES / "workshop-languages.png")
    page.goto(f"{at}/texts/vi/case.accepted")
    page.fill("#text", page.input_value("#text").replace("{partner}", "{patner}"))
    expect(page.locator("#findings")).to_contain_text("{patner}")
    page.screenshot(path=IMAGES / "workshop-text.png", clip={"x": 0, "y": 60, "width": 1180, "height": 620})
    page.goto(f"{at}/texts/vi/opening.intro.ask")
    page.fill("#text", page.input_value("#text") + " Todoke.")
    page.click("button:has-text('Save')")
    page.goto(f"{at}/publish")
    page.locator("summary").first.click()
    page.locator("section[aria-labelledby=change-1]").screenshot(path=IMAGES / "workshop-publish.png")
    _recording(page, f"{at}/texts/vi/opening.topic.ask")
    page.goto(f"{at}/flows?flow=unpaid_overtime")
    page.screenshot(path=IMAGES / "workshop-flow.png", clip={"x": 0, "y": 60, "width": 1180, "height": 840})
    page.goto(f"{at}/preview?lang=ne&wording=served&way=a:2:start&way=a:3:unpaid_overtime&way=a:4:safe")
    page.locator(".beside").screenshot(path=IMAGES / "workshop-preview.png")
    _questions(page, f"{at}/questions?step=unpaid_overtime.last_time")
    page.context.close()


def _questions(page: Page, at: str) -> None:
    """A button is added to a question, and its English words are written."""
    page.goto(at)
    page.fill("input[name=new_choice]", "Years ago")
    page.click("#one button:has-text('Put it into the draft')")
    page.fill("input[name='text:unpaid_overtime.last_time.choice.years_ago']", "Years ago")
    expect(page.locator("#questions-said .phone")).to_contain_text("Years ago")
    page.locator(".beside").screenshot(path=IMAGES / "workshop-questions.png")


def _poster(environment: dict[str, str]) -> None:
    """A poster as it is printed, small."""
    settings = Settings.from_environment(environment)
    database = Database(str(settings.database_url), Keyring.load(settings.keys_file))
    wording = Wording(database)
    wording.refresh()
    database.close()
    ways = posters.ways(mark("ne"), "https://todoke.example.org", "todoke_sample_bot")
    told = posters.content(wording.now, "ne", ways, "Sample Union")
    (IMAGES / "poster-ne.png").write_bytes(pictures(posters.POSTER, told, bundled(), ppi=48)[0])


def _recording(page: Page, at: str) -> None:
    """A text with a recording that waits to be heard and published."""
    page.goto(at)
    card = page.locator("section[aria-labelledby=recording]")
    sound = {"name": "voice.ogg", "mimeType": "audio/ogg", "buffer": ogg(3.0)}
    card.locator("input[type=file]").set_input_files(sound)  # type: ignore[arg-type]  # a plain dict is a file
    card.locator("input[name=agreed]").check()
    card.locator("button:has-text('Upload')").click()
    page.wait_for_url("**done=recording_waits")
    card.screenshot(path=IMAGES / "workshop-recording.png")


def _past(uow: UnitOfWork, at: datetime, count: int) -> None:
    """So many reports of one week, closed, of which some took long."""
    partners = [partner.id for partner in uow.partners.all()]
    languages, topics = ("vi", "vi", "ne", "id", "vi", "tl", "ne"), ("unpaid_overtime", "job_loss", "missed_support")
    for n in range(count):
        reached = at + timedelta(hours=6 + 9 * n % 71)
        case = uow.cases.create(
            worker_id=new_id(), conversation_id=new_id(), run_id=new_id(), topic=topics[n % 5 % 3], prefecture="23",
            language=languages[n % 7], state="resolved", filed_at=at, contacted_at=reached if n % 12 else None,
            closed_at=at + timedelta(days=6), policy="standard",
        )  # fmt: skip
        offer = uow.cases.add_offer(case.id, partners[n % len(partners)], 0, consented=True, now=at)
        offer.state, offer.acted_at = ("lapsed", None) if n % len(partners) == 2 else ("accepted", reached)
        for kind in ("reminded", "coordinator_asked", "pause_lapsed", "terminal")[: n % 5]:
            uow.cases.record(case, kind, actor_kind="clock", actor_id=None, data={}, now=at + timedelta(hours=n))
    week = week_of(at)
    for step, language, reached_it, answered in (
        ("unpaid_overtime.overtime_month", "vi", 31, 27), ("unpaid_overtime.overtime_month", "ne", 12, 8),
        ("about_you.status", "vi", 40, 33), ("job_loss.situation", "id", 9, 8), ("filing.partners", "vi", 28, 26),
    ):  # fmt: skip
        uow.weeks.add_steps({(week, language, step): (reached_it, answered)})


def _console(browser: Browser, environment: dict[str, str], url: str, who: str) -> Page:
    """The console of one sample person, in English."""
    settings = Settings.from_environment(environment)
    database = Database(str(settings.database_url), Keyring.load(settings.keys_file))
    with database.write() as uow:
        token = login.demo_session(uow, who, datetime.now(UTC))
    database.close()
    context = browser.new_context(viewport={"width": 1000, "height": 760}, locale="en-US")
    context.add_cookies([{"name": "todoke_staff", "value": token, "url": f"{url}/console"}])
    page = context.new_page()
    page.goto(f"{url}/console")
    if page.locator("button[name=lang][value=en]").count():
        page.click("button[name=lang][value=en]")
        page.wait_for_load_state("networkidle")
    return page


def _reply(browser: Browser, environment: dict[str, str], url: str) -> None:
    """A ready answer to the worker of an open case: what they will read, beside what it means; and its clocks."""
    settings = Settings.from_environment(environment)
    database = Database(str(settings.database_url), Keyring.load(settings.keys_file))
    with database.read() as uow:
        case = next(one for one in uow.cases.open_cases() if one.language == "vi")
        offers = [one for one in uow.cases.offers(case.id) if one.partner_id in PEOPLE]
        asked = [one for one in offers if one.state in ("open", "accepted")]
        who, number = PEOPLE[asked[-1].partner_id], case.number
    database.close()
    page = _console(browser, environment, url, who)
    page.goto(f"{url}/console/cases/{number}")
    if page.locator("form[action$='/accept'] button").count():
        page.locator("form[action$='/accept'] button").first.click()
        page.wait_for_load_state("networkidle")
    page.goto(f"{url}/console/cases/{number}/replies/meet")
    later = datetime.now(UTC) + stored_offset_of(settings) + timedelta(days=4)
    values = {"date": later.date().isoformat(), "time": "18:30", "place": "Shinjuku Station, east exit"}
    for name, value in values.items():
        page.fill(f"input[name=blank_{name}]", value)
    page.keyboard.press("Tab")
    expect(page.locator("#both")).to_contain_text("18:30. Place: Shinjuku")
    page.locator("main").screenshot(path=IMAGES / "console-reply.png")
    page.set_viewport_size({"width": 1360, "height": 900})  # the whole line, nothing to scroll
    page.goto(f"{url}/console/cases/{number}")
    page.locator("section[aria-labelledby=clocks-heading]").screenshot(path=IMAGES / "console-clocks.png")
    page.context.close()


def _together(browser: Browser, environment: dict[str, str], url: str) -> None:
    """A report that is entered together with a worker at the counter: the question in both languages."""
    page = _console(browser, environment, url, PEOPLE[FIRST])
    page.goto(f"{url}/console/together")
    page.check("input[name=way] >> nth=0")
    page.check("input[name=agreed]")
    page.click("form[action='/console/together'] button.main")
    page.wait_for_load_state("networkidle")
    for choice in ("vi", "start", "unpaid_overtime"):
        page.click(f'button[name=tap][value$=":{choice}"]')
        page.wait_for_load_state("networkidle")
    page.locator("main").screenshot(path=IMAGES / "console-together.png")
    page.context.close()


def _group(browser: Browser, environment: dict[str, str], url: str) -> None:
    """Two more reports, of one place, which the same organisation has accepted: each leads to the other."""
    settings = Settings.from_environment(environment)
    database = Database(str(settings.database_url), Keyring.load(settings.keys_file))
    numbers: list[str] = []
    for language, hours, months in (("vi", "50 tieng", "6 thang"), ("id", "50 jam", "6 bulan")):
        _report(environment, language, hours, months)
        with database.write() as uow:
            case = uow.cases.newest()
            assert case is not None
            if not numbers:
                group = uow.groups.open(case.worker_id, datetime.now(UTC))
            else:
                uow.groups.enter(case.worker_id, group, datetime.now(UTC))
            case.group_id = group
            numbers.append(case.number)
    database.close()
    page = _console(browser, environment, url, PEOPLE[FIRST])
    for number in numbers:
        page.goto(f"{url}/console/cases/{number}")
        page.locator("form[action$='/accept'] button").first.click()
        page.wait_for_load_state("networkidle")
    page.locator("section[aria-labelledby=beside]").screenshot(path=IMAGES / "console-beside.png")
    page.context.close()


def stored_offset_of(settings: Settings) -> timedelta:
    """How far the demonstration's clock was put forward."""
    database = Database(str(settings.database_url), Keyring.load(settings.keys_file))
    try:
        return stored_offset(database)
    finally:
        database.close()


def _phone(browser: Browser, url: str, language: str) -> None:
    """A phone of 360 px at the first question about the trouble itself."""
    page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]  # a plain dict is a size
    page.goto(url + "/chat")
    for choice in (language, "start", "unpaid_overtime"):
        page.click(f'[data-tap$=":{choice}"]:visible')
    page.wait_for_selector('[data-tap$=":afraid"]:visible')
    page.wait_for_timeout(800)
    page.screenshot(path=IMAGES / f"chat-{language}.png")
    page.close()


def _story(browser: Browser, url: str) -> None:
    """The example: filed, unanswered, climbed to the second partner, accepted."""
    context = browser.new_context(viewport={"width": 1360, "height": 860})
    page = context.new_page()
    page.goto(url)
    _until(page, "The report has been sent")  # those made before; now the one that is played
    page.click("#play:enabled")
    _until(page, "The example is")
    _until(page, "The report has been sent")
    for _ in range(6):
        page.click('[data-hours="24"]')
        page.wait_for_timeout(5000)
        if "was silent" in page.inner_text("#hint"):
            break
    page.select_option("#view", "second")
    page.wait_for_timeout(2500)
    page.screenshot(path=IMAGES / "demo.png")
    console = context.new_page()
    console.set_viewport_size({"width": 1280, "height": 900})
    console.goto(url + "/console")
    console.screenshot(path=IMAGES / "console-list.png")
    console.click('a[href*="/console/cases/"]')
    console.wait_for_load_state("networkidle")
    console.screenshot(path=IMAGES / "console-offer.png")
    console.click('button:has-text("Accept")')
    console.wait_for_timeout(2500)
    console.screenshot(path=IMAGES / "console-case.png")
    context.close()


def _until(page: Page, words: str) -> None:
    expect(page.locator("#hint")).to_contain_text(words, timeout=120_000)


if __name__ == "__main__":
    main()
