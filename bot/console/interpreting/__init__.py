"""Interpreters: asked for by whoever works on a case, and at work on what was assigned to them."""

from fastapi import APIRouter

from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.pages import Pages

from . import asking, assigned, profiles

PARTS = (asking, assigned, profiles)


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    for part in PARTS:
        part.add_to(router, deps, pages, guard)
