"""The promises depend on nothing but the standard library and pydantic, so that anybody may use them."""

import ast
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "contracts"
ALLOWED = {"contracts", "pydantic", "pydantic_core"}


def test_contracts_import_only_the_standard_library_and_pydantic() -> None:
    foreign: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for name in names:
                root = name.split(".")[0]
                if root not in ALLOWED and root not in sys.stdlib_module_names:
                    foreign.add(f"{path.name}: {name}")
    assert foreign == set()
