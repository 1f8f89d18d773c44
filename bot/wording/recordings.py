"""Texts spoken by a native speaker: ``locales/<lang>/audio/<key>.ogg``, or uploaded in the workshop.

A recording belongs to the wording it was made for. It waits until somebody has listened to it and publishes it; then it
is part of the release like a text, and is played beside that text in its language. When the text changes it falls
silent. Removing one erases it, from earlier releases too: it is somebody's voice.
"""

import asyncio
import hashlib
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson
import yaml

from bot.errors import TodokeError
from bot.evidence.run import NoRecording, ParserEnded, ParserMissing, recording
from storage.repositories.system import TO_SCRUB
from storage.uow import UnitOfWork

from .catalogue import Fault
from .edition import Edition, Rules
from .languages import ENDONYMS
from .meaning import mark

log = logging.getLogger(__name__)

RECORDED: tuple[str, ...] = tuple(yaml.safe_load(Path(__file__).with_name("recorded.yaml").read_text("utf-8")))
"""The keys of the texts that can carry a recording."""
FOLDER = "audio"
LARGEST = 600_000
"""Bytes: a minute and a half, at the rate phones use for voice messages, on a slow network."""
LONGEST = 90_000
"""Milliseconds."""
CONSOLE = "console"
"""The source of what somebody sent on the page of its text."""
FINDINGS = "recordings_findings"
"""The fact that keeps why recordings of the folder were held back, as JSON."""
SEEN = "recordings_from_files"
"""The fact that tells which files were taken in: ``language/key`` → SHA-256, as JSON."""


class NotTaken(TodokeError):
    """This recording can't be looked at here. The log says why."""


class RecordingTooLarge(NotTaken):
    """The recording has more than {kilobytes} kB. Speak shorter, or save it with less quality."""


class RecordingTooLong(NotTaken):
    """The recording is longer than {seconds} seconds. Speak shorter."""


class NotOpus(NotTaken):
    """This is no recording that can be played: it has to be an .ogg file with Opus sound, whole and undamaged."""


@dataclass(frozen=True)
class Sound:
    """A recording that was looked at. ``content``: the file with nothing but its sound."""

    content: bytes
    milliseconds: int


@dataclass(frozen=True)
class InFile:
    """A recording that lies in the folder and was not taken in yet."""

    language: str
    key: str
    digest: str
    sound: Sound


async def listened(data: bytes) -> Sound:
    """A file as it may be kept. Raises NotTaken."""
    if len(data) > LARGEST:
        raise RecordingTooLarge(kilobytes=LARGEST // 1000)
    try:
        milliseconds, content = await recording(data)
    except (NoRecording, ParserEnded) as error:
        raise NotOpus from error
    except ParserMissing as error:
        log.error("recordings can't be looked at: %s", error)
        raise NotTaken from error
    if milliseconds > LONGEST:
        raise RecordingTooLong(seconds=LONGEST // 1000)
    return Sound(content, milliseconds)


def take(
    uow: UnitOfWork, language: str, key: str, sound: Sound, *, source: str, by: str | None, now: datetime
) -> bool:
    """Let a recording wait to be listened to and published. False: the text is not there in this language."""
    kept = Edition.open(uow).get(language, key)
    if kept is None or key not in RECORDED:
        return False
    uow.recordings.put(
        language, key, sound.content, of=mark(kept.text), milliseconds=sound.milliseconds, source=source, by=by, now=now
    )
    return True


def publish(
    uow: UnitOfWork, language: str, key: str, by: str | None, *, heard: str | None = None, now: datetime, rules: Rules
) -> int | None:
    """Play the recording that waits, from the next release on; returns its number, None if none waits, the text was
    changed since, or what waits is not what was ``heard`` (its id)."""
    row = next((one for one in uow.recordings.waiting() if (one.language, one.key) == (language, key)), None)
    edition = Edition.open(uow)
    kept = edition.get(language, key)
    if row is None or heard not in (None, row.id) or kept is None or row.of != mark(kept.text):
        return None
    uow.recordings.publish(row.id)
    edition.speak(language, key, row.id, row.of)
    return edition.publish(uow, now, rules, source="recording", by=by)


def waits_for_another(uow: UnitOfWork, language: str, key: str, by: str, *, heard: str, rules: Rules) -> bool:
    """Whether a second person has to publish what waits: of a text that must not be wrong whoever brought a recording
    does not do it alone. Of one that came as a file nobody knows who that was: the first to publish it counts."""
    row = next((one for one in uow.recordings.waiting() if one.id == heard), None)
    if row is None or (row.language, row.key) != (language, key) or key not in rules.critical:
        return False
    if row.by is None:
        uow.recordings.brought(row.id, by)
    return row.by in (None, by)


def remove(uow: UnitOfWork, language: str, key: str, by: str | None, *, now: datetime, rules: Rules) -> bool:
    """Erase every recording of a text; whether there was any."""
    gone = uow.recordings.erase(language, key)
    if gone:
        uow.system.set_fact(TO_SCRUB, now.isoformat())
    edition = Edition.open(uow)
    edition.speak(language, key, None)
    edition.publish(uow, now, rules, source="recording", by=by)
    return bool(gone)


# ---- the folder


def files_in(folder: Path) -> list[Path]:
    """Every recording in the folder that may belong to a text."""
    return sorted(path for language in ENDONYMS for path in (folder / language / FOLDER).glob("*.ogg"))


def read_files(folder: Path, seen: Mapping[str, str]) -> tuple[list[InFile], tuple[Fault, ...]]:
    """The files that have not been taken in yet, looked at one by one; and what is wrong with others."""
    found: list[InFile] = []
    faults: list[Fault] = []
    for path in files_in(folder):
        language, key = path.parts[-3], path.stem
        name = f"{language}/{FOLDER}/{path.name}"
        if key not in RECORDED:
            faults.append(Fault(name, 1, language, key, "This text carries no recording. Its name is the text's key."))
            continue
        try:
            if path.stat().st_size > LARGEST:  # said without reading it
                raise RecordingTooLarge(kilobytes=LARGEST // 1000)
            data = path.read_bytes()
        except OSError:
            continue
        except RecordingTooLarge as error:
            faults.append(Fault(name, 1, language, key, str(error)))
            continue
        digest = hashlib.sha256(data).hexdigest()
        if seen.get(f"{language}/{key}") == digest:
            continue
        try:
            with ThreadPoolExecutor(1) as apart:  # whoever calls may stand in a loop of their own
                found.append(InFile(language, key, digest, apart.submit(asyncio.run, listened(data)).result()))
        except NotTaken as error:
            faults.append(Fault(name, 1, language, key, str(error)))
    return found, tuple(faults)


def seen(uow: UnitOfWork) -> dict[str, str]:
    """Which files were taken in."""
    kept: dict[str, str] = orjson.loads(uow.system.fact(SEEN) or "{}")
    return kept


def findings(uow: UnitOfWork) -> list[str]:
    """Why recordings of the folder were held back when they were last looked at."""
    kept: list[str] = orjson.loads(uow.system.fact(FINDINGS) or "[]")
    return kept


def _held(one: InFile) -> Fault:
    said = "A recording sent in the console waits to be heard. Publish or drop it, then save this file again."
    return Fault(f"{one.language}/{FOLDER}/{one.key}.ogg", 1, one.language, one.key, said)


def take_files(uow: UnitOfWork, found: list[InFile], faults: tuple[Fault, ...], now: datetime) -> int:
    """Let the recordings of the folder wait; returns how many. What was held back is kept to be shown. None takes the
    place of one that somebody has sent in the console and nobody has heard yet."""
    sent = {(row.language, row.key) for row in uow.recordings.waiting() if row.source == CONSOLE}
    held = [one for one in found if (one.language, one.key) in sent]
    found = [one for one in found if one not in held]
    told = [str(fault) for fault in (*faults, *map(_held, held))]
    if told != findings(uow):
        uow.system.set_fact(FINDINGS, orjson.dumps(told).decode())
    if not found:
        return 0
    known, taken = seen(uow), 0
    for one in found:
        if take(uow, one.language, one.key, one.sound, source="files", by=None, now=now):
            known[f"{one.language}/{one.key}"] = one.digest
            taken += 1
    uow.system.set_fact(SEEN, orjson.dumps(known).decode())
    return taken
