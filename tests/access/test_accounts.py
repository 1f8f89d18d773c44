"""Invitations, contacts that count once confirmed, and who may manage whom."""

from datetime import timedelta

import pytest

from bot.access import accounts, totp
from bot.access.errors import AccountExists, CodeNotValid, UnknownRole, WeakPassword
from bot.access.passwords import hash_password, matches
from bot.access.policy import can_manage
from bot.access.roles import Role
from bot.errors import NotAllowed, NotFound
from storage.database import Database
from storage.models import Staff
from tests.access.conftest import NOW


def test_an_invitation_works_once_and_for_a_week(db: Database) -> None:
    with db.write() as uow:
        person, code = accounts.invite(
            uow, email="mori@north.example", role=Role.LEAD, partner_id="north", locale="en", now=NOW
        )
        accounts.join(uow, code=code.lower().replace("-", " "), name="Mori", password_hash="x", now=NOW)
        assert person.name == "Mori"
        with pytest.raises(CodeNotValid):
            accounts.join(uow, code=code, name="", password_hash="y", now=NOW)
        again = accounts.invite_again(uow, person, NOW)
        with pytest.raises(CodeNotValid):
            accounts.join(uow, code=again, name="", password_hash="y", now=NOW + timedelta(days=7))


def test_inviting_again_makes_the_first_link_useless(db: Database) -> None:
    with db.write() as uow:
        person, first = accounts.invite(
            uow, email="mori@north.example", role=Role.STAFF, partner_id="north", locale="en", now=NOW
        )
        second = accounts.invite_again(uow, person, NOW)
        assert uow.access.whose_code(first, "invite", NOW) is None
        assert uow.access.whose_code(second, "invite", NOW) == person.id
        assert uow.access.whose_code(second, "link_telegram", NOW) is None


def test_an_address_has_one_account_and_a_role_fits_its_organisation(db: Database, staff: Staff) -> None:
    with db.write() as uow:
        with pytest.raises(AccountExists):
            accounts.invite(
                uow, email=" AOKI@north.example ", role=Role.STAFF, partner_id="south", locale="ja", now=NOW
            )
        with pytest.raises(NotFound):
            accounts.invite(uow, email="a@b.example", role=Role.STAFF, partner_id="west", locale="ja", now=NOW)
        for role, partner in ((Role.STAFF, None), (Role.COORDINATOR, "north")):
            with pytest.raises(NotAllowed):
                accounts.invite(uow, email="a@b.example", role=role, partner_id=partner, locale="ja", now=NOW)
    with pytest.raises(UnknownRole, match="coordinator"):
        Role.parse("boss")


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaaaaaa", "aoki@north.example", "あいう"])
def test_passwords_that_are_quickly_guessed_are_refused(weak: str) -> None:
    with pytest.raises(WeakPassword):
        hash_password(weak, not_like="Aoki@north.example")


def test_the_qr_code_is_plain_svg_that_fits_any_width() -> None:
    drawn = totp.qr_svg(totp.link("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "aoki@north.example"))
    assert drawn.startswith("<svg")
    assert "viewBox=" in drawn
    for refused in ("style", "script", " width=", "class="):
        assert refused not in drawn


def test_nobody_matches_an_account_without_password() -> None:
    assert not matches(None, "a password that no account has")
    assert not matches("not a hash", "anything")


def test_mail_counts_once_the_code_came_back_and_not_after_a_change(db: Database, staff: Staff) -> None:
    with db.write() as uow:
        person = uow.access.get(staff.id)
        assert person is not None
        assert person.email_confirmed_at is None
        code = accounts.start_confirmation(uow, person, NOW)
        with pytest.raises(CodeNotValid):
            accounts.confirm_email(uow, person, "AAAA-AAAA", NOW)
        accounts.confirm_email(uow, person, code, NOW)
        assert person.email_confirmed_at == NOW
        assert uow.access.address(f"staff:{person.id}:email") == "Aoki@north.example"
        uow.access.set_email(person, "aoki2@north.example")
        assert person.email_confirmed_at is None


def test_a_code_counts_as_a_japanese_keyboard_writes_it(db: Database, staff: Staff) -> None:
    with db.write() as uow:
        person = uow.access.get(staff.id)
        assert person is not None
        code = accounts.start_confirmation(uow, person, NOW)
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())
        assert wide != code
        accounts.confirm_email(uow, person, wide, NOW)
        assert person.email_confirmed_at == NOW


def test_somebody_elses_confirmation_code_does_not_confirm_mine(db: Database, staff: Staff) -> None:
    with db.write() as uow:
        mine = uow.access.get(staff.id)
        other, _ = accounts.invite(
            uow, email="mori@south.example", role=Role.STAFF, partner_id="south", locale="ja", now=NOW
        )
        assert mine is not None
        code = accounts.start_confirmation(uow, other, NOW)
        with pytest.raises(CodeNotValid):
            accounts.confirm_email(uow, mine, code, NOW)


def test_a_chat_is_linked_by_its_code_and_belongs_to_one_person(db: Database, staff: Staff) -> None:
    with db.write() as uow:
        first = uow.access.get(staff.id)
        second, _ = accounts.invite(
            uow, email="mori@south.example", role=Role.STAFF, partner_id="south", locale="ja", now=NOW
        )
        assert first is not None
        accounts.link_telegram(uow, accounts.start_telegram_link(uow, first, NOW), "4711", NOW)
        found = uow.access.by_telegram("4711")
        assert found is not None
        assert found.id == first.id
        code = accounts.start_telegram_link(uow, second, NOW)
        assert len(f"link_{code}") <= 64
        accounts.link_telegram(uow, code, "4711", NOW)
        found = uow.access.by_telegram("4711")
        assert found is not None
        assert found.id == second.id
        with pytest.raises(CodeNotValid):
            accounts.link_telegram(uow, code, "4712", NOW)
    with db.read() as uow:
        assert uow.access.address(f"staff:{staff.id}:telegram") is None
        assert uow.access.address(f"staff:{second.id}:telegram") == "4711"


def test_a_link_code_is_too_old_after_a_quarter_of_an_hour(db: Database, staff: Staff) -> None:
    with db.write() as uow:
        person = uow.access.get(staff.id)
        assert person is not None
        code = accounts.start_telegram_link(uow, person, NOW)
        with pytest.raises(CodeNotValid):
            accounts.link_telegram(uow, code, "4711", NOW + timedelta(minutes=15))


@pytest.mark.parametrize(
    ("actor", "role", "at", "allowed"),
    [
        (Role.LEAD, Role.STAFF, "north", True),
        (Role.LEAD, Role.LEAD, "north", True),
        (Role.LEAD, Role.STAFF, "south", False),
        (Role.LEAD, Role.COORDINATOR, None, False),
        (Role.STAFF, Role.STAFF, "north", False),
        (Role.COORDINATOR, Role.STAFF, "south", True),
        (Role.COORDINATOR, Role.DEPUTY, None, True),
        (Role.COORDINATOR, Role.ADMIN, None, False),
        (Role.ADMIN, Role.ADMIN, None, True),
        (Role.AUDITOR, Role.STAFF, "north", False),
    ],
)
def test_nobody_makes_an_account_with_more_rights_than_their_own(
    actor: Role, role: Role, at: str | None, allowed: bool
) -> None:
    person = Staff(id="x", role=actor, name="x", partner_id="north" if actor.of_partner else None, created_at=NOW)
    assert can_manage(person, role, at) is allowed
