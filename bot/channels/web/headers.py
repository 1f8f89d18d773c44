"""The headers that keep the chat to itself: nothing from elsewhere, nothing kept, nothing told to others."""

from collections.abc import Mapping

_ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(self), geolocation=(), payment=(), usb=()",
}

_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)


def of_page(*, demo: bool) -> Mapping[str, str]:
    """For the page: only its own script and style run; only the demo page may show it in a frame."""
    return {
        **_ALWAYS,
        "Content-Security-Policy": _POLICY.format(ancestors="'self'" if demo else "'none'"),
        "X-Frame-Options": "SAMEORIGIN" if demo else "DENY",
        "Cache-Control": "no-cache",
    }


def of_data() -> Mapping[str, str]:
    """For everything about a conversation: kept nowhere on the way, shown as nothing but data."""
    policy = "default-src 'none'; frame-ancestors 'none'"
    return {**_ALWAYS, "Content-Security-Policy": policy, "Cache-Control": "no-store"}


def of_file(*, for_ever: bool) -> Mapping[str, str]:
    """For script, style, icon and texts: kept for ever under an address that changes with the content."""
    age = "public, max-age=31536000, immutable" if for_ever else "no-cache"
    return {**_ALWAYS, "Cache-Control": age, "Vary": "Accept-Encoding"}


def of_sound() -> Mapping[str, str]:
    """For recordings of texts: kept on the phone for a day, so that one that was removed falls silent. As they are:
    packing makes them no smaller."""
    return {
        **_ALWAYS, "Cache-Control": "private, max-age=86400", "Accept-Ranges": "bytes", "Content-Encoding": "identity",
    }  # fmt: skip
