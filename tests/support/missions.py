"""What a worker presses in each mission flow: of the buttons on the screen, the first that is wanted."""

MISSIONS: dict[str, tuple[str, ...]] = {
    "unpaid_overtime": ("afraid", "h60", "m6"),
    "missed_support": ("safe", "nothing_urgent", "none", "registered", "since"),
    "job_loss": ("told_leave", "this_month"),
}
"""Answers of the core that a story cares about; anything else asked gets the first choice."""

TOPICS: dict[str, str] = {
    "documents_kept": "documents_kept", "violence": "violence", "violence_sexual": "violence",
    "forced_return": "forced_return", "housing": "housing", "injury": "injury", "minimum_pay": "minimum_pay",
    "long_hours": "long_hours", "promise": "promise", "new_employer": "new_employer",
}  # fmt: skip
"""Ways through the topics behind "something else" (as `tests/transcripts/taps.yaml` names them), and their flow."""

COMMON = ("start", "ssw1", "r.kanto", "13", "pay", "send_now", "alone", "_done", "raise", "any_time")


def choose(choices: list[str], wanted: tuple[str, ...]) -> str:
    """The button to press: a wanted one; else the first that is an answer and not a control."""
    for one in wanted:
        if one in choices:
            return one
    answers = [c for c in choices if not c.startswith("_")]
    return answers[0] if answers else choices[0]
