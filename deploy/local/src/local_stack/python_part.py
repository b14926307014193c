"""A part that is a Python program of the workspace: one of the services, or the front."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from local_stack.ports import LOCALHOST
from local_stack.server import Server


class PythonPart(Server):
    """`python -m <module> <arguments>` with its settings in the environment; ready when it says so."""

    grace = 5.5

    def __init__(
        self,
        name: str,
        module: str,
        folder: Path,
        log: Path,
        env: Mapping[str, str],
        *,
        arguments: Sequence[str] = (),
        port: int | None = None,
    ) -> None:
        """Args: `env` is the whole environment of the process, except its own host and port."""
        super().__init__(name, folder, log, port=port)
        self.env = dict(env)
        self._module = module
        self._arguments = tuple(arguments)

    @property
    def address(self) -> str:
        """host:port."""
        return f"{LOCALHOST}:{self.port}"

    @property
    def base(self) -> str:
        """Base address without the gateway."""
        return f"http://{self.address}"

    def _command(self) -> tuple[list[str], dict[str, str]]:
        own = {
            "EARMARK_HTTP_HOST": LOCALHOST,
            "EARMARK_HTTP_PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }
        return [sys.executable, "-m", self._module, *self._arguments], {**self.env, **own}

    async def _is_ready(self) -> bool:
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            try:
                answer = await client.get(f"{self.base}/health/ready")
            except httpx.HTTPError:
                return False
        return answer.status_code == 200
