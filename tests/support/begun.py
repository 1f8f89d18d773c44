"""An installation that is not about its first start: texts are in its database already."""

import shutil
from pathlib import Path

from tests.support import tables


def begin(folder: Path) -> None:
    """Where an installation's data are to be: tables and texts, no keys yet."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(tables.served_file(), folder / "todoke.db")
