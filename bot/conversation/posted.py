"""Coming from a poster or a card: a link that names a language and perhaps an organisation, nothing about a person.

Both are wishes only. The language is the one the chat begins in, until another is chosen; the organisation stands first
on the list of who may be asked, if it can be asked at all.
"""

import re
from typing import TYPE_CHECKING, Any, Protocol

from bot.wording.languages import ENDONYMS, from_tag

if TYPE_CHECKING:
    from .service import Turn

PREFIX = "in_"
"""What a poster's mark begins with behind ``/start`` and ``#``."""
_MARK = re.compile(r"in_([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)(?:_([0-9A-Za-z-]{2,40}))?")
_CAME_BY = "came_by"
_TAIL = 8


class _Listed(Protocol):
    id: str


def mark(language: str, partner_id: str | None = None) -> str:
    """What a link carries: ``in_vi``, ``in_zh-Hans_k3m9x2aq``. Of the organisation only the end of its id."""
    told = PREFIX + language.replace("_", "-")
    return f"{told}_{partner_id[-_TAIL:]}" if partner_id else told


def opened(event: dict[str, Any]) -> dict[str, Any]:
    """The event, with the poster's language before those of the phone."""
    found = _read(event)
    if found is None:
        return event
    return {**event, "languages": [found[0], *event.get("languages", ())]}


def came_with(turn: "Turn", argument: str) -> bool:
    """Whether somebody came from a poster. Which organisation's it was is kept with what only they are known by."""
    found = _MARK.fullmatch(argument)
    if found is None or from_tag(found[1]) not in ENDONYMS:
        return False
    by = next((p.id for p in turn.uow.partners.all() if found[2] and p.id[-_TAIL:] == found[2]), None)
    if by is not None:
        turn.uow.workers.update_profile(turn.conversation.worker_id, **{_CAME_BY: by})
    return True


def wished(turn: "Turn") -> str | None:
    """The organisation whose poster led here."""
    by = turn.uow.workers.profile(turn.conversation.worker_id).get(_CAME_BY)
    return by if isinstance(by, str) else None


def _read(event: dict[str, Any]) -> tuple[str, str | None] | None:
    if event.get("type") != "command" or event.get("name") != "start":
        return None
    found = _MARK.fullmatch(event.get("argument") or "")
    language = from_tag(found[1]) if found else None
    return (language, found[2]) if found and language else None
