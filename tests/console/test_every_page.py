"""Every page of the console, whatever is added to it: nothing inline, one heading, names that are there once, its
headers; and in a real browser nothing that a checker of accessibility finds."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.console import pages
from flows.model import Structure
from tests.console.conftest import Settled, Town, Words, hash_quickly, living
from tests.console.filled import accepted, filled
from tests.console.looks import NO_PAGE, Look, looks, watched
from tests.console.test_who_may import ENDS_LOG_IN, OPEN, TABLE

TEMPLATES = Path(pages.__file__).parent / "templates"
AXE = (Path(__file__).parents[1] / "browser" / "axe.min.js").read_text("utf-8")
CHECK = "axe.run(document, {resultTypes: ['violations']})"
_ATTRIBUTE = re.compile(r"<[a-z][^>]*?\s(on[a-z]+|style)\s*=", re.I)


SHARED = pytest.mark.xdist_group("every_page")
"""What looks at all pages does so in one process: to have them all answered takes longer than to look at them."""


@dataclass(frozen=True)
class Seen:
    """All pages that were shown, of which templates, and where."""

    town: Town
    looks: list[Look]
    templates: set[str]


@pytest.fixture(scope="module")
def seen(
    tmp_path_factory: pytest.TempPathFactory, settled: Settled, words: Words, structure: Structure
) -> Iterator[Seen]:
    """They are looked at, and nothing is done with them."""
    with pytest.MonkeyPatch.context() as patch, living(
        f"sqlite:///{tmp_path_factory.mktemp('every_page') / 'todoke.db'}", settled, words, structure
    ) as town:
        hash_quickly(patch)
        with watched(patch) as templates:
            shown = looks(town)
        yield Seen(town, shown, templates)


@SHARED
def test_every_page_is_looked_at_and_holds_nothing_inline(seen: Seen) -> None:
    whole = {path.name for path in TEMPLATES.glob("*.html") if 'extends "base.html"' in path.read_text("utf-8")}
    assert whole - seen.templates == set(), "show these in tests/console/looks.py"
    gone = set(NO_PAGE) - {path for _, path in TABLE}
    assert gone == set()
    for what, answer in seen.looks:
        assert answer.status_code in (200, 403, 404, 409, 422), (what, answer.status_code)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, what
        assert "script-src 'self'; style-src 'self';" in policy, what
        assert "unsafe" not in policy, what
        html = answer.text
        assert "<style" not in html, what
        assert html.count("<script") == html.count("<script src="), what
        assert _ATTRIBUTE.findall(html) == [], what
        assert "javascript:" not in html, what
        assert html.count("<h1") == 1, what
        assert re.match(r'<!doctype html>\s*<html lang="(en|ja)">', html), what
        ids = Counter(re.findall(r'\sid="([^"]+)"', html))
        assert [name for name, times in ids.items() if times > 1] == [], what


def test_whoever_is_signed_in_gets_the_headers_with_every_answer(town: Town) -> None:
    number = accepted(town)
    browsers = {name: town.log_in(name) for name in town.people}
    closing = "/console/people/{staff_id}/close"  # last: that person is not let in again
    for (method, path), who in sorted(TABLE.items(), key=lambda one: (one[0][1] == closing, str(one))):
        if who is OPEN or not who or path == "/console/logout":
            continue
        name = sorted(who)[0]
        browser = browsers[name]
        address = filled(town, path, number)
        answer = browser.get(address) if method == "GET" else browser.send(address)
        if path in ENDS_LOG_IN or path.startswith("/console/people/"):  # those may end the log-ins of somebody else
            browsers = {name: town.log_in(name) for name in town.people}
        assert not answer.headers.get("location", "").startswith("/console/login"), path
        assert "unsafe" not in answer.headers["content-security-policy"], path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["cache-control"] == "no-store", path


@SHARED
@pytest.mark.browser
@pytest.mark.sampled(1)
@pytest.mark.parametrize("width", [1360, 390])
def test_a_checker_of_accessibility_finds_nothing_on_any_page(
    seen: Seen, open_context: Any, width: int, full: bool, rng: Random
) -> None:
    """The pages as they were answered, with their own headers, styles and scripts, in one window. An eighth of them, by
    the run's seed; all in the full run."""
    seen.town.around()
    static = seen.town.browser()
    page = open_context(viewport={"width": width, "height": 800}).new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)

    def answer(route: Any) -> None:
        path = route.request.url.split("console.test", 1)[1]
        if path.startswith("/look/"):
            shown = seen.looks[int(path.rpartition("/")[2])][1]
            route.fulfill(status=200, headers=dict(shown.headers), body=shown.text)
        elif path.startswith("/console/static/"):
            kept = static.get(path)
            route.fulfill(status=kept.status_code, headers=dict(kept.headers), body=kept.content)
        else:
            route.fulfill(status=204, body="")

    page.route("https://console.test/**", answer)
    found = []
    numbers = range(len(seen.looks)) if full else rng.sample(range(len(seen.looks)), len(seen.looks) // 8)
    for number in numbers:
        what = seen.looks[number][0]
        page.goto(f"https://console.test/look/{number}")
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        page.evaluate(AXE + ";0")
        result = page.evaluate(CHECK)
        found += [f"{what}: {v['id']}: {n['html'][:200]}" for v in result["violations"] for n in v["nodes"]]
    assert found == []
    assert complaints == []
