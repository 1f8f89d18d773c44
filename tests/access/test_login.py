"""Coming in, being kept out, and being put out."""

from datetime import timedelta

import pyotp
import pytest

from bot.access import accounts, login, sessions, totp
from bot.access.errors import CodeNotValid, TooManyTries, WrongSecret
from storage.database import Database
from storage.models import Staff, StaffSession
from tests.access.conftest import NOW, PASSWORD

EMAIL = "aoki@north.example"


def _second_factor(db: Database, staff: Staff) -> pyotp.TOTP:
    with db.write() as uow:
        person = uow.access.get(staff.id)
        assert person is not None
        secret = totp.new_secret(uow, person)
        totp.spend(uow, person, pyotp.TOTP(secret).at(NOW - timedelta(minutes=5)), NOW - timedelta(minutes=5))
    return pyotp.TOTP(secret)


def test_the_right_password_lets_in_and_the_cookie_is_not_in_the_database(db: Database, staff: Staff) -> None:
    passed = login.with_password(db, EMAIL.upper(), PASSWORD, "192.0.2.1", NOW)
    assert passed.token is not None
    with db.read() as uow:
        session = sessions.find(uow, passed.token, NOW)
        assert session is not None
        assert session.staff.id == staff.id
        assert passed.token not in session.token_index
        assert not session.csrf_matches(None)
        assert not session.csrf_matches("x")
        assert session.csrf_matches(session.csrf)
        assert [line.action for line in uow.access.audit_lines("north")] == ["log_in"]


def test_a_wrong_password_an_unknown_address_and_a_closed_account_get_the_same_answer(
    db: Database, staff: Staff
) -> None:
    said = []
    for email, password in ((EMAIL, "wrong"), ("nobody@north.example", PASSWORD)):
        with pytest.raises(WrongSecret) as refused:
            login.with_password(db, email, password, "192.0.2.1", NOW)
        said.append(str(refused.value))
    with db.write() as uow:
        person = uow.access.get(staff.id)
        assert person is not None
        accounts.close(uow, person, NOW)
    with pytest.raises(WrongSecret) as refused:
        login.with_password(db, EMAIL, PASSWORD, "192.0.2.1", NOW)
    assert {*said, str(refused.value)} == {said[0]}


def test_guessing_gets_slower_even_with_the_right_password_at_last(db: Database, staff: Staff) -> None:
    for _ in range(5):
        with pytest.raises(WrongSecret):
            login.with_password(db, EMAIL, "wrong", "192.0.2.1", NOW)
    with pytest.raises(TooManyTries):
        login.with_password(db, EMAIL, PASSWORD, "198.51.100.7", NOW)
    assert login.with_password(db, EMAIL, PASSWORD, "198.51.100.7", NOW + timedelta(seconds=3)).token
    with pytest.raises(WrongSecret):  # the count begins again: one wrong try costs nothing
        login.with_password(db, EMAIL, "wrong", "198.51.100.7", NOW + timedelta(seconds=4))
    assert login.with_password(db, EMAIL, PASSWORD, "198.51.100.7", NOW + timedelta(seconds=5)).token


def test_trying_many_accounts_from_one_network_gets_slower(db: Database, staff: Staff) -> None:
    for n in range(21):
        with pytest.raises(WrongSecret):
            login.with_password(db, f"person{n}@north.example", "wrong", f"2001:db8::{n}", NOW)
    with pytest.raises(TooManyTries):
        login.with_password(db, EMAIL, PASSWORD, "2001:db8::ffff", NOW)
    assert login.with_password(db, EMAIL, PASSWORD, "2001:db8:1::1", NOW).token


def test_on_a_listener_for_both_kinds_of_addresses_the_older_ones_are_slowed_one_by_one(
    db: Database, staff: Staff
) -> None:
    for n in range(21):
        with pytest.raises(WrongSecret):
            login.with_password(db, f"person{n}@north.example", "wrong", "::ffff:192.0.2.1", NOW)
    with pytest.raises(TooManyTries):
        login.with_password(db, EMAIL, PASSWORD, "192.0.2.1", NOW)
    assert login.with_password(db, EMAIL, PASSWORD, "::ffff:192.0.2.2", NOW).token


def test_an_office_that_shares_one_address_is_not_slowed_by_logging_in(db: Database, staff: Staff) -> None:
    for _ in range(30):
        assert login.with_password(db, EMAIL, PASSWORD, "192.0.2.1", NOW).token


def test_with_a_second_factor_the_password_alone_opens_nothing(db: Database, staff: Staff) -> None:
    app = _second_factor(db, staff)
    first = login.with_password(db, EMAIL, PASSWORD, "192.0.2.1", NOW)
    assert first.token is None
    assert first.ticket is not None
    with pytest.raises(WrongSecret):
        login.with_code(db, first.ticket, "000000", "192.0.2.1", NOW)
    passed = login.with_code(db, first.ticket, app.at(NOW), "192.0.2.1", NOW)
    assert passed.token is not None


def test_a_code_seen_over_the_shoulder_works_only_once(db: Database, staff: Staff) -> None:
    app = _second_factor(db, staff)
    code = app.at(NOW)
    mine = login.with_password(db, EMAIL, PASSWORD, "192.0.2.1", NOW).ticket
    theirs = None
    assert mine is not None
    login.with_code(db, mine, code, "192.0.2.1", NOW)
    theirs = login.with_password(db, EMAIL, PASSWORD, "198.51.100.7", NOW).ticket
    assert theirs is not None
    with pytest.raises(WrongSecret):
        login.with_code(db, theirs, code, "198.51.100.7", NOW)
    with pytest.raises(CodeNotValid):
        login.with_code(db, mine, app.at(NOW + timedelta(seconds=30)), "192.0.2.1", NOW)


def test_the_second_step_is_slowed_too_and_ends_after_five_minutes(db: Database, staff: Staff) -> None:
    app = _second_factor(db, staff)
    ticket = login.with_password(db, EMAIL, PASSWORD, "192.0.2.1", NOW).ticket
    assert ticket is not None
    with pytest.raises(TooManyTries):  # noqa: PT012 - which of the tries is refused is the policy's business
        for n in range(8):
            try:
                login.with_code(db, ticket, f"{n:06}", "192.0.2.1", NOW)
            except WrongSecret:
                continue
    later = NOW + timedelta(minutes=6)
    with pytest.raises(CodeNotValid):
        login.with_code(db, ticket, app.at(later), "192.0.2.1", later)


@pytest.mark.parametrize("how", ["idle", "old", "revoked", "closed"])
def test_a_log_in_ends(db: Database, staff: Staff, how: str) -> None:
    token = login.with_password(db, EMAIL, PASSWORD, "192.0.2.1", NOW).token
    assert token is not None
    then = NOW + timedelta(minutes=30)
    with db.write() as uow:
        session = sessions.find(uow, token, then)
        assert session is not None
        assert session.stale
        person = uow.access.get(staff.id)
        assert person is not None
        if how == "revoked":
            login.log_out(uow, session, then)
        elif how == "closed":
            accounts.close(uow, person, then)
        elif how == "idle":
            then = NOW + sessions.IDLE + timedelta(seconds=1)
        else:
            uow.access.seen(session.token_index, NOW + sessions.ABSOLUTE)
            then = NOW + sessions.ABSOLUTE
    with db.read() as uow:
        assert sessions.find(uow, token, then) is None


def test_a_new_password_ends_every_other_log_in(db: Database, staff: Staff) -> None:
    tokens = [login.with_password(db, EMAIL, PASSWORD, "192.0.2.1", NOW).token for _ in range(3)]
    with db.write() as uow:
        kept = sessions.find(uow, tokens[1] or "", NOW)
        assert kept is not None
        assert uow.access.revoke(NOW, staff_id=staff.id, keep=kept.token_index) == 2
    with db.read() as uow:
        assert [sessions.find(uow, token or "", NOW) is not None for token in tokens] == [False, True, False]
        assert len(uow.access.sessions_of(staff.id, NOW)) == 1


def test_ended_log_ins_codes_and_tries_are_cleared_away(db: Database, staff: Staff) -> None:
    login.with_password(db, EMAIL, PASSWORD, "192.0.2.1", NOW)
    with db.write() as uow:
        assert uow.access.prune_sessions(NOW) == 0
        assert uow.access.prune_sessions(NOW + timedelta(days=30)) > 0
        assert uow.session.get(StaffSession, "x") is None
        assert not uow.access.sessions_of(staff.id, NOW)
