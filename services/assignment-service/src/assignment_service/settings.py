"""What the service is told from outside; it needs nothing beside what every service does."""

from service_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of assignment-service."""
