"""Bodies and answers of this service."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from export_service.domain.generation import Format, Options

SplitName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$")]
Share = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]


class Body(BaseModel):
    """What a client sends; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class OptionsBody(Body):
    """How to generate."""

    audio: bool = Field(
        default=False, description="Put the audio files beside the data; audiofolder always has them"
    )
    unusable: bool = Field(default=False, description="Keep records that were submitted as unusable")
    split: dict[SplitName, Share] | None = Field(
        default=None,
        min_length=1,
        max_length=20,
        description="Share by split name, for example train 0.8 and test 0.2",
    )
    seed: int = Field(
        default=0, ge=0, le=2**53 - 1, description="Of the split: the same seed gives the same split"
    )
    license: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+-]{0,63}$")] | None = Field(
        default=None, description="For the dataset card, for example cc-by-4.0"
    )

    def options(self) -> Options:
        """Return them as the domain knows them."""
        return Options(**self.model_dump())


class GenerationBody(Body):
    """Ask for a processed dataset."""

    task: Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00]*$")]
    scope: Literal["all", "done"] = "all"
    formats: list[Format] = Field(min_length=1, max_length=3)
    options: OptionsBody = OptionsBody()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.formats)) != len(self.formats):
            raise ValueError("a format can be named once")
        return self


class Progress(BaseModel):
    """How far long work is."""

    done: int
    total: int | None
    unit: str


class FileView(BaseModel):
    """One file of a processed dataset."""

    name: str
    bytes: int
    sha256: str


class ProcessedDatasetView(BaseModel):
    """A processed dataset."""

    id: str
    workspace: str
    task: str
    task_name: str
    dataset: str
    version: str = Field(examples=["V001"])
    scope: Literal["all", "done"]
    partial: bool
    formats: list[Format]
    options: dict[str, Any]
    state: Literal["generating", "ready", "failed", "canceled"]
    progress: Progress
    failure: str | None
    record_count: int
    seconds: float = Field(description="Audio seconds")
    file_count: int
    bytes: int = Field(description="Size of the download in bytes")
    files: list[FileView] = Field(description="The first 1,000 files; SHA256SUMS lists all")
    lineage: dict[str, Any]
    requested_by: str
    created_at: datetime
    finished_at: datetime | None


class ProcessedDatasetList(BaseModel):
    """A page of processed datasets, newest first."""

    items: list[ProcessedDatasetView]
    next: str | None


class DownloadAddressBody(Body):
    """Ask for an address to download from."""

    file: Annotated[str, StringConstraints(min_length=1, max_length=4096, pattern=r"^[^\x00]*$")] | None = (
        Field(default=None, description="One file; left out: the ZIP archive of everything")
    )


class DownloadAddress(BaseModel):
    """An address that needs no token."""

    url: str = Field(description="Path and query, of this host")
    expires_at: datetime
