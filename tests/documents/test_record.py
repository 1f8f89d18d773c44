"""A whole case as a paper, in every language: what stands on it, what never does, and that nothing is cut off."""

import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.documents.glyphs import printable
from bot.documents.record import Both, Given, Happening, Harm, Line, Part, Word, chosen, lines, question, rules, when
from bot.documents.rendering import bundled, render
from bot.documents.telling import Teller, called
from bot.wording.languages import ENDONYMS
from flows.law.duties import duties
from flows.loader import load
from flows.model import Kind
from scripts import record_pictures
from tests.support.texts import LOCALES, texts

STRUCTURE = load(LOCALES.parent / "flows" / "definitions").structure
DECIDED = {"extra.told_whom", "missed_support.need_now", "new_employer.stage", "new_employer.why"}
"""Questions whose answers make a report more pressing and are told all the same: they are what it is about."""
FILED = record_pictures.FILED
OF_DUTIES = {
    "documents_kept.asked", "documents_kept.kept", "extra.free_to_go", "forced_return.paper", "forced_return.want_home",
    "housing.problem", "injury.company", "job_loss.documents_kept", "job_loss.pressed_paper", "job_loss.reason",
    "job_loss.separation_slip", "job_loss.situation", "job_loss.want_home", "long_hours.days_off",
    "long_hours.overtime", "missed_support.asked_answer", "missed_support.interview_record",
    "missed_support.papers_withheld", "missed_support.receipt", "missed_support.transfer_answer", "new_employer.stops",
    "unpaid_overtime.deductions", "unpaid_overtime.months", "unpaid_overtime.overtime_month",
    "unpaid_overtime.pressed_to_sign", "unpaid_overtime.threats", "violence.kind",
}  # fmt: skip
"""The same, of those that speak of a duty as well."""


def teller(language: str) -> Teller:
    return Teller(texts(), STRUCTURE, language)


def all_lines(language: str = "en") -> list[Line]:
    one = teller(language)
    return lines(record_pictures.told(one), one.structure, one.speaker)


def about(found: list[Line], step: str) -> Line:
    return next(line for line in found if line.step == step)


def test_what_is_urgent_owed_or_of_the_family_never_becomes_a_line() -> None:
    said = json.dumps([line.text.own for line in all_lines()])
    asked = json.dumps([line.about.own for line in all_lines() if line.about is not None])
    for word in ("safe", "afraid", "debt", "family", "pregnan"):
        assert word not in said.lower(), word
        assert word == "family" or word not in asked.lower(), "family allowances are no part of hourly pay"
    assert about(all_lines(), "unpaid_overtime.deductions").text.own == "Rent, water, power"


def test_every_question_and_choice_that_the_rules_name_is_there() -> None:
    steps = {f"{flow.id}.{step.id}": step for flow, step in STRUCTURE.steps()}
    flows, by = set(STRUCTURE.flows), rules()
    for name in by.never:
        assert name in steps or name.removesuffix(".*") in flows, name
    for name in (*by.names, *by.did, *by.harms, *by.never_chosen, *by.first):
        assert name in steps, name
    for name in (*by.front, *by.together):
        assert name in steps or name in by.events, name
    for name, harm in by.harms.items():
        assert harm.chosen <= {choice.id for choice in steps[name].choices}, name
    for name, choices in by.never_chosen.items():
        assert choices <= {choice.id for choice in steps[name].choices}, name


def test_every_question_is_either_told_or_kept_out_on_purpose() -> None:
    """A new question that makes a report more pressing has to be decided about, not slip in."""
    by = rules()
    risky = {
        f"{flow.id}.{step.id}"
        for flow, step in STRUCTURE.steps()
        if step.risk and step.kind.asks and by.tells(f"{flow.id}.{step.id}")
    }
    assert risky == DECIDED | OF_DUTIES


def test_lines_that_could_harm_are_marked() -> None:
    found = all_lines()
    assert about(found, "missed_support.stay_expiry").harm is Harm.EXPIRY
    assert about(found, "unpaid_overtime.time_sheets").harm is Harm.SIGNED
    assert about(found, "unpaid_overtime.months").harm is None


def test_the_last_day_harms_only_once_the_fourteen_days_are_over() -> None:
    one = teller("en")
    last = Given("a99", "job_loss.last_day_worked", "2026-10-20", record_pictures.FILED)
    told = replace(record_pictures.told(one), answers=[last])
    [line] = [x for x in lines(told, one.structure, one.speaker) if x.step]
    assert line.harm is Harm.LATE
    [line] = [x for x in lines(replace(told, passed=()), one.structure, one.speaker) if x.step]
    assert line.harm is None


def test_the_workers_word_is_told_from_what_others_confirmed() -> None:
    found = all_lines()
    assert about(found, "unpaid_overtime.months").word is Word.WORKER
    by_event = {line.text.own: line.word for line in found if line.part is Part.TOLD}
    assert by_event["Sample Union took the case."] is Word.CONFIRMED
    assert by_event["The worker confirmed the contact with Sample Union."] is Word.WORKER
    assert by_event["Sample Help Desk was asked to help."] is Word.PROGRAM


def test_without_names_days_become_months_and_organisations_letters() -> None:
    kept = chosen(all_lines(), anonymous=True)
    said = "\n".join(line.text.own for line in kept)
    assert "Sample" not in said
    assert "Adachi" not in said
    assert "A was asked to help." in said
    assert "SHA-256" in str(all_lines())
    assert "SHA-256" not in str(kept), "whoever has the photo could tell whose paper it is"
    assert about(kept, "missed_support.stay_expiry").text.own == "March 2027"


def test_what_became_of_a_duty_stands_beside_what_the_worker_said_of_it() -> None:
    found = all_lines()
    assert about(found, "unpaid_overtime.cut_minutes").text.own.endswith("(not fulfilled, says the worker)")
    assert about(found, "unpaid_overtime.records").text.own.endswith("(fulfilled, says the worker)")
    said = {line.id: (line.word, line.text.own) for line in found if line.id in ("c1", "d1", "m1")}
    duty = "Overtime is paid at the legal rate"
    assert said == {
        "c1": (Word.CONFIRMED, "The organisation was asked to put this right by 30 November 2026: " + duty),
        "d1": (Word.CONFIRMED, "It promised to put this right: " + duty),
        "m1": (Word.WORKER, "The worker said that it is not put right: " + duty),
    }
    [veiled] = [line for line in chosen(found, anonymous=True) if line.id == "c1"]
    assert "by November 2026" in veiled.text.own


@pytest.mark.parametrize("language", ["vi", "ja"])
def test_duties_and_organisations_are_named_in_each_column(language: str) -> None:
    one = teller(language)
    by = Both("サンプル相談窓口", "Sample Help Desk")
    recorded = Given("r7", "job_loss.last_day_worked", "2026-10-20", record_pictures.FILED, by)
    cut = Given("a1", "unpaid_overtime.cut_minutes", "every_day", record_pictures.FILED)
    found = lines(replace(record_pictures.told(one), answers=[recorded, cut]), one.structure, one.speaker)
    staff, duty = about(found, "job_loss.last_day_worked"), about(found, "unpaid_overtime.cut_minutes").about
    assert staff.text.ja.endswith("（サンプル相談窓口）")
    assert staff.text.own.endswith("(Sample Help Desk)")
    assert duty is not None
    assert duty.own.startswith(f"【{one.text(language, 'doc.duty.hours_cut_minutes.label')}】"), "as workers call it"
    assert duty.ja.startswith("【日ごとの労働時間の端数切捨ての禁止】"), "as the law calls it"


def test_every_duty_that_a_question_asks_for_has_a_name_of_its_own() -> None:
    asked = {step.evidence for _, step in STRUCTURE.steps() if step.evidence is not None}
    assert len(asked) > 40
    for key in asked:
        name = called(duties()[key], teller("en"))
        assert "/" not in name.own
        assert not name.own.startswith("doc."), key


def wrote(*days: int, replied: int | None = None) -> list[Line]:
    """The part on who was told, of somebody who wrote on these days after the report."""
    one, happened = teller("en"), [Happening(day, "worker_wrote", FILED + timedelta(days=day)) for day in days]
    if replied is not None:
        union = Both("サンプル労働組合", "Sample Union")
        happened.append(Happening(replied, "replied", FILED + timedelta(days=replied), union))
    happened = sorted(happened, key=lambda one: one.at)
    told = replace(record_pictures.told(one), happenings=happened)
    return [line for line in lines(told, one.structure, one.speaker) if line.part is Part.TOLD]


def test_messages_in_a_row_are_one_line_with_the_first_and_the_last_day() -> None:
    [line] = wrote(1, 2, 9)
    assert line.text == Both(
        "本人が担当者に書き送った。（×3）", "The worker wrote to the people in charge. (×3)"
    ), "in both languages"
    assert when(line.at, anonymous=False, until=line.until) == "2026-11-05–2026-11-13"
    assert when(line.at, anonymous=False, timed=True, until=line.until) == "2026-11-05 21:10 – 2026-11-13 21:10 JST"
    assert when(line.at, anonymous=True, until=line.until) == "2026-11"
    assert line.at is not None
    at_once = when(line.at, anonymous=False, timed=True, until=line.at + timedelta(seconds=9))
    assert at_once == "2026-11-05 21:10 JST", "several photos in one minute"
    [line] = wrote(1)
    assert (line.text.own, line.until) == ("The worker wrote to the people in charge.", None)


def test_an_answer_between_messages_keeps_them_apart() -> None:
    said = [(line.id, line.text.own) for line in wrote(1, 2, 6, 7, replied=4)]
    message = "The worker wrote to the people in charge. (×2)"
    assert said == [("e1", message), ("e4", "Sample Union wrote to the worker."), ("e6", message)]


def test_messages_that_were_taken_out_stay_out_when_another_is_written() -> None:
    assert [line.id for line in chosen(wrote(1, 2), ["e1"])] == []
    assert [line.id for line in chosen(wrote(1, 2, 3), ["e1"])] == []


def test_a_name_stands_in_both_columns_as_it_was_typed() -> None:
    found = all_lines("my")
    assert about(found, "extra.who_pays").text == Both("株式会社サンプル", "株式会社サンプル")
    assert about(found, "extra.anything").text.ja.startswith("本人の言葉のまま"), "other words are not translated"


def test_an_explanation_goes_with_its_sum() -> None:
    assert not [line for line in chosen(all_lines(), ["estimate"]) if line.part is Part.HOURS]


def test_a_question_keeps_what_turns_its_meaning_round() -> None:
    line = about(all_lines(), "missed_support.duties_a")
    assert line.about is not None
    assert line.about.own.endswith("which were missing?")
    assert line.about.ja.endswith("か。")
    assert question("How long? Count all of it.") == "How long?"
    assert question("ไม่มีเครื่องหมาย ทั้งหมด") == "ไม่มีเครื่องหมาย ทั้งหมด"


@pytest.mark.parametrize("language", list(ENDONYMS))
def test_no_question_loses_its_no(language: str) -> None:
    """Whatever the language, what is kept of a question ends with the asking, or is all of it."""
    for flow, step in STRUCTURE.steps():
        if step.kind.asks and rules().tells(f"{flow.id}.{step.id}"):
            whole = texts().text(language, f"{flow.id}.{step.id}.ask")
            kept = question(whole)
            assert kept.endswith(("?", "？", "か。", "လား။", "လဲ။")) or kept == " ".join(whole.split())


def test_japanese_stands_beside_every_line_without_readings() -> None:
    for line in all_lines("vi"):
        assert line.text.ja
        assert line.text.own
        assert "（ざん" not in line.text.ja
        if line.step and line.about is not None:
            assert line.about.ja != line.about.own


@pytest.mark.sampled(2)
@pytest.mark.parametrize("language", list(ENDONYMS))
def test_a_full_case_is_quickly_made_and_small(language: str) -> None:
    data = record_pictures.sample(teller(language))
    render("record", data, bundled())  # warm
    begun, spent = time.perf_counter(), time.process_time()
    made = render("record", record_pictures.sample(teller(language), anonymous=True), bundled())
    # Under a second where nothing else runs (Burmese, the slowest: 0.7 s). Other tests run beside it on two processors.
    assert min(time.perf_counter() - begun, time.process_time() - spent) < 1.6
    assert len(made) < 2_000_000
    assert b"/MarkInfo" in made
    assert b"pdfuaid" in made


HOSTILE = (
    '#panic("x")', '#image("/etc/passwd") #read("/etc/passwd")', "$x^2$ *b* _i_ `r` = H\n- l", "\\u{41} // /* <a> @b",
    "a\x00b\x07\x1b[31m\u202egnp.exe", "😀👩\u200d👩\u200d👧 العربية 한국어 1\u0e31 a\u0951", "x" * 4000,
    '"}]}</script>',
)  # fmt: skip


def test_whatever_a_worker_writes_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_pictures, "ANSWERS", tuple(("extra.anything", words) for words in HOSTILE))
    data = record_pictures.sample(teller("vi"))
    found = [line for line in all_lines("vi") if line.step]
    assert [line.text.own for line in found] == [words.strip() for words in HOSTILE]
    assert {line.text.ja for line in found} == {"本人の言葉のまま（翻訳なし）。右の欄のとおり。"}
    assert render("record", data, bundled()).startswith(b"%PDF-")


def test_letters_that_no_font_has_are_boxes_and_machine_signs_are_gone() -> None:
    assert printable({"a": ["😀 ok", "a\x00b\u202ec", "နေ့စဉ်"]}) == {"a": ["□ ok", "abc", "နေ့စဉ်"]}


def test_free_text_is_the_only_thing_that_is_not_said_in_japanese() -> None:
    free = {f"{flow.id}.{step.id}" for flow, step in STRUCTURE.steps() if step.kind is Kind.TEXT}
    said = {line.step for line in all_lines("vi") if line.text.ja.startswith("本人の言葉")}
    assert said <= free
    assert said
