"""The problem types that the services document, and their merged API document.

Both are made by the service kit; it is asked for only when needed, so that the login and health of a stack
work without it.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Run in a process of its own: it loads a module of every installed service, which this one need not keep.
_LIST = """
import dataclasses, json
from service_kit.http.problems import catalogue
print(json.dumps([dataclasses.asdict(problem) for problem in catalogue()]))
"""


class NotAvailable(Exception):
    """What was asked for is not installed or not generated in this checkout."""


@dataclass(frozen=True)
class ProblemType:
    """One documented problem; `facts` names the extension members it carries."""

    slug: str
    title: str
    status: int
    meaning: str
    facts: tuple[str, ...] = ()


class Catalogue:
    """What the services document, each made once and then kept."""

    def __init__(self, documents: Path) -> None:
        """Args: the folder below which `*/openapi.json` are the services' documents."""
        self._documents = documents
        self._problems: list[ProblemType] | None = None
        self._merged: dict[str, Any] | None = None
        self._lock = asyncio.Lock()

    async def problem_types(self) -> list[ProblemType]:
        """Every documented problem, by slug. Raises NotAvailable."""
        async with self._lock:
            if self._problems is None:
                self._problems = await _problem_types()
            return self._problems

    def merged_document(self) -> dict[str, Any]:
        """One OpenAPI document of all services. Raises NotAvailable."""
        if self._merged is None:
            self._merged = _merged_document(self._documents)
        return self._merged


async def _problem_types() -> list[ProblemType]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _LIST, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    output, errors = await process.communicate()
    if process.returncode != 0:
        last = errors.decode(errors="replace").strip().rpartition("\n")[2]
        raise NotAvailable(f"The catalogue of problems cannot be read: {last}")
    found = [ProblemType(**{**entry, "facts": tuple(entry["facts"])}) for entry in json.loads(output)]
    return sorted(found, key=lambda problem: problem.slug)


def _merged_document(folder: Path) -> dict[str, Any]:
    files = sorted(folder.glob("*/openapi.json"))
    if not files:
        raise NotAvailable("No service has a generated OpenAPI document yet: run `make generate`.")
    try:
        module = importlib.import_module("service_kit.openapi")
        merged: dict[str, Any] = module.merge_documents([json.loads(f.read_text()) for f in files])
    except (ImportError, AttributeError, ValueError) as error:
        raise NotAvailable(f"The API document cannot be made: {error}") from error
    return merged
