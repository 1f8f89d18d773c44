"""The page: small, from nowhere else, telling nobody, in the browser's language until one is chosen."""

import gzip
import json
import re
from html import unescape
from typing import Any

import pytest

from bot.channels.web import assets
from bot.channels.web.pages import likely_language
from tests.channels.web.conftest import Phone, Server
from tests.channels.web.conversation import ENGLISH, LANGUAGES

pytestmark = pytest.mark.anyio


async def fetch(server: Server, path: str, **headers: str) -> Any:
    """One request without a token."""
    return await server.client().get(path, headers=headers)


async def test_nothing_of_the_page_is_inline_or_from_elsewhere(server: Server) -> None:
    html = (await fetch(server, "/chat")).text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", html)
    linked = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert linked
    assert all(address.startswith(("/chat/assets/", "#")) for address in linked)
    for asset in assets.load(demo=True).values():
        elsewhere = set(re.findall(rb"https?://[\w./-]+", asset.plain)) - {b"http://www.w3.org/2000/svg"}
        assert not elsewhere, "only quick exit leads elsewhere, and its address is on the page"


async def test_the_headers_keep_the_page_to_itself(server: Server) -> None:
    headers = (await fetch(server, "/chat")).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == policy["base-uri"] == "'none'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


async def test_only_the_demo_may_frame_it_and_be_played(make_server: Any) -> None:
    demo, real = make_server(demo=True), make_server()
    shown, hidden = await fetch(demo, "/chat"), await fetch(real, "/chat")
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert 'data-demo="1"' in shown.text
    assert "data-demo" not in hidden.text
    script = assets.load(demo=False)["script"].plain
    assert b"todoke-play" not in script
    assert b"todoke-play" in assets.load(demo=True)["script"].plain


async def test_what_is_said_is_kept_nowhere_on_the_way(server: Server, phone: Phone) -> None:
    answers = [
        await phone.client.get("/chat/api/bubbles", headers=phone.headers),
        await phone.type("echo hi"),
        await phone.type("x" * 4_001),
        await phone.client.get("/chat/api/bubbles?after=-1", headers=phone.headers),
        await phone.client.get("/chat/api/bubbles"),
        await phone.client.post("/chat/api/forget", headers=phone.headers),
    ]
    assert [answer.status_code for answer in answers] == [200, 202, 413, 422, 401, 200]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "set-cookie" not in answer.headers


async def test_no_cookie_and_no_token_in_an_address(server: Server, phone: Phone) -> None:
    for path in ("/chat", "/chat/texts/vi.json"):
        assert "set-cookie" not in (await fetch(server, path)).headers
    answer = await phone.client.get(f"/chat/api/bubbles?token={phone.token}")
    assert answer.status_code == 401


async def test_everything_for_the_first_screen_is_under_45_kilobytes(server: Server) -> None:
    page = await server.client().get("/chat", headers={"Accept-Encoding": "identity"})
    total = len(gzip.compress(page.content, 9))
    for path in re.findall(r'(?:src|href)="(/chat/assets/[^"]+)"', page.text):
        asset = await server.client().get(path, headers={"Accept-Encoding": "gzip"})
        assert asset.headers["Content-Encoding"] == "gzip"
        assert "immutable" in asset.headers["Cache-Control"]
        total += int(asset.headers["Content-Length"])
    assert total < 45_000


async def test_an_old_browser_without_compression_is_served_too(server: Server) -> None:
    plain = await fetch(server, "/chat", **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.text.startswith("<!doctype html>")


async def test_an_unknown_asset_is_not_found(server: Server) -> None:
    assert (await fetch(server, "/chat/assets/chat.000000000000.js")).status_code == 404
    assert (await fetch(server, "/chat/assets/..%2f..%2frouter.py")).status_code == 404


async def test_the_words_come_by_language_and_release(server: Server) -> None:
    first = await fetch(server, "/chat/texts/en.json?r=1")
    assert first.json()["texts"]["web.send"] == "Send"
    assert "immutable" in first.headers["Cache-Control"]
    server.gateway.releases = "2"
    assert (await fetch(server, "/chat/texts/en.json?r=1")).headers["Cache-Control"] == "no-cache"
    assert (await fetch(server, "/chat/texts/xx.json")).status_code == 404


async def test_a_new_release_is_told_with_the_bubbles(server: Server, phone: Phone) -> None:
    assert (await phone.see())["release"] == "1"
    server.gateway.releases = "2"
    assert (await phone.see())["release"] == "2"


async def test_the_title_and_icon_say_nothing(server: Server) -> None:
    html = (await fetch(server, "/chat", **{"Accept-Language": "en"})).text
    title = re.search(r"<title>(.*?)</title>", html)
    assert title is not None
    assert title.group(1) == ENGLISH["web.title"] == "Notes"
    assert not re.search(r"todoke|report|help|work", title.group(1), re.IGNORECASE)


@pytest.mark.parametrize(("header", "language"), [
    ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
    ("fil-PH", "tl"),
    ("in", "id"),
    ("en;q=0.5, ne;q=0.9", "ne"),
    ("ja-JP", "ja"),
    ("ko, de", "en"),
    ("", "en"),
    ("en;q=nonsense, ja", "ja"),
    ("<script>", "en"),
])  # fmt: skip
def test_the_first_words_are_in_the_browsers_language(header: str, language: str) -> None:
    assert likely_language(header, LANGUAGES) == language


def test_chinese_and_portuguese_are_found_under_their_names_here() -> None:
    offered = {"en": "English", "zh_Hans": "中文", "pt_BR": "Português"}
    assert likely_language("zh-CN,zh;q=0.9", offered) == "zh_Hans"
    assert likely_language("zh-Hans-SG", offered) == "zh_Hans"
    assert likely_language("pt-PT", offered) == "pt_BR"


async def test_words_with_quotes_do_not_break_the_page(make_server: Any) -> None:
    server = make_server()
    hostile = "\"><script>alert(1)</script>'&"
    server.gateway._texts["en"] = {**ENGLISH, "web.title": hostile, "web.send": hostile}
    html = (await fetch(server, "/chat")).text
    assert "<script>alert" not in html
    given = re.search(r'data-texts="([^"]*)"', html)
    assert given is not None
    assert json.loads(unescape(given.group(1)))["web.send"] == hostile


NEWER = (
    r"\?\.[\w(\[]", r"\?\?", r"[|&]{2}=", r"\.replaceAll\(", r"\.at\(", r"\.flat(Map)?\(", r"replaceChildren",
    r"structuredClone", r"fromEntries", r"matchAll", r"globalThis", r"\bcatch \{", r"\d_\d", r"trimStart",
    r"trimEnd", r"allSettled", r"\bimport\b", r"serviceWorker", r"showModal",
)  # fmt: skip


@pytest.mark.parametrize("pattern", NEWER)
def test_the_script_runs_in_the_browsers_inside_other_apps(pattern: str) -> None:
    script = assets.load(demo=True)["script"].plain.decode()
    without_comments = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", script, flags=re.DOTALL | re.MULTILINE)
    assert not re.search(pattern, without_comments)


def test_every_word_the_script_asks_for_exists() -> None:
    script = assets.load(demo=True)["script"].plain.decode()
    asked = set(re.findall(r"(?:words\.text|button|note|show|field)\('(\w+)'", script))
    asked |= set(re.findall(r"(?:data-say|data-label)'?: '(\w+)'", script))
    assert len(asked) > 25
    assert {f"web.{key}" for key in asked if not key.endswith("_")} <= ENGLISH.keys()
