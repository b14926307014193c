"""What the service is told from outside."""

from pydantic import Field

from service_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of assignment-service."""

    editor_seat_seconds: float = Field(
        default=60.0, gt=0, le=3600, description="How long a window edits an assignment without renewing that"
    )
