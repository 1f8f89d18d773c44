"""A member of staff enters a report together with a worker: what the page shows, to whom, and what goes out of it."""

import html
import re
from typing import Any, cast

import httpx
import pytest

from bot.assisted.screen import Button, screen
from bot.console import together
from bot.conversation.service import Conversations
from bot.conversation.staff_chat import StaffDoor
from bot.conversation.structures import Structures
from bot.wording.served import Wording
from bot.workers.inbox import InboxWorker
from bot.workers.intake import Arrival, store
from flows.inputs.lexicon import Lexicon, load_lexicons
from flows.model import Structure
from storage.models import COORDINATOR
from tests.console.conftest import Browser, Town, Words
from tests.support.missions import COMMON, MISSIONS, choose
from tests.support.texts import LOCALES

_BUTTON = re.compile(r'name="tap" value="([^"]+)"')
_SEQ = re.compile(r'name="seq" value="(\d+)"')


class Desk:
    """Somebody of North with a worker beside them."""

    def __init__(self, town: Town, words: Words, structure: Structure, lexicons: dict[str, Lexicon]) -> None:
        self.town = town
        service = Conversations(
            structures=Structures(structure), wording=cast(Wording, words), lexicons=lexicons,
            notifier=town.notifier, clock=town.clock, staff=cast(StaffDoor, None),
        )  # fmt: skip
        self.inbox = InboxWorker(town.db, service, town.clock)
        town.around(wake_inbox=self.work)
        self.asleep = False
        self.staff: Browser = town.log_in("north")
        self.page = self.begin("counter")

    def work(self) -> None:
        """Somebody handles what workers say."""
        while not self.asleep and self.inbox.work():
            pass

    def begin(self, way: str) -> httpx.Response:
        """The first page."""
        answer = self.staff.send("/console/together", way=way, agreed="yes")
        assert answer.status_code == 303, answer.text
        self.path = answer.headers["location"]
        return self.staff.get(self.path)

    @property
    def draft_id(self) -> str:
        return self.path.rpartition("/")[2]

    def offered(self, page: httpx.Response | None = None) -> list[str]:
        """The buttons, by what they send."""
        return [html.unescape(data) for data in _BUTTON.findall((page or self.page).text)]

    def send(self, **form: str) -> httpx.Response:
        """Press or type something on the page as it is."""
        found = _SEQ.search(self.page.text)
        assert found is not None
        answer = self.staff.send(self.path, **{"seq": found.group(1), **form})
        self.page = self.staff.get(self.path)
        return answer

    def tap(self, choice: str) -> httpx.Response:
        """Press a choice by its id."""
        return self.send(tap=next(data for data in self.offered() if data.endswith(f":{choice}")))

    def reach(self, step: str, **taps: str) -> None:
        """Answer until a question is open, without looking at each page."""
        wanted = ("vi", "unpaid_overtime", *MISSIONS["unpaid_overtime"], *COMMON)
        for _ in range(60):
            at = self.at
            if at == step:
                break
            choices = {b.data.split(":", 2)[2]: b.data for row in self._buttons() for b in row if b.data[0] == "a"}
            self._store({"type": "tap", "data": choices[taps.get(at) or choose(list(choices), wanted)]})
        self.page = self.staff.get(self.path)
        assert self.at == step

    def _buttons(self) -> tuple[tuple[Button, ...], ...]:
        with self.town.db.read() as uow:
            row = uow.conversations.get(self.conversation_id)
            assert row is not None
            return screen(uow.web.bubbles(row.id, row.worker_id, 0, 1_000), "en").buttons

    def _store(self, event: dict[str, Any]) -> None:
        with self.town.db.write() as uow:
            row, source = uow.conversations.get(self.conversation_id), f"assisted:{self.conversation_id}"
            assert row is not None
            seq = uow.inbox.highest(source) + 1
            store(uow, self.town.clock, [Arrival(source, seq, "assisted", "", event, (row.id, row.worker_id))])
        self.work()

    @property
    def conversation_id(self) -> str:
        with self.town.db.read() as uow:
            draft = uow.assisted.of(self.town.people["north"].id, self.draft_id)
            assert draft is not None
            return draft.conversation_id

    @property
    def at(self) -> str:
        """The step of the open question."""
        with self.town.db.read() as uow:
            row = uow.conversations.get(self.conversation_id)
            assert row is not None
            state: dict[str, Any] = uow.conversations.open_state(row) or {}
            return str(state.get("at") or "").split("/")[-1]

    def sent(self, **taps: str) -> str:
        """The whole report; returns its number."""
        self.reach("write_first", helper_first="first", **taps)
        self.tap("any_time")
        with self.town.db.read() as uow:
            case = uow.cases.newest()
            assert case is not None
            return case.number


@pytest.fixture(scope="module")
def lexicons() -> dict[str, Lexicon]:
    """The words of all languages."""
    return load_lexicons(LOCALES)


@pytest.fixture
def desk(town: Town, words: Words, structure: Structure, lexicons: dict[str, Lexicon]) -> Desk:
    """North's counter."""
    return Desk(town, words, structure, lexicons)


def test_the_worker_hears_their_language_and_staff_read_theirs_beside_it(desk: Desk) -> None:
    desk.reach("safe_now")
    assert 'lang="vi"' in desk.page.text
    assert 'class="gloss"' in desk.page.text
    assert "Are you safe" in desk.page.text or "safe" in desk.page.text


def test_nobody_begins_without_the_workers_wish(desk: Desk) -> None:
    assert desk.staff.send("/console/together", way="counter").status_code == 422
    assert desk.staff.send("/console/together", way="street", agreed="yes").status_code == 422


def test_only_who_began_it_sees_it(desk: Desk) -> None:
    for other in ("north-lead", "south", "coordinator"):
        browser = desk.town.log_in(other)
        assert browser.get(desk.path).status_code == 404
        assert browser.send(desk.path, seq="1", text="x").status_code == 404
        assert desk.draft_id not in browser.get("/console/together").text
    assert desk.draft_id in desk.staff.get("/console/together").text
    assert "together_read" in desk.town.audited(desk.town.partners["north"])


def test_a_double_click_is_one_answer_and_an_old_page_changes_nothing(desk: Desk) -> None:
    desk.reach("safe_now")
    seq = _SEQ.search(desk.page.text)
    assert seq is not None
    safe, afraid = (next(d for d in desk.offered() if d.endswith(f":{end}")) for end in ("safe", "afraid"))
    assert desk.staff.send(desk.path, seq=seq.group(1), tap=safe).status_code == 303
    assert desk.staff.send(desk.path, seq=seq.group(1), tap=safe).status_code == 303
    old = desk.staff.send(desk.path, seq=seq.group(1), tap=afraid)
    assert old.status_code == 409
    typed = desk.staff.send(desk.path, seq=seq.group(1), text="a long story")
    assert typed.status_code == 409
    assert "a long story" in typed.text
    desk.page = desk.staff.get(desk.path)
    assert desk.at != "safe_now"


def test_what_was_entered_is_stored_before_it_is_taken_and_goes_on_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.reach("safe_now")
    monkeypatch.setattr(together, "_PATIENCE", 0.05)
    desk.asleep = True
    desk.tap("safe")
    assert "hx-trigger" in desk.page.text
    assert desk.offered() == []
    desk.asleep = False
    desk.work()
    desk.page = desk.staff.get(desk.path)
    assert desk.offered()


def test_the_case_says_who_entered_it_and_nothing_is_shown_at_the_counter_any_more(desk: Desk) -> None:
    number = desk.sent()
    assert number in desk.page.text
    assert desk.offered() == []
    assert desk.staff.send(f"/console/cases/{number}/accept", rev=str(desk.town.rev(number))).status_code == 303
    case = desk.staff.get(f"/console/cases/{number}").text
    assert "Entered by North together with the worker" in case
    assert "wrote this report down together with the worker, for North" in case
    assert "can only you and the person who helps you see and hear this now?" in case, "the question as it was read out"
    assert "Yes, only the two of us" in case
    assert "Yes, I am alone" not in case
    with desk.town.db.read() as uow:
        kept = uow.cases.find(number)
        assert kept is not None
        consent = uow.cases.consent(kept.id)
        assert consent is not None
        assert consent.partners[0] == desk.town.partners["north"]
        assert consent.partners[-1] == COORDINATOR


def test_what_only_led_through_the_conversation_does_not_stand_among_what_the_worker_told(desk: Desk) -> None:
    number = desk.sent()
    desk.staff.send(f"/console/cases/{number}/accept", rev=str(desk.town.rev(number)))
    case = desk.staff.get(f"/console/cases/{number}").text
    assert "What is your problem about" in case
    for noise in ("Please choose your language", "You can send now", "Send now"):
        assert noise not in case, noise


def test_who_entered_it_reads_it_only_after_accepting(desk: Desk) -> None:
    number = desk.sent()
    offer = desk.staff.get(f"/console/cases/{number}").text
    assert "Entered by North" not in offer
    assert "staff.case.answers" not in offer


def test_the_telephone_number_reaches_who_takes_the_report(desk: Desk) -> None:
    number = desk.sent()
    for bad in ("call me", "", " ", "-"):
        assert desk.staff.send(f"{desk.path}/contact", seq="1", phone=bad).status_code == 422
    form = {"seq": "1", "phone": "090-1234-5678", "from": "19:00", "to": "21:00"}
    assert desk.staff.send(f"{desk.path}/contact", **form).status_code == 303
    page = desk.staff.get(desk.path).text
    assert "A telephone number is kept" in page
    assert "09012345678" not in page
    desk.staff.send(f"/console/cases/{number}/accept", rev=str(desk.town.rev(number)))
    case = desk.staff.get(f"/console/cases/{number}").text
    assert "09012345678" in case
    assert "19:00" in case


def test_the_slip_is_shown_once_says_nothing_of_what_it_is_for_and_is_noted(desk: Desk) -> None:
    number = desk.sent()
    page = desk.staff.send(f"{desk.path}/slip")
    assert page.status_code == 200
    code = re.search(r"<code>([0-9A-Z-]{14})</code>", page.text)
    assert code is not None
    slip = page.text[page.text.index('class="card stack slip"') :]
    slip = slip[: slip.index("</section>")]
    assert 'lang="vi"' in slip
    assert "https://testserver/chat" in slip
    assert not any(word in slip.lower() for word in ("báo cáo", "report", "todoke.example", "north"))
    assert code.group(1) not in desk.staff.get(desk.path).text
    with desk.town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        assert "way_in_given" in [line.kind for line in uow.cases.events(case.id)]


def test_a_week_after_sending_no_more_codes_are_made(desk: Desk) -> None:
    desk.sent()
    desk.town.clock.advance(days=8)
    desk.staff = desk.town.log_in("north")
    assert "/slip" not in desk.staff.get(desk.path).text
    assert desk.staff.send(f"{desk.path}/slip").status_code == 409


def test_it_is_deleted_at_the_workers_wish(desk: Desk) -> None:
    desk.reach("safe_now")
    desk.tap("menu")
    desk.tap("delete")
    desk.tap("delete/yes")
    assert "had everything deleted" in desk.page.text
    assert "Deleted at the worker" in desk.staff.get("/console/together").text
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", desk.page.text)
    assert desk.offered() == []
    assert desk.staff.send(f"{desk.path}/slip").status_code == 409
