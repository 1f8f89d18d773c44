"""Texts that an unfinished conversation still asks: they stay in every release until it is over."""

from collections.abc import Collection

import orjson

from flows.model import ROOT, structure_from_json
from storage.uow import UnitOfWork

CURRENT = "structure"
"""The fact that names the structure new conversations begin with."""
ADDED = "questions_texts"
"""The fact that names the texts of questions and buttons that coordinators added, in force or not, as JSON."""
_LANGUAGES = f"{ROOT}.language.choice."
"""What the keys of buttons begin with that bear a language's own name, whatever a file says of them."""


def held(uow: UnitOfWork, gone: Collection[str]) -> dict[str, int]:
    """Of these keys, those that must stay, with how many conversations still name each. Those that new conversations
    need stay as well, and those of what coordinators added, if only with 0."""
    if not gone:
        return {}
    sessions = uow.structures.conversations()
    current = uow.system.fact(CURRENT)
    if current is not None:
        sessions.setdefault(current, 0)
    found: dict[str, int] = {}
    for content_hash, count in sessions.items():
        content = uow.structures.get(content_hash)
        if content is None:
            continue
        steps = {f"{flow.id}.{step.id}" for flow, step in structure_from_json(orjson.loads(content)).steps()}
        for key in gone:
            if ".".join(key.split(".")[:2]) in steps and not key.startswith(_LANGUAGES):
                found[key] = found.get(key, 0) + count
    added = orjson.loads(uow.system.fact(ADDED) or "[]")
    return found | {key: 0 for key in added if key in gone}  # no file has them: nobody took them away
