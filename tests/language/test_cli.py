"""`todoke guess`: lines in, one JSON object a line out."""

import argparse
import io
import json
import sys
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.cli import guess as cli
from bot.language import LANGUAGES, NEIGHBOURS
from bot.settings import Settings


def answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: bytes, *arguments: str
) -> list[dict[str, Any]]:
    parser = argparse.ArgumentParser()
    cli.add(parser.add_subparsers(dest="command"))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(given)))
    code = cli.run(parser.parse_args(["guess", *arguments]), cast(Settings, None))
    assert code == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_one_answer_for_every_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = "ko tra luong\n\nगाजा 123\n".encode()
    found = answers(monkeypatch, capsys, given)
    assert len(found) == 3
    assert found[0]["preselect"] == "vi"
    assert found[0]["languages"][0][0] == "vi"
    assert found[0]["languages"][0][1] > 0.9
    assert found[1]["preselect"] is None
    assert {language for language, _ in found[1]["languages"]} == {*LANGUAGES, *NEIGHBOURS}


def test_hindi_and_korean_are_named_and_not_preselected(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = "मुझे तीन महीने से तनख्वाह नहीं मिली है\n월급을 못 받았어요\nमैले तीन महिनादेखि तलब पाएको छैन\n".encode()
    found = answers(monkeypatch, capsys, given)
    assert [one["languages"][0][0] for one in found] == ["hi", "ko", "ne"]
    assert [one["preselect"] for one in found] == [None, None, "ne"]


def test_bytes_that_are_no_text_get_an_answer_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answers(monkeypatch, capsys, b"\xff\xfe\x80\ngaji saya belum dibayar")
    assert found[0]["preselect"] is None
    assert found[1]["preselect"] == "id"


def test_the_hint_orders_what_is_open(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answers(monkeypatch, capsys, b"OT\n", "--hint", "ne-NP")
    assert found[0]["languages"][0][0] == "ne"
