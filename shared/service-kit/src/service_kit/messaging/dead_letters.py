"""Dead letters and the waiting room as an operator sees them: look, try again, let go. Workers do what is
decided."""

from collections.abc import AsyncIterator

from pymongo import UpdateOne

from service_kit.messaging import streams
from service_kit.messaging.streams import DEAD, INBOX, POSITIONS, RAW, WAITING
from service_kit.mongo.session import Doc, Session
from service_kit.mongo.transactions import Transactions


class DeadLetters:
    """The collection ``dead``: messages that this service could not handle, each whole and with its
    reason."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._dead = transactions.database[DEAD]

    async def list(self, limit: int = 100) -> list[Doc]:
        """Return the oldest dead letters, without their messages."""
        return await self._dead.find({}, {"raw.value": 0}).sort("at", 1).limit(limit).to_list()

    async def get(self, id: str) -> Doc | None:
        """Return one, whole."""
        return await self._dead.find_one({"_id": id})

    async def ids(self) -> AsyncIterator[str]:
        """Every dead letter's id, oldest first."""
        async for doc in self._dead.find({}, {"_id": 1}).sort("at", 1):
            yield doc["_id"]

    async def redrive(self, id: str) -> bool:
        """Have a worker handle it again, and then what waits behind it. False when there is no such dead
        letter."""

        async def again(session: Session) -> bool:
            dead = await session.get(DEAD, id)
            if dead is None:
                return False
            session.delete(DEAD, id)
            counted = dead["version"] is not None
            stream = dead["stream"] if counted else f"{RAW}{id}"
            position = await session.get(POSITIONS, stream) or streams.fresh_position(stream, 0)
            if counted:
                _take_out(position, "dead", dead["version"])
            position["w"] = position.get("w", 0) + 1
            streams.reschedule(position, session.now, due=session.now)
            session.put(POSITIONS, position)
            order = dead["version"] if counted else 0
            session.put(
                WAITING,
                {"_id": id, "stream": stream, "ord": order, "at": session.now, "raw": dead["raw"]},
            )
            return True

        return await self._transactions.run(again)

    async def drop(self, id: str) -> bool:
        """Give it up: what waits behind it goes on without it. False when there is no such dead letter."""

        async def forget(session: Session) -> bool:
            dead = await session.get(DEAD, id)
            if dead is None:
                return False
            session.delete(DEAD, id)
            if dead["version"] is None:
                session.write(INBOX, UpdateOne({"_id": id}, {"$set": {"r": "dropped"}}))
                return True
            position = await session.get(POSITIONS, dead["stream"])
            if position is not None:
                version = dead["version"]
                _take_out(position, "dead", version)
                if version == position["v"] + 1:
                    streams.advance(position, version)
                elif version > position["v"]:
                    position["skip"] = sorted({*position.get("skip", ()), version})
                streams.reschedule(position, session.now, due=session.now)
                session.put(POSITIONS, position)
            return True

        return await self._transactions.run(forget)


class Waits:
    """The waiting room from outside."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._database = transactions.database

    async def list(self, limit: int = 100) -> list[Doc]:
        """Return streams in which events wait: ``stream``, how many, for what, since when, the first
        version."""
        positions = self._database[POSITIONS]
        found: list[Doc] = []
        async for doc in positions.find({"w": {"$gt": 0}}).limit(limit):
            first = await self._database[WAITING].find_one(
                {"stream": doc["_id"]}, {"ord": 1}, sort=[("ord", 1)]
            )
            found.append(
                {
                    "stream": doc["_id"],
                    "waiting": doc["w"],
                    "since": doc.get("since"),
                    "need": doc.get("need"),
                    "applied": doc["v"],
                    "first": first["ord"] if first else None,
                    "dead": doc.get("dead", []),
                }
            )
        return found

    async def release(self, stream: str) -> str | None:
        """Let a stream go on: past a gap, or one more try for what it needs. Returns what was done, None if
        nothing waits there or a dead letter holds it up (that one is to be redriven or dropped)."""

        async def go_on(session: Session) -> str | None:
            position = await session.get(POSITIONS, stream)
            if position is None or not position.get("w"):
                return None
            rows = await session.find(WAITING, {"stream": stream}, sort=[("ord", 1)], limit=1)
            done = "tried again"
            if position.get("need") is None and rows:
                missing = range(position["v"] + 1, rows[0]["ord"])
                if any(version in position.get("dead", ()) for version in missing):
                    return None
                if missing:
                    streams.advance(position, rows[0]["ord"] - 1)
                    done = f"goes on without version {missing[0]}" + (
                        f" to {missing[-1]}" if len(missing) > 1 else ""
                    )
            position["due"] = session.now
            session.put(POSITIONS, position)
            return done

        return await self._transactions.run(go_on)


def _take_out(position: Doc, name: str, version: int) -> None:
    rest = [other for other in position.get(name, ()) if other != version]
    if rest:
        position[name] = rest
    else:
        position.pop(name, None)
