"""Texts change one by one: what was changed in the console stays when files are taken in, and the other way round."""

from pathlib import Path

import pytest

from bot.access import accounts
from bot.access.roles import Role
from bot.wording import publishing
from bot.wording.meaning import Verdict
from bot.wording.proposing import (
    Edit,
    NoSuchRelease,
    Outcome,
    decide,
    discard,
    open_meanings,
    publish_waiting,
    rollback,
)
from storage.database import Database
from storage.keys import Keyring
from tests.wording.desk import ASK, CARD, CRITICAL, ENGLISH, HOURS, NOW, PARTNER, VIETNAMESE, Desk, write


def test_a_saved_file_is_served_and_its_history_says_from_where(desk: Desk) -> None:
    desk.edit("vi", ASK, "Bạn cần gì?")
    assert desk.save().number == 2
    assert desk.says("vi", ASK) == "Bạn cần gì?"
    with desk.database.read() as uow:
        [change] = uow.wording.history("vi", ASK)
    assert (change.before, change.after) == (VIETNAMESE[ASK], "Bạn cần gì?")
    assert (change.release, change.source, change.published_at) == (2, "files", desk.now)


def test_a_critical_text_of_a_file_waits_until_somebody_publishes_it(desk: Desk) -> None:
    desk.edit("vi", CARD, "Hãy gọi 110.")
    assert desk.save().waiting == 1
    assert desk.says("vi", CARD) == VIETNAMESE[CARD]
    assert desk.waiting == {("vi", CARD): ("Hãy gọi 110.", "critical")}
    assert desk.publish(("vi", CARD)).number == 2
    assert desk.says("vi", CARD) == "Hãy gọi 110."
    assert desk.save().number == 2, "the file says nothing new"
    assert not desk.waiting


def test_a_critical_text_that_was_discarded_does_not_come_back_by_itself(desk: Desk) -> None:
    desk.edit("vi", CARD, "Hãy gọi 110.")
    desk.save()
    with desk.database.write() as uow:
        assert discard(uow, "vi", CARD)
    desk.edit("vi", ASK, "Bạn cần gì?")
    desk.save()
    assert not desk.waiting
    assert desk.says("vi", CARD) == VIETNAMESE[CARD]
    assert desk.says("vi", ASK) == "Bạn cần gì?"


def test_what_waits_from_the_console_is_not_lost_when_files_are_saved(desk: Desk) -> None:
    desk.propose(Edit("vi", CARD, "Gọi ngay 110."), base=desk.served.number)
    desk.edit("vi", ASK, "Bạn cần gì?")
    desk.save()
    assert desk.waiting == {("vi", CARD): ("Gọi ngay 110.", "critical")}
    desk.edit("vi", CARD, "Hãy gọi 110.")
    desk.save()
    assert desk.waiting == {("vi", CARD): ("Gọi ngay 110.", "critical")}
    desk.publish()
    desk.edit("vi", ASK, "Bạn gặp chuyện gì?")
    desk.save()
    assert desk.says("vi", CARD) == "Gọi ngay 110."
    assert desk.waiting == {("vi", CARD): ("Hãy gọi 110.", "double critical")}


def test_a_console_edit_stays_when_the_file_says_what_it_said(desk: Desk) -> None:
    base = desk.served.number
    proposed = desk.propose(Edit("vi", ASK, "Bạn gặp chuyện gì?"), base=base)
    assert proposed.answers[0].outcome is Outcome.ACCEPTED
    desk.edit("vi", HOURS, "Bao nhiêu giờ một tuần?")
    desk.save()
    assert desk.says("vi", ASK) == "Bạn gặp chuyện gì?"
    assert desk.says("vi", HOURS) == "Bao nhiêu giờ một tuần?"


def test_where_both_changed_a_text_the_consoles_is_served_and_the_files_waits(desk: Desk) -> None:
    desk.propose(Edit("vi", ASK, "Bạn gặp chuyện gì?"), base=desk.served.number)
    desk.edit("vi", ASK, "Bạn cần gì?")
    desk.save()
    assert desk.says("vi", ASK) == "Bạn gặp chuyện gì?"
    assert desk.waiting == {("vi", ASK): ("Bạn cần gì?", "double")}
    desk.publish(("vi", ASK))
    assert desk.says("vi", ASK) == "Bạn cần gì?"


def test_an_upgrade_serves_new_texts_at_once_but_never_over_a_coordinators(desk: Desk) -> None:
    desk.propose(Edit("vi", ASK, "Bạn gặp chuyện gì?"), base=desk.served.number)
    with desk.database.write() as uow:
        uow.system.set_fact(publishing.PROGRAM, "0.0.9")
    desk.edit("vi", CARD, "Hãy gọi 110.")
    desk.edit("vi", ASK, "Bạn cần gì?")
    desk.save()
    assert desk.says("vi", CARD) == "Hãy gọi 110."
    assert desk.says("vi", ASK) == "Bạn gặp chuyện gì?"
    assert desk.waiting == {("vi", ASK): ("Bạn cần gì?", "double")}
    with desk.database.read() as uow:
        assert uow.wording.releases()[0].source == "upgrade"


def test_what_waits_in_an_own_folder_is_published_by_nobody_who_only_starts_a_newer_program(
    desk: Desk, tmp_path: Path
) -> None:
    shipped = tmp_path / "shipped"
    write(shipped, "en", {key: (text, text) for key, text in ENGLISH.items()})
    write(shipped, "vi", {key: (ENGLISH[key], text) for key, text in VIETNAMESE.items()})
    desk.edit("vi", CARD, "Hãy gọi 110.")
    desk.save()
    desk.edit("vi", HOURS, "Mấy giờ trong 7 ngày?")
    with desk.database.write() as uow:
        uow.system.set_fact(publishing.PROGRAM, "0.0.9")
        publishing.publish(uow, desk.folder, desk.now, desk.rules.critical, shipped=shipped)
    assert (desk.says("vi", CARD), desk.says("vi", HOURS)) == (VIETNAMESE[CARD], VIETNAMESE[HOURS])
    assert desk.waiting == {
        ("vi", CARD): ("Hãy gọi 110.", "critical"), ("vi", HOURS): ("Mấy giờ trong 7 ngày?", "two_people"),
    }  # fmt: skip


def test_what_waited_before_an_upgrade_goes_on_waiting(desk: Desk) -> None:
    desk.edit("vi", CARD, "Hãy gọi 110.")
    desk.save()
    with desk.database.write() as uow:
        uow.system.set_fact(publishing.PROGRAM, "0.0.9")
    desk.save()
    assert desk.says("vi", CARD) == VIETNAMESE[CARD]
    assert desk.waiting == {("vi", CARD): ("Hãy gọi 110.", "critical")}


def test_an_own_folder_gets_what_a_newer_program_brings_text_by_text(desk: Desk, tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"

    def start(program: str, texts: dict[str, str], english: dict[str, str] | None = None) -> None:
        """A program starts that brings these Vietnamese texts."""
        said = {**ENGLISH, **(english or {})}
        write(shipped, "en", {key: (text, text) for key, text in said.items()})
        write(shipped, "vi", {key: (said[key], text) for key, text in texts.items()})
        with desk.database.write() as uow:
            uow.system.set_fact(publishing.PROGRAM, program)
            publishing.publish(uow, desk.folder, desk.now, desk.rules.critical, shipped=shipped)

    start("0.0.8", VIETNAMESE)
    desk.propose(Edit("vi", ASK, "Bạn gặp chuyện gì?"), base=desk.served.number)
    start("0.0.9", {**VIETNAMESE, ASK: "Việc gì?", HOURS: "Bao nhiêu giờ?", "new": "Mới."}, {"new": "New."})
    assert desk.says("vi", HOURS) == "Bao nhiêu giờ?"
    assert desk.says("vi", "new") == "Mới."
    assert desk.says("vi", ASK) == "Bạn gặp chuyện gì?"
    assert desk.waiting == {("vi", ASK): ("Việc gì?", "double")}
    desk.edit("vi", CARD, "Hãy gọi 110.")
    desk.save()
    assert desk.says("vi", "new") == "Mới.", "though the own folder has no such text"
    assert desk.says("vi", HOURS) == "Bao nhiêu giờ?"
    with desk.database.write() as uow:
        discard(uow, "vi", ASK)
    start("0.1.0.dev", {**VIETNAMESE, ASK: "Việc gì?", HOURS: "Bao nhiêu giờ?", "new": "Mới."}, {"new": "New."})
    assert ("vi", ASK) not in desk.waiting


def test_an_upgrade_with_english_of_its_own_does_not_undo_that_a_text_is_another_question(
    desk: Desk, tmp_path: Path
) -> None:
    shipped, ours, theirs = tmp_path / "shipped", "Who is your employer?", "What is the matter?"

    def start(program: str, english: str, translated: str) -> None:
        """A program starts that asks this question in these words."""
        write(shipped, "en", {key: (text, text) for key, text in {**ENGLISH, ASK: english}.items()})
        write(shipped, "vi", {ASK: (english, translated)})
        with desk.database.write() as uow:
            uow.system.set_fact(publishing.PROGRAM, program)
            publishing.publish(uow, desk.folder, desk.now, desk.rules.critical, shipped=shipped)

    start("0.0.8", ENGLISH[ASK], VIETNAMESE[ASK])
    desk.propose(Edit("en", ASK, ours), base=desk.served.number)
    with desk.database.write() as uow:
        decide(uow, ASK, Verdict.ANOTHER, "coordinator", now=desk.now, rules=desk.rules)
    start("0.0.9", theirs, "Có việc gì?")
    assert desk.says("en", ASK) == ours
    assert desk.says("vi", ASK) == ours, "another question than the program's translation asks"
    with desk.database.write() as uow:
        [asked] = open_meanings(uow)
        assert (asked.before, asked.after, asked.presumed) == (theirs, ours, Verdict.ANOTHER)
        decide(uow, ASK, Verdict.SAME, "coordinator", now=desk.now, rules=desk.rules)
    assert desk.says("vi", ASK) == "Có việc gì?", "somebody has decided anew"


def test_a_translation_in_a_file_of_what_has_become_another_question_waits_and_does_not_vanish(desk: Desk) -> None:
    desk.propose(Edit("en", ASK, "Who is your employer?"), base=desk.served.number)
    with desk.database.write() as uow:
        decide(uow, ASK, Verdict.ANOTHER, "coordinator", now=desk.now, rules=desk.rules)
    desk.edit("vi", ASK, "Ai thuê bạn?")  # its msgid is the former English
    assert desk.save().waiting == 1
    assert desk.waiting == {("vi", ASK): ("Ai thuê bạn?", "older")}
    assert desk.says("vi", ASK) == "Who is your employer?"
    desk.publish(("vi", ASK))
    assert desk.says("vi", ASK) == "Ai thuê bạn?"
    desk.edit("vi", HOURS, "Bao nhiêu giờ?")
    assert desk.save().waiting == 0
    assert desk.says("vi", ASK) == "Ai thuê bạn?"


def test_a_translation_found_to_be_right_for_new_english_stays_so_when_its_file_is_saved(desk: Desk) -> None:
    desk.propose(Edit("en", ASK, "What has happened to you?"), base=desk.served.number)
    desk.propose(Edit("vi", ASK, VIETNAMESE[ASK]), base=desk.served.number)
    desk.edit("vi", HOURS, "Bao nhiêu giờ?")
    desk.save()
    with desk.database.read() as uow:
        assert not uow.wording.report(uow.wording.newest_number())["stale"]


def test_a_form_that_was_read_before_somebody_elses_change_is_refused_with_what_it_says_now(desk: Desk) -> None:
    base = desk.served.number
    desk.propose(Edit("vi", ASK, "Bạn gặp chuyện gì?"), base=base, by="coordinator")
    [late] = desk.propose(Edit("vi", ASK, "Chuyện gì?"), base=base, by="deputy").answers
    assert (late.outcome, late.served, late.changed_in) == (Outcome.REFUSED, "Bạn gặp chuyện gì?", base + 1)
    [other] = desk.propose(Edit("vi", HOURS, "Bao nhiêu giờ?"), base=base, by="deputy").answers
    assert other.outcome is Outcome.ACCEPTED, "another text has not changed meanwhile"


def test_a_translation_of_english_that_changed_meanwhile_is_refused(desk: Desk) -> None:
    base = desk.served.number
    desk.propose(Edit("en", ASK, "What has happened?"), base=base)
    [late] = desk.propose(Edit("vi", ASK, "Chuyện gì?"), base=base, by="deputy").answers
    assert late.outcome is Outcome.REFUSED


def test_a_blank_never_overwrites_and_a_misspelt_placeholder_is_told(desk: Desk) -> None:
    base = desk.served.number
    blank, wrong = desk.propose(Edit("vi", ASK, "  "), Edit("vi", PARTNER, "{patner} đã nhận."), base=base).answers
    assert blank.outcome is Outcome.UNCHANGED
    assert wrong.outcome is Outcome.FAULTY
    assert any("{patner}" in fault for fault in wrong.faults)
    assert desk.served.number == base


def test_another_number_needs_a_second_person(desk: Desk) -> None:
    desk.translate("id", {**VIETNAMESE, HOURS: "Lebih dari 20 jam seminggu?"})
    desk.save()
    [first] = desk.propose(Edit("id", HOURS, "Lebih dari 30 jam seminggu?"), base=desk.served.number).answers
    assert (first.outcome, first.why) == (Outcome.WAITING, ("two_people",))
    assert desk.publish(by="coordinator").answers[0].outcome is Outcome.WAITING
    assert desk.says("id", HOURS) == "Lebih dari 20 jam seminggu?"
    assert desk.publish(by="deputy").answers[0].outcome is Outcome.ACCEPTED
    assert desk.says("id", HOURS) == "Lebih dari 30 jam seminggu?"


def test_two_numbers_that_changed_places_need_a_second_person(desk: Desk) -> None:
    desk.translate("id", {**VIETNAMESE, HOURS: "Lebih dari 8 jam sehari atau 40 seminggu?"})
    desk.save()
    swapped = "Lebih dari 40 jam sehari atau 8 seminggu?"
    [answer] = desk.propose(Edit("id", HOURS, swapped), base=desk.served.number).answers
    assert (answer.outcome, answer.why) == (Outcome.WAITING, ("two_people",))
    assert desk.says("id", HOURS) == "Lebih dari 8 jam sehari atau 40 seminggu?"


def test_two_named_people_publish_a_number_that_came_in_a_file(desk: Desk) -> None:
    desk.translate("id", {**VIETNAMESE, HOURS: "Lebih dari 20 jam seminggu?"})
    desk.save()
    desk.edit("id", HOURS, "Lebih dari 30 jam seminggu?")
    desk.save()
    with desk.database.write() as uow:
        publish_waiting(uow, None, None, now=desk.now, rules=desk.rules)
    desk.publish(by="coordinator")
    desk.edit("vi", ASK, "Bạn cần gì?")
    desk.save()
    desk.publish(by="coordinator")
    assert desk.says("id", HOURS) == "Lebih dari 20 jam seminggu?", "nobody knows who saved the file: perhaps they did"
    assert desk.publish(by="deputy").answers[0].outcome is Outcome.ACCEPTED
    assert desk.says("id", HOURS) == "Lebih dari 30 jam seminggu?"


def test_one_person_under_two_names_is_not_two(desk: Desk) -> None:
    with desk.database.write() as uow:
        anna, ben = (
            accounts.invite(
                uow, email=f"{name}@ngo.example", role=Role.COORDINATOR, partner_id=None, locale="en", now=NOW,
                name=name,
            )[0]
            for name in ("Anna", "Ben")
        )  # fmt: skip
    desk.translate("id", {**VIETNAMESE, HOURS: "Lebih dari 20 jam seminggu?"})
    desk.save()
    desk.edit("id", HOURS, "Lebih dari 30 jam seminggu?")
    desk.save()
    for who in ("  ", "Anna", "anna ", "AN-NA", anna.id, "anna@ngo.example", "Anna from the office"):
        desk.publish(by=who)
        assert desk.says("id", HOURS) == "Lebih dari 20 jam seminggu?", who
    desk.publish(by="ben")
    assert desk.says("id", HOURS) == "Lebih dari 30 jam seminggu?"
    [written] = desk.propose(Edit("id", HOURS, "Lebih dari 40 jam?"), base=desk.served.number, by=ben.id).answers
    assert written.outcome is Outcome.WAITING
    for who in (ben.id, "Ben ", "somebody", "ben@ngo.example"):
        assert desk.publish(by=who).answers[0].outcome is Outcome.WAITING, who
    assert desk.publish(by=anna.id).answers[0].outcome is Outcome.ACCEPTED


def test_a_translation_waits_as_long_as_its_english_does(desk: Desk) -> None:
    desk.edit("en", CARD, "Call 110 now.")
    desk.edit("vi", CARD, "Gọi 110 ngay.", english="Call 110 now.")
    desk.save()
    [answer] = desk.publish(("vi", CARD)).answers
    assert (answer.outcome, answer.why) == (Outcome.WAITING, ("english",))
    assert desk.says("vi", CARD) == "Gọi 110.", "the card of today's English, not none"
    assert desk.publish().count(Outcome.ACCEPTED) == 2
    assert (desk.says("en", CARD), desk.says("vi", CARD)) == ("Call 110 now.", "Gọi 110 ngay.")


def test_a_number_needs_two_people_also_where_file_and_console_changed_the_same_text(desk: Desk) -> None:
    desk.propose(Edit("vi", HOURS, "Bao nhiêu giờ một tuần?"), base=desk.served.number)
    desk.edit("vi", HOURS, "Trên 40 giờ một tuần?")
    desk.save()
    assert desk.waiting == {("vi", HOURS): ("Trên 40 giờ một tuần?", "double two_people")}


def test_a_language_that_only_the_program_brought_is_not_missed_among_the_own_files(
    sqlite_tables: str, tmp_path: Path
) -> None:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    for folder in (own, shipped):
        write(folder, "en", {key: (text, text) for key, text in ENGLISH.items()})
    for language in ("vi", "id"):
        write(shipped, language, {key: (ENGLISH[key], text) for key, text in VIETNAMESE.items()})
    write(own, "vi", {key: (ENGLISH[key], text) for key, text in VIETNAMESE.items()})
    database = Database(sqlite_tables, Keyring.new())
    with database.write() as uow:
        publishing.publish(uow, own, NOW, CRITICAL, shipped=shipped)
    write(own, "en", {key: (text, text) for key, text in {**ENGLISH, "new": "New."}.items()})
    with database.write() as uow:
        assert publishing.publish(uow, own, NOW, CRITICAL, shipped=shipped).faults == ()
    (own / "vi" / "LC_MESSAGES" / "worker.po").unlink()
    with database.write() as uow:
        (fault,) = publishing.publish(uow, own, NOW, CRITICAL, shipped=shipped).faults
    database.close()
    assert str(fault) == "vi/LC_MESSAGES/worker.po:1: [vi] The file is missing."


def test_a_fault_holds_back_its_own_language_only(desk: Desk) -> None:
    desk.edit("vi", PARTNER, "{patner} đã nhận.")
    desk.edit("vi", ASK, "Bạn cần gì?")
    desk.edit("en", HOURS, "How many hours each week?")
    [fault, *_] = desk.save().faults
    assert fault.language == "vi"
    assert fault.key == PARTNER
    assert desk.says("vi", ASK) == VIETNAMESE[ASK]
    assert desk.says("en", HOURS) == "How many hours each week?"
    with desk.database.read() as uow:
        assert str(fault) in publishing.findings(uow)
    desk.edit("vi", PARTNER, "{partner} nhận rồi.")
    assert not desk.save().faults
    assert desk.says("vi", PARTNER) == "Union nhận rồi."
    with desk.database.read() as uow:
        assert not publishing.findings(uow)


def test_an_earlier_release_is_published_again_as_a_new_one(desk: Desk) -> None:
    first = desk.served.number
    desk.edit("vi", ASK, "Bạn cần gì?")
    desk.save()
    with desk.database.write() as uow:
        number = rollback(uow, first, "coordinator", now=desk.now, rules=desk.rules)
    assert number == first + 2
    assert desk.says("vi", ASK) == VIETNAMESE[ASK]
    desk.edit("vi", HOURS, "Bao nhiêu giờ?")
    desk.save()
    assert desk.says("vi", ASK) == VIETNAMESE[ASK], "the file has said the other text before"


def test_of_old_releases_it_stays_known_what_each_said(desk: Desk) -> None:
    for text in ("Một?", "Hai?", "Ba?"):
        desk.edit("vi", ASK, text)
        desk.save()
    with desk.database.write() as uow:
        assert uow.wording.thin(2) == 2
        assert uow.wording.thin(2) == 0
        said = [uow.wording.said("vi", ASK, release) for release in (1, 2, 3, 4)]
        assert said == [VIETNAMESE[ASK], "Một?", "Hai?", "Ba?"]
        assert uow.wording.said("vi", HOURS, 1) == VIETNAMESE[HOURS]
        with pytest.raises(NoSuchRelease):
            rollback(uow, 1, "coordinator", now=desk.now, rules=desk.rules)
        rollback(uow, 3, "coordinator", now=desk.now, rules=desk.rules)
    assert desk.says("vi", ASK) == "Hai?"
