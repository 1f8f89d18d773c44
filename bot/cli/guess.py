"""`todoke guess`: which language a line is written in."""

from bot.language.cli import add as add
from bot.language.cli import run as run
