"""The service's settings: those that every service has."""

from service_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read once, in ``__main__``."""
