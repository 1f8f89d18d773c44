"""Texts that were taken out of the files and are served on, because open conversations still ask them."""

from pathlib import Path

from storage.uow import UnitOfWork

from .catalogue import read
from .edition import SOURCE_LANGUAGE
from .enumerate import DOMAINS
from .holding import held
from .waits import PROGRAM_FILES, seen_as


def still_asked(uow: UnitOfWork, folder: Path) -> dict[str, int]:
    """Texts of the newest release that the English files have no more, with how many open conversations ask them."""
    number = uow.wording.newest_number()
    if not number:
        return {}
    gone = set(uow.wording.texts(number).get(SOURCE_LANGUAGE, ()))
    gone -= uow.wording.seen().get(seen_as(PROGRAM_FILES, SOURCE_LANGUAGE), {}).keys()
    for domain in DOMAINS:
        path = folder / SOURCE_LANGUAGE / "LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            gone -= read(path, SOURCE_LANGUAGE, domain).entries.keys()
    return {key: sessions for key, sessions in held(uow, gone).items() if sessions}
