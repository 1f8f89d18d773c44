"""Guess the language of a first message: short, tired, often without marks or in Latin letters.

`guess` orders the languages on the first screen; the worker's tap decides. `load` reads the models at start.
How well it does stands in `docs/benchmarks/language.md`.
"""

from bot.language.guess import LANGUAGES, NEIGHBOURS, Guess, guess
from bot.language.models import load

__all__ = ["LANGUAGES", "NEIGHBOURS", "Guess", "guess", "load"]
