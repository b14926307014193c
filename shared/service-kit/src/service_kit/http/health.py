"""Health: alive (the event loop turns), ready (what is needed answers), started (set-up is done)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service_kit.http.responses import JsonResponse

Check = Callable[[], Awaitable[str | None]]
_PATIENCE: Final = 2.0


class Health:
    """What a process knows of its own health; runtime registers the checks.

    A check returns None where all is well, else what is wrong in a few words; raising counts as wrong too.
    """

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self._started = False
        self._stopping = False

    def register(self, name: str, check: Check) -> None:
        """Add something that must be well for the process to be ready."""
        self._checks[name] = check

    def started(self) -> None:
        """Declare set-up as done."""
        self._started = True

    def stopping(self) -> None:
        """Declare that the process is about to stop: it is not ready from now on."""
        self._stopping = True

    async def report(self) -> tuple[bool, dict[str, Any]]:
        """Return whether the process is ready, and what each check says."""
        names = list(self._checks)
        answers = await asyncio.gather(*(self._ask(self._checks[name]) for name in names))
        checks = {name: answer or "ok" for name, answer in zip(names, answers, strict=True)}
        if self._stopping:
            state = "stopping"
        elif not self._started:
            state = "starting"
        else:
            state = "ready" if not any(answers) else "not ready"
        return state == "ready", {"state": state, "checks": checks}

    async def _ask(self, check: Check) -> str | None:
        try:
            return await asyncio.wait_for(check(), _PATIENCE)
        except TimeoutError:
            return f"no answer within {_PATIENCE:g} s"
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:200]

    def routes(self) -> list[Route]:
        """Return the routes /health/live, /health/ready and /health/started."""

        async def live(_: Request) -> Response:
            return JsonResponse({"state": "live"})

        async def ready(_: Request) -> Response:
            well, report = await self.report()
            return JsonResponse(report, 200 if well else 503)

        async def started(_: Request) -> Response:
            return JsonResponse(
                {"state": "started" if self._started else "starting"}, 200 if self._started else 503
            )

        return [
            Route("/health/live", live, include_in_schema=False),
            Route("/health/ready", ready, include_in_schema=False),
            Route("/health/started", started, include_in_schema=False),
        ]
