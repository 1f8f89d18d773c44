"""Which questions are asked: the flows with what coordinators changed in ``locales/questions.yaml``.

What is served is what was published last. A file that says something else waits until somebody publishes it; only
conversations that begin afterwards are asked accordingly.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from bot.conversation.structures import Structures
from bot.errors import TodokeError
from bot.wording.enumerate import needed
from bot.wording.holding import ADDED, CURRENT
from bot.wording.languages import ENDONYMS
from flows import shape
from flows.checks import check
from flows.loader import Finding, Loaded
from flows.model import Structure, structure_from_json
from flows.yaml_source import YamlSourceError
from storage.database import Database
from storage.models import AlarmKind
from storage.uow import UnitOfWork

log = logging.getLogger(__name__)

PUBLISHED = "questions"
"""The fact that holds the changes as published: their text, who published them and when."""
_SHAPED = "structure_of:"
"""Facts that hold, for the flows with this hash, the hash of the structure that new conversations get."""
_ALARM = shape.FILE


class QuestionsHeld(TodokeError):
    """The changes to the questions can't be published: {why}"""


@dataclass(frozen=True)
class Questions:
    """The changes that are in force. ``by`` None: they came with the first start."""

    content: str
    by: str | None
    at: datetime | None


def published(uow: UnitOfWork) -> Questions:
    """What is in force."""
    kept = uow.system.fact(PUBLISHED)
    if kept is None:
        return Questions("", None, None)
    plain = orjson.loads(kept)
    return Questions(plain["content"], plain["by"], datetime.fromisoformat(plain["at"]))


def waiting(uow: UnitOfWork, folder: Path) -> str | None:
    """What the file says that is not in force; None if it says the same, or is not there."""
    said = _file(folder)
    return None if said is None or said == published(uow).content else said


def texts_to_write(loaded: Loaded, made: Structure, english: Collection[str]) -> list[str]:
    """The English texts that the changed questions need and nobody has written yet."""
    before = {text.key for text in needed(loaded.structure)}
    return [text.key for text in needed(made) if text.key not in before and text.key not in english]


def check_questions(loaded: Loaded, folder: Path) -> tuple[list[Finding], Structure]:
    """What is wrong with the file of a folder, and the structure it makes (see check_draft)."""
    path = folder / shape.FILE
    return check_draft(loaded, path.read_bytes() if path.exists() else "")


def check_draft(loaded: Loaded, content: bytes | str) -> tuple[list[Finding], Structure]:
    """What is wrong with these changes, and the structure they make: that of the flows where they can't be used.
    Texts that are missing are left to the check of texts."""
    try:
        return [], shape.reshaped(loaded, shape.read(content), ENDONYMS, check)
    except YamlSourceError as error:
        return [Finding(error.path, error.line, error.problem)], loaded.structure
    except shape.WrongQuestions as error:
        return error.findings, loaded.structure


def begin(uow: UnitOfWork, loaded: Loaded, folder: Path, now: datetime) -> Structure:
    """The structure to serve at a start. The first start puts the file in force as it is.

    Changes that do not fit the flows, or no longer, are left out, all of them, and an alarm says so.
    """
    first = _file(folder) if uow.system.fact(PUBLISHED) is None else None
    wrong, structure = _fit(loaded, published(uow).content if first is None else first, english_keys(uow))
    if first is not None and not wrong:
        _keep(uow, loaded, structure, first, None, now)
    if wrong:
        uow.system.raise_alarm(AlarmKind.FLOWS, _ALARM, {"findings": "\n".join(map(str, wrong))[:2000]}, now)
        for finding in wrong:
            log.error("the changes to the questions do not fit; none is in force", extra={"finding": str(finding)})
    else:
        uow.system.clear_alarm(AlarmKind.FLOWS, _ALARM, now)
    _serve(uow, loaded, structure, now)
    return structure


def publish(uow: UnitOfWork, loaded: Loaded, content: str, by: str, now: datetime) -> Structure:
    """Put changes in force for conversations that begin from now on. Raises QuestionsHeld."""
    wrong, structure = _fit(loaded, content, english_keys(uow))
    if wrong:
        raise QuestionsHeld(why="; ".join(map(str, wrong[:5])))
    _keep(uow, loaded, structure, content, by, now)
    _serve(uow, loaded, structure, now)
    uow.system.clear_alarm(AlarmKind.FLOWS, _ALARM, now)
    return structure


def _fit(loaded: Loaded, content: str, english: Collection[str]) -> tuple[list[Finding], Structure]:
    """As check_draft, and every English text must be there."""
    wrong, made = check_draft(loaded, content)
    missing = texts_to_write(loaded, made, english)
    wrong += [Finding(shape.FILE, 1, f"The English text {key} is missing. Write it first.") for key in missing]
    return wrong, loaded.structure if wrong else made


def follow(database: Database, loaded: Loaded, structures: Structures) -> bool:
    """Serve what another process, or a page, has put in force; True if it is something new."""
    with database.read() as uow:
        known = uow.system.fact(_SHAPED + loaded.structure.hash)
        if known is None or known == structures.current.hash:
            return False
        kept = uow.structures.get(known)
    if kept is None:
        return False
    structures.renew(structure_from_json(orjson.loads(kept)))
    return True


def english_keys(uow: UnitOfWork) -> Collection[str]:
    """The keys of the English texts that are served."""
    number = uow.wording.newest_number()
    return uow.wording.texts(number).get("en", {}).keys() if number else ()


def _file(folder: Path) -> str | None:
    try:
        return (folder / shape.FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _keep(uow: UnitOfWork, loaded: Loaded, made: Structure, content: str, by: str | None, now: datetime) -> None:
    """The changes, and the texts that they alone need: those stay also while the changes are not in force."""
    uow.system.set_fact(ADDED, orjson.dumps(texts_to_write(loaded, made, ())).decode())
    plain = {"content": content, "by": by, "at": now.isoformat()}
    uow.system.set_fact(PUBLISHED, orjson.dumps(plain).decode())


def _serve(uow: UnitOfWork, loaded: Loaded, structure: Structure, now: datetime) -> None:
    """What new conversations begin with from now on, and whose texts no release may lack."""
    uow.structures.keep(structure.hash, structure.json, now)
    uow.system.set_fact(_SHAPED + loaded.structure.hash, structure.hash)
    uow.system.set_fact(CURRENT, structure.hash)
