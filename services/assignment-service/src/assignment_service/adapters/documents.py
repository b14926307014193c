"""How domain objects lie in MongoDB.

Assignments are many, so their documents are short, and one index (task, owner, q, at) serves the queue, the
list and transfers alike: `q` is the rank of `domain.queue` and `at` the place within it. What has its usual
value is left out.

Of an assignment: `_id`, `task`, `owner`, `q`, `at`; `rec`, the record (`o` ordinal, `i` id, `n` audio name,
`s` seconds, `h` sample rate in Hz, `c` channels, `m` media, `f` facts); `pos`, its position where `at` is a
time; `sub`, a stamp of its last submission; `k` and `back`, kind and time of coming back of one that is put
off; `r` and `f`, round and facts of the fold; `d`, whether there is a draft; `seat` and `from`, who edits it
and whose it was (see `domain.seats`); `since`, `rev`, `said` as in `domain.assignment`.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

import orjson

from assignment_service.domain.assignment import Assignment, Kind, Record
from assignment_service.domain.queue import DRAFT, FRESH, PUT_OFF, REWORK, place, rank, stamp, stamped_at
from assignment_service.domain.seats import Former, Seat
from assignment_service.domain.tally import BUCKETS, Tally, total_of
from assignment_service.domain.task import Settings, Task
from assignment_service.domain.transfers import Moved, Redirect
from assignment_service.ports import QueueFront, Transfer
from contracts.events.listings import ListedRecord
from contracts.folding import Fact, Fold
from contracts.roles import Right
from membership import Member

Doc = dict[str, Any]
_KINDS = {REWORK: Kind.REWORK, DRAFT: Kind.DRAFT, FRESH: Kind.FRESH}


def fresh_document(id: str, task: str, owner: str, position: int, record: ListedRecord) -> Doc:
    """Return the document of a new assignment straight from the listing; there are a million of them."""
    rec: Doc = {
        "o": record.ordinal,
        "i": record.record,
        "n": record.audio_name,
        "s": record.seconds,
        "h": record.sample_rate,
        "c": record.channels,
        "m": record.media,
    }
    if record.facts:
        rec["f"] = record.facts
    return {"_id": id, "task": task, "owner": owner, "q": FRESH, "at": position, "rec": rec}


def assignment_document(a: Assignment) -> Doc:
    """Return an assignment as stored."""
    record = a.record
    rec: Doc = {
        "o": record.ordinal,
        "i": record.id,
        "n": record.audio_name,
        "s": record.seconds,
        "h": record.sample_rate,
        "c": record.channels,
        "m": record.media,
    }
    if record.facts:
        rec["f"] = dict(record.facts)
    q = rank(a)
    doc: Doc = {"_id": a.id, "task": a.task, "owner": a.owner, "q": q, "at": place(a), "rec": rec}
    if q in (REWORK, PUT_OFF):
        doc["pos"] = a.position
    if q == PUT_OFF:
        doc["k"] = a.kind.value
        if a.came_back_at is not None:
            doc["back"] = a.came_back_at
    if a.submitted_at is not None:
        doc["sub"] = stamp(a.submitted_at, a.position)
    if a.fold.round:
        doc["r"] = a.fold.round
        doc["f"] = int(a.fold.facts)
    if a.has_draft:
        doc["d"] = True
    if a.seat is not None:
        doc["seat"] = [a.seat.id, a.seat.since, a.seat.until]
    if a.former is not None:
        doc["from"] = [a.former.user, a.former.until, a.former.base]
    for name, value in (("since", a.owner_since), ("rev", a.revision), ("said", a.said)):
        if value:
            doc[name] = value
    return doc


def assignment_of(doc: Mapping[str, Any]) -> Assignment:
    """Read a stored assignment."""
    q, at, rec = doc["q"], doc["at"], doc["rec"]
    put_off_at = came_back_at = None
    kind = _KINDS.get(q, Kind.FRESH)
    if q == PUT_OFF:
        kind, put_off_at, came_back_at = Kind(doc["k"]), stamped_at(at), doc.get("back")
    elif q == REWORK:
        came_back_at = stamped_at(at)
    return Assignment(
        id=doc["_id"],
        task=doc["task"],
        owner=doc["owner"],
        record=Record(
            ordinal=rec["o"],
            id=rec["i"],
            audio_name=rec["n"],
            seconds=rec["s"],
            sample_rate=rec["h"],
            channels=rec["c"],
            media=rec["m"],
            facts=rec.get("f", {}),
        ),
        position=doc.get("pos", at),
        kind=kind,
        put_off_at=put_off_at,
        came_back_at=came_back_at,
        submitted_at=stamped_at(doc["sub"]) if "sub" in doc else None,
        fold=Fold(doc.get("r", 0), Fact(doc.get("f", 0))),
        has_draft=doc.get("d", False),
        owner_since=doc.get("since", 0),
        revision=doc.get("rev", 0),
        said=doc.get("said", 0),
        seat=Seat(*doc["seat"]) if "seat" in doc else None,
        former=Former(*doc["from"]) if "from" in doc else None,
    )


def task_document(task: Task) -> Doc:
    """Return a task as stored."""
    return {
        "_id": task.id,
        "workspace": task.workspace,
        "total": task.total,
        "version": task.version,
        "first_version": task.first_version,
        "review": task.review,
        "assistance": task.assistance,
        "stopped": task.stopped,
        "deleted": task.deleted,
        "built": task.built,
        "completed": task.completed,
        "failure": task.failure,
    }


def task_of(doc: Mapping[str, Any]) -> Task:
    """Read a stored task."""
    return Task(id=doc["_id"], **{name: value for name, value in doc.items() if name != "_id"})


def settings_document(settings: Settings) -> Doc:
    """Return a version of a task's settings as stored; the schema as JSON text, so that any key may be in
    it.
    """
    return {
        "_id": versioned(settings.task, settings.version),
        "task": settings.task,
        "version": settings.version,
        "schema": write_json(settings.schema),
        "annotators": [list(pair) for pair in settings.annotators],
    }


def settings_from(doc: Mapping[str, Any]) -> Settings:
    """Read stored settings."""
    annotators = tuple((user, quantity) for user, quantity in doc["annotators"])
    return Settings(doc["task"], doc["version"], read_json(doc["schema"]), annotators)


def redirect_document(redirect: Redirect, id: str) -> Doc:
    """Return a redirect as stored."""
    return {
        "_id": id,
        "task": redirect.task,
        "user": redirect.user,
        "to": redirect.to,
        "at": redirect.at,
        "receives_again": redirect.receives_again,
    }


def redirect_of(doc: Mapping[str, Any]) -> Redirect:
    """Read a stored redirect."""
    return Redirect(doc["task"], doc["user"], doc["to"], doc["at"], doc["receives_again"])


def transfer_document(transfer: Transfer) -> Doc:
    """Return a transfer as stored."""
    return {
        "_id": transfer.id,
        "task": transfer.task,
        "workspace": transfer.workspace,
        "giver": transfer.giver,
        "receiver": transfer.receiver,
        "by": transfer.by,
        "quantity": transfer.quantity,
        "planned": _moved(transfer.planned),
        "moved": _moved(transfer.moved),
        "in_chunks": transfer.in_chunks,
        "at": transfer.at,
    }


def transfer_of(doc: Mapping[str, Any]) -> Transfer:
    """Read a stored transfer."""
    return Transfer(
        id=doc["_id"],
        task=doc["task"],
        workspace=doc["workspace"],
        giver=doc["giver"],
        receiver=doc["receiver"],
        by=doc["by"],
        quantity=doc["quantity"],
        planned=Moved(**doc["planned"]),
        moved=Moved(**doc["moved"]),
        in_chunks=doc["in_chunks"],
        at=utc(doc["at"]),
    )


def queue_state(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the state of a queue with these rows.

    Each row counts its changes. What a transaction wrote that came to nothing may have had the same counts:
    so the row that requests write, whose outcome is remembered before the commit, is also stamped with a
    text of its own each time.
    """
    changes, stamp = 0, ""
    for row in rows:
        changes += row["changes"]
        stamp = row.get("stamp", stamp)
    return f"{changes}.{stamp}"


def new_stamp() -> str:
    """Return a text that never was before."""
    return token_hex(8)


def front_of(rows: list[Doc], first: list[Assignment], in_hand: Assignment | None, limit: int) -> QueueFront:
    """Return the front of a queue out of its rows, its first open ones, and what is in hand."""
    return QueueFront(
        state=queue_state(rows),
        tally=total_of(map(tally_of, rows)),
        hand=hand_of(rows),
        in_hand=in_hand,
        first=tuple(first),
        whole=len(first) < limit,
    )


def hand_of(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """Return what is in hand."""
    return next((row["hand"] for row in rows if row.get("hand")), None)


def tally_of(doc: Mapping[str, Any]) -> Tally:
    """Read the differences that one row of a queue keeps."""
    return Tally(**{name: int(doc.get(name, 0)) for name in BUCKETS})


def can_label(doc: Mapping[str, Any] | None) -> bool:
    """Say whether a stored member may label."""
    member = Member.of(doc)
    return member is not None and member.may(Right.LABEL)


def versioned(id: str, number: int) -> str:
    """Return the id of something's numbered part."""
    return f"{id}/{number}"


def write_json(value: Any) -> str:
    """Return JSON text: what people sent is kept as they sent it, whatever its keys."""
    return orjson.dumps(value).decode()


def read_json(text: str) -> Any:
    """Read JSON text."""
    return orjson.loads(text)


def in_utc(at: datetime | None) -> datetime | None:
    """Return a stored time with its time zone."""
    return None if at is None else utc(at)


def utc(at: datetime) -> datetime:
    """Return a stored time with its time zone."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _moved(moved: Moved) -> Doc:
    return {"fresh": moved.fresh, "draft": moved.draft, "rework": moved.rework}
