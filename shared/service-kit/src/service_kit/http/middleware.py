"""The one middleware around every request: correlation, guarded body, metrics, log, and the last word on
errors."""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from starlette.requests import ClientDisconnect

from service_kit.http.bodies import guarded_receive
from service_kit.http.problems import INTERNAL, ProblemError, invalid, problem_response
from service_kit.telemetry import context
from service_kit.telemetry.logs import EventLogger
from service_kit.telemetry.metrics import Metrics

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = EventLogger("service_kit.http")
_SLOW_SECONDS: Final = 1.0
_UNMEASURED: Final = frozenset({"/metrics", "/health/live", "/health/ready", "/health/started"})
_CORRELATION: Final = b"x-correlation-id"
_TRACE: Final = b"traceparent"


class RequestMiddleware:
    """Pure ASGI, so that streams stay streams and a request costs microseconds here."""

    def __init__(
        self, app: App, *, metrics: Metrics, json_limit: int, json_depth: int, log_requests: bool
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._json_limit = json_limit
        self._json_depth = json_depth
        self._log_requests = log_requests
        self._counters: dict[tuple[str, str, int], Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        correlation_id = traceparent = None
        for name, value in scope["headers"]:
            if name == _CORRELATION:
                correlation_id = value.decode("latin-1")
            elif name == _TRACE:
                traceparent = value.decode("latin-1")
        activity = context.begin(correlation_id, traceparent)
        echo = (_CORRELATION, activity.correlation_id.encode("ascii"))
        status = 0
        began = time.perf_counter()
        answered = 0.0

        async def send_with_correlation(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status = message["status"]
                answered = time.perf_counter()
                message["headers"] = [*message.get("headers", ()), echo]
            await send(message)

        self._metrics.http_in_flight.inc()
        with context.active(activity):
            try:
                if b"%00" in scope.get("raw_path", b"") or b"%00" in scope.get("query_string", b""):
                    refusal = invalid(
                        "", "contains a NUL character", "path" if "\x00" in scope["path"] else "query"
                    )
                    answer = problem_response(refusal.problem, refusal.detail, refusal.facts)
                    await answer(scope, receive, send_with_correlation)
                else:
                    guarded = guarded_receive(scope, receive, self._json_limit, self._json_depth)
                    await self._app(scope, guarded, send_with_correlation)
            except ClientDisconnect:
                status = status or 499
            except ProblemError as error:
                # raised where no handler is around: while a stream was read, say
                if status:
                    log.warning("stream_ended_by_problem", problem=error.problem.slug, detail=error.detail)
                else:
                    answer = problem_response(error.problem, error.detail, error.facts, error.headers)
                    await answer(scope, receive, send_with_correlation)
            except Exception as error:
                log.error("request_failed", error, method=scope["method"], path=scope["path"])
                if status:  # the answer has begun: the only honest end is a broken connection
                    raise
                await problem_response(INTERNAL)(scope, receive, send_with_correlation)
            finally:
                self._metrics.http_in_flight.dec()
                self._note(scope, status, began, answered or time.perf_counter())

    def _note(self, scope: Scope, status: int, began: float, answered: float) -> None:
        path = scope["path"]
        if path in _UNMEASURED:
            return
        seconds = answered - began
        key = (scope["method"], route_template(scope), status)
        counter = self._counters.get(key)
        if counter is None:
            method = key[0] if key[0] in _METHODS else "OTHER"
            counter = self._counters[key] = self._metrics.http_seconds.labels(method, key[1], str(status))
        counter.observe(seconds)
        if self._log_requests or status >= 500 or seconds >= _SLOW_SECONDS:
            log.info(
                "request",
                method=scope["method"],
                path=path,
                status=status,
                milliseconds=round(seconds * 1000, 2),
                user=scope.get("earmark.user"),
            )


_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def route_template(scope: Scope) -> str:
    """Return the route that answered as it was declared (``/api/v1/tasks/{task}``), or ``unknown``: paths
    themselves would make endless label values."""
    found = scope.get("fastapi", {}) if isinstance(scope.get("fastapi"), dict) else {}
    context_ = found.get("effective_route_context")
    template = getattr(context_, "path", None) or getattr(scope.get("route"), "path", None)
    return template or "unknown"
