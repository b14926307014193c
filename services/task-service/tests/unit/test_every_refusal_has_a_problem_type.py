"""The table of refusals is complete."""

from collections.abc import Iterator

from task_service.api.problems import PROBLEMS
from task_service.domain.errors import Refused


def leaves(kind: type[Exception]) -> Iterator[type[Exception]]:
    for child in kind.__subclasses__():
        yield child
        yield from leaves(child)


def test_every_refusal_of_the_domain_has_a_problem_type_and_names_its_facts() -> None:
    assert set(leaves(Refused)) == set(PROBLEMS)
