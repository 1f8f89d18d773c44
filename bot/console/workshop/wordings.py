"""Which wording is looked at: what is served, the same with everything that waits, or one changed text."""

from collections.abc import Mapping

from bot.wording.served import Snapshot
from storage.uow import UnitOfWork

from .bench import Bench

SERVED, NEWEST = "served", "newest"
WORDINGS = (NEWEST, SERVED)


def wording(uow: UnitOfWork, bench: Bench, which: str, also: Mapping[tuple[str, str], str] | None = None) -> Snapshot:
    """The texts as they are served, and of languages that are not offered yet those of their files. ``newest``: also
    what waits to be published; ``also``: texts by language and key that go before."""
    number = uow.wording.newest_number()
    texts = uow.wording.texts(number) if number else {}
    for language, catalogue in bench.catalogues.items():
        if language not in texts:
            texts[language] = {key: entry.text for key, entry in catalogue.entries.items() if entry.text}
    if which == NEWEST:
        for row in uow.wording.waiting():
            texts.setdefault(row.language, {})[row.key] = row.text
    for (language, key), text in (also or {}).items():
        texts.setdefault(language, {})[key] = text
    return Snapshot(number, texts)
