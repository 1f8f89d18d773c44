"""Nobody coordinates: the clock calls into the void, says so, and whoever comes is told of what waits."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from bot.access import accounts
from bot.access.roles import Role
from bot.alarms.endings import Means, end_over
from bot.cases.accept import accept
from bot.digests.compose import Reader, compose
from bot.digests.standing import Standing, Why, standing
from bot.workers.auditor import Auditor
from storage.models import Staff
from storage.repositories.access import Viewer
from tests.stories.ways import filed
from tests.stories.world import World
from tests.support.texts import texts

URL = "https://todoke.example"


class Settings:
    """What the auditor reads."""

    heartbeat_url: str | None = URL
    smtp: object | None = "a mail server"
    demo = False


@pytest.fixture
def void(tables_url: str) -> Iterator[World]:
    """One organisation, and nobody behind it; its report has gone all the way up."""
    world = World(tables_url)
    world.partner("harbour")
    filed(world, "harbour")
    world.fast_forward(days=1)
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
    world.fast_forward(days=1)
    world.expect("worker", "case.coordinator_asked")
    assert alarms(world) == ["no_coordinator"]
    yield world
    world.close()


def alarms(world: World) -> list[str]:
    with world.db.read() as uow:
        return [alarm.kind for alarm in uow.system.open_alarms()]


def comes(world: World, name: str, role: Role) -> Staff:
    """Somebody is invited."""
    with world.db.write() as uow:
        staff, _ = accounts.invite(
            uow, email=f"{name}@todoke.example", role=role, partner_id=None, locale="en", now=world.now, name=name
        )
    world.people[name] = staff
    return staff


def confirms(world: World, staff: Staff, means: Means | None = None) -> None:
    """They bring back the code from the mail; with ``means``, in the console, which looks at once."""
    with world.db.write() as uow:
        found = uow.access.get(staff.id)
        assert found is not None
        accounts.confirm_email(uow, found, accounts.start_confirmation(uow, found, world.now), world.now)
        if means is not None:
            end_over(uow, world.notifier, means, world.now, world.now)
    world.listen()


def look(world: World) -> int:
    """The auditor looks; how often the heart beat."""
    beats: list[str] = []
    with world.db.write() as uow:
        uow.system.ticked("ladder", world.clock.now(), 0.1, 0)
    Auditor(world.db, world.clock, Settings(), world.notifier, send=beats.append).look()
    world.listen()
    return len(beats)


def test_who_becomes_coordinator_is_told_at_once_of_what_waits(void: World) -> None:
    kudo = comes(void, "kudo", Role.COORDINATOR)
    assert look(void) == 0
    confirms(void, kudo, Means(mail=True))
    assert void.expect("kudo", "coordinator").at_once
    assert alarms(void) == []
    assert look(void) == 1
    void.nothing_else()  # and once only
    void.staff("kudo", accept)
    void.expect("worker", "case.accepted")
    void.expect("harbour", "taken")


def test_it_stands_in_their_list_and_in_their_next_digest(void: World) -> None:
    kudo = comes(void, "kudo", Role.COORDINATOR)
    with void.db.read() as uow:
        waiting = uow.access.work_list(Viewer(kudo.id, None, kudo.role))
    assert [standing(seen, void.now) for seen in waiting] == [(Standing.NEW, Why.NOT_ANSWERED)]
    made = compose(texts(), Reader(kudo.id, "en", ZoneInfo("Asia/Tokyo")), waiting, void.now, URL)
    assert made is not None
    assert f"{URL}/console/cases/{void.look().number}" in made.mail.text


def test_the_auditor_tells_them_where_nobody_saw_it_happen(void: World) -> None:
    deputy = comes(void, "deputy", Role.DEPUTY)
    confirms(void, deputy)
    assert look(void) == 1
    void.expect("deputy", "coordinator")
    assert look(void) == 1
    void.nothing_else()


def test_what_somebody_has_taken_meanwhile_needs_no_coordinator(void: World) -> None:
    void.staff("harbour", accept)
    void.expect("worker", "case.accepted")
    confirms(void, comes(void, "kudo", Role.COORDINATOR))
    assert look(void) == 1
    void.nothing_else()


def test_when_they_leave_again_and_others_come_those_are_told_too(void: World) -> None:
    kudo = comes(void, "kudo", Role.COORDINATOR)
    confirms(void, kudo, Means(mail=True))
    void.expect("kudo", "coordinator")
    with void.db.write() as uow:
        found = uow.access.get(kudo.id)
        assert found is not None
        accounts.close(uow, found, void.now)
    void.fast_forward(days=3)  # over the weekend the ladder ends: again nobody is there
    void.expect("worker", "case.nobody_yet")
    assert alarms(void) == ["no_coordinator"]
    confirms(void, comes(void, "mori", Role.DEPUTY), Means(mail=True))
    void.expect("mori", "coordinator")
    assert alarms(void) == []
