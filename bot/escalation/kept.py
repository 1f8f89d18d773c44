"""The policy a case lives by, kept in the database until the case is replanned."""

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
    policy = _READ.get(case.policy)
    if policy is None:
        content = uow.ladder.policy(case.policy)
        if content is None:
            raise PolicyMissing(topic=case.topic, severity=case.policy)
        policy = Policy.from_data(orjson.loads(content))
        if len(_READ) < _MOST:
            _READ[case.policy] = policy
    return policy


_MOST = 256
_READ: dict[str, Policy] = {}
"""Policies read before: an id names one content for ever."""
