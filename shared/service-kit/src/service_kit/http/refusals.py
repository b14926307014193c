"""How every exception that leaves a route becomes a problem."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from pymongo.errors import ExecutionTimeout, PyMongoError, WaitQueueTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service_kit.commands import IdempotencyKeyReused
from service_kit.http.bodies import json_pointer, refuse_unless_json
from service_kit.http.problems import (
    BAD_RANGE,
    FORBIDDEN,
    IDEMPOTENCY_KEY_REUSED,
    INTERNAL,
    INVALID_REQUEST,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    RATE_LIMITED,
    TOO_LARGE,
    UNAUTHENTICATED,
    UNAVAILABLE,
    UNSUPPORTED_MEDIA_TYPE,
    ProblemError,
    ProblemTable,
    ProblemType,
    problem_response,
)
from service_kit.messaging.events import EventTooLarge
from service_kit.mongo.errors import CommitUnknown, is_passing
from service_kit.telemetry.logs import EventLogger

log = EventLogger("service_kit.http")
RETRY_AFTER: Final = "2"
_BY_STATUS: Final = {
    problem.status: problem
    for problem in (
        INVALID_REQUEST,
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        RATE_LIMITED,
        UNAVAILABLE,
        INTERNAL,
        BAD_RANGE,
    )
}
_TRANSIENT_LABELS: Final = (
    "TransientTransactionError",
    "RetryableWriteError",
    "UnknownTransactionCommitResult",
)
_OF_THE_KIT: Final[dict[type[Exception], ProblemType]] = {
    IdempotencyKeyReused: IDEMPOTENCY_KEY_REUSED,
    EventTooLarge: TOO_LARGE,
}
_LONGEST_LIST: Final = 100


def install(app: FastAPI, table: ProblemTable) -> None:
    """Register the translation of the kit's, the framework's, the driver's and the service's own
    exceptions."""
    app.add_exception_handler(ProblemError, _of_problem)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(ResponseValidationError, _of_bug)
    app.add_exception_handler(HTTPException, _of_status)
    app.add_exception_handler(PyMongoError, _of_database)
    app.add_exception_handler(CommitUnknown, _of_database)
    for error, problem in {**_OF_THE_KIT, **table}.items():
        app.add_exception_handler(error, _of_table(problem))


def _of_table(problem: ProblemType) -> Any:
    headers = {"Retry-After": RETRY_AFTER} if problem.status in (429, 503) else None

    async def translate(_: Request, error: Exception) -> Response:
        facts = getattr(error, "facts", None)
        extension: Mapping[str, Any] | None = facts() if callable(facts) else None
        return problem_response(problem, str(error), extension, headers)

    return translate


async def _of_problem(_: Request, error: Exception) -> Response:
    if not isinstance(error, ProblemError):
        raise error
    return problem_response(error.problem, error.detail, error.facts, error.headers)


async def _of_status(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    headers = dict(error.headers or {})
    problem = _BY_STATUS.get(error.status_code)
    if problem is None:
        problem = INVALID_REQUEST if error.status_code < 500 else INTERNAL
    detail = error.detail if error.detail and error.status_code < 500 else None
    if problem is NOT_FOUND and error.detail == "Not Found":
        detail = "Nothing is at this address."
    facts = (
        {"errors": [{"pointer": "", "message": str(error.detail), "in": "body"}]}
        if problem is INVALID_REQUEST
        else None
    )
    return problem_response(problem, detail, facts, headers)


async def _of_database(_: Request, error: Exception) -> Response:
    if is_unavailable(error):
        log.warning("database_unavailable", reason=f"{type(error).__name__}: {error}"[:300])
        return problem_response(
            UNAVAILABLE, "The database does not answer right now.", headers={"Retry-After": RETRY_AFTER}
        )
    return await _of_bug(_, error)


async def _of_bug(request: Request, error: Exception) -> Response:
    log.error("request_failed", error, method=request.method, path=request.url.path)
    return problem_response(INTERNAL)


def is_unavailable(error: BaseException) -> bool:
    """Say whether the database cannot answer now, rather than was asked wrongly."""
    return isinstance(error, WaitQueueTimeoutError | ExecutionTimeout) or is_passing(error)


async def _of_validation(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    if isinstance(error.body, bytes) and error.body:
        try:
            refuse_unless_json(request)
        except ProblemError as refusal:
            return await _of_problem(request, refusal)
    errors = [_described(one, error.body) for one in found[:_LONGEST_LIST]]
    first = errors[0] if errors else {"pointer": "", "message": "is malformed"}
    detail = f"{first['pointer'] or 'The body'}: {first['message']}"
    if len(found) > 1:
        detail += f" (and {len(found) - 1} more)"
    return problem_response(INVALID_REQUEST, detail, {"errors": errors})


def _described(one: Mapping[str, Any], body: Any) -> dict[str, Any]:
    where, *place = one.get("loc") or ("body",)
    message = str(one.get("msg", "is malformed")).removeprefix("Value error, ")
    if where == "body":
        if one.get("type") == "json_invalid":
            return {"pointer": "", "message": "is not valid JSON", "in": "body"}
        return {
            "pointer": json_pointer(_in_document(place, body, one.get("type") == "missing")),
            "message": message,
            "in": "body",
        }
    return {"pointer": json_pointer([where, *place]), "message": message, "in": where}


def _in_document(place: list[Any], body: Any, missing: bool) -> list[Any]:
    """Leave out the parts of a validator's place that name alternatives of a union rather than parts of the
    document."""
    found: list[Any] = []
    here = body
    for index, part in enumerate(place):
        if _holds(here, part):
            here = here[part]
        elif not missing or index < len(place) - 1:
            continue
        found.append(part)
    return found


def _holds(here: Any, part: Any) -> bool:
    if isinstance(here, dict):
        return part in here
    return isinstance(here, list) and isinstance(part, int) and 0 <= part < len(here)
