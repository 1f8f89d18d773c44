"""The example that "Play the example" plays: choices to press, whichever of them is on the screen, and texts to write."""

EXAMPLE: dict[str, object] = {
    "taps": [
        "ne", "start", "unpaid_overtime", "afraid", "h60", "m6", "ssw1", "r.kanto", "13", "pay", "send_now", "alone",
        "fired", "_done", "raise", "any_time",
    ],
    "rest": 1100,
}  # fmt: skip
