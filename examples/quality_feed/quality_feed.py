"""A live quality feed: a line whenever somebody submits a record or a reviewer judges one."""

import asyncio
import json
import sys
from collections import Counter, defaultdict

from aiokafka import AIOKafkaConsumer

COUNTED = {"RecordSubmitted": "submitted", "RecordApproved": "approved", "RecordRejected": "rejected"}


async def main(bootstrap: str) -> None:
    """Reads what the topics still hold, then follows them."""
    seen: set[str] = set()
    annotators: dict[str, Counter[str]] = defaultdict(Counter)
    topics = ("earmark.assignments", "earmark.reviews")
    async with AIOKafkaConsumer(
        *topics, bootstrap_servers=bootstrap, auto_offset_reset="earliest"
    ) as consumer:
        async for message in consumer:
            headers = {name: value.decode() for name, value in message.headers}
            what = COUNTED.get(headers["ce_type"].split(".")[1])
            if what is None or headers["ce_id"] in seen:  # delivery is at least once: a copy is dropped
                continue
            seen.add(headers["ce_id"])
            annotator = json.loads(message.value)["annotator"]
            counts = annotators[annotator]
            counts[what] += 1
            judged = counts["approved"] + counts["rejected"]
            rate = f"{counts['rejected'] / judged:.0%}" if judged else "-"
            words = ", ".join(f"{counts[each]} {each}" for each in COUNTED.values())
            print(f"{annotator}: {words}, rejection rate {rate}", flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:2] or ["localhost:9092"]))
