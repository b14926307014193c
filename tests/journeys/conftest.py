"""What every journey begins with: a team of its own in the session's one Earmark."""

from collections.abc import AsyncIterator

import pytest_asyncio

from local_stack.client import Api, connect
from local_stack.testing import Stack
from local_stack.testing.team import Team


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def api(stack: Stack) -> AsyncIterator[Api]:
    """The public API, behind the gateway."""
    async with connect(stack.base_url) as service:
        yield service


@pytest_asyncio.fixture(loop_scope="session")
async def team(stack: Stack, api: Api) -> AsyncIterator[Team]:
    """A workspace with members of all roles. Whatever a journey did, at its end everything must hold."""
    gathered = await Team.gather(stack, api)
    yield gathered
    await gathered.settle()
