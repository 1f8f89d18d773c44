"""A group of an organisation on Telegram: numbers and times, and buttons that act for who presses and nobody else."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.access import accounts
from bot.access.roles import Role
from bot.alarms.endings import Means
from bot.channels.telegram.out import TelegramOut
from bot.conversation.staff_chat import StaffChat
from bot.digests.mail import Mail
from bot.digests.team import CODE_LASTS, over, send_teams, start_link
from bot.testing import updates
from bot.wording.served import Snapshot
from bot.workers.channel import Delivered, Never, TryAgain
from storage.repositories.lanes import address_of
from storage.repositories.outbox import Outgoing
from tests.digests.conftest import URL, Office

TOKYO = ZoneInfo("Asia/Tokyo")
GROUP, AOKI, LEAD = "-100200", "4711", "4712"


@dataclass
class Served:
    """Texts as the program serves them."""

    now: Snapshot

    def text(self, language: str, key: str, **values: str) -> str:
        """One of them."""
        return self.now.text(language, key, **values)


class Team:
    """An office, its people's own chats, and a group in which the bot is."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.lead = office.person("lead", role=Role.LEAD, chat=LEAD)
        office.person("aoki", chat=AOKI)
        served: Any = Served(office.words)
        self.chat = StaffChat(office, served, office.clock, URL, Means(mail=True))

    def happens(self, what: str, chat: str = GROUP, **more: Any) -> list[dict[str, Any]] | None:
        """Something in the group; returns what is answered there."""
        with self.office.db.write() as uow:
            return self.chat.group(uow, chat, {"type": "group", "what": what, **more})

    def code(self, name: str = "lead") -> str:
        """A lead has a code made."""
        with self.office.db.write() as uow:
            staff = uow.access.get(self.office.people[name].id)
            assert staff is not None
            return start_link(uow, staff, self.office.clock.now())

    def link(self, chat: str = GROUP) -> None:
        """The lead posts it in the group."""
        answer = self.happens("command", chat, name="start", argument=f"team_{self.code()}", user=int(LEAD))
        assert answer is not None
        assert "gets the digest" in answer[0]["text"]

    def tap(self, user: str, number: str, action: str, **more: Any) -> tuple[str, list[str]]:
        """Somebody presses a button; returns what is shown to them, and what is said in the group."""
        data = f"s:{number.replace('-', '')}:{action}"
        answer = self.happens("tap", data=data, callback="77", user=int(user), **more)
        assert answer is not None
        first, *others = answer
        assert (first["type"], first["callback"]) == ("ack", "77")
        assert len(first["text"]) <= 200
        return first["text"], [bubble["text"] for bubble in others]

    def got(self) -> list[dict[str, Any]]:
        """What the group gets now."""
        self.office.sent("aoki")
        with self.office.db.read() as uow:
            team = uow.team_chats.of(self.office.partners["north"])
        return self.office._waiting.pop(f"team:{team.id}:telegram", []) if team is not None else []

    def digest(self) -> list[dict[str, Any]]:
        """The next morning comes; returns what the group gets."""
        clock = self.office.clock
        clock.advance(datetime(2026, 11, 25, 8, 30, tzinfo=TOKYO) - clock.now())
        self.got()
        send_teams(self.office.db, self.office.words, URL, clock)
        return self.got()

    def state(self, number: str) -> str:
        """What the organisation has done with a case."""
        with self.office.db.read() as uow:
            case = uow.cases.find(number)
            assert case is not None
            offer = uow.cases.offer(case.id, self.office.partners["north"])
            assert offer is not None
            return str(offer.state)


@pytest.fixture
def team(office: Office) -> Team:
    """Nothing is linked yet."""
    return Team(office)


def test_a_linked_group_gets_numbers_and_times_once_a_day(team: Team) -> None:
    team.link()
    number = team.office.file(risks=("threat", "minor"))
    (bubble,) = team.digest()
    assert number in bubble["text"]
    for hidden in ("overtime", "Nepali", "Aichi", "North", "aoki", "rgent"):
        assert hidden not in str(bubble)
    assert [[button["data"] for button in row] for row in bubble["rows"]] == [
        [f"s:{number.replace('-', '')}:accept", f"s:{number.replace('-', '')}:decline"]
    ]
    assert team.digest() == []


def test_an_urgent_request_comes_to_the_group_at_once_and_once(team: Team) -> None:
    team.link()
    team.office.file()
    assert team.got() == []  # what is not urgent waits for the digest
    number = team.office.file(risks=("threat", "minor"))
    (bubble,) = team.got()
    assert f"{URL}/console/cases/{number}" in bubble["text"]
    for hidden in ("overtime", "Nepali", "Aichi", "North", "aoki", "rgent"):
        assert hidden not in str(bubble)
    _, said = team.tap(AOKI, number, "accept")
    assert said == [f"{number}: somebody has answered."]
    assert team.state(number) == "accepted"


def test_while_it_is_somebodys_turn_the_group_is_not_called(team: Team) -> None:
    team.link()
    now = team.office.clock.business()
    with team.office.db.write() as uow:
        uow.shifts.add(
            team.office.partners["north"], now - timedelta(hours=1), now + timedelta(hours=8),
            staff_id=team.office.people["aoki"].id, closed=False, made_by=team.lead.id, now=now,
        )  # fmt: skip
    team.office.file(risks=("threat", "minor"))
    assert team.got() == []


def test_the_group_is_called_in_the_turn_of_somebody_who_has_left(team: Team) -> None:
    team.link()
    now = team.office.clock.business()
    with team.office.db.write() as uow:
        uow.shifts.add(
            team.office.partners["north"], now - timedelta(hours=1), now + timedelta(hours=8),
            staff_id=team.office.people["aoki"].id, closed=False, made_by=team.lead.id, now=now,
        )  # fmt: skip
        person = uow.partners.person(team.office.people["aoki"].id)
        assert person is not None
        accounts.close(uow, person, now)
    team.office.file(risks=("threat", "minor"))
    assert len(team.got()) == 1


def test_nobody_who_is_not_linked_gets_anything_done(team: Team) -> None:
    team.link()
    number = team.office.file()
    for language, word in (("vi", "Thank you"), ("ja", "ご協力")):
        shown, said = team.tap("999", number, "accept", language_code=language)
        assert shown.startswith(word)
        assert number not in shown
        assert said == []
    assert team.state(number) == "open"


def test_a_button_acts_for_the_account_of_who_pressed(team: Team) -> None:
    team.link()
    number = team.office.file()
    shown, said = team.tap(AOKI, number, "accept")
    assert shown == f"{number}: accepted. Please contact the worker soon."
    assert said == [f"{number}: somebody has answered."]
    assert team.state(number) == "accepted"
    with team.office.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        offer = uow.cases.offer(case.id, team.office.partners["north"])
        assert offer is not None
        assert offer.staff_id == team.office.people["aoki"].id
    again, said = team.tap(LEAD, number, "accept")
    assert "not possible any more" in again
    assert said == []


def test_what_is_answered_loses_its_buttons_in_the_group(team: Team) -> None:
    team.link()
    first, second = team.office.file(), team.office.file()
    (bubble,) = team.digest()
    under = {"message": 40, "rows": bubble["rows"]}

    def left(user: str, number: str, action: str) -> list[str] | None:
        data = f"s:{number.replace('-', '')}:{action}"
        answers = team.happens("tap", data=data, callback="77", user=int(user), **under)
        changed = [one for one in answers or () if one["type"] == "buttons"]
        assert all(one["message"] == 40 for one in changed)
        return [button["data"][2:10] for one in changed for row in one["rows"] for button in row] if changed else None

    assert left("999", first, "accept") is None  # nobody who is linked
    assert left(AOKI, first, "decline") is None  # the reason is asked; until then it waits
    assert left(AOKI, first, "accept") == [second.replace("-", "")] * 2
    assert left(LEAD, first, "accept") == [second.replace("-", "")] * 2  # an old message, pressed later
    assert left(LEAD, second, "conflict") == [first.replace("-", "")] * 2


def test_somebody_of_another_organisation_in_the_group_learns_nothing(team: Team) -> None:
    team.office.person("mori", at="south", chat="4713")
    team.link()
    number = team.office.file()
    shown, said = team.tap("4713", number, "accept")
    assert number not in shown
    assert said == []
    assert team.state(number) == "open"


def test_the_reason_for_declining_is_asked_in_private(team: Team) -> None:
    team.link()
    number = team.office.file()
    shown, said = team.tap(AOKI, number, "decline")
    assert "private" in shown
    assert said == []
    assert team.state(number) == "open"
    (asked,) = team.office.sent("aoki", "telegram")
    assert next(button["data"].split(":")[2] for row in asked["rows"] for button in row) == "full"
    with team.office.db.read() as uow:
        names = uow.execute(text("SELECT dedupe FROM outbox WHERE dedupe IS NOT NULL")).scalars().all()
    assert not [name for name in names if AOKI in name]  # who they are on Telegram is sealed everywhere


def test_what_is_answered_in_private_is_said_in_the_group_once(team: Team) -> None:
    team.link()
    number, other = team.office.file(), team.office.file()
    team.tap(AOKI, number, "decline")
    team.got()

    def press(chat: str, number: str, action: str) -> None:
        with team.office.db.write() as uow:
            team.chat.tap(uow, chat, f"s:{number.replace('-', '')}:{action}")

    press(AOKI, number, "full")
    assert team.state(number) == "declined"
    press(LEAD, number, "accept")  # too late
    press("9999", other, "accept")  # a stranger
    assert [bubble["text"] for bubble in team.got()] == [f"{number}: somebody has answered."]


def test_codes_work_once_for_fifteen_minutes_and_only_leads_have_them(team: Team) -> None:
    code = team.code()
    for number, chat in enumerate((GROUP, "-100300")):
        answer = team.happens("command", chat, name="start", argument=f"team_{code}", user=1)
        assert answer is not None
        assert ("gets the digest" in answer[0]["text"]) is (number == 0)
    late = team.code()
    team.office.clock.advance(CODE_LASTS + timedelta(seconds=1))
    for wrong in (late, team.code("aoki"), "x" * 300, ""):
        team.happens("command", "-100400", name="start", argument=f"team_{wrong}", user=1)
    with team.office.db.read() as uow:
        assert [uow.team_chats.address(one) for one in uow.team_chats.all()] == [GROUP]


def test_another_organisation_can_not_take_a_group_over(team: Team) -> None:
    team.link()
    team.office.person("boss", at="south", role=Role.LEAD)
    answer = team.happens("command", name="start", argument=f"team_{team.code('boss')}", user=1)
    assert answer is not None
    assert "gets the digest" not in answer[0]["text"]
    with team.office.db.read() as uow:
        assert [one.organisation for one in uow.team_chats.all()] == [team.office.partners["north"]]


def test_when_the_bot_is_removed_the_leads_are_told_and_nothing_goes_there(team: Team) -> None:
    team.link()
    team.office.file()
    assert team.happens("removed") == []
    (letter,) = team.office.sent("lead")
    assert Mail.from_payload(letter).subject == "Todoke: the Telegram group is no longer linked"
    assert "group" in team.office.sent("lead", "telegram")[-1]["text"]
    assert team.digest() == []
    assert team.happens("removed") is None  # nobody's group any more


def test_a_group_that_is_nobodys_is_left_to_the_polite_refusal(team: Team) -> None:
    assert team.happens("added") is None
    team.code()
    assert team.happens("added") == []  # somebody is about to link it
    assert team.happens("message") is None
    team.link()
    assert team.happens("message") == []


def test_a_group_that_gets_another_id_goes_on(team: Team) -> None:
    team.link()
    team.happens("migrated", to=-100999)
    with team.office.db.read() as uow:
        (one,) = uow.team_chats.all()
        assert address_of(uow, f"team:{one.id}:telegram") == "-100999"
        assert uow.team_chats.by_chat(GROUP) is None


def test_a_new_group_takes_the_place_of_the_old_one(team: Team) -> None:
    team.link()
    team.link("-100500")
    with team.office.db.read() as uow:
        assert [uow.team_chats.address(one) for one in uow.team_chats.all()] == ["-100500"]


def test_updates_from_a_group_say_who_it_was() -> None:
    from bot.channels.telegram.updates import parse

    content = updates.tap(int(AOKI), "s:AAAABBBB:accept", 40)
    content["callback_query"]["message"]["chat"] = updates.group(int(GROUP))
    inbound = parse({"update_id": 1, **content}, "todoke_bot")
    assert (inbound.event["type"], inbound.event["what"], inbound.user_id) == ("group", "tap", int(AOKI))
    assert inbound.chat_id == int(GROUP)
    assert "rows" not in inbound.event
    button = {"text": "Accept", "callback_data": "s:AAAABBBB:accept"}
    content["callback_query"]["message"]["reply_markup"] = {"inline_keyboard": [[button]]}
    event = parse({"update_id": 2, **content}, "todoke_bot").event
    assert (event["message"], event["rows"]) == (40, [[{"label": "Accept", "data": "s:AAAABBBB:accept"}]])
    content["callback_query"]["message"]["chat"] = {"id": int(AOKI), "type": "private"}
    assert "rows" not in parse({"update_id": 3, **content}, "todoke_bot").event


class Api:
    """A Bot API that answers as told."""

    def __init__(self, *answers: Exception | dict[str, Any]) -> None:
        self.answers, self.chats = list(answers), list[Any]()

    async def call(self, _method: str, params: dict[str, Any]) -> Any:
        """One call."""
        self.chats.append(params["chat_id"])
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.mark.anyio
async def test_a_message_to_a_group_that_moved_meanwhile_goes_to_its_new_id_and_one_that_is_gone_ends_it(
    team: Team,
) -> None:
    from bot.channels.telegram.errors import ChatMigrated, RecipientGone

    team.link()
    office = team.office
    api: Any = Api(ChatMigrated(-100777), {"message_id": 5}, RecipientGone("kicked"))

    def gone(uow: Any, lane_id: str) -> None:
        found = uow.team_chats.by_lane(lane_id)
        if found is not None:
            over(uow, office.words, found, URL, office.clock.now(), mail=True)

    way = TelegramOut(api, office, office.clock, gone)
    with office.db.read() as uow:
        lane = f"team:{uow.team_chats.all()[0].id}:telegram"
    bubble: dict[str, Any] = {"type": "bubble", "text": "1 waiting", "rows": []}
    message = Outgoing(1, lane, "telegram", bubble, None, 0, False, None, office.clock.now())
    outcomes = []
    for _ in range(3):
        with office.db.write() as uow:
            prepared = way.prepare(uow, lane, [message])
        outcomes.append(await way.send(prepared, message))
    assert [type(one) for one in outcomes] == [TryAgain, Delivered, Never]
    assert api.chats == [GROUP, "-100777", "-100777"]
    for _ in range(2):
        with office.db.write() as uow:
            way.gone(uow, lane)
    assert len(office.sent("lead")) == 1
    assert not re.search("north", str(office.sent("lead", "telegram")), re.IGNORECASE)
