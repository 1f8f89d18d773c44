"""What staff do with a case."""

from fastapi import APIRouter

from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.pages import Pages

from . import claims, learnt, taking, waits, writing

PARTS = (taking, claims, waits, learnt, writing)


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    for part in PARTS:
        part.add_to(router, deps, pages, guard)
