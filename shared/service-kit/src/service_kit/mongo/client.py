"""The client of a service's database."""

from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from service_kit.mongo.session import Doc
from service_kit.mongo.transactions import MAJORITY


def connect(url: str, *, wait_seconds: float = 5.0, pool: int = 50, **options: Any) -> AsyncMongoClient[Doc]:
    """Return a client for the running event loop; times come back in UTC, writes are journaled by a
    majority."""
    return AsyncMongoClient(
        url,
        tz_aware=True,
        maxPoolSize=pool,
        serverSelectionTimeoutMS=int(wait_seconds * 1000),
        retryWrites=True,
        retryReads=True,
        appname="earmark",
        **options,
    )


def database_of(client: AsyncMongoClient[Doc], name: str) -> AsyncDatabase[Doc]:
    """Return a database whose writes are acknowledged by a majority, journaled."""
    return client.get_database(name, write_concern=MAJORITY)
