"""List assignments: filtered, in one of several orders, a page at a time."""

from dataclasses import dataclass

import orjson

from assignment_service.domain.assignment import Assignment
from assignment_service.domain.content import Round
from assignment_service.domain.filters import Filters
from assignment_service.ports import Queues
from assignment_service.use_cases.list_orders import Order, Position

MOST_EXAMINED = 3000
"""Assignments looked at for one page: what is rare comes in short pages, each quickly."""
_CHUNK = 200
_MOST_READS = 20
_LARGEST_PAGE = 8 * 1024 * 1024
"""Bytes of annotations on one page."""


@dataclass(frozen=True, slots=True)
class Row:
    """An assignment and its last submission, where that was asked for and there is one."""

    assignment: Assignment
    last: Round | None


class ListAssignments:
    """Examines a bounded number of assignments per page; a page may be short, even empty, and yet not the last."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues

    async def __call__(
        self, order: Order, filters: Filters, after: Position | None, limit: int, values: bool
    ) -> tuple[list[Row], Position | None]:
        """Return the rows behind a position and the position to go on behind (None: that was all)."""
        with_rounds = values or filters.of_rounds
        found: list[Row] = []
        examined = size = 0
        for _ in range(_MOST_READS):
            count = limit + 1 - len(found)
            if filters.selective:
                count = max(count, _CHUNK)
            chunk, after = await order.more(after, min(count, _CHUNK) if with_rounds else count)
            rounds = await self._queues.last_rounds(chunk) if with_rounds else {}
            for index, assignment in enumerate(chunk):
                last = rounds.get(assignment.id)
                if not filters.hold(assignment, last):
                    continue
                found.append(Row(assignment, last if values else None))
                size += len(orjson.dumps(last.annotation)) if values and last else 0
                if len(found) == limit or size >= _LARGEST_PAGE:
                    ended = after is None and index == len(chunk) - 1
                    return found, None if ended else order.position_of(assignment)
            examined += len(chunk)
            if after is None or examined >= MOST_EXAMINED:
                break
        return found, after
