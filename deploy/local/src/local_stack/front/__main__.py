"""Runs the front: `python -m local_stack.front`."""

from __future__ import annotations

import uvicorn

from local_stack.front.app import create_app
from local_stack.front.settings import FrontSettings
from local_stack.ports import LOCALHOST


def main() -> None:
    """Serves until it is told to stop."""
    settings = FrontSettings.from_environment()
    uvicorn.run(
        create_app(settings),
        host=LOCALHOST,
        port=settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        # Longer than the gateway keeps idle connections, so that it never picks one that is just closing.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
