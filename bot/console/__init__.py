"""The staff's web console, in Japanese and English: rendered on the server, usable without scripts.

`make_router(ConsoleDeps(...))` gives everything under /console. Opening a page never acts; every action is a
POST with the log-in's own token, and actions on a case carry the revision the page showed.
"""

from bot.console.deps import ConsoleDeps
from bot.console.router import make_router

__all__ = ["ConsoleDeps", "make_router"]
