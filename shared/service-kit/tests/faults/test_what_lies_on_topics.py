"""Whatever lies on a topic (poison, copies, children before parents) is settled without holding up a
neighbour."""

import asyncio
import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from aiokafka.producer import message_accumulator, producer
from aiokafka.record import default_records

from service_kit.messaging.codec import encode, headers_of
from service_kit.messaging.events import Cause
from service_kit.testing.toys.checker import Raw, at_rest, check, publish_all, read_topic
from service_kit.testing.toys.pair import Pair, until

pytestmark = pytest.mark.faults

Headers = list[tuple[str, bytes | None]]


def headers(type: str, source: str, aggregate: str, version: int | None, id: str | None = None) -> Headers:
    return list(
        encode(
            headers_of(
                id=id or uuid4().hex,
                type=type,
                source=source,
                aggregate=aggregate,
                version=version,
                time=datetime.now(UTC),
                cause=Cause("a-test"),
            )
        )
    )


def item_step(
    pair: Pair, parent: str, item: str, step: int, *, text: str = "", source: str = "/other"
) -> Raw:
    value = json.dumps({"parent": parent, "item": item, "step": step, "text": text}).encode()
    return (
        pair.world.items.name,
        value,
        headers("toy.ItemStepped.v1", source, item, step),
        item.encode(),
        None,
    )


async def steps_of(pair: Pair, item: str) -> list[int]:
    doc = await pair.shelf_db["items"].find_one({"_id": item})
    return doc["seen"] if doc else []


async def test_poison_of_each_kind_is_a_dead_letter_and_blocks_no_neighbour(running: Pair) -> None:
    pair = running
    topic, notes = pair.world.items.name, pair.world.notes.name
    parent = await pair.make_parent(items=8, steps=5)
    working = asyncio.create_task(pair.work(parent, items=8, steps=5))
    good = json.dumps({"parent": parent, "item": "x", "step": 1, "text": ""}).encode()
    big = json.dumps({"parent": parent, "item": "x", "step": 1, "text": ["y" * 900_000]}).encode()
    stepped = "toy.ItemStepped.v1"
    poison: list[Raw] = []
    for partition in range(4):
        kinds: list[tuple[bytes | None, Headers]] = [
            (b"{not json", headers(stepped, "/bad", f"json{partition}", 1)),
            (None, headers(stepped, "/bad", f"null{partition}", 1)),
            (
                good,
                [
                    (name, None if name == "ce_type" else value)
                    for name, value in headers(stepped, "/bad", "h", 1)
                ],
            ),
            (
                good,
                [
                    (name, b"\xff\xfe" if name == "ce_id" else value)
                    for name, value in headers(stepped, "/bad", "u", 1)
                ],
            ),
            (big, headers(stepped, "/bad", f"big{partition}", 1)),
            (good, headers("toy.Unheard.v1", "/bad", f"unknown{partition}", 1)),
            (b"[1, 2, 3]", headers(stepped, "/bad", f"list{partition}", 1)),
            (good, []),
            (good, [("junk", None), ("other", b"\x00\xff")]),
        ]
        poison += [(topic, value, header, b"key", partition) for value, header in kinds]
    poison.append(item_step(pair, parent, "has-a-bug", 1, text="bug"))
    poison.append(item_step(pair, parent, "is-impossible", 1, text="impossible"))
    poison.append((notes, b"\xff\xff", headers("toy.Noted.v1", "/bad", "n", None), None, 0))
    # Headers that nobody here reads may be anything.
    fine = item_step(pair, parent, "odd-headers", 1)
    fine[2].extend([("trace", None), ("blob", b"\xff\xfe\x00")])
    await publish_all(pair.kafka, [*poison, fine])
    await working
    await check(pair, poison=len(poison), closed=False)
    assert await steps_of(pair, "odd-headers") == [1]

    told = await read_topic(pair.kafka, f"earmark.dead-letters.{pair.world.shelf}")
    assert len(told) == len(poison)
    reasons = [json.loads(message.value or b"")["reason"] for message in told]
    assert all(reasons)
    assert max(len(message.value or b"") for message in told) < 128 * 1024
    listed = await pair.operate("shelf", "dead-letters", "list", "--json")
    assert len(listed.splitlines()) == len(poison)
    await pair.operate("shelf", "dead-letters", "drop", "--all", "--yes")
    await check(pair)


async def test_what_follows_a_dead_letter_waits_until_it_is_redriven_or_dropped(running: Pair) -> None:
    pair = running
    parent = await pair.make_parent(items=2, steps=1)
    redriven, dropped = pair.next_id("item"), pair.next_id("item")
    for item in (redriven, dropped):
        messages = [
            item_step(pair, parent, item, n, text="bug" if n == 2 else "", source="/w") for n in (1, 2, 3, 4)
        ]
        await publish_all(pair.kafka, messages)
    await at_rest(pair, waiting=4)
    assert await steps_of(pair, redriven) == [1]
    lines = (await pair.operate("shelf", "dead-letters", "list", "--json")).splitlines()
    letters = {json.loads(line)["aggregate"]: json.loads(line)["_id"] for line in lines}
    shown = json.loads(await pair.operate("shelf", "dead-letters", "show", letters[redriven]))
    assert shown["attempts"] == 5
    assert "ZeroDivisionError" in shown["reason"]

    # Somebody mends what was wrong with it, here in the letter itself, and redrives it.
    await pair.shelf_db["dead"].update_one(
        {"_id": letters[redriven]},
        {"$set": {"raw.value": item_step(pair, parent, redriven, 2)[1]}},
    )
    await pair.operate("shelf", "dead-letters", "redrive", letters[redriven], "--yes")
    await pair.operate("shelf", "dead-letters", "drop", letters[dropped], "--yes")

    async def went_on() -> bool:
        return await steps_of(pair, redriven) == [1, 2, 3, 4] and await steps_of(pair, dropped) == [1, 3, 4]

    await until(went_on, 20, "both streams went on")
    await check(pair)


async def test_copies_change_nothing(running: Pair) -> None:
    pair = running
    parent = await pair.make_parent(items=10, steps=6)
    working = asyncio.create_task(pair.work(parent, items=10, steps=6))
    # one event id twice in the same batch, for counted and uncounted topics
    twice = item_step(pair, parent, pair.next_id("item"), 1)
    note_headers = headers("toy.Noted.v1", "/other", "note", None)
    note: Raw = (
        pair.world.notes.name,
        json.dumps({"note": pair.next_id("note"), "parent": parent}).encode(),
        note_headers,
        b"note",
        1,
    )
    await publish_all(pair.kafka, [twice, twice, note, note, twice, note])
    await working
    await at_rest(pair)
    # a fifth of everything once more, then everything once more
    messages = [m for m in await read_topic(pair.kafka, pair.world.items.name) if m.id]
    again: list[Raw] = [(m.topic, m.value, list(m.headers), m.key, m.partition) for m in messages]
    await publish_all(pair.kafka, again[::5])
    await publish_all(pair.kafka, [*again, note])
    await check(pair)


async def test_replaying_everything_changes_nothing(running: Pair) -> None:
    pair = running
    parent = await pair.make_parent(items=5, steps=3)
    await pair.work(parent, items=5, steps=3)
    await at_rest(pair)
    before = len(await read_topic(pair.kafka, pair.world.items.name))
    said = await pair.operate("desk", "replay", "--all", "--yes")
    assert "will be published again" in said
    messages = await check(pair)
    assert len(messages) > before
    one = await pair.operate("desk", "replay", "--aggregate", f"{pair.world.items.name}|{parent}.0", "--yes")
    assert "3 events" in one
    assert len(await check(pair)) == len(messages) + 3


async def test_a_copy_older_than_every_window_changes_nothing(running: Pair) -> None:
    pair = running
    parent = await pair.make_parent(items=3, steps=3)
    names = await pair.work(parent, items=3, steps=3)
    messages = await check(pair)
    await pair.shelf_db["inbox"].delete_many({})
    old: list[Raw] = [
        (m.topic, m.value, list(m.headers), m.key, m.partition)
        for m in messages
        if m.key and m.key.decode() in names
    ]
    await publish_all(pair.kafka, old)
    await check(pair)


async def test_children_wait_for_their_parent_and_are_applied_in_order(running: Pair) -> None:
    pair = running
    parent = pair.next_id("parent")
    names = await pair.work(parent, items=6, steps=4)
    note = pair.next_id("note")
    headers_ = headers("toy.Noted.v1", "/other", note, None)
    value = json.dumps({"note": note, "parent": parent}).encode()
    await publish_all(pair.kafka, [(pair.world.notes.name, value, headers_, b"n", 2)] * 2)
    await at_rest(pair, waiting=25)
    waits = await pair.operate("shelf", "waiting", "list", "--json")
    assert {json.loads(line)["need"] for line in waits.splitlines()} == {f"parent:{parent}"}
    await pair.make_parent(items=6, steps=4, parent=parent)
    await check(pair)
    assert await steps_of(pair, names[0]) == [1, 2, 3, 4]
    assert await pair.shelf_db["notes"].find_one({"_id": note}) == {"_id": note, "n": 1}


async def test_a_child_waits_while_its_sibling_arrives(running: Pair) -> None:
    pair = running
    parent, item = pair.next_id("parent"), pair.next_id("item")
    first, second, third = (item_step(pair, parent, item, n, source="/s") for n in (1, 2, 3))
    await publish_all(pair.kafka, [first])
    await at_rest(pair, waiting=1)
    await publish_all(pair.kafka, [third])  # a gap behind the one that waits
    await at_rest(pair, waiting=2)
    making = asyncio.create_task(pair.make_parent(items=1, steps=3, parent=parent))
    await publish_all(pair.kafka, [second, first])
    await making

    async def whole() -> bool:
        return await steps_of(pair, item) == [1, 2, 3]

    await until(whole, 20, "all three are applied")
    await check(pair)


async def test_a_gap_holds_up_its_own_stream_only_and_closes_when_the_missing_one_comes(
    running: Pair,
) -> None:
    pair = running
    parent = await pair.make_parent(items=1, steps=2)
    item = pair.next_id("item")
    await publish_all(pair.kafka, [item_step(pair, parent, item, n, source="/g") for n in (1, 3, 4)])
    names = await pair.work(parent, items=1, steps=2)
    await at_rest(pair, waiting=2)
    assert await steps_of(pair, item) == [1]
    assert await steps_of(pair, names[0]) == [1, 2]
    await publish_all(pair.kafka, [item_step(pair, parent, item, 2, source="/g")])
    await check(pair)
    assert await steps_of(pair, item) == [1, 2, 3, 4]


async def test_an_operator_lets_a_stream_go_on_past_a_gap(running: Pair) -> None:
    pair = running
    parent = await pair.make_parent(items=1, steps=1)
    await pair.work(parent, items=1, steps=1)
    item = pair.next_id("item")
    await publish_all(pair.kafka, [item_step(pair, parent, item, n, source="/g") for n in (1, 4)])
    await at_rest(pair, waiting=1)
    stream = f"{pair.world.items.name}|/g|{item}"
    assert "without version 2 to 3" in await pair.operate("shelf", "waiting", "release", stream, "--yes")
    await check(pair)
    assert await steps_of(pair, item) == [1, 4]


async def test_types_without_a_handler_leave_no_gap(running: Pair) -> None:
    pair = running
    parent = await pair.make_parent(items=1, steps=3)
    item = pair.next_id("item")
    for _ in range(3):
        await pair.step(parent, item, ignored_before=2)
    await check(pair)
    assert await steps_of(pair, item) == [1, 2, 3]


async def test_the_last_steps_in_parallel_partitions_close_a_parent_once(running: Pair) -> None:
    pair = running
    parents = [await pair.make_parent(items=6, steps=1) for _ in range(8)]
    await asyncio.gather(
        *(pair.step(parent, f"{parent}.{number}") for parent in parents for number in range(6))
    )
    await check(pair)


async def test_work_on_100_000_documents_is_a_job_in_chunks(running: Pair) -> None:
    pair = running
    flooded = await pair.make_parent(items=1, steps=1, flood=100_000)
    other = await pair.make_parent(items=2, steps=3)
    await pair.work(other, items=2, steps=3)
    await pair.work(flooded, items=1, steps=1)

    async def begun() -> bool:
        job = await pair.shelf_db["jobs"].find_one({"_id": flooded})
        return bool(job and job["done"] >= 5_000)

    await until(begun, 60, "the job is under way")
    shelf = pair.processes["shelf"]
    await shelf.kill9()
    await (await shelf.start()).ready()
    await check(pair, rest=120)
    job = await pair.shelf_db["jobs"].find_one({"_id": flooded})
    assert job is not None
    assert (job["state"], job["done"]) == ("done", 100_000)
    assert await pair.shelf_db["flooded"].count_documents({}) == 100_000


class _NotUtf8(str):
    """A header's name that other clients may write, and aiokafka would not."""

    def encode(self, *_: object) -> bytes:
        return b"\xff\xfe"


async def test_a_record_that_the_client_cannot_parse_is_a_dead_letter_too(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pair.start()
    builder = default_records._DefaultRecordBatchBuilderPy
    for module in (message_accumulator, producer):
        monkeypatch.setattr(module, "DefaultRecordBatchBuilder", builder)
    parent = await pair.make_parent(items=4, steps=3)
    before, after = pair.next_id("item"), pair.next_id("item")
    bad = item_step(pair, parent, "never", 1)
    bad[2].append((_NotUtf8("ab"), b"x"))
    raw = [item_step(pair, parent, before, 1), bad, item_step(pair, parent, after, 1)]
    await publish_all(pair.kafka, [(topic, value, headers, key, 0) for topic, value, headers, key, _ in raw])
    await pair.work(parent, items=4, steps=3)
    # What the same publisher put into the same batch behind it cannot be read either; nobody else is touched.
    await at_rest(pair)
    for number in range(4):
        assert await steps_of(pair, f"{parent}.{number}") == [1, 2, 3]
    assert await steps_of(pair, before) == [1]
    letters = await pair.shelf_db["dead"].find({}).sort("raw.offset", 1).to_list()
    assert letters[1]["raw"]["offset"] == letters[0]["raw"]["offset"] + 1
    assert all("cannot read" in letter["reason"] for letter in letters)
