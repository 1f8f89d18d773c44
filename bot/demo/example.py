"""What "Play the example" presses: of the choices on the screen, the first that is listed here."""

EXAMPLE: dict[str, object] = {
    "taps": [
        "ne", "start", "unpaid_overtime", "afraid", "h60", "m6", "ssw1", "r.kanto", "13", "pay", "send_now", "alone",
        "fired", "_done", "raise", "any_time",
    ],
    "rest": 1100,
}  # fmt: skip
