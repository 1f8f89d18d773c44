"""Once a day coordinators get number, head and signature by mail, and nothing else."""

from pathlib import Path

import pytest

from bot.channels.email.message import compose
from bot.cli import main
from bot.clock import JAPAN, FakeClock
from bot.digests.heads import send_head
from bot.digests.mail import Mail
from bot.wording.served import Wording
from storage.database import Database
from storage.models import Outbox
from storage.repositories.base import table_of
from tests.keeping.people import report


@pytest.fixture
def database(begun: Database) -> Database:
    return begun


def mails(database: Database) -> list[Mail]:
    """The mails that wait."""
    table = table_of(Outbox)
    with database.read() as uow:
        rows = uow.execute(table.select().where(table.c.dedupe.like("head:%")).order_by(table.c.id)).all()
        payloads = [uow.vault.open_json(r.subject, "outbox", r.uid, "payload", r.payload) for r in rows]
    return [Mail.from_payload(payload) for payload in payloads]


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
    texts = [mail.text for mail in mails(database)]
    assert len(texts) == 6
    assert not any(number in text or "overtime" in text for text in texts)
    kept = tmp_path / "mails.txt"
    kept.write_text("\n".join(texts))
    assert main(["verify", "--heads", str(kept)]) == 0
    with database.write() as uow:
        uow.connection.exec_driver_sql("DELETE FROM daily_head WHERE number = 3")
    assert main(["verify", "--heads", str(kept)]) == 1
    assert "number 3 was mailed and is not here" in capsys.readouterr().out


@pytest.mark.parametrize("kept_as", ["mail.eml", "mails.mbox", "forwarded.txt"])
def test_the_mail_as_a_mail_program_saves_it_proves_the_records_too(
    database: Database, clock: FakeClock, tmp_path: Path, capsys: pytest.CaptureFixture[str], kept_as: str
) -> None:
    wording = Wording(database)
    wording.refresh()
    with database.write() as uow:
        staff = uow.access.create(
            partner_id=None, role="coordinator", name="one", email="one@example.org", locale="ja", now=clock.now()
        )
        staff.email_confirmed_at = clock.now()
        uow.session.add(staff)
    report(database, clock, "person")
    for _ in range(2):
        assert send_head(database, wording.now, clock, mail=True) == 1
        clock.advance(hours=24)
    sent = [compose(mail, sender="t@example.org", to="one@example.org", now=clock.now()) for mail in mails(database)]
    kept = tmp_path / kept_as
    if kept_as == "mail.eml":
        kept.write_bytes(sent[1].as_bytes())
    elif kept_as == "mails.mbox":
        kept.write_bytes(b"".join(b"From t@example.org Fri Nov 20 09:00:00 2026\n" + one.as_bytes() for one in sent))
    else:
        kept.write_text("> " + mails(database)[1].text.strip().replace("\n", "\n> ").replace(" ", "\n> "))
    assert main(["verify", "--heads", str(kept)]) == 0
    assert f"{2 if kept_as == 'mails.mbox' else 1} mailed head" in capsys.readouterr().out
    with database.write() as uow:
        uow.connection.exec_driver_sql("DELETE FROM daily_head WHERE number = 2")
    assert main(["verify", "--heads", str(kept)]) == 1
    assert "number 2 was mailed and is not here" in capsys.readouterr().out


def test_verify_looks_at_records_as_it_finds_them(
    database: Database, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    report(database, clock, "person")
    with database.write() as uow:
        for _ in range(3):
            uow.access.audit("north", staff_id=None, action="opened", now=clock.now())
    assert main(["verify"]) == 0
    with database.write() as uow:
        for change in (
            "DELETE FROM audit WHERE seq = 3", "DELETE FROM chain_head", "DELETE FROM register",
            "DELETE FROM meta WHERE key IN ('heads_kept', 'register_head')",
        ):  # fmt: skip
            uow.connection.exec_driver_sql(change)
    for _ in range(2):
        assert main(["verify"]) == 1
        assert "register: it is not there" in capsys.readouterr().out
