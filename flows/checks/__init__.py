"""What must hold of flows beyond their form: one rule per file, each finding with file and line."""

from ..loader import Check, Finding, Loaded
from . import branches, buttons, core, filing, keys, order, values

RULES: tuple[Check, ...] = (
    branches.unreachable_steps, order.read_before_set, values.unknown_values, core.core_too_long, buttons.too_many,
    buttons.data_too_long, filing.never_sent, keys.unknown_evidence, keys.unknown_risks,
)  # fmt: skip


def check(loaded: Loaded) -> list[Finding]:
    """All findings of all rules, by file and line."""
    findings = [finding for rule in RULES for finding in rule(loaded)]
    return sorted(findings, key=lambda f: (f.file, f.line, f.message))
