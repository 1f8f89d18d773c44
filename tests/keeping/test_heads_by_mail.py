"""Once a day coordinators get number, head and signature by mail, and nothing else."""

from pathlib import Path

import pytest

from bot.cli import main
from bot.clock import JAPAN, FakeClock
from bot.digests.heads import send_head
from bot.wording.served import Wording
from storage.database import Database
from storage.models import Outbox
from storage.repositories.base import table_of
from tests.keeping.people import report


@pytest.fixture
def database(begun: Database) -> Database:
    return begun


def mails(database: Database) -> list[str]:
    """The texts of the mails that wait."""
    table = table_of(Outbox)
    with database.read() as uow:
        rows = uow.execute(table.select().where(table.c.dedupe.like("head:%")).order_by(table.c.id)).all()
        return [uow.vault.open_json(r.subject, "outbox", r.uid, "payload", r.payload)["text"] for r in rows]


def test_one_a_day_by_the_date_in_japan_and_its_line_proves_the_records(
    database: Database, clock: FakeClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wording = Wording(database)
    wording.refresh()
    with database.write() as uow:
        for name, role in (("one", "coordinator"), ("two", "deputy"), ("three", "admin")):
            staff = uow.access.create(
                partner_id=None, role=role, name=name, email=f"{name}@example.org", locale="en", now=clock.now()
            )
            staff.email_confirmed_at = clock.now()
            uow.session.add(staff)
    report(database, clock, "person")
    sent = []
    for hour in range(31):
        sent.append(send_head(database, wording.now, clock, mail=True))
        clock.advance(hours=1)
        assert hour or sent == [2]
    assert sum(sent) == 6, "today, after midnight in Japan, and the day after"
    assert clock.now().astimezone(JAPAN).day == 22
    with database.read() as uow:
        number = next(iter(uow.cases.lines())).number
    texts = mails(database)
    assert len(texts) == 6
    assert not any(number in text or "overtime" in text for text in texts)
    kept = tmp_path / "mails.txt"
    kept.write_text("\n".join(texts))
    assert main(["verify", "--heads", str(kept)]) == 0
    with database.write() as uow:
        uow.connection.exec_driver_sql("DELETE FROM daily_head WHERE number = 3")
    assert main(["verify", "--heads", str(kept)]) == 1
    assert "number 3 was mailed and is not here" in capsys.readouterr().out
