"""Tells Telegram how updates come to us, and what the bot's menu and profile say in each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.telegram.api import Identity, TelegramApi
from bot.channels.telegram.updates import ALLOWED_UPDATES
from bot.channels.telegram.webhook import PATH

MAX_CONNECTIONS = 40
"""How many updates Telegram may bring at once; chats do not wait for each other."""

DEFAULT_LANGUAGE = "en"
"""What a phone set to a language we do not have is shown."""


@dataclass(frozen=True)
class Profile:
    """The texts that Telegram itself shows, in one language."""

    commands: Mapping[str, str]
    """Name (a-z, 0-9, _) -> description, up to 256 characters, in the order of the menu."""
    about: str
    """What an empty chat shows above Start; up to 512 characters."""
    short: str
    """What the bot's profile and a shared link show; up to 120 characters."""


async def use_webhook(
    api: TelegramApi, public_url: str, secret: str, *, max_connections: int = MAX_CONNECTIONS
) -> Identity:
    """Have updates brought to this installation. Returns who the bot is; raises errors of errors.py."""
    identity = await api.identify()
    await api.set_webhook(public_url + PATH, secret, ALLOWED_UPDATES, max_connections)
    return identity


async def use_polling(api: TelegramApi) -> Identity:
    """Have updates kept until they are fetched. Nothing that waits is dropped."""
    identity = await api.identify()
    await api.delete_webhook()
    return identity


async def publish_profile(api: TelegramApi, profile: Profile, code: str | None) -> None:
    """Show the menu and profile texts in a language as Telegram names it; None: wherever there is no other."""
    await api.set_commands(profile.commands, code)
    await api.set_profile(profile.about, profile.short, code)


def by_code(profiles: Mapping[str, Profile]) -> dict[str | None, Profile]:
    """Of `{language: Profile}`, what is shown by Telegram's own names of the languages, and under None wherever there
    is no other: English. Telegram takes two-letter codes only; of several languages with one code (`zh_Hans`,
    `zh_Hant`) the first is shown.
    """
    shown: dict[str | None, Profile] = {}
    if DEFAULT_LANGUAGE in profiles:
        shown[None] = profiles[DEFAULT_LANGUAGE]
    for language, profile in profiles.items():
        shown.setdefault(language_code(language), profile)
    return shown


def language_code(language: str) -> str:
    """A language of ours as Telegram names it: `zh_Hans` -> `zh`, `pt_BR` -> `pt`."""
    return language.replace("-", "_").partition("_")[0].lower()
