"""What dataset-service is told from outside."""

import os
import tempfile
from pathlib import Path

from pydantic import Field

from service_kit.settings import ServiceSettings
from service_kit.storage import local_root


class Settings(ServiceSettings):
    """The kit's settings and this service's own."""

    import_roots: str = Field(
        default="", description="Folders and bucket addresses (s3://bucket/prefix) to import from, by colons"
    )
    storage_options: dict[str, str] = Field(
        default_factory=dict, description="obstore's settings of the store, as JSON: endpoint, region, ..."
    )
    import_options: dict[str, str] = Field(
        default_factory=dict, description="The same for buckets that are imported from"
    )
    scratch_folder: Path | None = Field(
        default=None,
        description="Where imports work; default: inside a local store, else the temporary folder",
    )
    imports_at_once: int = Field(
        default=2, ge=1, le=16, description="How many imports one worker runs at once"
    )
    audio_processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="Processes that decode audio"
    )
    audio_idle_seconds: float = Field(default=20.0, gt=0, description="When such a process ends without work")
    audio_drawing_idle_seconds: float = Field(
        default=600.0, gt=0, description="When the process that draws spectrogram tiles ends without work"
    )
    audio_timeout_seconds: float = Field(default=600.0, gt=0, description="Longest time for one file")
    longest_audio_seconds: float = Field(default=6 * 3600.0, gt=0, description="Longest recording taken in")
    upload_file_bytes: int = Field(default=50 * 1024**3, ge=1, description="Largest file of an upload")
    archive_bytes: int = Field(
        default=500 * 1024**3, ge=1, description="Most bytes that an archive may unpack to"
    )
    archive_ratio: float = Field(
        default=200.0, gt=1, description="Most bytes that one byte of an archive may unpack to"
    )
    removal_seconds: float = Field(
        default=86400.0, ge=0, description="How long a deleted dataset's audio stays"
    )
    upload_silence_seconds: float = Field(
        default=86400.0, ge=60, description="How long an upload stays that nothing is sent to"
    )
    sweep_seconds: float = Field(default=600.0, gt=0, description="How often to look for what can be removed")
    excerpts_at_once: int = Field(
        default=4, ge=1, le=64, description="How many parts of recordings are decoded at the same time"
    )
    media_redirect: bool = Field(
        default=True, description="Redirect to the object store's own addresses, where the store is not local"
    )

    def scratch(self) -> Path:
        """Return the folder for work; in a local store by default, so that results are moved, not copied."""
        if self.scratch_folder is not None:
            return self.scratch_folder
        root = local_root(self.storage_url) if self.storage_url else None
        return (root or Path(tempfile.gettempdir()) / "earmark-dataset-service") / ".work"
