"""A text too long for one message."""

import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.split import LONGEST, split_text, units


def test_a_text_that_fits_stays_whole() -> None:
    assert split_text("a" * LONGEST) == ["a" * LONGEST]
    assert split_text("") == [""]


def test_it_is_cut_between_paragraphs() -> None:
    first, second, third = "a" * 2000, "b. " * 600 + "b", "c" * 3000

    assert split_text(f"{first}\n\n{second}\n\n{third}") == [f"{first}\n\n{second}", third]


def test_without_paragraphs_between_lines_then_sentences_then_words() -> None:
    assert split_text("first line\nsecond line", 16) == ["first line", "second line"]
    assert split_text("One is here. Two is here.", 18) == ["One is here.", "Two is here."]
    assert split_text("ここにいます。出られません。", 10) == ["ここにいます。", "出られません。"]
    assert split_text("one two three four", 10) == ["one two", "three four"]


def test_a_stump_is_not_cut_off_for_the_sake_of_a_paragraph() -> None:
    assert split_text("Hi\n\n" + "word " * 10, 30)[0] == "Hi\n\nword word word word word"


def test_a_letter_stays_with_its_marks() -> None:
    parts = split_text("नेपालीभाषामाकुरागर्नुहोस्" * 3, 20)

    assert "".join(parts) == "नेपालीभाषामाकुरागर्नुहोस्" * 3
    assert all(unicodedata.category(part[0]) not in ("Mn", "Mc") for part in parts)


def test_an_emoji_counts_two_as_telegram_counts() -> None:
    text = "😀" * (LONGEST // 2)

    assert units(text) == LONGEST
    assert split_text(text) == [text]
    assert [units(part) for part in split_text(text + "😀")] == [LONGEST, 2]


@given(st.text(alphabet=st.sampled_from("ab .\n。😀\u0301\u200dन\u0947"), max_size=300), st.integers(8, 40))
def test_nothing_is_lost_but_space_and_every_part_fits(text: str, longest: int) -> None:
    parts = split_text(text, longest)

    assert all(units(part) <= longest for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert len(parts) == 1 or all(part.strip() for part in parts)


def test_a_book_is_cut_into_full_messages(rng: random.Random) -> None:
    text = " ".join("word" * rng.randint(1, 3) for _ in range(20_000))
    parts = split_text(text)

    assert all(units(part) > LONGEST - 20 for part in parts[:-1])
