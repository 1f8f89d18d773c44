"""`todoke poster`: a poster and a sheet of cards for each language, with the links into the chat."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import NotFound, SettingsError

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings
    from storage.models import Partner
    from storage.uow import UnitOfWork

HELP = "make a poster and a sheet of cards for each language (PDF), with codes that lead into the chat"
ALL = "all"
_TAIL = 8


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("poster", help=HELP, description=HELP)
    parser.add_argument("--lang", default=ALL, metavar="CODE", help="one language; all that are offered if left out")
    parser.add_argument(
        "--partner", metavar="CODE", help="an organisation that is named on it and asked first where it can be: the "
        "id in the address of its page in the console, or the last 8 characters of it",
    )  # fmt: skip
    parser.add_argument("--bot", metavar="NAME", help="the Telegram bot; asked of Telegram if left out")
    parser.add_argument("--out", type=Path, default=Path("posters"), metavar="DIR", help="where to (posters)")


def run(args: Namespace, settings: "Settings") -> int:
    """Make them. Nothing is changed. Raises SettingsError without an address that phones reach, NotFound for a
    language or an organisation that is not there."""
    from bot.conversation.posted import mark
    from bot.documents import posters
    from bot.documents.rendering import bundled, render
    from bot.opening import open_database
    from bot.wiring import base_url
    from bot.wording.served import Wording

    if settings.public_url is None and not settings.demo:
        raise SettingsError(
            setting="TODOKE_PUBLIC_URL", problem="is not set", remedy="A poster needs the address that phones reach."
        )
    database = open_database(settings)
    try:
        wording = Wording(database)
        wording.refresh()
        with database.read() as uow:
            partner = _partner(uow, args.partner) if args.partner else None
    finally:
        database.close()
    words = wording.now
    offered = [code for code in words.languages if not settings.reviewed_only or code in words.reviewed]
    languages = offered if args.lang == ALL else [args.lang]
    if not languages or set(languages) - set(offered):  # a code must not lead into a chat without its language
        raise NotFound(what="language", key=args.lang)
    bot = args.bot.removeprefix("@") if args.bot else _bot_name(settings)
    args.out.mkdir(parents=True, exist_ok=True)
    for language in languages:
        ways = posters.ways(mark(language, partner.id if partner else None), base_url(settings), bot)
        told = posters.content(words, language, ways, partner.name if partner else None)
        for kind in (posters.POSTER, posters.CARDS):
            (args.out / f"{kind}-{language}.pdf").write_bytes(render(kind, told, bundled()))
        print(f"{args.out}/{posters.POSTER}-{language}.pdf, {posters.CARDS}-{language}.pdf")
    for way in ways:
        print(f"The code of the last one: {way.url}")
    if bot is None:
        print("No bot is known (--bot NAME): the codes lead to the web chat only.")
    return 0


def _partner(uow: "UnitOfWork", code: str) -> "Partner":
    found = [one for one in uow.partners.all() if one.id == code or (one.id[-_TAIL:] == code)]
    if len(found) != 1:
        raise NotFound(what="organisation", key=code)
    return found[0]


def _bot_name(settings: "Settings") -> str | None:
    """What Telegram calls our bot; None where there is none. Raises TelegramFailure."""
    import asyncio

    from bot.settings import TelegramMode

    if settings.telegram_mode is TelegramMode.OFF or settings.telegram_token is None:
        return None

    async def ask() -> str:
        from bot.channels.telegram.api import TelegramApi, open_session

        async with open_session() as http:
            api = TelegramApi(str(settings.telegram_token), settings.telegram_api_url, http)
            return (await api.identify()).username

    return asyncio.run(ask()) or None
