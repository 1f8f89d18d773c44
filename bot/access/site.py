"""Where the console is, as browsers tell it to devices that keep passkeys."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Site:
    """A host, and the origin that a browser names."""

    host: str
    origin: str


def site_of(address: str) -> Site | None:
    """The site of an address; None where browsers know no passkeys: a bare number, or an unencrypted name."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        known = bool(host) and (parts.scheme == "https" or host == "localhost")
        return Site(host, f"{parts.scheme}://{parts.netloc}") if known else None
    return None
