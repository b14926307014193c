"""Whatever the code can answer as a problem has a page at its address."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service_kit.http.problems import ProblemType, catalogue

# Constructed from parts, or other people's: these are no problem types of ours.
_SLUG = re.compile(r"/problems/([a-z0-9]+(?:-[a-z0-9]+)*)(?![\w{-])")


@pytest.fixture(scope="module")
def documented() -> dict[str, ProblemType]:
    """Every documented problem type by its slug."""
    return {problem.slug: problem for problem in catalogue()}


@pytest.fixture(scope="module")
def sources(files: list[Path], root: Path) -> list[Path]:
    """The code that answers requests; toys of the kit's own tests are none of it."""
    homes = (root / "services", root / "shared", root / "deploy")
    own = [f for f in files if f.suffix == ".py" and "src" in f.parts and "testing" not in f.parts]
    return [f for f in own if any(map(f.is_relative_to, homes))]


def slugs_made_in(source: Path) -> Iterator[str]:
    """The first argument of each `ProblemType(...)` of a module."""
    for node in ast.walk(ast.parse(source.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if name != "ProblemType":
            continue
        given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "slug")]
        yield from (g.value for g in given if isinstance(g, ast.Constant) and isinstance(g.value, str))


def test_every_problem_type_in_the_code_is_in_the_catalogue(
    sources: list[Path], documented: dict[str, ProblemType]
) -> None:
    made = {slug: source.name for source in sources for slug in slugs_made_in(source)}

    assert made, "no problem type was found: the search is wrong"
    assert {slug: place for slug, place in made.items() if slug not in documented} == {}


def test_every_address_of_a_problem_that_code_and_pages_name_leads_somewhere(
    sources: list[Path], pages: list[Path], documented: dict[str, ProblemType]
) -> None:
    named = {slug: file.name for file in [*sources, *pages] for slug in _SLUG.findall(file.read_text())}

    assert {slug: place for slug, place in named.items() if slug not in documented} == {}


def test_every_problem_says_in_a_sentence_what_it_means(documented: dict[str, ProblemType]) -> None:
    silent = [
        slug
        for slug, problem in documented.items()
        if problem.meaning.strip(". ") == problem.title or not problem.meaning.strip().endswith(".")
    ]

    assert silent == []
