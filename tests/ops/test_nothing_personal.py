"""What somebody tells, and what opens doors, is nowhere but where it belongs: not in logs, numbers, error pages, mails
or addresses, and not readable in the database; also when things go wrong in the middle of it."""

import json
import re
import socket
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot.testing import updates
from bot.testing.bot_api import BotApiServer
from bot.testing.bot_api.faults import FaultKind
from bot.testing.phone import Phone
from bot.testing.screen import Shown
from tests.crash.installation import STAFF_CHAT, database_of
from tests.hostile.house import House
from tests.support.missions import COMMON, MISSIONS, choose
from tests.support.program import SECRET
from tests.support.smtp import MailServer
from tests.support.telegram import newest_with_buttons

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(180)]

NAME, EMPLOYER, MAIL = "Quyenhvar Zolotukhina", "Yamazeppo Foods", "quyenhvar.z@zolomail.example"
TOLD = (
    NAME, f"My name is {NAME}", "call 080-4417-9526", "+84 912 773 481", "0804417 9526", "it ends on 14 March 2027",
    "card: 2027-03-14", "14/03/2027", EMPLOYER, f"I work at {EMPLOYER} in Zeppomachi", MAIL, "card no. ZQ48151623XK",
)  # fmt: skip
"""What the worker writes wherever something can be written."""
TRACES = re.compile(
    r"quyenhvar|zolotukhina|zolomail|yamazeppo|zeppomachi|80.?4417|4417.?9526|912.?773|773.?481|14 March"
    r"|2027-03-14|14/03/2027|zq48151623xk|7093518264|secretphoto",
    re.I,
)
"""What would be left of it, whatever form it takes."""
CHAT = 7093518264
STORY = ("en", "unpaid_overtime", "threatened", "add_details", *MISSIONS["unpaid_overtime"], *COMMON)


@pytest.fixture
async def house(
    tmp_path: Path, smtp: MailServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """An installation with mail; Telegram tells who writes, whether wanted or not."""
    monkeypatch.setattr(updates, "_NAMES", {"first_name": NAME, "last_name": "Z", "username": "quyenhvar_z"})
    async with BotApiServer() as telegram:
        made = House(telegram, tmp_path / "data", free_port(), SMTP_URL=smtp.url)
        try:
            await made.open()
            with database_of(made.program) as database, database.write() as uow:
                uow.connection.execute(text("UPDATE staff SET email_confirmed_at = created_at"))
            yield made
        finally:
            made.close()


def free_port() -> int:
    """A port that neither the mail server nor anybody else has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def shown_choices(shown: Shown) -> dict[str, str]:
    """The answers that can be pressed, each with its button's data."""
    return {b.data.split(":", 2)[2]: b.data for b in shown.buttons if b.data.startswith("a:")}


async def tell_everything(house: House) -> Phone:
    """The whole story with all its details; where it can be written, something nobody else may read."""
    house.telegram.open_chat(CHAT)
    phone = Phone(house.telegram, CHAT, "en", patience=30)
    await phone.type("/start")
    for step in range(90):
        shown = await phone.wait_for(newest_with_buttons)
        if not shown_choices(shown):
            break
        if step < 8 or all(choice.startswith("_") for choice in shown_choices(shown)):
            await phone.type(TOLD[step % len(TOLD)])
            shown = await phone.wait_for(newest_with_buttons)
        data = shown_choices(shown)
        if not data:
            break
        await phone.tap_data(data[choose(list(data), STORY)], shown.message_id)
    else:
        raise AssertionError(f"no end\n{phone.see()}")
    for words in TOLD:
        await phone.type(words)
    await phone.send_document(b"%PDF-1.4 " + NAME.encode(), f"SecretPhoto {NAME}.pdf", "application/pdf", caption=MAIL)
    await house.handled()
    return phone


async def things_go_wrong(house: House, phone: Phone) -> None:
    """Telegram and the database fail in the middle of a sentence."""
    for kind in (FaultKind.BAD_GATEWAY, FaultKind.RESET):
        house.telegram.fail(kind, "sendMessage", chat_id=phone.chat_id)
        await phone.type("/menu")
        await phone.type(TOLD[1])
    await house.handled()
    with sqlite3.connect(house.program.folder / "todoke.db", timeout=20) as connection:
        connection.execute(
            "CREATE TRIGGER broken BEFORE UPDATE OF state ON conversation BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    for words in TOLD[:2]:
        house.telegram.deliver(updates.message(phone.chat_id, words))
    await phone.wait_for("Something went wrong on our side", within=30)
    with sqlite3.connect(house.program.folder / "todoke.db", timeout=20) as connection:
        connection.execute("DROP TRIGGER broken")
    broken = {"update_id": 900_000_001, "message": {"message_id": NAME, "text": TOLD[1], "chat": updates.private(CHAT)}}
    assert await house.send(broken) == 200
    assert house.post(f'{{"update_id": 5, "message": "{NAME}'.encode()) == 400
    assert house.post(json.dumps(broken).encode(), secret=NAME.replace(" ", "-")) == 403
    await house.handled()


async def on_the_web(house: House, shown: list[str]) -> list[str]:
    """The same on the web chat, also where it is refused: `shown` is what refusals say. Returns what opens doors."""
    url = house.program.url
    async with aiohttp.ClientSession(url) as session:

        async def ask(method: str, path: str, **what: Any) -> tuple[int, str]:
            async with session.request(method, path, allow_redirects=False, **what) as answer:
                body = await answer.text()
                if answer.status >= 400:
                    shown.append(f"{method} {answer.status} {dict(answer.headers)} {body}")
                return answer.status, body

        begun = json.loads((await ask("POST", "/chat/api/session", json={"languages": ["en"]}))[1])
        opens = {"Authorization": f"Bearer {begun['token']}"}
        for seq, words in enumerate(TOLD, 1):
            event = {"type": "text", "text": words}
            assert (await ask("POST", "/chat/api/events", headers=opens, json={"seq": seq, "event": event}))[0] == 202
        code = json.loads((await ask("POST", "/chat/api/recovery-code", headers=opens, json={}))[1])["code"]
        form = aiohttp.FormData({"seq": "50", "media": "file"})
        form.add_field("file", b"GIF89a " + NAME.encode(), filename=f"SecretPhoto {NAME}.gif")
        await ask("POST", "/chat/api/files", headers=opens, data=form)
        refused = {
            "event": {"seq": 60, "event": {"type": "text", "text": {"name": NAME}}},
            "kind": {"seq": 60, "event": {"type": NAME, "text": NAME}},
            "long": {"seq": 60, "event": {"type": "text", "text": NAME * 2000}},
            "mail": {"seq": 60, "event": {"type": "handover", "choice": "email", "value": f"{NAME} at home"}},
            "seq": {"seq": NAME, "event": {"type": "text", "text": NAME}},
        }
        for body in refused.values():
            assert (await ask("POST", "/chat/api/events", headers=opens, json=body))[0] in (413, 422)
        assert (await ask("POST", "/chat/api/events", headers=opens, data=f'{{"name": "{NAME}'))[0] in (415, 422)
        assert (await ask("POST", "/chat/api/recover", json={"code": NAME}))[0] == 404
        assert (await ask("GET", f"/chat/api/bubbles?after={EMPLOYER}", headers=opens))[0] == 422
        assert (await ask("GET", "/chat/api/bubbles", headers={"Authorization": f"Bearer {NAME}"}))[0] == 401
        for path in (f"/chat/{NAME}", f"/{NAME}", f"/console/join/{NAME}", f"/telegram/{NAME}?name={NAME}"):
            assert (await ask("GET", path))[0] in (303, 404)
        log_in = {"email": "nobody@example.org", "password": NAME}  # the form gives the address back, not the password
        assert (await ask("POST", "/console/login", data=log_in))[0] == 403
        assert (await ask("POST", f"/chat/texts/{NAME}.json", json={"name": NAME}))[0] == 405
    with socket.create_connection(("127.0.0.1", house.program.port)) as raw:
        raw.sendall(f"{NAME} {MAIL}\r\n\r\n".encode())
        shown.append(raw.recv(4096).decode())
    return [begun["token"], code]


def lines(house: House) -> list[dict[str, Any]]:
    """The log: one JSON object a line, and what is said on the screen at the start."""
    found = []
    for line in house.program.log.read_text("utf-8").splitlines():
        if line.startswith("{"):
            found.append(json.loads(line))
        else:
            assert re.fullmatch(r"|Todoke is running\.|  (Workers|Staff|Telegram|Stop with).*", line), line
    return found


async def test_what_is_told_and_what_opens_doors_is_seen_nowhere(house: House, smtp: MailServer) -> None:
    phone = await tell_everything(house)
    await things_go_wrong(house, phone)
    refusals: list[str] = []
    doors = await on_the_web(house, refusals)
    invited = house.program.run("staff", "invite", "somebody@example.org", "--role", "coordinator", "--locale", "en")
    link = invited.stdout.split()[0]
    smtp.wait(1)
    await house.handled()

    log = lines(house)
    assert all({"at", "level", "logger", "message"} <= line.keys() for line in log)
    assert any(line["logger"] == "bot.workers.inbox" and "error" in line for line in log), "something did go wrong"
    mails = [f"{m.message} {m.text()} {m.text('html')}" for m in smtp.messages]
    staff = [
        f"{message.text} {message.reply_markup if hasattr(message, 'reply_markup') else ''}"
        for n in range(4) for message in house.telegram.conversation(STAFF_CHAT + n)
    ]  # fmt: skip
    assert mails
    assert staff
    places = {
        "log": [json.dumps(line, ensure_ascii=False) for line in log],
        "numbers": [house.program.get("/metrics")[1], house.program.get("/readyz")[1]],
        "refusals": refusals,
        "mails": mails,
        "messages to staff": staff,
        "commands": [house.program.run(*c).stdout for c in (("cases", "--json"), ("forecast",))],
    }
    for place, texts in places.items():
        found = [(hit[0], one[:300]) for one in texts for hit in TRACES.finditer(one)]
        assert not found, (place, found)
    opened = [*doors, doors[1].replace("-", ""), SECRET, house.telegram.token, link.rsplit("/", 1)[1]]
    for place in ("log", "numbers", "mails", "messages to staff", "commands"):
        for secret in opened:
            assert not [one for one in places[place] if secret in one], (place, secret)
    house.close()
    kept = b"".join(path.read_bytes() for path in house.program.folder.glob("todoke.db*"))
    left = re.compile(TRACES.pattern.encode(), re.I).findall(kept)
    assert left == [], "nobody reads it in the database without the keys"
    assert not [secret for secret in opened[:3] + opened[5:] if secret.encode() in kept]
