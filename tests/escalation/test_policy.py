"""Ladder policies as files: read strictly, every finding with file and line."""

from pathlib import Path

import pytest

from bot.escalation.policy import Policy, PolicyError, Severity
from bot.escalation.policy_files import FOLDER, check_policies, load_policies, shipped


def folder_with(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Path:
    """The shipped policies with changes in one of them."""
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text("utf-8")
        if path.name == name:
            for before, after in changes:
                assert before in text
                text = text.replace(before, after)
        (tmp_path / path.name).write_text(text, "utf-8")
    return tmp_path


def test_the_shipped_policies_have_no_findings() -> None:
    assert check_policies() == []


def test_a_policy_reads_back_as_it_was_and_keeps_its_id() -> None:
    for policy in shipped().all:
        again = Policy.from_data(policy.to_data())
        assert again == policy
        assert again.id == policy.id


def test_another_content_has_another_id(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "standard.yaml", ("margin: 1 day ", "margin: 2 days "))
    changed = load_policies(folder).pick("any", Severity.NORMAL)
    assert changed.id != shipped().pick("any", Severity.NORMAL).id


def test_a_policy_for_a_topic_comes_before_the_one_for_all(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "standard.yaml")
    text = (folder / "standard.yaml").read_text("utf-8")
    text = text.replace("policy: standard", "policy: loss").replace("[all]", "[job_loss]")
    (folder / "loss.yaml").write_text(text, "utf-8")
    policies = load_policies(folder)
    assert policies.pick("job_loss", Severity.NORMAL).name == "loss"
    assert policies.pick("unpaid_overtime", Severity.NORMAL).name == "standard"


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ("margin: 1 day ", "margn: 1 day ", 18, "there is no 'margn'"),
        ("margin: 1 day ", "margin: 1 working day ", 18, "depends on the day"),
        ("2 working days}\n  - {rung: coord", "2 wokring days}\n  - {rung: coord", 13, "no length of time"),
        ("rung: coordinator", "rung: boss", 14, "'boss' is none of"),
        ("{rung: coordinator, after: 2 working days}", "{rung: coordinator}", 14, "a rung is written"),
        ("  - {rung: terminal, after: 1 working day}\n", "", 10, "'terminal' is missing"),
        ("after: at once", "after: 1 day", 11, "asked at once"),
        ("{rung: reminder, after: 1 working day}", "{rung: reminder, after: 3 working days}", 12, "no earlier"),
        ("contact_within: 5 working days", "contact_within: 4 working days", 17, "shorter than the ladder"),
        ("severity: normal", "severity: calm", 6, "'calm' is none of"),
        ("  times: 1", "  times: many", 29, "whole number"),
        ("first: [3 days, 7 days]", "first: [7 days, 3 days]", 32, "does not come after"),
        ("terminal_repeats: 3 working days", "terminal_repeats: at once", 20, "too short"),
        ("contact_within: 5 working days", "contact_within: 400 days", 17, "too long; at most 30 days"),
        ("margin: 1 day ", "margin: 30 days ", 18, "too long; at most 2 weeks"),
        ("terminal_repeats: 3 working days", "terminal_repeats: 500 weeks", 20, "too long; at most 2 weeks"),
        ("accepted: 2 working days", "accepted: 400 weeks", 23, "too long; at most 2 weeks"),
        ("at_most: 3 working days", "at_most: 300 weeks", 28, "too long; at most 2 weeks"),
        ("  times: 1", "  times: 100", 29, "too often; at most 5"),
        ("first: [3 days, 7 days]", "first: [3 days, 700 days]", 32, "too long; at most 30 days"),
        ("every: 2 weeks", "every: 500 weeks", 33, "too long; at most 5 weeks"),
        ("missed: 2", "missed: 20", 34, "too often; at most 5"),
        ("after_solved: [1 day, 2 weeks]", "after_solved: [1 day, 90 weeks]", 36, "too long; at most 8 weeks"),
        ("topics: [all]", "topics: all", 5, "must be a list"),
        ("topics: [all]", "topics: [overtime]", 5, "there is no topic 'overtime'"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_and_line(
    tmp_path: Path, before: str, after: str, line: int, says: str
) -> None:
    folder = folder_with(tmp_path, "standard.yaml", (before, after))
    found = check_policies(folder, topics={"unpaid_overtime", "job_loss"})
    assert [f for f in found if f.line == line and says in f.message], [str(f) for f in found]
    assert all(f.path.endswith("standard.yaml") for f in found)


def test_a_topic_without_a_policy_is_found(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "standard.yaml", ("[all]", "[job_loss]"))
    assert "no policy is for all topics with severity 'normal'" in check_policies(folder)[0].message
    with pytest.raises(PolicyError, match="no policy is for all topics"):
        load_policies(folder)


def test_two_policies_for_the_same_are_found(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "standard.yaml")
    (folder / "twice.yaml").write_text((folder / "standard.yaml").read_text("utf-8"), "utf-8")
    found = check_policies(folder)
    assert [(f.path.rsplit("/")[-1], f.line) for f in found] == [("twice.yaml", 5)]


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "standard.yaml", ("rungs:", "rungs: {"))
    assert all(f.path.endswith("standard.yaml") for f in check_policies(folder))
