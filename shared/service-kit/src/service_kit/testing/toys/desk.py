"""The toy that takes commands: parents and items that make steps."""

import gc
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from pydantic import BaseModel

from service_kit.commands import Answer, CommandContext
from service_kit.http.commands import answer_response
from service_kit.http.problems import ProblemType
from service_kit.messaging.events import Cause, Received
from service_kit.messaging.subscriptions import Handler, Subscription
from service_kit.mongo.session import Session
from service_kit.parts import Plumbing, ServiceParts
from service_kit.runtime import main
from service_kit.testing.failpoints import arm
from service_kit.testing.toys.skew import skew
from service_kit.testing.toys.world import Ignored, ItemStepped, ParentClosed, ParentMade, ToySettings, World


class Refused(Exception):
    """The toy says no."""


REFUSED = ProblemType("toy-refused", "Refused", 409, "The toy was asked to refuse.")


class StepBody(BaseModel):
    """One step of an item."""

    parent: str
    item: str
    text: str = ""
    refuse: bool = False
    ignored_before: int = 0


def bootstrap(plumbing: Plumbing) -> ServiceParts:
    """Return what the toy is made of."""
    world = World(plumbing.settings.toy_prefix)
    arm(plumbing.settings.toy_failpoints)
    skew(plumbing.settings.toy_skew_seconds)
    router = APIRouter()

    @router.post("/parents")
    async def make_parent(request: Request, body: ParentMade) -> Any:
        async def work(session: Session) -> Answer:
            session.put("parents", {"_id": body.parent, "ver": 1, "closed": 0})
            session.emit(body, aggregate=body.parent, version=1)
            return Answer(201, {"parent": body.parent})

        return answer_response(await plumbing.commands.run(_context(request, body), work))

    @router.post("/steps")
    async def make_step(request: Request, body: StepBody) -> Any:
        async def work(session: Session) -> Answer:
            item = await session.get("items", body.item) or {"_id": body.item, "ver": 0, "step": 0}
            for _ in range(body.ignored_before):
                item["ver"] += 1
                session.emit(Ignored(item=body.item), aggregate=body.item, version=item["ver"])
            item["ver"] += 1
            item["step"] += 1
            session.put("items", item)
            step = ItemStepped(parent=body.parent, item=body.item, step=item["step"], text=body.text)
            session.emit(step, aggregate=body.item, version=item["ver"])
            if body.refuse:
                raise Refused("as asked")
            return Answer(201, {"item": body.item, "step": item["step"], "version": item["ver"]})

        reads = (("items", body.item),)
        return answer_response(await plumbing.commands.run_grouped(_context(request, body), work, reads))

    async def closed(session: Session, received: Received[ParentClosed]) -> None:
        session.increment("parents", received.data.parent, {"closed": 1})

    return ServiceParts(
        routers=(router, hurting()),
        problems={Refused: REFUSED},
        subscriptions=(Subscription(world.closings, (Handler(ParentClosed, closed),)),),
        indexes={"parents": (), "items": ()},
    )


def hurting() -> APIRouter:
    """A door through which a test hurts what lives inside the process."""
    router = APIRouter()

    @router.post("/hurt/fetcher")
    async def kill_fetcher() -> dict[str, int]:
        """Kill the task that fetches from Kafka, which aiokafka itself does not notice."""
        found = [one for one in gc.get_objects() if type(one).__name__ == "Fetcher"]
        for fetcher in found:
            fetcher._fetch_task.cancel()
        return {"killed": len(found)}

    return router


def _context(request: Request, body: BaseModel) -> CommandContext:
    key = request.headers.get("idempotency-key")
    return CommandContext(
        user="toy",
        id=key or uuid4().hex,
        fingerprint=body.model_dump_json(),
        from_client=key is not None,
        cause=Cause(correlation_id=key or uuid4().hex),
    )


if __name__ == "__main__":
    WORLD = World(ToySettings().toy_prefix)
    main(WORLD.desk, ToySettings, WORLD.catalogue(), bootstrap)
