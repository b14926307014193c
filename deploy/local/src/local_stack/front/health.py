"""Whether every part of the stack is well."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

import httpx

_PATIENCE_SECONDS = 2.0

State = dict[str, Any]


async def states(
    client: httpx.AsyncClient, services: Mapping[str, str], servers: Mapping[str, str]
) -> dict[str, State]:
    """Part to `{"state": "ready" | "not ready" | "down", "detail"?}`, asked all at once."""
    found = await asyncio.gather(
        *(_ask(client, base) for base in services.values()),
        *(_knock(address) for address in servers.values()),
    )
    return dict(zip([*services, *servers], found, strict=True))


async def _ask(client: httpx.AsyncClient, base: str) -> State:
    try:
        answer = await client.get(f"{base}/health/ready", timeout=_PATIENCE_SECONDS)
    except httpx.HTTPError as error:
        return {"state": "down", "detail": type(error).__name__}
    if answer.status_code == 200:
        return {"state": "ready"}
    try:
        detail: Any = answer.json()
    except ValueError:
        detail = f"status {answer.status_code}"
    return {"state": "not ready", "detail": detail}


async def _knock(address: str) -> State:
    host, _, port = address.rpartition(":")
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            _, writer = await asyncio.open_connection(host, int(port))
    except (OSError, TimeoutError) as error:
        return {"state": "down", "detail": type(error).__name__}
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return {"state": "ready"}
