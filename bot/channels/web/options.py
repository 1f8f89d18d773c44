"""What an operator's settings mean for the web chat."""

from dataclasses import dataclass

WEATHER = "https://www.jma.go.jp/bosai/forecast/"
"""Where quick exit leads: the weather forecast of the Japan Meteorological Agency."""


@dataclass(frozen=True)
class WebOptions:
    """How the chat page behaves."""

    demo: bool = False
    """Lets the demo page show the chat in a frame, translate bubbles and play the example."""
    exit_url: str = WEATHER
    """Where quick exit leads to. In the demo the screen is only cleared."""
    file_limit: int = 20 * 1024 * 1024
    """The largest file taken, in bytes."""
    text_limit: int = 4_000
    """The longest text taken, in characters."""
    longest_wait: float = 25.0
    """For how many seconds a request for bubbles may be held open."""
