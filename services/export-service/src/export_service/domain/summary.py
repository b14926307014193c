"""What a processed dataset holds, counted while its rows stream by."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_MOST_VALUES = 1000


@dataclass(slots=True)
class Summary:
    """Counts for the dataset card and the lineage; bounded, whatever is counted."""

    schema: Mapping[str, Any]
    records: int = 0
    seconds: float = 0.0
    unusable: int = 0
    annotators: Counter[str] = field(default_factory=Counter)
    reviewers: Counter[str] = field(default_factory=Counter)
    reviewed_by: Counter[str] = field(default_factory=Counter)
    rounds: Counter[int] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    values: dict[str, Counter[str]] = field(default_factory=dict)
    segments: Counter[str] = field(default_factory=Counter)
    labeled_seconds: Counter[str] = field(default_factory=Counter)

    def add(self, content: Mapping[str, Any], verdict: Mapping[str, Any] | None) -> None:
        """Count one final."""
        self.records += 1
        self.seconds += content["listing"]["seconds"]
        self.annotators[content["annotator"]] += 1
        self.rounds[content["round"]] += 1
        if verdict is None:
            self.reviewed_by["nobody"] += 1
        else:
            self.reviewed_by[verdict["by"]] += 1
            if verdict["reviewer"]:
                self.reviewers[verdict["reviewer"]] += 1
        for outcome in content["suggestions"]:
            self.models[f"{outcome['model']} {outcome['version']}"] += 1
        annotation = content["annotation"]
        if annotation is None:
            self.unusable += 1
            return
        for item in self.schema["items"]:
            value = annotation.get(item["name"])
            if value is not None:
                self._count(item, value)

    def _count(self, item: Mapping[str, Any], value: Any) -> None:
        name, kind = item["name"], item["kind"]
        counter = self.values.setdefault(name, Counter())
        if kind == "choice":
            counter.update(value)
        elif kind == "segments":
            self.segments[name] += len(value)
            for segment in value:
                counter[segment["label"]] += 1
                self.labeled_seconds[name] += segment["end"] - segment["start"]
        elif kind in ("rating", "number") and len(counter) < _MOST_VALUES:
            counter[repr(value)] += 1
        elif kind == "text":
            counter["filled" if value.strip() else "empty"] += 1

    def lineage(self, plan: Mapping[str, Any]) -> dict[str, Any]:
        """Return who and what made the set: people with their numbers of records, rounds, models."""
        return {
            **plan,
            "annotators": _listed(self.annotators, "user"),
            "reviewers": _listed(self.reviewers, "user"),
            "reviewed_by": dict(sorted(self.reviewed_by.items())),
            "rounds": {str(round): count for round, count in sorted(self.rounds.items())},
            "models": _listed(self.models, "model"),
        }


def _listed(counter: Counter[str], name: str) -> list[dict[str, Any]]:
    return [
        {name: key, "records": count}
        for key, count in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
