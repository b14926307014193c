"""How far this service is in each stream of events (collections ``positions``, ``inbox``, ``waiting``,
``dead``).

A stream is one aggregate's events from one source on one topic. A position document has

- ``v``: the version applied last (0: none yet),
- ``dead``, ``skip``: versions above ``v`` that are dead letters, or were dropped by an operator,
- ``w``: how many of its events wait in the waiting room; ``n`` numbers those that carry no version,
- while some wait: ``since`` (when the first began to), ``need`` (what it waits for; None: its predecessor),
``due``
  (when to try again by oneself; absent: when the predecessor comes), ``tries``.

On topics whose events are counted the position is what recognises a copy, for ever. Elsewhere an ``inbox``
row per event does, for ten days since the last copy.
"""

from datetime import datetime, timedelta
from typing import Final

from pymongo import ASCENDING, IndexModel

from service_kit.messaging.incoming import Incoming
from service_kit.mongo.session import Doc, Session

POSITIONS: Final = "positions"
INBOX: Final = "inbox"
WAITING: Final = "waiting"
DEAD: Final = "dead"
INBOX_DAYS: Final = 10
INDEXES: Final = {
    INBOX: (IndexModel([("at", ASCENDING)], expireAfterSeconds=INBOX_DAYS * 86400, name="expiry"),),
    POSITIONS: (
        IndexModel([("due", ASCENDING)], partialFilterExpression={"due": {"$exists": True}}, name="due"),
        IndexModel([("need", ASCENDING)], partialFilterExpression={"need": {"$exists": True}}, name="need"),
    ),
    WAITING: (
        IndexModel([("stream", ASCENDING), ("ord", ASCENDING)], name="order"),
        IndexModel([("at", ASCENDING)], name="age"),
    ),
    DEAD: (IndexModel([("at", ASCENDING)], name="age"),),
}
RAW: Final = "raw|"
"""Begins the name of a stream that holds one redriven message, to be read again as if it came just now."""


def fresh_position(stream: str, applied: int) -> Doc:
    """Return the position of a stream that is met for the first time."""
    return {"_id": stream, "v": applied}


def advance(position: Doc, version: int) -> None:
    """Note a version as applied, and pass over those that were dropped."""
    skipped = position.get("skip", [])
    while version + 1 in skipped:
        version += 1
    position["v"] = version
    if skipped:
        _keep(position, "skip", [other for other in skipped if other > version])


def note_dead(position: Doc, version: int) -> None:
    """Note a version as a dead letter: what comes after it waits until somebody has decided about it."""
    position["dead"] = sorted({*position.get("dead", ()), version})


def known(position: Doc | None, version: int) -> bool:
    """Whether a version was applied, dropped or declared dead before."""
    if position is None:
        return False
    return (
        version <= position["v"] or version in position.get("dead", ()) or version in position.get("skip", ())
    )


def enqueue(
    session: Session, position: Doc, incoming: Incoming, *, need: str | None, due: datetime | None
) -> None:
    """Put an event into the waiting room; ``need`` and ``due`` count when it is the first of its stream
    there."""
    if incoming.version is None:
        position["n"] = position.get("n", 0) + 1
    first = not position.get("w")
    position["w"] = position.get("w", 0) + 1
    if first or need is not None:
        schedule(position, need=need, due=due, since=session.now, tries=0)
    session.put(POSITIONS, position)
    session.put(
        WAITING,
        {
            "_id": incoming.id,
            "stream": position["_id"],
            "ord": incoming.version if incoming.version is not None else position["n"],
            "at": session.now,
            "raw": incoming.stored(),
        },
    )


def leave(session: Session, position: Doc, id: str) -> None:
    """Take an event out of the waiting room."""
    session.delete(WAITING, id)
    position["w"] -= 1
    if position["w"] <= 0:
        for name in ("w", "n", "since", "need", "due", "tries"):
            position.pop(name, None)


def schedule(position: Doc, *, need: str | None, due: datetime | None, since: datetime, tries: int) -> None:
    """Note what the first waiting event of a stream waits for."""
    position["since"] = since
    position["tries"] = tries
    _keep(position, "need", need)
    _keep(position, "due", due)


def reschedule(position: Doc, now: datetime, *, due: datetime | None) -> None:
    """Note that another event is now the first that waits, and when to try it."""
    if position.get("w"):
        schedule(position, need=None, due=due, since=now, tries=0)


def forget_if_empty(session: Session, position: Doc, counted: bool) -> None:
    """Store a position; one that only the waiting room needed goes with its last event."""
    if counted or position.get("w"):
        session.put(POSITIONS, position)
    else:
        session.delete(POSITIONS, position["_id"])


def after(now: datetime, seconds: float) -> datetime:
    """Return a time that many seconds later."""
    return now + timedelta(seconds=seconds)


def _keep(position: Doc, name: str, value: object) -> None:
    if value:
        position[name] = value
    else:
        position.pop(name, None)
