"""A form changes one question; what somebody has written about the others stays."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.shape import read
from flows.shape_text import entry_of, with_entry

MINE = "# the talk\nextra.talk_by:\n  order: [voice] # first\n\n# the end\nextra.anything:\n  ask: no\n"


def test_one_entry_is_replaced_and_the_comments_stay() -> None:
    changed = with_entry(MINE, "extra.talk_by", {"hide": {"call": ["vi"]}})
    assert changed == "# the talk\nextra.talk_by:\n  hide:\n    call: [vi]\n\n# the end\nextra.anything:\n  ask: no\n"


def test_an_entry_is_taken_out() -> None:
    assert with_entry(MINE, "extra.anything", {}) == MINE.removesuffix("extra.anything:\n  ask: no\n")


def test_an_entry_comes_at_the_end() -> None:
    assert with_entry(MINE, "extra.phone", {"ask": "no"}) == MINE + "\nextra.phone: {ask: 'no'}\n"
    assert with_entry("# nothing yet\n", "extra.phone", {"ask": "no"}) == "# nothing yet\n\nextra.phone: {ask: 'no'}\n"


def test_a_file_in_one_line_is_written_anew() -> None:
    changed = with_entry("{a.b: {ask: no}, c.d: {ask: no}}", "c.d", {"order": ["x"]})
    assert read(changed).data == {"a.b": {"ask": "no"}, "c.d": {"order": ["x"]}}


names = st.from_regex(r"[a-z_]{1,8}\.[a-z_]{1,8}", fullmatch=True)
entries = st.fixed_dictionaries({"order": st.lists(st.from_regex(r"[a-z_]{1,6}", fullmatch=True), min_size=1)})


@settings(max_examples=50)
@given(st.lists(st.tuples(names, entries | st.just({})), max_size=8))
def test_whatever_was_changed_last_is_what_it_says(changes: list[tuple[str, dict[str, Any]]]) -> None:
    content, kept = "# questions\n", dict[str, Any]()
    for name, entry in changes:
        content = with_entry(content, name, entry)
        kept[name] = entry
        assert entry_of(content, name) == entry
    assert (read(content).data or {}) == {name: entry for name, entry in kept.items() if entry}
