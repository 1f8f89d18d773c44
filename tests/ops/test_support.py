"""The ground the other tests stand on."""

import smtplib
from email.message import EmailMessage

import psycopg
import pytest

from tests.support.postgres import Postgres
from tests.support.smtp import MailServer


def _connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


@pytest.mark.postgres
@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_an_empty_database(postgres_url: str, turn: int) -> None:
    with _connect(postgres_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        connection.execute("CREATE TABLE left_behind (id int)")
    assert tables == (0,)


@pytest.mark.postgres
def test_commits_of_the_test_server_are_synchronous(postgres_url: str) -> None:
    with _connect(postgres_url) as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


@pytest.mark.postgres
def test_a_template_is_filled_once_and_copied(postgres_server: Postgres) -> None:
    filled = []

    def fill(url: str) -> None:
        filled.append(url)
        with _connect(url) as connection:
            connection.execute("CREATE TABLE ready (id int)")

    for _ in range(2):
        name = postgres_server.create(postgres_server.template("ops_template", fill))
        with _connect(postgres_server.url(name)) as connection:
            assert connection.execute("SELECT count(*) FROM ready").fetchone() == (0,)
        postgres_server.drop(name)
    assert len(filled) == 1


def test_the_mail_server_keeps_what_it_gets_and_refuses_what_it_should(smtp: MailServer) -> None:
    smtp.refused.add("gone@example.org")
    message = EmailMessage()
    message["Subject"] = "報告が届きました"
    message.set_content("一件あります。")
    with smtplib.SMTP("127.0.0.1", smtp.port) as client:
        client.send_message(message, "todoke@example.org", ["staff@example.org"])
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.send_message(message, "todoke@example.org", ["gone@example.org"])
    (received,) = smtp.wait(1)
    assert received.recipients == ("staff@example.org",)
    assert received.message["Subject"] == "報告が届きました"
    assert received.text().strip() == "一件あります。"
