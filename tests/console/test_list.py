"""The work list: filters, finding, several cases at once, stale pages, names, calls and meetings."""

import re

import pytest
from sqlalchemy import event

from storage.models import WorkerName
from storage.repositories.base import table_of
from tests.console.conftest import Town


def _ticket(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def _numbers(page: str) -> list[str]:
    return re.findall(r'id="case-([0-9A-Z-]+)"', page)


def _ticked(town: Town, *numbers: str) -> list[str]:
    return [f"{number}:{town.rev(number)}" for number in numbers]


def test_a_filter_stands_in_the_address_and_counts_follow_it(town: Town) -> None:
    urgent, calm = town.file("north", urgent=True), town.file("north")
    north = town.log_in("north")
    north.act(town, calm, "accept")
    listed = north.get("/console").text
    assert set(_numbers(listed)) == {urgent, calm}
    assert '<a href="/console?urgent=1"><b>1</b> Urgent</a>' in listed
    assert '<a href="/console" aria-current="true"><b>1</b> Urgent</a>' in north.get("/console?urgent=1").text
    assert _numbers(north.get("/console?urgent=1").text) == [urgent]
    assert _numbers(north.get("/console?mine=1").text) == [calm]
    assert _numbers(town.log_in("north-lead").get("/console?mine=1").text) == []
    assert _numbers(north.get("/console?group=new").text) == [urgent]
    assert _numbers(north.get("/console?language=ne").text) == []
    assert _numbers(north.get("/console?topic=unpaid_overtime").text) == [calm]  # the other's topic is not known yet
    page = north.get("/console?group=new&urgent=1").text
    assert 'hx-get="/console/list?group=new&amp;urgent=1"' in page
    for nonsense in ("page=-1", "page=99999", "group=x", "language=<script>", "topic=' or 1=1"):
        assert north.get(f"/console?{nonsense}").status_code == 200


def test_a_page_holds_fifty_and_takes_the_same_queries_as_one_case(town: Town) -> None:
    counted: list[str] = []
    event.listen(town.db.engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    north = town.log_in("north")

    def queries() -> int:
        north.get("/console/list")
        counted.clear()
        page = north.get("/console/list")
        assert page.status_code == 200
        return len(counted)

    first = town.file("north")
    north.act(town, first, "accept")
    one = queries()
    for _ in range(52):
        number = town.file("north")
        if _ % 4 == 0:
            north.act(town, number, "accept")
    assert queries() == one
    page = north.get("/console").text
    assert len(_numbers(page)) == 50
    assert "1 to 50 of 53" in page
    second = north.get("/console?page=2").text
    assert len(_numbers(second)) == 3
    assert set(_numbers(page)) & set(_numbers(second)) == set()


def test_a_case_is_found_by_its_number_however_it_is_written(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number.replace("-", ""))
    wide = f"{wide[:4]}ー{wide[4:]}"  # as a Japanese keyboard writes it
    for written in (number, number.lower(), number.replace("-", ""), number.replace("-", " "), wide):
        assert north.send("/console/find", what=written).headers["location"] == f"/console/cases/{number}"
    assert "No case of yours" in town.log_in("south").send("/console/find", what=number).text


def test_a_name_leads_to_the_case_only_where_it_is_read_in_full(town: Town) -> None:
    number = town.file("north", "south")
    north, south = town.log_in("north"), town.log_in("south")
    north.act(town, number, "accept")
    assert north.send(f"/console/cases/{number}/name", name="Nguyễn Văn Đức").status_code == 303
    assert "Nguyễn Văn Đức" in north.get(f"/console/cases/{number}").text
    for written in ("nguyen", "Duc Nguyen", "đức", "NGUYỄN VĂN ĐỨC"):
        assert _numbers(north.send("/console/find", what=written).text) == [number], written
    for written in ("Nguy", "Nguyen Thi", "   "):
        assert _numbers(north.send("/console/find", what=written).text) == [], written
    for stranger in (south, town.log_in("coordinator")):
        assert _numbers(stranger.send("/console/find", what="nguyen").text) == []
    assert town.log_in("admin").send("/console/find", what="nguyen").status_code == 403


def test_a_name_is_kept_sealed_and_goes_with_the_worker(town: Town) -> None:
    number = town.file("north")
    town.log_in("north").act(town, number, "accept")
    town.log_in("north").send(f"/console/cases/{number}/name", name="Quyen")
    with town.db.write() as uow:
        rows = list(uow.execute(table_of(WorkerName).select()))
        assert len(rows) == 1
        assert "quyen" not in repr(rows).lower()
        case = uow.cases.find(number)
        assert case is not None
        uow.cases.erase(case.id)
        uow.workers.erase(case.worker_id)
        assert list(uow.execute(table_of(WorkerName).select())) == []


def test_several_are_declined_and_each_says_what_became_of_it(town: Town) -> None:
    good, changed, foreign = town.file("north"), town.file("north"), town.file("south")
    north = town.log_in("north")
    ticked = _ticked(town, good, changed, foreign)
    page = north.send("/console/several", case=ticked).text
    assert good in page
    town.log_in("north-lead").act(town, changed, "accept")
    form = {"case": ticked, "reason": "full", "ticket": _ticket(page)}
    done = north.send("/console/several/decline", **form).text
    assert "Done: 1 of 3" in done
    assert "Somebody changed it in the meantime" in done
    assert "no longer among your cases" in done
    assert _numbers(north.get("/console").text) == [changed]
    again = north.send("/console/several/decline", **form)
    assert again.headers["location"] == "/console?done=once"


def test_several_are_accepted_and_given_to_a_colleague(town: Town) -> None:
    numbers, declined = [town.file("north") for _ in range(2)], town.file("north")
    town.log_in("north-lead").act(town, declined, "decline", reason="full")
    lead = town.log_in("north-lead")
    page = lead.send("/console/several", case=_ticked(town, *numbers, declined)).text
    done = lead.send("/console/several/accept", case=_ticked(town, *numbers, declined), ticket=_ticket(page)).text
    assert "Done: 2 of 3" in done
    page = lead.send("/console/several", case=_ticked(town, *numbers)).text
    north = town.people["north"].id
    assert f'<option value="{north}">North</option>' in page
    form = {"case": _ticked(town, *numbers), "to": north, "ticket": _ticket(page)}
    assert "Done: 2 of 2" in lead.send("/console/several/assign", **form).text
    assert set(_numbers(town.log_in("north").get("/console?mine=1&group=mine").text)) == set(numbers)
    stranger = {"case": _ticked(town, *numbers), "to": town.people["south"].id}
    assert lead.send("/console/several/assign", **stranger).status_code == 422


def test_who_is_no_lead_takes_several_and_gives_back_only_the_own(town: Town) -> None:
    numbers = [town.file("north") for _ in range(2)]
    north, lead = town.log_in("north"), town.log_in("north-lead")
    north.send("/console/several/accept", case=_ticked(town, *numbers))
    lead.act(town, numbers[1], "assign", to=town.people["north-lead"].id)
    page = north.send("/console/several", case=_ticked(town, *numbers)).text
    assert "North-Lead</option>" not in page
    mine = {"case": _ticked(town, *numbers), "to": town.people["north"].id}
    assert "Done: 2 of 2" in north.send("/console/several/assign", **mine).text
    lead.act(town, numbers[1], "assign", to=town.people["north-lead"].id)
    back = north.send("/console/several/assign", case=_ticked(town, *numbers), to="").text
    assert "Done: 1 of 2" in back


def test_several_get_more_time(town: Town) -> None:
    numbers = [town.file("north") for _ in range(2)]
    north = town.log_in("north")
    for number in numbers:
        north.act(town, number, "accept")
    page = north.send("/console/several", case=_ticked(town, *numbers)).text
    form = {"case": _ticked(town, *numbers), "until": "2026-11-25", "ticket": _ticket(page)}
    form["reason"] = "interpreter is ill"
    assert "Done: 2 of 2" in north.send("/console/several/snooze", **form).text
    for number in numbers:
        assert "interpreter is ill" in north.get(f"/console/cases/{number}").text


def test_a_form_pressed_twice_is_done_once_and_says_so(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    form = {"rev": str(town.rev(number)), "ticket": _ticket(north.get(f"/console/cases/{number}").text)}
    assert north.send(f"/console/cases/{number}/accept", **form).headers["location"].endswith("done=accepted")
    assert north.send(f"/console/cases/{number}/accept", **form).headers["location"].endswith("done=once")
    assert town.audited(town.partners["north"]).count("accept") == 1


def test_two_forms_of_one_page_are_two_things(town: Town) -> None:
    """On a slow line the second is sent before the first has renewed the page."""
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    ticket = _ticket(north.get(f"/console/cases/{number}").text)
    noted, named = f"/console/cases/{number}/note", f"/console/cases/{number}/name"
    assert north.send(noted, text="She called.", ticket=ticket).headers["location"].endswith("done=noted")
    assert north.send(named, name="Hoa", ticket=ticket).headers["location"].endswith("done=name_kept")
    assert north.send(noted, text="She called.", ticket=ticket).headers["location"].endswith("done=once")
    assert north.send(named, name="Hoa", ticket=ticket).headers["location"].endswith("done=once")
    more = "She called twice."  # by the way back to the page: nothing that was typed is lost
    assert north.send(noted, text=more, ticket=ticket).headers["location"].endswith("done=noted")
    assert more in north.get(f"/console/cases/{number}").text


def test_a_stale_page_says_what_happened_and_sends_what_was_typed_all_the_same(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    opened = north.get(f"/console/cases/{number}").text
    lines = re.search(r'name="lines" value="(\d+)"', opened)
    assert lines is not None
    old = {"rev": str(town.rev(number)), "lines": lines.group(1), "ticket": _ticket(opened)}
    town.log_in("north-lead").act(town, number, "snooze", reason="she is ill", until="2026-11-25")
    stale = north.send(f"/console/cases/{number}/reached", **old, on="2026-11-24", note="met at the station")
    assert stale.status_code == 409
    assert "she is ill" in stale.text
    assert "met at the station" in stale.text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', stale.text.split("<main")[1]))
    again = north.post(f"/console/cases/{number}/reached", {**fields, "note": "met at the station"})
    assert again.headers["location"].endswith("done=reached")


def test_a_meeting_is_planned_stands_in_the_list_and_is_held(town: Town) -> None:
    number = town.file("north", "south")
    north = town.log_in("north")
    north.act(town, number, "accept")
    begun = north.get(f"/console/cases/{number}").text
    assert 'name="on" value="2026-11-24"' in begun
    assert 'name="hour" value="10:00"' in begun, "a call that has just ended is written down without typing the time"
    planned = {"kind": "meeting", "whom": "office", "on": "2026-11-26", "hour": "14:00", "note": "room 3, second floor"}
    assert north.act(town, number, "appointments", **planned).headers["location"].endswith("done=appointment_kept")
    assert "Appointment Thu 26 Nov 14:00" in north.get("/console").text
    page = north.get(f"/console/cases/{number}").text
    assert "room 3, second floor" in page
    assert "plans: meeting, a public office, Thu 26 Nov 14:00" in page
    meeting = re.search(r"/appointments/(\w+)\"", page)
    assert meeting is not None
    path = f"appointments/{meeting.group(1)}"
    assert north.act(town, number, path, became="held").status_code == 303
    assert north.act(town, number, path, became="cancelled").status_code == 409
    assert "Appointment Thu" not in north.get("/console").text
    assert "took place: meeting, a public office" in north.get(f"/console/cases/{number}").text


@pytest.mark.parametrize("field", [{"on": "2026-13-01"}, {"hour": "25:00"}, {"kind": "party"}, {"whom": "nobody"}])
def test_a_meeting_without_sense_is_refused(town: Town, field: dict[str, str]) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    good = {"kind": "call", "whom": "worker", "on": "2026-11-26", "hour": "14:00"}
    assert north.act(town, number, "appointments", **good | field).status_code == 422


def test_a_long_list_shows_ones_own_doing_at_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.console.overviews.MANY", 2)
    numbers = [town.file("north") for _ in range(3)]
    north = town.log_in("north")
    assert len(_numbers(north.get("/console").text)) == 3
    north.act(town, numbers[0], "decline", reason="full")
    assert numbers[0] not in _numbers(north.get("/console").text)


def test_what_is_seen_no_longer_leaves_a_long_list_at_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.console.overviews.MANY", 2)
    numbers = [town.file("north") for _ in range(3)]
    north = town.log_in("north")
    assert len(_numbers(north.get("/console").text)) == 3
    with town.db.write() as uow:  # elsewhere, in another process
        case = uow.cases.find(numbers[1])
        assert case is not None
        offer = uow.cases.offer(case.id, town.partners["north"])
        assert offer is not None
        offer.state = "declined"
    assert numbers[1] not in _numbers(north.get("/console").text)
