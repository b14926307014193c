"""kill -9 at the points where a crash could lose or double something."""

import asyncio

import pytest

from service_kit.testing.toys.checker import check
from service_kit.testing.toys.pair import Pair, Toy

pytestmark = pytest.mark.faults


@pytest.mark.parametrize(
    ("toy", "point"),
    [
        ("desk", "command.committed:9"),
        ("desk", "relay.sending:3"),
        ("desk", "relay.sent:3"),
        ("desk", "relay.marked:3"),
        ("shelf", "handler.ran:7"),
        ("shelf", "chunk.committed:3"),
        ("shelf", "offsets.committed:2"),
    ],
)
async def test_a_process_killed_at_a_named_point_loses_and_doubles_nothing(
    running: Pair, toy: Toy, point: str
) -> None:
    pair = running
    process = pair.processes[toy]
    assert (await process.stop())[0] == 0
    await (await process.start(toy_failpoints=point)).ready()

    async def revive() -> int:
        code = await process.ended()
        await (await process.start()).ready()
        return code

    reviving = asyncio.create_task(revive())
    parent = await pair.make_parent(items=12, steps=4)
    await pair.work(parent, items=12, steps=4, refuse_every=5)
    assert await reviving == -9
    await check(pair)
