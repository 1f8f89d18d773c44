"""What must hold of flows beyond their form: one rule per file, each finding with file and line."""

from pathlib import Path

from ..loader import BrokenFlows, Check, Finding, Loaded, load
from . import (
    branches,
    buttons,
    core,
    danger,
    ends,
    evidence,
    filing,
    fixed,
    hidden,
    keys,
    leads,
    never,
    order,
    ranges,
    topics,
    values,
    voice,
)  # fmt: skip

RULES: tuple[Check, ...] = (
    branches.unreachable_steps, never.never_true, ends.silent_ends, order.read_before_set, values.unknown_values,
    core.core_too_long, topics.one_topic_twice, topics.report_without_topic, danger.danger_without_help,
    ranges.ranges_in_order, branches.unused_flows,
    buttons.too_many, buttons.data_too_long, filing.never_sent, evidence.unknown_evidence,
    evidence.unread_evidence, keys.unknown_risks, fixed.unknown_fixed, leads.leads_nowhere, voice.voice_that_is_read,
    hidden.hidden_in_unknown,
)  # fmt: skip


def check(loaded: Loaded) -> list[Finding]:
    """All findings of all rules, by file and line."""
    findings = [finding for rule in RULES for finding in rule(loaded)]
    return sorted(findings, key=lambda f: (f.file, f.line, f.message))


def load_checked(folder: Path) -> Loaded:
    """Read flows that may be served. Raises BrokenFlows for a broken form as for what the rules find."""
    loaded = load(folder)
    findings = check(loaded)
    if findings:
        raise BrokenFlows(findings)
    return loaded
