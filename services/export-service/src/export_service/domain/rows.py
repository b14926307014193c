"""One row of a processed dataset, and its columns."""

from collections.abc import Iterator, Mapping
from typing import Any

FIXED = (
    "audio_name",
    "caption",
    "seconds",
    "sample_rate",
    "channels",
    "record",
    "ordinal",
    "round",
    "annotator",
    "reviewer",
    "reviewed_by",
    "submitted_at",
    "judged_at",
    "seconds_worked",
    "unusable",
    "sha256",
    "audio",
    "file_name",
)


class Columns:
    """How a task's items become the columns of a row.

    Every item is a column of its own name; an item whose name is a fixed column's gets ``_item`` behind it. ``caption``
    is there where the task has exactly one text item, with that item's text.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        items = list(schema["items"])
        texts = [item["name"] for item in items if item["kind"] == "text"]
        self.caption_item: str | None = texts[0] if len(texts) == 1 else None
        self.items: dict[str, str] = {item["name"]: self._column(item["name"]) for item in items}
        self.kinds: dict[str, str] = {item["name"]: item["kind"] for item in items}
        self.segment_items = tuple(item["name"] for item in items if item["kind"] == "segments")

    def _column(self, name: str) -> str:
        if name == "caption" and self.caption_item == "caption":
            return "caption"
        return f"{name}_item" if name in FIXED else name

    def row(self, content: Mapping[str, Any], verdict: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the row of a final from what was submitted (see `domain.finals.Content`) and its verdict."""
        listing = content["listing"]
        annotation = content["annotation"] or {}
        row: dict[str, Any] = {"audio_name": listing["audio_name"]}
        if self.caption_item is not None:
            row["caption"] = annotation.get(self.caption_item)
        row["seconds"] = listing["seconds"]
        row["sample_rate"] = listing["sample_rate"]
        row["channels"] = listing["channels"]
        for name, column in self.items.items():
            row[column] = annotation.get(name)
        row["record"] = listing["record"]
        row["ordinal"] = listing["ordinal"]
        row["round"] = content["round"]
        row["annotator"] = content["annotator"]
        row["reviewer"] = verdict["reviewer"] if verdict else None
        row["reviewed_by"] = verdict["by"] if verdict else None
        row["submitted_at"] = content["submitted_at"]
        row["judged_at"] = verdict["judged_at"] if verdict else None
        row["seconds_worked"] = content["seconds_worked"]
        row["unusable"] = content["unusable"]
        row["sha256"] = listing["media"]
        return row

    def csv_header(self, *, audio: bool) -> list[str]:
        """Return the columns of `data.csv`; an item of segments is the number of its segments."""
        head = [
            "audio_name",
            *(["caption"] if self.caption_item is not None else []),
            "seconds",
            "sample_rate",
            "channels",
        ]
        tail = list(FIXED[5:16]) + (["audio"] if audio else [])
        return head + [column for column in self.items.values() if column != "caption"] + tail

    def csv_values(self, row: Mapping[str, Any], header: list[str]) -> list[Any]:
        """Return a row's values for ``header``."""
        counted = {self.items[name] for name in self.segment_items}
        return [len(row[name] or ()) if name in counted else row.get(name) for name in header]

    def segment_header(self) -> list[str]:
        """Return the columns of `segments.csv`."""
        return [
            "audio_name",
            "record",
            "ordinal",
            "item",
            "id",
            "start",
            "end",
            "label",
            "text",
            "speaker",
            "channel",
            "attributes",
            "round",
            "annotator",
        ]

    def segments(self, row: Mapping[str, Any]) -> Iterator[list[Any]]:
        """Return the lines of `segments.csv` of one row."""
        for name in self.segment_items:
            for segment in row[self.items[name]] or ():
                yield [
                    row["audio_name"],
                    row["record"],
                    row["ordinal"],
                    name,
                    *(
                        segment.get(key)
                        for key in ("id", "start", "end", "label", "text", "speaker", "channel", "attributes")
                    ),
                    row["round"],
                    row["annotator"],
                ]
