"""What Telegram itself shows of the bot: the menu of commands and the profile, in every language."""

from bot.channels.telegram.setup import Profile
from bot.wording.served import Snapshot

COMMANDS = ("start", "help", "language", "status", "stop", "clear", "delete", "menu")


def profiles(wording: Snapshot) -> dict[str, Profile]:
    """Language → the texts of its profile."""
    return {
        language: Profile(
            commands={name: wording.text(language, f"command.{name}") for name in COMMANDS},
            about=wording.text(language, "command.about"),
            short=wording.text(language, "command.short"),
        )
        for language in wording.languages
    }
