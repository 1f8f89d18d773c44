"""What the check says is told to a Japanese reader in Japanese, whichever rule says it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.wording import told
from bot.wording.checks import words
from bot.wording.checks.scripts import _NAMES
from bot.wording.filling import placeholders
from flows.yaml_source import YamlSourceError, parse_yaml

ROOT = Path(__file__).parents[2]
RULES = sorted((ROOT / "bot" / "wording" / "checks").glob("*.py"))
ELSEWHERE = [ROOT / "bot" / "wording" / name for name in ("catalogue.py", "fallback.py", "reviewed.py")]
POLICIES = [ROOT / "bot" / "escalation" / name for name in ("policy_files.py", "changing.py", "waits.py")]
SAYS = {"wrong", "_wrong", "Fault", "Told", "Finding", "ValueError"}
"""What is called with a sentence."""
NAMED = {"said", "message"}
"""What a sentence is called before it is."""
BROKEN = sorted((ROOT / "tests" / "broken_locales").glob("*/expected.txt"))


def sentences(path: Path) -> Iterator[str]:
    """Every sentence that a file of rules yields, with something in place of what is filled in."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Yield):
            yield from _texts(node.value)
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in NAMED:
            yield from _texts(node.value)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in SAYS:
                for given in node.args:
                    yield from _texts(given)


def _texts(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
        yield node.value
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "7" for part in node.values]
        said = "".join(map(str, parts))
        if " " in said.strip():
            yield said


@pytest.mark.parametrize(
    "path", [*RULES, *ELSEWHERE, *POLICIES, ROOT / "flows" / "shape.py"], ids=lambda path: str(path.stem)
)
def test_every_sentence_of_a_rule_has_a_japanese_one(path: Path) -> None:
    assert [said for said in sentences(path) if told.japanese(said) is None] == []


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: str(path.parent.name))
def test_a_finding_keeps_its_place_and_its_names(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        said = told.told_in("ja")(line)
        place = line.split(": ")[0]
        assert said.lang == "ja", line
        assert said.text.startswith(place), "file, line and language stay"
        assert told.told_in("en")(line) == told.Told(line, "en")


def test_what_is_filled_in_is_japanese_as_well() -> None:
    said = "The telephone number 111 stands here; the English says 110. Copy it digit by digit."
    assert told.japanese(said) == "電話番号111とありますが、英語では110です。一桁ずつ写してください。"
    said = "“kamu”: everybody is spoken to in one way here. The reader is Anda, we are kami."
    assert told.japanese(said) == "「kamu」：呼びかけ方は一つに決まっています。読む人は「Anda」、こちらは「kami」です。"
    assert told.japanese("{patner} is not known here. Did you mean {partner}?") == (
        "{patner}はここでは使えません。{partner}のことですか。"
    )


def test_a_sentence_without_a_japanese_one_stays_english_and_is_marked_so() -> None:
    assert told.told_in("ja")("Something new.") == told.Told("Something new.", "en")


def test_names_of_scripts_and_bodies_and_what_is_said_instead() -> None:
    listed = words.lists()
    instead = {item["say"] for kind in ("pronouns", "avoided") for own in listed[kind].values() for item in own}
    lacking = [said for said in (*_NAMES.values(), *words.names_of_bodies().values(), *instead)
               if told.japanese(said) is None]  # fmt: skip
    assert lacking == []


def test_both_sentences_fill_in_the_same() -> None:
    listed: dict[str, str] = yaml.safe_load(told.FILE.read_text("utf-8"))
    assert [english for english, own in listed.items() if placeholders(english) != placeholders(own)] == []


def test_one_and_many_are_counted_in_japanese() -> None:
    assert told.japanese("1 line here, 2 in the English. Break the lines where the English does.") == (
        "この文は1行、英語は2行です。英語と同じところで改行してください。"
    )
    assert told.japanese("The number 45 stands 2 times in the English, 1 time here. Is one missing?") == (
        "数字45は英語に2回、この文に1回出てきます。抜けていませんか。"
    )


def test_why_a_question_stays_and_what_cannot_be_read_is_told_in_japanese() -> None:
    reasons = yaml.safe_load((ROOT / "flows" / "definitions" / "_fixed.yaml").read_text("utf-8")).values()
    unreadable = ("a: [1", "a: {b: 1", "a:\n  - b: 1\n c: 2", "a:\n  b: [1]\n   c: 1", "a: b: c", "a\nb: 1", "a: @b",
                  'a: "\\q"', "a: [,b]", 'a: "b', "\ta: 1", "a: 1\na: 2")  # fmt: skip
    said = list(reasons)
    for text in unreadable:
        with pytest.raises(YamlSourceError) as refused:
            parse_yaml(text, "questions.yaml")
        said.append(str(refused.value))
    assert [one for one in said if told.japanese(one) is None] == []
