"""A model outside Earmark: suggests a caption for every record of a task. Here the "model" reads the file's name."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import PurePosixPath
from uuid import NAMESPACE_URL, uuid5

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

MODEL, VERSION = "file-name-reader", "1"


def headers_of(key: str) -> list[tuple[str, bytes]]:
    """CloudEvents in binary mode. The id is made of what is said, so that saying it again is only a copy."""
    said = {
        "ce_specversion": "1.0",
        "ce_id": str(uuid5(NAMESPACE_URL, f"{MODEL}/{VERSION}/{key}")),
        "ce_type": "earmark.RecordPredicted.v1",
        "ce_source": f"/examples/{MODEL}",
        "ce_subject": key,
        "ce_time": datetime.now(UTC).isoformat(),
        "content-type": "application/json",
    }
    return [(name, value.encode()) for name, value in said.items()]


async def main(bootstrap: str, task: str, item: str) -> None:
    """Predicts the text item `item` of the records that the task lists, those listed already and those to come."""
    listings = AIOKafkaConsumer("earmark.listings", bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    async with listings, AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        async for message in listings:
            type_ = dict(message.headers)["ce_type"]
            listed = json.loads(message.value)
            if type_ != b"earmark.RecordsListed.v1" or listed["task"] != task:
                continue
            for record in listed["records"]:
                key = f"{task}/{record['record']}"
                text = PurePosixPath(record["audio_name"]).stem.replace("-", " ").replace("_", " ")
                predicted = {"task": task, "record": record["record"], "model": MODEL, "version": VERSION}
                value = json.dumps({**predicted, "annotation": {item: text}, "score": 0.5})
                await producer.send(
                    "earmark.predictions", value.encode(), key.encode(), headers=headers_of(key)
                )
            await producer.flush()
            print(f"predicted {len(listed['records'])} records", flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
