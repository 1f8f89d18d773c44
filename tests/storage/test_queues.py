"""Updates are taken once and in order; messages leave once and in order; several processes share the work."""

import threading
from datetime import datetime, timedelta

import pytest

from storage.database import Database
from storage.errors import LeaseLost
from storage.repositories.inbox import Incoming
from storage.repositories.outbox import Outgoing

LEASE = timedelta(seconds=30)


def arrive(database: Database, now: datetime, chat: str, *numbers: int) -> tuple[str, list[bool]]:
    """Store updates of a chat."""
    with database.write() as uow:
        conversation_id, worker_id = uow.conversations.find_or_create("telegram", chat, now)
        updates = [Incoming("telegram", n, conversation_id, worker_id, {"text": str(n)}) for n in numbers]
        return conversation_id, uow.inbox.store(updates, now)


def test_the_same_update_twice_is_one(database: Database, now: datetime) -> None:
    assert arrive(database, now, "1", 10, 10, 11)[1] == [True, False, True]
    assert arrive(database, now, "1", 10)[1] == [False]


def test_updates_are_handled_by_number_however_they_came(database: Database, now: datetime) -> None:
    arrive(database, now, "1", 12, 10, 11)
    handled = []
    with database.write() as uow:
        [lane] = uow.conversations.claim(now, LEASE, 5)
    more = True
    while more:
        with database.write() as uow:
            row, more = uow.inbox.waiting(uow.conversations.held(lane).id)
            assert row is not None
            handled.append(uow.inbox.open(row)["text"])
            uow.inbox.done(row, now)
    assert handled == ["10", "11", "12"]


def test_a_conversation_is_taken_by_one_worker_only(database: Database, now: datetime) -> None:
    for chat in range(20):
        arrive(database, now, str(chat), chat)
    taken: list[str] = []

    def take() -> None:
        for _ in range(5):
            with database.write() as uow:
                lanes = uow.conversations.claim(now, LEASE, 3)
            taken.extend(lane.conversation_id for lane in lanes)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 20


def test_a_worker_that_was_too_slow_changes_nothing(database: Database, now: datetime) -> None:
    arrive(database, now, "1", 1)
    with database.write() as uow:
        [slow] = uow.conversations.claim(now, LEASE, 1)
    later = now + LEASE + timedelta(seconds=1)
    with database.write() as uow:
        [fresh] = uow.conversations.claim(later, LEASE, 1)
    with database.write() as uow, pytest.raises(LeaseLost):
        uow.conversations.held(slow)
    with database.write() as uow:
        assert uow.conversations.held(fresh).id == slow.conversation_id


def test_an_update_that_comes_while_the_lane_is_given_back_is_not_forgotten(database: Database, now: datetime) -> None:
    conversation_id, _ = arrive(database, now, "1", 1)
    with database.write() as uow:
        [lane] = uow.conversations.claim(now, LEASE, 1)
        row, _ = uow.inbox.waiting(conversation_id)
        assert row is not None
        uow.inbox.done(row, now)
        uow.conversations.release(lane, None)
    arrive(database, now, "1", 2)
    with database.write() as uow:
        assert [one.conversation_id for one in uow.conversations.claim(now, LEASE, 1)] == [conversation_id]


def queue(database: Database, now: datetime, lane: str, text: str, **how: object) -> bool:
    """Queue one message for a worker's lane."""
    with database.write() as uow:
        found = uow.conversations.find("telegram", lane)
        conversation, worker = found or uow.conversations.find_or_create("telegram", lane, now)
        return uow.outbox.queue(
            lane_id=conversation, channel="telegram", subject=worker, payload={"text": text}, now=now, **how,  # type: ignore[arg-type]  # as `queue` takes them
        )  # fmt: skip


def take(database: Database, now: datetime, limit: int = 10) -> list[Outgoing]:
    """Claim and take what is due, and give the lanes back."""
    with database.write() as uow:
        claims = uow.outbox.claim(now, LEASE, 50, ("telegram",))
        taken = uow.outbox.take(claims, now, limit)
        for claim in claims:
            for message in taken[claim.lane_id]:
                uow.outbox.sent(message, now, message.id)
            uow.outbox.release(claim, now, now + timedelta(milliseconds=1))
        return [m for messages in taken.values() for m in messages]


def texts(messages: list[Outgoing]) -> list[str]:
    """What they say."""
    return [m.payload["text"] for m in messages]


def test_replies_leave_in_order_and_later_ones_wait_for_their_time(database: Database, now: datetime) -> None:
    queue(database, now, "1", "a")
    queue(database, now, "1", "tomorrow", due_at=now + timedelta(days=1))
    queue(database, now, "1", "b")
    assert texts(take(database, now)) == ["a", "b"]
    assert take(database, now + timedelta(hours=23)) == []
    assert texts(take(database, now + timedelta(days=1))) == ["tomorrow"]


def test_the_same_message_is_queued_once_for_ever(database: Database, now: datetime) -> None:
    assert queue(database, now, "1", "first", dedupe="case:1")
    assert take(database, now)
    assert not queue(database, now, "1", "again", dedupe="case:1")
    assert take(database, now + timedelta(hours=1)) == []


def test_what_failed_stays_first(database: Database, now: datetime) -> None:
    queue(database, now, "1", "a")
    queue(database, now, "1", "b")
    with database.write() as uow:
        [claim] = uow.outbox.claim(now, LEASE, 5, ("telegram",))
        first, second = uow.outbox.take([claim], now, 5)[claim.lane_id]
        uow.outbox.retry(first, "time-out")
        uow.outbox.untried([second])
        uow.outbox.release(claim, now, now + timedelta(seconds=4))
    assert take(database, now + timedelta(seconds=3)) == []
    again = take(database, now + timedelta(seconds=4))
    assert texts(again) == ["a", "b"]
    assert [m.tries for m in again] == [1, 0]
    assert not any(m.perhaps_sent for m in again)


def test_a_sender_that_died_leaves_a_mark(database: Database, now: datetime) -> None:
    queue(database, now, "1", "a")
    with database.write() as uow:
        claims = uow.outbox.claim(now, LEASE, 5, ("telegram",))
        uow.outbox.take(claims, now, 5)
    [again] = take(database, now + LEASE + timedelta(seconds=1))
    assert again.perhaps_sent


def test_what_we_start_is_paced_and_replies_are_not(database: Database, now: datetime) -> None:
    for n in range(8):
        queue(database, now, "1", f"push {n}", paced=True)
    for n in range(8):
        queue(database, now, "2", f"reply {n}")
    first = [take(database, now + timedelta(milliseconds=2 * n)) for n in range(9)]
    assert sum(len([m for m in round_ if m.payload["text"].startswith("reply")]) for round_ in first) == 8
    assert sum(len([m for m in round_ if m.payload["text"].startswith("push")]) for round_ in first) == 5
    later = [take(database, now + timedelta(seconds=n, milliseconds=100)) for n in range(1, 5)]
    assert [len(round_) for round_ in later] == [1, 1, 1, 0]


def test_handled_and_sent_rows_are_pruned(database: Database, now: datetime) -> None:
    conversation_id, _ = arrive(database, now, "1", 1, 2)
    queue(database, now, "1", "gone")
    queue(database, now, "1", "kept", dedupe="x")
    take(database, now)
    with database.write() as uow:
        row, _ = uow.inbox.waiting(conversation_id)
        assert row is not None
        uow.inbox.done(row, now)
    with database.write() as uow:
        assert uow.inbox.prune(now + timedelta(days=1)) == 1
        assert uow.outbox.prune(now + timedelta(days=1)) == 1
        assert uow.inbox.counts() == {"new": 1}
        assert uow.outbox.counts() == {"sent": 1}


def test_a_mail_about_words_on_a_page_can_be_dropped_once_they_stand_there(database: Database, now: datetime) -> None:
    with database.write() as uow:
        page, worker = uow.conversations.find_or_create("web", "page", now)
        lane = f"worker:{worker}:email"
        for name in ("first", "second"):
            uow.outbox.queue(
                lane_id=page, channel="web", subject=worker, payload={"text": name}, now=now, dedupe=name,
                due_at=now if name == "first" else now + LEASE,
            )  # fmt: skip
            uow.outbox.queue(
                lane_id=lane, channel="email", subject=worker, payload={}, now=now, due_at=now + LEASE,
                dedupe=f"mail:{name}",
            )  # fmt: skip
        assert uow.outbox.mails_about(page, lane) == [], "nothing stands on the page yet"
    with database.write() as uow:
        [claim] = uow.outbox.claim(now, LEASE, 5, ("web",))
        [message] = uow.outbox.take([claim], now, 5)[page]
        uow.outbox.sent(message, now, None)
        mails = uow.outbox.mails_about(page, lane)
        assert uow.outbox.mails_about("another page", lane) == []
        uow.outbox.drop(mails, now)
        assert uow.outbox.mails_about(page, lane) == []
        assert uow.outbox.is_waiting("mail:second")
        assert not uow.outbox.is_waiting("mail:first")


def test_with_a_message_its_recordings_are_withdrawn_and_nothing_else(database: Database, now: datetime) -> None:
    names = ("c_1:q:7", "c_1:q:7:sound:r1", "c_1:q:7:1", "c_1:q:7:page", "cx1:q:7:sound:r1", "c_1:q:77")
    with database.write() as uow:
        chat, worker = uow.conversations.find_or_create("telegram", "chat", now)
        for name in names:
            uow.outbox.queue(
                lane_id=chat, channel="telegram", subject=worker, payload={}, now=now, due_at=now + LEASE, dedupe=name
            )
        assert uow.outbox.withdraw("c_1:q:7", now)
        assert [name for name in names if not uow.outbox.is_waiting(name)] == ["c_1:q:7", "c_1:q:7:sound:r1"]
        assert not uow.outbox.withdraw("c_1:q:7", now)
