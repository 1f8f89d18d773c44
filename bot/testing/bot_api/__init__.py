"""A Telegram Bot API server that speaks nothing but HTTP, for tests, benchmarks and trying things out.

    async with BotApiServer() as telegram:
        settings: TODOKE_TELEGRAM_API_URL=telegram.root_url, TODOKE_TELEGRAM_TOKEN=telegram.token
        telegram.deliver(updates.message(7001, "hello"))

or in a process of its own: `python -m bot.testing.bot_api --port 8081`, steered through `/control/…`
(see `control.py`). Method names, limits and error sentences follow https://core.telegram.org/bots/api and
the sources of https://github.com/tdlib/telegram-bot-api.
"""

from bot.testing.bot_api.account import Account, Call, Message
from bot.testing.bot_api.faults import FaultKind, Pacing
from bot.testing.bot_api.server import TESTING_TOKEN, BotApiServer

__all__ = ["TESTING_TOKEN", "Account", "BotApiServer", "Call", "FaultKind", "Message", "Pacing"]
