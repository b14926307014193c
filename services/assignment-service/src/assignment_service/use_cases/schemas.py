"""Annotation schemas ready to judge by, made once per version of a task's settings."""

from collections import OrderedDict

from assignment_service.domain.task import Settings
from contracts.schema import Schema


class Schemas:
    """Remembers the schemas of the settings used last."""

    def __init__(self, remember: int = 256) -> None:
        self._known: OrderedDict[tuple[str, int], Schema] = OrderedDict()
        self._remember = remember

    def of(self, settings: Settings) -> Schema:
        """Return the schema of a version of a task's settings."""
        key = (settings.task, settings.version)
        schema = self._known.get(key)
        if schema is None:
            schema = self._known[key] = Schema.model_validate(settings.schema)
            if len(self._known) > self._remember:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return schema
