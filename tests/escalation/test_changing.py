"""A changed policy is checked against those it would stand beside, and the answer names file and line."""

import pytest

from bot.escalation.changing import Change, change, written
from bot.escalation.policy import Policy, Severity
from bot.escalation.policy_files import FOLDER, shipped

STANDARD = (FOLDER / "standard.yaml").read_text("utf-8")


def changed(*edits: tuple[str, str], name: str = "new.yaml") -> Change:
    text = STANDARD
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return change(shipped(), {name: text}, {"unpaid_overtime", "job_loss"})


def test_it_takes_the_place_of_the_one_with_its_name() -> None:
    made = changed(("margin: 1 day ", "margin: 2 days "))
    assert made.findings == ()
    assert [p.name for p in made.policies.all] == [p.name for p in shipped().all]
    assert str(made.policies.pick("job_loss", Severity.NORMAL).margin) == "2 days"
    assert made.policies.pick("job_loss", Severity.URGENT) == shipped().pick("job_loss", Severity.URGENT)


def test_a_new_name_for_one_topic_is_added() -> None:
    made = changed(("policy: standard", "policy: overtime"), ("topics: [all]", "topics: [unpaid_overtime]"))
    assert made.findings == ()
    assert made.policies.pick("unpaid_overtime", Severity.NORMAL).name == "overtime"
    assert made.policies.pick("job_loss", Severity.NORMAL).name == "standard"


@pytest.mark.parametrize(
    ("edit", "finding"),
    [
        (("policy: standard", "policy: second"), "new.yaml:5: topic 'all' with severity 'normal' already has the"),
        (("topics: [all]", "topics: [job_loss]"), "new.yaml:6: without this no policy would be for all topics"),
        (("topics: [all]", "topics: [weather]"), "new.yaml:5: there is no topic 'weather'"),
        (("margin: 1 day ", "margin: one day "), "new.yaml:18: 'one day' is no length of time"),
        (("policy: standard", "policy: standard\npolicy: again"), "new.yaml:4: the key 'policy' is already used"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(edit: tuple[str, str], finding: str) -> None:
    made = changed(edit)
    assert str(made.findings[0]).startswith(finding)
    assert made.policies.all == made.changed == ()


@pytest.mark.parametrize("policy", shipped().all, ids=lambda policy: policy.name)
def test_a_policy_written_out_reads_as_the_same(policy: Policy) -> None:
    made = change(shipped(), {"again.yaml": written(policy)}, None)
    assert made.changed == (policy,)
    assert made.policies == shipped()
