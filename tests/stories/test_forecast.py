"""What will fire when, said beforehand; and then it does."""

from datetime import datetime

from bot.cases.accept import accept
from bot.cases.reached import claim_reached
from bot.cli.forecast import as_text
from bot.clock import JAPAN
from bot.escalation.forecast import ForecastLine, forecast
from storage.models import COORDINATOR
from tests.stories.ways import contact_confirmed, filed, next_asked, taken_by_harbour
from tests.stories.world import World


def lines(world: World, *, all_cases: bool = False) -> list[ForecastLine]:
    with world.db.read() as uow:
        return forecast(uow, None if all_cases else world.case_id, world.now)


def test_the_ladder_comes_as_it_was_forecast(world: World) -> None:
    filed(world, "harbour", "bridge")
    foretold = lines(world)
    assert [line.what for line in foretold] == [
        "reminder", "next_partner", "coordinator", "terminal", "terminal",
    ]  # fmt: skip
    assert foretold[1].to == (world.ids["bridge"],)
    seen: list[tuple[str, datetime]] = []
    for line in foretold:
        world.nothing_else()
        world.clock.advance(line.due_at - world.now)
        world.tick()
        seen += [(said.what, said.at) for said in world._unread if said.to != "worker"]
        world._unread.clear()
    assert seen == [
        ("reminder", foretold[0].due_at),
        ("added", foretold[1].due_at), ("offer", foretold[1].due_at),
        ("coordinator", foretold[2].due_at),
        ("terminal", foretold[3].due_at), ("terminal", foretold[3].due_at),
        ("terminal", foretold[4].due_at), ("terminal", foretold[4].due_at),
    ]  # fmt: skip


def test_a_pause_says_who_is_added_and_check_ins_say_when(world: World) -> None:
    taken_by_harbour(world, "harbour", "bridge")
    (pause,) = lines(world)
    assert (pause.what, pause.to) == ("pause_ends", (world.ids["harbour"], world.ids["bridge"]))
    contact_confirmed(world)
    begun = world.now
    assert [(line.what, (line.due_at - begun).days) for line in lines(world)] == [
        ("check_in", 3), ("check_in", 7), ("check_in", 21),
    ]  # fmt: skip


def test_all_cases_in_one_list(world: World) -> None:
    for _ in range(2):
        filed(world, "harbour", "bridge")
        world.clock.advance(hours=1)
    found = lines(world, all_cases=True)
    assert len({line.case_id for line in found}) == 2
    assert [line.due_at for line in found] == sorted(line.due_at for line in found)


def test_a_day_of_the_law_that_comes_near_is_in_the_forecast_and_moves_nobodys_next_step(world: World) -> None:
    filed(world, "harbour", "bridge", status="ssw1", stay_expiry="2027-03-15")
    near = datetime(2027, 3, 12, 17, tzinfo=JAPAN)
    with world.db.read() as uow:
        for one in (world.case_id, None):
            foretold = forecast(uow, one, world.now, weighing=True)
            [weighed] = [line for line in foretold if line.what == "weigh"]
            assert (weighed.due_at, weighed.to, weighed.late) == (near, (), False)
            assert as_text(weighed, {}).endswith("  weigh")
            assert [line for line in foretold if line is not weighed] == forecast(uow, one, world.now)


def test_who_was_let_go_is_added_again_when_the_pause_of_another_ends(world: World) -> None:
    filed(world, "harbour", "bridge")
    next_asked(world)
    world.staff("bridge", accept)
    world.expect("harbour", "taken")
    world.expect("worker", "case.accepted")
    (pause,) = lines(world)
    assert pause.to == (world.ids["bridge"], world.ids["harbour"])
    world.change_partner("harbour", capacity=0)
    (pause,) = lines(world)
    assert pause.to == (world.ids["bridge"], COORDINATOR), "who is full is not added"
    world.change_partner("harbour", capacity=None)
    world.fast_forward(hours=(pause.due_at - world.now).total_seconds() / 3600)
    world.expect("harbour", "offer")
    world.expect("bridge", "pause_lapsed")
    world.expect("worker", "case.pause_lapsed_added")


def test_the_list_of_all_cases_has_what_each_alone_has(world: World) -> None:
    """Also that the worker is asked again whether somebody has really talked with them."""
    taken_by_harbour(world, "harbour", "bridge")
    world.staff("harbour", claim_reached, note="Spoke on the telephone.")
    world.expect("worker", "case.reached.ask")
    with world.db.read() as uow:
        alone, among_all = forecast(uow, world.case_id, world.now), forecast(uow, None, world.now)
    assert "reached" in [line.what for line in alone]
    assert among_all == alone
