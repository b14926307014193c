"""Topic `earmark.listings`."""

from typing import Any

from assignment_service.consumers.failures import failures
from assignment_service.consumers.units import Reads, Units
from assignment_service.use_cases.build_assignments import BuildAssignments
from assignment_service.use_cases.project_task import ProjectTask
from contracts import topics
from contracts.events import ListingFailed, RecordsListed
from contracts.ids import listing_key
from service_kit.messaging.events import Received
from service_kit.messaging.subscriptions import Handler, Subscription
from service_kit.mongo.session import Session


def listing_events(
    build: BuildAssignments, project: ProjectTask, units: Units, task_collection: str, batch_collection: str
) -> Subscription:
    """Return what builds assignments."""

    async def listed(session: Session, event: Received[RecordsListed]) -> None:
        with failures():
            await build(units(session, event), event.data)

    async def failed(session: Session, event: Received[ListingFailed]) -> None:
        with failures():
            await project.changed(units(session, event), event.data)

    def listed_reads(event: Received[RecordsListed]) -> Reads:
        data = event.data
        return [(task_collection, data.task), (batch_collection, listing_key(data.task, data.batch))]

    def failed_reads(event: Received[Any]) -> Reads:
        return [(task_collection, event.data.task)]

    return Subscription(
        topics.LISTINGS,
        (Handler(RecordsListed, listed, listed_reads), Handler(ListingFailed, failed, failed_reads)),
    )
