"""Where the embedded stack keeps what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The folders below one data folder."""

    root: Path

    @property
    def data(self) -> Path:
        """What must survive: databases, Kafka's log, keys, audio."""
        return self.root / "data"

    @property
    def storage(self) -> Path:
        """The services' object store: audio, media, processed datasets."""
        return self.data / "storage"

    @property
    def imports(self) -> Path:
        """A folder datasets may be imported from."""
        return self.root / "import"

    @property
    def logs(self) -> Path:
        """One log file per part."""
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """The launcher's lock and what it knows about the parts it started."""
        return self.root / "run"

    def data_of(self, part: str) -> Path:
        """A part's own data folder."""
        return self.data / part

    def log_of(self, part: str) -> Path:
        """A part's log file."""
        return self.logs / f"{part}.log"

    def make(self) -> None:
        """Makes every folder, readable by their owner alone."""
        self.root.mkdir(parents=True, exist_ok=True)
        for folder in (self.data, self.storage, self.imports, self.logs, self.run):
            folder.mkdir(exist_ok=True)
        self.data.chmod(0o700)
