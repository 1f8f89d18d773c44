"""The one row under every question, and everything behind its menu."""

import pytest

from tests.conversation.talk import Talk
from tests.conversation.ways import file_report, reach


def test_back_asks_the_question_before_again(talk: Talk) -> None:
    before = reach(talk, "overtime_month")
    talk.tap("h60")
    again = talk.tap("back")[-1]
    assert again.text.startswith(before.text.split("\n")[0])
    assert again.choices == before.choices
    assert "overtime_month" not in talk.state()["done"]
    talk.tap("h20")
    assert talk.answers["overtime_month"] == "h20"


def test_back_to_a_question_with_several_answers_keeps_what_was_ticked(talk: Talk) -> None:
    reach(talk, "urgent", mission="job_loss")
    talk.tap("no_bed")
    talk.tap("_done")
    again = talk.tap("back")[-1]
    assert again.choices["no_bed"].startswith("☑")
    assert again.choices["no_food"].startswith("☐")
    talk.tap("no_food")
    talk.tap("_done")
    assert talk.answers["job_urgent"] == ["no_bed", "no_food"]


def test_back_to_who_may_be_asked_does_not_put_back_who_was_taken_out(talk: Talk) -> None:
    offered = reach(talk, "partners")
    out = next(c for c in offered.choices if not c.startswith("_"))
    talk.tap(out)
    talk.tap("_done")
    again = talk.tap("back")[-1]
    assert again.choices[out].startswith("☐")
    talk.tap("_done")
    assert out not in talk.answers["partners"]


def test_back_from_the_prefectures_leads_to_the_regions(talk: Talk) -> None:
    reach(talk, "prefecture")
    prefectures = talk.tap("r.kyushu")[-1]
    assert "40" in prefectures.choices
    regions = talk.tap("back")[-1]
    assert "r.kanto" in regions.choices
    talk.tap("r.kanto")
    assert "r.kyushu" in talk.tap("_regions")[-1].choices


def test_back_at_the_very_beginning_changes_nothing(talk: Talk) -> None:
    talk.start("en")
    asked = talk.tap("en")[-1]
    assert "back" in asked.controls
    assert "vi" in talk.tap("back")[-1].choices


def test_the_menu_says_what_can_be_done_and_leads_back_to_the_question(talk: Talk) -> None:
    question = reach(talk, "months")
    menu = talk.tap("menu")[-1]
    assert list(menu.controls) == ["change", "language", "help", "stop", "delete", "close"]
    same = talk.tap("close")[-1]
    assert same.choices == question.choices
    talk.tap("m3")
    assert talk.answers["months"] == "m3"


def test_the_menu_can_be_written_instead(talk: Talk) -> None:
    reach(talk, "months", language="ne")
    assert "change" in talk.say("menu")[-1].controls
    assert "change" in talk.say("मेनु")[-1].controls


def test_an_answer_can_be_changed_and_the_conversation_goes_on_where_it_was(talk: Talk) -> None:
    reach(talk, "want")
    talk.tap("menu")
    listed = talk.tap("change")[-1]
    labels = list(listed.controls.values())
    assert any(label.startswith("Tokyo 東京都 — ") for label in labels), "a phone cuts off the end of a long label"
    assert max(map(len, labels)) <= 90
    assert not any("I am afraid" in label for label in labels), "a sensitive answer is not shown again"
    asked = talk.tap(next(c for c in listed.controls if c.endswith("/overtime_month")))[-1]
    assert "h20" in asked.choices
    talk.tap("h20")
    assert talk.at == "unpaid_overtime/about/want"
    assert talk.answers["overtime_month"] == "h20"


def test_every_answer_can_be_reached_however_far_back(talk: Talk) -> None:
    reach(talk, "ready")
    talk.tap("add_details")
    while (talk.at or "").split("/")[-1] != "proof":
        choices = [c for c in talk.question.choices if not c.startswith("_")]
        talk.tap("_skip" if "_skip" in talk.question.choices else choices[0])
    first, seen = "change/unpaid_overtime/safe_now", 0
    talk.tap("menu")
    listed = talk.tap("change")[-1]
    while first not in listed.controls:
        seen += 1
        listed = talk.tap(next(c for c in listed.controls if c.startswith("changes/")))[-1]
    assert seen, "it stands far back"
    talk.tap(first)
    assert talk.at == "unpaid_overtime/safe_now"


def test_a_changed_answer_that_leads_elsewhere_asks_what_is_then_needed(talk: Talk) -> None:
    reach(talk, "want")
    talk.tap("menu")
    listed = talk.tap("change")[-1]
    talk.tap(next(c for c in listed.controls if c.endswith("/status")))
    talk.tap("other")
    assert talk.at == "unpaid_overtime/about/status_other"


def test_the_language_can_be_changed_in_the_middle_and_the_answers_stay(talk: Talk) -> None:
    reach(talk, "months")
    talk.tap("menu")
    offered = talk.tap("language")[-1]
    assert offered.controls["lang/ne"] == "नेपाली"
    said = talk.tap("lang/ne")
    assert said[-1].payload["lang"] == "ne"
    assert "6 महिना" in said[-1].choices["m6"]
    assert talk.answers["overtime_month"] == "h60"
    assert talk.tap("m6")[-1].payload["lang"] == "ne"


def test_help_now_shows_the_numbers_to_call_and_the_question_again(talk: Talk) -> None:
    question = reach(talk, "months", language="vi")
    talk.tap("menu")
    said = talk.tap("help")
    card = next(s for s in said if s.kind == "card")
    assert "110" in card.text
    assert "119" in card.text
    assert said[-1].choices == question.choices


def test_help_is_understood_as_it_is_shouted(talk: Talk) -> None:
    reach(talk, "months", language="tl")
    assert any(s.kind == "card" for s in talk.say("TULONG!!"))


def test_stopping_keeps_everything_and_the_conversation_goes_on_later(talk: Talk) -> None:
    reach(talk, "months")
    talk.tap("menu")
    said = talk.tap("stop")
    assert "30" in said[-1].text
    talk.clock.advance(days=3)
    talk.restart()
    asked = talk.start("en")[-1]
    assert list(asked.controls) == ["resume", "restart"]
    assert "m6" in talk.tap("resume")[-1].choices
    assert talk.answers["overtime_month"] == "h60"


def test_who_asks_in_the_middle_how_it_stands_is_not_told_that_there_is_nothing(talk: Talk) -> None:
    """Somebody who has answered six questions would think them lost."""
    reach(talk, "months")
    said = talk.command("status")
    assert said[-1].text == "Menu. What do you want to do?"
    assert talk.answers["overtime_month"] == "h60"


def test_beginning_anew_forgets_the_answers_of_before(talk: Talk) -> None:
    reach(talk, "months")
    talk.start("en")
    asked = talk.tap("restart")[-1]
    assert "vi" in asked.choices
    assert talk.answers == {}


def test_who_begins_again_sends_only_what_was_answered_since(talk: Talk) -> None:
    reach(talk, "ready", safe_now="threatened")
    talk.start("en")
    talk.tap("restart")
    file_report(talk, mission="job_loss")
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        steps = [one["step"] for one in uow.conversations.answers(case.run_id)]
    assert not [step for step in steps if step.startswith("unpaid_overtime.")]
    assert len(steps) == len(set(steps)), "and nothing stands there twice"


@pytest.mark.parametrize("command", ["start", "new"])
def test_a_command_pressed_early_loses_nothing_of_what_was_told(talk: Talk, command: str) -> None:
    talk.start("en")
    talk.say("They have not paid me since May")
    talk.send({"type": "command", "name": command, "argument": "", "languages": ["vi"]})
    assert "vi" in talk.question.choices
    file_report(talk)
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert "They have not paid me since May" in [one["raw"] for one in uow.conversations.answers(case.run_id)]


def test_new_in_the_middle_asks_before_anything_is_forgotten(talk: Talk) -> None:
    reach(talk, "months")
    assert list(talk.command("new")[-1].controls) == ["resume", "restart"]
    assert talk.answers["overtime_month"]


def test_a_button_of_an_earlier_question_is_answered_politely_and_changes_nothing(talk: Talk) -> None:
    earlier = reach(talk, "overtime_month")
    talk.tap("h60")
    before = talk.state()
    said = talk.press(next(d for d in earlier.data if d.endswith(":h10")))
    assert [s.kind for s in said] == ["note"]
    assert talk.state() == before


def test_the_menu_of_an_earlier_question_changes_nothing(talk: Talk) -> None:
    earlier = reach(talk, "overtime_month")
    talk.tap("h60")
    before = talk.state()
    assert talk.press(next(d for d in earlier.data if d.endswith(":back")))[-1].kind == "note"
    assert talk.state() == before


def test_somebody_elses_or_made_up_buttons_change_nothing(talk: Talk) -> None:
    reach(talk, "months")
    visit, before = talk.state()["visit"], talk.state()
    made_up = ("a:9999999999:m6", "a:-1:m6", "q:nobody:yes", "s:K7F32QMX:accept", "x")
    for data in (f"a:{visit}:h60", f"a:{visit}:", *made_up):
        talk.press(data)
        assert talk.state()["vars"] == before["vars"], data


def test_two_taps_at_once_are_one_answer(talk: Talk) -> None:
    question = reach(talk, "months")
    data = next(d for d in question.data if d.endswith(":m6"))
    talk.press(data)
    at = talk.at
    assert talk.press(data)[-1].kind == "note"
    assert talk.at == at


def test_an_edited_message_is_answered_with_how_to_change_it(talk: Talk) -> None:
    reach(talk, "months")
    before = talk.state()
    assert [s.kind for s in talk.send({"type": "edited", "text": "m1"}) if s.type == "bubble"] == ["note", "ask"]
    assert talk.state()["vars"] == before["vars"]


def test_progress_never_rises(talk: Talk) -> None:
    reach(talk, "write_first")
    said = [line for s in talk.heard for line in s.text.split("\n")]
    shown = [int(line.split()[-1]) for line in said if line.startswith("Questions left: about ")]
    assert len(shown) > 6
    assert shown == sorted(shown, reverse=True)
