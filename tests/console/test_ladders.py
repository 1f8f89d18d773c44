"""A coordinator changes how long is waited for whom: looks first, publishes, then plans open cases anew."""

import re
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from bot.access.roles import Role
from bot.cases.timeline import verify
from bot.escalation import policy_files
from bot.escalation.changing import written
from bot.escalation.kept import in_use, published
from bot.escalation.policy import Severity
from bot.opening import _policies as read_the_files
from storage.models import LIVE
from tests.console.conftest import NOW, SECRET_WORDS, Browser, Town

PATH = "/console/ladders"
PATIENT = ("margin: 1 day\n", "margin: 2 days\n")
LATE = ("margin: 1 day\n", "margin: 14 days\n")


def standard(town: Town, *edits: tuple[str, str]) -> str:
    with town.db.read() as uow:
        text = written(in_use(uow).pick("unpaid_overtime", Severity.NORMAL))
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return text


def try_it(browser: Browser, text: str, **more: str) -> httpx.Response:
    form = {"topic": "unpaid_overtime", "severity": "normal", "partners": "2", **more}
    return browser.send(f"{PATH}/try", text=text, **form)


def publish(browser: Browser, text: str) -> httpx.Response:
    shown = try_it(browser, text).text
    was = re.search(r'name="was" value="([^"]+)"', shown)
    assert was is not None
    return browser.send(f"{PATH}/publish", text=text, was=was[1])


def margin(town: Town) -> str:
    with town.db.read() as uow:
        return str(in_use(uow).pick("unpaid_overtime", Severity.NORMAL).margin)


def clock(town: Town, number: str) -> tuple[str, object]:
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        row = uow.ladder.row(case.id, LIVE)
        assert row is not None
        return case.policy, row.plan


def drawings(html: str) -> list[ElementTree.Element]:
    found = re.findall(r"<svg class=\"ladder\".*?</svg>", html, re.S)
    return [ElementTree.fromstring(svg) for svg in found]  # noqa: S314 - our own page


def test_the_policies_are_told_in_words(town: Town) -> None:
    coordinator = town.log_in("coordinator")
    page = coordinator.get(PATH).text
    assert "the files that come with the program" in page
    assert "2 working days after the asking before it" in page
    assert "2 hours in which somebody is on duty after the asking before it" in page
    assert "policy: standard" in coordinator.get(f"{PATH}?policy=standard").text


def test_looking_at_a_change_changes_nothing_and_says_what_it_would_do(town: Town) -> None:
    number = town.file("north", "south")
    before = clock(town, number)
    coordinator = town.log_in("coordinator")
    page = try_it(coordinator, standard(town, LATE), deadline="2026-12-04").text
    assert "organisation 2 is asked" in page
    assert "earlier" in page
    assert "Open cases: 1. Would change: 0." in page  # this one has no deadline that a margin could move
    assert clock(town, number) == before
    assert margin(town) == "1 day"
    quick = ("rung: next_partner\n  after: 2 working days", "rung: next_partner\n  after: 25 hours")
    page = try_it(coordinator, standard(town, quick)).text
    assert "Open cases: 1. Would change: 1." in page
    assert SECRET_WORDS not in page
    assert clock(town, number) == before


def test_what_is_wrong_is_named_with_its_line_and_cannot_be_published(town: Town) -> None:
    coordinator = town.log_in("coordinator")
    text = standard(town, ("after: 1 working day\n", "after: 1 workday\n"))
    line = 1 + text[: text.index("1 workday")].count("\n")
    answer = try_it(coordinator, text)
    assert answer.status_code == 422
    assert f"Line {line}:" in answer.text
    assert "&#39;1 workday&#39; is no length of time" in answer.text
    assert f"{PATH}/publish" not in answer.text
    town.person("reader", Role.COORDINATOR, locale="ja")
    said = try_it(town.log_in("reader"), text).text
    assert "&#39;1 workday&#39;は時間の長さではありません。" in said
    with town.db.read() as uow:
        was = " ".join(sorted(policy.id for policy in in_use(uow).all))
    assert coordinator.send(f"{PATH}/publish", text=text, was=was).status_code == 422
    assert margin(town) == "1 day"


def test_published_it_counts_for_new_cases_and_open_ones_follow_only_when_told_to(town: Town) -> None:
    old = town.file("north")
    before = clock(town, old)
    coordinator = town.log_in("coordinator")
    assert publish(coordinator, standard(town, PATIENT)).headers["location"] == f"{PATH}?done=ladder_published"
    assert margin(town) == "2 days"
    assert clock(town, old) == before
    new = town.file("north")
    assert clock(town, new)[0] != before[0]
    page = coordinator.get(PATH).text
    assert "published by Coordinator" in page
    assert "1 of 2 open cases follow an older ladder" in page
    assert town.audited("operator")[-1] == "ladder_published"
    assert coordinator.send(f"{PATH}/replan").headers["location"] == f"{PATH}?done=ladder_replanned"
    assert clock(town, old)[0] == clock(town, new)[0]
    assert "All open cases follow the ladders in use" in coordinator.get(PATH).text
    with town.db.read() as uow:
        case = uow.cases.find(old)
        assert case is not None
        assert uow.cases.events(case.id)[-1].kind == "replanned"
        assert verify(uow, case.id) == []
    assert town.audited("operator").count("replan") == 1


def test_what_was_published_outlives_a_start_until_the_files_are_taken_again(town: Town, tmp_path: Path) -> None:
    coordinator = town.log_in("coordinator")
    publish(coordinator, standard(town, PATIENT))
    for path in policy_files.FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("margin: 1 day ", "margin: 3 days "), "utf-8")
    read_the_files(town.db, tmp_path, {"unpaid_overtime"}, NOW)
    assert margin(town) == "2 days"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy_files, "FOLDER", tmp_path)
        assert coordinator.send(f"{PATH}/files").status_code == 303
    assert margin(town) == "3 days"
    with town.db.read() as uow:
        assert published(uow) is None
    read_the_files(town.db, policy_files.FOLDER, {"unpaid_overtime"}, NOW)
    assert margin(town) == "1 day"
    assert town.audited("operator")[-1] == "ladder_files"


def test_with_broken_files_the_last_good_ones_stay(town: Town, tmp_path: Path) -> None:
    coordinator = town.log_in("coordinator")
    publish(coordinator, standard(town, PATIENT))
    (tmp_path / "standard.yaml").write_text("policy: [", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy_files, "FOLDER", tmp_path)
        answer = coordinator.send(f"{PATH}/files")
    assert answer.status_code == 422
    assert "standard.yaml:" in answer.text
    assert margin(town) == "2 days"


def test_of_two_who_publish_at_once_the_second_looks_again(town: Town) -> None:
    coordinator, deputy = town.log_in("coordinator"), town.log_in("deputy")
    with town.db.read() as uow:
        was = " ".join(sorted(policy.id for policy in in_use(uow).all))
    assert publish(deputy, standard(town, PATIENT)).status_code == 303
    mine = standard(town, ("margin: 2 days\n", "margin: 5 days\n"))
    answer = coordinator.send(f"{PATH}/publish", text=mine, was=was)
    assert answer.status_code == 409
    assert "margin: 5 days" in answer.text  # what was written is not lost
    assert margin(town) == "2 days"


def test_an_open_case_is_shown_without_its_content_and_the_log_says_who_looked(town: Town) -> None:
    number = town.file("north", "south", urgent=True)
    coordinator = town.log_in("coordinator")
    page = try_it(coordinator, standard(town), number=number).text
    assert f"The ladder of {number}" in page
    assert "South is asked" in page or "South支援会" in page
    assert SECRET_WORDS not in page
    assert town.audited("operator")[-1] == "ladder_tried"
    assert "no open case with this number" in try_it(coordinator, standard(town), number="AAAA-AAAA").text


def test_the_picture_can_be_read_without_seeing_it(town: Town) -> None:
    coordinator = town.log_in("coordinator")
    page = try_it(coordinator, standard(town), deadline="2026-12-02").text
    kept, new = drawings(page)
    assert kept.get("role") == new.get("role") == "img"
    ids = [child.get("id") for child in (*kept, *new) if child.get("id")]
    assert len(ids) == len(set(ids)) == 4
    for svg in (kept, new):
        title, words = svg[0], svg[1]
        assert svg.get("aria-labelledby") == f"{title.get('id')} {words.get('id')}"
        assert "made-up case" in (title.text or "")
        assert "1. organisation 1 is asked: today 10:00" in (words.text or "")
        assert "deadline: Wed 2 Dec 17:00" in (words.text or "")
        shades = [rect for rect in svg.iter("rect") if rect.get("class") == "free"]
        assert len(shades) == 2  # Saturday and Sunday; the holiday of this week lies behind
        steps = [float(c.get("cx") or 0) for c in svg.iter("circle")]
        assert steps == sorted(steps)
        assert max(steps) < next(float(x.get("x1") or 0) for x in svg.iter("line") if x.get("class") == "deadline")


def test_the_case_page_shows_the_ladder_to_those_who_have_the_case(town: Town) -> None:
    number = town.file("north", "south")
    coordinator, north, south = town.log_in("coordinator"), town.log_in("north"), town.log_in("south")
    path = f"/console/cases/{number}"
    (seen,) = drawings(coordinator.get(path).text)
    words = "".join(seen.itertext())
    assert "South" in words
    assert "End: nobody answered" in words
    assert drawings(north.get(path).text) == []  # only asked so far
    north.act(town, number, "accept")
    (seen,) = drawings(north.get(path).text)
    assert "Time for contact is over: North" in "".join(seen.itertext())
    assert "South" not in "".join(seen.itertext())
    assert south.get(path).status_code == 404
