"""What every event's data shares."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(min_length=1, max_length=255, description="An identifier, see contracts.ids")]
UserId = Annotated[str, Field(min_length=1, max_length=255, description="The `sub` of the user's token")]
Round = Annotated[
    int, Field(ge=1, description="1 for the first submission of a record, +1 with each later one")
]


class Part(BaseModel):
    """A frozen part of an event; unknown fields are ignored, so that newer publishers stay readable."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class EventData(Part):
    """The data of one event type and version; a subclass is one published promise."""

    ce_type: ClassVar[str]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        cls.ce_type = f"earmark.{cls.__name__}.v1"
