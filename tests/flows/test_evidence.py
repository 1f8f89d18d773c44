"""How answers are read: what a worker says of duties."""

from flows.evidence import Given, Says, spoken


def says(*answers: tuple[str, object]) -> dict[str, Says]:
    """Duty → what these answers together say."""
    return {duty: told for duty, (told, _) in spoken([Given(step, value) for step, value in answers], {}).items()}


def test_nothing_was_wrong_says_of_each_duty_of_the_list_that_it_was_fulfilled() -> None:
    assert says(("check.pay", ["none_of_these"])) == {"pay.payslip": Says.FULFILLED, "pay.rate": Says.FULFILLED}


def test_whoever_ticks_nothing_and_something_has_said_that_something_was_wrong() -> None:
    assert says(("check.pay", ["less", "none_of_these"])) == {"pay.rate": Says.DEVIATION}


def test_an_interview_counts_only_where_the_boss_was_certainly_not_there() -> None:
    duty = "support.10_interview"
    assert says(("check.interview", True)) == {}
    assert says(("check.interview", True), ("check.boss", {"skipped": "unknown"})) == {}
    assert says(("check.interview", True), ("check.boss", False)) == {duty: Says.FULFILLED}
    assert says(("check.interview", True), ("check.boss", True)) == {duty: Says.DEVIATION}
    assert says(("check.interview", False)) == {duty: Says.DEVIATION}


def test_an_answer_to_a_transfer_request_that_was_only_spoken_says_nothing_of_the_duty_to_write_it() -> None:
    def told(answer: str) -> dict[str, Says]:
        answers = [Given("missed_support.transfer_answer", answer)]
        return {duty: says for duty, (says, _) in spoken(answers, {"transfer_asked": "in_writing"}).items()}

    assert told("spoken_yes") == told("spoken_no") == {}
    assert told("written_yes") == {"intern.transfer": Says.FULFILLED}
