"""`todoke locales` as a coordinator types it."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from bot.cli import main
from tests.wording.desk import ASK, CARD, HOURS, VIETNAMESE, Desk


@pytest.fixture
def todoke(desk: Desk, tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The command line's own installation, with the desk's files."""
    (tmp_path / "var").mkdir()
    shutil.copyfile(migrated_file, tmp_path / "var" / "todoke.db")
    monkeypatch.setenv("TODOKE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("TODOKE_LOCALES_DIR", str(desk.folder))
    monkeypatch.setattr("bot.opening.INSTALLATION", tmp_path)  # the program brings no texts beside these four
    return desk


def test_from_a_saved_file_to_what_workers_read_and_back(
    todoke: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(*words: str, code: int = 0) -> str:
        assert main(["locales", *words]) == code, words
        return capsys.readouterr().out

    assert "Release 1 is served." in said("publish")
    todoke.edit("vi", CARD, "Hãy gọi 110.")
    todoke.edit("vi", HOURS, "Bạn cần gì?")
    assert "Release 2 is served. 1 change waits." in said("publish")
    status = said("status")
    assert f"waits (critical): vi:{CARD}: 'Hãy gọi 110.'" in status
    assert "vi: offered, 4 of 4, 0 of older English" in status
    with monkeypatch.context() as only:
        only.setenv("TODOKE_REVIEWED_ONLY", "1")
        told = said("status")
    assert "vi: not offered before its critical texts are signed (TODOKE_REVIEWED_ONLY), 4 of 4" in told
    assert "Release 3 is served." in said("publish", f"vi:{CARD}", "--by", "deputy")
    assert "files by deputy  1 text changed" in said("releases")

    sheet = tmp_path / "vi.xlsx"
    said("export", str(sheet), "--language", "vi")
    book = openpyxl.load_workbook(sheet)
    book["vi"]["C2"] = "Gọi 110 {ngay}."
    book.save(sheet)
    assert "{ngay} is not known here" in said("import", str(sheet), code=1)
    row = next(row for row in book["vi"].iter_rows() if row[0].value == ASK)
    book["vi"]["C2"], row[2].value = VIETNAMESE[CARD], "Chuyện gì vậy (ở công ty?"
    book.save(sheet)
    assert f"vi:{ASK}: to mend: ( is opened and not closed. Write ) as well." in said("import", str(sheet))

    assert "Release 4 is served" in said("rollback", "1")
    assert "2 texts changed" in said("releases", "--limit", "1")
    todoke.edit("en", HOURS, "What has happened to you?")
    said("publish")
    assert f"same or another? {HOURS}" in said("status")
    said("decide", HOURS, "another")
    assert "same or another?" not in said("status")
    assert "1 changed" in said("sync", "vi")
    assert "1 text signed" in said("sign", "vi", ASK, "--who", "a reader")
    assert "meaning  no words changed, but" in said("releases", "--limit", "1")
    assert "files  all texts, for the first time" in said("releases")
    assert (todoke.folder / "vi" / "reviewed.csv").read_text("utf-8").count("a reader") == 1
    assert VIETNAMESE[ASK] in (todoke.folder / "vi" / "LC_MESSAGES" / "worker.po").read_text("utf-8")


def test_a_number_in_a_file_is_published_by_two_who_say_their_names(
    todoke: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["locales", "publish"])
    todoke.edit("vi", HOURS, "Trên 40 giờ một tuần?")
    said = []
    for who in ([], ["--by", "coordinator"], ["--by", "coordinator"], ["--by", "deputy"]):
        assert main(["locales", "publish", f"vi:{HOURS}", *who]) == 0
        said.append(capsys.readouterr().out)
    assert all(f"vi:{HOURS}: waits (two_people)" in one for one in said[:3])
    assert all("each with --by and their own name" in one for one in said[:3])
    assert [one.splitlines()[-1] for one in said] == [
        *["Release 1 is served. 1 change waits."] * 3, "Release 2 is served.",
    ]  # fmt: skip


def test_who_publishes_second_reads_who_stood_for_it_and_what_is_wrong_with_it(
    todoke: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["locales", "publish"])
    todoke.edit("vi", HOURS, "Trên 40 giờ (một tuần?")
    main(["locales", "publish", "--all", "--by", "Anna"])
    capsys.readouterr()
    for asked in ("publish", "status"):
        main(["locales", asked])
        said = capsys.readouterr().out
        assert f"waits (two_people, Anna stands for it): vi:{HOURS}: 'Trên 40 giờ (một tuần?'" in said
        assert f"vi:{HOURS}: to mend: ( is opened and not closed." in said


def test_a_number_that_somebody_without_name_brought_in_needs_two_as_well(
    todoke: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    main(["locales", "publish"])
    sheet = tmp_path / "vi.xlsx"
    main(["locales", "export", str(sheet), "--language", "vi"])
    book = openpyxl.load_workbook(sheet)
    row = next(row for row in book["vi"].iter_rows() if row[0].value == HOURS)
    row[2].value = "Trên 40 giờ một tuần?"
    book.save(sheet)
    main(["locales", "import", str(sheet)])
    main(["locales", "publish", "--all", "--by", "coordinator"])
    assert capsys.readouterr().out.splitlines()[-1] == "Release 1 is served. 1 change waits."
    main(["locales", "publish", "--all", "--by", "deputy"])
    assert capsys.readouterr().out.splitlines()[-1] == "Release 2 is served."


def test_a_release_that_never_was_and_a_file_that_is_none_are_told_in_a_sentence(
    todoke: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    main(["locales", "publish"])
    assert main(["locales", "rollback", "99"]) == 1
    odd = tmp_path / "odd.xlsx"
    odd.write_bytes(b"no sheet")
    assert main(["locales", "import", str(odd)]) == 1
    said = capsys.readouterr().err
    assert "There is no release 99, or" in said
    assert "it is no .xlsx file" in said
    assert main(["locales", "import", str(tmp_path / "nepal.xlsx")]) == 1  # it is nepali.xlsx
    assert main(["locales", "export", str(tmp_path / "nowhere" / "ne.xlsx")]) == 1
    assert main(["locales", "export", str(tmp_path / "vi.ods"), "--language", "vi"]) == 1
    said = capsys.readouterr().err
    assert "nepal.xlsx can't be opened (No such file or directory)." in said
    assert "ne.xlsx can't be opened (No such file or directory)." in said
    assert "it would be called .ods" in said
    assert not (tmp_path / "vi.ods").exists()


def test_a_name_misspelt_is_not_taken_for_published(todoke: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    main(["locales", "publish"])
    todoke.edit("vi", CARD, "Hãy gọi 110.")
    assert main(["locales", "publish", "vi:card.emergncy", "--by", "deputy"]) == 1
    said = capsys.readouterr().out
    assert "vi:card.emergncy: there is no such text. Nothing of that name was published." in said
    assert "1 change waits." in said
    todoke.edit("vi", ASK, "Chuyện gì vậy?")
    assert main(["locales", "publish", f"vi:{ASK}", "--by", "deputy"]) == 0, "it was served at once"
    assert f"vi:{ASK}: nothing of it waits" in capsys.readouterr().out
