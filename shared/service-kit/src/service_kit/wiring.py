"""Makes the parts of one process out of its settings; connects to nothing yet."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from typing import Any

from fastapi import FastAPI
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from service_kit import commands
from service_kit.commands import Commands
from service_kit.http.app import create_app
from service_kit.http.auth import TokenVerifier
from service_kit.http.health import Health
from service_kit.http.keys import HttpKeySource, KeySet
from service_kit.http.live import LiveDocuments
from service_kit.http.media import MediaSigner
from service_kit.http.problems import TOO_LARGE, UNAVAILABLE
from service_kit.jobs import Jobs
from service_kit.jobs import runner as job_runner
from service_kit.jobs.store import COLLECTION as JOBS
from service_kit.messaging import outbox, relay, streams
from service_kit.messaging.cluster import (
    DEAD_LETTER_PARTITIONS,
    DEAD_LETTER_RETENTION_DAYS,
    KafkaConfig,
    TopicSpec,
)
from service_kit.messaging.events import Catalogue, EventTooLarge
from service_kit.messaging.outbox import Outbox
from service_kit.mongo import leases
from service_kit.mongo.client import connect, database_of
from service_kit.mongo.clock import ServerClock
from service_kit.mongo.errors import CommitUnknown
from service_kit.mongo.session import Doc
from service_kit.mongo.transactions import Transactions
from service_kit.parts import Bootstrap, Plumbing, ServiceParts
from service_kit.settings import ServiceSettings
from service_kit.signals import Signals
from service_kit.telemetry.metrics import Metrics


@dataclass(frozen=True)
class Wiring:
    """Everything a process holds, whatever its role."""

    name: str
    settings: ServiceSettings
    client: AsyncMongoClient[Doc]
    database: AsyncDatabase[Doc]
    clock: ServerClock
    signals: Signals
    metrics: Metrics
    health: Health
    outbox: Outbox
    keys: HttpKeySource
    plumbing: Plumbing

    @property
    def transactions(self) -> Transactions:
        """The transactions of this process."""
        return self.plumbing.transactions


def wire(name: str, settings: ServiceSettings, catalogue: Catalogue) -> Wiring:
    """Make the parts, for the running event loop."""
    metrics = Metrics()
    client = connect(
        settings.mongo_url.get_secret_value(),
        wait_seconds=settings.mongo_wait_seconds,
        pool=settings.mongo_pool,
    )
    database = database_of(client, settings.database_name(name))
    clock = ServerClock(database)
    signals = Signals()
    rows = Outbox(name, catalogue)
    transactions = Transactions(database, rows.rows, signals, clock, metrics.transaction_reruns.inc)
    keys = HttpKeySource(settings.jwks_url)
    plumbing = Plumbing(
        name=name,
        settings=settings,
        catalogue=catalogue,
        transactions=transactions,
        commands=Commands(transactions, metrics),
        jobs=Jobs(database),
        live=LiveDocuments(database, metrics=metrics),
        auth=TokenVerifier(
            KeySet(keys, settings.jwt_algorithms, metrics=metrics),
            issuer=settings.jwt_issuer,
            audience=settings.jwt_audience,
            algorithms=settings.jwt_algorithms,
            leeway=settings.jwt_leeway_seconds,
        ),
        media=MediaSigner(settings.media_key_table()),
        metrics=metrics,
        clock=clock,
    )
    return Wiring(
        name=name,
        settings=settings,
        client=client,
        database=database,
        clock=clock,
        signals=signals,
        metrics=metrics,
        health=Health(),
        outbox=rows,
        keys=keys,
        plumbing=plumbing,
    )


async def parts_of(bootstrap: Bootstrap, plumbing: Plumbing) -> ServiceParts:
    """Have the service say what it is made of."""
    parts = bootstrap(plumbing)
    return await parts if inspect.isawaitable(parts) else parts


def application(wiring: Wiring, parts: ServiceParts, *, with_routes: bool = True) -> FastAPI:
    """Build the HTTP application; without routes it still tells health and metrics."""
    settings = wiring.settings
    return create_app(
        wiring.name,
        version_of(wiring.name),
        parts.routers if with_routes else (),
        {EventTooLarge: TOO_LARGE, CommitUnknown: UNAVAILABLE, **parts.problems},
        auth=wiring.plumbing.auth,
        metrics=wiring.metrics,
        health=wiring.health,
        plumbing=wiring.plumbing,
        json_limit=settings.http_json_limit,
        json_depth=settings.http_json_depth,
        log_requests=settings.log_requests,
    )


def version_of(service: str) -> str:
    """Return the version of a service's package."""
    try:
        return package_version(f"earmark-{service}")
    except PackageNotFoundError:
        return "0"


async def make_collections(database: AsyncDatabase[Doc], parts: ServiceParts) -> None:
    """Make the collections and indexes of the kit and of the service, where they are missing."""
    wanted: dict[str, list[Any]] = {
        outbox.COLLECTION: [*outbox.INDEXES],
        commands.COLLECTION: [*commands.INDEXES],
        JOBS: [*job_runner.INDEXES],
        leases.COLLECTION: [],
        relay.BLOCKED_COLLECTION: [],
        **{name: [*indexes] for name, indexes in streams.INDEXES.items()},
    }
    for name, indexes in parts.indexes.items():
        wanted.setdefault(name, []).extend(indexes)
    existing = set(await database.list_collection_names())
    for name, indexes in wanted.items():
        if indexes:
            await database[name].create_indexes(indexes)
        elif name not in existing:
            await database[name].update_one({"_id": "-"}, {"$set": {"_id": "-"}}, upsert=True)
            await database[name].delete_one({"_id": "-"})


def kafka_config(settings: ServiceSettings) -> KafkaConfig:
    """Return how to reach Kafka."""
    return KafkaConfig(
        options=settings.kafka_options(),
        partitions=settings.kafka_partitions,
        replication=settings.kafka_replication,
        create_topics=settings.kafka_create_topics,
    )


def topics_of(name: str, catalogue: Catalogue, parts: ServiceParts) -> Sequence[TopicSpec]:
    """Return the topics a service says or hears something on, its dead letters included."""
    concerned = {topic.name: topic for topic in catalogue.topics if topic.owner == name}
    concerned.update({subscription.topic.name: subscription.topic for subscription in parts.subscriptions})
    dead_letters = TopicSpec(
        outbox.dead_letter_topic(name), DEAD_LETTER_PARTITIONS, DEAD_LETTER_RETENTION_DAYS
    )
    return [*map(TopicSpec.of, concerned.values()), dead_letters]
