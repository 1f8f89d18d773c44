"""Being asked about one's support, and wanting no more of it, at the same moment: on both kinds of database."""

import threading
from datetime import timedelta

from bot.clock import FakeClock
from bot.wording.served import Wording
from bot.workers.support_checks import SupportChecks
from storage.database import Database
from storage.keys import Keyring
from tests.conversation.talk import TUESDAY, installed


def test_a_wish_taken_back_at_the_moment_of_asking_stays_taken_back(tables_url: str) -> None:
    clock = FakeClock(TUESDAY)
    database = Database(tables_url, Keyring.new(), threads=2)
    wording = Wording(database)
    wording._snapshot = installed().texts
    with database.write() as uow:
        conversation_id, worker_id = uow.conversations.find_or_create("terminal", "phone", clock.now())
        uow.checks.ask_at(worker_id, TUESDAY, TUESDAY)
    clock.advance(timedelta(days=1))
    asking = threading.Thread(target=SupportChecks(database, wording, clock).run)
    with database.write() as uow:
        assert uow.checks.stop(worker_id)
        asking.start()
        asking.join(0.3)  # it has seen that they are due, and waits for what becomes of it
    asking.join(10)
    with database.read() as uow:
        assert uow.checks.get(worker_id) is None
        assert not uow.outbox.waits(conversation_id)
    database.close()
