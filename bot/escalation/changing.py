"""A change of ladder policies: files somebody wants instead of those in use, checked as if they were in use already.

A file takes the place of the policy with its name, or is added where there is none of that name.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

import yaml

from flows.yaml_source import YamlSource, parse_yaml

from .policy import ALL, Policies, Policy, Severity
from .policy_files import Finding, read_each


@dataclass(frozen=True)
class Change:
    """``policies``: all that would be in use; empty as long as there are findings. ``changed``: those of the files."""

    policies: Policies
    changed: tuple[Policy, ...]
    findings: tuple[Finding, ...] = ()


def change(kept: Policies, files: Mapping[str, bytes | str], topics: Collection[str] | None) -> Change:
    """Read ``files`` (content by name) as a change of the policies ``kept``. ``topics``: the only ones there are."""
    read, findings = read_each((partial(parse_yaml, content, name) for name, content in files.items()), topics)
    if not findings:
        findings = _fitting(kept, read)
    if findings:
        return Change(Policies(()), (), tuple(sorted(findings)))
    changed = {policy.name: policy for policy, _ in read}
    names = [*(p.name for p in kept.all), *(name for name in changed if name not in {p.name for p in kept.all})]
    before = {p.name: p for p in kept.all}
    policies = Policies(tuple(changed.get(name) or before[name] for name in names))
    return Change(policies, tuple(changed.values()))


def _fitting(kept: Policies, read: list[tuple[Policy, YamlSource]]) -> list[Finding]:
    """For each severity one policy for all topics, and no topic twice; each name once."""
    names = [policy.name for policy, _ in read]
    stay = [policy for policy in kept.all if policy.name not in names]
    seen = {(p.severity, topic): p.name for p in stay for topic in p.topics}
    findings = []
    for number, (policy, source) in enumerate(read):
        if policy.name in names[:number]:
            findings.append(Finding(source.path, source.line(("policy",)), f"{policy.name!r} is in two files"))
        for n, topic in enumerate(policy.topics):
            first = seen.setdefault((policy.severity, topic), policy.name)
            if first != policy.name:
                said = f"topic {topic!r} with severity {policy.severity.value!r} already has the policy {first!r}"
                findings.append(Finding(source.path, source.line(("topics", n)), said))
    for severity in Severity:
        if (severity, ALL) not in seen and read:
            before = {p.name for p in kept.all if p.severity is severity and ALL in p.topics}
            source = next((s for p, s in read if p.name in before), read[0][1])
            said = f"without this no policy would be for all topics with severity {severity.value!r}"
            findings.append(Finding(source.path, source.line(("severity",)), said))
    return findings


def written(policy: Policy) -> str:
    """A policy as a file that can be changed and read again."""
    data = policy.to_data()
    rungs = [{"rung": kind, "after": wait} for kind, wait in data["waits"]]
    return yaml.safe_dump(
        {
            "policy": policy.name,
            "version": policy.version,
            "topics": data["topics"],
            "severity": data["severity"],
            "rungs": rungs,
            **{name: data[name] for name in ("contact_within", "margin", "least_gap", "terminal_repeats")},
            "pause": {name: data[f"pause_{name}"] for name in ("accepted", "reached", "least")},
            "snooze": {"at_most": data["snooze_at_most"], "times": data["snooze_times"]},
            "check_ins": {
                "first": data["check_ins"], "every": data["check_in_every"], "missed": data["check_ins_missed"],
            },
            "after_solved": data["after_solved"],
            "ask_worker_again": data["ask_worker_again"],
        },
        sort_keys=False,
        default_flow_style=False,
        allow_unicode=True,
    )  # fmt: skip
