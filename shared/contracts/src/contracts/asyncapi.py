"""The AsyncAPI 3.0.0 document of all topics and events, made from the registry and the models."""

from __future__ import annotations

import re
from typing import Any

from pydantic.json_schema import models_json_schema

from contracts.events import EventData
from contracts.topics import DEAD_LETTER_RETENTION_DAYS, SERVICES, TOPICS, Topic, dead_letter_topic

Json = dict[str, Any]
DAY_MS = 86_400_000
VERSION = "1.0.0"

HEADERS: Json = {
    "type": "object",
    "description": "CloudEvents 1.0 in Kafka's binary mode. A reader ignores headers that it does not know.",
    "properties": {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {"type": "string", "description": "Id of the event; a repeated one is a copy to be dropped"},
        "ce_type": {"type": "string", "description": "Type and version: earmark.<Name>.v1"},
        "ce_source": {"type": "string", "description": "Who says it, such as /task-service"},
        "ce_subject": {"type": "string", "description": "Id of the aggregate it is about; equal to the key"},
        "ce_time": {
            "type": "string",
            "format": "date-time",
            "description": "When it happened, RFC 3339 in UTC",
        },
        "ce_aggversion": {
            "type": "string",
            "pattern": "^[1-9][0-9]*$",
            "description": "Counts the events of the aggregate from 1, on a gapless topic without a gap",
        },
        "ce_correlationid": {
            "type": "string",
            "description": "The same through everything one request caused",
        },
        "ce_causationid": {
            "type": "string",
            "description": "Id of the event or command that caused this one",
        },
        "traceparent": {"type": "string", "description": "W3C trace context"},
        "content-type": {"type": "string", "const": "application/json"},
    },
    "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "content-type"],
}


def version_name(event: type[EventData]) -> str:
    """Return `<Name>.v1`, the name of an event type's files and components."""
    return event.ce_type.removeprefix("earmark.")


def short_name(topic: Topic) -> str:
    """Return a topic's name without the common prefix; the channel's id."""
    return topic.name.removeprefix("earmark.")


def summary(event: type[EventData]) -> str:
    """Return the event's meaning, which is its docstring, on one line."""
    return re.sub(r"\s+", " ", event.__doc__ or "").strip()


def retention(days: int | None) -> dict[str, str]:
    """Return the topic settings that keep messages for so many days; None: forever."""
    return {"cleanup.policy": "delete", "retention.ms": str(-1 if days is None else days * DAY_MS)}


def event_schema(event: type[EventData]) -> Json:
    """Return the JSON Schema (2020-12) of an event type's data, as publishers and readers share it."""
    schema = event.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **without_discriminators(schema)}


def without_discriminators(schema: Any) -> Any:
    """Drop OpenAPI's `discriminator`, which is no word of JSON Schema and has another form in AsyncAPI."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            fields = {name: without_discriminators(field) for name, field in schema["properties"].items()}
            schema = {**schema, "properties": fields}
        return {
            key: value if key == "properties" else without_discriminators(value)
            for key, value in schema.items()
            if key != "discriminator"
        }
    if isinstance(schema, list):
        return [without_discriminators(part) for part in schema]
    return schema


def document(examples: dict[str, list[tuple[str, Json]]]) -> Json:
    """Return the document; `examples` are the committed ones by `<Name>.v1`, as (name, data)."""
    events = [event for topic in TOPICS for event in topic.events]
    _, definitions = models_json_schema(
        [(event, "validation") for event in events],
        by_alias=True,
        ref_template="#/components/schemas/{model}",
    )
    schemas = without_discriminators(definitions["$defs"])
    messages = {
        version_name(event): _message(topic, event, examples.get(version_name(event), []))
        for topic in TOPICS
        for event in topic.events
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Earmark events",
            "version": VERSION,
            "description": (
                "Every fact that Earmark's services tell each other and the outside. Delivery is at least "
                "once: drop a `ce_id` that you have handled. Order holds per key. Ignore fields and types "
                "that you do not know."
            ),
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "description": "The Kafka cluster that this Earmark uses.",
                "variables": {
                    "bootstrap": {"default": "localhost:9092", "description": "host:port of a broker"}
                },
            }
        },
        "channels": {short_name(topic): _channel(topic) for topic in TOPICS}
        | {"dead-letters": _dead_letters()},
        "operations": dict(operation for topic in TOPICS for operation in _operations(topic)),
        "components": {
            "messages": messages | {"DeadLetter": _dead_letter()},
            "schemas": {"CloudEventHeaders": HEADERS, **dict(sorted(schemas.items()))},
        },
    }


def _channel(topic: Topic) -> Json:
    publisher = topic.owner or "anybody"
    return {
        "address": topic.name,
        "title": short_name(topic).capitalize(),
        "summary": topic.meaning,
        "description": f"Published by {publisher}; key: {topic.key}; kept {kept(topic.retention_days)}.",
        "messages": {
            version_name(event): {"$ref": f"#/components/messages/{version_name(event)}"}
            for event in topic.events
        },
        "bindings": {"kafka": _topic_binding(topic.name, topic.partitions, topic.retention_days)},
    }


def _topic_binding(name: str, partitions: int, days: int | None) -> Json:
    return {
        "topic": name,
        "partitions": partitions,
        "topicConfiguration": {
            "cleanup.policy": ["delete"],
            "retention.ms": -1 if days is None else days * DAY_MS,
        },
        "bindingVersion": "0.5.0",
    }


def kept(days: int | None) -> str:
    """Say for how long a topic keeps its messages."""
    return "forever" if days is None else f"{days} days"


def _dead_letters() -> Json:
    return {
        "address": dead_letter_topic("{service}"),
        "title": "Dead letters",
        "summary": "What a service could not handle, and why.",
        "description": f"One topic per service, kept {kept(DEAD_LETTER_RETENTION_DAYS)}; source's key.",
        "parameters": {
            "service": {"enum": list(SERVICES), "description": "The service that could not handle it"}
        },
        "messages": {"DeadLetter": {"$ref": "#/components/messages/DeadLetter"}},
    }


def _dead_letter() -> Json:
    return {
        "name": "DeadLetter",
        "title": "Dead letter",
        "summary": "Where the message stands (topic, partition, offset), why, and at most 64 KiB of it.",
        "contentType": "application/json",
        "payload": {"type": "object"},
    }


def _message(topic: Topic, event: type[EventData], examples: list[tuple[str, Json]]) -> Json:
    return {
        "name": event.ce_type,
        "title": event.__name__,
        "summary": summary(event),
        "contentType": "application/json",
        "headers": {
            "allOf": [
                {"$ref": "#/components/schemas/CloudEventHeaders"},
                {
                    "type": "object",
                    "properties": {"ce_type": {"const": event.ce_type}},
                    **({"required": ["ce_subject", "ce_time", "ce_aggversion"]} if topic.gapless else {}),
                },
            ]
        },
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": f"Id of the aggregate ({topic.key}), UTF-8"},
                "bindingVersion": "0.5.0",
            }
        },
        **({"examples": [{"name": name, "payload": data} for name, data in examples]} if examples else {}),
    }


def _operations(topic: Topic) -> list[tuple[str, Json]]:
    channel = short_name(topic)
    publisher = topic.owner or "anybody"
    messages = [{"$ref": f"#/channels/{channel}/messages/{version_name(event)}"} for event in topic.events]
    said = {
        "action": "send",
        "channel": {"$ref": f"#/channels/{channel}"},
        "title": f"{publisher} says",
        "summary": topic.meaning,
        "tags": [{"name": publisher}],
        "messages": messages,
    }
    heard = [
        (
            f"{consumer}.hears.{channel}",
            {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{channel}"},
                "title": f"{consumer} hears",
                "tags": [{"name": consumer}],
                "bindings": {
                    "kafka": {"groupId": {"type": "string", "const": consumer}, "bindingVersion": "0.5.0"}
                },
                "messages": messages,
            },
        )
        for consumer in topic.consumers
    ]
    return [(f"{publisher}.says.{channel}", said), *heard]
