"""Buttons pressed twice, too late, by the wrong person, or never shown to anybody."""

import asyncio
import random

import pytest

from bot.testing import updates
from bot.testing.phone import Phone
from tests.crash.installation import database_of
from tests.hostile.house import House

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

MADE_UP = (
    "a:2:nothing", "a:2:_skip", "a:999999999:en", "a:-1:en", "a:1:", "a::", "a", "", ":", "a:2:start:x", "a:٢:start",
    "a:9999999999999999999999:x", "c:0:", "c:2:nosuch", "c:2:../x", "c:0:home/nosuch", "c:0:lang/xx",
    "c:2:change/nosuch",
    "q:nosuch:yes", "q::", "s:", "s::accept", "s:ABCD-EFGH:accept", "n", "x:1:2", "\u202e", "é" * 30,
)  # fmt: skip


async def test_two_taps_at_once_are_one_answer(house: House) -> None:
    phone, shown = await house.asked("en", "start")
    for choice in ("unpaid_overtime", "unpaid_overtime", "job_loss"):
        house.telegram.deliver(updates.tap(phone.chat_id, f"a:3:{choice}", shown.message_id))
    await house.handled()
    assert house.answers(phone) == [
        ("opening.language", "en"), ("opening.intro", "start"), ("opening.topic", "unpaid_overtime")
    ]  # fmt: skip
    assert [m.text for m in phone.see().messages if "earlier question" in m.text], "the second tap is answered politely"
    assert not house.telegram.account.callbacks, "no button is left waiting"


async def test_the_same_tap_brought_twice_is_one_answer(house: House) -> None:
    phone, shown = await house.asked("en")
    await phone.tap("start", message_id=shown.message_id)
    await phone.question()
    before = len(phone.see().messages)
    house.telegram.delivery.add(phone.last_update)
    await house.handled()
    assert len(phone.see().messages) == before
    assert house.answers(phone) == [("opening.language", "en"), ("opening.intro", "start")]


async def test_an_old_button_changes_nothing(house: House) -> None:
    phone, _ = await house.asked("en", "start", "job_loss")
    before = house.answers(phone)
    await phone.tap_data("a:1:ja", 1)
    await phone.wait_for("earlier question")
    assert house.answers(phone) == before


async def test_made_up_data_is_answered_or_left_alone(house: House) -> None:
    phone, _ = await house.asked("en", "start")
    before = house.answers(phone)
    for data in MADE_UP:
        house.telegram.deliver(updates.tap(phone.chat_id, data, 1))
    await house.handled()
    assert house.answers(phone) == before
    assert house.ask("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == [(0,)]
    assert not house.telegram.account.callbacks
    await phone.type("/start")
    await phone.reply()


async def test_a_question_to_somebody_else_cannot_be_answered(house: House, rng: random.Random) -> None:
    """Somebody guesses the id of a question put to another worker."""
    owner = house.teller()
    await owner.tell()
    question = ask_reached(house, owner.phone)
    thief = house.phone()
    for who, counts in ((thief, False), (owner.phone, True)):
        house.telegram.deliver(updates.tap(who.chat_id, f"q:{question}:yes", 1))
        await house.handled()
        answered = house.ask("SELECT answer FROM worker_question WHERE id = :id", id=question)
        assert answered == [("yes",)] if counts else answered == [(None,)]


async def test_a_worker_cannot_act_as_staff(house: House) -> None:
    owner = house.teller()
    await owner.tell()
    [(number, rev)] = house.ask("SELECT number, rev FROM case_file ORDER BY filed_at DESC LIMIT 1")
    for action in ("accept", "decline", "full", "conflict", "cannot"):
        house.telegram.deliver(updates.tap(owner.phone.chat_id, f"s:{number}:{action}", 1))
        house.telegram.deliver(updates.tap(owner.phone.chat_id, f"s:{number.replace('-', '')}:{action}", 1))
    await house.handled()
    after = house.ask("SELECT state, rev FROM case_file WHERE number = :number", number=number)
    assert after == [("offered", rev)]


async def test_many_taps_at_once_are_one_way_through(house: House, rng: random.Random) -> None:
    """A child plays with the phone: every button of every question, in a burst."""
    phone, shown = await house.asked("en", "start")
    for _ in range(15):
        buttons = list(shown.buttons)
        rng.shuffle(buttons)
        for button in buttons:
            house.telegram.deliver(updates.tap(phone.chat_id, button.data, button.message_id))
        await house.handled()
        newest = phone.see().asking() or shown
        if newest.message_id == shown.message_id:
            break
        shown = newest
    steps = [step for step, _ in house.answers(phone)]
    assert len(steps) == len(set(steps)), "no question has two answers"
    assert house.ask("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == [(0,)]


def ask_reached(house: House, phone: Phone) -> str:
    """A question of the worker's case, as one is put when somebody says they reached them."""
    from datetime import UTC, datetime

    from bot.cases.notifier import QuestionKind
    from storage.models import OfferState

    with database_of(house.program) as database, database.write() as uow:
        found = uow.conversations.find("telegram", str(phone.chat_id))
        assert found is not None
        [case] = uow.cases.of_worker(found[1])
        offer = uow.cases.offers(case.id)[0]
        offer.state, offer.acted_at, partner = OfferState.ACCEPTED.value, datetime.now(UTC), offer.partner_id
        question = uow.cases.ask(
            case.id, case.conversation_id, QuestionKind.REACHED.value, datetime.now(UTC), partner_id=partner
        )
        return question.id


async def test_nothing_of_it_harms_the_next(house: House) -> None:
    await asyncio.sleep(0)
    await house.still_serves()
