"""Outages, dead recipients, nobody there, several processes: the clock goes on, and nobody is told twice."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.access import accounts
from bot.alarms.endings import Means, end_over
from bot.cases.accept import accept
from bot.cases.dead import asked_no_more, nobody_left, recipient_dead
from bot.cases.decline import decline
from bot.cases.errors import NotPossible
from bot.cases.hand_on import HandedOn, hand_on
from bot.cases.reached import claim_reached
from bot.cases.routing import Need, candidates_for
from bot.escalation.tick import LEASE, _one, tick
from storage.models import COORDINATOR, LIVE, WEIGH, AlarmKind, LadderKind
from tests.stories.ways import filed, reached, taken_by_harbour, told_of_the_end
from tests.stories.world import World

FREE = text("UPDATE ladder SET lease_until = NULL WHERE case_id = :case")


def test_after_an_outage_of_three_days_everything_missed_goes_out_as_one_step(world: World) -> None:
    filed(world, "harbour", "bridge")
    world.outage(days=3)
    world.expect("harbour", "added")  # not reminded and then told of the next one: one message
    world.expect("bridge", "offer")
    world.expect("worker", "case.asking_next")
    assert "replanned" in world.happened()
    world.fast_forward(days=3)  # what is left of the five working days is shared out; nothing comes on the weekend
    world.nothing_else()
    world.fast_forward(hours=3)
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.coordinator_asked")
    world.fast_forward(days=1)
    told_of_the_end(world)


def test_after_an_outage_of_two_weeks_everybody_is_told_once(world: World) -> None:
    filed(world, "harbour", "bridge")
    world.outage(days=14)
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    told_of_the_end(world)
    assert world.clock_kind() == "review"


def test_no_partner_at_all_goes_to_coordinator_and_deputy(world: World) -> None:
    for name in ("harbour", "bridge"):
        world.change_partner(name, active=False)
    world.file(consent=False)
    world.expect("worker", "case.filed_no_names")
    world.expect("coordinator", "no_partner")
    world.expect("deputy", "no_partner")


def test_all_full_goes_to_coordinator_and_deputy_now(world: World) -> None:
    for name in ("harbour", "bridge"):
        world.change_partner(name, capacity=0)
    world.file("harbour", "bridge")
    world.expect("worker", "case.filed", "case.offered_last")
    world.expect("coordinator", "no_partner")
    world.expect("deputy", "no_partner")


def test_without_coordinator_and_deputy_an_alarm_is_raised(tables_url: str) -> None:
    world = World(tables_url)
    world.file()
    world.expect("worker", "case.filed", "case.offered_last")
    with world.db.read() as uow:
        assert [alarm.kind for alarm in uow.system.open_alarms()] == ["no_coordinator"]
    world.close()


def test_a_dead_address_sends_the_ladder_on_at_once(world: World) -> None:
    filed(world, "harbour", "bridge")
    with world.db.write() as uow:
        recipient_dead(uow, world.notifier, world.people["harbour"].id, world.now)
    world.listen()
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.asking_next")
    with world.db.read() as uow:
        assert [alarm.kind for alarm in uow.system.open_alarms()] == ["recipient_dead"]


def test_whose_address_is_known_to_be_dead_is_not_asked_until_it_has_another(world: World) -> None:
    person = world.people["bridge"].id
    with world.db.write() as uow:
        recipient_dead(uow, world.notifier, person, world.now)
        listed = [one.id for one in candidates_for(uow, Need("unpaid_overtime", "13", "ne"), world.now)]
        assert listed == [world.ids["harbour"], COORDINATOR], "the worker is not asked about it either"
    filed(world, "harbour", "bridge")
    world.staff("harbour", decline, reason="full")
    world.expect("coordinator", "all_declined")
    world.expect("deputy", "all_declined")
    world.expect("worker", "case.declined_last")
    assert "bridge" not in world.offers()
    with world.db.write() as uow:
        uow.system.clear_alarm(AlarmKind.DEAD, person, world.now)
    assert world.staff(COORDINATOR, hand_on, to=world.ids["bridge"]) is HandedOn.OFFERED
    world.expect("bridge", "offer")
    world.expect("worker", "case.handed_on")


@pytest.mark.parametrize("arrived", [False, True])
def test_who_never_heard_was_not_silent(world: World, arrived: bool) -> None:
    """A message comes back after the time was up: whoever looks at the case is to know, once. Whom it had reached, and
    who can't be told of other cases any more, was silent."""
    filed(world, "harbour", "bridge")
    world.fast_forward(days=6)  # everybody was asked, and the end has come
    world._unread.clear()
    assert set(world.offers().values()) == {"lapsed", "open"}
    person, case_id, worker_id = world.people["bridge"].id, world.look().id, world.look().worker_id
    with world.db.write() as uow:
        uow.outbox.queue(
            lane_id=f"staff:{person}:email", channel="email", subject=worker_id, payload={}, now=world.now,
            dedupe="alert:1", case_id=case_id,
        )  # fmt: skip
        if arrived:
            uow.execute(text("UPDATE outbox SET status = 'sent'"))
    for _ in range(2):
        with world.db.write() as uow:
            recipient_dead(uow, world.notifier, person, world.now)
    world.listen()
    world.nothing_else()
    assert world.happened().count("recipient_dead") == (0 if arrived else 1)


def leaves(world: World, name: str) -> None:
    """A person's account is closed."""
    with world.db.write() as uow:
        person = uow.access.get(world.people[name].id)
        assert person is not None
        accounts.close(uow, person, world.now)
        assert person.partner_id is not None
        nobody_left(uow, world.notifier, person.partner_id, world.now)
    world.listen()


def alarms(world: World) -> list[str]:
    with world.db.read() as uow:
        return [alarm.kind for alarm in uow.system.open_alarms()]


def test_when_the_last_person_of_the_organisation_that_was_asked_leaves_the_next_is_asked_at_once(world: World) -> None:
    filed(world, "harbour", "bridge")
    leaves(world, "harbour")
    world.expect("bridge", "offer")
    assert world.expect("worker", "case.declined").params["next"] == "bridge"
    assert "nobody_there" in world.happened()
    assert alarms(world) == ["organisation_without_people"]
    world.person("newcomer", partner_id=world.ids["harbour"])
    with world.db.write() as uow:
        ended = end_over(uow, world.notifier, Means(mail=True), world.now, world.now)
        assert [row.kind for row in ended] == ["organisation_without_people"]
    world.staff("newcomer", accept)  # whoever comes there can still take it
    world.expect("bridge", "taken")
    world.expect("worker", "case.accepted")


def no_longer_asked(world: World, name: str) -> None:
    """The coordinator takes the tick from "Is asked about new cases"."""
    with world.db.write() as uow:
        partner = uow.partners.get(world.ids[name])
        assert partner is not None
        partner.active = False
        asked_no_more(uow, world.notifier, partner.id, world.now)
    world.listen()


def test_what_waits_for_an_organisation_that_is_asked_no_more_goes_on_and_it_can_not_take_it(world: World) -> None:
    filed(world, "harbour", "bridge")
    no_longer_asked(world, "harbour")
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    assert world.expect("worker", "case.declined").params["next"] == "bridge"
    with pytest.raises(NotPossible, match="not asked about cases any more"):
        world.staff("harbour", accept)
    world.staff("bridge", accept)
    world.expect("harbour", "taken")
    world.expect("worker", "case.accepted")


def test_what_an_organisation_that_is_asked_no_more_holds_stays_with_it(world: World) -> None:
    taken_by_harbour(world, "harbour", "bridge")
    no_longer_asked(world, "harbour")
    assert world.offers() == {"harbour": "accepted"}
    world.staff("harbour", claim_reached, note="by telephone")
    world.expect("worker", "case.reached.ask")


def test_a_case_that_was_accepted_goes_to_the_coordinator_when_nobody_is_left_there(world: World) -> None:
    taken_by_harbour(world, "harbour", "bridge")
    leaves(world, "harbour")
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.declined_last")
    assert world.offers() == {"harbour": "lapsed", COORDINATOR: "open"}
    assert world.look().lead_partner_id is None
    world.staff("coordinator", accept)
    world.expect("worker", "case.accepted")


def test_a_worker_who_was_reached_is_not_left_with_an_organisation_without_people(world: World) -> None:
    reached(world, "harbour", "bridge")
    leaves(world, "harbour")
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.declined_last")
    assert world.look().state == "offered"
    assert world.clock_kind() == "rung"


def test_one_of_two_who_leaves_changes_nothing(world: World) -> None:
    world.person("colleague", partner_id=world.ids["harbour"])
    filed(world, "harbour", "bridge")
    world.expect("colleague", "offer")
    leaves(world, "harbour")
    assert (world.offers(), alarms(world)) == ({"harbour": "open"}, [])


def test_a_dead_address_matters_little_while_a_colleague_can_be_told(world: World) -> None:
    world.person("colleague", partner_id=world.ids["harbour"])
    filed(world, "harbour", "bridge")
    world.expect("colleague", "offer")
    with world.db.write() as uow:
        recipient_dead(uow, world.notifier, world.people["harbour"].id, world.now)
    world.listen()
    world.nothing_else()


def test_who_is_away_is_stood_in_for(world: World) -> None:
    world.person("substitute", partner_id=world.ids["bridge"])
    with world.db.write() as uow:
        person = uow.partners.person(world.people["harbour"].id)
        assert person is not None
        person.away_until = world.now + timedelta(days=9)
        person.substitute_id = world.people["substitute"].id
        uow.session.add(person)
    world.file("harbour")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("substitute", "offer")


def test_processes_that_tick_at_once_tell_everybody_once(world: World) -> None:
    for _ in range(6):
        filed(world, "harbour", "bridge")
    world.clock.advance(days=1)
    begin = threading.Barrier(4)
    results = []

    def one() -> None:
        begin.wait()
        results.append(tick(world.db, world.notifier, world.now))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result.fired for result in results) == 6
    assert sum(result.failed for result in results) == 0
    world.listen()
    for _ in range(6):
        world.expect("harbour", "reminder")
        world.expect("worker", "case.reminded")


def test_a_claim_that_was_overtaken_changes_nothing(world: World) -> None:
    filed(world, "harbour", "bridge")
    world.clock.advance(days=1)
    with world.db.write() as uow:
        (claim,) = uow.ladder.claim_due(world.now, LEASE, 10)
        assert uow.ladder.claim_due(world.now, LEASE, 10) == []  # nobody else gets it meanwhile
    world.staff("harbour", accept)  # faster than the one who claimed
    world.expect("worker", "case.accepted")
    before = world.look().head
    assert _one(world.db, world.notifier, claim, world.now) == "stale"
    assert world.look().head == before


def test_a_process_that_died_with_a_claim_is_taken_over(world: World) -> None:
    filed(world, "harbour", "bridge")
    world.clock.advance(days=1)
    with world.db.write() as uow:
        (dead,) = uow.ladder.claim_due(world.now, -LEASE, 10)  # its lease has run out already
    assert world.tick().fired == 1
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
    with world.db.read() as uow:
        row = uow.ladder.row(world.case_id, LIVE)
        assert row is not None
        assert row.fence > dead.fence


def test_a_case_that_raises_harms_only_itself_and_raises_an_alarm(world: World) -> None:
    filed(world, "harbour", "bridge")
    broken = world.case_id
    filed(world, "harbour", "bridge")
    world.clock.advance(days=1)
    with world.db.write() as uow:
        case = uow.cases.locked(broken)
        assert case is not None
        case.policy = "lost"
        uow.session.add(case)
    for _ in range(3):
        assert tick(world.db, world.notifier, world.now).failed == 1
        with world.db.write() as uow:
            uow.execute(FREE, {"case": broken})  # the wait before the next try is over
    world.listen()
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
    with world.db.read() as uow:
        assert [(a.kind, a.subject) for a in uow.system.open_alarms()] == [("ladder_stuck", broken)]


def test_a_case_that_cannot_be_weighed_is_carried_on_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(world, "harbour", "bridge")
    world.clock.advance(days=1)
    with world.db.write() as uow:
        uow.ladder.put(world.case_id, WEIGH, LadderKind.WEIGH, world.now, round=0)

    def fails(_ladder: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("bot.escalation.due.weigh_now", fails)
    assert tick(world.db, world.notifier, world.now).failed == 2
    with world.db.write() as uow:
        uow.execute(FREE, {"case": world.case_id})
    assert tick(world.db, world.notifier, world.now).fired == 1
    world.listen()
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")


def test_after_a_long_outage_the_end_is_told_once_also_when_somebody_on_the_list_is_gone(world: World) -> None:
    world.file("harbour", "bridge")
    world._unread.clear()
    world.change_partner("bridge", active=False)
    world.outage(days=30)
    ends = [said.to for said in world._unread if said.what == "terminal"]
    assert len(ends) == len(set(ends)) == 2  # coordinator and deputy
    assert world.clock_kind() == "review"
    assert world.tick().fired == 0
    world._unread.clear()
