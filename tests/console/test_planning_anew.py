"""The coordinator has changed the waits; a case that is under way can be put under them."""

from pathlib import Path

from bot.escalation.kept import use
from bot.escalation.policy_files import FOLDER, load_policies
from tests.console.conftest import Town

BUTTON = "The waits were changed after this case began."


def _change_the_waits(town: Town, folder: Path) -> None:
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text("utf-8").replace("margin: 1 day ", "margin: 2 days ")
        (folder / path.name).write_text(text, "utf-8")
    with town.db.write() as uow:
        use(uow, load_policies(folder))


def test_a_coordinator_plans_a_case_anew_and_its_timeline_says_so(town: Town, tmp_path: Path) -> None:
    number = town.file("north")
    coordinator = town.log_in("coordinator")
    path = f"/console/cases/{number}"
    assert BUTTON not in coordinator.get(path).text
    assert coordinator.act(town, number, "replan").status_code == 409  # nothing has changed
    _change_the_waits(town, tmp_path)
    assert BUTTON in coordinator.get(path).text
    done = coordinator.act(town, number, "replan")
    assert done.headers["location"] == f"{path}?done=replanned"
    assert "now follows today&#39;s ladder" in coordinator.get(done.headers["location"]).text
    assert BUTTON not in coordinator.get(path).text
    assert "replan" in town.audited("operator")
    assert "planned a case anew" in coordinator.get("/console/audit").text
    north = town.log_in("north")
    north.act(town, number, "accept")
    assert "planned the next steps anew" in north.get(path).text


def test_nobody_else_plans_a_case_anew(town: Town, tmp_path: Path) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    _change_the_waits(town, tmp_path)
    assert BUTTON not in north.get(f"/console/cases/{number}").text
    rev = town.rev(number)
    assert north.act(town, number, "replan").status_code == 403
    assert town.rev(number) == rev
