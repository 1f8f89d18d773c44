"""Who wants the support check, and what they answered: found for their report, gone with it."""

from datetime import timedelta

from storage.database import Database
from storage.repositories.linked import Linked
from storage.uow import UnitOfWork
from tests.storage.conftest import NOW


def worker(db: Database) -> tuple[str, str]:
    with db.write() as uow:
        return uow.conversations.find_or_create("telegram", "phone", NOW)


def checked(uow: UnitOfWork, chat: str, said: dict[str, object], case_id: str | None = None) -> str:
    """One check that was answered."""
    row = uow.conversations.get(chat)
    assert row is not None
    run = uow.conversations.start_run(row, "none", NOW)
    for visit, (step, value) in enumerate(said.items()):
        uow.conversations.record(
            run_id=run, visit=visit, worker_id=row.worker_id, step=step, variable=step.replace(".", "_"), language="vi",
            release=1, at=NOW, raw="", value=value, replaces=False,
        )  # fmt: skip
    uow.conversations.finish_run(run, NOW, case_id)
    return run


def test_who_is_due_is_asked_and_can_stop(database: Database) -> None:
    _, one = worker(database)
    with database.write() as uow:
        uow.checks.ask_at(one, NOW + timedelta(days=90), NOW)
        assert uow.checks.due(NOW) == []
        assert uow.checks.due(NOW + timedelta(days=91)) == [one]
        uow.checks.ask_at(one, NOW + timedelta(days=97), NOW + timedelta(days=91), asked=1)
        kept = uow.checks.get(one)
        assert kept is not None
        assert (kept.since, kept.asked) == (NOW, 1)
        assert uow.checks.stop(one)
        assert not uow.checks.stop(one)
        assert uow.checks.get(one) is None


def test_answers_come_to_the_report_that_came_of_them_and_other_ways_do_not(database: Database) -> None:
    chat, one = worker(database)
    with database.write() as uow:
        run = checked(uow, chat, {"check.talk": False, "opening.language": "vi"})
        other = checked(uow, chat, {"opening.language": "vi"})
        uow.checks.give_to_case(one, "the-case", NOW + timedelta(minutes=1))
        assert uow.checks.of_case("the-case", one) == []  # too long ago
        uow.checks.give_to_case(one, "the-case", NOW - timedelta(days=1))
        ((told,),) = uow.checks.of_case("the-case", one)
        assert (told["step"], told["value"]) == ("check.talk", False)
        link = Linked("the-case", one, run, "org", "accepting", None, None, NOW, True)
        assert uow.checks.answers([link]) == {"the-case": [[told]]}
        uow.checks.forget_case("the-case", besides="its-own-run")
        assert uow.conversations.answers(run) == []
        assert uow.conversations.answers(other)


def test_what_belongs_to_no_report_is_forgotten_in_the_end(database: Database) -> None:
    chat, _ = worker(database)
    with database.write() as uow:
        run, kept = checked(uow, chat, {"check.talk": False}), checked(uow, chat, {"check.talk": True}, "a-case")
        assert uow.checks.forget(NOW) == 0
        assert uow.checks.forget(NOW + timedelta(days=1)) == 1
        assert uow.conversations.answers(run) == []
        assert uow.conversations.answers(kept)
