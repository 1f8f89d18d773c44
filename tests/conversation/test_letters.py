"""A letter in the worker's own name: first what it may bring about, then what it says, and the file for the worker."""

from pathlib import Path
from typing import Any

import pytest

from bot.cases.eligibility import PartnerDraft, save_partner
from bot.documents import issuing
from flows.law.letters import letters
from tests.conversation.papers import buttons, drawing, drawn, kept, press, text
from tests.conversation.talk import Ready, Said, Talk
from tests.conversation.ways import file_report, reach


def opened(talk: Talk) -> list[Said]:
    """Which letter, from the menu."""
    return press(talk, talk.command("status"), "Write a letter")


def shown(talk: Talk, button: str) -> list[Said]:
    """What this letter would say: past the warning."""
    return press(talk, press(talk, opened(talk), button), "Write the letter")


def offered(talk: Talk) -> list[str]:
    """The letters that can be chosen."""
    data = [one.removeprefix("c:0:home/letter.") for _, one in buttons(opened(talk))]
    return [one for one in data if one in letters()]


def with_details(talk: Talk) -> None:
    """A report of unpaid overtime with the pay, and that nothing was paid for it."""
    reach(talk, "monthly_pay", ready="add_details", pay_form="monthly")
    talk.say("198000")
    reach(talk, "paid_how", pay_form="monthly", work_field="factory")
    talk.tap("nothing")
    file_report(talk)


def test_the_warning_comes_first_and_whoever_wants_it_gets_the_letter(talk: Talk) -> None:
    file_report(talk)
    said = press(talk, opened(talk), "Ask for unpaid wages")
    assert "they will probably know that it is you" in text(said)
    assert "Please check your records" not in text(said), "nothing of the letter before the choice"
    assert [label for label, _ in buttons(said)][:6] == [
        "Inspection office", "Labour union", "Lawyer", "Write it with others", "Wait for now", "Write the letter",
    ]  # fmt: skip
    said = press(talk, said, "Write the letter")
    told = text(said)
    assert "Claim for unpaid wages" in told
    assert "45 to 60 hours" in told
    assert "Not an official form and not legal advice" in told
    assert "afraid" not in told.lower()
    assert "at least" not in told, "without the pay no amount is made up"
    row, meta, content = kept(talk, press(talk, said, "Make the paper"))
    assert content.startswith(b"%PDF-")
    assert (row.kind, meta["letter"], meta["name"]) == ("letter", "claim", "2026-11-24.pdf")
    with talk.database.read() as uow:
        case = uow.cases.of_worker(talk.worker_id)[-1]
        assert not [line for line in uow.cases.events(case.id) if "letter" in line.kind], "nobody else learns of it"


def test_of_two_answers_that_can_not_both_be_true_a_letter_says_the_right_one(talk: Talk) -> None:
    reach(talk, "since_month", ready="add_details", months="m6")
    talk.say("this month")
    talk.tap("since")
    file_report(talk)
    told = text(shown(talk, "Ask for unpaid wages"))
    assert "4 to 6 months" not in told
    assert "November 2026" in told


def test_each_alternative_leads_somewhere_and_back(talk: Talk) -> None:
    file_report(talk)
    for way, says, leads in (
        ("Inspection office", "労働基準監督署", ["c:0:home/letter.statement"]), ("Labour union", "ユニオン", []),
        ("Lawyer", "houterasu", []), ("Write it with others", "sign one letter", []),
        ("Wait for now", "3 years after each payday", []),
    ):  # fmt: skip
        said = press(talk, press(talk, opened(talk), "Ask for unpaid wages"), way)
        assert says in text(said)
        data = [found for _, found in buttons(said)]
        assert data == [*leads, "c:0:home/letter.claim"]
    assert "they will probably know" in text(talk.press(data[-1]))


def test_a_letter_that_was_made_is_listed_with_its_day_and_can_be_had_again(talk: Talk) -> None:
    file_report(talk)
    row, _, _ = kept(talk, press(talk, shown(talk, "Ask for unpaid wages"), "Make the paper"))
    said = opened(talk)
    again = [(label, data) for one in said for label, data in zip(one.labels, one.data, strict=True) if "again" in data]
    assert again == [("24 November 2026 · Ask for unpaid wages", f"c:0:home/letter.again.{row.id}")]
    assert len(again[0][1].encode()) <= 64, "a button of Telegram carries no more"
    assert kept(talk, talk.press(again[0][1]))[0].id == row.id
    with talk.database.write() as uow:
        uow.cases.erase(row.case_id, talk.clock.now())
    with talk.database.read() as uow:
        assert uow.papers.get(row.id) is None
    assert "Write a letter" not in str(talk.command("status"))


def test_a_fact_that_was_taken_out_is_not_in_the_letter_and_names_are_lines_to_fill_in(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = drawing(monkeypatch)
    file_report(talk)
    said = press(talk, shown(talk, "Ask for unpaid wages"), "Take out lines")
    label, data = next((shown, data) for shown, data in buttons(said) if "45 to 60" in shown)
    assert label.startswith("☑")
    said = talk.press(data)
    talk.restart()
    said = press(talk, said, "Done")
    assert "45 to 60" not in text(said)
    press(talk, said, "Make the paper")
    assert "45 to 60" not in str(found[-1])
    assert [one["ja"] for one in found[-1]["own"]] == ["氏名", "住所", "署名"]
    assert {one["label"]["own"]: one["value"] for one in found[-1]["blanks"]} == {
        "Employer: name and address": None, "Please answer in writing no later than": None,
    }  # fmt: skip
    assert "45 to 60" in text(shown(talk, "Statement to inspectors")), "each letter has its own"


def test_an_amount_is_at_least_and_says_how_it_was_counted(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = drawing(monkeypatch)
    with_details(talk)
    said = shown(talk, "Ask for unpaid wages")
    assert "Unpaid overtime by my count: at least " in text(said)
    assert "Overtime is paid at the legal rate (Labour Standards Act Art. 37)" in text(said)
    press(talk, said, "Make the paper")
    [line] = [row for row in found[-1]["facts"] if "少なくとも" in row["text"]["ja"]]
    assert "労働基準法第37条" in line["text"]["ja"]
    assert "割増賃金の支払い（労働基準法第37条）" in [duty["ja"] for duty in found[-1]["duties"]]


def test_a_duty_that_nobody_has_checked_is_not_cited(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = drawing(monkeypatch)
    reach(talk, "last_wages", mission="job_loss", ready="add_details")
    talk.tap("not_paid")
    file_report(talk, mission="job_loss")
    press(talk, shown(talk, "Ask for unpaid wages"), "Make the paper")
    assert any("給料" in row["about"]["ja"] for row in found[-1]["facts"])
    assert "第23条" not in str(found[-1]), "the rule on last wages was found in no source"


def test_missed_support_is_asked_of_those_who_accept(talk: Talk) -> None:
    file_report(talk, mission="missed_support")
    assert offered(talk) == ["support"]
    said = shown(talk, "Ask for support")
    assert "Request for support and correction" in text(said)
    assert "To the accepting organisation" in text(said)


def test_a_technical_intern_gets_the_facts_for_the_transfer_form(talk: Talk) -> None:
    file_report(talk, mission="missed_support", status="intern")
    assert offered(talk) == ["transfer"]
    said = shown(talk, "Facts for a transfer")
    assert "This is not form 1-44" in text(said)
    row, meta, content = kept(talk, press(talk, said, "Make the paper"))
    assert (row.kind, meta["letter"]) == ("letter", "transfer")
    assert content.startswith(b"%PDF-")


def test_a_statement_is_warned_of_as_fits_an_office(talk: Talk) -> None:
    file_report(talk, mission="long_hours")
    assert offered(talk) == ["statement"]
    said = press(talk, opened(talk), "Statement to inspectors")
    assert "You can ask the office not to say who spoke" in text(said)
    assert "they will probably know" not in text(said)
    told = text(press(talk, said, "Write the letter"))
    assert "It becomes a statement only once the worker hands it in" in told


def test_without_a_valid_card_no_paper_goes_to_an_office(talk: Talk) -> None:
    file_report(talk, status="other", status_other="no_card")
    assert offered(talk) == ["claim"]
    said = press(talk, press(talk, opened(talk), "Ask for unpaid wages"), "Inspection office")
    assert "talk to a support group (NGO) or a lawyer first" in text(said)
    assert [data for _, data in buttons(said)] == ["c:0:home/letter.claim"]


def test_data_for_the_notice_to_immigration(talk: Talk) -> None:
    file_report(talk, mission="job_loss", situation="contract_over")
    assert offered(talk) == ["immigration"]
    said = press(talk, opened(talk), "Notice to immigration")
    assert "within 14 days" in text(said)
    told = text(press(talk, said, "Write the letter"))
    assert "This sheet is not the notice" in told
    assert "Day on which the contract ended:" not in told, "the month was told, not the day"


def over_since(talk: Talk, day: str) -> None:
    """A report of a contract that ended on a day that was told."""
    reach(talk, "contract_end", mission="job_loss", situation="contract_over", ready="add_details",
          contract_kind="end_date")  # fmt: skip
    talk.say(day)
    file_report(talk, mission="job_loss")


def test_a_day_that_was_told_stands_in_the_notice_with_its_last_day(talk: Talk) -> None:
    over_since(talk, "2026-11-20")
    told = text(shown(talk, "Notice to immigration"))
    assert "Day on which the contract ended: 20 November 2026" in told
    assert "The notice is due by: 4 December 2026" in told


def days_on(paper: dict[str, Any]) -> dict[str, str | None]:
    """The lines of the sheet that are about days, with what stands there."""
    rows = {row["label"]["own"]: row["value"] for row in paper["blanks"]}
    return {name: value and value["own"] for name, value in rows.items() if name.startswith(("Day", "The notice"))}


def test_the_sheet_for_immigration_never_says_that_the_notice_is_late(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = drawing(monkeypatch)
    over_since(talk, "2026-11-05")
    said = shown(talk, "Notice to immigration")
    told = text(said)
    assert "Day on which the contract ended: 5 November 2026\n⚠ shows that 14 days" in told
    assert "19 November" not in told
    assert "The notice is due by" not in told
    press(talk, said, "Make the paper")
    assert days_on(found[-1]) == {"Day on which the contract ended": "5 November 2026"}
    assert "19" not in str(found[-1]["blanks"])


LETTER = "The worker had this drawn up: Data for the notice to immigration"


def recorded(talk: Talk, monkeypatch: pytest.MonkeyPatch, ended: str) -> str:
    """The sheet for immigration is made of a contract that ended on this day; what the record then says."""
    drawing(monkeypatch)
    over_since(talk, ended)
    press(talk, shown(talk, "Notice to immigration"), "Make the paper")
    return text(press(talk, talk.command("status"), "My record"))


def test_a_late_letter_to_immigration_is_marked_in_the_record(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"{LETTER}\n⚠ shows that 14 days" in recorded(talk, monkeypatch, "2026-11-05")


def test_a_letter_in_time_is_told_with_its_last_day_and_no_mark(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    told = recorded(talk, monkeypatch, "2026-11-20")
    assert f"{LETTER} (The notice is due by: 4 December 2026)" in told
    assert "⚠ shows that 14 days" not in told


def test_the_day_of_the_end_can_be_taken_out_like_any_fact(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = drawing(monkeypatch)
    over_since(talk, "2026-11-20")
    said = press(talk, shown(talk, "Notice to immigration"), "Take out lines")
    said = talk.press(next(data for label, data in buttons(said) if "20 November" in label))
    assert next(label for label, _ in buttons(said) if "20 November" in label).startswith("☐")
    said = press(talk, said, "Done")
    assert "20 November" not in text(said)
    assert "4 December" not in text(said), "from which it can be counted"
    press(talk, said, "Make the paper")
    assert days_on(found[-1]) == {"Day on which the contract ended": None}, "a line to fill in by hand"
    said = press(talk, press(talk, press(talk, said, "Take out lines"), "20 November"), "Done")
    press(talk, said, "Make the paper")
    assert days_on(found[-1]) == {
        "Day on which the contract ended": "20 November 2026", "The notice is due by": "4 December 2026",
    }  # fmt: skip


def test_a_claim_for_money_is_not_offered_while_an_ngo_has_the_case(talk: Talk) -> None:
    file_report(talk)
    with talk.database.write() as uow:
        save_partner(uow, PartnerDraft(name="Sample Help Desk", kind="ngo"), talk.clock.now(), "help-desk")
    talk.staff("accept", "staff-help-desk")
    assert offered(talk) == ["statement"]
    said = opened(talk)
    assert "neither a lawyer nor a labour union" in text(said)
    told = talk.press("c:0:home/letter.claim.make")
    assert not drawn(talk), "not by an old button either"
    assert "Which letter?" in text(told)
    assert "A lawyer can write in your name" in text(talk.press("c:0:home/letter.claim.way.lawyer"))


def test_no_word_of_another_worker_and_no_markup_enters_a_letter(
    ready: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = 'Works A #panic("x") $x$ *b* </script>'
    mine, other = (Talk(ready, tmp_path / "both", "web", phone=phone) for phone in ("mine", "other"))
    for talk, place in ((mine, hostile), (other, "Works B")):
        reach(talk, "work_place", ready="add_details")
        talk.say(place)
        file_report(talk)
    found = drawing(monkeypatch)
    press(mine, shown(mine, "Ask for unpaid wages"), "Make the paper")
    assert hostile in [row["text"]["own"] for row in found[-1]["facts"]]
    assert "Works B" not in str(found)
    row, _, _ = kept(mine, mine.press(next(d for one in opened(mine) for d in one.data if "again" in d)))
    assert not any("paper" in one.payload for one in other.press(f"c:0:home/letter.again.{row.id}"))


def test_whoever_said_that_the_employer_must_not_know_is_reminded(talk: Talk) -> None:
    reach(talk, "must_not")
    talk.tap("employer_knows")
    file_report(talk)
    said = press(talk, opened(talk), "Ask for unpaid wages")
    assert "You told us that your employer must not learn of this" in text(said)
    assert "You told us" not in text(press(talk, opened(talk), "Statement to inspectors"))


def test_what_a_support_check_told_is_asked_for_with_the_duty(talk: Talk) -> None:
    file_report(talk)
    assert offered(talk) == ["claim", "statement"]
    talk.press("c:0:home/check.yes")
    for choice in ("yes", "no", "yes", "none_of_these", "_done", "no", "yes", "no"):  # no interview in three months
        talk.tap(choice)
    assert offered(talk) == ["claim", "support", "statement"]
    told = text(shown(talk, "Ask for support"))
    assert "Support: interview every three months" in told


def test_so_many_letters_a_day_are_enough(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing(monkeypatch)
    monkeypatch.setattr(issuing, "MOST_A_DAY", 1)
    file_report(talk)
    said = shown(talk, "Ask for unpaid wages")
    assert any("paper" in one.payload for one in press(talk, said, "Make the paper"))
    assert "tomorrow" in text(press(talk, said, "Make the paper"))


def test_without_a_report_there_is_no_letter(talk: Talk) -> None:
    talk.start("en")
    assert not any("paper" in one.payload for one in [*talk.press("c:0:home/letter.claim.make"), *drawn(talk)])


def test_what_was_done_is_not_among_what_was_not(talk: Talk) -> None:
    """The interview came, but with the boss in the room; for the support they paid nothing."""
    taps = {"ready": "add_details", "interview_last": "months_3", "boss_in_room": "yes", "charged": "not_charged"}
    file_report(talk, mission="missed_support", **taps)
    said = text(press(talk, talk.press("c:0:home/letter.support"), "Write the letter"))
    assert "In the last 3 months" in said
    assert "Was your boss or another person of the company in the room? — Yes" in said
    assert "Did you have to pay for the support?" not in said


def test_an_employer_who_owes_the_pay_of_the_notice_is_not_told_that_the_last_pay_came(talk: Talk) -> None:
    taps = {"ready": "add_details", "notice": "under_30", "notice_pay": "not_paid", "last_wages": "paid"}
    file_report(talk, mission="job_loss", **taps)
    last = "Did you get your last pay?"
    assert last not in text(shown(talk, "Ask for unpaid wages"))
    assert f"{last} — Yes, all" in text(shown(talk, "Statement to inspectors")), "the inspectors read all of it"


def test_pay_in_place_of_notice_alone_is_claimed_in_its_own_words(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    taps = {"ready": "add_details", "notice": "under_30", "notice_pay": "not_paid", "last_wages": "paid"}
    file_report(talk, mission="job_loss", **taps)
    letter = shown(talk, "Ask for unpaid wages")
    said = text(letter)
    assert "Claim for pay in place of notice" in said
    assert "You dismissed me without telling me at least 30 days before." in said
    assert "wages" not in said.split("Claim for pay")[1], "nobody says that wages were not paid"
    assert "my working hours" not in said
    filled = drawing(monkeypatch)
    press(talk, letter, "Make the paper")
    press(talk, press(talk, talk.command("status"), "My record"), "Make the paper")
    assert "Claim for pay in place of notice" in str(filled[-1])
    assert "Claim for unpaid wages" not in str(filled[-1]), "nor does the record say so"


def test_where_the_last_pay_is_missing_too_the_claim_is_for_wages(talk: Talk) -> None:
    taps = {"ready": "add_details", "notice": "under_30", "notice_pay": "not_paid", "last_wages": "not_paid"}
    file_report(talk, mission="job_loss", **taps)
    said = text(shown(talk, "Ask for unpaid wages"))
    assert "Part of my wages has not been paid" in said
    assert "解雇予告手当" in said


def test_whoever_left_by_themselves_claims_no_pay_of_a_notice(talk: Talk) -> None:
    taps = {"ready": "add_details", "notice": "none_given", "notice_pay": "not_paid", "last_wages": "paid"}
    file_report(talk, mission="job_loss", situation="left", **taps)
    assert "claim" not in offered(talk)
