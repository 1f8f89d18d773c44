"""Who is at the other end of a request, and what they sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from starlette.requests import Request

from bot.access.policy import Action, can_manage, may
from bot.access.roles import Role
from bot.access.sessions import Session
from bot.console.errors import Forbidden, Invalid
from storage.models import Staff
from storage.repositories.access import Viewer

LANGUAGES = ("ja", "en")
_LOCAL = re.compile(r"/console(/[A-Za-z0-9_-]+)*/?")


@dataclass(frozen=True)
class Stranger:
    """Somebody who is not logged in."""

    lang: str
    path: str
    now: datetime
    """Real time, in UTC."""
    address: str
    """Where the request came from, for slowing down guessing."""


@dataclass(frozen=True)
class Visit:
    """Somebody who is logged in."""

    session: Session
    lang: str
    path: str
    now: datetime
    """Real time: sessions, codes."""
    business: datetime
    """The time cases live in."""

    @property
    def staff(self) -> Staff:
        """The account."""
        return self.session.staff

    @property
    def viewer(self) -> Viewer:
        """Who is looking."""
        return self.session.viewer

    @property
    def zone(self) -> ZoneInfo:
        """The clock on this person's wall."""
        return ZoneInfo(self.staff.timezone)

    def may(self, action: Action) -> bool:
        """Whether this person may do something that is not about one case."""
        return may(self.staff, action)

    def must(self, action: Action) -> None:
        """Raises Forbidden unless they may."""
        if not self.may(action):
            raise Forbidden

    def manages(self, role: Role, partner_id: str | None) -> bool:
        """Whether this person looks after accounts with this role at this organisation."""
        return can_manage(self.staff, role, partner_id)


@dataclass(frozen=True)
class Posted:
    """A form somebody sent from one of their own pages."""

    visit: Visit
    form: Mapping[str, tuple[str, ...]]

    def get(self, name: str, *, longest: int = 200) -> str:
        """A field's text without space around it, empty if not sent. Raises Invalid if it is too long."""
        value = (self.form.get(name) or ("",))[0].strip()
        if len(value) > longest:
            raise Invalid(name, self.visit.path, "staff.invalid.too_long")
        return value

    def all(self, name: str) -> tuple[str, ...]:
        """Every ticked value of a field."""
        return self.form.get(name, ())

    def one_of(self, name: str, allowed: tuple[str, ...] | frozenset[str] | set[str]) -> str:
        """A field that has one of a few values. Raises Invalid."""
        value = self.get(name)
        if value not in allowed:
            raise Invalid(name, self.visit.path, "staff.invalid.choose")
        return value

    def number(self, name: str) -> int:
        """A field with a number that the page itself filled in. Raises Invalid."""
        value = self.get(name)
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            raise Invalid(name, self.visit.path)
        return int(value)


def local_path(wanted: str | None) -> str | None:
    """The path if it leads into the console and nowhere else."""
    return wanted if wanted is not None and _LOCAL.fullmatch(wanted) else None


def language_of(request: Request) -> str:
    """The language before somebody is known: chosen earlier, else the browser's, else Japanese."""
    chosen = request.cookies.get("todoke_lang")
    if chosen in LANGUAGES:
        return chosen
    for part in request.headers.get("accept-language", "").split(",")[:10]:
        tag = part.split(";")[0].strip().split("-")[0].lower()
        if tag in LANGUAGES:
            return tag
    return "ja"


def own_page_sent(request: Request, base_url: str) -> bool:
    """Whether a POST came from a page of this very site, as the browser tells it. ``base_url``: as whoever opens it
    sees it; a server before this one may name itself as the host."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    ours = (request.headers.get("host", ""), urlsplit(base_url).netloc)
    return origin is None or origin.split("://")[-1] in ours
