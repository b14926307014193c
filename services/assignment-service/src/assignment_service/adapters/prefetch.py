"""What a command will read, so that those of a group are read at once."""

from collections.abc import Iterator

from assignment_service.adapters import mongo_names as n
from assignment_service.adapters.documents import versioned
from assignment_service.use_cases.look_ahead import Outlook
from membership import MEMBERS, member_key


def prefetch(assignment: str, user: str, outlook: Outlook) -> Iterator[tuple[str, str]]:
    """Return (collection, id) of the assignment a command is about, its task, who asks, their queue, and of
    what hangs on the assignment that will probably be given."""
    task = outlook.task
    yield n.TASKS, task.id
    yield MEMBERS, member_key(task.workspace, user)
    yield n.ASSIGNMENTS, assignment
    for row in n.queue_rows(task.id, user):
        yield n.QUEUES, row
    given = outlook.guess
    if given is None:
        return
    if task.assistance:
        yield n.PREDICTIONS, n.predictions_id(task.id, given.record.id)
    if given.has_draft:
        yield n.DRAFTS, given.id
    for number in range(1, given.fold.round + 1):
        yield n.ROUNDS, versioned(given.id, number)
