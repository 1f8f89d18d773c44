"""The English changed: the same question in better words, or another one?"""

import logging

import pytest

from bot.wording.meaning import Verdict, needs_two, numbers, presumed
from bot.wording.proposing import Edit, NothingToDecide, Outcome, decide, open_meanings
from tests.wording.desk import ASK, CARD, ENGLISH, HOURS, PARTNER, VIETNAMESE, Desk


def reword(desk: Desk, key: str, text: str) -> None:
    desk.propose(Edit("en", key, text), base=desk.served.number)


def test_better_words_leave_the_translation_where_it_is_and_are_asked_about(desk: Desk) -> None:
    reword(desk, ASK, "What has happened to you?")
    assert desk.says("en", ASK) == "What has happened to you?"
    assert desk.says("vi", ASK) == VIETNAMESE[ASK]
    with desk.database.read() as uow:
        [asked] = open_meanings(uow)
    assert (asked.key, asked.before, asked.languages) == (ASK, ENGLISH[ASK], ("vi",))
    assert asked.presumed is Verdict.SAME


def test_another_question_is_not_asked_in_the_words_of_the_former_one(desk: Desk) -> None:
    reword(desk, ASK, "What has happened to you?")
    with desk.database.write() as uow:
        decide(uow, ASK, Verdict.ANOTHER, "coordinator", now=desk.now, rules=desk.rules)
    assert desk.says("vi", ASK) == "What has happened to you?"
    with desk.database.read() as uow:
        assert not open_meanings(uow)
    [answer] = desk.propose(Edit("vi", ASK, "Bạn bị gì?"), base=desk.served.number).answers
    assert answer.outcome is Outcome.ACCEPTED
    assert desk.says("vi", ASK) == "Bạn bị gì?"


def test_who_decided_wrongly_can_decide_again(desk: Desk) -> None:
    reword(desk, ASK, "What has happened to you?")
    for verdict, read in ((Verdict.ANOTHER, "What has happened to you?"), (Verdict.SAME, VIETNAMESE[ASK])):
        with desk.database.write() as uow:
            decide(uow, ASK, verdict, "coordinator", now=desk.now, rules=desk.rules)
        assert desk.says("vi", ASK) == read


def test_other_placeholders_and_critical_texts_count_as_another_until_a_person_decides(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    reword(desk, PARTNER, "Your report was accepted.")
    assert desk.says("vi", PARTNER) == "Your report was accepted."
    reword(desk, CARD, "Call 110 now.")
    with caplog.at_level(logging.WARNING):
        desk.publish(by="deputy")
    assert any("not offered any more" in record.getMessage() for record in caplog.records)
    assert desk.says("vi", CARD) == "Call 110 now."
    assert "vi" not in desk.served.languages, "a language without a critical text is not offered"
    with desk.database.write() as uow:
        decide(uow, CARD, Verdict.SAME, "coordinator", now=desk.now, rules=desk.rules)
    assert desk.says("vi", CARD) == VIETNAMESE[CARD]
    assert "vi" in desk.served.languages


def test_a_fuzzy_or_empty_text_in_a_file_leaves_what_was_published_last(desk: Desk) -> None:
    desk.edit("vi", ASK, "Bạn cần gì?", fuzzy=True)
    desk.edit("vi", HOURS, "")
    assert not desk.save().faults
    assert desk.says("vi", ASK) == VIETNAMESE[ASK]
    assert desk.says("vi", HOURS) == VIETNAMESE[HOURS]


def test_two_changes_after_another_hold_back_a_translation_if_one_of_them_was_another_question(desk: Desk) -> None:
    reword(desk, ASK, "What has happened?")
    with desk.database.write() as uow:
        decide(uow, ASK, Verdict.ANOTHER, "coordinator", now=desk.now, rules=desk.rules)
    reword(desk, ASK, "What has happened to you?")
    with desk.database.write() as uow:
        decide(uow, ASK, Verdict.SAME, "coordinator", now=desk.now, rules=desk.rules)
    assert desk.says("vi", ASK) == "What has happened to you?"
    reword(desk, ASK, ENGLISH[ASK])
    assert desk.says("vi", ASK) == VIETNAMESE[ASK], "the very English that it translates"


def test_there_is_nothing_to_decide_about_what_has_not_changed(desk: Desk) -> None:
    with desk.database.write() as uow, pytest.raises(NothingToDecide):
        decide(uow, ASK, Verdict.SAME, "coordinator", now=desk.now, rules=desk.rules)


def test_what_counts_until_somebody_decides() -> None:
    assert presumed("Since May?", "Since when?", critical=False) is Verdict.SAME
    assert presumed("Within 14 days", "Within 15 days", critical=False) is Verdict.ANOTHER
    assert presumed("Within two weeks", "Within three weeks", critical=False) is Verdict.ANOTHER
    assert presumed("Within two weeks", "Within 2 weeks", critical=False) is Verdict.SAME
    assert presumed("From April 2027", "From May 2027", critical=False) is Verdict.ANOTHER
    assert needs_two("case.a", "Two days.", "We wait two days.", "We wait ten days.")
    assert presumed("{count} days", "Some days", critical=False) is Verdict.ANOTHER
    assert presumed("Are you safe?", "Are you safe now?", critical=True) is Verdict.ANOTHER
    assert numbers("१४ दिन, 1,000 yen, ၂၀၂၆") == ["14", "1000", "2026"]
    assert needs_two("case.a", "You have rights by law.", "Luật nói vậy.", "Luật không nói vậy.")
    assert not needs_two("case.a", "Hello.", "Chào.", "Xin chào.")
    assert needs_two("housing.first_help.info", "Say it.", "Nói đi.", "Hãy nói.")


def test_the_same_numbers_for_something_else_are_changed_by_two_and_count_as_another_question() -> None:
    assert needs_two("reply.a", "Call.", "110 (cảnh sát) hoặc 119 (cứu thương)", "119 (cảnh sát) hoặc 110 (cứu thương)")
    assert needs_two("reply.a", "Call.", "110 (cảnh sát) hoặc 119 (cứu thương)", "110 (cứu thương) hoặc 119 (cảnh sát)")
    assert needs_two("reply.a", "Call.", "၈ နာရီ၊ ၄၀ နာရီ", "၄၀ နာရီ၊ ၈ နာရီ")
    day, week = "Over 8 hours a day or 40 a week?", "Over 40 hours a day or 8 a week?"
    assert needs_two("case.a", day, day, week, is_source=True)
    assert presumed(day, week, critical=False) is Verdict.ANOTHER
    assert presumed(day, "Over 8 hours a week or 40 a day?", critical=False) is Verdict.ANOTHER
    assert presumed("Since two weeks or 3 days?", "Since three weeks or 2 days?", critical=False) is Verdict.ANOTHER
    assert not needs_two("case.a", day, "Trên 8 giờ hay 40 giờ?", "Hơn 8 giờ hay 40 giờ?")


def test_another_comma_or_capital_beside_two_numbers_changes_no_number() -> None:
    day, mended = "over 8 hours a day or 40 a week", "Over 8 hours a day, or 40 a week."
    assert presumed(day, mended, critical=False) is Verdict.SAME
    assert not needs_two("case.a", day, day, mended, is_source=True)
    assert not needs_two("case.a", day, "trên 8 giờ hay 40 giờ", "Trên 8 giờ, hay 40 giờ?")


def test_what_only_a_person_can_compare_is_changed_by_two() -> None:
    again = "We ask again in two weeks."
    assert needs_two("case.a", again, "Hai tuần sau chúng tôi hỏi lại.", "Ba tuần sau chúng tôi hỏi lại.")
    assert not needs_two("case.a", again, "2 tuần sau chúng tôi hỏi lại.", "2 tuần sau chúng tôi sẽ hỏi lại.")
    assert needs_two("case.a", again, "2 tuần sau chúng tôi hỏi lại.", "Vài tuần sau chúng tôi hỏi lại.")
    assert not needs_two("case.a", "Be careful.", "Ten cuidado.", "Tenga cuidado."), "no number in Spanish"
    told = "When the contract has ended, you yourself must tell immigration within 14 days."
    assert needs_two("job_loss.clock_notice_general.info", told, "Trong 14 ngày bạn phải báo.", "14 ngày công ty báo.")
    assert needs_two("doc.duty.pay_rate.label", "Pay as agreed", "Trả đủ", "Không trả đủ")
    assert needs_two("case.a", "Hello.", "Hello.", "This is your right by law.", is_source=True)
