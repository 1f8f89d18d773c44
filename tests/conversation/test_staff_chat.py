"""A member of staff connects their own chat."""

from bot.access import accounts
from storage.models import AlarmKind
from tests.conversation.talk import Talk


def test_connecting_a_chat_ends_the_alarm_about_its_owner_at_once(talk: Talk) -> None:
    with talk.database.write() as uow:
        for person in ("deputy", "coordinator"):
            uow.system.raise_alarm(AlarmKind.DEAD, person, {}, talk.clock.now())
        deputy = uow.access.get("deputy")
        assert deputy is not None
        code = accounts.start_telegram_link(uow, deputy, talk.clock.now())
    said = talk.command("start", f"link_{code}")
    assert "This chat is linked" in said[-1].text
    with talk.database.read() as uow:
        left = [(alarm.kind, alarm.subject) for alarm in uow.system.open_alarms()]
    assert ("recipient_dead", "deputy") not in left
    assert ("recipient_dead", "coordinator") in left
