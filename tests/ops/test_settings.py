"""An operator sets up an installation through environment variables."""

from pathlib import Path

import pytest

from bot.environment import Secret
from bot.errors import SettingsError
from bot.settings import NAMES, SECRETS, Settings, SmtpServer, TelegramMode

TOKEN = "123456789:AAF-made_up_for_the_tests_0123456789"


def read(**variables: str) -> Settings:
    return Settings.from_environment({f"TODOKE_{name}": value for name, value in variables.items()})


def complaint(**variables: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read(**variables)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_with_nothing_set_it_is_a_demonstration_on_this_machine_under_var() -> None:
    settings = read()
    assert settings.demo
    assert settings.telegram_mode is TelegramMode.OFF
    assert (settings.host, settings.port) == ("127.0.0.1", 8321)
    assert settings.database_url == "sqlite:///var/todoke.db"
    assert settings.sqlite
    assert settings.keys_file == Path("var/keys.json")
    assert settings.flows_dir.parts[-2:] == ("flows", "definitions")
    assert settings.locales_dir.is_dir()


def test_the_data_folder_takes_database_and_keys_along() -> None:
    settings = read(DATA_DIR="/srv/todoke")
    assert settings.database_url == "sqlite:////srv/todoke/todoke.db"
    assert settings.keys_file == Path("/srv/todoke/keys.json")


def test_a_token_alone_polls_and_with_a_public_address_telegram_calls_us() -> None:
    polling = read(TELEGRAM_TOKEN=TOKEN)
    assert (polling.telegram_mode, polling.demo) == (TelegramMode.POLLING, False)
    called = read(TELEGRAM_TOKEN=TOKEN, PUBLIC_URL="https://todoke.example.org/")
    assert called.telegram_mode is TelegramMode.WEBHOOK
    assert called.public_url == "https://todoke.example.org"


def test_a_real_installation_may_run_without_telegram() -> None:
    assert not read(DEMO="0").demo
    assert read(PUBLIC_URL="https://todoke.example.org").telegram_mode is TelegramMode.OFF


@pytest.mark.parametrize("given", ["postgres://u:p@db/todoke", "postgresql://u:p@db/todoke"])
def test_the_usual_ways_to_write_a_postgresql_address_are_understood(given: str) -> None:
    assert read(DATABASE_URL=given).database_url == "postgresql+psycopg://u:p@db/todoke"


def test_a_socket_address_of_postgresql_needs_no_host() -> None:
    assert read(DATABASE_URL="postgresql://postgres@/todoke?host=/run/pg").database_url.endswith("/run/pg")


def test_a_mail_server_is_read_from_one_address() -> None:
    asked = read(SMTP_URL="smtp://bot:p%40ss@mail.example.org:2525?from=todoke@ngo.example").smtp
    assert asked == SmtpServer(
        "mail.example.org", 2525, "bot", Secret("p@ss"), starttls=True, sender="todoke@ngo.example"
    )
    tls = read(SMTP_URL="smtps://mail.example.org", PUBLIC_URL="https://todoke.example.org").smtp
    assert tls == SmtpServer("mail.example.org", 465, tls=True, sender="todoke@todoke.example.org")
    local = read(SMTP_URL="smtp://127.0.0.1:1025").smtp
    assert local == SmtpServer("127.0.0.1", 1025)


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"PORT": "eighty"}, "TODOKE_PORT: this is not a port"),
        ({"PORT": "70000"}, "TODOKE_PORT"),
        ({"DATABASE_URL": "mysql://u@h/d"}, "TODOKE_DATABASE_URL: this is not a database"),
        ({"DATABASE_URL": "sqlite://"}, "a file"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "a file"),
        ({"DATABASE_URL": "postgresql://u@h"}, "TODOKE_DATABASE_URL"),
        ({"PUBLIC_URL": "todoke.example.org"}, "not a web address"),
        ({"PUBLIC_URL": "http://todoke.example.org"}, "unencrypted"),
        ({"PUBLIC_URL": "https://example.org/todoke"}, "Write https://example.org"),
        ({"PUBLIC_URL": "https://todoke.example.org:port"}, "not a web address"),
        ({"TELEGRAM_TOKEN": "123:short"}, "@BotFather"),
        ({"TELEGRAM_MODE": "webhook", "TELEGRAM_TOKEN": TOKEN}, "Set TODOKE_PUBLIC_URL, or write polling"),
        ({"TELEGRAM_MODE": "polling"}, "Set TODOKE_TELEGRAM_TOKEN"),
        ({"TELEGRAM_MODE": "pigeon"}, "webhook, polling or off"),
        ({"TELEGRAM_WEBHOOK_SECRET": "short"}, "16 to 256"),
        ({"TELEGRAM_API_URL": "http://api.example.org"}, "unencrypted"),
        ({"HOST": "0.0.0.0"}, "Set TODOKE_PUBLIC_URL"),
        ({"SMTP_URL": "mail.example.org"}, "not a mail server"),
        ({"SMTP_URL": "smtp://u:p@mail.example.org?starttls=0"}, "password would travel unencrypted"),
        ({"SMTP_URL": "smtp://mail.example.org?startls=1"}, "Only starttls=1"),
        ({"SMTP_URL": "smtp://mail.example.org"}, "Add ?from="),
        ({"DEMO": "maybe"}, "neither yes nor no"),
        ({"DEMO": "1", "TELEGRAM_TOKEN": TOKEN}, "never reachable by real people"),
        ({"DEMO": "1", "PUBLIC_URL": "https://todoke.example.org"}, "never reachable"),
        ({"FLOWS_DIR": "/nowhere/flows"}, "no folder /nowhere/flows"),
        ({"TRUSTED_PROXIES": "the proxy"}, "no address and no network"),
        ({"TRUSTED_PROXIES": "10.0.0.1/8"}, "no address and no network"),
        ({"TRUSTED_PROXIES": "*"}, "* is everybody"),
        ({"TRUSTED_PROXIES": "10.0.0.1, 0.0.0.0/0"}, "0.0.0.0/0 is everybody"),
        ({"TELEGRAM_TOKN": TOKEN}, "Did you mean TODOKE_TELEGRAM_TOKEN?"),
    ],
)
def test_a_wrong_value_is_told_with_what_to_write_instead(variables: dict[str, str], says: str) -> None:
    assert says in complaint(**variables)


def test_a_complaint_is_made_of_sentences() -> None:
    assert complaint(PORT="eighty") == "TODOKE_PORT: this is not a port. Write a number from 1 to 65535."


def test_all_problems_are_told_at_once() -> None:
    told = complaint(PORT="x", DEMO="x").splitlines()
    assert len(told) == 3
    assert told[0].startswith("2 settings")


def test_loopback_does_without_encryption_for_rehearsals() -> None:
    settings = read(PUBLIC_URL="http://127.0.0.1:8321", TELEGRAM_API_URL="http://localhost:9999/")
    assert settings.public_url == "http://127.0.0.1:8321"
    assert settings.telegram_api_url == "http://localhost:9999"


def test_behind_a_public_address_it_may_listen_on_the_network() -> None:
    assert read(HOST="0.0.0.0", PUBLIC_URL="https://todoke.example.org").host == "0.0.0.0"


def test_only_a_web_server_on_this_machine_is_believed_unless_others_are_named() -> None:
    assert read().trusted_proxies == ("127.0.0.1",)
    assert read(TRUSTED_PROXIES="10.0.0.7, fd00::/8").trusted_proxies == ("10.0.0.7", "fd00::/8")
    assert read(TRUSTED_PROXIES="none").trusted_proxies == ()


def test_empty_variables_and_those_of_others_do_not_count() -> None:
    settings = Settings.from_environment({"TODOKE_PORT": " ", "PORT": "80", "TODOKE_TEST_SEED": "1"})
    assert settings.port == 8321


def test_secrets_never_show_in_a_dump() -> None:
    settings = read(
        TELEGRAM_TOKEN=TOKEN,
        DATABASE_URL="postgresql://u:hushhush@db/todoke",
        SMTP_URL="smtp://bot:hushhush@mail.example.org?from=todoke@ngo.example",
        HEARTBEAT_URL="https://hc.example.org/hushhush",
        TELEGRAM_WEBHOOK_SECRET="hushhush-hushhush",
    )
    assert "hushhush" not in repr(settings)
    assert TOKEN not in repr(settings)
    assert settings.telegram_token == TOKEN


def test_a_secret_can_lie_in_a_file(tmp_path: Path) -> None:
    for name, value in (("token", TOKEN + "\n"), ("database", "postgresql://u:p@db/todoke\n"), ("empty", "\n")):
        (tmp_path / name).write_text(value)
    settings = read(
        TELEGRAM_TOKEN_FILE=str(tmp_path / "token"), DATABASE_URL_FILE=str(tmp_path / "database"),
        SMTP_URL_FILE=str(tmp_path / "empty"), HEARTBEAT_URL_FILE="",
    )  # fmt: skip
    assert (settings.telegram_token, settings.smtp, settings.heartbeat_url) == (TOKEN, None, None)
    assert settings.database_url == "postgresql+psycopg://u:p@db/todoke"
    assert TOKEN not in repr(settings)


def test_a_file_that_is_not_there_or_a_second_value_is_told(tmp_path: Path) -> None:
    gone = str(tmp_path / "token")
    told = complaint(TELEGRAM_TOKEN_FILE=gone)
    assert told.startswith(f"TODOKE_TELEGRAM_TOKEN_FILE: {gone} can't be read (No such file or directory)")
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    assert "it is no text" in complaint(TELEGRAM_TOKEN_FILE=gone)
    (tmp_path / "token").write_text(TOKEN)
    assert "Remove one of them" in complaint(TELEGRAM_TOKEN_FILE=gone, TELEGRAM_TOKEN=TOKEN)
    assert "no such setting" in complaint(PORT_FILE=gone), "only what is secret"


def test_every_setting_is_explained_in_the_handbook() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    assert [name for name in NAMES if f"`TODOKE_{name}`" not in page] == []
    assert [name for name in SECRETS if f"`TODOKE_{name}_FILE`" not in page] == []
