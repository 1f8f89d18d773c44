"""What the outbox holds, as it appears on a worker's phone."""

from typing import Any

import pytest

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.errors import RecipientGone, Refused, RetryAfter, Temporary
from bot.channels.telegram.send import Sent, send
from bot.testing import updates
from bot.testing.bot_api import BotApiServer, FaultKind
from bot.testing.phone import Phone
from tests.evidence.sounds import ogg

pytestmark = pytest.mark.anyio

CHAT = 7001
QUESTION: dict[str, Any] = {
    "type": "bubble",
    "kind": "ask",
    "lang": "ne",
    "text": "कहिलेदेखि?",
    "visit": 12,
    "rows": [
        [{"label": "यो महिना", "data": "a:12:this_month"}],
        [{"label": "अघिल्लो महिना", "data": "a:12:last_month"}],
        [{"label": "थाहा छैन", "data": "a:12:unknown"}],
        [{"label": "Back", "data": "c:12:back"}, {"label": "Menu", "data": "c:12:menu"}],
    ],
    "input": {"kind": "month", "placeholder": "2026-04"},
    "gloss": {"en": "Since when?"},
}


async def test_a_question_with_its_buttons(telegram: BotApiServer, api: TelegramApi) -> None:
    sent = await send(api, CHAT, QUESTION)

    (shown,) = telegram.conversation(CHAT)
    labels = [[button["text"] for button in row] for row in shown.keyboard]
    assert sent == Sent(shown.message_id, (shown.message_id,))
    assert shown.text == "कहिलेदेखि?"
    assert labels == [["यो महिना", "अघिल्लो महिना"], ["थाहा छैन"], ["Back", "Menu"]]


async def test_text_is_plain_and_links_open_no_preview(telegram: BotApiServer, api: TelegramApi) -> None:
    text = "<b>*not* _markup_</b> https://example.org"
    await send(api, str(CHAT), {"type": "bubble", "kind": "say", "lang": "en", "text": text})

    (call,) = telegram.account.calls_of("sendMessage")
    assert telegram.conversation(CHAT)[0].text == text
    assert "parse_mode" not in call.params
    assert call.params["link_preview_options"] == {"is_disabled": True}


async def test_an_answered_keyboard_becomes_one_button_that_does_nothing(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    sent = await send(api, CHAT, QUESTION)
    assert sent.message_id is not None
    answered = {"type": "answered", "visit": 12, "label": "✓ यो महिना"}

    await send(api, CHAT, answered, refs={12: sent.message_id})

    (shown,) = telegram.conversation(CHAT)
    assert shown.keyboard == [[{"text": "✓ यो महिना", "callback_data": "n"}]]
    assert shown.text == "कहिलेदेखि?"


async def test_ticks_are_redrawn_in_the_same_message(telegram: BotApiServer, api: TelegramApi) -> None:
    sent = await send(api, CHAT, QUESTION)
    assert sent.message_id is not None
    ticked = [[{"label": "☑ यो महिना", "data": "a:12:this_month"}], QUESTION["rows"][3]]

    for _ in range(2):
        redraw = {"type": "redraw", "visit": 12, "rows": ticked}
        assert await send(api, CHAT, redraw, refs={12: sent.message_id}) == Sent(sent.message_id)

    (shown,) = telegram.conversation(CHAT)
    assert [[b["text"] for b in row] for row in shown.keyboard] == [["☑ यो महिना"], ["Back", "Menu"]]


async def test_marking_twice_or_marking_what_is_gone_is_as_good_as_done(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    sent = await send(api, CHAT, QUESTION)
    assert sent.message_id is not None
    answered = {"type": "answered", "visit": 12, "label": "✓"}

    for refs in ({12: sent.message_id}, {12: sent.message_id}, {12: 99_999}):
        assert await send(api, CHAT, answered, refs=refs) == Sent(refs[12])
    assert len(list(telegram.account.calls_of("editMessageReplyMarkup"))) == 3


async def test_a_keyboard_whose_message_is_unknown_is_left_alone(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    assert await send(api, CHAT, {"type": "answered", "visit": 12, "label": "✓"}) == Sent(None)
    assert telegram.account.calls == []


async def test_a_tap_is_acknowledged_and_too_late_is_no_trouble(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    tap = updates.tap(CHAT, "a:12:this_month", 1)
    telegram.deliver(tap)
    ack = {"type": "ack", "callback": tap["callback_query"]["id"]}
    assert telegram.account.callbacks

    await send(api, CHAT, ack)
    assert not telegram.account.callbacks
    await send(api, CHAT, ack)


async def test_a_tap_ends_with_the_change_of_its_buttons_also_when_that_is_done_twice(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    sent = await send(api, CHAT, QUESTION)
    tap = updates.tap(CHAT, "a:12:this_month", 1)
    telegram.deliver(tap)
    answered = {"type": "answered", "visit": 12, "label": "✓", "callback": tap["callback_query"]["id"]}

    for _ in range(2):
        assert await send(api, CHAT, answered, refs={12: sent.message_id or 0}) == Sent(sent.message_id)

    assert telegram.conversation(CHAT)[0].keyboard == [[{"text": "✓", "callback_data": "n"}]]
    assert not telegram.account.callbacks


async def test_a_long_text_comes_in_parts_with_the_buttons_under_the_last(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    paragraphs = [letter * 3000 for letter in "abc"]
    sent = await send(api, CHAT, QUESTION | {"text": "\n\n".join(paragraphs)})

    shown = telegram.conversation(CHAT)
    assert [message.text for message in shown] == paragraphs
    assert [bool(message.keyboard) for message in shown] == [False, False, True]
    assert sent == Sent(shown[2].message_id, tuple(message.message_id for message in shown))


async def test_a_long_text_broken_off_goes_on_where_it_was(telegram: BotApiServer, api: TelegramApi) -> None:
    paragraphs = [letter * 3000 for letter in "abc"]
    long = QUESTION | {"text": "\n\n".join(paragraphs)}
    telegram.account.watch(lambda chat, message: telegram.outage(message.text.startswith("b")))

    with pytest.raises(Temporary) as caught:
        await send(api, CHAT, long)
    telegram.outage(False)
    await send(api, CHAT, long, parts_sent=caught.value.parts_sent)

    assert [message.text for message in telegram.conversation(CHAT)] == paragraphs


async def test_blocked_while_being_written_to(telegram: BotApiServer, api: TelegramApi) -> None:
    worker = Phone(telegram, CHAT)
    await worker.block()

    with pytest.raises(RecipientGone):
        await send(api, CHAT, QUESTION)
    await worker.unblock()
    assert (await send(api, CHAT, QUESTION)).message_id


async def test_button_data_longer_than_64_bytes_is_refused(api: TelegramApi) -> None:
    fits = {"label": "A", "data": "a:12:" + "x" * 59}
    with_marks = {"label": "A", "data": "a:12:" + "é" * 30}

    assert (await send(api, CHAT, QUESTION | {"rows": [[fits]]})).message_id
    with pytest.raises(Refused, match=r"(?i)BUTTON_DATA_INVALID"):
        await send(api, CHAT, QUESTION | {"rows": [[with_marks]]})


async def test_a_bubble_with_nothing_to_say_and_a_payload_of_no_known_type_are_refused(
    api: TelegramApi,
) -> None:
    with pytest.raises(Refused):
        await send(api, CHAT, {"type": "bubble", "text": " "})
    with pytest.raises(Refused, match="carrier pigeon"):
        await send(api, CHAT, {"type": "carrier pigeon"})


async def test_a_refusal_of_another_kind_is_not_taken_for_done(api: TelegramApi) -> None:
    sent = await send(api, CHAT, QUESTION)
    assert sent.message_id is not None

    with pytest.raises(Refused):
        await send(api, CHAT, {"type": "answered", "visit": 12, "label": " "}, refs={12: sent.message_id})


async def test_slow_down_is_passed_on_for_every_kind_of_payload(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    payloads = (QUESTION, {"type": "answered", "visit": 12, "label": "✓"}, {"type": "ack", "callback": "1"})
    for payload in payloads:
        telegram.fail(FaultKind.TOO_MANY_REQUESTS, retry_after=3)
        with pytest.raises(RetryAfter):
            await send(api, CHAT, payload, refs={12: 1})


async def test_a_recording_is_a_voice_message_uploaded_once(telegram: BotApiServer, api: TelegramApi) -> None:
    first = await send(api, CHAT, {"type": "sound", "id": "one"}, sounds={"one": ogg()})
    assert first.voice is not None
    again = await send(api, CHAT, {"type": "sound", "id": "one"}, sounds={"one": first.voice})

    shown = telegram.conversation(CHAT)
    assert [(one.message_id, one.file[0]) for one in shown if one.file is not None] == [
        (first.message_id, "voice"), (again.message_id, "voice"),
    ]  # fmt: skip
    assert len(telegram.account.files) == 1


async def test_a_recording_that_was_erased_or_is_not_wished_is_passed_over(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    assert await send(api, CHAT, {"type": "sound", "id": "gone"}) == Sent(None)
    assert telegram.conversation(CHAT) == []


async def test_of_a_paper_that_newer_ones_replaced_it_is_said_that_it_does_not_come(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    paper = {"id": "p1", "name": "2026-11-24.pdf", "size": 5, "gone": "Have it made again."}
    await send(api, CHAT, {"type": "bubble", "kind": "say", "lang": "en", "text": "Your paper.", "paper": paper})
    assert [one.text for one in telegram.conversation(CHAT)] == ["Have it made again."]


async def test_a_paper_comes_as_a_file_with_its_words_below(telegram: BotApiServer, api: TelegramApi) -> None:
    paper = {"id": "p1", "name": "2026-11-24.pdf", "size": 5}
    told = {"type": "bubble", "kind": "say", "lang": "en", "text": "Your paper.", "paper": paper}
    sent = await send(api, CHAT, told, papers={"p1": b"%PDF-"})

    (shown,) = telegram.conversation(CHAT)
    assert sent == Sent(shown.message_id, (shown.message_id,))
    assert shown.text == "Your paper."
    assert shown.file is not None
    kind, file_id = shown.file
    assert kind == "document"
    kept = telegram.account.files[file_id]
    assert (kept.name, kept.content) == ("2026-11-24.pdf", b"%PDF-")


async def test_of_a_paper_that_newer_ones_replaced_the_words_are_sent(telegram: BotApiServer, api: TelegramApi) -> None:
    paper = {"id": "p1", "name": "2026-11-24.pdf", "size": 5}
    await send(api, CHAT, {"type": "bubble", "kind": "say", "lang": "en", "text": "Your paper.", "paper": paper})

    (shown,) = telegram.conversation(CHAT)
    assert (shown.text, shown.file) == ("Your paper.", None)


async def test_a_chat_is_cleared_of_what_the_bot_and_the_worker_wrote(telegram: BotApiServer, api: TelegramApi) -> None:
    long = await send(api, CHAT, {"type": "bubble", "text": "साँझ " * 2000})
    for number in range(150):
        telegram.deliver(updates.message(CHAT, str(number)))
    telegram.open_chat(CHAT + 1)
    beside = await send(api, CHAT + 1, {"type": "bubble", "text": "of somebody else"})
    shown = {message.message_id for message in telegram.conversation(CHAT)}
    assert len(long.message_ids) > 1
    assert len(shown) == 150 + len(long.message_ids)

    for _ in range(2):  # the second time there is nothing left
        assert await send(api, CHAT, {"type": "clear"}, recent={*shown, beside.message_id or 0}) == Sent(None)

    assert telegram.conversation(CHAT) == []
    assert len(telegram.conversation(CHAT + 1)) == 1


async def test_what_is_too_old_to_be_cleared_spoils_nothing(telegram: BotApiServer, api: TelegramApi) -> None:
    made = [(await send(api, CHAT, {"type": "bubble", "text": text})).message_id or 0 for text in "abc"]
    telegram.conversation(CHAT)[1].at -= 49 * 3600

    await send(api, CHAT, {"type": "clear"}, recent=made)
    assert [message.text for message in telegram.conversation(CHAT)] == ["b"]


async def test_a_chat_that_is_asked_to_wait_is_cleared_later(telegram: BotApiServer, api: TelegramApi) -> None:
    made = (await send(api, CHAT, {"type": "bubble", "text": "a"})).message_id or 0
    telegram.fail(FaultKind.TOO_MANY_REQUESTS, "deleteMessages", retry_after=7)

    with pytest.raises(RetryAfter):
        await send(api, CHAT, {"type": "clear"}, recent=[made])
    await send(api, CHAT, {"type": "clear"}, recent=[made])
    assert telegram.conversation(CHAT) == []
