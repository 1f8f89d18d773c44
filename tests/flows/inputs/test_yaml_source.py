"""YAML as coordinators write it: plain words stay words, and every mistake has a file and a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.yaml_source import MAX_BYTES, YamlSourceError, load_yaml, parse_yaml


def test_words_that_yaml_would_change_stay_words() -> None:
    source = parse_yaml("yes: [no, off, y, ~]\nat: 12:30\nday: 2026-11-03\nzip: 010\nbig: 1_000\n", "f")
    assert source.data == {
        "yes": ["no", "off", "y", "~"],
        "at": "12:30",
        "day": "2026-11-03",
        "zip": "010",
        "big": "1_000",
    }


def test_numbers_true_false_and_nothing_are_themselves() -> None:
    source = parse_yaml('a: [1, -2, 1.5, true, false, null, "1", "true"]\nb:\n1: x\n1.5: y\n', "f")
    assert source.data == {"a": [1, -2, 1.5, True, False, None, "1", "true"], "b": None, 1: "x", 1.5: "y"}


def test_every_part_has_its_line() -> None:
    source = parse_yaml("# head\nflow: x\nsteps:\n  - id: a\n    choices: [one,\n      two]\n  - id: b\n", "f.yaml")
    assert source.line(("flow",)) == 2
    assert source.line(("steps",)) == 3
    assert source.line(("steps", 0, "id")) == 4
    assert source.line(("steps", 0, "choices", 1)) == 6
    assert source.line(("steps", 1)) == 7
    assert source.line(("steps", 1, "missing", "deeper")) == 7
    assert str(source.error(("steps", 1, "id"), "is odd")) == "f.yaml:7: is odd"


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "'a' is already used in line 1"),
        ("a:\n  x: 1\n  x: 2\n", 3, "'x' is already used in line 2"),
        ("a: &anchor [1]\nb: *anchor\n", 1, "anchor or alias"),
        ("a: 1\n<<: {b: 2}\n", 2, "merge keys"),
        ("a: !!python/object:os.system ls\n", 1, "not allowed"),
        ("a: !!int '5'\n", 1, "not allowed"),
        ("a: [1, 2\nb: 3\n", 1, "a bracket [ opens here and is not closed"),
        ("a: b: c\n", 1, "a second colon"),
        ("a:\n  b: 1\n   c: 2\n", 3, "a second colon"),
        ("a:\n  b: [1]\n   c: [2]\n", 3, "does not begin exactly below the others"),
        ("a：\n  b: 1\n", 1, "a colon : is missing"),
        ("a: @b\n", 1, "needs quotes"),
        ('a: 1\nb: "one\nc: two\nd: "three"\n', 2, "a quote opens here and is not closed"),
        ("steps:\n  - id: 'a\n  - id: b\n    t: 'c'\n", 2, "a quote opens here and is not closed"),
        ('a: "two\n  lines"\nb: "x" y\n', 3, "behind a closing quote"),
        ('a: "two\n  lines" y\n', 2, "behind a closing quote"),
        ("\ta: 1\n", 1, "indent with spaces"),
        ("[a, b]: 1\n", 1, "a key must be"),
        ("true: 1\n", 1, "a key must be"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: \x01\n", 1, "control characters"),
        ("- " * 40 + "x\n", 1, "levels deep"),
        ("[" * 200_000, 1, "levels deep"),
        ("#" * (MAX_BYTES + 1), 1, "larger than"),
    ],
)
def test_what_is_refused_is_named_with_its_line(content: str, line: int, said: str) -> None:
    with pytest.raises(YamlSourceError) as refused:
        parse_yaml(content, "flows/x.yaml")
    assert (refused.value.path, refused.value.line) == ("flows/x.yaml", line)
    assert said in str(refused.value)


def test_a_file_that_is_not_utf_8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(YamlSourceError, match=r"x\.yaml:2: is not UTF-8"):
        load_yaml(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(YamlSourceError, match="cannot be opened"):
        load_yaml(tmp_path / "none.yaml")


def test_a_file_may_be_called_otherwise_in_messages(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: [", encoding="utf-8")
    with pytest.raises(YamlSourceError, match=r"^locales/vi/lexicon\.yaml:"):
        load_yaml(path, name="locales/vi/lexicon.yaml")


def test_an_empty_file_holds_nothing() -> None:
    assert parse_yaml("", "f").data is None
    assert parse_yaml("# only a remark\n", "f").line(("a",)) == 1
