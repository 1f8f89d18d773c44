"""What the program's addresses take, as an OpenAPI document. The program publishes none: it is made from its routes.

What FastAPI can't know is added: bodies that endpoints read themselves, fields of forms, and values that mean
something, so that made-up requests also get as far as where something happens.
"""

import inspect
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

Schema = dict[str, Any]
_READS_FIELD = re.compile(r"\.(?:get|all|one_of|number)\(\s*\"([a-z_]+)\"")
_WORD = re.compile(r"\"([a-z0-9][a-z0-9_-]{0,24})\"")
_TRICKY = (
    "0", "1", "-1", "1e9", "99999999999999999999", "null", "true", "on", "ja", "en", "2026-11-24", "2026-02-30",
    "0001-01-01", "9999-12-31", "09:00", "24:00", "2026-11-24T10:00", "9999-12-31T23:59", "1d", "x@example.org",
)  # fmt: skip


def routes_of(owner: Any) -> Iterator[APIRoute]:
    """All endpoints of an application or router, however deep."""
    for route in owner.routes:
        inside = route if getattr(route, "routes", None) else getattr(route, "original_router", None)
        if isinstance(route, APIRoute):
            yield route
        elif inside is not None:
            yield from routes_of(inside)


def described(
    owner: Any, *, known: Mapping[str, Iterable[str]], bodies: Mapping[str, Schema], forms: str
) -> Schema:
    """The document. ``known``: values of path parameters and form fields that exist; ``bodies``: what an address
    takes, by media type; ``forms``: where the addresses begin whose POSTs are forms."""
    routes = list(routes_of(owner))
    shown = [(route, route.include_in_schema) for route in routes]
    for route in routes:
        route.include_in_schema = True
    try:
        with warnings.catch_warnings(action="ignore", category=UserWarning):  # names of operations: nobody reads them
            document: Schema = get_openapi(title="all of it", version="1", routes=routes)
    finally:
        for route, before in shown:
            route.include_in_schema = before
    for route in routes:
        for method in (route.methods or set()) - {"HEAD"}:
            operation = document["paths"][route.path_format][method.lower()]
            operation.pop("security", None)
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path":
                    parameter["schema"] = _any_of(known.get(parameter["name"], ()), longest=40)
            if method != "POST":
                continue
            if route.path in bodies:
                _takes(operation, bodies[route.path])
            elif route.path.startswith(forms):
                _takes(operation, {"application/x-www-form-urlencoded": _form(route, known)})
    return document


def _takes(operation: Schema, body: Schema) -> None:
    content = {media_type: {"schema": schema} for media_type, schema in body.items()}
    operation["requestBody"] = {"required": True, "content": content}


def _any_of(values: Iterable[str], longest: int = 3000) -> Schema:
    anything = {"type": "string", "minLength": 1, "maxLength": longest}
    return {"anyOf": [{"enum": sorted({*values, *_TRICKY})}, anything]}


def _form(route: APIRoute, known: Mapping[str, Iterable[str]]) -> Schema:
    """The fields that the endpoint's module reads, with the words of that module as values."""
    source = inspect.getsource(sys.modules[route.endpoint.__module__])
    words = set(_WORD.findall(source))
    fields = sorted(set(_READS_FIELD.findall(source)) | {"rev"})
    properties = {name: _any_of({*known.get(name, ()), *words, ""}) for name in fields}
    return {"type": "object", "properties": properties}


def json_of(model: type[BaseModel]) -> Schema:
    """A body of JSON as a model has it, without references to beside it."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})

    def resolve(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return resolve(definitions[part["$ref"].rsplit("/", 1)[1]])
            return {key: resolve(value) for key, value in part.items() if key != "discriminator"}
        return [resolve(one) for one in part] if isinstance(part, list) else part

    return {"application/json": resolve(schema)}
