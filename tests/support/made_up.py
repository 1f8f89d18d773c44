"""Requests that a machine makes up, right and wrong ones, from a description of what an address takes."""

import random
from collections.abc import Callable
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck
from schemathesis import Case, GenerationMode
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.schemas import OpenApiSchema

Send = Callable[[Case[Any]], Response]


def understood(document: dict[str, Any]) -> OpenApiSchema:
    """A description that requests can be made from; to read it takes longer than to make ten of them."""
    return schemathesis.openapi.from_dict(document)


def pester(schema: OpenApiSchema, method: str, path: str, send: Send, rng: random.Random, count: int) -> None:
    """Send ``count`` requests to one address; none may fail on our side."""
    operation = schema[path][method]
    made = hypothesis.strategies.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @hypothesis.seed(rng.getrandbits(32))
    @hypothesis.settings(max_examples=count, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @hypothesis.given(case=made)
    def one(case: Case[Any]) -> None:
        answer = send(case)
        assert answer.status_code < 500, f"{method} {path}: {answer.status_code} {answer.text[:300]}"

    one()
