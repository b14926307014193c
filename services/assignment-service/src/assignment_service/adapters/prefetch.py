"""What a command will read, so that those of a group are read at once."""

from collections.abc import Iterator

from assignment_service.adapters import mongo_names as n
from assignment_service.adapters.documents import versioned
from assignment_service.domain.assignment import Assignment
from assignment_service.use_cases.look_ahead import Outlook


def prefetch(assignment: Assignment, outlook: Outlook) -> Iterator[tuple[str, str]]:
    """Return (collection, id) of an assignment that is left, of the one that is given, and of what hangs on
    it.
    """
    yield n.TASKS, assignment.task
    yield n.ASSIGNMENTS, assignment.id
    given = outlook.choice.given
    if given is None:
        return
    yield n.ASSIGNMENTS, given.id
    if given.has_draft:
        yield n.DRAFTS, given.id
    for number in range(1, given.fold.round + 1):
        yield n.ROUNDS, versioned(given.id, number)
