"""Writes the spooled rows in the chosen formats; runs in a thread, one pass, bounded memory."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from export_service.adapters.generation.outputs import Lines, Made, Output
from export_service.domain.cells import row as csv_row
from export_service.domain.generation import Plan
from export_service.domain.names import audio_file_name
from export_service.domain.rows import Columns
from export_service.domain.splits import Splitter, split_sizes

WHOLE = "train"
"""The split that Hugging Face expects where a set is not divided."""


class Stopped(Exception):
    """Raised in the thread when the generation should end."""


@dataclass(slots=True)
class Written:
    """The data files, how the rows were split, and a file that lists the audio to copy (JSON lines of name, sha256)."""

    files: list[Made]
    splits: dict[str, int] | None
    audio_list: Path | None
    audio_count: int = 0


@dataclass(slots=True)
class _Sinks:
    folder: Path
    open: dict[str, Lines] = field(default_factory=dict)

    def to(self, name: str, head: bytes = b"") -> Lines:
        sink = self.open.get(name)
        if sink is None:
            sink = self.open[name] = Lines(Output(self.folder, name))
            if head:
                sink.add(head)
        return sink


class FormatWriter:
    """Writes one processed dataset's data files into a folder."""

    def __init__(self, plan: Plan, folder: Path, count: int) -> None:
        self._plan = plan
        self._folder = folder
        self._count = count
        self._columns = Columns(plan.schema)
        self._sinks = _Sinks(folder)
        split = plan.options.split
        self._splits = split_sizes(split, count) if split else None
        self._splitter = Splitter(split, plan.options.seed, count) if split else None
        self._folders = "audiofolder" in plan.formats
        self._audio = plan.options.audio or self._folders
        self._csv_head = self._columns.csv_header(audio=self._audio)
        self._taken: set[int] = set()

    def write(self, spool: Path, stop: threading.Event, progress: Callable[[int], None]) -> Written:
        """Write everything. Raises Stopped once ``stop`` is set."""
        audio_list = self._folder / "audio.list"
        self._open_all()
        with audio_list.open("wb", buffering=1 << 20) as audio:
            for index, line in enumerate(_lines(spool)):
                if index % 1000 == 0:
                    progress(index)
                    if stop.is_set():
                        raise Stopped
                self._row(index, line, audio.write)
        files = [sink.close() for _, sink in sorted(self._sinks.open.items())]
        progress(self._count)
        return Written(
            files, self._splits, audio_list if self._audio else None, self._count if self._audio else 0
        )

    def _open_all(self) -> None:
        """Make every file, so that a split or a set without rows has its files, too."""
        for split in self._splits or (None,):
            self._files_of(split)

    def _files_of(self, split: str | None) -> dict[str, Lines]:
        suffix = f"-{split}" if split else ""
        sinks: dict[str, Lines] = {}
        if "jsonl" in self._plan.formats:
            sinks["jsonl"] = self._sinks.to(f"data{suffix}.jsonl")
        if "csv" in self._plan.formats:
            sinks["csv"] = self._sinks.to(f"data{suffix}.csv", csv_row(list(self._csv_head)).encode())
            if self._columns.segment_items:
                head = csv_row(list(self._columns.segment_header())).encode()
                sinks["segments"] = self._sinks.to(f"segments{suffix}.csv", head)
        if self._folders:
            sinks["audiofolder"] = self._sinks.to(f"audiofolder/{split or WHOLE}/metadata.jsonl")
        return sinks

    def _row(self, index: int, line: bytes, list_audio: Callable[[bytes], object]) -> None:
        split = self._splitter.split_of(index) if self._splitter else None
        sinks = self._files_of(split)
        if not self._audio and "csv" not in sinks:
            sinks["jsonl"].add(line)
            return
        row = orjson.loads(line)
        if self._audio:
            name = self._audio_name(row)
            where = f"audiofolder/{split or WHOLE}" if self._folders else "audio"
            row["audio"] = f"{where}/{name}"
            list_audio(orjson.dumps([row["audio"], row["sha256"]], option=orjson.OPT_APPEND_NEWLINE))
        if "jsonl" in sinks:
            sinks["jsonl"].add(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) if self._audio else line)
        if "csv" in sinks:
            sinks["csv"].add(csv_row(self._columns.csv_values(row, self._csv_head)).encode())
            if "segments" in sinks:
                for values in self._columns.segments(row):
                    sinks["segments"].add(csv_row(values).encode())
        if "audiofolder" in sinks:
            metadata: dict[str, Any] = {"file_name": name}
            metadata.update((key, value) for key, value in row.items() if key != "audio")
            sinks["audiofolder"].add(orjson.dumps(metadata, option=orjson.OPT_APPEND_NEWLINE))

    def _audio_name(self, row: dict[str, Any]) -> str:
        name = audio_file_name(row["audio_name"], row["ordinal"], taken_suffix=False)
        key = hash(name.casefold())
        if key in self._taken:  # or, very rarely, another name with its hash: the suffix does no harm
            name = audio_file_name(row["audio_name"], row["ordinal"], taken_suffix=True)
            key = hash(name.casefold())
        self._taken.add(key)
        return name


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=1 << 20) as file:
        yield from file
