"""A tap on Telegram bears no time: whether it was kept back while we could not be reached."""

from datetime import UTC, datetime, timedelta

from bot.channels.telegram.heard import Heard
from bot.channels.telegram.updates import Inbound

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SHOWN = NINE - timedelta(hours=8)
"""When the message with the button came."""


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def tap(shown: datetime = SHOWN, kind: str = "tap") -> Inbound:
    return Inbound(
        update_id=901, chat_key="telegram:1", chat_id=1, external_order=901, event={"type": kind, "data": "x"},
        language_code="en", user_id=1, not_before=shown,
    )  # fmt: skip


def stood_still(minutes: float) -> Heard:
    """The program was away from nine o'clock on."""
    heard = Heard()
    heard.closed(NINE, after(minutes))
    return heard


def test_what_comes_while_everything_runs_was_just_pressed() -> None:
    assert Heard().pressed_after(tap(), NINE) is None


def test_after_half_an_hour_away_nobody_knows_when_it_was() -> None:
    assert stood_still(30).pressed_after(tap(), after(31)) == NINE


def test_a_button_that_was_shown_meanwhile_was_pressed_after_that() -> None:
    heard = stood_still(30)
    assert heard.pressed_after(tap(shown=after(10)), after(31)) == after(10)
    assert heard.pressed_after(tap(shown=after(30)), after(31)) is None, "a minute ago at most"


def test_a_message_that_came_before_it_tells_the_time_too() -> None:
    heard = stood_still(30)
    heard.said_at(Inbound(900, "telegram:2", 2, 900, {"type": "text", "text": "hi"}, None, 2, after(29)))
    assert heard.pressed_after(tap(), after(31)) is None


def test_a_short_restart_says_nothing() -> None:
    assert stood_still(0.2).pressed_after(tap(), after(6)) is None


def test_long_after_it_everything_has_come() -> None:
    heard = stood_still(30)
    assert heard.pressed_after(tap(), after(44)) == NINE
    assert heard.pressed_after(tap(), after(46)) is None


def test_a_short_failure_soon_after_a_long_one_hides_nothing() -> None:
    heard = stood_still(30)
    heard.closed(after(35), after(35))
    assert heard.pressed_after(tap(), after(36)) == NINE
    assert heard.pressed_after(tap(), after(46)) is None, "the long one is over, the short one counts for nothing"


def test_two_long_ones_are_each_remembered() -> None:
    heard = stood_still(30)
    for minute in range(40, 45):
        heard.closed(after(minute), after(minute))
    assert heard.pressed_after(tap(), after(44)) == NINE
    for minute in range(45, 51):
        heard.closed(after(minute), after(minute))
    assert heard.pressed_after(tap(), after(64)) == after(40)
    assert heard.pressed_after(tap(), after(66)) is None


def test_failures_one_after_the_other_are_one_closing_and_single_ones_none() -> None:
    heard = Heard()
    for minute in range(11):
        heard.closed(after(minute), after(minute))
    assert heard.pressed_after(tap(), after(11)) == NINE
    seldom = Heard()
    for minute in (0, 10, 20):
        seldom.closed(after(minute), after(minute))
    assert seldom.pressed_after(tap(), after(21)) is None


def test_a_message_bears_its_own_time() -> None:
    assert stood_still(30).pressed_after(tap(kind="text"), after(31)) is None
