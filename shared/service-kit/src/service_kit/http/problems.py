"""Problems (RFC 9457): what can go wrong, as documented types, and how one becomes a response."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service_kit.http.responses import dump_json
from service_kit.telemetry.context import current

MEDIA_TYPE: Final = "application/problem+json"
ENTRY_POINTS: Final = "earmark.problems"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One documented kind of problem; its address is ``/problems/<slug>``.

    ``meaning`` says, for somebody who met it, what it means and what to do. ``facts`` names its extension
    members.
    """

    slug: str
    title: str
    status: int
    meaning: str
    facts: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The value of the problem's ``type`` member."""
        return f"/problems/{self.slug}"


ProblemTable = Mapping[type[Exception], ProblemType]

INVALID_REQUEST = ProblemType(
    "invalid-request",
    "The request is malformed",
    422,
    "The body, a path or query parameter, or a header does not have the form that the API document asks "
    "for. `errors` "
    "names each place (a JSON pointer; `in` says of what: body, query, path or header) and what is wrong "
    "with it.",
    ("errors",),
)
UNAUTHENTICATED = ProblemType(
    "unauthenticated",
    "A valid token is needed",
    401,
    "The request has no bearer token, or one that is expired, not yet valid, signed by somebody else or "
    "meant for another "
    "audience. Sign in again and repeat the request.",
)
FORBIDDEN = ProblemType(
    "forbidden",
    "Your role does not allow this",
    403,
    "You are a member of the workspace, but your role does not include what this needs. `right` names what "
    "is missing.",
    ("role", "right"),
)
NOT_FOUND = ProblemType(
    "not-found",
    "There is no such thing",
    404,
    "Nothing is at this address, or it belongs to a workspace of which you are not a member.",
)
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed",
    "This address does not know that method",
    405,
    "The address exists, but not for this HTTP method; the `Allow` header names the ones it knows.",
)
CHANGED_MEANWHILE = ProblemType(
    "changed-meanwhile",
    "It was changed meanwhile",
    412,
    "`If-Match` names another version than the current one: somebody, or another window of yours, changed "
    "it first. "
    "`current` is the present state; decide on that and send its ETag.",
    ("current",),
)
IDEMPOTENCY_KEY_REUSED = ProblemType(
    "idempotency-key-reused",
    "The Idempotency-Key was used for another request",
    409,
    "The same key came before with another body or address. A key belongs to one request: use a new one.",
)
TOO_LARGE = ProblemType(
    "too-large",
    "The request is too large",
    413,
    "The body, or what it would make Earmark say to other services, exceeds the limit. `limit` is the "
    "number of bytes.",
    ("limit", "size"),
)
UNSUPPORTED_MEDIA_TYPE = ProblemType(
    "unsupported-media-type",
    "The body's media type is not understood",
    415,
    "This address takes `application/json`; send that as Content-Type.",
)
RATE_LIMITED = ProblemType(
    "rate-limited",
    "Too many requests",
    429,
    "More requests came than are allowed; wait for the seconds that `Retry-After` names.",
)
UNAVAILABLE = ProblemType(
    "unavailable",
    "Earmark cannot do this right now",
    503,
    "The database, or something else this needs, does not answer. Nothing is lost: repeat the request (with "
    "the same "
    "Idempotency-Key) after the seconds that `Retry-After` names.",
)
INTERNAL = ProblemType(
    "internal",
    "Something went wrong inside Earmark",
    500,
    "A fault of ours. It is logged under the `correlation_id`; tell it to whoever runs this installation.",
)
BAD_RANGE = ProblemType(
    "range-not-satisfiable",
    "The requested range is outside the file",
    416,
    "`Range` asks for bytes beyond the end; the `Content-Range` header names the size.",
)
SIGNATURE_EXPIRED = ProblemType(
    "signature-expired",
    "The address has expired",
    403,
    "Signed addresses work for a limited time. Get the record, assignment or review again: it carries a "
    "fresh one.",
)
SIGNATURE_INVALID = ProblemType(
    "signature-invalid",
    "The address is not signed by Earmark",
    403,
    "The signature is missing, damaged, or belongs to another address. Use addresses exactly as they were "
    "handed out.",
)

GENERAL: Final[tuple[ProblemType, ...]] = (
    INVALID_REQUEST,
    UNAUTHENTICATED,
    FORBIDDEN,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    CHANGED_MEANWHILE,
    IDEMPOTENCY_KEY_REUSED,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    RATE_LIMITED,
    UNAVAILABLE,
    INTERNAL,
    BAD_RANGE,
    SIGNATURE_EXPIRED,
    SIGNATURE_INVALID,
)

_RESERVED: Final = frozenset({"type", "title", "status", "detail", "instance", "correlation_id"})


def problem_document(
    problem: ProblemType, detail: str | None, facts: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the members of a problem, with the correlation id of the current activity."""
    activity = current()
    document: dict[str, Any] = {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": detail or problem.title,
        "correlation_id": activity.correlation_id if activity else None,
    }
    document.update((name, value) for name, value in (facts or {}).items() if name not in _RESERVED)
    return document


def problem_response(
    problem: ProblemType,
    detail: str | None = None,
    facts: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem as a response; never fails, whatever the facts hold."""
    document = problem_document(problem, detail, facts)
    try:
        body = dump_json(document)
    except (orjson.JSONEncodeError, ValueError, RecursionError):  # lone surrogates of a refused request, say
        shown = {name: value if isinstance(value, int) else ascii(value) for name, value in document.items()}
        body = json.dumps(shown).encode()
    return Response(body, problem.status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


class ProblemError(HTTPException):
    """A problem of the HTTP side itself, raised in a dependency or a route. (Domains raise their own.)

    It is one of the framework's own exceptions, because those alone pass through its reading of bodies.
    """

    def __init__(
        self,
        problem: ProblemType,
        detail: str | None = None,
        facts: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(problem.status, detail or problem.title, dict(headers or {}))
        self.problem = problem
        self.facts = dict(facts or {})


def invalid(pointer: str, message: str, where: str = "body", detail: str | None = None) -> ProblemError:
    """Return the 422 `invalid-request` for one place of the request, to be raised."""
    error = {"pointer": pointer, "message": message, "in": where}
    return ProblemError(INVALID_REQUEST, detail or f"{pointer or where}: {message}", {"errors": [error]})


def not_found(detail: str | None = None) -> ProblemError:
    """Return the 404 problem, to be raised."""
    return ProblemError(NOT_FOUND, detail)


def changed_meanwhile(current_state: Any, etag: str | None = None) -> ProblemError:
    """Return the 412 problem with the current state (and its ETag), to be raised."""
    return ProblemError(
        CHANGED_MEANWHILE,
        "The version named by If-Match is not the current one.",
        {"current": current_state},
        {"ETag": etag} if etag else None,
    )


def responses(*problems: ProblemType) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of a route that may answer with these problems: ``@router.post(...,
    responses=...)``."""
    found: dict[int | str, dict[str, Any]] = {}
    for problem in problems:
        entry = found.setdefault(
            problem.status,
            {
                "description": "",
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}},
            },
        )
        entry["description"] = " / ".join(filter(None, (entry["description"], f"`{problem.slug}`")))
        entry["content"][MEDIA_TYPE]["examples"][problem.slug] = {
            "summary": problem.title,
            "value": {"type": problem.type, "title": problem.title, "status": problem.status},
        }
    return found


def catalogue(more: Iterable[ProblemType] | None = None) -> tuple[ProblemType, ...]:
    """Return every problem type: the general ones, then ``more``, by default those that installed packages
    register under the entry point group `earmark.problems` (a table by exception, or a sequence). Raises
    ValueError where two types that differ share a slug."""
    named = {problem.slug: problem for problem in GENERAL}
    for problem in registered() if more is None else more:
        if named.setdefault(problem.slug, problem) != problem:
            raise ValueError(f"two different problem types are called {problem.slug}")
    general = len(GENERAL)
    ordered = list(named.values())
    return (*ordered[:general], *sorted(ordered[general:], key=lambda problem: problem.slug))


def registered() -> list[ProblemType]:
    """Return the problem types that installed packages register, in the order of the packages' names."""
    found: list[ProblemType] = []
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        table = entry.load()
        found.extend(table.values() if isinstance(table, Mapping) else table)
    return found
