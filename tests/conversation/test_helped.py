"""A worker at the counter: somebody of an organisation enters the report, the worker answers, and goes on alone."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cases.entered import entered_by
from bot.cases.reviews import Decision, review
from bot.digests.standing import Standing, Why, standing
from storage.models import COORDINATOR, CaseState
from storage.repositories.staff_cases import Viewer
from tests.conversation.talk import Ready, Talk
from tests.conversation.ways import come_with, reach

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


class Counter:
    """A desk with a member of staff and a worker, and the phone that the worker has at home."""

    def __init__(self, ready: Ready, folder: Path, organisation: str = "help-desk") -> None:
        self.ready, self.folder = ready, folder
        first = Talk(ready, folder)  # copies the installation
        with first.database.write() as uow:
            draft = uow.assisted.begin(f"staff-{organisation}", organisation, "counter", first.clock.now())
        first.close()
        self.draft_id = draft.id
        self.sitting = Talk(ready, folder, channel="assisted", phone=draft.id)

    def code(self) -> str:
        """The slip."""
        with self.sitting.database.write() as uow:
            draft = uow.assisted.at(self.sitting.conversation_id)
            assert draft is not None
            return uow.assisted.new_code(draft, self.sitting.worker_id, self.sitting.clock.now())

    def at_home(self, channel: str = "web") -> Talk:
        """The worker's own phone."""
        return Talk(self.ready, self.folder, channel=channel, phone=f"own {channel}")


@pytest.fixture
def counter(ready: Ready, tmp_path: Path) -> Counter:
    """Somebody of the Sample Help Desk sits with a worker."""
    return Counter(ready, tmp_path / "counter")


def send(talk: Talk, **taps: str) -> None:
    """Answer to the end; ``helper_first`` says what the worker wishes about who helps them."""
    reach(talk, "write_first", language="vi", helper_first="first", **taps)
    talk.tap("any_time")


def test_each_question_is_in_the_workers_language_with_what_staff_read_beside_it(counter: Counter) -> None:
    question = reach(counter.sitting, "months", language="vi")
    assert question.payload["lang"] == "vi"
    assert set(question.payload["gloss"]) == {"en", "ja"}
    button = question.payload["rows"][0][0]
    assert button["gloss"]["en"] != button["label"]


def test_everything_that_is_read_out_has_staffs_languages_below_it(counter: Counter) -> None:
    counter.sitting.command("start")
    greeting = counter.sitting.heard[-1].payload
    assert set(greeting["gloss"]) == {"en", "ja"} - set(greeting["langs"])
    assert greeting["gloss"]["en"] not in greeting["text"]
    send(counter.sitting)
    with counter.sitting.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
    said = [one.payload for one in counter.sitting.heard if one.payload["type"] == "bubble"]
    assert [one["text"] for one in said if set(one.get("gloss") or ()) != {"en", "ja"}] == []
    assert any(case.number in one["gloss"]["en"] for one in said), "it was sent, and its number"
    assert not any("You can write here" in one["gloss"]["en"] for one in said), "there is no phone to write on"


def test_the_emergency_card_offices_and_the_question_whether_to_delete_have_it_too(counter: Counter) -> None:
    reach(counter.sitting, "months", language="vi")
    for pressed in ("help", "delete", "language"):
        counter.sitting.tap("menu")
        said = [one.payload for one in counter.sitting.tap(pressed) if one.payload["type"] == "bubble"]
        assert said, pressed
        for one in said:
            assert set(one.get("gloss") or ()) == {"en", "ja"}, (pressed, one["text"])
            assert one["gloss"]["en"] != one["text"]
        if pressed == "help":
            card, offices = said[0], said[1]
            assert card["kind"] == "card"
            assert card["gloss"]["ja"] == counter.ready.texts.text("ja", "card.emergency")
            theirs, ours = (text.splitlines()[1::2] for text in (offices["text"], offices["gloss"]["en"]))
            assert theirs == ours != [], "the same ones"
        elif pressed == "delete":
            assert all(set(button["gloss"]) == {"en", "ja"} for row in said[-1]["rows"] for button in row)


def test_every_answer_and_the_timeline_say_who_entered_it(counter: Counter) -> None:
    send(counter.sitting)
    with counter.sitting.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        answers = uow.conversations.answers(case.run_id)
        assert answers
        assert {a["by"] for a in answers} == {"help-desk"}
        assert entered_by(uow, case.run_id) == ["help-desk"]
        [line] = [line for line in uow.cases.events(case.id) if line.kind == "entered_together"]
        assert (line.actor_kind, line.actor_id, line.data["partner"]) == ("staff", "staff-help-desk", "help-desk")


def test_the_helper_is_first_only_if_the_worker_wishes_so(ready: Ready, tmp_path: Path) -> None:
    for wish, listed in (
        ("first", ["union", "help-desk", COORDINATOR]), ("not_first", ["help-desk", "union", COORDINATOR]),
        ("never", ["help-desk", COORDINATOR]),
    ):  # fmt: skip
        desk = Counter(ready, tmp_path / wish, "union")
        reach(desk.sitting, "partners", language="vi", helper_first=wish)
        with desk.sitting.database.read() as uow:
            assert [i for i, _ in desk.sitting.state()["options"]] == listed, wish
            assert uow.cases.newest() is None


def test_who_is_never_to_be_asked_is_kept_as_struck_out(ready: Ready, tmp_path: Path) -> None:
    desk = Counter(ready, tmp_path / "desk", "union")
    reach(desk.sitting, "write_first", language="vi", helper_first="never")
    desk.sitting.tap("any_time")
    with desk.sitting.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        consent = uow.cases.consent(case.id)
        assert consent is not None
        assert "union" in consent.refused
        assert [offer.partner_id for offer in uow.cases.offers(case.id)] == ["help-desk"]


def test_a_helper_who_cannot_take_it_is_not_listed_and_the_worker_is_told(ready: Ready, tmp_path: Path) -> None:
    desk = Counter(ready, tmp_path / "desk", "union")
    with desk.sitting.database.write() as uow:
        partner = uow.partners.get("union")
        assert partner is not None
        partner.capacity = 0
    reach(desk.sitting, "partners", language="en", helper_first="first")
    assert [i for i, _ in desk.sitting.state()["options"]] == ["help-desk", COORDINATOR]
    assert any("cannot take this report" in said.text for said in desk.sitting.heard)


def test_a_helper_bound_to_a_body_that_the_worker_names_is_not_listed(ready: Ready, tmp_path: Path) -> None:
    desk = Counter(ready, tmp_path / "desk", "union")
    with desk.sitting.database.write() as uow:
        partner = uow.partners.get("union")
        assert partner is not None
        partner.ties = ["Sample Foods"]
    reach(desk.sitting, "who_pays", language="en", ready="add_details")
    desk.sitting.say("Sample Foods")
    reach(desk.sitting, "partners", language="en", helper_first="first")
    assert [i for i, _ in desk.sitting.state()["options"]] == ["help-desk", COORDINATOR]


def test_somebody_else_in_the_room_means_that_nobody_is_named(counter: Counter) -> None:
    reach(counter.sitting, "write_first", language="vi", alone="not_alone")
    counter.sitting.tap("any_time")
    with counter.sitting.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert uow.cases.consent(case.id) is None
        assert not any(offer.consented for offer in uow.cases.offers(case.id))


def test_after_sending_nothing_told_is_shown_there_and_nothing_more_is_taken(counter: Counter) -> None:
    send(counter.sitting)
    with counter.sitting.database.read() as uow:
        shown = uow.web.bubbles(counter.sitting.conversation_id, counter.sitting.worker_id, 0)
    assert not any("rows" in bubble and bubble.get("visit") for bubble in shown)
    assert counter.sitting.say("one more thing") == []
    with counter.sitting.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert uow.cases.messages(case.id) == []


def test_until_the_worker_comes_there_is_only_the_telephone(counter: Counter) -> None:
    send(counter.sitting)
    counter.sitting.send(
        {"type": "handover", "choice": "phone", "value": "09012345678", "safe_from": "19:00", "safe_to": "21:00"}
    )
    counter.sitting.staff("accept", "staff-help-desk")
    counter.sitting.staff("claim_reached", "staff-help-desk", note="called")
    with counter.sitting.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert uow.workers.profile(case.worker_id)["phone"] == "09012345678"
        assert "no_way_to_write" in {line.kind for line in uow.cases.events(case.id)}
        assert case.contacted_at is None
        [asked] = [q for q in uow.cases.questions(case.id) if q.kind == "reached"]
        assert asked.answer == "not_sent"


@pytest.mark.parametrize("channel", ["web", "telegram"])
def test_the_worker_comes_with_the_code_and_is_asked_whether_it_is_right(counter: Counter, channel: str) -> None:
    send(counter.sitting)
    code = counter.code()
    own = counter.at_home(channel)
    said = own.command("start", code)
    own._follow()
    assert any("Có người đã viết báo cáo này" in s.text for s in own.heard), said
    shown = own.answer("show")
    assert any("→" in s.text for s in shown)
    words = own._service().wording.now
    read_out = words.text("vi", "filing.alone.ask_together")
    assert any(f"{read_out}\n→ {words.text('vi', 'filing.alone.choice.alone_together')}" in s.text for s in shown)
    assert not any(words.text("vi", "filing.alone.ask") in s.text for s in shown), "that was not asked"
    own.answer("yes")
    with own.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        kinds = [line.kind for line in uow.cases.events(case.id)]
        assert kinds.count("worker_came") == kinds.count("entry_confirmed") == 1
        draft = uow.assisted.of_case(case.id)
        assert draft is not None
        assert draft.taken_over_at is not None
    assert counter.sitting.say("still there?") == []
    own.say("Tôi muốn nói thêm.")
    with own.database.read() as uow:
        assert [m["text"] for m in uow.cases.messages(case.id)] == ["Tôi muốn nói thêm."]


def test_a_worker_who_did_not_agree_takes_back_what_was_agreed_in_their_name(counter: Counter) -> None:
    send(counter.sitting)
    code = counter.code()
    counter.sitting.staff("accept", "staff-help-desk")
    own = counter.at_home()
    own.command("start", code)
    own._follow()
    said = own.answer("never")
    with own.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert not any(offer.consented for offer in uow.cases.offers(case.id))
        assert CaseState(case.state).open
        assert "entry_denied" in {line.kind for line in uow.cases.events(case.id)}
        [coordinator] = uow.partners.with_role("coordinator")
        before = uow.access.glimpse(Viewer(coordinator.id, None, "coordinator"), case.number)
        assert before is not None
        tomorrow = own.clock.business() + timedelta(days=1)
        assert standing(before, tomorrow) == (Standing.MINE, Why.ENTRY_DENIED), "it is the coordinator's turn"
    with own.database.write() as uow:
        review(
            uow, own._service().notifier, case.id, coordinator, None, tomorrow, decision=Decision.KEEP,
            until=tomorrow + timedelta(days=30), reason="A colleague pressed for the worker.",
        )  # fmt: skip
        after = uow.access.glimpse(Viewer(coordinator.id, None, "coordinator"), case.number)
        assert after is not None
        assert standing(after, tomorrow + timedelta(days=1))[1] is not Why.ENTRY_DENIED, "what was found is written"
    assert not any("Sample" in one.text for one in said), "they may not be alone: nobody is named yet"
    assert "Sample Help Desk" in own.answer("yes")[-1].text, "who has taken it on: may they read it?"
    own.answer("yes")
    with own.database.read() as uow:
        assert [o.partner_id for o in uow.cases.offers(case.id) if o.consented] == ["help-desk"]


def test_half_way_the_worker_goes_on_alone_at_the_same_question(counter: Counter) -> None:
    question = reach(counter.sitting, "months", language="vi")
    own = counter.at_home()
    said = own.command("start", counter.code())
    own._follow()
    assert said[-1].choices == question.choices
    assert "gloss" not in said[-1].payload
    reach(own, "write_first", language="vi")
    own.tap("any_time")
    with own.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert entered_by(uow, case.run_id) == ["help-desk"]
        by = {a["step"]: a.get("by") for a in uow.conversations.answers(case.run_id)}
        assert by["filing.alone"] is None
        lines = {line.kind: line for line in uow.cases.events(case.id)}
        together = lines["entered_together"]
        assert (together.actor_kind, together.actor_id) == ("staff", "staff-help-desk"), "not the worker themselves"
        assert lines["worker_came"].actor_kind == "worker"
    assert any("→" in s.text for s in own.answer("show")), "is it right, what was written down in their name?"
    own.answer("no")
    with own.database.read() as uow:
        assert "entry_wrong" in {line.kind for line in uow.cases.events(case.id)}
    own.command("start")
    with own.database.read() as uow:
        assert [q.kind for q in uow.cases.questions(case.id)].count("entered") == 1, "it is asked once"


def test_the_code_opens_the_page_of_the_chat_again_and_again(counter: Counter) -> None:
    send(counter.sitting)
    code = counter.code()
    conversation_id, worker_id = come_with(counter.at_home(), code)
    assert worker_id == counter.sitting.worker_id
    assert conversation_id != counter.sitting.conversation_id
    assert come_with(counter.at_home(), code) == (conversation_id, worker_id)
    with counter.sitting.database.read() as uow:
        shown = uow.web.bubbles(conversation_id, worker_id, 0)
    assert any("Có người đã viết báo cáo này" in bubble["text"] for bubble in shown if "text" in bubble)


def test_only_the_newest_slip_opens_it(counter: Counter) -> None:
    send(counter.sitting)
    lost, kept = counter.code(), counter.code()
    own = counter.at_home()
    own.command("start", lost)
    assert own.worker_id != counter.sitting.worker_id
    assert "vi" in own.question.choices, "somebody unknown"
    again = Talk(counter.ready, counter.folder, channel="web", phone="another")
    again.command("start", kept)
    again._follow()
    assert again.worker_id == counter.sitting.worker_id


def test_the_worker_can_have_it_deleted_at_the_counter_and_the_code_undoes_it(counter: Counter) -> None:
    reach(counter.sitting, "months", language="en")
    counter.sitting.command("delete")
    said = counter.sitting.press("c:0:delete/yes")
    code = CODE.search(said[-1].text)
    assert code is not None
    assert counter.sitting.say("hello?") == []
    own = counter.at_home()
    back = own.command("start", code.group())
    assert any("back" in s.text for s in back if s.kind == "note")


def test_it_goes_on_after_a_restart(counter: Counter) -> None:
    question = reach(counter.sitting, "months", language="vi")
    counter.sitting.restart()
    counter.sitting.tap("m6")
    assert counter.sitting.answers["months"] == "m6"
    assert question.visit is not None
