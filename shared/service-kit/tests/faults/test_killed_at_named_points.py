"""kill -9 at the points where a crash could lose or double something."""

import pytest

from service_kit.testing.toys.checker import check
from service_kit.testing.toys.pair import Pair

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("point", ["relay.sent:2", "relay.marked:2", "command.committed:9"])
async def test_a_publisher_killed_at(pair: Pair, point: str) -> None:
    await pair.start()
    await pair.processes["desk"].kill9()
    desk = await pair.processes["desk"].start(toy_failpoints=point)
    await desk.ready()
    await_death = desk.ended()
    import asyncio

    death = asyncio.create_task(await_death)

    async def revive() -> int:
        code = await death
        await (await desk.start(toy_failpoints="")).ready()
        return code

    reviving = asyncio.create_task(revive())
    parent = await pair.make_parent(items=12, steps=4)
    await pair.work(parent, items=12, steps=4, refuse_every=5)
    assert await reviving == -9
    await check(pair)


@pytest.mark.parametrize("point", ["handler.ran:7", "chunk.committed:3", "offsets.committed:2"])
async def test_a_consumer_killed_at(pair: Pair, point: str) -> None:
    import asyncio

    _, shelf = await pair.start()
    await shelf.kill9()
    await (await shelf.start(toy_failpoints=point)).ready()

    async def revive() -> int:
        code = await shelf.ended()
        await (await shelf.start(toy_failpoints="")).ready()
        return code

    reviving = asyncio.create_task(revive())
    parent = await pair.make_parent(items=12, steps=4)
    await pair.work(parent, items=12, steps=4)
    assert await reviving == -9
    await check(pair)
