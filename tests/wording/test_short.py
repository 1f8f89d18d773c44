"""A question in so few words that a button can carry it."""

import pytest

from bot.wording.short import LONGEST, short


@pytest.mark.parametrize(
    ("question", "on_the_button"),
    [
        ("Where do you work?", "Where do you work?"),
        ("Where do you work? You may skip this.", "Where do you work?"),
        ("First: are you safe? Choose one.", "First: are you safe?"),
        ("どんな仕事（しごと）ですか。一（ひと）つ選（えら）んでください。", "どんな仕事（しごと）ですか。"),
        ("तपाईंको समस्या केको हो? एउटा छान्नुहोस्।", "तपाईंको समस्या केको हो?"),
        ("one " * 20, " ".join(["one"] * 15) + "…"),
    ],
)  # fmt: skip
def test_a_question_on_a_button(question: str, on_the_button: str) -> None:
    assert short(question) == on_the_button


def test_a_reading_is_not_cut_in_two() -> None:
    cut = short("残業（ざんぎょう）" * 20)
    assert cut == "残業（ざんぎょう）" * 6 + "…"
    assert len(cut) <= LONGEST + 1
