"""The demo, as addresses of the console need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.browser.harness.suggesting import suggest_turns

from local_stack.client import Json, Person, connect, eventually
from local_stack.demo.conversations import TASK
from local_stack.demo.story import TEAM, WORKSPACE


@dataclass(frozen=True)
class Scene:
    """Ids of what the pictures show."""

    workspace: str
    tasks: Mapping[str, str]
    """Name to id."""
    datasets: Mapping[str, str]
    """Name to id."""
    processed: str
    rework: str
    """Dina's record of the conversations that was rejected."""
    begun: str
    """Another one of hers, half done."""
    suggested: str
    """The third, of which a model has said something."""
    corrected: str
    """A record of the conversations that was rejected, corrected and submitted again."""

    @classmethod
    async def of(cls, base_url: str, kafka: str) -> Scene:
        """Looks at the demo behind a gateway, and has a model suggest something."""
        async with connect(base_url) as api:
            people = {user: await api.person(user, TEAM[user][0]) for user in ("ana", "dina", "farah")}
            ana, dina, farah = people.values()
            spaces = (await ana.get("/me"))["workspaces"]
            workspace = next(str(space["id"]) for space in spaces if space["name"] == WORKSPACE)
            tasks = await _ids(ana, "/tasks", workspace)
            datasets = await _ids(ana, "/datasets", workspace)
            (processed,) = [p async for p in ana.items("/processed-datasets", workspace=workspace)]
            task = tasks[TASK]
            own = [one async for one in dina.items("/assignments", task=task, state="open")]
            (rework,) = (one["id"] for one in own if one["kind"] == "rework")
            (begun,) = (one["id"] for one in own if one["kind"] == "draft")
            (suggested,) = (one["id"] for one in own if one["kind"] == "fresh")
            await suggest_turns(kafka, dina, task, suggested)

            async def corrected() -> list[Json]:
                waiting = await farah.all("/reviews", task=task, state="pending")
                return [review for review in waiting if review["round"] > 1]

            again = (await eventually(corrected, "a corrected record to judge", 60))[0]
        own_ones = (str(rework), str(begun), str(suggested))
        return cls(workspace, tasks, datasets, str(processed["id"]), *own_ones, str(again["assignment"]))

    def at(self, path: str) -> str:
        """The address of a page of the demo's workspace."""
        return f"/w/{self.workspace}/{path}"

    def task(self, name: str, path: str = "") -> str:
        """The address of a page of a task."""
        return self.at(f"tasks/{self.tasks[name]}{path}")


async def _ids(person: Person, path: str, workspace: str) -> dict[str, str]:
    return {str(one["name"]): str(one["id"]) async for one in person.items(path, workspace=workspace)}
