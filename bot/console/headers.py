"""The headers of every answer: own scripts and styles only, nothing cached, nothing framed."""

from collections.abc import Mapping

_ALWAYS = {
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)


def of_page(*, demo: bool) -> Mapping[str, str]:
    """For pages. Only the demo page may show the console in a frame."""
    return {
        **_ALWAYS,
        "Content-Security-Policy": _POLICY.format(ancestors="'self'" if demo else "'none'"),
        "X-Frame-Options": "SAMEORIGIN" if demo else "DENY",
        "Cache-Control": "no-store",
    }


def of_download() -> Mapping[str, str]:
    """For what workers have sent: never shown inside our pages, whatever it claims to be."""
    return {
        **_ALWAYS,
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Cache-Control": "no-store",
    }


def of_asset(*, for_ever: bool) -> Mapping[str, str]:
    """For script and style, whose address changes with their content."""
    age = "public, max-age=31536000, immutable" if for_ever else "no-cache"
    return {**_ALWAYS, "Cache-Control": age}
