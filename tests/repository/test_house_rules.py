"""What every part of the repository has, and what none of it has."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

SERVICES = ("task-service", "assignment-service", "review-service", "export-service", "dataset-service")

# A path of somebody's own machine; spelt so that this file is none of the finds.
_OWN_MACHINE = re.compile(
    rf"(?<![\w.\-/}}])/(?:{'|'.join(('ho' + 'me', 'ro' + 'ot', 'Us' + 'ers', 'wo' + 'rk'))})/\w"
)

_PUBLIC = {"pypi.org", "files.pythonhosted.org"}


def text_of(file: Path) -> str:
    """A file's text; empty for one that is no text."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "path",
    ["README.md", "pyproject.toml", "openapi.json", "src/{module}/__main__.py", "src/{module}/py.typed"],
)
def test_every_service_has(root: Path, service: str, path: str) -> None:
    module = service.replace("-", "_")

    assert (root / "services" / service / path.format(module=module)).is_file()


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_tested_with_and_without_servers(root: Path, service: str) -> None:
    tests = root / "services" / service / "tests"

    assert list((tests / "unit").glob("**/test_*.py"))
    assert list((tests / "integration").glob("**/test_*.py"))


def test_the_services_here_are_those_that_are_there(root: Path) -> None:
    there = {folder.name for folder in (root / "services").iterdir() if (folder / "pyproject.toml").exists()}

    assert there == set(SERVICES)


def test_motor_is_neither_imported_nor_locked(root: Path, files: list[Path]) -> None:
    locked = {package["name"] for package in tomllib.loads((root / "uv.lock").read_text())["package"]}
    importing = [
        file
        for file in files
        if file.suffix == ".py" and re.search(r"^\s*(?:import|from) motor\b", text_of(file), re.MULTILINE)
    ]

    assert "motor" not in locked
    assert importing == []


def test_the_lock_names_the_public_index_alone(root: Path) -> None:
    hosts = set(re.findall(r"https?://([^/\"\s]+)", (root / "uv.lock").read_text()))

    assert hosts <= _PUBLIC


def test_no_file_names_a_folder_of_somebodys_machine(root: Path, files: list[Path]) -> None:
    naming = {
        f"{file.relative_to(root)}: {match.group()}"
        for file in files
        if file.name != "uv.lock"
        for match in _OWN_MACHINE.finditer(text_of(file))
    }

    assert naming == set()


def test_no_folder_of_tests_is_a_package(root: Path, files: list[Path]) -> None:
    packages = [f for f in files if f.name == "__init__.py" and "tests" in f.relative_to(root).parts]

    assert packages == []


def test_no_code_is_left_for_later(root: Path, files: list[Path]) -> None:
    later = re.compile(r"#\s*(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    left = [
        str(f.relative_to(root)) for f in files if f.suffix in (".py", ".sh") and later.search(text_of(f))
    ]

    assert left == []


def test_the_chosen_licence_is_that_of_every_package(root: Path, files: list[Path]) -> None:
    projects = [tomllib.loads(f.read_text())["project"] for f in files if f.name == "pyproject.toml"]

    assert {project["name"] for project in projects if project.get("license") != "Apache-2.0"} == set()
    assert "Apache License" in (root / "LICENSE").read_text()
