"""What a terminal shows of buttons."""

from bot.channels.columns import columns
from bot.channels.terminal import lines
from bot.wording.languages import ENDONYMS


def test_languages_stand_two_to_a_line_with_whole_names_in_their_order() -> None:
    names = [{"label": name, "lang": code} for code, name in ENDONYMS.items()]
    shown = list(lines([*names, {"label": "Back"}]))
    assert len(shown) == 9
    assert shown[0].split() == ["1", "Tiếng", "Việt", "2", "Bahasa", "Indonesia"]
    assert shown[-1].split() == ["17", "Back"]
    right = [columns(line[: line.index(f"  {2 * row:2d}  ")]) for row, line in enumerate(shown[:8], 1)]
    assert len(set(right)) == 1, "the second column begins at one place"
    assert all(any(name in line for line in shown) for name in ENDONYMS.values())


def test_other_answers_stand_one_to_a_line() -> None:
    assert list(lines([{"label": "Yes"}, {"label": "No"}])) == ["   1  Yes", "   2  No"]
