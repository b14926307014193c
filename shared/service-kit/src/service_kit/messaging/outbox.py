"""The outbox: events as rows of the same transaction as the state they tell of, until the relay has
published them."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import orjson
from bson import Binary
from pymongo import ASCENDING, IndexModel

from service_kit.messaging.codec import headers_of
from service_kit.messaging.event_ids import event_id
from service_kit.messaging.events import Catalogue, Cause
from service_kit.mongo.session import Doc, Emitted, Session

if TYPE_CHECKING:
    from service_kit.messaging.incoming import Incoming

COLLECTION = "outbox"
PENDING, BLOCKED = 0, 2
"""Values of ``st``; a published row has none."""
KEPT_DAYS = 7
DEAD_LETTER_TYPE = "earmark.DeadLetter.v1"
DEAD_LETTER_BYTES = 64 * 1024
PENDING_INDEX = "pending"
INDEXES = (
    IndexModel(
        [("agg", ASCENDING), ("ver", ASCENDING)],
        unique=True,
        partialFilterExpression={"ver": {"$exists": True}},
        name="order",
    ),
    IndexModel(
        [("st", ASCENDING), ("agg", ASCENDING), ("ver", ASCENDING), ("_id", ASCENDING)],
        partialFilterExpression={"st": PENDING},
        name=PENDING_INDEX,
    ),
    # Rows of topics that are kept forever carry no `exp`: a service added next year hears them all.
    IndexModel(
        [("pub_at", ASCENDING)],
        expireAfterSeconds=KEPT_DAYS * 86400,
        partialFilterExpression={"exp": True},
        name="expiry",
    ),
)


def dead_letter_topic(service: str) -> str:
    """Return the topic of what a service could not handle."""
    return f"earmark.dead-letters.{service}"


class Outbox:
    """Makes the rows."""

    def __init__(self, service: str, catalogue: Catalogue) -> None:
        self.service = service
        self.source = f"/{service}"
        self._catalogue = catalogue

    def rows(self, session: Session) -> Sequence[Doc]:
        """Return the rows of everything a unit of work said."""
        return [self._row(emitted, session.now) for emitted in session.emitted]

    def _row(self, emitted: Emitted, now: datetime) -> Doc:
        event = type(emitted.event)
        topic = self._catalogue.topic_of[event]
        id = event_id()
        row: Doc = {
            "_id": Binary.from_uuid(id),
            "st": PENDING,
            "agg": f"{topic.name}|{emitted.aggregate}",
            "topic": topic.name,
            "key": emitted.aggregate.encode(),
            "hdr": headers_of(
                id=str(id),
                type=self._catalogue.type_of[event],
                source=self.source,
                aggregate=emitted.aggregate,
                version=emitted.version,
                time=now,
                cause=emitted.cause,
            ),
            "val": emitted.value,
            "at": now,
        }
        if emitted.version is not None:
            row["ver"] = emitted.version
        if topic.retention_days is not None:
            row["exp"] = True
        return row

    def dead_letter(self, incoming: "Incoming", reason: str, attempts: int, now: datetime) -> Doc:
        """Return the row that tells of an event this service could not handle; at most 64 KiB of it travel
        along."""
        id = event_id()
        topic = dead_letter_topic(self.service)
        value = incoming.value or b""
        told = {
            "service": self.service,
            "reason": reason,
            "attempts": attempts,
            "topic": incoming.topic,
            "partition": incoming.partition,
            "offset": incoming.offset,
            "event_id": incoming.event_id,
            "event_type": incoming.type,
            "aggregate": incoming.aggregate,
            "aggregate_version": incoming.version,
            "key": _base64(incoming.key),
            "headers": [
                [name, _base64(header[:1024] if header else header)] for name, header in incoming.headers[:50]
            ],
            "value": None if incoming.value is None else _base64(value[:DEAD_LETTER_BYTES]),
            "value_bytes": len(value),
            "value_complete": len(value) <= DEAD_LETTER_BYTES,
        }
        place = f"{incoming.topic}/{incoming.partition}"
        cause = Cause(correlation_id=incoming.correlation_id, causation_id=incoming.event_id)
        return {
            "_id": Binary.from_uuid(id),
            "st": PENDING,
            "agg": f"{topic}|{place}",
            "topic": topic,
            "key": incoming.key if incoming.key is not None else place.encode(),
            "hdr": headers_of(
                id=str(id),
                type=DEAD_LETTER_TYPE,
                source=self.source,
                aggregate=place,
                version=None,
                time=now,
                cause=cause,
            ),
            "val": orjson.dumps(told),
            "at": now,
            "exp": True,
        }


def _base64(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()
