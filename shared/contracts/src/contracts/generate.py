"""Writes everything that is made from the models: `python -m contracts.generate [--check]`.

JSON Schemas, the AsyncAPI document, `docs/events.md` and `deploy/topics.json`. `--check` writes nothing and
fails when a file is stale. A published type whose schema changed incompatibly is not overwritten; until the
first release `--accept-incompatible` says that it may be.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from contracts.asyncapi import document, event_schema, version_name
from contracts.compatibility import incompatibilities
from contracts.event_reference import reference, topics
from contracts.events import EVENTS, EventData

PACKAGE = Path(__file__).resolve().parents[2]
REPOSITORY = PACKAGE.parents[1]


def committed_examples(package: Path = PACKAGE) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return the committed examples of every event type, by `<Name>.v1`, as (file's stem, data)."""
    return {
        folder.name: [
            (path.stem, json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json"))
        ]
        for folder in sorted((package / "examples").iterdir())
        if folder.is_dir()
    }


def files(package: Path = PACKAGE, repository: Path = REPOSITORY) -> dict[Path, str]:
    """Return every generated file with its content."""
    made = {schema_path(event, package): _json(event_schema(event)) for event in EVENTS.values()}
    made[package / "asyncapi.json"] = _json(document(committed_examples(package)))
    made[repository / "docs" / "events.md"] = reference()
    made[repository / "deploy" / "topics.json"] = _json(topics())
    return made


def schema_path(event: type[EventData], package: Path = PACKAGE) -> Path:
    """Return where the schema of an event type is committed."""
    return package / "schemas" / f"{version_name(event)}.json"


def incompatible_changes(package: Path = PACKAGE) -> list[str]:
    """Compare each committed schema with today's model; a type that vanished is incompatible, too."""
    found: list[str] = []
    today = {schema_path(event, package): event_schema(event) for event in EVENTS.values()}
    for path in sorted((package / "schemas").glob("*.json")):
        if path not in today:
            found.append(f"{path.stem}: the type was removed")
            continue
        published = json.loads(path.read_text("utf-8"))
        found.extend(f"{path.stem}{change}" for change in incompatibilities(published, today[path]))
    return found


def main(arguments: list[str] | None = None, package: Path = PACKAGE, repository: Path = REPOSITORY) -> int:
    """Run the command line on a checkout; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="contracts.generate", description=__doc__.split("\n")[0] if __doc__ else ""
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is stale")
    parser.add_argument("--accept-incompatible", action="store_true", help="before the first release only")
    chosen = parser.parse_args(arguments)

    broken = incompatible_changes(package)
    if broken and not chosen.accept_incompatible:
        _tell("Incompatible with what is published; make a new version beside the old one:", broken)
        return 1
    made = files(package, repository)
    stale = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    left_over = [path for path in (package / "schemas").glob("*.json") if path not in made]
    if chosen.check:
        if stale or left_over:
            _tell(
                "Stale; run `python -m contracts.generate`:",
                [str(path.relative_to(repository)) for path in stale + left_over],
            )
        return 1 if stale or left_over else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], "utf-8")
    for path in left_over:
        path.unlink()
    _tell(f"{len(made)} files, written {len(stale)}, removed {len(left_over)}", [])
    return 0


def _json(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _tell(headline: str, lines: list[str]) -> None:
    sys.stdout.write("\n  ".join([headline, *lines]) + "\n")


if __name__ == "__main__":
    sys.exit(main())
