"""The settings of this service: those that every service has."""

from service_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read once, in ``__main__``, from variables named EARMARK_..."""
