"""The command line. One file for each command; `main` lists them and runs one."""

from bot.cli.main import main

__all__ = ["main"]
