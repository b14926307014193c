"""What the toys say to each other, and their settings."""

from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from service_kit.messaging.events import Catalogue
from service_kit.settings import ServiceSettings


class ParentMade(BaseModel):
    """A parent of ``items`` items; it is closed when each has made ``steps`` steps. ``flood``: documents to
    make."""

    parent: str
    items: int
    steps: int
    flood: int = 0


class ItemStepped(BaseModel):
    """An item made its next step; the first names its parent."""

    parent: str
    item: str
    step: int
    text: str


class Ignored(BaseModel):
    """Said on the items' topic in between; nobody handles it."""

    item: str


class Noted(BaseModel):
    """A note on an item, from anybody; not counted."""

    note: str
    parent: str


class ParentClosed(BaseModel):
    """Every item of a parent has made all its steps."""

    parent: str


@dataclass(frozen=True)
class ToyTopic:
    """A topic of the toys."""

    name: str
    owner: str | None
    events: tuple[type[BaseModel], ...]
    retention_days: int | None = 7
    partitions: int = 4
    gapless: bool = True


@dataclass(frozen=True)
class World:
    """The topics of one pair of toys; ``prefix`` keeps pairs on the same cluster apart."""

    prefix: str

    @property
    def desk(self) -> str:
        """The name of the service that takes commands."""
        return f"{self.prefix}toy-desk"

    @property
    def shelf(self) -> str:
        """The name of the service that follows."""
        return f"{self.prefix}toy-shelf"

    @property
    def parents(self) -> ToyTopic:
        """Kept forever."""
        return ToyTopic(f"{self.prefix}toy.parents", self.desk, (ParentMade,), retention_days=None)

    @property
    def items(self) -> ToyTopic:
        """The busy one."""
        return ToyTopic(f"{self.prefix}toy.items", self.desk, (ItemStepped, Ignored))

    @property
    def notes(self) -> ToyTopic:
        """Anybody may publish; nothing is counted."""
        return ToyTopic(f"{self.prefix}toy.notes", None, (Noted,), gapless=False)

    @property
    def closings(self) -> ToyTopic:
        """What the follower says."""
        return ToyTopic(f"{self.prefix}toy.closings", self.shelf, (ParentClosed,))

    def catalogue(self) -> Catalogue:
        """Everything the toys may say and hear."""
        events = (ParentMade, ItemStepped, Ignored, Noted, ParentClosed)
        return Catalogue(
            topics=(self.parents, self.items, self.notes, self.closings),
            types={f"toy.{event.__name__}.v1": event for event in events},
        )


TYPE: Final = "toy.{}.v1"


class ToySettings(ServiceSettings):
    """What a test tells a toy beside the usual."""

    toy_prefix: str = ""
    toy_failpoints: str = ""
    toy_handler_seconds: float = 0.0
    toy_skew_seconds: float = 0.0
