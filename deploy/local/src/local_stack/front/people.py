"""Who signed in by the development login and wished to be remembered: the choice its page offers next time."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

_MOST = 50


@dataclass(frozen=True)
class Somebody:
    """A user id with the name last given for it; `last_at` is RFC 3339."""

    user: str
    name: str
    last_at: str


class People:
    """The people of one front, in a file that outlives a restart. The most recent 50 are kept."""

    def __init__(self, folder: Path) -> None:
        """Args: the folder of the file, made where it is missing."""
        self._file = folder / "people.json"

    def remember(self, user: str, name: str) -> None:
        """Puts somebody first."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        others = [somebody for somebody in self.recent() if somebody.user != user]
        kept = [asdict(somebody) for somebody in [Somebody(user, name, now), *others][:_MOST]]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        fresh.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        fresh.replace(self._file)

    def recent(self) -> list[Somebody]:
        """Everybody remembered, the most recent first; nobody where the file cannot be read."""
        try:
            return [Somebody(**entry) for entry in json.loads(self._file.read_text(encoding="utf-8"))]
        except (FileNotFoundError, ValueError, TypeError):
            return []
