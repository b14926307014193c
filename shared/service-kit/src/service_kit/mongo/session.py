"""One unit of work: a MongoDB transaction with an identity map, buffered writes and the events that go with
them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel
from pymongo import DeleteMany, DeleteOne, InsertOne, ReplaceOne, UpdateMany, UpdateOne
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase

from service_kit.messaging.events import Cause, EventTooLarge

Doc = dict[str, Any]
Write = InsertOne[Doc] | ReplaceOne[Doc] | UpdateOne | UpdateMany | DeleteOne | DeleteMany
EVENT_LIMIT = 512 * 1024
"""Largest data of one event, in bytes."""


@dataclass(frozen=True, slots=True)
class Emitted:
    """An event to be published: it becomes an outbox row of the same transaction."""

    event: BaseModel
    aggregate: str
    version: int | None
    cause: Cause
    value: bytes
    """The event's data as JSON."""


@dataclass
class _Entry:
    doc: Doc | None
    stored: bool | None
    """Whether the database has it; None when nobody looked."""


@dataclass
class _Buffer:
    entries: dict[tuple[str, str], _Entry] = field(default_factory=dict)
    dirty: dict[tuple[str, str], None] = field(default_factory=dict)
    increments: dict[tuple[str, str], Doc] = field(default_factory=dict)
    presets: dict[tuple[str, str], Doc] = field(default_factory=dict)
    writes: dict[str, list[Write]] = field(default_factory=dict)
    emitted: list[Emitted] = field(default_factory=list)
    needs_met: dict[str, None] = field(default_factory=dict)
    nudges: dict[tuple[str, str], None] = field(default_factory=dict)


class Session:
    """What a use case or a handler works with; all of it is committed together, or nothing.

    Documents are plain dicts with a string ``_id``. ``get`` answers from the identity map, else from the
    database; a document got here may be changed and must be ``put`` to be written. Two transactions that
    write the same document conflict: MongoDB aborts one, and the kit runs it again from its first line. So
    a unit of work must have no effect outside the session.
    """

    def __init__(
        self,
        database: AsyncDatabase[Doc],
        transaction: AsyncClientSession | None,
        cause: Cause,
        now: datetime | None = None,
        parent: "Session | None" = None,
    ) -> None:
        self._database = database
        self._transaction = transaction
        self._parent = parent
        self._buffer = _Buffer()
        self.cause = cause
        self.now = now or datetime.now(UTC)

    # --- reading

    async def load(self, collection: str, ids: Iterable[str]) -> None:
        """Read many documents of a collection at once into the identity map (absent ones are remembered as
        absent)."""
        wanted = [id for id in dict.fromkeys(ids) if self._entry(collection, id) is None]
        if not wanted:
            return
        found: dict[str, Doc] = {}
        async for doc in self._database[collection].find({"_id": {"$in": wanted}}, session=self._transaction):
            found[doc["_id"]] = doc
        for id in wanted:
            self._buffer.entries[collection, id] = _Entry(found.get(id), stored=id in found)

    async def get(self, collection: str, id: str) -> Doc | None:
        """Return a document, or None; the same object each time within this unit of work."""
        entry = self._entry(collection, id)
        if entry is None:
            await self.load(collection, (id,))
            entry = self._buffer.entries[collection, id]
        return entry.doc

    async def find(
        self,
        collection: str,
        query: Mapping[str, Any],
        *,
        sort: Sequence[tuple[str, int]] | None = None,
        limit: int = 0,
        projection: Mapping[str, Any] | None = None,
    ) -> list[Doc]:
        """Query inside the transaction; buffered writes are sent first, so they are seen. Documents are not
        put into the identity map: follow with ``get`` before changing one. Not for use inside a grouped
        command."""
        await self.flush()
        cursor = self._database[collection].find(query, projection, session=self._transaction)
        if sort:
            cursor = cursor.sort(list(sort))
        if limit:
            cursor = cursor.limit(limit)
        return await cursor.to_list()

    # --- writing

    def put(self, collection: str, doc: Doc) -> None:
        """Insert or replace a document."""
        key = (collection, doc["_id"])
        known = self._entry(*key)
        self._buffer.entries[key] = _Entry(doc, stored=known.stored if known else None)
        self._buffer.dirty[key] = None

    def delete(self, collection: str, id: str) -> None:
        """Delete a document."""
        known = self._entry(collection, id)
        self._buffer.entries[collection, id] = _Entry(None, stored=known.stored if known else True)
        self._buffer.dirty[collection, id] = None

    def increment(
        self, collection: str, id: str, amounts: Mapping[str, float], preset: Mapping[str, Any] | None = None
    ) -> None:
        """Add to numeric fields (dotted paths allowed) of a document without reading it; it is made, with
        ``preset``, when absent. Not to be mixed with ``put`` of the same document."""
        total = self._buffer.increments.setdefault((collection, id), {})
        for name, amount in amounts.items():
            total[name] = total.get(name, 0) + amount
        if preset:
            self._buffer.presets.setdefault((collection, id), {}).update(preset)

    def write(self, collection: str, write: Write) -> None:
        """Buffer a raw PyMongo write for what the calls above do not express; it bypasses the identity
        map."""
        self._buffer.writes.setdefault(collection, []).append(write)

    # --- saying

    def emit(self, event: BaseModel, *, aggregate: str, version: int | None) -> None:
        """Publish an event with this transaction; ``version`` counts the aggregate's events from 1 without
        a gap, and lives in the aggregate's own document (None for topics without the gap rule). Raises
        EventTooLarge."""
        value = event.__pydantic_serializer__.to_json(event, by_alias=True)
        if len(value) > EVENT_LIMIT:
            raise EventTooLarge(type(event).__name__, len(value), EVENT_LIMIT)
        self._buffer.emitted.append(Emitted(event, aggregate, version, self.cause, value))

    def arrived(self, need: str) -> None:
        """Declare that something other events may wait for (`Missing.need`) is here from this transaction
        on."""
        self._buffer.needs_met[need] = None

    def nudge(self, decider: str, id: str) -> None:
        """Have a decider (set-wide decision, see runtime) look at ``id`` right after this transaction is
        committed."""
        self._buffer.nudges[decider, id] = None

    # --- for the kit

    def nested(self, cause: Cause | None = None) -> "Session":
        """A unit of work inside this one: it sees this one's documents; ``absorb`` keeps its writes,
        dropping it forgets them."""
        return Session(self._database, self._transaction, cause or self.cause, self.now, parent=self)

    def absorb(self, child: "Session") -> None:
        """Take over everything a nested unit of work buffered."""
        mine, theirs = self._buffer, child._buffer
        mine.entries.update(theirs.entries)
        mine.dirty.update(theirs.dirty)
        for (collection, id), amounts in theirs.increments.items():
            self.increment(collection, id, amounts, theirs.presets.get((collection, id)))
        for collection, writes in theirs.writes.items():
            mine.writes.setdefault(collection, []).extend(writes)
        mine.emitted.extend(theirs.emitted)
        mine.needs_met.update(theirs.needs_met)
        mine.nudges.update(theirs.nudges)

    @property
    def emitted(self) -> Sequence[Emitted]:
        """The events said so far."""
        return self._buffer.emitted

    @property
    def needs_met(self) -> Sequence[str]:
        """What was declared as arrived."""
        return list(self._buffer.needs_met)

    @property
    def nudges(self) -> Sequence[tuple[str, str]]:
        """(decider, id) pairs to look at after commit."""
        return list(self._buffer.nudges)

    async def flush(self) -> None:
        """Send the buffered writes, one bulk per collection; called by the kit before commit."""
        if self._parent is not None:
            raise RuntimeError("a nested unit of work cannot be flushed: it belongs to its parent")
        buffer = self._buffer
        # MongoDB takes consecutive writes of one kind in one message: so inserts, then updates, then deletes.
        bulks: dict[str, tuple[list[Write], list[Write], list[Write], list[Write]]] = {}

        def bulk(collection: str) -> tuple[list[Write], list[Write], list[Write], list[Write]]:
            return bulks.setdefault(collection, ([], [], [], []))

        for collection, id in buffer.dirty:
            entry = buffer.entries[collection, id]
            inserts, updates, deletes, _ = bulk(collection)
            if entry.doc is None:
                if entry.stored is not False:
                    deletes.append(DeleteOne({"_id": id}))
                    entry.stored = False
            elif entry.stored is False:
                inserts.append(InsertOne(entry.doc))
                entry.stored = True
            else:
                updates.append(ReplaceOne({"_id": id}, entry.doc, upsert=entry.stored is None))
                entry.stored = True
        for (collection, id), amounts in buffer.increments.items():
            update: Doc = {"$inc": amounts}
            if preset := buffer.presets.get((collection, id)):
                update["$setOnInsert"] = preset
            bulk(collection)[1].append(UpdateOne({"_id": id}, update, upsert=True))
        for collection, writes in buffer.writes.items():
            bulk(collection)[3].extend(writes)
        buffer.dirty, buffer.increments, buffer.presets, buffer.writes = {}, {}, {}, {}
        for collection, parts in bulks.items():
            if requests := [write for part in parts for write in part]:
                await self._database[collection].bulk_write(requests, ordered=True, session=self._transaction)

    def _entry(self, collection: str, id: str) -> _Entry | None:
        entry = self._buffer.entries.get((collection, id))
        if entry is None and self._parent is not None:
            inherited = self._parent._entry(collection, id)
            if (
                inherited is not None
            ):  # a copy: what a refused member changed must not be seen by its neighbours
                entry = _Entry(_copy(inherited.doc), inherited.stored)
                self._buffer.entries[collection, id] = entry
        return entry


def _copy(value: Any) -> Any:
    """Copy a document; what is neither dict nor list in one is immutable."""
    if type(value) is dict:
        return {name: _copy(inner) for name, inner in value.items()}
    if type(value) is list:
        return [_copy(inner) for inner in value]
    return value
