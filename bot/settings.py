"""Everything an operator can set, read once from the environment.

This is the only file that looks at environment variables. Each is called `TODOKE_` and the name given at
its field. A wrong value stops the start with one sentence for each problem and exit code 2.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from bot.environment import PREFIX, Environment, Secret, is_loopback, is_yes, split

INSTALLATION = Path(__file__).resolve().parent.parent
"""Where the flows and locales that came with the program are."""

TELEGRAM_API = "https://api.telegram.org"

NAMES = (
    "DATA_DIR", "DATABASE_URL", "KEYS_FILE", "FLOWS_DIR", "LOCALES_DIR", "HOST", "PORT", "PUBLIC_URL",
    "TELEGRAM_TOKEN", "TELEGRAM_MODE", "TELEGRAM_API_URL", "TELEGRAM_WEBHOOK_SECRET", "SMTP_URL",
    "HEARTBEAT_URL", "REVIEWED_ONLY", "DEMO", "TRUSTED_PROXIES", "OIDC_ISSUER", "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET_FILE", "ERASURES_FILE", "BACKUP_DIR", "CLOSED_KEPT_MONTHS",
)  # fmt: skip

SECRETS = ("DATABASE_URL", "TELEGRAM_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "SMTP_URL", "HEARTBEAT_URL")
"""What may also be read from a file, named by the same variable with `_FILE` behind it."""

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{30,}")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class TelegramMode(StrEnum):
    """How updates come from Telegram."""

    WEBHOOK = "webhook"
    POLLING = "polling"
    OFF = "off"


@dataclass(frozen=True)
class SmtpServer:
    """The mail server that digests and alerts leave through."""

    host: str
    port: int
    username: str | None = None
    password: Secret | None = None
    starttls: bool = False
    """Encrypt after connecting (usual on port 587)."""
    tls: bool = False
    """Encrypt from the first byte (`smtps://`, usual on port 465)."""
    sender: str = "todoke@localhost"
    """The address in From:, set with `?from=…`."""


@dataclass(frozen=True)
class Oidc:
    """An OpenID provider as it was set up there, with ``<public address>/console/login/oidc/back`` as the way back."""

    issuer: str
    client_id: str
    secret: Secret


@dataclass(frozen=True)
class Settings:
    """One installation's settings. `from_environment` reads them and checks them together."""

    data_dir: Path
    """DATA_DIR: where what the installation makes for itself is kept."""
    database_url: Secret
    """DATABASE_URL: `sqlite:///path` or `postgresql+psycopg://…` (`postgresql://` is understood)."""
    keys_file: Path
    """KEYS_FILE: the encryption keys; never kept in the same backup as the database."""
    erasures_file: Path | None = None
    """ERASURES_FILE: the list of who wished to be deleted; never kept in the same backup as the database."""
    backup_dir: Path | None = None
    """BACKUP_DIR: where backups are written; `none` for nowhere."""
    flows_dir: Path = INSTALLATION / "flows" / "definitions"
    """FLOWS_DIR: the flow definitions (*.yaml)."""
    locales_dir: Path = INSTALLATION / "locales"
    """LOCALES_DIR: the texts of every language."""
    host: str = "127.0.0.1"
    """HOST: the address the web server listens on."""
    port: int = 8321
    """PORT: 0 lets the system choose one."""
    trusted_proxies: tuple[str, ...] = ("127.0.0.1",)
    """TRUSTED_PROXIES: addresses and networks of web servers in front, whose word on who asks is believed."""
    public_url: str | None = None
    """PUBLIC_URL: how phones and staff reach this installation: https, no path, no final slash."""
    telegram_token: Secret | None = None
    """TELEGRAM_TOKEN: the line @BotFather gave."""
    telegram_mode: TelegramMode = TelegramMode.OFF
    """TELEGRAM_MODE: unless set, webhook with a public URL, polling without, off without a token."""
    telegram_api_url: str = TELEGRAM_API
    """TELEGRAM_API_URL: root of the Bot API server."""
    telegram_webhook_secret: Secret | None = None
    """TELEGRAM_WEBHOOK_SECRET: unset, the installation makes its own."""
    smtp: SmtpServer | None = None
    """SMTP_URL: `smtp://user:password@host:port?starttls=1&from=todoke@example.org`."""
    heartbeat_url: Secret | None = None
    """HEARTBEAT_URL: called while the auditor is content; its silence is the alarm."""
    oidc: Oidc | None = None
    """OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET_FILE: a provider through which staff may log in as well."""
    closed_kept_months: int = 36
    """CLOSED_KEPT_MONTHS: so long what was told in a closed case is kept, unless its worker deletes it before."""
    reviewed_only: bool = False
    """REVIEWED_ONLY: offer only languages whose critical texts a native reader has checked."""
    demo: bool = False
    """DEMO: unless set, a demonstration is what runs with neither a token nor a public URL."""

    @property
    def sqlite(self) -> bool:
        """Whether one file on this machine is the whole database."""
        return self.database_url.startswith("sqlite")

    @property
    def database_file(self) -> Path | None:
        """SQLite's file; None on PostgreSQL."""
        return Path(self.database_url.removeprefix("sqlite:///")) if self.sqlite else None

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None) -> Self:
        """Read `env`, by default the process's own. Raises SettingsError naming every problem found."""
        reader = Environment(os.environ if env is None else env)
        reader.from_files(SECRETS)
        reader.know_only(NAMES)
        data_dir = Path(reader.get("DATA_DIR") or "var")
        token = _telegram_token(reader)
        public_url = reader.url("PUBLIC_URL", https=True, path=False)
        heartbeat_url = reader.url("HEARTBEAT_URL")
        demo = _demo(reader, token, public_url)
        backup_dir = reader.get("BACKUP_DIR")
        settings = cls(
            data_dir=data_dir,
            erasures_file=Path(reader.get("ERASURES_FILE") or data_dir / "erasures.list"),
            backup_dir=_backup_dir(backup_dir, data_dir, demo),
            database_url=_database_url(reader, data_dir),
            keys_file=Path(reader.get("KEYS_FILE") or data_dir / "keys.json"),
            flows_dir=reader.folder("FLOWS_DIR", cls.flows_dir),
            locales_dir=reader.folder("LOCALES_DIR", cls.locales_dir),
            host=_host(reader, public_url),
            port=reader.port("PORT", cls.port),
            trusted_proxies=reader.networks("TRUSTED_PROXIES", cls.trusted_proxies),
            public_url=public_url,
            telegram_token=token,
            telegram_mode=_telegram_mode(reader, token, public_url),
            telegram_api_url=reader.url("TELEGRAM_API_URL", https=True) or TELEGRAM_API,
            telegram_webhook_secret=_webhook_secret(reader),
            smtp=_smtp(reader, public_url),
            heartbeat_url=Secret(heartbeat_url) if heartbeat_url else None,
            oidc=_oidc(reader),
            closed_kept_months=reader.number("CLOSED_KEPT_MONTHS", cls.closed_kept_months, 1, 120),
            reviewed_only=reader.switch("REVIEWED_ONLY") or False,
            demo=demo,
        )
        reader.complain()
        return settings


def _backup_dir(value: str | None, data_dir: Path, demo: bool) -> Path | None:
    """A demonstration is backed up only where that was asked for."""
    if value is None:
        return None if demo else data_dir / "backups"
    return None if value.lower() == "none" else Path(value)


def _host(env: Environment, public_url: str | None) -> str:
    host = env.get("HOST") or Settings.host
    if not is_loopback(host) and public_url is None:
        problem = f"{host} can be reached from the network, but no public address is set."
        remedy = "Set TODOKE_PUBLIC_URL to the https address in front of it, or listen on 127.0.0.1."
        env.wrong("HOST", problem, remedy)
    return host


def _database_url(env: Environment, data_dir: Path) -> Secret:
    value = env.get("DATABASE_URL")
    if value is None:
        return Secret(f"sqlite:///{data_dir / 'todoke.db'}")
    parts = split(value)
    scheme = parts.scheme if parts else ""
    if scheme == "sqlite" and re.fullmatch(r"sqlite:///[^?:][^?]*", value):
        return Secret(value)
    if scheme in ("postgresql", "postgres", "postgresql+psycopg") and parts and parts.path.strip("/"):
        return Secret("postgresql+psycopg" + value[len(scheme) :])
    remedy = "Write sqlite:///path/to/todoke.db (a file) or postgresql://user:password@host/name"
    env.wrong("DATABASE_URL", "this is not a database Todoke can use.", remedy)
    return Secret(value)


def _telegram_token(env: Environment) -> Secret | None:
    token = env.secret("TELEGRAM_TOKEN")
    if token is not None and not _TOKEN.fullmatch(token):
        remedy = "Copy the whole line @BotFather gave, like 123456789:ABC…"
        env.wrong("TELEGRAM_TOKEN", "this does not look like a bot token.", remedy)
    return token


def _webhook_secret(env: Environment) -> Secret | None:
    secret = env.secret("TELEGRAM_WEBHOOK_SECRET")
    if secret is not None and not _WEBHOOK_SECRET.fullmatch(secret):
        env.wrong("TELEGRAM_WEBHOOK_SECRET", "it is too weak or has signs Telegram refuses.",
                  "Use 16 to 256 of A-Z a-z 0-9 _ -")  # fmt: skip
    return secret


def _telegram_mode(env: Environment, token: str | None, public_url: str | None) -> TelegramMode:
    value = env.get("TELEGRAM_MODE")
    if value is None:
        if token is None:
            return TelegramMode.OFF
        return TelegramMode.WEBHOOK if public_url else TelegramMode.POLLING
    if value.lower() not in list(TelegramMode):
        env.wrong("TELEGRAM_MODE", f"{value} is not a mode.", "Write webhook, polling or off.")
        return TelegramMode.OFF
    mode = TelegramMode(value.lower())
    if mode is not TelegramMode.OFF and token is None:
        env.wrong("TELEGRAM_MODE", f"{mode} needs a bot.", "Set TODOKE_TELEGRAM_TOKEN, or write off.")
    if mode is TelegramMode.WEBHOOK and public_url is None:
        remedy = "Set TODOKE_PUBLIC_URL, or write polling."
        env.wrong("TELEGRAM_MODE", "Telegram has no address to send to.", remedy)
    return mode


def _smtp(env: Environment, public_url: str | None) -> SmtpServer | None:
    value = env.get("SMTP_URL")
    if value is None:
        return None
    parts = split(value)
    if parts is None or parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        env.wrong("SMTP_URL", "this is not a mail server.", "Write smtp://user:password@host:587?starttls=1")
        return None
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    tls, local = parts.scheme == "smtps", is_loopback(parts.hostname)
    starttls = is_yes(options.get("starttls", "0" if tls or local else "1"))
    if starttls is None or options.keys() - {"starttls", "from"}:
        remedy = "Only starttls=1 (or 0) and from=address are known."
        env.wrong("SMTP_URL", "a part after ? is not understood.", remedy)
    if parts.username and not (tls or starttls or local):
        env.wrong("SMTP_URL", "the password would travel unencrypted.", "Use starttls=1 or smtps://")
    domain = urlsplit(public_url or "").hostname or "localhost"
    if "from" not in options and domain == "localhost" and not local:
        env.wrong("SMTP_URL", "nobody would accept mail from todoke@localhost.", "Add ?from=todoke@your.domain")
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or (465 if tls else 587 if starttls else 25),
        username=unquote(parts.username) if parts.username else None,
        password=Secret(unquote(parts.password)) if parts.password else None,
        starttls=bool(starttls),
        tls=tls,
        sender=options.get("from", f"todoke@{domain}"),
    )


def _oidc(env: Environment) -> Oidc | None:
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET_FILE")
    values = {name: env.get(name) for name in names}
    if not any(values.values()):
        return None
    for name, value in values.items():
        if value is None:
            env.wrong(name, "log-in through a provider needs all three.", f"Set {', '.join(PREFIX + n for n in names)}")
    issuer, client_id, file = values.values()
    if issuer is not None:
        env.url("OIDC_ISSUER", https=True)
    secret = ""
    if file is not None:
        try:
            secret = Path(file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            secret = ""
        if not secret:
            env.wrong("OIDC_CLIENT_SECRET_FILE", f"there is no secret in {file}.", "Put it there, readable by Todoke.")
    # As it stands: what the provider calls itself is compared letter by letter, final slash and all.
    return Oidc(issuer or "", client_id or "", Secret(secret))


def _demo(env: Environment, token: str | None, public_url: str | None) -> bool:
    wanted = env.switch("DEMO")
    if wanted and (token or public_url):
        remedy = "Unset TODOKE_TELEGRAM_TOKEN and TODOKE_PUBLIC_URL, or unset TODOKE_DEMO."
        env.wrong("DEMO", "a demonstration is never reachable by real people.", remedy)
    return wanted if wanted is not None else not (token or public_url)
