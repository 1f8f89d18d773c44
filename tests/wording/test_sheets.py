"""Texts go out as a spreadsheet or a .po file and come back as changes, one by one."""

import io
from datetime import date

import openpyxl
import polib
import pytest

from bot.wording.meaning import Verdict
from bot.wording.proposing import Edit, Outcome, decide, propose
from bot.wording.sheets import NotASheet, as_po, as_xlsx, from_po, from_xlsx, rows_of
from bot.wording.told import told_in
from tests.wording.desk import ASK, CARD, ENGLISH, HOURS, PARTNER, VIETNAMESE, Desk


def exported(desk: Desk) -> bytes:
    served = desk.served
    return as_xlsx({"vi": rows_of(served, "vi", {ASK: "The first question."}, ENGLISH)}, served.number)


def typed(content: bytes, changes: dict[str, str | date | bool | None]) -> bytes:
    """Somebody types into the column "translation"."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book["vi"].iter_rows(min_row=2):
        if row[0].value in changes:
            row[2].value = changes[str(row[0].value)]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken_in(desk: Desk, content: bytes) -> dict[str, Outcome]:
    with desk.database.write() as uow:
        base = uow.wording.newest_number()
        done = propose(
            uow, from_xlsx(content).edits, base, "coordinator", now=desk.now, rules=desk.rules, source="xlsx"
        )
    return {answer.edit.key: answer.outcome for answer in done.answers}


def test_a_round_trip_changes_nothing(desk: Desk) -> None:
    before = desk.served.number
    assert set(taken_in(desk, exported(desk)).values()) == {Outcome.UNCHANGED}
    assert desk.served.number == before


def test_what_was_typed_is_taken_text_by_text_and_a_blank_never_overwrites(desk: Desk) -> None:
    content = typed(
        exported(desk), {ASK: "Bạn cần gì?", HOURS: None, CARD: "Hãy gọi 110.", PARTNER: "{patner} đã nhận."}
    )
    assert taken_in(desk, content) == {
        ASK: Outcome.ACCEPTED, CARD: Outcome.WAITING, PARTNER: Outcome.FAULTY,
    }  # fmt: skip
    assert desk.says("vi", HOURS) == VIETNAMESE[HOURS]
    with desk.database.read() as uow:
        assert uow.wording.history("vi", ASK)[0].source == "xlsx"


def test_a_row_whose_words_nobody_touched_confirms_no_translation_of_older_english(desk: Desk) -> None:
    desk.propose(Edit("en", ASK, "What has happened to you?"), base=desk.served.number)
    assert taken_in(desk, exported(desk))[ASK] is Outcome.UNCHANGED
    served = desk.served
    content = as_po("vi", rows_of(served, "vi", {}, ENGLISH), served.number)
    with desk.database.write() as uow:
        propose(uow, from_po(content), served.number, None, now=desk.now, rules=desk.rules, source="po")
        assert ASK in uow.wording.report(uow.wording.newest_number())["stale"]["vi"]
        decide(uow, ASK, Verdict.ANOTHER, "coordinator", now=desk.now, rules=desk.rules)
    assert desk.says("vi", ASK) == "What has happened to you?"


def test_an_untouched_row_leaves_what_somebody_wrote_waiting(desk: Desk) -> None:
    content = exported(desk)
    desk.propose(Edit("vi", CARD, "Hãy gọi 110."), base=desk.served.number)
    assert taken_in(desk, content)[CARD] is Outcome.UNCHANGED
    assert desk.waiting == {("vi", CARD): ("Hãy gọi 110.", "critical")}


def test_a_row_that_somebody_changed_meanwhile_is_refused_the_others_are_not(desk: Desk) -> None:
    content = typed(exported(desk), {ASK: "Bạn cần gì?", HOURS: "Bao nhiêu giờ?"})
    desk.edit("vi", ASK, "Bạn gặp chuyện gì?")
    desk.save()
    outcomes = taken_in(desk, content)
    assert (outcomes[ASK], outcomes[HOURS]) == (Outcome.REFUSED, Outcome.ACCEPTED)
    assert desk.says("vi", ASK) == "Bạn gặp chuyện gì?"


def test_a_text_that_looks_like_a_formula_stays_a_text(desk: Desk) -> None:
    desk.edit("vi", ASK, "=1+1")
    desk.save()
    book = openpyxl.load_workbook(io.BytesIO(exported(desk)))
    assert [row[2].data_type for row in book["vi"].iter_rows(min_row=2) if row[0].value == ASK] == ["s"]


def test_a_po_file_goes_out_and_comes_back_from_an_editor_that_rewraps_and_drops_flags(desk: Desk) -> None:
    served = desk.served
    file = polib.pofile(as_po("vi", rows_of(served, "vi", {}, ENGLISH), served.number).decode(), wrapwidth=40)
    for entry in file:
        entry.flags = []
    file.sort(reverse=True)
    file.append(polib.POEntry(msgctxt="nothing.like.this", msgid="x", msgstr="y"))
    [odd] = [entry for entry in file if entry.msgctxt == HOURS]
    odd.msgstr, odd.flags = "Bao nhiêu?", ["fuzzy"]
    with desk.database.write() as uow:
        edits = from_po(str(file).encode())
        done = propose(uow, edits, served.number, "coordinator", now=desk.now, rules=desk.rules, source="po")
    outcomes = {answer.edit.key: answer.outcome for answer in done.answers}
    assert outcomes.pop("nothing.like.this") is Outcome.FAULTY
    assert outcomes == dict.fromkeys((ASK, CARD, PARTNER), Outcome.UNCHANGED)


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"key,translation", "no .xlsx"), (b"PK\x03\x04 and then nothing", "no .xlsx"), (b"x" * 9_000_000, "8 MB")],
)
def test_what_is_no_sheet_is_said_in_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(NotASheet) as told:
        from_xlsx(content)
    assert why in str(told.value)


def test_a_sheet_without_its_columns_or_a_po_file_without_its_base_is_not_guessed_at() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["key", "text"])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(NotASheet, match="lacks translation, base"):
        from_xlsx(out.getvalue())
    with pytest.raises(NotASheet, match="X-Todoke-Base"):
        from_po(b'msgid ""\nmsgstr "Language: vi\\n"\n')


def test_a_sheet_that_is_not_called_like_a_language_begins_no_new_one(desk: Desk) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(desk)))
    book["vi"].title = "Sheet1"
    book["Sheet1"].delete_cols(6)  # taken away by a Todoke that wrote no language
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(NotASheet, match=r"its sheet Sheet1 is not called like a language \(vi, "):
        from_xlsx(out.getvalue())
    served = desk.served
    content = as_po("xx", rows_of(served, "vi", {}, ENGLISH), served.number)
    with pytest.raises(NotASheet, match="names the Language xx"):
        from_po(content)
    [answer] = desk.propose(Edit("Sheet1", ASK, "Bạn cần gì?"), base=served.number).answers
    assert (answer.outcome, answer.faults) == (Outcome.FAULTY, ("There is no such language.",))
    assert desk.served.all_languages == served.all_languages


def test_a_renamed_sheet_is_known_by_its_column_and_what_is_none_of_ours_is_named(desk: Desk) -> None:
    """Nothing is lost without a word: neither the notes of a translator nor a copy of an earlier state."""
    book = openpyxl.load_workbook(io.BytesIO(typed(exported(desk), {ASK: "Bạn cần gì?"})))
    book["vi"].insert_rows(1)
    book["vi"]["A1"] = "For Lan, by Friday"
    book["vi"].title = "Lan's part"
    book.create_sheet("Notes").append(["What does kumiai mean?"])
    old = book.create_sheet("vi from May")
    for row in (("key", "translation", "base"), (HOURS, "Mấy giờ?", 1)):
        old.append(row)
    book.create_sheet("Sheet3")
    out = io.BytesIO()
    book.save(out)
    brought = from_xlsx(out.getvalue())
    assert {edit.language for edit in brought.edits} == {"vi"}
    assert taken_in(desk, out.getvalue())[ASK] is Outcome.ACCEPTED
    assert [why.split(" (vi,")[0] for why in brought.aside] == [
        "Left aside: the first row of the sheet Notes lacks key, translation, base.",
        "Left aside: its sheet vi from May is not called like a language",
    ]
    assert all(told_in("ja")(why).lang == "ja" for why in brought.aside)


def test_a_copy_beside_its_sheet_and_rows_of_another_language_are_left_aside_and_named(desk: Desk) -> None:
    book = openpyxl.load_workbook(io.BytesIO(typed(exported(desk), {ASK: "Bạn cần gì?"})))
    book.copy_worksheet(book["vi"]).title = "vi (2)"
    book["vi"].append([HOURS, "", "Berapa jam?", "", 1, "id"])
    out = io.BytesIO()
    book.save(out)
    brought = from_xlsx(out.getvalue())
    assert [edit.text for edit in brought.edits if edit.key in (ASK, HOURS)] == ["Bạn cần gì?", VIETNAMESE[HOURS]]
    assert brought.aside == (
        "Left aside: 1 row of the sheet vi, whose column language says id.",
        "Left aside: its sheet vi (2), because there is a sheet vi as well.",
    )
    assert all(told_in("ja")(why).lang == "ja" for why in brought.aside)


def test_a_text_that_stands_twice_in_a_sheet_is_not_taken_from_either_row(desk: Desk) -> None:
    book = openpyxl.load_workbook(io.BytesIO(typed(exported(desk), {ASK: "Bạn cần gì?"})))
    book["vi"].append([ASK, ENGLISH[ASK], "Việc gì?", "", desk.served.number])
    out = io.BytesIO()
    book.save(out)
    assert taken_in(desk, out.getvalue())[ASK] is Outcome.FAULTY
    assert desk.says("vi", ASK) == VIETNAMESE[ASK]


def test_a_base_that_no_release_has_had_yet_or_none_is_not_taken_for_the_newest(desk: Desk) -> None:
    later, none = (desk.propose(Edit("vi", ASK, "Bạn cần gì?", base), base=1).answers[0] for base in (999, 0))
    assert (later.outcome, none.outcome) == (Outcome.FAULTY, Outcome.REFUSED)
    assert desk.says("vi", ASK) == VIETNAMESE[ASK]


def test_a_day_or_a_truth_that_the_spreadsheet_made_of_a_text_is_a_text_again(desk: Desk) -> None:
    content = typed(exported(desk), {ASK: date(2027, 3, 15), HOURS: True})
    read = {edit.key: edit.text for edit in from_xlsx(content).edits}
    assert (read[ASK], read[HOURS]) == ("2027-03-15", "TRUE")


def test_a_text_that_the_spreadsheet_took_for_a_formula_is_told_and_not_taken(desk: Desk) -> None:
    with pytest.raises(NotASheet, match=f"#NAME. stands at {ASK}"):
        from_xlsx(typed(exported(desk), {ASK: "#NAME?"}))


def test_a_po_file_with_an_open_quotation_mark_is_told_with_its_line_and_loses_no_letter(desk: Desk) -> None:
    served = desk.served
    content = as_po("vi", rows_of(served, "vi", {}, ENGLISH), served.number).decode()
    broken = content.replace(f'msgstr "{VIETNAMESE[HOURS]}"', f'msgstr "{VIETNAMESE[HOURS]}')
    line = next(at for at, said in enumerate(broken.splitlines(), 1) if said.endswith(VIETNAMESE[HOURS]))
    with pytest.raises(NotASheet, match=f"in line {line} a quotation mark is missing"):
        from_po(broken.encode())
