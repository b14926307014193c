"""Who gets what comes back."""

from functools import partial

from assignment_service.domain.assignment import Successor
from assignment_service.domain.transfers import Redirect, follow
from assignment_service.ports import UnitOfWork


async def successor_in(unit: UnitOfWork, task: str, owner: str) -> Successor:
    """Return the successor by the redirects that lead on from an owner."""
    redirects: dict[str, Redirect] = {}
    here: str | None = owner
    while here is not None and here not in redirects:
        step = await unit.redirect(task, here)
        if step is None:
            break
        redirects[here] = step
        here = step.to
    return partial(follow, redirects)
