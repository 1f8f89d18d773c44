"""What the console needs from the rest of the program."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bot.access.site import Site, site_of
from bot.alarms.endings import Means
from bot.cases.notifier import Notifier
from bot.clock import Clock
from bot.console.looks import Looks
from bot.console.overviews import Overviews
from bot.settings import INSTALLATION
from bot.wording.served import Snapshot
from bot.wording.shelf import Shelf
from flows.loader import Loaded
from flows.model import Structure
from storage.database import Database

if TYPE_CHECKING:  # its library is loaded where it is used: it slows the start
    from bot.access.provider import Provider


class Words(Protocol):
    """The texts being served; `bot.wording.served.Wording` is one."""

    @property
    def now(self) -> Snapshot:
        """The release being served."""
        ...

    def refresh(self) -> bool:
        """Serve the newest release; True if it changed."""
        ...


@dataclass(frozen=True)
class ConsoleDeps:
    """The console's surroundings, put together where the program is wired."""

    db: Database
    clock: Clock
    words: Words
    notifier: Notifier
    structure: Callable[[], Structure]
    """The flows of today: which kind of answer a step has, and who may read it."""
    flows: Callable[[], Loaded | None] = lambda: None
    """The flows as their files say, without what coordinators changed; None while the files are broken."""
    public_url: str | None = None
    """Where staff reach the console from outside; None on loopback."""
    local_url: str = "http://127.0.0.1:8321"
    """What links in messages begin with where there is no public address."""
    demo: bool = False
    """A demonstration: staff are logged in already, no second factor, the demo page may frame the console."""
    reviewed_only: bool = False
    """Workers are offered only languages whose critical texts are signed."""
    mail: bool = False
    """Whether mail can be sent."""
    bot_name: Callable[[], str | None] = lambda: None
    """The Telegram bot's user name, for the link that connects a staff member's chat."""

    wake_inbox: Callable[[], None] = lambda: None
    """Tell whoever handles what workers say that something was stored."""

    overviews: Overviews = field(default_factory=Overviews)
    """The order of long lists, for a moment."""

    looks: Looks = field(default_factory=Looks)
    """Which looks at the list stand in the log."""

    shelf: Shelf = field(default_factory=lambda: Shelf(INSTALLATION / "locales"))
    """The locale files."""

    oidc: "Provider | None" = None
    """Through whom people may log in besides their password here."""

    @property
    def base_url(self) -> str:
        """What links begin with."""
        return self.public_url or self.local_url

    @property
    def site(self) -> Site | None:
        """Where passkeys belong to; None where browsers know none."""
        return None if self.demo else site_of(self.base_url)

    @property
    def means(self) -> Means:
        """How people are told."""
        return Means(mail=self.mail, demo=self.demo)

    @property
    def secure(self) -> bool:
        """Whether cookies travel over https only (always, except on loopback)."""
        return self.public_url is not None and self.public_url.startswith("https://")
