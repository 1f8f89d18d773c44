"""Who may read a conversation: the phone that began it, whoever has the code, and nobody else."""

import re

import pytest

from bot.channels.web.throttle import Rate, Throttle
from tests.channels.web.conftest import Phone, Server

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/chat/api/bubbles"),
    ("POST", "/chat/api/events"),
    ("POST", "/chat/api/files"),
    ("POST", "/chat/api/recovery-code"),
    ("POST", "/chat/api/forget"),
])  # fmt: skip
@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer x", "Basic abc", "Bearer " + "z" * 43])
async def test_without_the_token_there_is_nothing(
    server: Server, phone: Phone, method: str, path: str, authorization: str | None
) -> None:
    headers = {"Content-Type": "application/json"}
    if authorization is not None:
        headers["Authorization"] = authorization
    answer = await server.client().request(method, path, headers=headers)
    if path.endswith("forget") and authorization == "Bearer " + "z" * 43:
        assert answer.status_code == 200, "forgetting an unknown token changes nothing and tells nothing"
        return
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "unknown_session"


async def code_of(phone: Phone) -> str:
    """The code to come back."""
    answer = await phone.client.post("/chat/api/recovery-code", headers=phone.headers, json={})
    code: str = answer.json()["code"]
    return code


async def test_the_code_opens_the_conversation_on_another_phone(server: Server, phone: Phone) -> None:
    await phone.type("echo hello")
    code = await code_of(phone)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2,3}", code), "short, nothing misread"
    other = server.client("198.51.100.7")
    answer = await other.post("/chat/api/recover", json={"code": code})
    assert answer.status_code == 200
    token = answer.json()["token"]
    assert token != phone.token
    assert (await Phone(other, token).see())["bubbles"] == (await phone.see())["bubbles"]


async def test_a_code_is_understood_as_people_write_it(server: Server, phone: Phone) -> None:
    code = await code_of(phone)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    misread = code.replace("0", "O").replace("1", "l")
    for typed in (code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} ", wide, misread):
        server.clock.seconds += 60
        answer = await server.client().post("/chat/api/recover", json={"code": typed})
        assert answer.status_code == 200, typed


async def test_guessing_codes_is_slow(server: Server) -> None:
    guesser, neighbour = server.client("192.0.2.66"), server.client("192.0.2.67")
    wrong = {"code": "AAAA-BBBB"}
    for _ in range(5):
        assert (await guesser.post("/chat/api/recover", json=wrong)).status_code == 404
    slowed = await guesser.post("/chat/api/recover", json=wrong)
    assert slowed.status_code == 429
    assert 0 < int(slowed.headers["Retry-After"]) <= 31
    assert (await neighbour.post("/chat/api/recover", json=wrong)).status_code == 404
    server.clock.seconds += int(slowed.headers["Retry-After"])
    assert (await guesser.post("/chat/api/recover", json=wrong)).status_code == 404


async def test_a_whole_dormitory_comes_with_one_code(server: Server, phone: Phone) -> None:
    code = await code_of(phone)
    for _ in range(12):
        answer = await server.client("192.0.2.68").post("/chat/api/recover", json={"code": code})
        assert answer.status_code == 200
    statuses = []
    for written in [code, "AAAA-BBBB"] * 6:
        answer = await server.client("192.0.2.68").post("/chat/api/recover", json={"code": written})
        statuses.append(answer.status_code)
    assert statuses.count(404) == 5, "a right code in between buys no guess"
    assert statuses[-1] == 429


async def test_a_machine_with_one_right_code_begins_conversations_no_faster_than_others(
    server: Server, phone: Phone
) -> None:
    code, machine = {"code": await code_of(phone)}, server.client("192.0.2.69")
    statuses = [(await machine.post("/chat/api/recover", json=code)).status_code for _ in range(250)]
    assert statuses == [200] * 240 + [429] * 10
    assert (await server.client("192.0.2.70").post("/chat/api/recover", json=code)).status_code == 200
    server.clock.seconds += 2
    assert (await machine.post("/chat/api/recover", json=code)).status_code == 200


async def test_guessing_from_many_addresses_is_slow_too(server: Server) -> None:
    statuses = []
    for number in range(220):
        client = server.client(f"2001:db8:{number:x}::1")
        statuses.append((await client.post("/chat/api/recover", json={"code": "AAAA-BBBB"})).status_code)
    assert statuses[:200] == [404] * 200
    assert set(statuses[200:]) == {429}


def test_one_household_shares_its_tries() -> None:
    throttle = Throttle(each=Rate(1, 60), all_together=Rate(100, 1))
    assert throttle.delay("2001:db8:1:2::1", 0.0) == 0.0
    assert throttle.delay("2001:db8:1:2:ffff::9", 0.0) == pytest.approx(60.0)
    assert throttle.delay("2001:db8:1:3::1", 0.0) == 0.0
    assert throttle.delay("::ffff:192.0.2.1", 0.0) == 0.0
    assert throttle.delay("192.0.2.1", 30.0) == pytest.approx(30.0)


def test_the_brake_forgets_old_addresses_but_not_the_common_count() -> None:
    throttle = Throttle(each=Rate(1, 60), all_together=Rate(5, 1_000), remembered=3)
    waits = [throttle.delay(f"192.0.2.{number}", 0.0) for number in range(7)]
    assert waits[:5] == [0.0] * 5
    assert all(wait > 0 for wait in waits[5:])


async def test_clearing_a_phone_ends_its_session_and_no_other(server: Server, phone: Phone) -> None:
    code = await code_of(phone)
    token = (await server.client().post("/chat/api/recover", json={"code": code})).json()["token"]
    other = Phone(server.client(), token)
    assert (await phone.client.post("/chat/api/forget", headers=phone.headers)).status_code == 200
    answer = await phone.client.get("/chat/api/bubbles", headers=phone.headers)
    assert answer.status_code == 401
    assert (await other.see())["bubbles"]


async def test_a_machine_cannot_begin_conversations_without_end(server: Server) -> None:
    client = server.client()
    statuses = [(await client.post("/chat/api/session", json={})).status_code for _ in range(65)]
    assert statuses[:60] == [201] * 60, "a dormitory behind one address"
    assert statuses[60:] == [428] * 5, "each has to be paid for with a sum (test_web_proof.py)"
