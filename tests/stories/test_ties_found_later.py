"""The conflict of interest that shows itself later: that partner is out at once, and the ladder goes on."""

import pytest

from bot.cases.accept import accept
from bot.cases.access import Access, access_to
from bot.cases.corrections import corrected
from bot.cases.errors import NotPossible
from bot.cases.facts import record_fact
from bot.cases.file import FiledReport, file_report
from bot.cases.hand_on import hand_on
from bot.cases.messages import worker_message
from bot.cases.need import names_elsewhere, need_from, need_of, with_elsewhere, with_names
from bot.cases.routing import eligible
from bot.cases.ties import clear_tie, gone_ties, note_gone_anywhere, possible_ties, recheck
from bot.compliance.records import Draft, confirm, save
from storage.ids import new_id
from storage.models import COORDINATOR
from tests.stories.ways import filed, taken_by_harbour
from tests.stories.world import World


@pytest.fixture
def taken(world: World) -> World:
    """Harbour, which is bound to a company called Fuji Foods, has accepted."""
    world.change_partner("harbour", ties=["Fuji Foods K.K."])
    taken_by_harbour(world, "harbour", "bridge")
    return world


def sees(world: World, who: str) -> Access:
    with world.db.read() as uow:
        return access_to(uow, world.case(uow), world.people[who])


def parted(world: World) -> None:
    """What everybody hears when harbour is out."""
    world.expect("harbour", "ended")
    world.expect(COORDINATOR, "tie_found")
    told = world.expect("worker", "case.tie_ended")
    assert told.params["partner"] == "harbour"
    assert world.expect("worker", "case.offered").params["partner"] == "bridge"
    world.expect("bridge", "offer")
    assert sees(world, "harbour") is Access.NONE
    assert world.offers() == {"harbour": "declined", "bridge": "open"}
    assert "tie_found" in world.happened()
    assert world.look().lead_partner_id is None


def test_staff_learn_who_the_employer_is(taken: World) -> None:
    taken.staff("harbour", record_fact, variable="who_pays", value="FUJI FOODS", note="On the payslip.")
    parted(taken)


def test_the_worker_names_the_body_in_a_message(taken: World) -> None:
    taken.worker(worker_message, text="My company is called fuji foods, in Chiba.")
    taken.expect("harbour", "message")
    parted(taken)


def harbour_declares_its_tie(world: World) -> None:
    """The organisation says only now whom it is bound to."""
    world.change_partner("harbour", ties=["Fuji Foods K.K."])
    with world.db.write() as uow:
        partner = uow.partners.get(world.ids["harbour"])
        assert partner is not None
        recheck(uow, world.notifier, partner, world.now)
    world.listen()


def test_a_tie_that_is_declared_later_counts_as_well(world: World) -> None:
    taken_by_harbour(world, "harbour", "bridge", who_pays="Fuji Foods")
    harbour_declares_its_tie(world)
    parted(world)


def test_who_was_only_on_the_list_is_never_asked(world: World) -> None:
    world.change_partner("bridge", ties=["Fuji Foods K.K."])
    taken_by_harbour(world, "harbour", "bridge")
    world.staff("harbour", record_fact, variable="broker", value="Fuji Foods", note="He showed the contract.")
    world.expect(COORDINATOR, "tie_found")
    with pytest.raises(NotPossible, match="bound to a body"):
        world.staff("harbour", hand_on, to=world.ids["bridge"], note="You are nearer.")
    world.fast_forward(days=2)
    world.expect("harbour", "pause_lapsed")
    world.expect(COORDINATOR, "coordinator")
    world.expect("worker", "case.pause_lapsed_added")
    assert set(world.offers()) == {"harbour", COORDINATOR}


def test_a_name_that_concerns_nobody_changes_nothing(taken: World) -> None:
    before = taken.clock_kind()
    taken.staff("harbour", record_fact, variable="who_pays", value="Sakura Farm", note="On the payslip.")
    assert (taken.clock_kind(), taken.offers()) == (before, {"harbour": "accepted"})


def test_a_coordinator_who_has_looked_lets_the_partner_be_asked_again(taken: World) -> None:
    taken.worker(worker_message, text="I buy my lunch at Fuji Foods.")
    taken.expect("harbour", "message")
    parted(taken)
    taken.staff(COORDINATOR, clear_tie, partner_id=taken.ids["harbour"], note="It is a shop of the same name.")
    assert taken.offers()["harbour"] == "ended"
    assert sees(taken, "harbour") is Access.NONE, "nothing without a new yes"
    taken.expect("worker", "case.alone.ask")
    taken.taps("alone", "yes")
    assert taken.expect("worker", "case.ask_next.ask").params["next"] == "harbour"
    taken.taps("ask_next", "yes")
    taken.expect("harbour", "offer")
    taken.expect("bridge", "added")
    taken.expect("worker", "case.ask_next_yes")
    assert taken.offers()["harbour"] == "open"
    with pytest.raises(NotPossible, match="no tie was found"):
        taken.staff(COORDINATOR, clear_tie, partner_id=taken.ids["harbour"], note="Again.")


def test_of_two_whose_tie_was_none_the_worker_is_asked_about_both(world: World) -> None:
    for name in ("harbour", "bridge"):
        world.change_partner(name, ties=["Fuji Foods K.K."])
    filed(world, "harbour", "bridge")
    world.worker(worker_message, text="I buy my lunch at Fuji Foods.")
    world._unread.clear()
    for name in ("harbour", "bridge"):
        world.staff(COORDINATOR, clear_tie, partner_id=world.ids[name], note="It is a shop of the same name.")
    world._unread.clear()
    world.taps("alone", "yes")
    asked = [said.params["next"] for said in world._unread if said.what == "case.ask_next.ask"]
    world._unread.clear()
    assert asked == ["harbour", "bridge"]


def took_the_name_back(world: World, before: str, after: str) -> None:
    world.worker(corrected, step="unpaid_overtime.who_pays", variable="who_pays", before=before, after=after)


def test_a_name_that_the_worker_takes_back_shows_the_coordinator_that_the_tie_is_gone(taken: World) -> None:
    took_the_name_back(taken, "", "Fuji Foods")
    parted(taken)
    taken.expect(COORDINATOR, "corrected")
    took_the_name_back(taken, "Fuji Foods", "Fuji Foods Chiba")
    taken.expect(COORDINATOR, "corrected")
    took_the_name_back(taken, "Fuji Foods Chiba", "Sakura Farm")
    taken.expect(COORDINATOR, "tie_gone", "corrected")
    assert sees(taken, "harbour") is Access.NONE, "a person has to look"
    with taken.db.read() as uow:
        assert gone_ties(uow, taken.case(uow)) == [taken.ids["harbour"]]
    took_the_name_back(taken, "Sakura Farm", "Sakura Farm K.K.")
    taken.expect(COORDINATOR, "corrected")  # the other is said once
    taken.staff("bridge", accept)
    taken.expect("worker", "case.accepted")
    taken.staff(COORDINATOR, clear_tie, partner_id=taken.ids["harbour"], note="They had the wrong name.")
    with taken.db.read() as uow:
        assert gone_ties(uow, taken.case(uow)) == []
        consent = uow.cases.consent(taken.case_id)
        assert consent is not None
        assert taken.ids["harbour"] not in consent.partners, "bridge has it: the worker is asked nothing"


def second_report(world: World, *partners: str, **answers: str) -> str:
    """The same worker sends one more report; returns its case."""
    with world.db.write() as uow:
        first = world.case(uow)
        case = file_report(
            uow,
            world.notifier,
            FiledReport(
                worker_id=first.worker_id, conversation_id=first.conversation_id, run_id=new_id(), topic="job_loss",
                language="ne", release=1, prefecture="13", answers=answers,
                partners=(*(world.ids[p] for p in partners), COORDINATOR), risks=(),
            ),
            world.now,
        )  # fmt: skip
    world.listen()
    return case.id


def test_a_body_named_in_a_second_report_ends_access_to_the_first(taken: World) -> None:
    second = second_report(taken, "bridge", who_pays="Fuji Foods")
    taken.expect("worker", "case.filed", "case.offered")
    taken.expect("bridge", "offer")
    parted(taken)
    with taken.db.read() as uow:
        assert [line.kind for line in uow.cases.events(second)].count("tie_found") == 0
    taken.staff("bridge", accept)
    taken.expect("worker", "case.accepted")


@pytest.fixture
def two_reports(world: World) -> tuple[World, str]:
    """Bridge is bound to a company; it was asked about the second report, harbour has accepted the first."""
    world.change_partner("bridge", ties=["Fuji Foods K.K."])
    taken_by_harbour(world, "harbour")
    second = second_report(world, "bridge")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("bridge", "offer")
    return world, second


def test_a_body_that_staff_record_in_one_case_ends_access_to_the_workers_other_case(
    two_reports: tuple[World, str],
) -> None:
    world, second = two_reports
    first = world.case_id
    world.staff("harbour", record_fact, variable="who_pays", value="FUJI FOODS", note="On the payslip.")
    world.expect("bridge", "ended")
    world.expect(COORDINATOR, "tie_found", "all_declined")
    world.expect("deputy", "all_declined")
    world.expect("worker", "case.tie_ended", "case.offered_last", "case.alone.ask")
    world.case_id = second
    assert world.offers() == {"bridge": "declined", COORDINATOR: "open"}
    with pytest.raises(NotPossible):
        world.staff("bridge", accept)
    world.case_id = first
    assert world.offers() == {"harbour": "accepted"}


def test_what_the_worker_writes_in_one_chat_counts_for_the_other_report_at_once(two_reports: tuple[World, str]) -> None:
    world, second = two_reports
    world.worker(worker_message, text="my company is fuji foods")
    world.expect("harbour", "message")
    world.expect("bridge", "ended")
    world.expect(COORDINATOR, "tie_found", "all_declined")
    world.expect("deputy", "all_declined")
    world.expect("worker", "case.tie_ended", "case.offered_last", "case.alone.ask")
    world.case_id = second
    assert world.offers() == {"bridge": "declined", COORDINATOR: "open"}


def test_what_was_written_is_remembered_when_the_case_is_handed_on_later(world: World) -> None:
    world.change_partner("bridge", ties=["Fuji Foods K.K."])
    taken_by_harbour(world, "harbour")
    world.worker(worker_message, text="my company is fuji foods")
    world.expect("harbour", "message")
    with pytest.raises(NotPossible, match="bound to a body"):
        world.staff("harbour", hand_on, to=world.ids["bridge"], note="You are nearer.")
    with world.db.read() as uow:
        case = world.case(uow)
        assert world.ids["bridge"] not in [partner.id for partner in eligible(uow, need_of(uow, case))]
        new = with_elsewhere(uow, need_from({}, "job_loss", "ne"), case.worker_id)
        assert world.ids["bridge"] not in [partner.id for partner in eligible(uow, new)]


def test_a_tie_that_is_declared_after_it_was_written_counts_as_well(world: World) -> None:
    taken_by_harbour(world, "harbour", "bridge")
    world.worker(worker_message, text="The boss of Fuji Foods came to my room.")
    world.expect("harbour", "message")
    harbour_declares_its_tie(world)
    parted(world)


def test_a_second_report_that_names_nobody_tied_leaves_the_first_alone(taken: World) -> None:
    second_report(taken, "bridge", who_pays="Sakura Farm")
    taken.expect("worker", "case.filed", "case.offered")
    taken.expect("bridge", "offer")
    assert sees(taken, "harbour") is Access.FULL
    assert taken.offers() == {"harbour": "accepted"}


def test_what_was_named_in_the_first_report_counts_for_the_second(world: World) -> None:
    world.change_partner("harbour", ties=["Fuji Foods K.K."])
    world.file("bridge", who_pays="Fuji Foods")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("bridge", "offer")
    with world.db.read() as uow:
        first = world.case(uow)
        names = names_elsewhere(uow, first.worker_id)
        need = with_names(need_from({}, "job_loss", "ne"), names)
        assert world.ids["harbour"] not in [partner.id for partner in eligible(uow, need)]
        assert world.ids["harbour"] in [partner.id for partner in eligible(uow, need_from({}, "job_loss", "ne"))]


def test_whoever_was_only_on_the_list_is_not_named_to_the_worker(world: World) -> None:
    world.change_partner("bridge", ties=["Fuji Foods K.K."])
    filed(world, "harbour", "bridge")
    second_report(world, "harbour", who_pays="Fuji Foods")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.expect(COORDINATOR, "tie_found")


@pytest.mark.parametrize(
    ("tie", "named"),
    [("三光工業株式会社", "三光"), ("トヨタ", "トヨタ紡織"), ("NTT", "NTT East")],
)
def test_a_name_that_only_resembles_is_put_before_the_coordinator_and_changes_nothing(
    world: World, tie: str, named: str
) -> None:
    world.change_partner("harbour", ties=[tie])
    taken_by_harbour(world, "harbour", "bridge")
    world.staff("harbour", record_fact, variable="who_pays", value=named, note="On the payslip.")
    world.expect(COORDINATOR, "tie_possible")
    assert sees(world, "harbour") is Access.FULL
    assert world.offers() == {"harbour": "accepted"}
    world.staff("harbour", record_fact, variable="work_place", value=named, note="On the gate.")  # said once
    with world.db.read() as uow:
        assert possible_ties(uow, world.case(uow)) == [world.ids["harbour"]]
    world.staff(COORDINATOR, clear_tie, partner_id=world.ids["harbour"], note="Another company.")
    with world.db.read() as uow:
        assert possible_ties(uow, world.case(uow)) == []
    assert world.offers() == {"harbour": "accepted"}


def test_a_branch_of_the_organisation_itself_is_looked_at_when_the_report_comes(world: World) -> None:
    world.change_partner("harbour", name_ja="ひかり労働組合")
    filed(world, "harbour", "bridge", who_pays="ひかり労働組合 東京支部")
    world.expect(COORDINATOR, "tie_possible")


BOTH = "春日製作所 = Kasuga Seisakusho ＝ カスガ製作所"


@pytest.mark.parametrize("named", ["Kasuga Seisakusho", "株式会社春日製作所", "カスガ製作所"])
def test_a_body_is_the_same_in_every_spelling_that_a_tie_puts_side_by_side(taken: World, named: str) -> None:
    taken.change_partner("harbour", ties=[BOTH])
    taken.staff("harbour", record_fact, variable="who_pays", value=named, note="On the payslip.")
    parted(taken)


def test_a_sentence_with_the_other_spelling_is_understood(taken: World) -> None:
    taken.change_partner("harbour", ties=[BOTH])
    taken.worker(worker_message, text="I work at kasuga seisakusho in the night")
    taken.expect("harbour", "message")
    parted(taken)


def test_spellings_that_one_organisation_knows_count_for_the_ties_of_another(taken: World) -> None:
    taken.change_partner("harbour", ties=["春日製作所"])
    taken.partner("law", ties=(BOTH,))
    taken.staff("harbour", record_fact, variable="who_pays", value="Kasuga Seisakusho", note="On the payslip.")
    parted(taken)


def test_a_spelling_entered_later_by_another_organisation_is_looked_at_in_open_cases(taken: World) -> None:
    taken.change_partner("harbour", ties=["春日製作所"])
    taken.staff("harbour", record_fact, variable="who_pays", value="Kasuga Seisakusho", note="On the payslip.")
    assert sees(taken, "harbour") is Access.FULL  # nobody has said that it is the same
    taken.partner("law", ties=(BOTH,))
    with taken.db.write() as uow:
        law = uow.partners.get(taken.ids["law"])
        assert law is not None
        recheck(uow, taken.notifier, law, taken.now)
    taken.listen()
    parted(taken)


def test_a_spelling_added_to_a_record_later_is_looked_at_in_open_cases(taken: World) -> None:
    """Somebody who reads another report finds that what its worker wrote is a spelling of the record."""
    taken.change_partner("harbour", ties=["春日製作所"])
    taken.staff("harbour", record_fact, variable="who_pays", value="Kasuga Seisakusho", note="On the payslip.")
    first = taken.case_id
    with taken.db.write() as uow:
        body = save(uow, Draft(kind="accepting", name="春日製作所"), taken.people["bridge"], taken.now)
    taken.file("bridge", who_pays="Kasuga Seisakusho")
    taken.staff("bridge", accept)
    taken._unread.clear()
    taken.staff("bridge", confirm, organisation_id=body.id, named="Kasuga Seisakusho", keep_spelling=True)
    taken.case_id = first
    parted(taken)


def test_nobody_is_kept_away_by_a_reading_that_nobody_has_entered(taken: World) -> None:
    taken.change_partner("harbour", ties=["春日製作所"])
    taken.staff("harbour", record_fact, variable="who_pays", value="Haruhi Seisakusho", note="On the payslip.")
    assert sees(taken, "harbour") is Access.FULL


def confirmed(world: World, who: str, name: str) -> None:
    """Whoever reads the report says which organisation it is about."""
    with world.db.write() as uow:
        body = save(uow, Draft(kind="accepting", name=name), world.people[who], world.now)
    world.staff(who, confirm, organisation_id=body.id)


def gone(world: World, case_id: str | None = None) -> list[str]:
    """Whose tie is said to be none any more."""
    with world.db.read() as uow:
        case = uow.cases.get(case_id or world.case_id)
        assert case is not None
        return gone_ties(uow, case)


def test_a_body_that_one_report_is_confirmed_to_be_about_stays_a_tie_in_the_other(
    two_reports: tuple[World, str],
) -> None:
    world, second = two_reports
    confirmed(world, "harbour", "Fuji Foods")
    world.expect("bridge", "ended")
    world.expect(COORDINATOR, "tie_found", "all_declined")
    world.expect("deputy", "all_declined")
    world.expect("worker", "case.tie_ended", "case.offered_last", "case.alone.ask")
    assert gone(world, second) == []
    world.worker(corrected, step="unpaid_overtime.months", variable="months", before="m6", after="m12")
    world.expect("harbour", "corrected")
    assert gone(world, second) == [], "nothing that was named has changed"


def test_a_confirmed_body_stays_a_tie_in_every_spelling_that_is_known(taken: World) -> None:
    taken.change_partner("harbour", ties=["春日製作所"])
    taken.partner("law", ties=(BOTH,))
    confirmed(taken, "harbour", "Kasuga Seisakusho")
    parted(taken)
    assert gone(taken) == []


def test_a_tie_to_a_confirmed_body_that_is_declared_later_counts_as_well(world: World) -> None:
    taken_by_harbour(world, "harbour", "bridge")
    confirmed(world, "harbour", "Fuji Foods")
    harbour_declares_its_tie(world)
    parted(world)


def test_a_tie_that_was_declared_by_mistake_shows_every_case_it_parted(taken: World) -> None:
    taken.staff("harbour", record_fact, variable="who_pays", value="FUJI FOODS", note="On the payslip.")
    parted(taken)
    taken.change_partner("harbour", ties=[])
    for _ in range(2):
        with taken.db.write() as uow:
            note_gone_anywhere(uow, taken.notifier, taken.now)
    taken.listen()
    taken.expect(COORDINATOR, "tie_gone")
    assert sees(taken, "harbour") is Access.NONE, "nothing is given back by itself"
    assert taken.happened().count("tie_gone") == 1
