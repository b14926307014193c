"""What this service needs to know of a task: which dataset it stands on, who takes part."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Task:
    """A task, or the tombstone of one."""

    id: str
    workspace: str
    dataset: str
    name: str
    people: list[str] = field(default_factory=list)
    version: int = 1
    deleted: bool = False
