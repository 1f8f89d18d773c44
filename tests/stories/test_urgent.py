"""Urgent: hours instead of days, and the deadline outranks everybody's hours."""

from datetime import timedelta

from bot.cases.accept import accept
from bot.escalation.duty import HOLIDAY, WEEKDAYS
from tests.stories.ways import climbs_in_two_hours, filed, taken_by_harbour, told_of_the_end
from tests.stories.world import World


def test_an_urgent_report_goes_on_within_hours_of_somebodys_duty(world: World) -> None:
    case = world.file("harbour", "bridge", risks=("minor",))
    assert case.urgent
    world.expect("worker", "case.filed", "case.offered")
    assert world.expect("harbour", "offer").at_once
    world.fast_forward(hours=1)
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
    world.fast_forward(hours=1)
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.asking_next")
    world.fast_forward(hours=2)
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.coordinator_asked")
    world.fast_forward(hours=2)
    told_of_the_end(world)


def test_nobodys_night_is_waited_for_when_it_is_not_that_urgent(world: World) -> None:
    world.clock.advance(hours=7, minutes=30)  # 17:30, half an hour before everybody goes home
    filed(world, "harbour", "bridge", risks=("minor",))
    world.fast_forward(hours=15, minutes=59)
    world.fast_forward(minutes=1)  # the second half hour is over at 9:30
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")


def test_what_is_sent_late_in_the_evening_waits_for_the_office_to_open(world: World) -> None:
    """Everybody keeps office hours: two of them pass for each, and nobody's turn ends while all are asleep."""
    world.clock.advance(hours=11)  # 21:00
    filed(world, "harbour", risks=("minor",))
    world.fast_forward(hours=12, minutes=59)
    world.fast_forward(minutes=1)  # 10:00
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
    world.fast_forward(hours=1)
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.coordinator_asked", "case.alone.ask")
    world.fast_forward(hours=1, minutes=59)
    world.fast_forward(minutes=1)
    told_of_the_end(world)


def test_where_somebody_answers_by_night_the_offices_come_by_night_too_and_a_coordinator_can_still_take_it(
    world: World,
) -> None:
    """The hours of harbour pass. The worker need not wait for the coordinator's morning to get official contacts."""
    world.change_partner("harbour", duty={day: [["00:00", "24:00"]] for day in (*WEEKDAYS, HOLIDAY)})
    world.clock.advance(hours=11)  # 21:00
    filed(world, "harbour", risks=("minor",))
    world.fast_forward(hours=2)
    world.expect("harbour", "reminder")
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.reminded", "case.coordinator_asked", "case.alone.ask")
    world.fast_forward(hours=2)  # 1:00
    told_of_the_end(world)
    world.fast_forward(hours=8)  # the office opens
    world.staff("coordinator", accept)
    world.expect("worker", "case.accepted")
    world.expect("harbour", "taken")


def test_danger_does_not_wait_for_the_morning(world: World) -> None:
    world.clock.advance(hours=13)  # 23:00
    case = filed(world, "harbour", "bridge", risks=("danger_now",))
    climbs_in_two_hours(world)
    assert case.deadline_at == case.filed_at + timedelta(hours=2)


def test_with_no_time_left_everybody_is_asked_at_once(world: World) -> None:
    world.file("harbour", "bridge", flight_when="today", risks=("flight_booked", "flight_now"))
    told = world.expect("worker", "case.filed", "case.asked_all", "case.contacts_now")
    assert told.what == "case.contacts_now"
    assert len(world.last["case.asked_all"].params["partners"]) == 3  # type: ignore[arg-type]  # a list
    world.expect("harbour", "offer")
    world.expect("bridge", "offer")
    world.expect("coordinator", "terminal")
    world.expect("deputy", "terminal")


def test_a_pause_ends_before_the_deadline_does(world: World) -> None:
    taken_by_harbour(world, "harbour", "bridge", flight_when="tomorrow", risks=("flight_booked",))
    world.fast_forward(hours=3, minutes=59)
    world.fast_forward(minutes=1)  # four hours of duty would be the usual
    world.expect("harbour", "pause_lapsed")
    world.expect("bridge", "offer")
    world.expect("worker", "case.pause_lapsed_added")


def test_a_far_deadline_leaves_the_usual_waits(world: World) -> None:
    case = filed(world, "harbour", "bridge", three_months_date="2027-01-20")
    assert not case.urgent
    world.fast_forward(days=1)
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
