"""Data may have got out: the operator sees whom it concerns, ends all log-ins, and workers are told safely."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.cases.eligibility import PartnerDraft, save_partner
from bot.cli import main
from bot.clock import FakeClock
from bot.keeping.erasures import erase_case
from storage.database import Database
from storage.models import Outbox
from storage.repositories.base import table_of
from tests.keeping.people import Reported, report

Out = pytest.CaptureFixture[str]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime.now(UTC))


@pytest.fixture
def database(begun: Database) -> Database:
    return begun


@pytest.fixture
def north(database: Database, clock: FakeClock) -> dict[str, str]:
    """An organisation; its people's ids by name."""
    with database.write() as uow:
        partner = save_partner(uow, PartnerDraft(name="North", name_ja="北の会", kind="ngo"), clock.now())
        made = {
            name: uow.access.create(
                partner_id=partner.id, role="staff", name=name.title(), email=f"{name}@example.org", locale="en",
                now=clock.now(),
            ).id
            for name in ("curious", "honest")
        }  # fmt: skip
    return {"north": partner.id, **made}


def opened(
    database: Database, clock: FakeClock, north: dict[str, str], who: str, one: Reported, days_ago: int
) -> None:
    with database.write() as uow:
        uow.access.audit(
            north["north"], staff_id=north[who], action="opened", now=clock.now() - timedelta(days=days_ago),
            object_kind="case", object_id=one.case_id,
        )  # fmt: skip


def numbers(database: Database, *people: Reported) -> set[str]:
    with database.read() as uow:
        found = {line.id: line.number for line in uow.cases.lines()}
        return {found[one.case_id] for one in people}


def listed(out: str) -> set[str]:
    return {line.split()[0] for line in out.splitlines()[:-1]}


def test_the_list_names_the_cases_that_were_opened(
    database: Database, clock: FakeClock, north: dict[str, str], capsys: Out
) -> None:
    one, two, three = (report(database, clock, name) for name in ("one", "two", "three"))
    opened(database, clock, north, "curious", one, 1)
    opened(database, clock, north, "curious", two, 20)
    opened(database, clock, north, "honest", three, 1)
    assert main(["staff", "close", "curious@example.org"]) == 0
    capsys.readouterr()
    for who in ("curious@example.org", "Curious", north["curious"]):
        assert main(["breach", "who", "--by", who]) == 0
        assert listed(capsys.readouterr().out) == numbers(database, one, two)
    lately = f"{clock.now() - timedelta(days=5):%Y-%m-%dT%H:%M}"
    for chain in ("North", "北の会", north["north"]):
        assert main(["breach", "who", "--chain", chain, "--since", lately]) == 0
        assert listed(capsys.readouterr().out) == numbers(database, one, three)
    assert main(["breach", "who"]) == 0
    assert listed(capsys.readouterr().out) == numbers(database, one, two, three)


def test_who_had_only_a_file_or_entered_the_report_has_read_of_the_case_too(
    database: Database, clock: FakeClock, north: dict[str, str], capsys: Out
) -> None:
    one, two, _ = (report(database, clock, name) for name in ("one", "two", "three"))
    with database.write() as uow:
        file = next(row for row in uow.attachments.of_worker(one.worker_id))
        uow.attachments.set_case(file.id, one.case_id)
        draft = uow.assisted.begin(north["curious"], north["north"], "counter", clock.now())
        draft.case_id = two.case_id
        for kind, what in (("attachment", file.id), ("draft", draft.id)):
            uow.access.audit(
                north["north"], staff_id=north["curious"], action="seen", now=clock.now(), object_kind=kind,
                object_id=what,
            )  # fmt: skip
    assert main(["breach", "who", "--by", "Curious"]) == 0
    assert listed(capsys.readouterr().out) == numbers(database, one, two)
    assert main(["breach", "who", "--by", "Honest"]) == 0
    assert listed(capsys.readouterr().out) == set()


def test_a_name_that_leads_nowhere_is_no_list_with_nobody_on_it(
    database: Database, clock: FakeClock, north: dict[str, str], capsys: Out
) -> None:
    opened(database, clock, north, "curious", report(database, clock, "one"), 1)
    for task, named in (("who", ["--by", "nobody@example.org"]), ("tell", ["--chain", "Nroth"])):
        assert main(["breach", task, *named]) == 1
        told = capsys.readouterr()
        assert named[1] in told.err
        assert told.out == ""


def test_what_was_erased_when_its_time_was_over_concerns_nobody_any_more(
    database: Database, clock: FakeClock, capsys: Out
) -> None:
    one, two = (report(database, clock, name) for name in ("one", "two"))
    with database.write() as uow:
        case = uow.cases.locked(one.case_id)
        assert case is not None
        erase_case(uow, case, clock.now())
    assert main(["breach", "who"]) == 0
    assert listed(capsys.readouterr().out) == numbers(database, two)


def test_workers_are_told_once_in_their_language_and_only_where_they_allowed_it(
    database: Database, clock: FakeClock, capsys: Out
) -> None:
    allowed, silent = report(database, clock, "allowed"), report(database, clock, "silent")
    with database.write() as uow:
        uow.workers.update_profile(allowed.worker_id, write_first="any_time")
    assert main(["breach", "tell"]) == 0
    assert "2 workers would be told" in capsys.readouterr().out
    for _ in range(2):
        assert main(["breach", "tell", "--yes"]) == 0
    told = capsys.readouterr().out
    assert "1 worker is told at their next safe hour." in told
    assert f"No way to write to the workers of: {numbers(database, silent).pop()}" in told
    table = table_of(Outbox)
    with database.read() as uow:
        rows = uow.execute(table.select().where(table.c.dedupe.like("breach:%"))).all()
        assert [row.lane_id for row in rows] == [allowed.conversation_id]
        text = uow.vault.open_json(rows[0].subject, "outbox", rows[0].uid, "payload", rows[0].payload)["text"]
    assert text.startswith("Bạn hãy đọc tin này khi ở một mình")


def test_every_log_in_ends(database: Database, clock: FakeClock, capsys: Out) -> None:
    now = clock.now()
    with database.write() as uow:
        for name in ("a", "b"):
            staff = uow.access.create(
                partner_id=None, role="coordinator", name=name, email=f"{name}@example.org", locale="en", now=now
            )
            uow.access.add_session(f"token {name}", staff.id, "csrf", now, now + timedelta(hours=1))
    assert main(["breach", "logout"]) == 0
    assert "2 log-ins have ended" in capsys.readouterr().out
    with database.read() as uow:
        session = uow.access.find_session("token a")
        assert session is not None
        assert session.revoked_at is not None
