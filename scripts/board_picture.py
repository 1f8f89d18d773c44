"""Make the pictures of the board of duties from a demonstration with made-up reports: docs/images/console-board*.png.

    .venv/bin/python -m scripts.board_picture
"""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, sync_playwright

from bot.demo.seed import COORDINATOR
from bot.opening import stored_offset
from bot.settings import Settings
from scripts.demonstration import demonstration
from scripts.screenshots import CHROMIUM, IMAGES, SWITCHES, _console
from storage.database import Database
from storage.ids import new_id
from storage.keys import Keyring
from storage.models import Organisation, Reply
from storage.repositories.corrections import Word
from storage.uow import UnitOfWork

_SAID = (
    ("missed_support.interview_last", ("never", "months_6", "months_3")),
    ("unpaid_overtime.payslip", ("every_month", "every_month", "sometimes")),
    ("unpaid_overtime.cut_minutes", ("every_day", "every_day", "not_cut")),
    ("documents_kept.kept", (["other"], ["passport"], ["other"])),
)
_NAMES = (("春日製作所", "manufacturing"), ("青葉介護サービス", "care"), ("みなと水産加工", "food_manufacturing"))


def take(browser: Browser, environment: dict[str, str], url: str) -> None:
    """Fill the demonstration's database with reports of three organisations, and take the picture."""
    settings = Settings.from_environment(environment)
    database = Database(str(settings.database_url), Keyring.load(settings.keys_file))
    now = datetime.now(UTC) + stored_offset(database)
    with database.write() as uow:
        for nth, (name, sector) in enumerate(_NAMES):
            one = Organisation(
                id=new_id(), kind="accepting", name=name, spellings=[], sector=sector, created_at=now, created_by=""
            )
            uow.organisations.save(one)
            for back in range(4):
                cases = [_report(uow, one, now - timedelta(days=91 * back + n), nth, back) for n in range(4 - nth % 2)]
                if (nth + back) % 2:
                    _request(uow, one, cases, now - timedelta(days=91 * back - 10), back)
    database.close()
    page = _console(browser, environment, url, COORDINATOR)
    page.set_viewport_size({"width": 1180, "height": 900})
    page.goto(f"{url}/console/board")
    first = page.locator("table.heat tbody a").first.get_attribute("href")
    page.goto(f"{url}{first}")
    page.screenshot(path=IMAGES / "console-board-one.png", full_page=True)
    page.goto(f"{url}/console/board")
    page.screenshot(path=IMAGES / "console-board.png", full_page=True)
    page.context.close()


def _report(uow: UnitOfWork, about: Organisation, at: datetime, nth: int, back: int) -> str:
    chat, worker = uow.conversations.find_or_create("terminal", new_id(), at)
    row = uow.conversations.get(chat)
    assert row is not None
    run = uow.conversations.start_run(row, "none", at)
    said = [("about_you.status", "ssw1"), ("filing.alone", "alone")]
    said += [(step, values[(nth + back) % 3]) for step, values in _SAID[: 2 + (nth + back) % 3]]  # type: ignore[misc]  # answers of one text, and of several
    for visit, (step, value) in enumerate(said):
        uow.conversations.record(
            run_id=run, visit=visit, worker_id=worker, step=step, variable=step.split(".")[1], language="vi",
            release=1, at=at, raw="", value=value, replaces=False,
        )  # fmt: skip
    case = uow.cases.create(
        worker_id=worker, conversation_id=chat, run_id=run, topic="missed_support", prefecture="23", language="vi",
        state="resolved", filed_at=at, contacted_at=at, closed_at=at, policy="standard",
    )  # fmt: skip
    uow.organisations.link(case.id, about, site_id=None, named="", staff_id="", now=at)
    return case.id


def _request(uow: UnitOfWork, about: Organisation, cases: list[str], at: datetime, back: int) -> None:
    """The interview was asked for; a first one was put right, a second is disputed, a third is overdue."""
    made = uow.corrections.make(
        about.id, "support.10_interview", partner_id=uow.partners.all()[0].id, made_by="",
        due_at=at + timedelta(days=14), now=at,
    )  # fmt: skip
    made.requested_at = at
    if back < 3:
        made.reply, made.reply_at = Reply.DONE.value, at + timedelta(days=12)
    uow.corrections.save(made)
    for n, case_id in enumerate(cases):
        uow.corrections.join(made.id, case_id, at)
        mended = None if back == 3 else n < 3 or back != 1
        after = at + timedelta(days=15 + n)
        uow.corrections.say(made.id, Word(case_id, at, True, at, mended, after if mended is not None else None))


def main() -> None:
    """Start a demonstration, take the picture, stop it."""
    with demonstration() as (environment, url), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        take(browser, environment, url)
        browser.close()


if __name__ == "__main__":
    main()
