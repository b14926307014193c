"""The toy that follows: it keeps items and closes parents, with handlers a fault can do harm to."""

import asyncio
from collections.abc import Iterable

from service_kit.jobs import ChunkedJob, Job, Step
from service_kit.messaging.events import Impossible, Missing, Received
from service_kit.messaging.subscriptions import Decider, Handler, Subscription
from service_kit.mongo.session import Session
from service_kit.parts import Plumbing, ServiceParts
from service_kit.runtime import main
from service_kit.testing.failpoints import arm
from service_kit.testing.toys.desk import hurting
from service_kit.testing.toys.skew import skew
from service_kit.testing.toys.world import ItemStepped, Noted, ParentClosed, ParentMade, ToySettings, World

FLOOD_CHUNK = 500


def bootstrap(plumbing: Plumbing) -> ServiceParts:
    """Return what the toy is made of."""
    world = World(plumbing.settings.toy_prefix)
    slowness = plumbing.settings.toy_handler_seconds
    arm(plumbing.settings.toy_failpoints)
    skew(plumbing.settings.toy_skew_seconds)

    async def parent_made(session: Session, received: Received[ParentMade]) -> None:
        made = received.data
        session.put("parents", {"_id": made.parent, "items": made.items, "steps": made.steps, "ver": 0})
        session.arrived(f"parent:{made.parent}")
        if made.flood:
            plumbing.jobs.enqueue(session, "flood", made.parent, {"parent": made.parent}, total=made.flood)

    def item_reads(received: Received[ItemStepped]) -> Iterable[tuple[str, str]]:
        return (("parents", received.data.parent), ("items", received.data.item))

    async def item_stepped(session: Session, received: Received[ItemStepped]) -> None:
        said = received.data
        parent = await session.get("parents", said.parent)
        if parent is None:
            raise Missing(f"parent:{said.parent}")
        if slowness:
            await asyncio.sleep(slowness)
        if said.text == "bug":
            raise ZeroDivisionError("a bug in the handler")
        if said.text == "impossible":
            raise Impossible("it can never be")
        item = await session.get("items", said.item) or {"_id": said.item, "seen": []}
        item["seen"].append(said.step)
        session.put("items", item)
        session.increment("effects", said.item, {"n": 1})
        if said.step == parent["steps"]:
            tally = f"{said.parent}/{received.partition}"
            session.increment("tallies", tally, {"done": 1}, {"parent": said.parent})
            session.nudge("close", said.parent)

    async def noted(session: Session, received: Received[Noted]) -> None:
        if await session.get("parents", received.data.parent) is None:
            raise Missing(f"parent:{received.data.parent}")
        session.increment("notes", received.data.note, {"n": 1})

    async def close(parents: set[str]) -> None:
        for id in parents:

            async def decide(session: Session, id: str = id) -> None:
                parent = await session.get("parents", id)
                if parent is None or parent["ver"]:
                    return
                tallies = await session.find("tallies", {"parent": id})
                if sum(tally["done"] for tally in tallies) < parent["items"]:
                    return
                parent["ver"] = 1
                session.put("parents", parent)
                session.emit(ParentClosed(parent=id), aggregate=id, version=1)

            await plumbing.transactions.run(decide)

    async def open_parents() -> set[str]:
        found = plumbing.transactions.database["parents"].find({"ver": 0}, {"_id": 1})
        return {doc["_id"] async for doc in found}

    async def flood(session: Session, job: Job) -> Step:
        start = job.cursor or 0
        end = min(start + FLOOD_CHUNK, job.total or 0)
        for number in range(start, end):
            session.put("flooded", {"_id": f"{job.args['parent']}/{number}"})
        return Step(end - start, end, end == job.total)

    return ServiceParts(
        routers=(hurting(),),
        subscriptions=(
            Subscription(world.parents, (Handler(ParentMade, parent_made),)),
            Subscription(world.items, (Handler(ItemStepped, item_stepped, item_reads),)),
            Subscription(world.notes, (Handler(Noted, noted),)),
        ),
        deciders=(Decider("close", close, open_parents),),
        jobs=(ChunkedJob("flood", flood),),
        indexes=dict.fromkeys(("parents", "items", "effects", "tallies", "notes", "flooded"), ()),
    )


if __name__ == "__main__":
    WORLD = World(ToySettings().toy_prefix)
    main(WORLD.shelf, ToySettings, WORLD.catalogue(), bootstrap)
