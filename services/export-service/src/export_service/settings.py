"""What export-service is told from outside."""

import tempfile
from pathlib import Path

from pydantic import Field

from service_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """The kit's settings and this service's own."""

    work_folder: Path = Field(
        default_factory=lambda: Path(tempfile.gettempdir()),
        description="Where generations write before they publish",
    )
    generations_at_once: int = Field(
        default=1, ge=1, le=16, description="How many generations one worker runs at once"
    )
