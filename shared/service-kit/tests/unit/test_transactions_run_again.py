"""Which failures of a transaction are met by running it again."""

from pymongo.errors import DuplicateKeyError, OperationFailure

from service_kit.mongo.errors import CommitUnknown
from service_kit.mongo.reruns import Reruns

CONFLICT = OperationFailure("write conflict", 112, {"errorLabels": ["TransientTransactionError"]})
TAKEN = DuplicateKeyError("taken", 11000)


def test_what_passes_is_met_for_as_long_as_there_is_time() -> None:
    reruns = Reruns(60)
    assert all(reruns.helps(CONFLICT) for _ in range(50))
    assert reruns.helps(CommitUnknown())
    assert not Reruns(-1).helps(CONFLICT)


def test_conflicts_do_not_use_up_the_patience_with_a_document_that_many_make_at_once() -> None:
    reruns = Reruns(60)
    for _ in range(20):
        assert reruns.helps(CONFLICT)
    assert reruns.helps(TAKEN)
    assert reruns.helps(CONFLICT)


def test_a_true_duplicate_is_given_up() -> None:
    reruns = Reruns(60)
    assert [reruns.helps(TAKEN) for _ in range(6)] == [True] * 4 + [False] * 2


def test_what_never_passes_is_not_tried_again() -> None:
    assert not Reruns(60).helps(OperationFailure("no such command", 59))
