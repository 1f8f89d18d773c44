"""How far a request to put something right has come when a test begins."""

from datetime import timedelta

from tests.conversation.talk import Talk
from tests.conversation.ways import file_report


def prepared(talk: Talk) -> tuple[str, str]:
    """The worker of a report is to be asked whether the union may write about overtime; nothing has gone out yet.
    Returns the case's and the request's id."""
    file_report(talk)
    now = talk.clock.business()
    with talk.database.write() as uow:
        case = uow.cases.newest()
        assert case is not None
        row = uow.corrections.make(
            "org", "pay.overtime", partner_id="union", made_by="staff-union", due_at=now + timedelta(days=14), now=now
        )
        uow.corrections.join(row.id, case.id, now)
    return case.id, row.id
