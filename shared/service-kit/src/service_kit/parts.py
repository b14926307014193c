"""What a service is made of, and what the kit gives to it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from pymongo import IndexModel

from service_kit.commands import Commands
from service_kit.http.auth import TokenVerifier
from service_kit.http.live import LiveDocuments
from service_kit.http.media import MediaSigner
from service_kit.http.problems import ProblemType
from service_kit.jobs import ChunkedJob, Jobs, LongJob
from service_kit.messaging.events import Catalogue
from service_kit.messaging.subscriptions import Decider, Subscription
from service_kit.mongo.transactions import Clock, Transactions
from service_kit.telemetry.metrics import Metrics


@dataclass(frozen=True)
class ServiceParts:
    """What a service is made of, beside what all services have."""

    routers: tuple[APIRouter, ...] = ()
    problems: Mapping[type[Exception], ProblemType] = field(default_factory=dict)
    subscriptions: tuple[Subscription, ...] = ()
    deciders: tuple[Decider, ...] = ()
    jobs: tuple[ChunkedJob | LongJob, ...] = ()
    indexes: Mapping[str, Sequence[IndexModel]] = field(default_factory=dict)
    background: tuple[Callable[[], Awaitable[None]], ...] = ()
    """Loops of the worker role, cancelled at stop."""
    on_stop: tuple[Callable[[], Awaitable[None]], ...] = ()


@dataclass(frozen=True)
class Plumbing:
    """What the kit gives to a service's bootstrap."""

    name: str
    settings: Any
    """The service's own settings (a ServiceSettings)."""
    catalogue: Catalogue
    transactions: Transactions
    commands: Commands
    jobs: Jobs
    live: LiveDocuments
    auth: TokenVerifier
    media: MediaSigner
    metrics: Metrics
    clock: Clock


Bootstrap = Callable[[Plumbing], ServiceParts | Awaitable[ServiceParts]]
