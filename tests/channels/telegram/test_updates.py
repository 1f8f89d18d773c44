"""What a worker does on Telegram, read as what a conversation understands."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.telegram.errors import MalformedUpdate
from bot.channels.telegram.heard import Heard
from bot.channels.telegram.updates import ALLOWED_UPDATES, NO_CHAT, Inbound, parse
from bot.testing import updates

CHAT = 7001
GROUP = -1002000


def read(update: dict[str, Any], bot_name: str = "todoke_bot") -> Inbound:
    for kind in ("message", "edited_message"):
        if kind in update:
            update[kind].setdefault("message_id", 12)
    return parse({"update_id": 900} | update, bot_name)


def test_a_text_comes_with_its_chat_its_order_and_the_language_of_the_phone() -> None:
    update = updates.message(CHAT, "残業代が出ない", language_code="ne")
    inbound = read(update)

    assert inbound == Inbound(
        update_id=900,
        chat_key="telegram:7001",
        chat_id=CHAT,
        external_order=900,
        event={"type": "text", "text": "残業代が出ない"},
        language_code="ne",
        user_id=CHAT,
        said_at=datetime.fromtimestamp(update["message"]["date"], UTC),
        message_id=12,
    )


def test_a_phone_may_not_tell_its_language() -> None:
    assert read(updates.message(CHAT, "hi", language_code=None)).language_code is None


def test_names_are_not_kept() -> None:
    update = updates.message(CHAT, "hi")
    update["message"]["from"] |= {"first_name": "Secretname", "username": "secretname"}
    update["message"]["chat"] |= {"first_name": "Secretname", "username": "secretname"}

    assert "ecretname" not in repr(read(update))


@pytest.mark.parametrize(
    ("written", "name", "argument"),
    [
        ("/start", "start", ""),
        ("/START", "start", ""),
        ("/start abc_DEF-123", "start", "abc_DEF-123"),
        ("/help@todoke_bot", "help", ""),
        ("/Language@TODOKE_BOT  vi ", "language", "vi"),
        ("/stop\nplease", "stop", "please"),
    ],
)
def test_commands(written: str, name: str, argument: str) -> None:
    assert read(updates.message(CHAT, written)).event == {
        "type": "command",
        "name": name,
        "argument": argument,
    }


@pytest.mark.parametrize(
    "written", ["/5000", "/", "// start", "5000/h", "/help@another_bot", "no /start", "/ắ"]
)
def test_a_slash_alone_makes_no_command(written: str) -> None:
    assert read(updates.message(CHAT, written)).event == {"type": "text", "text": written}


def test_of_a_photo_the_largest_size_is_taken() -> None:
    update = updates.message(
        CHAT,
        caption="my payslip",
        photo=[
            {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60, "file_size": 900},
            {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 960, "file_size": 90_000},
            {"file_id": "middle", "file_unique_id": "m", "width": 320, "height": 240, "file_size": 9_000},
        ],
    )
    assert read(update).event == {
        "type": "file",
        "media": "photo",
        "ref": "large",
        "size": 90_000,
        "name": None,
        "mime": "image/jpeg",
        "caption": "my payslip",
    }


@pytest.mark.parametrize(
    ("kind", "media"),
    [("document", "file"), ("voice", "voice"), ("audio", "voice"), ("video", "file"), ("video_note", "file")],
)
def test_files_of_each_kind(kind: str, media: str) -> None:
    details = {} if kind == "video_note" else {"mime_type": "application/x-thing"}
    if kind == "document":
        details["file_name"] = "shift table.xlsx"
    event = read(updates.file(CHAT, kind, "f1", 77, **details)).event

    assert (event["type"], event["media"], event["ref"], event["size"]) == ("file", media, "f1", 77)
    assert event["name"] == details.get("file_name")
    assert event["mime"] == details.get("mime_type")
    assert event["caption"] is None


def test_files_that_were_sent_together_are_known_by_their_group() -> None:
    photo = [{"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 960}]
    assert read(updates.message(CHAT, photo=photo, media_group_id="13")).event["group"] == "13"
    assert "group" not in read(updates.message(CHAT, photo=photo)).event


def test_a_tap_brings_the_buttons_data_and_what_to_acknowledge() -> None:
    update = updates.tap(CHAT, "a:12:this_month", 40, language_code="vi")
    inbound = read(update)

    assert inbound.event == {
        "type": "tap",
        "data": "a:12:this_month",
        "callback": update["callback_query"]["id"],
    }
    assert (inbound.chat_id, inbound.language_code) == (CHAT, "vi")


def test_a_tap_on_a_message_too_old_to_come_along_still_knows_its_chat() -> None:
    without = updates.tap(CHAT, "a:12:x", 40)
    del without["callback_query"]["message"]
    inaccessible = updates.tap(CHAT, "a:12:x", 40)
    inaccessible["callback_query"]["message"] |= {"date": 0}

    assert read(without).chat_key == read(inaccessible).chat_key == "telegram:7001"


def test_an_edited_text_and_an_edited_caption() -> None:
    caption = updates.edited(CHAT, 12, "")
    caption["edited_message"] |= {"caption": "new words", "photo": []}
    del caption["edited_message"]["text"]

    assert read(updates.edited(CHAT, 12, "8 hours")).event == {"type": "edited", "text": "8 hours"}
    assert read(caption).event == {"type": "edited", "text": "new words"}


def test_a_photo_put_in_the_place_of_an_earlier_one_comes_with_the_edited_message() -> None:
    sent = updates.file(CHAT, "photo", "sharp", 1_000, caption="October")["message"]
    event = read({"edited_message": sent | {"edit_date": sent["date"] + 60, "media_group_id": "album"}}).event

    assert (event["type"], event["text"], event["media"], event["size"]) == ("edited", "October", "photo", 1_000)
    assert "group" not in event


def test_blocking_the_bot_and_taking_it_back() -> None:
    assert read(updates.membership(CHAT, "kicked")).event == {"type": "blocked"}
    assert read(updates.membership(CHAT, "member")).event == {"type": "unblocked"}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("sticker", {"file_id": "s", "type": "regular"}),
        ("contact", {"phone_number": "+81", "first_name": "A"}),
        ("location", {"latitude": 35.0, "longitude": 139.0}),
        ("poll", {"id": "1"}),
        ("dice", {"value": 3}),
    ],
)
def test_what_the_bot_has_no_use_for_is_said_to_be_so(kind: str, content: dict[str, Any]) -> None:
    update = updates.message(CHAT)
    update["message"][kind] = content

    assert read(update).event == {"type": "unsupported", "kind": kind}


def test_a_kind_of_message_nobody_knew_is_unsupported_too() -> None:
    assert read(updates.message(CHAT, hologram={"x": 1})).event == {"type": "unsupported", "kind": "other"}


def in_group(update: dict[str, Any]) -> Inbound:
    content = update.get("message") or update["callback_query"]["message"]
    content["chat"] = updates.group(GROUP)
    return read(update)


def test_in_a_group_only_commands_and_taps_are_read() -> None:
    talk = in_group(updates.message(CHAT, "something private"))
    command = in_group(updates.message(CHAT, "/link@todoke_bot 123456"))
    other = in_group(updates.message(CHAT, "/link@another_bot 123456"))
    tap = in_group(updates.tap(CHAT, "s:accept:7", 40))

    assert talk.event == {"type": "group", "what": "message"}
    assert (talk.chat_key, talk.user_id) == ("telegram:-1002000", CHAT)
    assert command.event == {"type": "group", "what": "command", "name": "link", "argument": "123456"}
    assert other.event == {"type": "group", "what": "message"}
    assert tap.event["what"] == "tap"
    assert (tap.event["data"], tap.user_id) == ("s:accept:7", CHAT)


def test_a_bot_put_into_a_group_and_out_again_and_a_group_that_changes_its_id() -> None:
    added = read(updates.membership(CHAT, "member", chat=updates.group(GROUP)))
    removed = read(updates.membership(CHAT, "left", chat=updates.group(GROUP)))
    migrated = in_group(updates.message(CHAT, migrate_to_chat_id=-1003000))

    assert added.event == {"type": "group", "what": "added"}
    assert removed.event == {"type": "group", "what": "removed"}
    assert migrated.event == {"type": "group", "what": "migrated", "to": -1003000}


def test_a_kind_of_update_nobody_knew() -> None:
    inbound = read({"telepathy": {"chat": {"id": 5}}})

    assert inbound.event == {"type": "unknown", "kind": "telepathy"}
    assert inbound.chat_id == NO_CHAT


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "text",
        {},
        {"update_id": "7"},
        {"update_id": True},
        {"update_id": -1},
        {"update_id": 2**63},
    ],
)
def test_what_is_no_update_at_all(raw: object) -> None:
    with pytest.raises(MalformedUpdate) as caught:
        parse(raw)
    assert caught.value.update_id is None


@pytest.mark.parametrize(
    "content",
    [
        {"message": None},
        {"message": []},
        {"message": {"text": "no chat, no date"}},
        {"message": {"message_id": 1, "date": "soon", "chat": {"id": 1, "type": "private"}}},
        {"message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}}},
        {"callback_query": {"data": "a:1:x"}},
        {"my_chat_member": {"chat": 4}},
    ],
)
def test_an_update_of_the_wrong_shape_is_named_by_its_id(content: dict[str, Any]) -> None:
    with pytest.raises(MalformedUpdate) as caught:
        parse({"update_id": 900} | content)
    assert caught.value.update_id == 900


def test_a_quoted_message_of_a_shape_nobody_knew_does_not_cost_the_answer() -> None:
    update = updates.message(CHAT, "8 hours", reply_to_message={"nonsense": True}, entities="also nonsense")

    assert read(update).event == {"type": "text", "text": "8 hours"}


def test_every_kind_of_update_that_is_asked_for_is_read() -> None:
    read_kinds = {"message", "edited_message", "callback_query", "my_chat_member"}
    assert set(ALLOWED_UPDATES) == read_kinds


def test_when_it_was_said_counts_and_not_when_it_came() -> None:
    heard, then, later = Heard(), 1_790_000_000, 1_790_000_600

    def at(number: int, content: dict[str, Any], date: int | None) -> int:
        part = next(iter(content))
        holder = content[part].get("message") if part == "callback_query" else content[part]
        holder |= {"message_id": 3, "date": date or 0}  # 0: Telegram's way to say that it is too old to come along
        return int(heard.said_at(parse({"update_id": number} | content)).timestamp())

    assert at(5, updates.tap(CHAT, "a:1:yes", 3), None) == 0, "nothing is known of it"
    assert at(6, updates.tap(CHAT, "a:1:yes", 3), then) == then, "not before the message it hangs on"
    assert at(7, updates.message(CHAT, "hello"), later) == later
    assert at(8, updates.tap(CHAT, "a:1:yes", 3), then) == later, "not before what came before it"
    assert at(4, updates.tap(CHAT, "a:1:yes", 3), then) == then, "comes once more, later"
