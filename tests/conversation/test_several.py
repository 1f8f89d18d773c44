"""Several workers of one place: each tells and decides alone, none learns anything of another."""

import re
from pathlib import Path

import pytest

from storage.models import Case
from storage.repositories.access import Viewer
from storage.uow import UnitOfWork
from tests.conversation.talk import Ready, Talk
from tests.conversation.ways import come_with, reach

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}\b")
UNION = Viewer("staff-union", "union", "staff")
DESK = Viewer("staff-help-desk", "help-desk", "staff")


def report(talk: Talk, *, language: str = "en", **taps: str) -> list[str]:
    """Report to the end; returns what was said at the end."""
    reach(talk, "write_first", language=language, **taps)
    return [said.text for said in talk.tap("any_time")]


def for_several(talk: Talk) -> str:
    """Somebody reports for several; returns the code they were given."""
    said = report(talk, ready="add_details", for_whom="several")
    found = next(CODE.search(text) for text in said if CODE.search(text))
    assert found is not None
    assert any(text.endswith(f"/chat#with={found.group()}") for text in said)
    return found.group()


class Place:
    """Workers of one place, each with a phone."""

    def __init__(self, ready: Ready, folder: Path) -> None:
        self.ready, self.folder = ready, folder

    def phone(self, name: str, channel: str) -> Talk:
        """One worker's."""
        return Talk(self.ready, self.folder, channel=channel, phone=f"{channel} {name}")

    def comes(self, name: str, channel: str, code: str) -> Talk:
        """One who was given the code of somebody else, and opens the link that holds it."""
        talk = self.phone(name, channel)
        talk.command("start", f"with_{code}")
        talk.tap("en")
        return talk


@pytest.fixture
def place(ready: Ready, tmp_path: Path) -> Place:
    """A workplace."""
    return Place(ready, tmp_path / "place")


def case_of(uow: UnitOfWork, talk: Talk) -> Case:
    """The one report of a worker."""
    [case] = uow.cases.of_worker(talk.worker_id)
    return case


def accept(talk: Talk, staff_id: str) -> None:
    """An organisation that this worker has agreed to takes the report on."""
    talk.staff("accept", staff_id)


def beside(talk: Talk, viewer: Viewer) -> list[str]:
    """The numbers of reports that this viewer sees beside this worker's."""
    with talk.database.read() as uow:
        seen = uow.access.glimpse(viewer, case_of(uow, talk).number)
        return [one.number for one in uow.access.together(viewer, seen)] if seen is not None else []


def first_asked(talk: Talk) -> str:
    """Who stands first on the list that this worker is shown."""
    first: str = talk.state()["options"][0][0]
    return first


def number(talk: Talk) -> str:
    """The number of this worker's report."""
    with talk.database.read() as uow:
        return case_of(uow, talk).number


@pytest.mark.parametrize(("first", "second"), [("web", "telegram"), ("telegram", "web")])
def test_whoever_took_two_of_them_sees_that_they_belong_together_and_nobody_else_does(
    place: Place, first: str, second: str
) -> None:
    an = place.phone("an", first)
    code = for_several(an)
    binh = place.phone("binh", second)
    binh.command("start", f"with_{code.replace('-', '')}")
    said = [one.text for one in binh.tap("en")]
    assert any("You report on your own" in text for text in said)
    report(binh)
    alone = place.phone("chi", second)
    alone.start("en")
    report(alone)
    accept(an, "staff-help-desk")
    assert beside(an, DESK) == []
    accept(binh, "staff-help-desk")
    assert beside(an, DESK) == [number(binh)]
    assert beside(binh, DESK) == [number(an)]
    assert beside(an, UNION) == beside(binh, UNION) == []
    accept(alone, "staff-help-desk")
    assert beside(alone, DESK) == []
    assert beside(an, DESK) == [number(binh)]


def test_no_worker_learns_whether_anybody_came(place: Place) -> None:
    an = place.phone("an", "web")
    code = for_several(an)
    before = [one.text for one in an.command("status")]
    binh = place.comes("binh", "telegram", code)
    report(binh)
    accept(binh, "staff-help-desk")
    assert an._listen() == []
    assert [one.text for one in an.command("status")] == before
    told = " ".join(one.text for one in binh.heard)
    assert number(an) not in told
    with an.database.read() as uow:
        mine, theirs = case_of(uow, an), case_of(uow, binh)
        assert mine.group_id == theirs.group_id is not None
        for case in (mine, theirs):
            [line] = [line for line in uow.cases.events(case.id) if line.kind == "grouped"]
            assert line.data == {}


@pytest.mark.parametrize("when", ["before the language", "after reporting"])
def test_the_code_can_be_written(place: Place, when: str) -> None:
    code = for_several(place.phone("an", "web"))
    binh = place.phone("binh", "web")
    binh.start("en")
    if when == "after reporting":
        report(binh)
        said = binh.say(code.lower())
        assert any("You report on your own" in one.text for one in said)
    else:
        assert "vi" in binh.say(code)[-1].choices
        report(binh)
    with binh.database.read() as uow:
        assert case_of(uow, binh).group_id is not None
        assert uow.cases.messages(case_of(uow, binh).id) == [], "a code is no message to staff"


def test_each_is_asked_alone_and_the_same_organisation_is_first_if_it_has_one_of_them(place: Place) -> None:
    an = place.phone("an", "web")
    code = for_several(an)
    an.staff("accept", "staff-help-desk")
    other = place.phone("other", "web")
    other.start("en")
    reach(other, "partners")
    assert first_asked(other) == "help-desk"
    with an.database.write() as uow:
        partner = uow.partners.get("help-desk")
        assert partner is not None
        partner.rank = 9
    without = place.phone("without", "web")
    without.start("en")
    reach(without, "partners")
    assert first_asked(without) == "union", "the order without a group"
    binh = place.comes("binh", "telegram", code)
    reach(binh, "partners")
    assert first_asked(binh) == "help-desk"
    binh.tap("help-desk")
    reach(binh, "write_first")
    binh.tap("any_time")
    with binh.database.read() as uow:
        consent = uow.cases.consent(case_of(uow, binh).id)
        assert consent is not None
        assert "help-desk" not in consent.partners, "what one agreed to binds nobody else"
    assert beside(an, DESK) == []


def test_who_stands_apart_is_no_longer_seen_beside_the_others_and_their_code_ends(place: Place) -> None:
    an = place.phone("an", "web")
    code = for_several(an)
    binh = place.comes("binh", "telegram", code)
    report(binh)
    for talk in (an, binh):
        accept(talk, "staff-help-desk")
    assert beside(an, DESK)
    an.command("status")
    assert any("stands on its own" in one.text for one in an.tap("home/leave_group"))
    assert beside(an, DESK) == beside(binh, DESK) == []
    assert "home/leave_group" not in {name for one in an.command("status") for name in one.controls}
    chi = place.phone("chi", "web")
    chi.command("start", f"with_{code}")
    with chi.database.read() as uow:
        assert uow.groups.of_worker(chi.worker_id) is None
        assert uow.groups.of_worker(binh.worker_id) is not None


def test_whoever_came_can_pass_it_on(place: Place) -> None:
    code = for_several(place.phone("an", "web"))
    binh = place.comes("binh", "web", code)
    report(binh)
    binh.command("status")
    said = binh.tap("home/group")
    own = next(CODE.search(one.text) for one in said if CODE.search(one.text))
    assert own is not None
    assert own.group() != code
    chi = place.phone("chi", "telegram")
    chi.command("start", f"with_{own.group()}")
    with chi.database.read() as uow:
        assert uow.groups.of_worker(chi.worker_id) == uow.groups.of_worker(binh.worker_id) is not None


def test_when_one_is_erased_the_others_stay(place: Place) -> None:
    an = place.phone("an", "web")
    code = for_several(an)
    binh = place.comes("binh", "telegram", code)
    report(binh)
    with an.database.write() as uow:
        gone = case_of(uow, an)
        uow.cases.erase(gone.id)
        uow.workers.erase(an.worker_id)
        assert uow.cases.find(gone.number) is not None
        assert gone.group_id is None
        assert uow.groups.of_code(code) is None
        assert case_of(uow, binh).group_id == uow.groups.of_worker(binh.worker_id) is not None


def test_the_code_opens_the_page_of_the_chat(place: Place) -> None:
    code = for_several(place.phone("an", "web"))
    binh = place.phone("binh", "web")
    fresh = come_with(binh, code)
    with binh.database.read() as uow:
        group = uow.groups.of_worker(fresh[1])
        assert group is not None
        assert uow.web.last(fresh[0]) > 0, "it has begun"


def test_whoever_comes_with_a_link_is_greeted_in_the_language_of_their_phone(place: Place) -> None:
    code = for_several(place.phone("an", "web"))
    binh = place.phone("binh", "web")
    conversation, worker = come_with(binh, code, "ne-NP", "ne")
    with binh.database.read() as uow:
        greeting = uow.web.bubbles(conversation, worker, 0)[0]
    assert greeting["lang"] == "ne"


def test_a_code_that_leads_nowhere_is_a_text_like_any_other(place: Place) -> None:
    binh = place.phone("binh", "web")
    binh.start("en")
    report(binh)
    binh.say("AAAA-BBBB-CC")
    with binh.database.read() as uow:
        assert [m["text"] for m in uow.cases.messages(case_of(uow, binh).id)] == ["AAAA-BBBB-CC"]
