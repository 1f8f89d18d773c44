"""A step that raises harms only its own conversation: three tries, then it is set aside, told, and alarmed about."""

import asyncio

import pytest
from sqlalchemy import text

from bot.testing.phone import Phone
from tests.crash.installation import database_of
from tests.hostile.house import House

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300), pytest.mark.xdist_group("breakable")]


def spoil(house: House, phone: Phone, statement: str) -> str:
    """Change what is kept of this worker behind the program's back; returns the conversation's id."""
    with database_of(house.program) as database, database.write() as uow:
        found = uow.conversations.find("telegram", str(phone.chat_id))
        assert found is not None
        uow.connection.execute(text(statement), {"conversation": found[0], "worker": found[1]})
        return found[0]


def set_aside(house: House, conversation: str) -> list[tuple[str, int]]:
    """Status and tries of this conversation's last update."""
    rows = house.ask(
        "SELECT status, attempts FROM inbox WHERE conversation_id = :id ORDER BY external_id DESC LIMIT 1",
        id=conversation,
    )
    return [tuple(row) for row in rows]


@pytest.mark.slow
async def test_a_state_that_cannot_be_read(frail: House) -> None:
    """Bits have rotted. Others notice nothing; this worker is told, and can begin anew."""
    phone, _ = await frail.asked("en", "start")
    conversation = spoil(
        frail, phone, "UPDATE conversation SET state = CAST('rotten' AS BLOB) WHERE id = :conversation"
    )
    await phone.tap_data("a:3:job_loss", 1)
    await frail.still_serves()
    told = await phone.wait_for("Something went wrong on our side", within=30)
    assert told.sender == "bot"
    assert set_aside(frail, conversation) == [("set_aside", 3)]
    assert ("update_set_aside", conversation) in frail.alarms()
    await phone.type("hello?")
    shown = await phone.question()
    assert "en" in [b.choice for b in shown.buttons], "the next one goes on, from the beginning"


async def test_a_worker_whose_key_is_gone(frail: House) -> None:
    """Not even telling them is possible: it is set aside all the same, and nobody else waits for it."""
    phone, _ = await frail.asked("en", "start")
    conversation = spoil(frail, phone, "DELETE FROM subject_key WHERE subject = :worker")
    restart(frail)  # the key was still in memory
    house_answers = frail.teller()
    frail.telegram.deliver(
        {"message": {"message_id": 9_000_001, "date": 1, "chat": {"id": phone.chat_id, "type": "private"},
                     "from": {"id": phone.chat_id, "is_bot": False, "first_name": "x"}, "text": "hello"}}
    )  # fmt: skip
    await house_answers.tell()
    assert conversation
    assert frail.telegram.delivery.statuses[503] >= 1, "it can't be sealed, so it is not acknowledged"
    frail.telegram.delivery.pending.clear()


async def test_a_question_that_the_program_no_longer_knows(frail: House) -> None:
    """The state names a step that is in no flow: an error in the middle of a step."""
    phone, _ = await frail.asked("en", "start")
    with database_of(frail.program) as database, database.write() as uow:
        found = uow.conversations.find("telegram", str(phone.chat_id))
        assert found is not None
        row = uow.conversations.get(found[0])
        assert row is not None
        state = uow.conversations.open_state(row)
        assert state is not None
        state["at"] = "opening/no_such_step"
        uow.conversations.save_state(
            row, state=state, structure=row.structure, run_id=row.run_id, language=row.language, nudge_at=None,
            expires_at=None, case_id=None,
        )  # fmt: skip
    await phone.tap_data("a:3:job_loss", 1)
    await phone.wait_for("Something went wrong on our side", within=30)
    assert set_aside(frail, found[0]) == [("set_aside", 3)]
    await frail.still_serves()


async def test_an_unreadable_message_holds_back_nobody_else(frail: House) -> None:
    """What waits in the outbox for one worker has rotted: it is set aside, what comes after it arrives."""
    await frail.still_serves()  # Telegram knows where to bring what is written
    frail.telegram.outage(True)
    phone, other = frail.phone(), frail.phone()
    for who in (phone, other):
        await who.type("/start")
        await queued(frail, who)
    spoil(frail, phone, "UPDATE outbox SET payload = CAST('rotten' AS BLOB) WHERE lane_id = :conversation")
    frail.telegram.outage(False)
    await other.question(within=40)
    await phone.type("/start")
    await phone.reply(within=40)
    assert ("Tampered",) in [tuple(row) for row in frail.ask("SELECT error FROM outbox WHERE status = 'dead'")]


async def queued(house: House, phone: Phone) -> None:
    """Wait until something waits to be sent to this worker."""
    for _ in range(600):
        with database_of(house.program) as database, database.read() as uow:
            found = uow.conversations.find("telegram", str(phone.chat_id))
            lane = "SELECT 1 FROM outbox WHERE lane_id = :lane AND attempts > 0"
            if found is not None and uow.connection.execute(text(lane), {"lane": found[0]}).first() is not None:
                return
        await asyncio.sleep(0.05)
    raise AssertionError("nothing was queued")


def restart(house: House) -> None:
    """End and start again."""
    house.program.stop()
    house.program.start(60)
