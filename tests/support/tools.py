"""Programs a test needs that `pip` does not bring: found, or the test is skipped with a loud word.

Where everything has to be there (`TODOKE_TEST_REQUIRE=1`, as in CI), a missing tool fails the test.
"""

import os
import shutil
from typing import NoReturn

import pytest

MARK = "needs "
"""How the reason of such a skip begins; the summary at the end of a run gathers them by it."""


def missing(tool: str, how: str) -> NoReturn:
    """Skip (or, where everything is required, fail) the running test: `tool` is not there."""
    reason = f"{MARK}{tool}: {how}"
    if os.environ.get("TODOKE_TEST_REQUIRE") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def chromium() -> str:
    """The path of a Chromium that can be driven. The shell without windows is the same browser of the same source: the
    one with windows draws its own buttons and menus for each page even where nobody sees them, which takes a third of a
    second of processor time."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    missing("Chromium", "apt install chromium-headless-shell")


def program(name: str, how: str) -> str:
    """The path of a program; `how` says how it is installed."""
    return shutil.which(name) or missing(name, how)
