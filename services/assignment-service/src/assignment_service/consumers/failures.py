"""Which refusal of an event makes it wait, and which makes it a dead letter."""

from collections.abc import Iterator
from contextlib import contextmanager

from assignment_service.domain.errors import Senseless, Unheard
from service_kit.messaging.events import Impossible, Missing


@contextmanager
def failures() -> Iterator[None]:
    """Translate what the use cases say of an event into what the kit does with it."""
    try:
        yield
    except Unheard as unheard:
        raise Missing(unheard.need) from unheard
    except Senseless as senseless:
        raise Impossible(str(senseless)) from senseless
