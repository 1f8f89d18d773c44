"""Buttons on a phone 360 px wide."""

import pytest

from bot.channels.columns import columns
from bot.channels.telegram.layout import inline_keyboard, lay_out
from bot.wording.languages import ENDONYMS


def answers(*labels: str) -> list[list[dict[str, str]]]:
    return [[{"label": label, "data": f"a:1:{n}"}] for n, label in enumerate(labels)]


def shown(rows: list[list[dict[str, str]]]) -> list[list[str]]:
    return [[button["label"] for button in row] for row in lay_out(rows)]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("This month", 10),
        ("今月", 4),
        ("ｶﾅ", 2),
        ("한국", 4),
        ("Tiếng Việt", 10),
        ("Tiê\u0301ng", 5),  # with combining marks
        ("नेपाली", 5),
        ("⚠️", 2),
        ("😀", 2),
        ("a\u200bb", 2),
    ],
)
def test_how_wide_a_label_is(text: str, width: int) -> None:
    assert columns(text) == width


def test_short_answers_stand_two_by_two() -> None:
    assert shown(answers("Yes", "No", "I don't know")) == [["Yes", "No"], ["I don't know"]]


def test_fourteen_columns_are_short_fifteen_are_not() -> None:
    assert shown(answers("a" * 14, "b" * 14)) == [["a" * 14, "b" * 14]]
    assert shown(answers("a" * 14, "b" * 15)) == [["a" * 14], ["b" * 15]]
    assert shown(answers("今" * 7, "月" * 7)) == [["今" * 7, "月" * 7]]
    assert shown(answers("今" * 8, "月" * 7)) == [["今" * 8], ["月" * 7]]


def test_a_long_answer_has_a_row_of_its_own_and_the_order_stays() -> None:
    long = "My employer keeps my passport"
    assert shown(answers("A", long, "B", "C")) == [["A"], [long], ["B", "C"]]


def test_sixteen_languages_stand_two_by_two_with_whole_names_in_their_order() -> None:
    """On one screen: nine rows. The name that is too wide for half a row has its own."""
    buttons = [[{"label": name, "data": f"a:1:{code}", "lang": code}] for code, name in ENDONYMS.items()]
    rows = lay_out(buttons)
    assert len(rows) == 9
    assert [button["label"] for row in rows for button in row] == list(ENDONYMS.values())
    alone = [row[0]["label"] for row in rows if len(row) == 1]
    assert ENDONYMS["ja"] in alone
    assert len(alone) == 2, "besides that one only what would stand beside it"


def test_back_and_menu_are_always_one_row_of_their_own() -> None:
    back = {"label": "မေးခွန်းအဟောင်းသို့ ပြန်သွားပါ", "data": "c:1:back"}
    menu = {"label": "Menu with a very long name", "data": "c:1:menu"}

    assert shown([*answers("A"), [back, menu]]) == [["A"], [back["label"], menu["label"]]]


def test_a_single_control_never_stands_beside_an_answer() -> None:
    assert shown([*answers("A"), [{"label": "Menu", "data": "c:1:menu"}]]) == [["A"], ["Menu"]]


def test_answers_given_in_one_row_are_laid_out_too() -> None:
    row = [{"label": label, "data": f"a:1:{label}"} for label in ("Hokkaido", "Tohoku", "Kanto", "Chubu")]

    assert shown([row]) == [["Hokkaido", "Tohoku"], ["Kanto", "Chubu"]]


def test_as_telegram_wants_it() -> None:
    assert inline_keyboard(answers("Yes", "No")) == {
        "inline_keyboard": [
            [{"text": "Yes", "callback_data": "a:1:0"}, {"text": "No", "callback_data": "a:1:1"}]
        ]
    }
