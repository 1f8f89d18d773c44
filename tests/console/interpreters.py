"""Interpreters for stories: what they speak, and what is assigned to them."""

from bot.cases.messages import worker_message
from bot.cases.questions import answer_question
from storage.ids import new_id
from storage.models import Interpreting
from tests.console.conftest import NOW, Town

SAID = "Ông chủ nói tháng sau sẽ trả."
"""What the worker wrote."""


def speaks(
    town: Town, name: str, *languages: str, ties: tuple[str, ...] = (), paid_by: tuple[str, ...] = ()
) -> None:
    """What an interpreter's account says."""
    with town.db.write() as uow:
        uow.interpreting.set_profile(
            town.people[name].id, languages=languages, ties=ties, paid_by=paid_by, now=NOW
        )


def accepted(town: Town, *, voice: bool = False) -> str:
    """A case that North has accepted, whose worker wrote something, or spoke."""
    number = town.file("north", mime="audio/ogg" if voice else "image/jpeg", copied=not voice)
    town.log_in("north").act(town, number, "accept")
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        worker_message(uow, town.notifier, case.id, town.clock.business(), text=SAID, language="vi")
        if voice:
            row = uow.attachments.get(town.attachment)
            assert row is not None
            made = uow.attachments.expect(
                worker_id=row.worker_id, conversation_id=row.conversation_id, media="voice",
                meta={"mime": "audio/ogg"}, size=4, now=NOW, fetch_at=None, attachment_id=new_id(),
            )
            uow.attachments.add_chunk(made, row.worker_id, 0, b"OggS")
            kept = uow.attachments.get(made)
            assert kept is not None
            uow.attachments.stored(kept, size=4, mime="audio/ogg", sha256="0" * 64)
            uow.attachments.set_case(made, case.id)
            town.attachment = made
    town.notifier.take()
    return number


def message_of(town: Town, number: str) -> str:
    """The worker's message, as the form names it."""
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        return next(f"message:{m['id']}" for m in uow.cases.messages(case.id) if m["author"] == "worker")


def ask(town: Town, number: str, who: str, *items: str, by: str = "north-lead", **form: str) -> int:
    """A lead asks an interpreter for something; returns the answer's status."""
    form = {"due": "2026-11-27", "note": "", **form}
    browser = town.log_in(by)
    answer = browser.act(
        town, number, "interpreters", interpreter=town.people[who].id, item=list(items) or [message_of(town, number)],
        **form,
    )
    return answer.status_code


def taps(town: Town, number: str, choice: str) -> str:
    """The worker says that they are alone, then answers; returns what they were asked."""
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        (alone,) = uow.cases.open_questions(case.id, "alone")
        answer_question(uow, town.notifier, alone.id, "yes", town.clock.business())
        (question,) = uow.cases.open_questions(case.id, "interpreter")
        answer_question(uow, town.notifier, question.id, choice, town.clock.business())
        return question.id


def row_of(town: Town, number: str) -> Interpreting:
    """The newest assignment."""
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        return uow.interpreting.of_case(case.id)[-1]


def assigned(town: Town, number: str, who: str = "north-interpreter") -> str:
    """Asked for, and the worker agrees; returns its id."""
    speaks(town, who, "vi")
    assert ask(town, number, who) == 303
    taps(town, number, "yes")
    return row_of(town, number).id
