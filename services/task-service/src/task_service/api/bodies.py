"""What clients send. Unknown fields are refused."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from contracts.events.base import UserId
from contracts.roles import Role
from contracts.schema import NewSchema

MAX_PEOPLE = 1000
MAX_RECORDS = 2**32
LARGEST_SETTINGS = 16 * 1024

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Description = Annotated[str, StringConstraints(max_length=10_000)]
Guideline = Annotated[str, StringConstraints(max_length=100_000)]
Category = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Mode = Literal["none", "full", "partial"]


def _each_once(categories: list[str]) -> list[str]:
    if len(set(categories)) != len(categories):
        raise ValueError("a category is there twice")
    return categories


def _small(settings: dict[str, Any]) -> dict[str, Any]:
    if len(str(settings)) > LARGEST_SETTINGS:
        raise ValueError(f"settings larger than {LARGEST_SETTINGS} characters")
    return settings


Categories = Annotated[list[Category], Field(max_length=50), AfterValidator(_each_once)]
AssistanceSettings = Annotated[dict[str, Any], AfterValidator(_small)]


class Body(BaseModel):
    """What every body shares."""

    model_config = ConfigDict(extra="forbid")


class NewWorkspace(Body):
    """A workspace to be made."""

    name: Name


class MemberRole(Body):
    """The role a user gets, and what to call them (else their name stays, or is their id)."""

    role: Role
    name: Name | None = None


class NamedAnnotator(Body):
    """An annotator; without a quantity they share the rest of the records evenly with others."""

    user: UserId
    quantity: int | None = Field(default=None, ge=0, le=MAX_RECORDS)


class NamedReviewer(Body):
    """A reviewer; the quantity is a share of what is submitted, relative to the other reviewers'
    quantities. Without one they get an even part of what the others leave of the records, or as much as the
    others have on average."""

    user: UserId
    quantity: int | None = Field(default=None, ge=1, le=MAX_RECORDS)


class NewReview(Body):
    """How submissions are reviewed; full and partial need at least one reviewer."""

    mode: Mode = "none"
    reviewers: list[NamedReviewer] = Field(default_factory=list, max_length=MAX_PEOPLE)
    blind: bool = False
    categories: Categories = []


class NewAssistance(Body):
    """AI-assisted annotation."""

    enabled: bool = False
    predictor: str | None = Field(default=None, max_length=200)
    settings: AssistanceSettings = {}


class NewTask(Body):
    """A task to be made. One annotator has all the records; several share them by quantity."""

    workspace: str = Field(max_length=255)
    name: Name
    description: Description = ""
    guideline: Guideline = Field(default="", description="Markdown")
    dataset: str = Field(max_length=255)
    annotation_schema: NewSchema = Field(alias="schema")
    annotators: list[NamedAnnotator] = Field(min_length=1, max_length=MAX_PEOPLE)
    review: NewReview = NewReview()
    ai_assistance: NewAssistance = NewAssistance()


class ChangedReview(Body):
    """What changes of the review; what is left out stays. Reviewers who are not named any more keep what is
    pending with them and get nothing new."""

    mode: Mode | None = None
    reviewers: list[NamedReviewer] | None = Field(default=None, max_length=MAX_PEOPLE)
    blind: bool | None = None
    categories: Categories | None = None


class ChangedAssistance(Body):
    """What changes of AI assistance; what is left out stays."""

    enabled: bool | None = None
    predictor: str | None = Field(default=None, max_length=200)
    settings: AssistanceSettings | None = None


class ChangedTask(Body):
    """What changes of a task; what is left out stays."""

    name: Name | None = None
    description: Description | None = None
    guideline: Guideline | None = None
    ai_assistance: ChangedAssistance | None = None
    review: ChangedReview | None = None
