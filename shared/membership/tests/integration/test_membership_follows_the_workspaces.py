"""Who is a member, as every service knows it: kept from events, asked on every request. On a real MongoDB."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from contracts.events import MemberChanged, MemberRemoved, WorkspaceCreated
from contracts.roles import RIGHTS, Right, Role
from contracts.topics import WORKSPACES as TOPIC
from membership import (
    MEMBERS,
    PROBLEMS,
    WORKSPACES,
    Access,
    MemberState,
    NotAllowed,
    NotAMember,
    member_document,
    subscription,
    workspace_need,
)
from membership.projection import OnChange
from service_kit.messaging.events import Cause, Received
from service_kit.mongo.session import Doc, Session

HERE, THERE = "workspace-1", "workspace-2"


@pytest.fixture
async def database(mongod: str, fresh_database_name: str) -> AsyncIterator[AsyncDatabase[Doc]]:
    client: AsyncMongoClient[Doc] = AsyncMongoClient(mongod)
    yield client[fresh_database_name]
    await client.drop_database(fresh_database_name)
    await client.close()


async def hear(
    database: AsyncDatabase[Doc], *events: BaseModel, on_change: OnChange | None = None
) -> Session:
    """Apply events in one unit of work, as the kit does with a chunk."""
    session = Session(database, None, Cause("test"))
    handlers = {handler.event: handler for handler in subscription(on_change).handlers}
    for number, event in enumerate(events):
        received: Received[Any] = Received(
            id=str(number),
            type=type(event).__name__,
            source="/task-service",
            aggregate=HERE,
            version=number + 1,
            time=datetime.now(UTC),
            cause=Cause("test"),
            topic=TOPIC.name,
            partition=0,
            offset=number,
            data=event,
        )
        handler = handlers[type(event)]
        for collection, id in handler.reads(received) if handler.reads else ():
            await session.load(collection, [id])
        await handler.handle(session, received)
    await session.flush()
    return session


def changed(user: str, role: Role, workspace: str = HERE, name: str = "Ann") -> MemberChanged:
    return MemberChanged(workspace=workspace, user=user, name=name, role=role, changed_by="boss")


def removed(user: str) -> MemberRemoved:
    return MemberRemoved(workspace=HERE, user=user, removed_by="boss")


def test_every_event_of_the_topic_is_heard() -> None:
    assert {handler.event for handler in subscription().handlers} == set(TOPIC.events)


async def test_a_workspace_is_known_by_name_and_those_who_wait_for_it_are_told(
    database: AsyncDatabase[Doc],
) -> None:
    session = await hear(database, WorkspaceCreated(workspace=HERE, name="Birds", created_by="ann"))
    assert await database[WORKSPACES].find_one() == {"_id": HERE, "name": "Birds", "created_by": "ann"}
    assert session.needs_met == [workspace_need(HERE)]


@pytest.mark.parametrize("role", Role)
async def test_a_member_may_what_the_role_says_and_nothing_else(
    database: AsyncDatabase[Doc], role: Role
) -> None:
    await hear(database, changed("ann", role))
    access = Access(database, 0)
    for right in Right:
        if right in RIGHTS[role]:
            member = await access.require(HERE, "ann", right)
            assert (member.user, member.name, member.role) == ("ann", "Ann", role)
            assert await access.can(HERE, "ann", right)
        else:
            with pytest.raises(NotAllowed) as refusal:
                await access.require(HERE, "ann", right)
            assert refusal.value.facts() == {"role": role.value, "right": right.value}
            assert not await access.can(HERE, "ann", right)
    assert (await access.require(HERE, "ann")).role is role


async def test_a_stranger_learns_nothing(database: AsyncDatabase[Doc]) -> None:
    await hear(database, changed("ann", Role.SUPER_ADMIN, THERE))
    access = Access(database, 0)
    for right in (None, *Right):
        with pytest.raises(NotAMember):
            await access.require(HERE, "ann", right)
    assert await access.member(HERE, "ann") is None
    assert await access.member(THERE, "ann") is not None


async def test_a_removed_member_is_a_stranger_whose_name_is_still_known(database: AsyncDatabase[Doc]) -> None:
    await hear(database, changed("ann", Role.ADMINISTRATOR), removed("ann"))
    with pytest.raises(NotAMember):
        await Access(database, 0).require(HERE, "ann", Right.LABEL)
    kept = await database[MEMBERS].find_one({"_id": f"{HERE}/ann"})
    assert kept == member_document(HERE, "ann", "Ann", None)
    await hear(database, changed("ann", Role.ANNOTATION_OPERATOR))
    await Access(database, 0).require(HERE, "ann", Right.LABEL)


async def test_user_ids_may_hold_anything(database: AsyncDatabase[Doc]) -> None:
    odd = "auth0|a/b c$.é"
    await hear(database, changed(odd, Role.ANNOTATION_AUDITOR))
    assert (await Access(database, 0).require(HERE, odd, Right.REVIEW)).user == odd


async def test_a_service_is_told_of_each_change_of_a_role_once(database: AsyncDatabase[Doc]) -> None:
    heard: list[MemberState] = []

    async def on_change(session: Session, state: MemberState) -> None:
        heard.append(state)

    await hear(
        database,
        changed("ann", Role.ANNOTATION_OPERATOR),
        changed("ann", Role.ANNOTATION_OPERATOR, name="Anna"),
        changed("ann", Role.ANNOTATION_AUDITOR),
        removed("ann"),
        removed("ann"),
        on_change=on_change,
    )
    assert [(state.role_before, state.role) for state in heard] == [
        (None, Role.ANNOTATION_OPERATOR),
        (Role.ANNOTATION_OPERATOR, Role.ANNOTATION_AUDITOR),
        (Role.ANNOTATION_AUDITOR, None),
    ]
    assert heard[1].lost(Right.LABEL)
    assert heard[1].gained(Right.REVIEW)
    assert heard[2].lost(Right.REVIEW)
    assert not heard[2].lost(Right.LABEL)


async def test_a_refusal_waits_for_a_role_that_is_on_its_way(database: AsyncDatabase[Doc]) -> None:
    await hear(database, changed("bob", Role.ANNOTATION_AUDITOR))
    access = Access(database, 20)
    asked = [
        asyncio.create_task(access.require(HERE, "ann", Right.LABEL)),
        asyncio.create_task(access.require(HERE, "bob", Right.LABEL)),
    ]
    done, _ = await asyncio.wait(asked, timeout=0.1)
    assert not done
    await hear(database, changed("ann", Role.ANNOTATION_OPERATOR), changed("bob", Role.ANNOTATION_OPERATOR))
    async with asyncio.timeout(15):
        assert [(await one).user for one in asked] == ["ann", "bob"]


async def test_a_refusal_comes_when_its_patience_ends(database: AsyncDatabase[Doc]) -> None:
    await hear(database, changed("bob", Role.ANNOTATION_AUDITOR))
    access = Access(database, 0.2)
    began = time.monotonic()
    with pytest.raises(NotAllowed):
        await access.require(HERE, "bob", Right.LABEL)
    with pytest.raises(NotAMember):
        await access.require(HERE, "eve", Right.LABEL)
    assert time.monotonic() - began < 10


def test_refusals_have_their_problems() -> None:
    assert PROBLEMS[NotAMember].status == 404
    assert PROBLEMS[NotAllowed].status == 403
