"""The policy a case lives by, kept in the database until the case is replanned."""

from functools import lru_cache

import orjson

from storage.models import Case
from storage.uow import UnitOfWork

from .policy import Policy, PolicyMissing


def keep(uow: UnitOfWork, policy: Policy) -> str:
    """Keep a policy for the cases that begin with it; returns its id."""
    uow.ladder.keep_policy(policy.id, orjson.dumps(policy.to_data()).decode())
    return policy.id


def policy_of(uow: UnitOfWork, case: Case) -> Policy:
    """The policy a case began with. Raises PolicyMissing if it was not kept."""
    content = uow.ladder.policy(case.policy)
    if content is None:
        raise PolicyMissing(topic=case.topic, severity=case.policy)
    return _read(content)


@lru_cache(maxsize=64)
def _read(content: str) -> Policy:
    return Policy.from_data(orjson.loads(content))
