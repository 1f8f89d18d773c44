"""Ready answers: chosen in the own language, read in the worker's; free text says that it is not translated."""

from datetime import date, time

import pytest

from bot.cases.interpreting_rules import MESSAGE, translatable
from bot.cases.messages import worker_message
from bot.cases.notifier import Words as Text
from bot.cases.ready import ready_answers
from bot.wording import values
from tests.console.conftest import Town
from tests.support.texts import plain_texts

MEETING = {"blank_date": "2026-12-01", "blank_time": "18:30", "blank_place": "Nagoya Station, Sakuradori exit"}


def _accepted(town: Town) -> str:
    number = town.file("north")
    town.log_in("north").act(town, number, "accept")
    town.notifier.take()
    return number


def _send(town: Town, number: str, reply: str, who: str = "north", **form: str) -> int:
    answer = town.log_in(who).send(
        f"/console/cases/{number}/replies/{reply}", step=form.pop("step", "send"), once=form.pop("once", "abc"), **form
    )
    return answer.status_code


def test_a_ready_answer_is_chosen_in_ones_own_language_and_sent_in_the_workers(town: Town) -> None:
    number = _accepted(town)
    north = town.log_in("north")
    assert f"/console/cases/{number}/replies" in north.get(f"/console/cases/{number}").text
    assert "Please send us photos of your payslips" in north.get(f"/console/cases/{number}/replies").text
    page = north.get(f"/console/cases/{number}/replies/payslips").text
    assert plain_texts()["vi"]["reply.payslips"] in page
    assert "Please send us photos of your payslips" in page
    assert _send(town, number, "payslips") == 303
    (said,) = [s for s in town.notifier.take() if s.to == "worker"]
    assert (said.what, said.params["text"]) == ("case.staff_says", Text("reply.payslips"))


@pytest.mark.parametrize(
    ("chosen", "typed", "read"),
    [
        ({}, "こんにちは。今週、会って話しましょう。", "ja"),
        ({"language": ""}, "Halo, kami di sini untuk membantu Anda. Kapan bisa bertemu?", "id"),
        ({"language": ""}, "OK!", "en"),
        ({"language": "en"}, "こんにちは。今週、会って話しましょう。", "en"),
    ],
)
def test_the_worker_reads_in_which_language_a_reply_is_written(
    town: Town, chosen: dict[str, str], typed: str, read: str
) -> None:
    """What somebody chose counts; else the words tell it, and where they do not, the language of the console."""
    number = _accepted(town)
    north = town.log_in("north")
    assert "told from the text" in north.get(f"/console/cases/{number}").text
    assert north.send(f"/console/cases/{number}/reply", text=typed, once="1", **chosen).status_code == 303
    (said,) = [s for s in town.notifier.take() if s.to == "worker"]
    assert (said.what, said.params["spoken"]) == ("case.staff_says_in", Text(f"spoken.{read}"))


def test_blanks_are_written_as_each_language_writes_them(town: Town) -> None:
    number = _accepted(town)
    assert _send(town, number, "meet", **MEETING) == 303
    (said,) = [s for s in town.notifier.take() if s.to == "worker"]
    given: dict[str, str | date | time] = {
        "date": date(2026, 12, 1), "time": time(18, 30), "place": MEETING["blank_place"],
    }  # fmt: skip
    assert said.params["text"] == Text("reply.meet", given)
    page = town.log_in("north").get(f"/console/cases/{number}").text
    assert "1 tháng 12, 2026" in page
    assert "1 December 2026 at 18:30. Place: Nagoya Station" in page
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        (sent,) = uow.interpreting.renderings(case.id).values()
    assert "2026年（ねん）12月（がつ）1日（にち）の午後（ごご）6時（じ）30分（ふん）" in sent["ja"].text


def test_before_it_is_sent_both_languages_stand_beside_each_other_with_what_was_typed(town: Town) -> None:
    number = _accepted(town)
    north = town.log_in("north")
    path = f"/console/cases/{number}/replies/amount"
    empty = north.get(path).text
    assert "［Yen］" in empty
    shown = north.send(path, step="show", blank_amount="123,456").text
    assert "123,456 yen" in shown
    assert "123,456 yên" in shown
    assert [s for s in town.notifier.take() if s.to == "worker"] == []


@pytest.mark.parametrize("typed", ["１２３，４５６円", "¥123456", "123,456円", "￥１２３４５６"])
def test_a_sum_is_read_as_a_japanese_keyboard_writes_it(town: Town, typed: str) -> None:
    number = _accepted(town)
    path = f"/console/cases/{number}/replies/amount"
    assert "123,456 yen" in town.log_in("north").send(path, step="show", blank_amount=typed).text


def test_an_empty_blank_a_passed_day_and_a_wrong_sum_send_nothing(town: Town) -> None:
    number = _accepted(town)
    wrong: list[tuple[str, dict[str, str]]] = [
        ("meet", {}),
        ("meet", {**MEETING, "blank_place": " "}),
        ("meet", {**MEETING, "blank_time": "25:00"}),
        ("meet", {**MEETING, "blank_place": "a\nb"}),
        ("received", {"blank_date": "2026-11-01"}),
        ("amount", {"blank_amount": "-5"}),
        ("amount", {"blank_amount": "about 100"}),
    ]
    for reply, form in wrong:
        assert _send(town, number, reply, **form) == 422, (reply, form)
    assert _send(town, number, "no_such") == 404
    assert _send(town, number, "meet", step="other", **MEETING) == 422
    assert [s for s in town.notifier.take() if s.to == "worker"] == []


def test_what_is_typed_into_a_blank_is_never_a_placeholder_or_markup(town: Town) -> None:
    number = _accepted(town)
    assert _send(town, number, "meet", **{**MEETING, "blank_place": "{partner} <b>{time}"}) == 303
    page = town.log_in("north").get(f"/console/cases/{number}").text
    assert "Place: {partner} &lt;b&gt;{time}" in page


def test_the_same_form_twice_is_one_message(town: Town) -> None:
    number = _accepted(town)
    for _ in range(2):
        _send(town, number, "payslips", once="same")
    assert len([s for s in town.notifier.take() if s.to == "worker"]) == 1


def test_free_text_says_in_which_language_it_is_unless_it_is_the_workers_own(town: Town) -> None:
    number = _accepted(town)
    north = town.log_in("north")
    for language in ("ja", "vi"):
        north.send(f"/console/cases/{number}/reply", text="…", once=f"in{language}", language=language)
    said = [s for s in town.notifier.take() if s.to == "worker"]
    assert [s.what for s in said] == ["case.staff_says_in", "case.staff_says"]
    assert said[0].params["spoken"] == Text("spoken.ja")
    assert north.send(f"/console/cases/{number}/reply", text="…", once="xx", language="xx").status_code == 422
    page = north.get(f"/console/cases/{number}").text
    assert "in Japanese, not translated" in page
    assert "in Vietnamese, not translated" in page


def test_what_the_worker_wrote_in_their_own_words_is_marked_as_not_translated(town: Town) -> None:
    number = _accepted(town)
    page = town.log_in("north").get(f"/console/cases/{number}").text
    assert page.count("in Vietnamese, not translated") == 1  # the answer in own words, not those that were tapped
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        uow.conversations.record(
            run_id=case.run_id, visit=60, worker_id=case.worker_id, step="opening.first_words", variable="first_words",
            language="vi", release=1, at=town.clock.now(), raw="không trả tiền", value="không trả tiền", replaces=False,
        )  # fmt: skip
    assert town.log_in("north").get(f"/console/cases/{number}").text.count("in Vietnamese, not translated") == 2


@pytest.mark.parametrize("without_words", ["📎", "👍🏽", "500 → 300?"])
def test_a_file_or_a_sign_is_in_no_language_and_nobody_is_asked_to_interpret_it(town: Town, without_words: str) -> None:
    number = _accepted(town)
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        for text in (without_words, "chưa"):
            worker_message(uow, town.notifier, case.id, town.clock.business(), text=text, language="vi")
        said = {message["text"]: str(message["id"]) for message in uow.cases.messages(case.id)}
        asked = [ref for kind, ref in translatable(uow, case) if kind == MESSAGE]
    assert asked == [said["chưa"]]
    talk = town.log_in("north").get(f"/console/cases/{number}").text.partition('id="talk"')[2].partition("</ol>")[0]
    assert without_words in talk
    assert talk.count("in Vietnamese, not translated") == 1


def test_every_ready_answer_can_be_sent_in_every_language(town: Town) -> None:
    found = ready_answers(town.words.now)
    assert len(found) >= 12
    example = {"date": date(2026, 12, 1), "time": time(9, 5), "amount": 5000, "place": "Ueno", "name": "Sato"}
    for ready in found:
        for language in town.words.now.languages:
            text = town.words.now.find(language, ready.key)
            assert text, (language, ready.id)
            given = {
                name: values.param(town.words.now, language, name, example[kind]) for name, kind in ready.blanks.items()
            }
            filled = town.words.now.text(language, ready.key, **given)
            assert all(value in filled for value in given.values()), (language, ready.id)
            assert len(filled) < 3000


@pytest.mark.parametrize("ready", [False, True])
def test_two_colleagues_do_not_write_past_each_other(town: Town, ready: bool) -> None:
    """Both have the case open; one writes. The other reads that before their words go out, and can send them still."""
    number = _accepted(town)
    first, second = town.log_in("north"), town.log_in("north-lead")
    at = f"/console/cases/{number}/replies/payslips" if ready else f"/console/cases/{number}"
    page = second.get(at).text
    lines = page.partition('name="lines" value="')[2].partition('"')[0]
    assert first.send(f"/console/cases/{number}/reply", text="Thursday at two?", once="a1").status_code == 303
    form = {"step": "send", "once": "b2"} if ready else {"text": "Friday at ten?", "once": "b2"}
    to = at if ready else f"{at}/reply"
    late = second.send(to, lines=lines, **form)
    assert late.status_code == 409
    assert "wrote to the worker" in late.text
    now = late.text.partition('name="lines" value="')[2].partition('"')[0]
    assert second.send(to, lines=now, **form).status_code == 303
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        assert [m["author"] for m in uow.cases.messages(case.id)].count("staff") == 2
