"""The numbers of a week: what they say, and what they leave out."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access.roles import Role
from bot.cases.accept import accept
from bot.cases.reached import claim_reached, worker_says_reached
from bot.clock import in_japan, week_of
from bot.digests.mail import Mail
from bot.digests.week import HIDDEN, Asked, Numbers, cells, last_whole_week, monday, numbers, said
from bot.digests.week_mail import send_week
from bot.escalation.check_ins import SILENCE, worry
from bot.escalation.ladder import Ladder
from flows.law.dated import old
from storage.models import Case
from storage.uow import UnitOfWork
from tests.digests.conftest import URL, Office

BEGINS = date(2026, 11, 23)
"""The Monday of the week in which these stories begin, on Tuesday."""


def _numbers(office: Office, begins: date = BEGINS) -> Numbers:
    with office.db.read() as uow:
        return numbers(uow, begins, office.clock.business())


def _change(office: Office, number: str, **fields: Any) -> None:
    with office.db.write() as uow:
        case = uow.cases.find(number)
        assert isinstance(case, Case)
        for name, value in fields.items():
            setattr(case, name, value)


def _locked(uow: UnitOfWork, number: str) -> Case:
    found = uow.cases.find(number)
    case = uow.cases.locked(found.id) if found is not None else None
    assert case is not None
    return case


def test_weeks_begin_on_monday_in_japan() -> None:
    sunday_evening = datetime(2026, 11, 22, 14, 59, tzinfo=UTC)
    assert week_of(sunday_evening) == "2026-W47"
    assert week_of(sunday_evening + timedelta(minutes=1)) == "2026-W48"
    assert last_whole_week(sunday_evening) == date(2026, 11, 9)
    assert last_whole_week(sunday_evening + timedelta(minutes=1)) == date(2026, 11, 16)
    assert monday("2026-W48") == BEGINS
    for wrong in ("", "2026-W60", "2026W48", "../../etc", "0000-W01", "2026-W48-3"):
        assert monday(wrong) is None


def test_the_first_contact_counts_those_who_wait_as_the_longest(office: Office) -> None:
    office.person("aoki")
    filed = [office.file() for _ in range(10)]
    for hours, number in enumerate(filed[:6], 1):
        _change(office, number, contacted_at=office.clock.business() + timedelta(hours=hours))
    wait = _numbers(office).week.wait
    assert (wait.median, wait.most, wait.reached, wait.not_yet) == (timedelta(hours=5), None, 6, 4)
    for number in filed[6:]:
        _change(office, number, state="withdrawn")
    wait = _numbers(office).week.wait
    assert (wait.median, wait.most, wait.not_yet) == (timedelta(hours=3), timedelta(hours=6), 0)


def test_the_first_contact_stays_the_first_although_the_worker_fell_silent_later(office: Office) -> None:
    office.person("aoki")
    numbers_ = [office.file() for _ in range(3)]
    for number in numbers_:
        office.act("aoki", number, accept)
    office.clock.advance(hours=2)
    for number in numbers_:
        office.act("aoki", number, claim_reached, note="By telephone.")
        with office.db.write() as uow:
            case = _locked(uow, number)
            worker_says_reached(uow, office, case, office.partners["north"], True, office.clock.business())
    office.clock.advance(days=3)
    for number in numbers_:
        with office.db.write() as uow:
            worry(Ladder(uow, office, _locked(uow, number), office.clock.business()), SILENCE)
    wait = _numbers(office).week.wait
    assert (wait.median, wait.most, wait.not_yet) == (timedelta(hours=2), timedelta(hours=2), 0)


def test_of_two_reports_no_waiting_time_is_told(office: Office) -> None:
    office.person("aoki")
    for number in (office.file(), office.file()):
        _change(office, number, contacted_at=office.clock.business() + timedelta(hours=1))
    week = _numbers(office).week
    assert week.wait.median is week.wait.most is None
    assert said(week.filed) == "<3"


def test_no_waiting_time_tells_whether_one_or_two_are_waited_for(office: Office) -> None:
    """Among three the median was there with one still waiting and not with two; of ten, so was nine of ten."""
    office.person("aoki")

    def told(reached: int, waiting: int) -> tuple[bool, bool, str]:
        office.clock.advance(days=7)
        now = office.clock.business()
        for place in range(reached + waiting):
            number = office.file()
            if place < reached:
                _change(office, number, contacted_at=now + timedelta(hours=1))
        wait = _numbers(office, in_japan(now).date() - timedelta(days=in_japan(now).weekday())).week.wait
        return wait.median is not None, wait.most is not None, said(wait.not_yet)

    for whole in (3, 4, 9, 10, 19, 20):
        assert told(whole - 1, 1) == told(whole - 2, 2)
    assert told(3, 0) == (True, True, "0")
    assert told(7, 3) == (True, False, "3")


def test_small_parts_are_not_told_and_can_not_be_worked_out() -> None:
    assert [said(n) for n in (0, 1, 2, 3)] == ["0", "<3", "<3", "3"]
    assert {name: said(n) for name, n in cells({"vi": 9, "ne": 4, "tl": 1}).items()} == {
        "vi": "9", "ne": "…", "tl": "<3",
    }  # fmt: skip
    assert cells({"vi": 9, "ne": 4})["ne"] == 4
    assert [said(n) for n in cells({"vi": 9, "ne": 4, "tl": 2, "id": 2}).values()] == ["9", "…", "<3", "<3"]
    assert [said(n) for n in cells({"vi": 9, "ne": 3, "tl": 1}).values()] == ["…", "…", "<3"]
    both = cells({"vi": 9, "ne": 2, "tl": 1, "id": 0})
    assert HIDDEN not in both.values()
    assert "id" not in both


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), min_size=2))
def test_whoever_knows_the_whole_and_all_that_is_told_can_not_tell_one_from_two(counts: dict[str, int]) -> None:
    told = cells(counts)
    if all(count is HIDDEN or (isinstance(count, int) and count < 3) for count in told.values()):
        return  # then the whole itself may be small
    unknown = [name for name, count in told.items() if count is HIDDEN or counts[name] < 3]
    rest = sum(counts[name] for name in unknown)
    options = [range(3, 100) if told[name] is HIDDEN else range(1, 3) for name in unknown]

    def possible(place: int, value: int) -> bool:
        least = sum(option[0] for n, option in enumerate(options) if n != place) + value
        most = sum(option[-1] for n, option in enumerate(options) if n != place) + value
        return least <= rest <= most

    for place, name in enumerate(unknown):
        if counts[name] < 3:
            assert possible(place, 1)
            assert possible(place, 2)


def test_no_line_of_an_organisation_tells_one_request_from_two() -> None:
    """Of all that may stand behind a line as it is told, each small count is 1 in one and 2 in another."""
    behind: dict[tuple[str, ...], list[tuple[int, ...]]] = {}
    for parts in product(range(6), repeat=4):  # answered, in vain, waiting, and declined or withdrawn
        answered, in_vain, waiting, _ = parts
        told = Asked("north", sum(parts), answered, in_vain, waiting, last=None).told
        behind.setdefault(tuple(said(cell) for cell in told.values()), []).append(parts)
    assert len(behind) > 100
    for line, worlds in behind.items():
        for part in zip(*worlds, strict=True):
            assert set(part) not in ({1}, {2}), (line, worlds)


def test_a_report_that_nobody_answers_shows_where_the_ladder_went_on(office: Office) -> None:
    office.person("aoki")
    office.person("mori", at="south")
    office.person("kudo", at=None, role=Role.COORDINATOR)
    office.file("north", "south")
    for _ in range(24 * 12):
        office.pass_time(hours=1)
    found = _numbers(office, BEGINS + timedelta(weeks=1))
    missed = {kind: sum(week.missed[kind] for week in found.weeks) for kind in found.week.missed}
    assert missed["reminded"] >= 1
    assert missed["coordinator_asked"] == 1
    assert missed["pause_lapsed"] == 0
    asked = {one.partner_id: one for one in found.partners}
    north = asked[office.partners["north"]]
    assert (north.asked, north.answered, north.in_vain, north.silent) == (1, 0, 1, True)
    assert found.partners[0].silent


def test_who_never_answers_is_silent_also_where_another_takes_every_case(office: Office) -> None:
    office.person("aoki")
    office.person("mori", at="south")
    number = office.file("north", "south")
    for _ in range(24 * 3):
        office.pass_time(hours=1)
    office.act("mori", number, accept)
    asked = {one.partner_id: one for one in _numbers(office, BEGINS + timedelta(weeks=1)).partners}
    north, south = asked[office.partners["north"]], asked[office.partners["south"]]
    assert (north.asked, north.answered, north.in_vain, north.silent) == (1, 0, 1, True)
    assert (south.asked, south.answered, south.in_vain, south.silent) == (1, 1, 0, False)
    early = office.file("north", "south")
    office.act("aoki", early, accept)
    asked = {one.partner_id: one for one in _numbers(office, BEGINS + timedelta(weeks=1)).partners}
    assert not asked[office.partners["north"]].silent


def test_a_week_is_over_when_the_next_has_begun(office: Office) -> None:
    office.person("aoki")
    office.file()
    office.clock.advance(days=7)
    for _ in range(3):
        office.file()
    found = _numbers(office, BEGINS + timedelta(weeks=1))
    assert [week.filed for week in found.weeks[-3:]] == [0, 1, 3]
    assert found.topics == {"unpaid_overtime": 3}
    assert found.languages == {"ne": 3}


def test_on_monday_coordinators_get_sums_and_nothing_else(office: Office) -> None:
    office.person("aoki")
    office.person("kudo", at=None, role=Role.COORDINATOR)
    office.person("sato", at=None, role=Role.DEPUTY, digest_every="never")
    office.person("ito", at=None, role=Role.DEPUTY, chat="4711", email_confirmed_at=None)
    numbers_ = [office.file() for _ in range(4)]
    office.clock.advance(datetime(2026, 11, 29, 23, 29, tzinfo=UTC) - office.clock.now())
    office.sent("kudo")
    office.sent("ito", "telegram")

    def send() -> int:
        return send_week(office.db, office.words, URL, office.clock)

    early = send()
    office.clock.advance(minutes=2)
    assert [early, send(), send()] == [0, 2, 0]
    mails = [Mail.from_payload(payload) for payload in office.sent("kudo")]
    assert office.sent("aoki") == office.sent("sato") == []
    mail = mails[-1]
    assert mail.subject == "Todoke: the week from Mon 23 Nov in numbers"
    assert "Reports: 4" in mail.text
    assert mail.one_click
    hidden_numbers = sum(not one.shown for one in old(date(2026, 11, 30)))
    assert hidden_numbers > 10
    (chat,) = office.sent("ito", "telegram")  # no mail reaches them
    for text in (mail.text, chat["text"]):
        assert f"until somebody checks them: {hidden_numbers}" in text
        assert "Dial or open each one, then set its date in the file" in text
        assert f"Numbers and dates to be checked: {URL}/console/week?week=2026-W48#week-facts-heading" in text
    for hidden in ("overtime", "Nepali", "ne\n", "Aichi", "North", *numbers_):
        assert hidden not in mail.text + mail.html + chat["text"]


def test_nothing_is_said_to_be_checked_where_everything_was(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.digests.week_mail.old", lambda today: ())
    office.person("kudo", at=None, role=Role.COORDINATOR)
    office.clock.advance(datetime(2026, 12, 2, 3, 0, tzinfo=UTC) - office.clock.now())
    assert send_week(office.db, office.words, URL, office.clock) == 1
    text = Mail.from_payload(office.sent("kudo")[-1]).text
    assert "until somebody checks them: 0" in text
    assert "Dial" not in text
    assert "#week-facts" not in text


def test_without_a_mail_server_only_who_has_a_chat_gets_the_numbers(office: Office) -> None:
    office.person("kudo", at=None, role=Role.COORDINATOR, chat="4711")
    office.person("sato", at=None, role=Role.DEPUTY)
    office.clock.advance(datetime(2026, 12, 2, 3, 0, tzinfo=UTC) - office.clock.now())
    assert send_week(office.db, office.words, URL, office.clock, mail=False) == 1
    assert "Todoke: the week from" in office.sent("kudo", "telegram")[-1]["text"]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_after_an_outage_on_monday_the_numbers_come_later_that_week(office: Office, lang: str) -> None:
    office.person("kudo", at=None, role=Role.COORDINATOR, locale=lang)
    office.clock.advance(datetime(2026, 12, 2, 3, 0, tzinfo=UTC) - office.clock.now())
    assert send_week(office.db, office.words, URL, office.clock) == 1
    (payload,) = office.sent("kudo")
    assert "{" not in Mail.from_payload(payload).text
