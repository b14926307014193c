"""The OpenAPI document of a service: FastAPI's, with the problems that every operation may answer."""

import warnings
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service_kit.http.problems import (
    IDEMPOTENCY_KEY_REUSED,
    INTERNAL,
    INVALID_REQUEST,
    MEDIA_TYPE,
    NOT_FOUND,
    TOO_LARGE,
    UNAUTHENTICATED,
    UNAVAILABLE,
    UNSUPPORTED_MEDIA_TYPE,
    ProblemType,
    responses,
)

_VERBS: Final = frozenset({"get", "put", "post", "patch", "delete", "head", "options"})
_FRAMEWORK_SCHEMAS: Final = ("HTTPValidationError", "ValidationError")
PROBLEM_SCHEMA: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "RFC 9457. Further members are the facts of the type; its address documents it.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "correlation_id"],
    "properties": {
        "type": {"type": "string", "description": "/problems/<slug>"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "correlation_id": {"type": ["string", "null"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer to the place"},
                    "message": {"type": "string"},
                    "in": {"type": "string", "enum": ["body", "query", "path", "header"]},
                },
                "additionalProperties": True,
            },
        },
    },
    "additionalProperties": True,
}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the document, made once per application. Raises ValueError where two operations share an id."""
    if app.openapi_schema is None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Duplicate Operation ID")  # an error below
            document = get_openapi(
                title=app.title, version=app.version, description=app.description or None, routes=app.routes
            )
        _complete(document)
        app.openapi_schema = document
    return app.openapi_schema


def _complete(document: dict[str, Any]) -> None:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _FRAMEWORK_SCHEMAS:
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM_SCHEMA
    seen: set[str] = set()
    for path, operations in document.get("paths", {}).items():
        for verb, operation in operations.items():
            if verb not in _VERBS:
                continue
            if operation["operationId"] in seen:
                raise ValueError(f"two operations are called {operation['operationId']}")
            seen.add(operation["operationId"])
            _drop_framework_answers(operation)
            _add(operation, _usual_problems(path, operation))
            operation["responses"] = dict(sorted(operation["responses"].items()))


def _drop_framework_answers(operation: dict[str, Any]) -> None:
    answer = operation["responses"].get("422")
    if answer and "application/json" in answer.get("content", {}):
        del operation["responses"]["422"]


def _usual_problems(path: str, operation: dict[str, Any]) -> list[ProblemType]:
    parameters = operation.get("parameters", [])
    found = [UNAVAILABLE, INTERNAL]
    if operation.get("security"):
        found.append(UNAUTHENTICATED)
    if parameters or "requestBody" in operation:
        found.append(INVALID_REQUEST)
    if "{" in path:
        found.append(NOT_FOUND)
    if "requestBody" in operation:
        found += [TOO_LARGE, UNSUPPORTED_MEDIA_TYPE]
    if any(parameter["name"] == "Idempotency-Key" for parameter in parameters):
        found.append(IDEMPOTENCY_KEY_REUSED)
    return found


def _add(operation: dict[str, Any], problems: list[ProblemType]) -> None:
    for status, usual in responses(*problems).items():
        mine = operation["responses"].setdefault(str(status), usual)
        if mine is usual:
            continue
        content = mine.setdefault("content", {})
        if MEDIA_TYPE not in content:
            content[MEDIA_TYPE] = usual["content"][MEDIA_TYPE]
            continue
        examples = content[MEDIA_TYPE].setdefault("examples", {})
        for slug, example in usual["content"][MEDIA_TYPE]["examples"].items():
            if slug not in examples:
                examples[slug] = example
                mine["description"] = f"{mine.get('description', '')} / `{slug}`".removeprefix(" / ")
