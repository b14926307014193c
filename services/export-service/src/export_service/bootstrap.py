"""Wires export-service."""

import membership
from contracts.events import EVENTS
from contracts.topics import TOPICS
from export_service.adapters.archive import StoredFiles
from export_service.adapters.generation.generator import Generator
from export_service.adapters.generation.store import ProcessedStore
from export_service.adapters.mongo_unit import FORGET_RECORDS, GENERATE, INDEXES, REMOVE_FILES, MongoUnit
from export_service.adapters.queries import MongoQueries
from export_service.adapters.removal import RemoveFiles, forget_records
from export_service.api import routes_files, routes_processed
from export_service.api.deps import Deps
from export_service.api.problems import PROBLEMS
from export_service.consumers import records, tasks
from export_service.settings import Settings
from membership import Access
from service_kit.http.media import MediaVerifier
from service_kit.jobs import ChunkedJob, LongJob
from service_kit.messaging.events import Catalogue
from service_kit.mongo.session import Session
from service_kit.runtime import Plumbing, ServiceParts
from service_kit.storage import open_store

CATALOGUE = Catalogue(topics=TOPICS, types=EVENTS)


def bootstrap(plumbing: Plumbing) -> ServiceParts:
    """Return the parts of the service."""
    settings: Settings = plumbing.settings
    database = plumbing.transactions.database

    def units(session: Session) -> MongoUnit:
        return MongoUnit(session, plumbing.jobs)

    store = ProcessedStore(open_store(settings.storage_url or "memory:///"))
    deps = Deps(
        commands=plumbing.commands,
        jobs=plumbing.jobs,
        live=plumbing.live,
        access=Access(database, settings.look_again_seconds),
        queries=MongoQueries(database),
        units=units,
        database=database,
        look_again_seconds=settings.look_again_seconds,
    )
    generator = Generator(plumbing.transactions, store, units, settings.work_folder)
    return ServiceParts(
        routers=(
            routes_processed.router(deps),
            routes_files.router(
                deps,
                StoredFiles(database, store),
                plumbing.media,
                MediaVerifier(settings.media_key_table()),
                settings.media_seconds,
            ),
        ),
        problems={**membership.PROBLEMS, **PROBLEMS},
        subscriptions=(membership.subscription(), tasks.subscription(units), *records.subscriptions(units)),
        jobs=(
            LongJob(GENERATE, generator.run, settings.generations_at_once, on_failure=generator.failed),
            LongJob(REMOVE_FILES, RemoveFiles(database, store).run),
            ChunkedJob(FORGET_RECORDS, forget_records),
        ),
        indexes={**membership.INDEXES, **INDEXES},
    )
