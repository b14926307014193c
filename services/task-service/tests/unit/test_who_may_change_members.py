"""Rules of workspaces and members."""

from datetime import UTC, datetime

import pytest

from contracts.events.workspaces import MemberChanged, MemberRemoved, WorkspaceCreated
from contracts.roles import Right, Role
from task_service.adapters.in_memory import InMemoryUnit, Memory
from task_service.domain.errors import LastSuperAdmin, NotAllowed, NotFound
from task_service.domain.workspace import Member, entitled
from task_service.use_cases.change_members import (
    ChangeMember,
    ChangeMemberCommand,
    CreateWorkspace,
    CreateWorkspaceCommand,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def workspace_of_ana(memory: Memory) -> str:
    created, _ = await CreateWorkspace()(InMemoryUnit(memory), CreateWorkspaceCommand("Birds", "ana", "Ana"))
    return created.id


async def give(
    memory: Memory, workspace: str, by: str, user: str, role: Role | None, name: str | None = None
) -> Member:
    command = ChangeMemberCommand(workspace, by, user, role, name)
    return await ChangeMember()(InMemoryUnit(memory), command)


async def test_who_creates_a_workspace_is_its_super_admin() -> None:
    memory = Memory()
    id = await workspace_of_ana(memory)
    assert memory.members[id, "ana"].role is Role.SUPER_ADMIN
    assert memory.members[id, "ana"].name == "Ana"
    assert [type(said.event) for said in memory.said] == [WorkspaceCreated, MemberChanged]
    assert [said.version for said in memory.said] == [1, 2]
    assert {said.aggregate for said in memory.said} == {id}


async def test_a_member_without_a_name_is_called_by_their_id_and_keeps_a_name_given_once() -> None:
    memory = Memory()
    id = await workspace_of_ana(memory)
    assert (await give(memory, id, "ana", "bo", Role.ANNOTATION_OPERATOR)).name == "bo"
    assert (await give(memory, id, "ana", "bo", Role.ANNOTATION_OPERATOR, "Bo B.")).name == "Bo B."
    assert (await give(memory, id, "ana", "bo", Role.ANNOTATION_AUDITOR)).name == "Bo B."


async def test_saying_the_same_role_again_says_no_event() -> None:
    memory = Memory()
    id = await workspace_of_ana(memory)
    await give(memory, id, "ana", "bo", Role.ANNOTATION_OPERATOR)
    said = len(memory.said)
    await give(memory, id, "ana", "bo", Role.ANNOTATION_OPERATOR)
    assert len(memory.said) == said


async def test_the_last_super_admin_can_neither_leave_nor_step_down() -> None:
    memory = Memory()
    id = await workspace_of_ana(memory)
    with pytest.raises(LastSuperAdmin):
        await give(memory, id, "ana", "ana", None)
    with pytest.raises(LastSuperAdmin):
        await give(memory, id, "ana", "ana", Role.ADMINISTRATOR)
    await give(memory, id, "ana", "bo", Role.SUPER_ADMIN)
    await give(memory, id, "ana", "ana", None)
    assert memory.workspaces[id].super_admins == 1
    with pytest.raises(LastSuperAdmin):
        await give(memory, id, "bo", "bo", None)


async def test_only_a_super_admin_grants_removes_or_changes_a_super_admin() -> None:
    memory = Memory()
    id = await workspace_of_ana(memory)
    await give(memory, id, "ana", "bo", Role.ADMINISTRATOR)
    await give(memory, id, "ana", "chen", Role.SUPER_ADMIN)
    with pytest.raises(NotAllowed):
        await give(memory, id, "bo", "bo", Role.SUPER_ADMIN)
    with pytest.raises(NotAllowed):
        await give(memory, id, "bo", "chen", Role.ANNOTATION_OPERATOR)
    with pytest.raises(NotAllowed):
        await give(memory, id, "bo", "chen", Role.SUPER_ADMIN, "another name")
    with pytest.raises(NotAllowed):
        await give(memory, id, "bo", "chen", None)
    await give(memory, id, "bo", "dora", Role.ADMINISTRATOR)
    await give(memory, id, "bo", "dora", None)


@pytest.mark.parametrize(
    "role", [Role.ANNOTATION_ADMINISTRATOR, Role.ANNOTATION_OPERATOR, Role.ANNOTATION_AUDITOR]
)
async def test_roles_without_the_right_change_no_members(role: Role) -> None:
    memory = Memory()
    id = await workspace_of_ana(memory)
    await give(memory, id, "ana", "bo", role)
    with pytest.raises(NotAllowed) as refused:
        await give(memory, id, "bo", "chen", Role.ANNOTATION_OPERATOR)
    assert refused.value.facts() == {"role": role, "right": "members"}


async def test_removing_somebody_says_so_and_removing_nobody_is_not_found() -> None:
    memory = Memory()
    id = await workspace_of_ana(memory)
    await give(memory, id, "ana", "bo", Role.ANNOTATION_OPERATOR)
    await give(memory, id, "ana", "bo", None)
    assert memory.said[-1].event == MemberRemoved(workspace=id, user="bo", removed_by="ana")
    assert memory.said[-1].version == 4
    for user in ("bo", "never"):
        with pytest.raises(NotFound):
            await give(memory, id, "ana", user, None)


async def test_a_removed_member_is_a_stranger_and_can_come_back() -> None:
    memory = Memory()
    id = await workspace_of_ana(memory)
    await give(memory, id, "ana", "bo", Role.ADMINISTRATOR)
    await give(memory, id, "ana", "bo", None)
    with pytest.raises(NotFound):
        await give(memory, id, "bo", "chen", Role.ANNOTATION_OPERATOR)
    assert (await give(memory, id, "ana", "bo", Role.ANNOTATION_OPERATOR)).role is Role.ANNOTATION_OPERATOR


def test_a_stranger_learns_nothing_not_even_that_the_workspace_exists() -> None:
    with pytest.raises(NotFound):
        entitled(None, Right.MANAGE)
