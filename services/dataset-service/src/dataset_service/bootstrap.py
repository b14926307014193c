"""Wires dataset-service."""

import asyncio
from datetime import timedelta

from pymongo.errors import PyMongoError

import membership
from contracts.events import EVENTS
from contracts.topics import TOPICS
from dataset_service.adapters.audio.workers import PoolSettings, WorkerPool
from dataset_service.adapters.clean_up import CleanUp
from dataset_service.adapters.excerpts import Excerpts
from dataset_service.adapters.importing.contents import Contents
from dataset_service.adapters.importing.importer import Importer
from dataset_service.adapters.listing import list_records, listing_failed
from dataset_service.adapters.media_files import MediaFiles
from dataset_service.adapters.mongo_unit import MongoUnit
from dataset_service.adapters.names import CLEAN_UP, IMPORT, INDEXES, LIST_RECORDS
from dataset_service.adapters.queries import MongoQueries
from dataset_service.adapters.store import Store
from dataset_service.adapters.upload_parts import SilentUploads, UploadParts
from dataset_service.api import routes_datasets, routes_media, routes_records, routes_uploads
from dataset_service.api.deps import Deps
from dataset_service.api.problems import PROBLEMS
from dataset_service.consumers import tasks
from dataset_service.domain.archives import ArchiveLimits
from dataset_service.domain.audio_facts import DecodeLimits
from dataset_service.domain.sources import ImportRoots
from dataset_service.settings import Settings
from membership import Access
from service_kit.http.media import MediaVerifier
from service_kit.jobs import ChunkedJob, LongJob
from service_kit.messaging.events import Catalogue
from service_kit.mongo.errors import CommitUnknown
from service_kit.mongo.session import Session
from service_kit.runtime import Plumbing, ServiceParts
from service_kit.telemetry.logs import EventLogger

CATALOGUE = Catalogue(topics=TOPICS, types=EVENTS)
log = EventLogger(__name__)


def bootstrap(plumbing: Plumbing) -> ServiceParts:
    """Return the parts of the service."""
    settings: Settings = plumbing.settings
    database = plumbing.transactions.database
    scratch = settings.scratch()
    store = Store(settings.storage_url or "memory:///", settings.storage_options)
    limits = DecodeLimits(max_seconds=settings.longest_audio_seconds)
    pool = WorkerPool(
        PoolSettings(
            processes=settings.audio_processes,
            timeout_seconds=settings.audio_timeout_seconds,
            idle_seconds=settings.audio_idle_seconds,
            drawing_idle_seconds=settings.audio_drawing_idle_seconds,
            limits=limits,
        )
    )
    roots = ImportRoots.parse(settings.import_roots)

    def units(session: Session) -> MongoUnit:
        return MongoUnit(session, plumbing.jobs)

    deps = Deps(
        commands=plumbing.commands,
        transactions=plumbing.transactions,
        live=plumbing.live,
        access=Access(database, settings.look_again_seconds),
        queries=MongoQueries(database),
        units=units,
        signer=plumbing.media,
        media_seconds=settings.media_seconds,
        look_again_seconds=settings.look_again_seconds,
        roots=roots,
    )
    excerpts = Excerpts(store, pool, scratch, limits, settings.excerpts_at_once)
    contents = Contents(database, store, pool, scratch / "analysed")
    importer = Importer(
        database,
        units,
        store,
        contents,
        roots,
        scratch,
        ArchiveLimits(total_bytes=settings.archive_bytes, ratio=settings.archive_ratio),
        settings.import_options,
    )
    grace = timedelta(seconds=settings.removal_seconds)
    clean_up = CleanUp(database, plumbing.jobs, store, scratch, grace)
    silent = SilentUploads(database, store, timedelta(seconds=settings.upload_silence_seconds))

    async def sweep() -> None:
        while True:
            await asyncio.sleep(settings.sweep_seconds)
            try:
                await clean_up.look(plumbing.transactions)
                await silent.remove()
            except (PyMongoError, CommitUnknown, OSError) as error:
                log.warning("sweep_failed", reason=repr(error)[:300])

    async def stop() -> None:
        await contents.close()
        await pool.close()

    return ServiceParts(
        routers=(
            routes_uploads.router(deps, UploadParts(store), settings.upload_file_bytes),
            routes_datasets.router(deps),
            routes_records.router(deps),
            routes_media.router(
                MediaFiles(database, store, pool, scratch, excerpts),
                MediaVerifier(settings.media_key_table()),
                redirect=settings.media_redirect,
                seconds=settings.media_seconds,
            ),
        ),
        problems={**membership.PROBLEMS, **PROBLEMS},
        subscriptions=(membership.subscription(), tasks.subscription(units)),
        jobs=(
            LongJob(IMPORT, importer.run, settings.imports_at_once, on_failure=importer.failed),
            ChunkedJob(LIST_RECORDS, list_records, on_failure=listing_failed),
            LongJob(CLEAN_UP, clean_up.run),
        ),
        indexes={**membership.INDEXES, **INDEXES},
        background=(sweep,),
        on_stop=(stop,),
    )
