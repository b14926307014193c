"""Named points at which a fault test may hurt this process; nothing happens at them in production.

``service_kit.testing.failpoints`` arms them; the kit only says where it is.
"""

from collections.abc import Callable


def _nothing(point: str) -> None:
    """Go on."""


_hook: Callable[[str], None] = _nothing


def reached(point: str) -> None:
    """Say that execution got to a named point."""
    _hook(point)


def install(hook: Callable[[str], None]) -> None:
    """Have ``hook`` called at each point."""
    global _hook
    _hook = hook
