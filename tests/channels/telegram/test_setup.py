"""What Telegram is told when the program starts."""

import pytest

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.errors import Refused
from bot.channels.telegram.setup import Profile, by_code, language_code, publish_profile, use_polling, use_webhook
from bot.channels.telegram.updates import ALLOWED_UPDATES
from bot.testing.bot_api import BotApiServer

pytestmark = pytest.mark.anyio


def profile(language: str) -> Profile:
    return Profile(
        {"start": f"Begin ({language})", "stop": f"Stop ({language})"}, f"About {language}", f"In {language}"
    )


async def test_the_webhook_with_its_secret_and_the_kinds_of_update(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    me = await use_webhook(api, "https://todoke.example.org", "a-secret", max_connections=12)

    webhook = telegram.delivery.webhook
    assert webhook is not None
    assert me.username == "todoke_testing_bot"
    assert (webhook.url, webhook.secret) == ("https://todoke.example.org/telegram/webhook", "a-secret")
    assert webhook.max_connections == 12
    assert telegram.delivery.allowed == list(ALLOWED_UPDATES)


async def test_polling_takes_the_webhook_away_and_keeps_what_waits(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    await use_webhook(api, "http://127.0.0.1:1", "a-secret")
    telegram.delivery.add({"message": {"chat": {"id": 1}}})
    await use_polling(api)

    assert telegram.delivery.webhook is None
    assert len(telegram.delivery.pending) == 1


async def test_menu_and_profile_in_every_language_and_english_for_all_others(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    languages = ["vi", "id", "ne", "tl", "en", "ja", "zh_Hans", "pt_BR"]
    for code, shown in by_code({language: profile(language) for language in languages}).items():
        await publish_profile(api, shown, code)

    account = telegram.account
    assert set(account.commands) == {"", "vi", "id", "ne", "tl", "en", "ja", "zh", "pt"}
    assert account.commands["ne"][0] == {"command": "start", "description": "Begin (ne)"}
    assert account.commands[""] == account.commands["en"]
    assert account.texts["description", "zh"] == "About zh_Hans"
    assert account.texts["short_description", ""] == "In en"


async def test_a_description_longer_than_telegram_takes_is_refused(api: TelegramApi) -> None:
    with pytest.raises(Refused):
        await publish_profile(api, Profile({"start": "Begin"}, "a" * 513, "short"), "en")


@pytest.mark.parametrize(("ours", "theirs"), [("vi", "vi"), ("zh_Hans", "zh"), ("pt-BR", "pt")])
def test_languages_as_telegram_names_them(ours: str, theirs: str) -> None:
    assert language_code(ours) == theirs
