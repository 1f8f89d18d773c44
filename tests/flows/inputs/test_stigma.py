"""Words that stigmatise are recognised, in every spelling in which people write them about themselves."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from flows.inputs import Lexicon
from flows.inputs.stigma import find


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("em đã bỏ trốn khỏi công ty", "vi"),
        ("em bo tron", "vi"),
        ("saya kabur dari mess", "id"),
        ("म भागेको हो", "ne"),
        ("ma bhageko ho", "ne"),
        ("tnt po ako", "tl"),
        ("I am illegal here", "en"),
        ("わたしは不法滞在です", "ja"),
    ],
)
def test_a_stigmatising_word_is_recognised(lexicons: Mapping[str, Lexicon], text: str, lang: str) -> None:
    assert lang in {found.lang for found in find(text, lexicons.values())}


@pytest.mark.parametrize(
    "text", ["tôi đã rời khỏi nơi làm việc", "lâu hơn nữa", "I left the workplace", "会社をやめました", ""]
)
def test_neutral_words_are_not(lexicons: Mapping[str, Lexicon], text: str) -> None:
    assert find(text, lexicons.values()) == []
