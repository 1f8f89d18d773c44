"""What a command of the command line is."""

import argparse
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.settings import Settings

    Subparsers = argparse._SubParsersAction[ArgumentParser]


class Command(Protocol):
    """A module of `bot.cli`, named like the command, that imports what it needs inside `run`."""

    def add(self, subparsers: "Subparsers", /) -> None:
        """Add the command's parser: its name, one line of help, its arguments."""
        ...

    def run(self, args: Namespace, settings: "Settings", /) -> int:
        """Do it and return the exit code. A known error is raised, not printed."""
        ...
