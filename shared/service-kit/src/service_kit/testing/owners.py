"""For tests of a service: what the owners of topics would publish."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from pydantic import BaseModel

from service_kit.messaging.codec import encode, headers_of
from service_kit.messaging.events import Catalogue
from service_kit.mongo.transactions import new_cause


class Owners:
    """The owners of all topics, played by a test: each aggregate's events are numbered from 1."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._versions: Counter[tuple[str, str]] = Counter()

    def message(self, event: BaseModel, aggregate: str) -> dict[str, Any]:
        """Return an event as the next of its aggregate, as a producer's ``send`` takes it. Sent again, it is
        the same event."""
        topic = self._catalogue.topic_of[type(event)]
        version = None
        if topic.gapless:
            self._versions[topic.name, aggregate] += 1
            version = self._versions[topic.name, aggregate]
        headers = headers_of(
            id=str(uuid4()),
            type=self._catalogue.type_of[type(event)],
            source=f"/{topic.owner or 'anybody'}",
            aggregate=aggregate,
            version=version,
            time=datetime.now(UTC),
            cause=new_cause(),
        )
        return {
            "topic": topic.name,
            "key": aggregate.encode(),
            "value": event.model_dump_json(by_alias=True).encode(),
            "headers": encode(headers),
        }
