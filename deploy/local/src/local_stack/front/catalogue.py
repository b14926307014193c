"""The problem types that the services document, and their merged API document.

Both are made by the service kit; it is asked for only when needed, so that the login and health of a stack
work without it.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol


class ProblemType(Protocol):
    """One documented problem."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def meaning(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, str] | Sequence[str]: ...


class NotAvailable(Exception):
    """What was asked for is not installed or not generated in this checkout."""


def problem_types() -> list[ProblemType]:
    """Every documented problem, by slug. Raises NotAvailable."""
    try:
        module = importlib.import_module("service_kit.http.problems")
        found: list[ProblemType] = list(module.catalogue())
    except (ImportError, AttributeError) as error:
        raise NotAvailable("The catalogue of problems is not installed.") from error
    return sorted(found, key=lambda p: p.slug)


def merged_document(folder: Path) -> dict[str, Any]:
    """One OpenAPI document out of `folder/*/openapi.json`. Raises NotAvailable."""
    files = sorted(folder.glob("*/openapi.json"))
    if not files:
        raise NotAvailable("No service has a generated OpenAPI document yet: run `make generate`.")
    try:
        module = importlib.import_module("service_kit.openapi")
        merged: dict[str, Any] = module.merge_documents([json.loads(f.read_text()) for f in files])
    except (ImportError, AttributeError, ValueError) as error:
        raise NotAvailable(f"The API document cannot be made: {error}") from error
    return merged
