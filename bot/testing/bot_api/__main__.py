"""`python -m bot.testing.bot_api --port 8081`: the server in a process of its own, until interrupted."""

import argparse
import asyncio
import signal
import sys

from bot.testing.bot_api.server import TESTING_TOKEN, BotApiServer


async def _serve(server: BotApiServer) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with server:
        sys.stdout.write(f"TODOKE_TELEGRAM_API_URL={server.root_url} TODOKE_TELEGRAM_TOKEN={server.token}\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(description="A Telegram Bot API server for trying things out.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 (the default) takes a free one and prints it")
    parser.add_argument("--token", default=TESTING_TOKEN)
    parser.add_argument("--counters-only", action="store_true", help="keep no calls and no messages")
    given = parser.parse_args()
    server = BotApiServer(
        token=given.token, host=given.host, port=given.port, counters_only=given.counters_only
    )
    try:
        import uvloop
    except ImportError:
        asyncio.run(_serve(server))
    else:
        uvloop.run(_serve(server))


if __name__ == "__main__":
    main()
