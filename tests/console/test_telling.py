"""Choosing how one is told, and the link in mails that turns digests off without log-in."""

import re

import pytest

from bot.digests.stopping import LASTS, off_link
from bot.digests.team import link
from storage.models import Staff
from tests.console.conftest import Town

ONE_HOUR = {"every": "daily", "day": "0", "quiet_from": "22:00", "quiet_to": ""}
NIGHT = {"every": "weekly", "day": "4", "quiet_from": "21:00", "quiet_to": "07:00", "quiet_urgent": "1"}


def _staff(town: Town, name: str = "north") -> Staff:
    with town.db.read() as uow:
        found = uow.access.get(town.people[name].id)
        assert found is not None
        return found


def _link(town: Town, name: str = "north") -> str:
    with town.db.write() as uow:
        staff = uow.access.get(town.people[name].id)
        assert staff is not None
        return off_link(uow, staff, "https://testserver", town.clock.now()).removeprefix("https://testserver")


def test_weekly_on_a_day_and_quiet_at_night(town: Town) -> None:
    browser = town.log_in("north")
    assert browser.send("/console/account/told", **NIGHT).status_code == 303
    staff = _staff(town)
    assert (staff.digest_every, staff.digest_day, staff.quiet_from, staff.quiet_to) == ("weekly", 4, "21:00", "07:00")
    assert staff.quiet_urgent
    page = browser.get("/console/account").text
    assert 'name="quiet_from" value="21:00"' in page
    assert re.search(r'value="4" selected>Friday', page)
    assert browser.send("/console/account/told", every="daily", day="0").status_code == 303
    assert (_staff(town).quiet_from, _staff(town).quiet_urgent) == (None, False)


@pytest.mark.parametrize(
    "wrong",
    [{"every": "hourly"}, {"day": "7"}, {"day": ""}, {"quiet_to": ""}, {"quiet_from": "25:00"}, {"quiet_from": "9"}],
)
def test_what_is_no_choice_changes_nothing(town: Town, wrong: dict[str, str]) -> None:
    assert town.log_in("north").send("/console/account/told", **{**NIGHT, **wrong}).status_code == 422
    assert _staff(town).digest_every == "daily"


def test_whoever_leaves_an_organisation_without_daily_readers_is_told(town: Town) -> None:
    for name in ("north", "north-lead"):
        with town.db.write() as uow:
            staff = uow.access.get(town.people[name].id)
            assert staff is not None
            staff.email_confirmed_at = town.clock.now()
    browser = town.log_in("north")
    browser.send("/console/account/told", every="never", day="0")
    assert "Nobody else of your organisation" not in browser.get("/console/account").text
    lead = town.log_in("north-lead")
    lead.send("/console/account/told", every="weekly", day="0")
    for one in (browser, lead):
        assert "Nobody else of your organisation" in one.get("/console/account").text


def test_the_link_in_a_mail_says_what_it_does_and_acts_only_when_pressed(town: Town) -> None:
    link, stranger = _link(town), town.browser()
    for _ in range(2):  # also by a scanner that opens every link
        page = stranger.get(link)
        assert page.status_code == 200
        assert "Turn digests off" in page.text
    for hidden in ("North", "north@", town.people["north"].id):
        assert hidden not in page.text
    assert _staff(town).digest_every == "daily"
    assert "Alerts about urgent cases still come" in stranger.post(link).text
    assert _staff(town).digest_every == "never"
    assert stranger.post(link).status_code == 200
    assert town.audited(town.partners["north"]).count("digests_off") == 1


def test_a_mail_program_presses_it_by_itself(town: Town) -> None:
    """RFC 8058: a POST from the mail provider, without cookie, token or origin of ours."""
    answer = town.browser().post(_link(town), {"List-Unsubscribe": "One-Click"}, origin="https://mail.example")
    assert answer.status_code == 200
    assert _staff(town).digest_every == "never"
    assert _staff(town, "north-lead").digest_every == "daily"


def test_a_link_that_is_too_old_or_made_up_changes_nothing(town: Town) -> None:
    link, stranger = _link(town), town.browser()
    assert stranger.post("/console/digests-off/AAAAAAAAAAAAAAAAAAAAAAAA").status_code == 403
    assert stranger.get("/console/digests-off/" + "x" * 300).status_code == 403
    town.clock.advance(LASTS)
    assert stranger.post(link).status_code == 403
    assert _staff(town).digest_every == "daily"


def test_a_lead_links_a_group_with_a_code_and_ends_it(town: Town) -> None:
    lead = town.log_in("north-lead")
    assert "/console/team-chat" in lead.get("/console/account").text
    assert "/console/team-chat" not in town.log_in("north").get("/console/account").text
    page = lead.send("/console/team-chat/code").text
    code = re.search(r"https://t\.me/todoke_bot\?startgroup=team_([0-9A-Z]+)", page)
    assert code is not None
    with town.db.write() as uow:
        link(uow, code.group(1), "-100200", town.clock.now())
    assert "A group is linked since" in lead.get("/console/team-chat").text
    assert "A group is linked since" not in town.log_in("south-lead").get("/console/team-chat").text
    assert lead.send("/console/team-chat", digest_at="25:00", locale="ja").status_code == 422
    assert lead.send("/console/team-chat", digest_at="17:30", locale="ja").status_code == 303
    with town.db.read() as uow:
        team = uow.team_chats.of(town.partners["north"])
        assert team is not None
        assert (team.digest_at, team.locale) == ("17:30", "ja")
    assert [lead.send("/console/team-chat/end").status_code for _ in range(2)] == [303, 303]
    with town.db.read() as uow:
        assert list(uow.team_chats.all()) == []
    assert town.audited(town.partners["north"]).count("team_ended") == 1


def test_one_hour_alone_is_no_quiet_hours_and_the_page_says_what_is_missing(town: Town) -> None:
    answer = town.log_in("north").send("/console/account/told", **ONE_HOUR)
    assert answer.status_code == 422
    assert "Fill in both hours" in answer.text
    assert _staff(town).quiet_from is None
