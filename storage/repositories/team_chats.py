"""Telegram groups that get an organisation's digest."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from ..ids import new_id
from ..models import Invitation, TeamChat
from .base import Repository
from .lanes import TEAM


class TeamChatRepository(Repository):
    """At most one group for an organisation, and one organisation for a group. Which chat it is, is sealed."""

    def all(self) -> Sequence[TeamChat]:
        """Every group."""
        return self.session.exec(select(TeamChat).order_by(TeamChat.id)).all()

    def of(self, organisation: str) -> TeamChat | None:
        """An organisation's group."""
        return self.session.exec(select(TeamChat).where(TeamChat.organisation == organisation)).first()

    def by_chat(self, chat_id: str) -> TeamChat | None:
        """The group with this chat id."""
        return self.session.exec(select(TeamChat).where(TeamChat.chat_index == self._index(chat_id))).first()

    def by_lane(self, lane_id: str) -> TeamChat | None:
        """The group that a lane of the outbox leads to."""
        return self.session.get(TeamChat, lane_id.split(":")[1]) if lane_id.startswith(TEAM) else None

    def link(self, organisation: str, chat_id: str, by: str, locale: str, timezone: str, now: datetime) -> TeamChat:
        """From now on this group gets the organisation's digest; one it had before does not."""
        before = self.of(organisation)
        if before is not None:
            self.end(before)
        team_id = new_id()
        self.vault.new_subject(_subject(team_id), now)
        team = TeamChat(
            id=team_id, organisation=organisation, chat=self._sealed(team_id, chat_id), chat_index=self._index(chat_id),
            locale=locale, timezone=timezone, linked_by=by, linked_at=now,
        )  # fmt: skip
        self.session.add(team)
        self.session.flush()
        return team

    def address(self, team: TeamChat) -> str:
        """The chat's id."""
        return self.vault.open(_subject(team.id), "team_chat", team.id, "chat", team.chat).decode()

    def move(self, team: TeamChat, chat_id: str) -> None:
        """Telegram has given the group another id."""
        team.chat, team.chat_index = self._sealed(team.id, chat_id), self._index(chat_id)
        self.session.flush()

    def end(self, team: TeamChat) -> None:
        """Nothing goes to this group any more, also not what waits; which chat it was can't be read again."""
        self.session.delete(team)
        self.session.flush()
        self.vault.erase(_subject(team.id))

    def awaited(self, now: datetime) -> bool:
        """Whether somebody has a code with which a group may be linked at this moment."""
        open_codes = select(Invitation.code_index).where(
            Invitation.purpose == "link_team", col(Invitation.used_at).is_(None), Invitation.expires_at > now
        )
        return self.session.exec(open_codes.limit(1)).first() is not None

    def _sealed(self, team_id: str, chat_id: str) -> bytes:
        return self.vault.seal(_subject(team_id), "team_chat", team_id, "chat", chat_id.encode())

    def _index(self, chat_id: str) -> str:
        return self.vault.index("team_chat", chat_id)


def _subject(team_id: str) -> str:
    return f"{TEAM}{team_id}"
