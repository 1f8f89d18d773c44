"""Every page of the console as somebody sees it, with something on it: for tests that look at all of them.

What there is comes from the program: each GET address of the console is opened unless it stands in `NO_PAGE`, and
`seen` names the templates that were shown, so that one nobody has looked at is missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.clock import week_of
from bot.console.pages import Pages
from bot.digests.stopping import LASTS, PURPOSE
from bot.escalation.changing import written
from bot.escalation.policy_files import shipped
from storage.models import AlarmKind, InterpretingState
from tests.console.conftest import PASSWORD, Browser, Town
from tests.console.filled import filled
from tests.console.reports import Report
from tests.console.test_who_may import OPEN, TABLE
from tests.evidence.sounds import ogg

NO_PAGE = {
    "/console/login/oidc": "leads elsewhere",
    "/console/login/oidc/back": "leads elsewhere",
    "/console/list": "a part of a page",
    "/console/cases/{number}/since/{rev}": "a part of a page",
    "/console/cases/{number}/files": "a part of a page",
    "/console/cases/{number}/files/{attachment_id}": "a download",
    "/console/cases/{number}/files/{attachment_id}/copy": "a download",
    "/console/cases/{number}/files/{attachment_id}/small": "a picture",
    "/console/interpreting/{interpreting_id}/voice/{attachment_id}": "a download",
    "/console/week.csv": "a download",
    "/console/workshop/files/texts.{kind}": "a download",
    "/console/workshop/texts/{language}/{key}/recording/{recording}": "a sound",
}
_ACTORS = ("north-lead", "north", "coordinator", "north-interpreter", "interpreter", "admin", "auditor")
Look = tuple[str, httpx.Response]
"""What it is, and what was answered."""


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The templates that are shown meanwhile."""
    seen: set[str] = set()
    page, refusal = Pages.page, Pages.refusal

    def shows(self: Pages, visit: Any, template: str, **more: Any) -> Any:
        seen.add(template)
        return page(self, visit, template, **more)

    def refuses(self: Pages, *given: Any, **more: Any) -> Any:
        seen.add("refusal.html")
        return refusal(self, *given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Pages, "page", shows)
        patched.setattr(Pages, "refusal", refuses)
        yield seen


def looks(town: Town) -> list[Look]:
    """All pages, in a town in which something is going on."""
    number, new, third = town.file("north", "south", urgent=True), town.file("north"), town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    north.send(f"/console/cases/{number}/reply", text="Please send your payslip.", once="a1")
    north.send(f"/console/cases/{number}/note", text="She is kind.", once="a2")
    north.send(f"/console/cases/{number}/name", name="Quyen")
    north.act(town, number, "appointments", kind="call", whom="worker", on="2026-11-25", hour="10:00")
    north.act(town, number, "assign", to=town.people["north"].id)
    return [*_opened(town, number), *_further(town, number, new, third)]


def _opened(town: Town, number: str) -> Iterator[Look]:
    for (method, path), who in TABLE.items():
        if method == "GET" and path not in NO_PAGE:
            actor = None if who is OPEN else next(name for name in _ACTORS if name in who)
            actor = "north" if path.startswith("/console/together/") else actor
            browser = town.browser() if actor is None else town.log_in(actor)
            yield path, browser.get(filled(town, path, number))


def _further(town: Town, number: str, new: str, third: str) -> Iterator[Look]:
    """Pages that another person sees at the same address, and those that follow on a form."""
    north, coordinator = town.log_in("north"), town.log_in("coordinator")
    with town.db.write() as uow:
        for kind in AlarmKind:
            uow.system.raise_alarm(kind, town.people["north"].id, {"case": number}, town.clock.now())
        case = uow.cases.find(number)
        assert case is not None
        for state, whom in ((InterpretingState.SOUGHT, ""), (InterpretingState.ASKED, "north-interpreter")):
            uow.interpreting.assign(
                case.id, partner_id=town.partners["north"], asked_by="", call=True, items=[("message", "0")],
                staff_id=town.people[whom].id if whom else whom, due_at=town.clock.now() + timedelta(days=2),
                note="Thursday 19:00", now=town.clock.now(), state=state,
            )
    yield "an interpreter is wanted", coordinator.get(f"/console/cases/{number}")
    yield "a worker's answer is recorded", town.log_in("north-lead").get(f"/console/cases/{number}")
    yield "alarms", coordinator.get("/console/alarms")
    yield "list of admin", town.log_in("admin").get("/console")
    yield "list", north.get("/console?urgent=1")
    yield "list of a coordinator", coordinator.get("/console")
    yield "sums", town.log_in("auditor").get("/console/audit")
    yield "request", north.get(f"/console/cases/{new}")
    yield "case for a coordinator", coordinator.get(f"/console/cases/{number}")
    yield "a new partner", coordinator.get("/console/partners/new")
    yield "nothing", north.get("/console/cases/AAAA-AAAA")
    yield "not allowed", north.get("/console/partners")
    yield "found", north.send("/console/find", what="quyen")
    yield "found nothing", north.send("/console/find", what="nobody")
    ticked = [f"{one}:{town.rev(one)}" for one in (new, third)]
    several = north.send("/console/several", case=ticked)
    yield "several", several
    yield "several, done", north.send("/console/several/decline", case=ticked, reason="full", ticket=_ticket(several))
    yield "outdated", north.send(f"/console/cases/{number}/reached", rev="1", on="2026-11-24", note="by phone")
    tried = {"topic": "unpaid_overtime", "severity": "normal", "partners": "2"}
    yield "ladder tried", coordinator.send("/console/ladders/try", text=written(shipped().all[0]), **tried)
    yield "second factor", town.log_in("admin").send("/console/second-factor/start")
    yield "linked", north.send("/console/account/telegram")
    yield "invited", coordinator.send("/console/people", email="new@todoke.example", role="auditor", locale="ja")
    with town.db.write() as uow:
        draft = uow.assisted.begin(town.people["north"].id, town.partners["north"], "counter", town.clock.now())
        row = uow.conversations.get(draft.conversation_id)
        assert row is not None
        uow.conversations.save_state(
            row, state=None, structure=None, run_id=None, language="vi", nudge_at=None, expires_at=None, case_id=None
        )
        uow.access.add_code("OFFCODE", town.people["north"].id, PURPOSE, town.clock.now(), town.clock.now() + LASTS)
    yield "entering together", north.get(f"/console/together/{draft.id}")
    yield "slip", north.send(f"/console/together/{draft.id}/slip")
    yield "digests off", town.browser().get("/console/digests-off/OFFCODE")
    yield from _accepting_side(town)
    yield from _workshop(town)
    yield from _told(town)
    yield from _ways_in(town)


def _accepting_side(town: Town) -> Iterator[Look]:
    """A case with what its worker says of duties; the board with something on it; a request; a record that is wrong."""
    report = Report(town)
    number, correction = report.requested("vi")
    report("vi", name="Kasuga seisakusho")
    other = report("id", name="Kasuga seisakujo")
    report.reached(other)
    north, coordinator, kept = town.log_in("north"), town.log_in("coordinator"), report.organisation("春日製作所")
    yield "a name that may be a known one", north.get(f"/console/cases/{other}")
    yield "a worker's statements", north.get(f"/console/cases/{number}")
    yield "the board", north.get("/console/board")
    yield "the board of a coordinator", coordinator.get("/console/board")
    yield "an organisation on the board", north.get(f"/console/board/{kept}")
    yield "a request that went out", north.get(f"/console/corrections/{correction}")
    at = f"/console/organisations/{kept}"
    yield "a wrong number", coordinator.send(at, kind="accepting", name="春日製作所", sector="", number="1234567890123")
    coordinator.send(f"{at}/site", name="本社工場", prefecture="23", workers="12")
    coordinator.send("/console/organisations/new", kind="accepting", name="春日製作", sector="", number="")
    coordinator.send(f"{at}/merge", other=report.organisation("春日製作"), note="Same address.")
    yield "an organisation with sites and a merge", coordinator.get(at)
    with town.db.write() as uow:
        row: dict[str, Any] = {"quarter": "2026-Q3", "duty": "support.10_interview", "duty_ja": "面談"}
        row |= {"duty_en": "Interview", "sector": "care", "region": "unknown"}
        row |= {"asked": 9, "answered": 7, "not_fulfilled": None}
        uow.figures.publish("2026-Q3", {"rows": [row, row | {"duty": "all", "sector": "all"}]}, "", town.clock.now())
        view = uow.figures.propose(
            kept, "2026-Q3", auditor_id=town.people["auditor"].id, agreement="file 1", told_at=town.clock.now(), by=""
        )
        view.signed_at, view.signed_by = town.clock.now(), town.people["deputy"].id
        view.figures = [
            {"duty": "support.10_interview", "standing": "disputed", "not_fulfilled": 3, "fulfilled": None}
        ]
        uow.figures.propose(
            kept, "2026-Q2", auditor_id=town.people["auditor"].id, agreement="file 2", told_at=town.clock.now(), by=""
        )
    yield "published figures", coordinator.get("/console/figures?quarter=2026-Q3")
    yield "named views of a coordinator", coordinator.get("/console/named")
    yield "named views of an auditor", town.log_in("auditor").get("/console/named")
    yield "organisations found", coordinator.get("/console/organisations?q=kasuga")


def _workshop(town: Town) -> Iterator[Look]:
    """Texts that wait, are refused or faulty; changed English; the middle of a conversation."""
    coordinator, at = town.log_in("coordinator"), "/console/workshop"
    with town.db.read() as uow:
        base = uow.wording.newest_number()
    critical, plain = f"{at}/texts/vi/opening.intro.ask", f"{at}/texts/vi/unpaid_overtime.pay_form.ask"
    coordinator.send(critical, text="Todoke do một nhóm hỗ trợ điều hành.", base=str(base))
    yield "a text that waits", coordinator.get(critical)
    coordinator.send(f"{at}/texts/en/opening.topic.ask", text="What is wrong? Choose one.", base=str(base))
    coordinator.send(f"{at}/texts/en/unpaid_overtime.pay_form.ask", text="How do you get your pay?", base=str(base))
    yield "a text with a fault", coordinator.send(plain, text="Lương {thế nào}?", base=str(base + 1))
    yield "a text somebody else has changed", coordinator.send(plain, text="Lương thế nào?", base=str(base))
    yield "what waits", coordinator.get(f"{at}/publish")
    yield from _spoken(coordinator, f"{at}/texts/vi/case.check_in.ask")
    yield "a question's form", coordinator.get(f"{at}/questions?step=unpaid_overtime.last_time")
    questions = "unpaid_overtime.last_time: {add: [{choice: years_ago}], hide: {earlier: [vi]}}"
    step = {"look": "1", "step": "extra.anything"}
    yield "questions in a draft", coordinator.send(f"{at}/questions/step", **step, draft=questions)
    yield "questions with a fault", coordinator.send(f"{at}/questions", draft="a.b: {ask: no}")
    yield from _from_a_file(coordinator)
    yield "a conversation tried", coordinator.get(f"{at}/preview?lang=ne&way=a:2:start&way=a:3:unpaid_overtime")
    yield "a danger word tried", coordinator.get(f"{at}/preview?lang=en&way=w:he hits me&way=a:2:start")


def _spoken(coordinator: Browser, text: str) -> Iterator[Look]:
    """A text with a recording, and one that is none."""
    form, at = {"csrf": coordinator.csrf, "agreed": "yes"}, f"{text}/recording"
    yield "no recording", coordinator.upload(at, form, ("file", "a.ogg", b"no", "audio/ogg"))
    coordinator.upload(at, form, ("file", "a.ogg", ogg(), "audio/ogg"))
    waits = coordinator.get(text)
    yield "a recording that waits", waits
    heard = re.search(r'name="heard" value="(\w+)"', waits.text)
    coordinator.send(f"{at}/decide", what="publish", heard=heard[1] if heard else "")
    yield "a recording that is played", coordinator.get(text)


def _from_a_file(coordinator: Browser) -> Iterator[Look]:
    """Texts taken away, changed elsewhere and brought back."""
    at = "/console/workshop/files"
    taken = coordinator.get(f"{at}/texts.po?language=id").content
    for old, new in ((b"Mulai", b"Mulai saja"), (b"{partner}", b"{patner}")):
        taken = taken.replace(old, new, 3)
    form = {"csrf": coordinator.csrf}
    yield "no sheet", coordinator.upload(at, form, ("file", "a.xlsx", b"no", "application/octet-stream"))
    found = coordinator.upload(at, form, ("file", "id.po", taken, "application/octet-stream"))
    yield "differences", found
    hidden = {name: re.search(f'name="{name}" value="([^"]*)"', found.text) for name in ("base", "sheet")}
    given = {name: match[1] for name, match in hidden.items() if match is not None}
    ticked = re.findall(r'name="take" value="([^"]+)"', found.text)
    yield "taken", coordinator.send(f"{at}/take", **given, source="po", take=ticked)


def _told(town: Town) -> Iterator[Look]:
    """The week with something in it, and the group of an organisation while it is linked and afterwards."""
    week = week_of(town.clock.business())
    with town.db.write() as uow:
        uow.weeks.add_steps({(week, "vi", "opening.topic"): (9, 4), (week, "ne", "opening.topic"): (8, 7)})
    yield "week", town.log_in("coordinator").get(f"/console/week?week={week}")
    lead = town.log_in("north-lead")
    yield "code for a group", lead.send("/console/team-chat/code")
    with town.db.write() as uow:
        uow.team_chats.link(
            town.partners["north"], "-100200", town.people["north-lead"].id, "en", "Asia/Tokyo", town.clock.now()
        )
    yield "group", lead.get("/console/team-chat")


def _ways_in(town: Town) -> Iterator[Look]:
    stranger: Browser = town.browser()
    email = "north@todoke.example"
    yield "wrong password", stranger.post("/console/login", {"email": email, "password": "wrong"})
    yield "code", stranger.post("/console/login", {"email": email, "password": PASSWORD})
    yield "wrong code", stranger.post("/console/login/code", {"code": "000000"})
    yield "wrong invitation", stranger.post("/console/join", {"code": "x", "name": "x", "password": PASSWORD})


def _ticket(answer: httpx.Response) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', answer.text)
    assert found is not None
    return found[1]
