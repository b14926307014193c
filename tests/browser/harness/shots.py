"""Which pictures there are: a name, who looks, at which address, and what they do before it is taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from playwright.async_api import Page, expect

from local_stack.client import connect
from local_stack.demo.story import TEAM, WORKSPACE


@dataclass(frozen=True)
class Scene:
    """The demo, as addresses of the console need it."""

    workspace: str
    tasks: Mapping[str, str]
    """Name to id."""
    datasets: Mapping[str, str]
    """Name to id."""

    @classmethod
    async def of(cls, base_url: str) -> Scene:
        """Looks at the demo behind a gateway."""
        async with connect(base_url) as api:
            ana = await api.person("ana", TEAM["ana"][0])
            spaces = (await ana.get("/me"))["workspaces"]
            workspace = next(str(space["id"]) for space in spaces if space["name"] == WORKSPACE)
            tasks = {
                str(task["name"]): str(task["id"]) async for task in ana.items("/tasks", workspace=workspace)
            }
            datasets = {
                str(d["name"]): str(d["id"]) async for d in ana.items("/datasets", workspace=workspace)
            }
        return cls(workspace, tasks, datasets)

    def at(self, path: str) -> str:
        """The address of a page of the demo's workspace."""
        return f"/w/{self.workspace}/{path}"


Path = Callable[[Scene], str]
Steps = Callable[[Page, Scene], Awaitable[None]]


async def shell(page: Page, _: Scene) -> None:
    """Waits until the page stands in its frame and has what it asked for."""
    await expect(page.get_by_role("navigation", name="Places")).to_be_visible()
    await page.wait_for_load_state("networkidle")


async def alone(page: Page, _: Scene) -> None:
    """Waits until a page without a frame has what it asked for."""
    await page.wait_for_load_state("networkidle")


@dataclass(frozen=True)
class Shot:
    """One picture, made in light and in dark."""

    name: str
    who: str | None
    path: Path
    steps: Steps = shell


SHOTS: tuple[Shot, ...] = (
    Shot("sign-in", None, lambda _: "/signin", alone),
    Shot("my-work", "dina", lambda scene: scene.at("my-work")),
    Shot("datasets", "chen", lambda scene: scene.at("datasets")),
    Shot("tasks", "chen", lambda scene: scene.at("tasks")),
    Shot("task", "chen", lambda scene: scene.at(f"tasks/{scene.tasks['Transcribe European voices']}")),
)
