"""What stands on papers is edited, served and taken away like what is said in a chat, from a file of its own."""

import re
import shutil
from pathlib import Path

import polib

from bot.wording.checking import check
from bot.wording.coverage import coverage
from bot.wording.desk import Desk as Texts
from bot.wording.enumerate import domain_of, on_paper, papers
from bot.wording.extract import extract
from bot.wording.proposing import Edit, Outcome
from bot.wording.sheets import as_po, as_xlsx, from_po, from_xlsx, rows_of
from bot.wording.shelf import Shelf
from bot.wording.sync import sync
from flows.loader import load
from tests.support.texts import LOCALES
from tests.wording.desk import CRITICAL, Desk

TITLE, LINE = "doc.record.title", "doc.record.told.line"
PAPER = Path("LC_MESSAGES", "documents.po")


def written(desk: Desk, language: str, texts: dict[str, tuple[str, str]]) -> Path:
    """The file of what is printed: key -> msgid and msgstr."""
    file = polib.POFile()
    file.metadata = {"Language": language, "Content-Type": "text/plain; charset=UTF-8"}
    for key, (english, text) in texts.items():
        file.append(polib.POEntry(msgctxt=key, msgid=english, msgstr=text, comment=f"About {key}."))
    path = desk.folder / language / PAPER
    file.save(str(path))
    return path


def with_papers(desk: Desk) -> None:
    """English and Vietnamese papers, published."""
    written(desk, "en", {TITLE: ("Record", "Record"), LINE: ("Told {who}", "Told {who}")})
    written(desk, "vi", {TITLE: ("Record", "Bản ghi"), LINE: ("Told {who}", "Đã báo {who}")})
    assert desk.save().faults == ()


def test_a_saved_file_of_papers_is_served_beside_the_chat(desk: Desk) -> None:
    with_papers(desk)
    assert desk.served.text("vi", LINE, who="A") == "Đã báo A"
    assert desk.says("vi", "case.accepted") == "Union đã nhận."


def test_a_broken_blank_on_a_paper_holds_back_its_language_with_file_and_line(desk: Desk) -> None:
    with_papers(desk)
    path = written(desk, "vi", {TITLE: ("Record", "Bản"), LINE: ("Told {who}", "Đã báo {wo}")})
    line = next(n for n, said in enumerate(path.read_text("utf-8").splitlines(), 1) if "{wo}" in said)
    (fault,) = desk.save().faults
    assert str(fault) == f"vi/{PAPER}:{line}: [vi] {LINE}: {{wo}} is not known here. Did you mean {{who}}?"
    assert desk.served.text("vi", TITLE) == "Bản ghi"


def test_a_paper_can_be_changed_in_the_console_and_the_file_does_not_undo_it(desk: Desk) -> None:
    with_papers(desk)
    done = desk.propose(Edit("vi", TITLE, "Bản ghi chép"), base=desk.served.number)
    assert done.answers[0].outcome is Outcome.ACCEPTED
    written(desk, "vi", {TITLE: ("Record", "Bản ghi"), LINE: ("Told {who}", "Báo cho {who}")})
    desk.save()
    assert [desk.served.text("vi", key, who="A") for key in (TITLE, LINE)] == ["Bản ghi chép", "Báo cho A"]


def test_papers_are_counted_taken_away_and_brought_back_with_the_rest(desk: Desk) -> None:
    with_papers(desk)
    with desk.database.read() as uow:
        texts = Texts.open(uow, desk.folder, CRITICAL)
        counts = {one.language: (one.all.texts, one.all.missing) for one in coverage(texts)}
    assert counts == {"en": (6, 0), "vi": (6, 0)}
    comments = Shelf(desk.folder).comments()
    assert comments[TITLE] == f"About {TITLE}."
    rows = rows_of(desk.served, "vi", comments, texts.keys())
    for edits in (from_po(as_po("vi", rows, 2)), from_xlsx(as_xlsx({"vi": rows}, 2)).edits):
        assert Edit("vi", LINE, "Đã báo {who}", 2) in edits


def test_a_language_without_papers_gets_an_empty_file_to_begin_with(desk: Desk) -> None:
    with_papers(desk)
    made = desk.folder / "ne" / PAPER
    assert sync(desk.folder / "en" / PAPER, made, "ne").added == 2
    file = polib.pofile(str(made))
    assert [(one.msgctxt, one.msgid, one.msgstr) for one in file] == [(TITLE, "Record", ""), (LINE, "Told {who}", "")]
    assert "papers" in file.header


def test_a_key_tells_which_file_it_is_in_and_whether_it_is_printed() -> None:
    assert [domain_of(key) for key in (TITLE, "staff.save", "documents_kept.who.ask")] == [
        "documents", "staff", "worker",
    ]  # fmt: skip
    assert on_paper(TITLE)
    assert not on_paper("doc.chat.preview.ask"), "it is read on a phone before the paper is made"
    assert not on_paper("case.accepted")


def test_a_text_that_a_paper_needs_and_english_lacks_is_told_and_added(tmp_path: Path) -> None:
    shutil.copytree(LOCALES / "en", tmp_path / "en")
    path = tmp_path / "en" / PAPER
    file = polib.pofile(str(path), wrapwidth=100)
    file.remove(next(one for one in file if one.msgctxt == "doc.record.check.line"))
    next(one for one in file if one.msgctxt == "doc.record.more.line").msgstr = "{counted} more."
    file.save(str(path))
    structure = load(LOCALES.parent / "flows" / "definitions").structure
    found = [finding for finding in check(tmp_path, structure) if finding.rule == "fills"]
    assert [(one.key, one.message) for one in found] == [
        ("doc.record.check.line", "A paper needs this text. Add it."),
        ("doc.record.more.line", "The paper does not fill {counted}."),
    ]
    assert extract(path, structure) == ["doc.record.check.line"]
    added = polib.pofile(str(path)).find("doc.record.check.line", by="msgctxt")
    assert added is not None
    assert added.comment == "On paper (at most 400 characters).\nFilled in: {code}, {url}."


def test_every_text_that_the_program_names_is_one_that_is_looked_for() -> None:
    known = {one.key for one in papers()}
    named = {
        key
        for path in sorted((LOCALES.parent / "bot").rglob("*.py"))
        for key in re.findall(r'f?"(doc\.[a-z_]+(?:\.[a-z_{}.]+)+)"', path.read_text("utf-8"))
    }
    assert named
    for key in named:
        pattern = re.compile(re.sub(r"\\{[^}]*\\}", "[a-z_]+", re.escape(key)))
        assert any(pattern.fullmatch(one) for one in known), key
