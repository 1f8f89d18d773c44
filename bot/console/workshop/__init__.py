"""The coordinators' workshop: how far each language is, each text beside its source, the flows as pictures, a
conversation tried through, and publishing."""

from fastapi import APIRouter

from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.pages import Pages

from . import covered, files, flows, one_text, preview, publish, questions, recordings, texts

PARTS = (covered, texts, one_text, flows, questions, preview, publish, files, recordings)


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    for part in PARTS:
        part.add_to(router, deps, pages, guard)
