"""The peer: the same eight questions as a plain python-telegram-bot ConversationHandler, state in memory, updates by
webhook through Starlette as in the library's own custom-webhook example."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, ConversationHandler

CHOICES = (("yes_please", "Yes"), ("no_thanks", "No"), ("later", "Later"), ("_unknown", "I do not know"))
QUESTION = "Question {n}: did you work more hours than your contract says, and were you paid for them?"


def keyboard() -> InlineKeyboardMarkup:
    """The same four choices and two controls."""
    rows = [[InlineKeyboardButton(label, callback_data=data)] for data, label in CHOICES]
    rows.append([InlineKeyboardButton(label, callback_data=label.lower()) for label in ("Back", "Menu")])
    return InlineKeyboardMarkup(rows)


async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
    """The first question."""
    assert update.message is not None
    await update.message.reply_text(QUESTION.format(n=1), reply_markup=keyboard())
    return 1


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Keep the answer, mark the keyboard, ask the next question."""
    query = update.callback_query
    assert query is not None
    assert query.data is not None
    assert query.message is not None
    assert context.user_data is not None
    await query.answer()
    chosen = InlineKeyboardMarkup([[InlineKeyboardButton(f"✓ {query.data}", callback_data="n")]])
    await query.edit_message_reply_markup(chosen)
    answers = context.user_data.setdefault("answers", [])
    answers.append(query.data)
    chat = query.message.chat
    if len(answers) >= 8:
        context.user_data.clear()
        await context.bot.send_message(chat.id, "Thank you. That was all.")
        return ConversationHandler.END
    text = f"Understood: {query.data}\n\n{QUESTION.format(n=len(answers) + 1)}\n\nAbout {8 - len(answers)} more"
    await context.bot.send_message(chat.id, text, reply_markup=keyboard())
    return len(answers) + 1


def main() -> None:
    """Serve on the port given."""
    root = os.environ["PEER_API_URL"]
    application = (
        Application.builder().token(os.environ["PEER_TOKEN"]).base_url(root + "/bot").updater(None).build()
    )
    states = {n: [CallbackQueryHandler(answer)] for n in range(1, 9)}
    application.add_handler(
        ConversationHandler([CommandHandler("start", start)], states, [CommandHandler("start", start)])  # type: ignore[arg-type]  # as its documentation says
    )

    async def webhook(request: Request) -> Response:
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return Response()

    async def healthz(_request: Request) -> Response:
        return Response("ok")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with application:
            await application.start()
            yield
            await application.stop()

    app = Starlette(
        routes=[Route("/telegram/webhook", webhook, methods=["POST"]), Route("/healthz", healthz)],
        lifespan=lifespan,
    )
    port = int(sys.argv[1])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, timeout_keep_alive=75)


if __name__ == "__main__":
    main()
