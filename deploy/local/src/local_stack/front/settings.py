"""The front's settings, read from the environment once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from local_stack.settings import inherited_environment
from local_stack.signin import Oidc


@dataclass(frozen=True)
class FrontSettings:
    """Where the front listens and which parts it speaks of."""

    port: int
    folder: Path
    issuer: str
    audience: str
    documents: Path
    """The folder below which `*/openapi.json` are the services' documents."""
    services: dict[str, str] = field(default_factory=dict)
    """Part to base address; asked for /health/ready."""
    servers: dict[str, str] = field(default_factory=dict)
    """Part to host:port; well when it accepts a connection."""
    oidc: Oidc | None = None
    """Whom the console signs in with; the development login, which is only then there, where it is None."""

    @classmethod
    def from_environment(cls) -> FrontSettings:
        """Reads EARMARK_FRONT_* and the settings all parts share."""
        env = inherited_environment()
        return cls(
            port=int(env["EARMARK_HTTP_PORT"]),
            folder=Path(env["EARMARK_FRONT_FOLDER"]),
            issuer=env["EARMARK_JWT_ISSUER"],
            audience=env["EARMARK_JWT_AUDIENCE"],
            documents=Path(env["EARMARK_FRONT_DOCUMENTS"]),
            services=json.loads(env.get("EARMARK_FRONT_SERVICES", "{}")),
            servers=json.loads(env.get("EARMARK_FRONT_SERVERS", "{}")),
            oidc=Oidc.from_environment(env),
        )
