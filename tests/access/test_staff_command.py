"""`todoke staff`, with which an installation gets its first coordinator."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.access import accounts
from bot.access.errors import AccountExists, NoPlaceInOrganisation, OrganisationMissing, UnknownRole
from bot.cases.eligibility import PartnerDraft, save_partner
from bot.cases.file import FiledReport, file_report
from bot.cases.notifier import FakeNotifier
from bot.cli import staff
from bot.errors import NotFound
from bot.opening import open_database
from bot.settings import Settings
from storage.database import Database
from storage.models import COORDINATOR
from tests.support.texts import plain_texts

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A real installation."""
    return Settings.from_environment({"TODOKE_DATA_DIR": str(tmp_path), "TODOKE_PUBLIC_URL": "https://todoke.example"})


def _todoke(settings: Settings, *words: str) -> int:
    parser = ArgumentParser()
    staff.add(parser.add_subparsers())
    return staff.run(parser.parse_args(["staff", *words]), settings)


def _opened(settings: Settings) -> Database:
    return open_database(settings)


def test_the_first_coordinator_is_invited_and_the_link_opens_the_account(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _todoke(settings, "invite", "kudo@todoke.example", "--role", "coordinator", "--name", "Kudo") == 0
    link = capsys.readouterr().out.splitlines()[0]
    assert link.startswith("https://todoke.example/console/join#")
    db = _opened(settings)
    with db.write() as uow:
        code = link.split("#")[1]
        joined = accounts.join(uow, code=code, name="", password_hash="x", now=datetime.now(UTC))
        assert (joined.role, joined.name, joined.locale) == ("coordinator", "Kudo", "ja")
    db.close()
    assert _todoke(settings, "list") == 0
    shown = capsys.readouterr().out
    assert "Kudo" in shown
    assert "kudo@todoke.example" not in shown
    with pytest.raises(AccountExists):
        _todoke(settings, "invite", "KUDO@todoke.example", "--role", "deputy")


def test_people_of_a_partner_are_invited_by_its_name(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    db = _opened(settings)
    with db.write() as uow:
        save_partner(uow, PartnerDraft(name="Harbour", name_ja="みなとの会", kind="ngo"), datetime.now(UTC))
    db.close()
    assert (
        _todoke(settings, "invite", "a@h.example", "--role", "staff", "--partner", "みなとの会", "--locale", "en") == 0
    )
    with pytest.raises(NotFound, match="Elsewhere"):
        _todoke(settings, "invite", "b@h.example", "--role", "staff", "--partner", "Elsewhere")
    with pytest.raises(OrganisationMissing, match=r"role staff belongs to an organisation.*--partner"):
        _todoke(settings, "invite", "b@h.example", "--role", "staff")
    with pytest.raises(NoPlaceInOrganisation, match="role auditor stands outside"):
        _todoke(settings, "invite", "b@h.example", "--role", "auditor", "--partner", "みなとの会")
    with pytest.raises(UnknownRole):
        _todoke(settings, "invite", "b@h.example", "--role", "boss")


def test_a_new_link_and_closing(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    _todoke(settings, "invite", "kudo@todoke.example", "--role", "coordinator")
    first = capsys.readouterr().out.splitlines()[0]
    _todoke(settings, "again", "kudo@todoke.example")
    assert capsys.readouterr().out.splitlines()[0] != first
    _todoke(settings, "close", "kudo@todoke.example")
    with pytest.raises(NotFound):
        _todoke(settings, "again", "kudo@todoke.example")
    with pytest.raises(NotFound):
        _todoke(settings, "close", "nobody@todoke.example")


def test_what_waits_for_an_organisation_goes_on_when_its_last_account_is_closed(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("north", "south"):
        db = _opened(settings)
        with db.write() as uow:
            save_partner(uow, PartnerDraft(name=name, kind="ngo"), datetime.now(UTC))
        db.close()
        _todoke(settings, "invite", f"{name}@todoke.example", "--role", "staff", "--partner", name)
    db = _opened(settings)
    with db.write() as uow:
        uow.wording.publish(plain_texts(), datetime.now(UTC), source="files", report={"reviewed": ["en"]})
        north, south = (next(p.id for p in uow.partners.all() if p.name == name) for name in ("north", "south"))
        conversation, worker = uow.conversations.find_or_create("telegram", "7001", datetime.now(UTC))
        row = uow.conversations.get(conversation)
        assert row is not None
        filed = FiledReport(
            worker_id=worker, conversation_id=conversation, run_id=uow.conversations.start_run(row, "none", NOW),
            topic="unpaid_overtime", language="en", release=1, prefecture="23", answers={},
            partners=(north, south, COORDINATOR), risks=(),
        )  # fmt: skip
        number = file_report(uow, FakeNotifier(), filed, datetime.now(UTC)).number
    db.close()
    _todoke(settings, "close", "north@todoke.example")
    db = _opened(settings)
    with db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        assert {o.partner_id: o.state for o in uow.cases.offers(case.id)} == {north: "lapsed", south: "open"}
        alarms = {alarm.kind for alarm in uow.system.open_alarms()}  # of south nobody has a contact yet: another one
        assert "organisation_without_people" in alarms
    db.close()


def test_the_log_is_checked(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    _todoke(settings, "invite", "kudo@todoke.example", "--role", "coordinator")
    _todoke(settings, "again", "kudo@todoke.example")
    assert _todoke(settings, "audit") == 0
    assert "operator: 2 lines, unbroken" in capsys.readouterr().out
    db = _opened(settings)
    with db.write() as uow:
        uow.execute(text("UPDATE audit SET action = 'log_in' WHERE seq = 1"))
    db.close()
    assert _todoke(settings, "audit") == 1
    assert "CHANGED at line 1" in capsys.readouterr().out
