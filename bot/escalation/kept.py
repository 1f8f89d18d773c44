"""Policies as the database keeps them: those that new cases begin with, and for each case the one it lives by until it
is replanned.
"""

from dataclasses import dataclass
from datetime import datetime

import orjson

from storage.models import Case
from storage.uow import UnitOfWork

from .policy import Policies, Policy, PolicyMissing
from .policy_files import shipped

IN_USE = "policies"
"""The fact that names the policies in use: the last ones that were read without a finding."""


def keep(uow: UnitOfWork, policy: Policy) -> str:
    """Keep a policy for the cases that begin with it; returns its id."""
    uow.ladder.keep_policy(policy.id, orjson.dumps(policy.to_data()).decode())
    return policy.id


PUBLISHED = "policies_published"
"""The fact that names who published the policies in use and when; empty while they are those of the files."""


@dataclass(frozen=True)
class Published:
    """Policies that a person put in the place of those of the files. ``by``: their account."""

    by: str
    at: datetime


def published(uow: UnitOfWork) -> Published | None:
    """Who published the policies in use; None while they are those of the files."""
    written = uow.system.fact(PUBLISHED)
    if not written:
        return None
    data = orjson.loads(written)
    return Published(data["by"], datetime.fromisoformat(data["at"]))


def publish(uow: UnitOfWork, policies: Policies, by: str, now: datetime) -> None:
    """From now on new cases begin with these, also after the program was started anew with other files."""
    use(uow, policies)
    uow.system.set_fact(PUBLISHED, orjson.dumps({"by": by, "at": now.isoformat()}).decode())


def use_files(uow: UnitOfWork, policies: Policies) -> None:
    """From now on new cases begin with what the files say, which are ``policies``."""
    use(uow, policies)
    uow.system.set_fact(PUBLISHED, "")


def use(uow: UnitOfWork, policies: Policies) -> None:
    """From now on new cases begin with these."""
    ids = [keep(uow, policy) for policy in policies.all]
    uow.system.set_fact(IN_USE, orjson.dumps(ids).decode())


def in_use(uow: UnitOfWork) -> Policies:
    """What a case begins with today. A database that nothing has opened yet uses what comes with the program."""
    ids = uow.system.fact(IN_USE)
    if ids is None:
        return shipped()
    found = [_read(uow, policy_id) for policy_id in orjson.loads(ids)]
    return Policies(tuple(policy for policy in found if policy is not None))


def policy_of(uow: UnitOfWork, case: Case) -> Policy:
    """The policy a case lives by. Raises PolicyMissing if it was not kept."""
    policy = _read(uow, case.policy)
    if policy is None:
        raise PolicyMissing(topic=case.topic, severity=case.policy)
    return policy


def _read(uow: UnitOfWork, policy_id: str) -> Policy | None:
    policy = _READ.get(policy_id)
    if policy is None:
        content = uow.ladder.policy(policy_id)
        if content is None:
            return None
        policy = Policy.from_data(orjson.loads(content))
        if len(_READ) < _MOST:
            _READ[policy_id] = policy
    return policy


_MOST = 256
_READ: dict[str, Policy] = {}
"""Policies read before: an id names one content for ever."""
