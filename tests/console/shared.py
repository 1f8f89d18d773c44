"""One console and one loop for all stories of a process. To work out the console's hundred and fifty addresses takes
longer than most stories do: a town only says what is behind them while it is there."""

import asyncio
import atexit
import threading
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar, cast

from fastapi import APIRouter, FastAPI

from bot.console import ConsoleDeps, make_router

T = TypeVar("T")


class Surroundings:
    """What the console asks for, of the town that is there now."""

    def __init__(self) -> None:
        self.now: ConsoleDeps | None = None

    def __getattr__(self, name: str) -> Any:
        if self.now is None:  # kept, it would be of another town later
            raise AssertionError(f"the console asks for deps.{name} before anybody sent it anything")
        return getattr(self.now, name)


class Console:
    """The console with all its addresses."""

    def __init__(self) -> None:
        self.surroundings = Surroundings()
        self.router: APIRouter = make_router(cast(ConsoleDeps, self.surroundings))
        self.app = FastAPI()
        self.app.include_router(self.router)


@cache
def console() -> Console:
    """Made when the first town comes."""
    return Console()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Where requests run: the main thread may belong to a real browser's loop. Threads that pages are made in stay as
    long as the one task that it runs until the end; else there would be a new one for each request."""
    loop, over = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(over.wait(),), name="requests", daemon=True)
    thread.start()

    def end() -> None:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()

    atexit.register(end)
    return loop


def waited_for(work: Coroutine[Any, Any, T]) -> T:
    """What comes of something asynchronous."""
    return asyncio.run_coroutine_threadsafe(work, _loop()).result()
