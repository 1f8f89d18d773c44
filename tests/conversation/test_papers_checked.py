"""Whoever holds a paper can see whether it is as it was issued; nobody learns anything else."""

import asyncio
import hashlib
import re
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text as sql

from bot.channels.web.verifying import make_router
from bot.cli import record as record_command
from bot.cli import verify as verify_command
from bot.documents.checking import by_content, timeline
from bot.settings import Settings
from storage.database import Database
from storage.repositories.cases import CaseRepository
from tests.conversation.papers import kept, opened, press
from tests.conversation.talk import Talk
from tests.conversation.ways import file_report


class Visitor:
    """Somebody at an office's counter, with a Japanese browser."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return asyncio.run(self._send("GET", path))

    def post(self, path: str, content: str) -> httpx.Response:
        """Send what the page's script sends."""
        return asyncio.run(self._send("POST", path, content))

    async def _send(self, method: str, path: str, content: str | None = None) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, client=("192.0.2.1", 1))
        spoken = {"accept-language": "ja,en;q=0.5"}
        async with httpx.AsyncClient(transport=transport, base_url="https://testserver", headers=spoken) as client:
            return await client.request(method, path, content=content)


@pytest.fixture
def paper(talk: Talk) -> tuple[bytes, str]:
    """A paper that was issued, and its code."""
    file_report(talk)
    _, meta, content = kept(talk, press(talk, opened(talk), "Make the paper"))
    return content, str(meta["code"])


@pytest.fixture
def browser(talk: Talk) -> Visitor:
    """The pages of this installation."""
    app = FastAPI()
    app.include_router(make_router(talk.database, talk._wording))
    return Visitor(app)


def asked(browser: Visitor, code: str, content: bytes) -> str:
    """What the page says of a file."""
    answer = browser.post(f"/verify/{code}", content=hashlib.sha256(content).hexdigest())
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    said: str = answer.json()["text"]
    return said


def words(html: str) -> str:
    """What is read on a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", html.partition("<main>")[2].partition("<noscript>")[0]).split())


def test_a_code_alone_tells_the_day_and_nothing_else(paper: tuple[bytes, str], browser: Visitor) -> None:
    content, code = paper
    page = browser.get(f"/verify/{code.lower().replace('-', '')}")
    assert page.status_code == 200
    assert words(page.text) == (
        "このファイルは変更されていませんか 発行日：2026年11月24日 "
        "ファイルを選んでください。ファイルは送られません。照合値だけを比べます。"
    )
    assert hashlib.sha256(content).hexdigest() not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "no-referrer"


def test_without_exact_days_its_code_and_its_file_tell_only_the_month(
    paper: tuple[bytes, str], talk: Talk, browser: Visitor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "24" in words(browser.get(f"/verify/{paper[1]}").text)
    without = press(talk, opened(talk), "Without my name")
    _, meta, content = kept(talk, press(talk, without, "Make the paper"))
    page = browser.get(f"/verify/{meta['code']}")
    assert "発行日：2026年11月 " in words(page.text)
    assert "24" not in words(page.text)
    assert asked(browser, str(meta["code"]), content) == "2026年11月から変更されていません。"
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(talk.folder)})
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    assert verify_command.run(Namespace(file=str(file), heads=[]), settings) == 0
    assert capsys.readouterr().out == f"{file}: unchanged since 2026-11.\n"


def test_the_file_as_it_was_issued_is_unchanged(paper: tuple[bytes, str], browser: Visitor) -> None:
    content, code = paper
    assert asked(browser, code, content) == "2026年11月24日から変更されていません。"


def test_a_flipped_bit_and_a_page_that_was_taken_out_are_seen(paper: tuple[bytes, str], browser: Visitor) -> None:
    content, code = paper
    changed = "発行されたファイルと一致しません。変更されたか、別のファイルです。"
    assert asked(browser, code, flipped(content)) == changed
    assert asked(browser, code, without_a_page(content)) == changed
    assert asked(browser, code, content + b"\n") == changed
    assert asked(browser, code, b"") == changed


@pytest.mark.parametrize("code", ["0000-0000-0000", "x", "%00", "<script>", "a" * 200, "日本"])
def test_a_code_that_nobody_gave_out_says_so(browser: Visitor, code: str) -> None:
    page = browser.get(f"/verify/{code}")
    assert page.status_code == 404
    assert words(page.text).endswith("このコードは登録されていません。")
    said = browser.post(f"/verify/{code}", content="0" * 64).json()
    assert said == {"unchanged": False, "text": "このコードは登録されていません。"}, "of the file nothing can be said"


def test_what_is_far_too_long_is_not_read(paper: tuple[bytes, str], browser: Visitor) -> None:
    assert browser.post(f"/verify/{paper[1]}", content="0" * 100_000).status_code == 413


def test_who_tries_codes_one_after_the_other_has_to_wait(browser: Visitor) -> None:
    seen = [browser.get(f"/verify/{number:012d}").status_code for number in range(40)]
    assert 429 in seen


def test_script_and_style_come_from_here(browser: Visitor) -> None:
    page = browser.get("/verify/0")
    for path in re.findall(r'(?:src|href)="(/verify/assets/[^"]+)"', page.text):
        assert browser.get(path).status_code == 200
    assert browser.get("/verify/assets/other.js").status_code == 404


def test_the_command_line_says_the_same_of_a_file(
    paper: tuple[bytes, str], talk: Talk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(talk.folder)})
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper[0])
    assert verify_command.run(Namespace(file=str(file), heads=[]), settings) == 0
    assert capsys.readouterr().out == f"{file}: unchanged since 2026-11-24.\n"
    for changed in (flipped(paper[0]), without_a_page(paper[0])):
        file.write_bytes(changed)
        assert verify_command.run(Namespace(file=str(file), heads=[]), settings) == 1
        said = capsys.readouterr().out
        assert "not a record that was issued here" in said
        assert "letters, hours, tables and figures are compared with nothing" in said, "one of these may be unchanged"


def test_of_one_chain_several_things_may_be_wrong_and_it_counts_as_one(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    file_report(talk)
    with talk.database.write() as uow:
        uow.safety.make_head(talk.clock.now())
    change(talk.database, "DELETE FROM case_event")
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(talk.folder)})
    assert verify_command.run(Namespace(file=None, heads=[]), settings) == 1
    said = capsys.readouterr().out
    assert said.count("the end was cut off") == 2
    assert said.endswith("1 chain is not as it was.\n")


def test_an_edited_timeline_is_seen_by_the_papers_made_of_it(
    paper: tuple[bytes, str], talk: Talk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(talk.folder)})
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper[0])
    change(talk.database, "UPDATE case_event SET kind = 'accepted' WHERE seq = 1")
    assert verify_command.run(Namespace(file=str(file), heads=[]), settings) == 1
    assert "But the timeline it was made from is not as it was: line 1 was changed." in capsys.readouterr().out


def test_what_was_added_to_a_timeline_since_changes_no_paper_and_what_was_cut_off_does(
    paper: tuple[bytes, str], talk: Talk
) -> None:
    talk.staff("accept", "staff-help-desk")
    with talk.database.read() as uow:
        known = by_content(uow, sha(paper[0]))
        assert known is not None
        assert timeline(uow, known) is None
        assert timeline(uow, replace(known, head="0" * 64)) == f"line {known.events} is not the one it was made from"
    change(talk.database, "DELETE FROM case_event WHERE seq > 1")
    with talk.database.read() as uow:
        assert timeline(uow, known) is not None


def test_what_anybody_may_ask_costs_the_same_however_long_the_timeline_is(
    paper: tuple[bytes, str], browser: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("a page for everybody reads a whole timeline")

    for name in ("broken_link", "events", "link_at"):
        monkeypatch.setattr(CaseRepository, name, read)
    assert browser.get(f"/verify/{paper[1]}").status_code == 200
    assert asked(browser, paper[1], paper[0]) == "2026年11月24日から変更されていません。"


def test_the_operator_can_make_one_and_the_log_says_so(
    talk: Talk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file_report(talk)
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(talk.folder)})
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        number, case_id = case.number, case.id
    out = tmp_path / "made.pdf"
    assert record_command.run(Namespace(case=number, lang="km", anonymous=False, out=out), settings) == 0
    assert "for the worker alone" in capsys.readouterr().out
    assert out.stat().st_mode & 0o777 == 0o600
    first = out.read_bytes()
    assert record_command.run(Namespace(case=number, lang="km", anonymous=False, out=out), settings) == 0
    assert out.read_bytes() == first, "what lies there may be another's"
    assert len(list(tmp_path.glob("made*.pdf"))) == 2
    with talk.database.read() as uow:
        assert by_content(uow, sha(out.read_bytes())) is not None
        noted = [one for one in uow.access.audit_lines("operator") if one.action == "record_made"]
        assert [line.object_id for line in noted] == [case_id] * 2


def flipped(content: bytes) -> bytes:
    """With one bit in its middle turned round."""
    changed = bytearray(content)
    changed[len(content) // 2] ^= 1
    return bytes(changed)


def without_a_page(content: bytes) -> bytes:
    """Without its last page, as somebody takes it out who knows the format: every other byte stays where it was."""
    count = re.search(rb"/Count (\d+)", content)
    kids = re.search(rb"/Kids\s*\[([^\]]*)\]", content)
    assert count is not None
    assert kids is not None
    pages = re.findall(rb"\d+ 0 R", kids[1])
    assert len(pages) == int(count[1]) >= 2
    fewer = kids[0].replace(pages[-1], b" " * len(pages[-1]))
    less = b"/Count %d" % (len(pages) - 1)
    return content.replace(kids[0], fewer).replace(count[0], less.ljust(len(count[0])))


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def change(database: Database, statement: str) -> None:
    """Somebody with access to the database, without the program."""
    with database.write() as uow:
        uow.execute(sql(statement))
