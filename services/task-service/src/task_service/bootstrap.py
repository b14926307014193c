"""The one place that wires the service together."""

from contracts.events import EVENTS
from contracts.topics import TOPICS
from service_kit.messaging.events import Catalogue
from service_kit.mongo.session import Session
from service_kit.runtime import Plumbing, ServiceParts
from task_service.adapters.forget_records import FORGET_RECORDS_JOB
from task_service.adapters.mongo_queries import INDEXES, MongoQueries
from task_service.adapters.mongo_unit import MongoUnit, record_reads
from task_service.adapters.phase_decider import PhaseDecider
from task_service.api.deps import Deps
from task_service.api.problems import PROBLEMS
from task_service.api.routes_progress import progress_router
from task_service.api.routes_tasks import tasks_router
from task_service.api.routes_workspaces import workspaces_router
from task_service.consumers.assignments import assignments
from task_service.consumers.datasets import datasets
from task_service.consumers.exports import exports
from task_service.consumers.handlers import Stores
from task_service.consumers.listings import listings
from task_service.consumers.reviews import reviews

NAME = "task-service"
CATALOGUE = Catalogue(topics=TOPICS, types=EVENTS)


def bootstrap(plumbing: Plumbing) -> ServiceParts:
    """Return what this service is made of."""

    def units(session: Session) -> MongoUnit:
        return MongoUnit(session, plumbing.jobs)

    queries = MongoQueries(plumbing.transactions.database)
    deps = Deps(
        commands=plumbing.commands,
        queries=queries,
        units=units,
        live=plumbing.live,
        look_again_seconds=plumbing.settings.look_again_seconds,
    )
    stores = Stores(units, record_reads)
    decider = PhaseDecider(plumbing.transactions, units, queries)
    return ServiceParts(
        routers=(workspaces_router(deps), tasks_router(deps), progress_router(deps)),
        problems=PROBLEMS,
        subscriptions=(
            datasets(stores),
            listings(stores),
            assignments(stores),
            reviews(stores),
            exports(stores),
        ),
        deciders=(decider.decider(),),
        jobs=(FORGET_RECORDS_JOB,),
        indexes=INDEXES,
    )
