"""Every refusal of the rules becomes a documented problem."""

from review_service.api.problems import PROBLEMS
from review_service.domain import errors


def test_every_refusal_has_its_problem() -> None:
    refusals = [
        error
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, errors.Refused) and error is not errors.Refused
    ]
    assert refusals
    assert [error.__name__ for error in refusals if error not in PROBLEMS] == []
